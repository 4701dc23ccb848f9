/* Field kinds whose form depends on what is in them. */
#include "resolver/dns/compound.h"

#include <arpa/inet.h>

#include "resolver/dns/print.h"

enum {
	RELAY_DISCOVERY = 0x80,
	APL_NEGATED = 0x80,
	APL_LENGTH = 0x7f,
	APL_IPV4 = 1, /* address families */
	APL_IPV6 = 2,
	A6_BITS = 128,
};

void read_gateway(struct reader *r, unsigned type)
{
	switch (type) {
	case GATEWAY_NONE: break;
	case GATEWAY_IPV4: read_octets(r, 4); break;
	case GATEWAY_IPV6: read_octets(r, 16); break;
	case GATEWAY_NAME: read_plain_name(r); break;
	default: read_octets(r, read_left(r)); break;
	}
}

void print_gateway(struct reader *r, unsigned type, struct text *out)
{
	switch (type) {
	case GATEWAY_IPV4: print_ipv4(read_octets(r, 4), out); break;
	case GATEWAY_IPV6: print_ipv6(read_octets(r, 16), out); break;
	case GATEWAY_NAME: print_plain_name(r, out); break;
	default: text_char(out, '.'); break;
	}
}

void scan_gateway(struct scanner *s, unsigned type, struct writer *w)
{
	switch (type) {
	case GATEWAY_NONE:
		if (token_take(s, "a dot") && !token_is(&s->token, "."))
			scan_fail(s, "a dot");
		break;
	case GATEWAY_IPV4: scan_address(s, AF_INET, w); break;
	case GATEWAY_IPV6: scan_address(s, AF_INET6, w); break;
	case GATEWAY_NAME: scan_wire_name(s, w); break;
	default: scan_fail(s, "a type of gateway from 0 to 3"); break;
	}
}

void read_relay(struct reader *r)
{
	read_gateway(r, read_u8(r) & RELAY_TYPE);
}

void print_relay(struct reader *r, struct text *out)
{
	uint8_t type = read_u8(r);
	text_put(out, type & RELAY_DISCOVERY ? "1 " : "0 ");
	text_uint(out, type & RELAY_TYPE);
	text_char(out, ' ');
	print_gateway(r, type & RELAY_TYPE, out);
}

void scan_relay(struct scanner *s, struct writer *w)
{
	uint64_t discovery = scan_number(s, 1, "0 or 1");
	uint64_t type = scan_number(s, GATEWAYS - 1, "a type of relay from 0 to 3");
	write_u8(w, (uint8_t)((discovery ? RELAY_DISCOVERY : 0) | type));
	scan_gateway(s, (unsigned)type, w);
}

static unsigned apl_octets(unsigned family)
{
	return family == APL_IPV4 ? 4 : family == APL_IPV6 ? 16 : 0;
}

/* RFC 3123 4: trailing zero octets are left out, in the families that it knows. */
void read_apl(struct reader *r)
{
	while (read_left(r)) {
		unsigned octets = apl_octets(read_u16(r)), prefix = read_u8(r);
		unsigned len = read_u8(r) & APL_LENGTH;
		const uint8_t *address = read_octets(r, len);
		if (!address || !octets)
			continue;
		if (len > octets || prefix > octets * 8 || (len && !address[len - 1]))
			read_fail(r);
	}
}

bool apl_has_text(const uint8_t *rdata, size_t len)
{
	for (struct reader r = reader_of(rdata, len); read_left(&r);) {
		if (!apl_octets(read_u16(&r)))
			return false;
		read_octets(&r, 1);
		read_octets(&r, read_u8(&r) & APL_LENGTH);
	}
	return true;
}

void print_apl(struct reader *r, struct text *out)
{
	for (bool first = true; read_left(r); first = false) {
		uint8_t address[16] = { 0 };
		unsigned family = read_u16(r), prefix = read_u8(r), len = read_u8(r);
		memcpy(address, read_octets(r, len & APL_LENGTH), len & APL_LENGTH);
		text_put(out, first ? "" : " ");
		text_put(out, len & APL_NEGATED ? "!" : "");
		text_uint(out, family);
		text_char(out, ':');
		if (family == APL_IPV4)
			print_ipv4(address, out);
		else
			print_ipv6(address, out);
		text_char(out, '/');
		text_uint(out, prefix);
	}
}

