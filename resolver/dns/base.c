/* Octets as digits, and back. */
#include "resolver/dns/base.h"

static const char alphabets[][65] = {
	[BASE16] = "0123456789ABCDEF",
	[BASE32HEX] = "0123456789ABCDEFGHIJKLMNOPQRSTUV",
	[BASE64] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
};

void base_to_text(enum base base, const uint8_t *data, size_t len, size_t chunk, struct text *out)
{
	const char *digits = alphabets[base];
	unsigned mask = (1u << base) - 1, nbits = 0;
	uint32_t bits = 0;
	for (size_t i = 0; i < len; i++) {
		if (chunk && i && i % chunk == 0)
			text_char(out, ' ');
		bits = bits << 8 | data[i];
		for (nbits += 8; nbits >= base; nbits -= base)
			text_char(out, digits[bits >> (nbits - base) & mask]);
	}
	if (nbits)
		text_char(out, digits[bits << (base - nbits) & mask]);
	for (size_t i = len % 3; base == BASE64 && i && i < 3; i++)
		text_char(out, '=');
}

int base_digit(enum base base, char c)
{
	if (base != BASE64 && c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	const char *digit = c ? strchr(alphabets[base], c) : NULL;
	return digit ? (int)(digit - alphabets[base]) : -1;
}

bool base_decode(struct base_decoder *d, char c, struct writer *w)
{
	if (d->base == BASE64 && c == '=')
		return ++d->padding <= 2;
	int value = base_digit(d->base, c);
	if (value < 0 || d->padding)
		return false;
	d->digits++;
	d->bits = d->bits << d->base | (unsigned)value;
	d->nbits += d->base;
	if (d->nbits >= 8) {
		d->nbits -= 8;
		write_u8(w, (uint8_t)(d->bits >> d->nbits));
		d->bits &= (1u << d->nbits) - 1;
	}
	return true;
}

bool base_whole(const struct base_decoder *d)
{
	if (d->bits || d->nbits >= d->base)
		return false;
	return d->base != BASE64 || (d->digits + d->padding) % 4 == 0;
}
