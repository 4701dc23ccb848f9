/* The one parser of addresses as text.
 *
 * Pure but for one thing: a zone given by name costs if_nametoindex(3).  Numbers are read here
 * because strtoul(3) and inet_pton(3) want terminated text, obey locales or take signs and blanks.
 */
#include "resolver/literal.h"

#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

static unsigned digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : 16;
}

static bool quad_parse(const char *at, const char *end, uint8_t out[static 4])
{
	for (unsigned i = 0; i < 4; i++) {
		if (i && (at == end || *at++ != '.'))
			return false;
		const char *start = at;
		unsigned value = 0;
		for (; at < end && digit(*at) < 10 && value < 256; at++)
			value = value * 10 + digit(*at);
		if (at == start || value > 255 || (*start == '0' && at - start > 1))
			return false;
		out[i] = (uint8_t)value;
	}
	return at == end;
}

/* RFC 4291 2.2: groups of one to four digits, one "::" for at least one group of zeros, perhaps a
 * dotted quad as the end. */
static bool groups_parse(const char *at, const char *end, uint8_t out[static 16])
{
	uint8_t octets[16] = { 0 };
	unsigned n = 0, gap = 17;

	if (end - at >= 2 && at[0] == ':' && at[1] == ':') {
		gap = 0;
		at += 2;
	}
	while (at < end) {
		const char *start = at;
		unsigned value = 0;
		for (; at < end && at - start < 4 && digit(*at) < 16; at++)
			value = value << 4 | digit(*at);
		if (at < end && *at == '.') {
			if (n > 12 || !quad_parse(start, end, octets + n))
				return false;
			n += 4;
			break;
		}
		if (at == start || n > 14)
			return false;
		octets[n++] = (uint8_t)(value >> 8);
		octets[n++] = (uint8_t)value;
		if (at == end)
			break;
		if (*at++ != ':' || at == end)
			return false;
		if (*at == ':') {
			if (gap <= 16)
				return false;
			gap = n;
			at++;
		}
	}
	if (gap > 16 ? n != 16 : n > 14)
		return false;
	if (gap > 16)
		gap = 16;
	memcpy(out, octets, gap);
	memset(out + gap, 0, 16 - n);
	memcpy(out + gap + 16 - n, octets + gap, n - gap);
	return true;
}

static bool zone_parse(const char *at, size_t len, uint32_t *out)
{
	char name[IF_NAMESIZE];
	uint64_t value = 0;
	size_t i = 0;

	for (; i < len && digit(at[i]) < 10 && value <= UINT32_MAX; i++)
		value = value * 10 + digit(at[i]);
	if (len && i == len && value <= UINT32_MAX) {
		*out = (uint32_t)value;
		return true;
	}
	if (!len || len >= sizeof(name) || memchr(at, '\0', len))
		return false;
	memcpy(name, at, len);
	name[len] = '\0';
	*out = if_nametoindex(name);
	return *out != 0;
}

/* RFC 4007 11: a zone means something where the scope is a link. */
static bool has_zones(const uint8_t octets[static 16])
{
	return (octets[0] == 0xfe && (octets[1] & 0xc0) == 0x80) ||
	       (octets[0] == 0xff && (octets[1] & 0x0f) == 2);
}

bool address_parse(const char *text, size_t len, struct stub_addr *out)
{
	struct stub_addr a = { .family = AF_INET };
	const char *end = text + len, *at = text;

	if (quad_parse(text, end, a.octets)) {
		*out = a;
		return true;
	}
	while (at < end && *at != '%')
		at++;
	a.family = AF_INET6;
	if (!groups_parse(text, at, a.octets))
		return false;
	if (at < end &&
		(!has_zones(a.octets) || !zone_parse(at + 1, (size_t)(end - at) - 1, &a.scope)))
		return false;
	*out = a;
	return true;
}

/* A number as C writes them: 0x7f, 0177, 127.  Returns where it ends, NULL if there is none or it
 * is over max. */
static const char *number_parse(const char *at, const char *end, uint64_t max, uint64_t *out)
{
	unsigned base = 10;
	uint64_t value = 0;

	if (end - at > 2 && at[0] == '0' && (at[1] | 0x20) == 'x') {
		base = 16;
		at += 2;
	} else if (end - at > 1 && at[0] == '0') {
		base = 8;
	}
	const char *start = at;
	for (; at < end && digit(*at) < base && value <= max; at++)
		value = value * base + digit(*at);
	*out = value;
	return at > start && value <= max ? at : NULL;
}

/* inet_aton(3): one to four numbers; the last one fills what the others leave. */
static bool aton_parse(const char *at, const char *end, struct stub_addr *out)
{
	uint32_t address = 0;
	uint64_t value;

	for (unsigned i = 0; i < 4; i++) {
		at = number_parse(at, end, UINT32_MAX >> 8 * i, &value);
		if (!at)
			return false;
		if (at == end) {
			address |= (uint32_t)value;
			*out = (struct stub_addr){ .family = AF_INET,
				.octets = { (uint8_t)(address >> 24), (uint8_t)(address >> 16),
					(uint8_t)(address >> 8), (uint8_t)address } };
			return true;
		}
		if (*at++ != '.' || value > 255)
			return false;
		address |= (uint32_t)value << (24 - 8 * i);
	}
	return false;
}

bool literal_parse_slice(const char *text, size_t len, struct stub_addr *out)
{
	/* most names cannot be addresses from their first octet on */
	if (!len || (digit(text[0]) == 16 && text[0] != ':'))
		return false;
	if (digit(text[0]) >= 10 && !memchr(text, ':', len))
		return false;
	return address_parse(text, len, out) || aton_parse(text, text + len, out);
}

bool literal_parse(const char *text, struct stub_addr *out)
{
	return literal_parse_slice(text, strlen(text), out);
}
