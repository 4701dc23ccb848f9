/* Addresses other than the internet's. */
#include "resolver/dns/address.h"

enum { ATMA_AESA, ATMA_E164, ATMA_FORMATS };

static void print_pairs(struct reader *r, size_t len, const char *between, struct text *out)
{
	const uint8_t *data = read_octets(r, len);
	for (size_t i = 0; i < len; i++) {
		text_put(out, i ? between : "");
		text_hex(out, data[i], 2);
	}
}

void print_nsap(struct reader *r, struct text *out)
{
	text_put(out, "0x");
	print_pairs(r, read_left(r), "", out);
}

/* Dots may stand between the digits. */
void scan_nsap(struct scanner *s, struct writer *w)
{
	static const char expected[] = "an address like 0x47.0005";
	struct base_decoder d = { .base = BASE16 };
	if (!token_take_bare(s, expected))
		return;
	const char *p = s->token.at, *end = s->token.end;
	bool good = end - p > 3 && p[0] == '0' && octet_fold((uint8_t)p[1]) == 'x';
	for (p += 2; good && p < end; p++)
		good = *p == '.' || base_decode(&d, *p, w);
	if (!good || !base_whole(&d) || !d.digits)
		scan_fail(s, expected);
}

void read_atma(struct reader *r)
{
	uint8_t format = read_u8(r);
	size_t len = read_left(r);
	const uint8_t *address = read_octets(r, len);
	for (size_t i = 0; format == ATMA_E164 && i < len; i++)
		if (address[i] < '0' || address[i] > '9')
			read_fail(r);
	if (!len)
		read_fail(r);
}

bool atma_has_text(const uint8_t *rdata)
{
	return rdata[0] < ATMA_FORMATS;
}

void print_atma(struct reader *r, struct text *out)
{
	bool e164 = read_u8(r) == ATMA_E164;
	size_t len = read_left(r);
	if (!e164) {
		print_pairs(r, len, "", out);
		return;
	}
	text_char(out, '+');
	text_octets(out, read_octets(r, len), len);
}

static bool write_digit(char c, struct writer *w)
{
	if (c < '0' || c > '9')
		return false;
	write_u8(w, (uint8_t)c);
	return true;
}

/* + and decimal digits, or hexadecimal ones; dots may stand between. */
void scan_atma(struct scanner *s, struct writer *w)
{
	static const char expected[] = "an ATM address like +358.400 or 39.246f";
	struct base_decoder d = { .base = BASE16 };
	if (!token_take_bare(s, expected))
		return;
	const char *p = s->token.at, *end = s->token.end;
	bool e164 = *p == '+', good = true;
	size_t begun = w->len;
	write_u8(w, e164 ? ATMA_E164 : ATMA_AESA);
	for (p += e164; good && p < end; p++)
		if (*p != '.')
			good = e164 ? write_digit(*p, w) : base_decode(&d, *p, w);
	if (!good || !base_whole(&d) || w->len - begun < 2)
		scan_fail(s, expected);
}

void print_eui(struct reader *r, size_t octets, struct text *out)
{
	print_pairs(r, octets, "-", out);
}

void scan_eui(struct scanner *s, struct writer *w, size_t octets)
{
	const char *expected = octets == 6 ? "an EUI-48 like 00-00-5e-00-53-2a"
					   : "an EUI-64 like 00-00-5e-ef-10-00-00-2a";
	struct base_decoder d = { .base = BASE16 };
	if (!token_take_bare(s, expected))
		return;
	const char *p = s->token.at;
	size_t len = (size_t)(s->token.end - p);
	bool good = len == octets * 3 - 1;
	for (size_t i = 0; good && i < len; i++)
		good = i % 3 == 2 ? p[i] == '-' : base_decode(&d, p[i], w);
	if (!good)
		scan_fail(s, expected);
}

/* No zeros in front, as in IPv6 addresses. */
void print_groups(struct reader *r, struct text *out)
{
	for (int i = 0; i < 4; i++) {
		uint16_t group = read_u16(r);
		unsigned width = 1;
		while (width < 4 && group >> 4 * width)
			width++;
		text_put(out, i ? ":" : "");
		text_hex(out, group, width);
	}
}

/* One to four digits up to a colon or the end. */
static bool group_value(const char **at, const char *end, uint16_t *out)
{
	unsigned value = 0, digits = 0;
	for (; *at < end && **at != ':'; (*at)++, digits++) {
		int digit = base_digit(BASE16, **at);
		if (digit < 0 || digits == 4)
			return false;
		value = value << 4 | (unsigned)digit;
	}
	*out = (uint16_t)value;
	return digits;
}

void scan_groups(struct scanner *s, struct writer *w)
{
	static const char expected[] = "four groups like 14:4fff:ff20:ee64";
	if (!token_take_bare(s, expected))
		return;
	const char *p = s->token.at, *end = s->token.end;
	bool good = true;
	for (int i = 0; good && i < 4; i++) {
		uint16_t group = 0;
		good = group_value(&p, end, &group) && (i < 3) == (p < end);
		write_u16(w, group);
		p += good && i < 3;
	}
	if (!good)
		scan_fail(s, expected);
}
