/* RDATA as text: the layout table's second interpreter. */
#include "resolver/dns/print.h"

#include <arpa/inet.h>

#include "resolver/dns/code.h"
#include "resolver/dns/layout.h"

enum {
	HEX_CHUNK = 28, /* octets that make 56 digits, dig's width */
	BASE64_CHUNK = 42,
};

static void print_hex(const uint8_t *data, size_t len, struct text *out)
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < len; i++) {
		if (i && i % HEX_CHUNK == 0)
			text_char(out, ' ');
		text_char(out, digits[data[i] >> 4]);
		text_char(out, digits[data[i] & 15]);
	}
}

static void print_base64(const uint8_t *data, size_t len, struct text *out)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		uint32_t bits = (uint32_t)data[i] << 16;
		bits |= n > 1 ? (uint32_t)data[i + 1] << 8 : 0;
		bits |= n > 2 ? data[i + 2] : 0;
		if (i && i % BASE64_CHUNK == 0)
			text_char(out, ' ');
		text_char(out, digits[bits >> 18]);
		text_char(out, digits[bits >> 12 & 63]);
		text_char(out, n > 1 ? digits[bits >> 6 & 63] : '=');
		text_char(out, n > 2 ? digits[bits & 63] : '=');
	}
}

/* A <character-string> of RFC 1035 5.1. */
static void print_quoted(const uint8_t *data, size_t len, struct text *out)
{
	text_char(out, '"');
	for (size_t i = 0; i < len; i++)
		if (data[i] == '"' || data[i] == '\\' || data[i] < ' ' || data[i] >= 0x7f)
			escape_octet(data[i], out);
		else
			text_char(out, (char)data[i]);
	text_char(out, '"');
}

static void print_string(struct reader *r, struct text *out)
{
	uint8_t len = read_u8(r);
	print_quoted(read_octets(r, len), len, out);
}

static void print_tag(struct reader *r, struct text *out)
{
	uint8_t len = read_u8(r);
	const uint8_t *data = read_octets(r, len);
	for (size_t i = 0; i < len; i++)
		if (octet_is_plain(data[i]))
			text_char(out, (char)data[i]);
		else
			escape_octet(data[i], out);
}

static void print_ipv4(const uint8_t *a, struct text *out)
{
	for (int i = 0; i < 4; i++) {
		if (i)
			text_char(out, '.');
		text_uint(out, a[i]);
	}
}

static void print_ipv6(const uint8_t *a, struct text *out)
{
	char buffer[INET6_ADDRSTRLEN] = "";
	inet_ntop(AF_INET6, a, buffer, sizeof(buffer));
	text_put(out, buffer);
}

/* YYYYMMDDHHmmSS, UTC (RFC 4034 3.2), of seconds since 1970.  Years are counted from March, so a
 * leap day comes last. */
static void print_time(uint32_t seconds, struct text *out)
{
	uint32_t days = seconds / 86400 + 719468; /* since 0000-03-01 */
	uint32_t era = days / 146097, day = days % 146097;
	uint32_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	day -= 365 * year + year / 4 - year / 100;
	uint32_t month = (5 * day + 2) / 153;
	day = day - (153 * month + 2) / 5 + 1;
	month = month < 10 ? month + 3 : month - 9;
	year += era * 400 + (month <= 2);
	text_printf(out, "%04u%02u%02u%02u%02u%02u", year, month, day, seconds / 3600 % 24,
		seconds / 60 % 60, seconds % 60);
}

static void print_bitmap(struct reader *r, struct text *out)
{
	for (bool first = true; read_left(r);) {
		unsigned window = read_u8(r), bits = read_u8(r) * 8u;
		const uint8_t *map = read_octets(r, bits / 8);
		for (unsigned i = 0; i < bits; i++) {
			if (!(map[i / 8] & 0x80 >> i % 8))
				continue;
			if (!first)
				text_char(out, ' ');
			type_to_text((uint16_t)(window << 8 | i), out);
			first = false;
		}
	}
}

static void print_strings(struct reader *r, struct text *out)
{
	print_string(r, out);
	while (read_left(r)) {
		text_char(out, ' ');
		print_string(r, out);
	}
}

static void print_wire_name(const struct msg *msg, struct reader *r, struct text *out)
{
	size_t at = (size_t)(r->at - msg->data);
	print_name(msg, (name_ref)at, out);
	read_octets(r, name_skip(msg->data, at) - at);
}

/* The rest of the RDATA, for the kinds that take it whole. */
static void print_rest(struct reader *r, char field, struct text *out)
{
	size_t len = read_left(r);
	const uint8_t *data = read_octets(r, len);
	if (field == 'q')
		print_quoted(data, len, out);
	else if (field == 'b')
		print_base64(data, len, out);
	else
		print_hex(data, len, out);
}

static void print_field(const struct msg *msg, struct reader *r, char field, struct text *out)
{
	switch (field) {
	case '1': text_uint(out, read_u8(r)); break;
	case '2': text_uint(out, read_u16(r)); break;
	case '4': text_uint(out, read_u32(r)); break;
	case 'T': print_time(read_u32(r), out); break;
	case 'Y': type_to_text(read_u16(r), out); break;
	case 'a': print_ipv4(read_octets(r, 4), out); break;
	case 'A': print_ipv6(read_octets(r, 16), out); break;
	case 'n':
	case 'N': print_wire_name(msg, r, out); break;
	case 's': print_string(r, out); break;
	case 't': print_tag(r, out); break;
	case 'S': print_strings(r, out); break;
	case 'B': print_bitmap(r, out); break;
	default: print_rest(r, field, out); break;
	}
}

void print_rdata(const struct msg *msg, const struct rr *rr, struct text *out)
{
	const char *fields = layout_fields(rr->type, rr->class);
	struct reader r = reader_of(msg->data + rr->rdata, rr->rdlen);
	if (!*fields) { /* RFC 3597 5 */
		text_put(out, "\\# ");
		text_uint(out, rr->rdlen);
		if (rr->rdlen)
			text_char(out, ' ');
		print_hex(r.at, rr->rdlen, out);
	}
	for (const char *field = fields; *field; field++) {
		if (!read_left(&r) && *field != 'q')
			break; /* an empty rest has no text */
		if (field != fields)
			text_char(out, ' ');
		print_field(msg, &r, *field, out);
	}
}
