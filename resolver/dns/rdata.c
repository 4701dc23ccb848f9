/* RDATA as text: the layout table's second interpreter. */
#include "resolver/dns/print.h"

#include <arpa/inet.h>

#include "resolver/dns/address.h"
#include "resolver/dns/bitmap.h"
#include "resolver/dns/code.h"
#include "resolver/dns/compound.h"
#include "resolver/dns/layout.h"
#include "resolver/dns/loc.h"
#include "resolver/dns/svcb.h"

enum {
	HEX_CHUNK = 28, /* octets that make 56 digits, dig's width */
	BASE64_CHUNK = 42,
};

void print_string_octet(uint8_t c, struct text *out)
{
	if (c == '"' || c == '\\' || c < ' ' || c >= 0x7f)
		escape_octet(c, out);
	else
		text_char(out, (char)c);
}

void print_quoted(const uint8_t *data, size_t len, struct text *out)
{
	text_char(out, '"');
	for (size_t i = 0; i < len; i++)
		print_string_octet(data[i], out);
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

void print_ipv4(const uint8_t *a, struct text *out)
{
	for (int i = 0; i < 4; i++) {
		if (i)
			text_char(out, '.');
		text_uint(out, a[i]);
	}
}

void print_ipv6(const uint8_t *a, struct text *out)
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

void print_plain_name(struct reader *r, struct text *out)
{
	struct name name;
	read_plain_name_into(r, &name);
	name_to_text(&name, true, out);
}

static void print_names(struct reader *r, struct text *out)
{
	print_plain_name(r, out);
	while (read_left(r)) {
		text_char(out, ' ');
		print_plain_name(r, out);
	}
}

static void print_counted_base64(struct reader *r, struct text *out)
{
	uint16_t len = read_u16(r);
	text_uint(out, len);
	if (len)
		text_char(out, ' ');
	base_to_text(BASE64, read_octets(r, len), len, BASE64_CHUNK, out);
}

/* RFC 5155 3.3: salt in base 16, "-" for none; the hash in base 32. */
static void print_hashed(struct reader *r, char field, struct text *out)
{
	uint8_t len = read_u8(r);
	enum base base = field == 'h' ? BASE16 : BASE32HEX;
	if (!len)
		text_char(out, '-');
	base_to_text(base, read_octets(r, len), len, 0, out);
}

/* The rest of the RDATA, for the kinds that take it whole. */
static void print_rest(struct reader *r, char field, struct text *out)
{
	size_t len = read_left(r);
	const uint8_t *data = read_octets(r, len);
	if (field == 'q')
		print_quoted(data, len, out);
	else if (field == 'j' && !len)
		text_char(out, '-');
	else if (field == 'b' || field == 'j')
		base_to_text(BASE64, data, len, BASE64_CHUNK, out);
	else
		base_to_text(BASE16, data, len, HEX_CHUNK, out);
}

static uint64_t read_wide(struct reader *r, unsigned octets)
{
	uint64_t v = 0;
	while (octets--)
		v = v << 8 | read_u8(r);
	return v;
}

static void print_rare(struct reader *r, const uint8_t *start, char field, struct text *out)
{
	switch (field) {
	case '6': text_uint(out, read_wide(r, 6)); break;
	case '8': text_uint(out, read_wide(r, 8)); break;
	case 'C': word_to_text(WORDS_CERT, read_u16(r), out); break;
	case 'R': word_to_text(WORDS_ERROR, read_u16(r), out); break;
	case 'K': word_to_text(WORDS_ALGORITHM, read_u8(r), out); break;
	case 'm': word_to_text(WORDS_SCHEME, read_u8(r), out); break;
	case 'U': print_plain_name(r, out); break;
	case 'V': print_names(r, out); break;
	case 'h':
	case 'H': print_hashed(r, field, out); break;
	case 'z': print_counted_base64(r, out); break;
	case 'e': print_eui(r, 6, out); break;
	case 'E': print_eui(r, 8, out); break;
	case 'k': print_groups(r, out); break;
	case 'B': print_bitmap(r, out); break;
	case 'M': print_old_bitmap(r, out); break;
	case 'W': print_services(r, out); break;
	case 'P': print_svc_params(r, out); break;
	case 'L': print_loc(r, out); break;
	case 'l': print_apl(r, out); break;
	case 'Z': print_a6(r, out); break;
	case 'p': print_nsap(r, out); break;
	case 'w': print_atma(r, out); break;
	case 'g': print_gateway(r, start[1], out); break;
	case 'r': print_relay(r, out); break;
	case 'i': print_hip(r, out); break;
	default: print_rest(r, field, out); break;
	}
}

static void print_field(
	const struct msg *msg, struct reader *r, const uint8_t *start, char field, struct text *out)
{
	switch (field) {
	case '1':
	case 'G': text_uint(out, read_u8(r)); break;
	case '2': text_uint(out, read_u16(r)); break;
	case '4':
	case 'u': text_uint(out, read_u32(r)); break;
	case 'T': print_time(read_u32(r), out); break;
	case 'Y': type_to_text(read_u16(r), out); break;
	case 'a': print_ipv4(read_octets(r, 4), out); break;
	case 'A': print_ipv6(read_octets(r, 16), out); break;
	case 'n':
	case 'N': print_wire_name(msg, r, out); break;
	case 'o':
	case 's': print_string(r, out); break;
	case 't': print_tag(r, out); break;
	case 'S': print_strings(r, out); break;
	default: print_rare(r, start, field, out); break;
	}
}

/* RFC 3597 5 */
static void print_opaque(const uint8_t *rdata, uint16_t len, struct text *out)
{
	text_put(out, "\\# ");
	text_uint(out, len);
	if (len)
		text_char(out, ' ');
	base_to_text(BASE16, rdata, len, HEX_CHUNK, out);
}

/* These have a text even where nothing is left: "", . and - */
static bool empty_has_text(char field)
{
	return field == 'q' || field == 'g' || field == 'j';
}

void print_rdata(const struct msg *msg, const struct rr *rr, struct text *out)
{
	const uint8_t *rdata = msg->data + rr->rdata;
	const char *fields = layout_text_fields(rr->type, rr->class, rdata, rr->rdlen);
	struct reader r = reader_of(rdata, rr->rdlen);
	if (!*fields)
		print_opaque(rdata, rr->rdlen, out);
	for (const char *field = fields; *field; field++) {
		if (!read_left(&r) && !empty_has_text(*field))
			break;
		if (field != fields)
			text_char(out, ' ');
		print_field(msg, &r, rdata, *field, out);
	}
}