/* [!]FAMILY:ADDRESS/PREFIX */
static bool apl_item(const char *at, const char *end, struct writer *w)
{
	uint64_t family = 0, prefix = 0;
	uint8_t address[16];
	bool negated = *at == '!';
	at += negated;
	const char *colon = memchr(at, ':', (size_t)(end - at));
	const char *slash = memchr(at, '/', (size_t)(end - at));
	if (!colon || !slash || colon > slash || !digits_value(at, colon, UINT16_MAX, &family))
		return false;
	unsigned len = apl_octets((unsigned)family);
	int af = family == APL_IPV4 ? AF_INET : AF_INET6;
	if (!len || !address_value(af, colon + 1, slash, address) ||
		!digits_value(slash + 1, end, len * 8, &prefix))
		return false;
	while (len && !address[len - 1])
		len--;
	write_u16(w, (uint16_t)family);
	write_u8(w, (uint8_t)prefix);
	write_u8(w, (uint8_t)(len | (negated ? APL_NEGATED : 0)));
	write_octets(w, address, len);
	return true;
}

void scan_apl(struct scanner *s, struct writer *w)
{
	static const char expected[] = "an item like 1:192.0.2.0/24 or !2:2001:db8::/32";
	while (token_peek(s) && token_take_bare(s, expected))
		if (!apl_item(s->token.at, s->token.end, w))
			scan_fail(s, expected);
}

static unsigned a6_octets(unsigned prefix)
{
	return (A6_BITS - prefix + 7) / 8;
}

/* The bits of the suffix that pad its first octet are zero. */
void read_a6(struct reader *r)
{
	unsigned prefix = read_u8(r);
	if (prefix > A6_BITS) {
		read_fail(r);
		return;
	}
	const uint8_t *suffix = read_octets(r, a6_octets(prefix));
	if (suffix && prefix % 8 && *suffix >> (8 - prefix % 8))
		read_fail(r);
	if (prefix)
		read_plain_name(r);
}

size_t a6_name(const uint8_t *rdata)
{
	return 1 + a6_octets(rdata[0]);
}

void print_a6(struct reader *r, struct text *out)
{
	uint8_t address[16] = { 0 };
	unsigned prefix = read_u8(r), len = a6_octets(prefix);
	memcpy(address + 16 - len, read_octets(r, len), len);
	text_uint(out, prefix);
	if (prefix < A6_BITS) {
		text_char(out, ' ');
		print_ipv6(address, out);
	}
	if (prefix) {
		text_char(out, ' ');
		print_plain_name(r, out);
	}
}

void scan_a6(struct scanner *s, struct writer *w)
{
	static const char expected[] = "the part of an IPv6 address behind the prefix";
	uint8_t address[16] = { 0 };
	unsigned prefix = (unsigned)scan_number(s, A6_BITS, "a prefix length from 0 to 128");
	unsigned len = a6_octets(prefix);
	if (prefix < A6_BITS && token_take_bare(s, expected) &&
		!address_value(AF_INET6, s->token.at, s->token.end, address))
		scan_fail(s, expected);
	if (prefix % 8)
		address[16 - len] &= (uint8_t)(0xff >> prefix % 8);
	write_u8(w, (uint8_t)prefix);
	write_octets(w, address + 16 - len, len);
	if (prefix)
		scan_wire_name(s, w);
}

void read_hip(struct reader *r)
{
	uint8_t tag = read_u8(r);
	read_octets(r, 1);
	uint16_t key = read_u16(r);
	read_octets(r, (size_t)tag + key);
	if (!tag || !key)
		read_fail(r);
}

void print_hip(struct reader *r, struct text *out)
{
	uint8_t tag = read_u8(r);
	text_uint(out, read_u8(r));
	text_char(out, ' ');
	uint16_t key = read_u16(r);
	base_to_text(BASE16, read_octets(r, tag), tag, 0, out);
	text_char(out, ' ');
	base_to_text(BASE64, read_octets(r, key), key, 0, out);
}

void scan_hip(struct scanner *s, struct writer *w)
{
	uint8_t *head = write_room(w, 4);
	uint8_t algorithm = (uint8_t)scan_number(s, UINT8_MAX, "an algorithm from 0 to 255");
	size_t begun = w->len;
	scan_digits(s, BASE16, "a host identity tag in hexadecimal", w);
	size_t tag = w->len - begun;
	if (tag > UINT8_MAX)
		scan_fail(s, "a tag of at most 255 octets");
	scan_digits(s, BASE64, "a public key in base 64", w);
	size_t key = w->len - begun - tag;
	if (key > UINT16_MAX)
		scan_fail(s, "a key of at most 65,535 octets");
	if (!head)
		return;
	head[0] = (uint8_t)tag;
	head[1] = algorithm;
	put_u16(head + 2, (uint16_t)key);
}
