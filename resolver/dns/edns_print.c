/* EDNS as text, in dig's form. */
#include "resolver/dns/edns.h"

#include <arpa/inet.h>

/* In hexadecimal, then as characters; control octets become dots. */
static void print_octets(const uint8_t *data, size_t len, struct text *out)
{
	for (size_t i = 0; i < len; i++) {
		text_char(out, ' ');
		text_hex(out, data[i], 2);
	}
	text_put(out, len ? " (\"" : "");
	for (size_t i = 0; i < len; i++)
		text_char(out, data[i] >= ' ' && data[i] < 0x7f ? (char)data[i] : '.');
	text_put(out, len ? "\")" : "");
}

/* " 192.0.2.0/24/0": address, source and scope prefix length (RFC 7871 6) */
static void print_ecs(struct reader *r, struct text *out)
{
	char buffer[INET6_ADDRSTRLEN] = "0";
	uint8_t address[16] = { 0 };
	uint16_t family = read_u16(r);
	unsigned source = read_u8(r), scope = read_u8(r);
	size_t n = read_left(r);
	const uint8_t *data = read_octets(r, n);
	if (n && n <= sizeof(address))
		memcpy(address, data, n);
	if (family)
		inet_ntop(family == 1 ? AF_INET : AF_INET6, address, buffer, sizeof(buffer));
	text_char(out, ' ');
	text_put(out, buffer);
	text_char(out, '/');
	text_uint(out, source);
	text_char(out, '/');
	text_uint(out, scope);
}

/* " 3600 (1 hour)" */
static void print_seconds(uint32_t seconds, struct text *out)
{
	static const struct {
		uint32_t seconds;
		char name[8];
	} units[] = { { 604800, " week" }, { 86400, " day" }, { 3600, " hour" }, { 60, " minute" },
		{ 1, " second" } };
	uint32_t left = seconds;
	const char *before = " (";
	text_char(out, ' ');
	text_uint(out, seconds);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		uint32_t n = left / units[i].seconds;
		left %= units[i].seconds;
		if (!n && (seconds || units[i].seconds > 1))
			continue;
		text_put(out, before);
		text_uint(out, n);
		text_put(out, units[i].name);
		text_put(out, n == 1 ? "" : "s");
		before = " ";
	}
	text_char(out, ')');
}

static void print_cookie(const uint8_t *data, size_t len, struct text *out)
{
	text_char(out, ' ');
	for (size_t i = 0; i < len; i++)
		text_hex(out, data[i], 2);
}

static void print_numbers(struct reader *r, struct text *out)
{
	for (const char *before = " "; read_left(r); before = ", ") {
		text_put(out, before);
		text_uint(out, read_u16(r));
	}
}

/* " 15 (Blocked): (text)"; of the text, which is UTF-8, printable ASCII as it is. */
static void print_ede(struct reader *r, struct text *out)
{
	uint16_t code = read_u16(r);
	const char *name = ede_to_text(code);
	text_char(out, ' ');
	text_uint(out, code);
	if (*name) {
		text_put(out, " (");
		text_put(out, name);
		text_char(out, ')');
	}
	size_t len = read_left(r);
	const uint8_t *data = read_octets(r, len);
	text_put(out, len ? ": (" : "");
	for (size_t i = 0; i < len; i++)
		if (data[i] >= ' ' && data[i] < 0x7f)
			text_char(out, (char)data[i]);
		else
			escape_octet(data[i], out);
	text_put(out, len ? ")" : "");
}

static void print_option_name(const uint8_t *data, size_t len, struct text *out)
{
	struct name name = { .len = (uint8_t)len };
	memcpy(name.octets, data, len);
	text_char(out, ' ');
	name_to_text(&name, true, out);
}

/* " SOA-SERIAL: 5 (2 labels)" (RFC 9660 3.2); the labels are the zone's among the question's. */
static void print_zoneversion(struct reader *r, struct text *out)
{
	unsigned labels = read_u8(r), type = read_u8(r);
	size_t len = read_left(r);
	if (type == 0) {
		text_put(out, " SOA-SERIAL: ");
		text_uint(out, read_u32(r));
	} else {
		text_put(out, " TYPE");
		text_uint(out, type);
		text_char(out, ':');
		print_octets(read_octets(r, len), len, out);
	}
	text_put(out, " (");
	text_uint(out, labels);
	text_put(out, labels == 1 ? " label)" : " labels)");
}

static void print_keepalive(uint16_t tenths, struct text *out) /* RFC 7828 3.1: of a second */
{
	text_char(out, ' ');
	text_uint(out, tenths / 10);
	text_char(out, '.');
	text_uint(out, tenths % 10);
	text_put(out, " secs");
}

static void print_padding(size_t len, struct text *out)
{
	text_put(out, " (");
	text_uint(out, len);
	text_put(out, " bytes)");
}

static void print_data(const struct edns_option *option, enum option_form form, struct text *out)
{
	struct reader r = reader_of(option->data, option->len);
	switch (form) {
	case FORM_ECS: print_ecs(&r, out); break;
	case FORM_SECONDS: print_seconds(read_u32(&r), out); break;
	case FORM_COOKIE: print_cookie(option->data, option->len, out); break;
	case FORM_KEEPALIVE: print_keepalive(read_u16(&r), out); break;
	case FORM_PADDING: print_padding(option->len, out); break;
	case FORM_NAME: print_option_name(option->data, option->len, out); break;
	case FORM_NUMBERS: print_numbers(&r, out); break;
	case FORM_EDE: print_ede(&r, out); break;
	case FORM_ZONEVERSION: print_zoneversion(&r, out); break;
	default: print_octets(option->data, option->len, out); break;
	}
}

void print_option(const struct edns_option *option, struct text *out)
{
	const struct edns_layout *row = option_layout_of(option->code);
	bool good = option_good(option);
	text_put(out, row ? "; " : "; OPT=");
	if (row)
		text_put(out, row->name);
	else
		text_uint(out, option->code);
	text_char(out, ':');
	if (option->len)
		print_data(option, row && good ? (enum option_form)row->form : FORM_OPAQUE, out);
	text_put(out, good ? "" : " (malformed)");
}

static void print_edns_flags(uint16_t flags, struct text *out)
{
	uint16_t rest = flags & ~(EDNS_DO | EDNS_CO);
	text_put(out, ", flags:");
	text_put(out, flags & EDNS_DO ? " do" : "");
	text_put(out, flags & EDNS_CO ? " co" : "");
	if (rest) {
		text_put(out, "; MBZ: 0x");
		text_hex(out, rest, 4);
	}
	text_put(out, rest ? ", udp: " : "; udp: ");
}

void print_edns(const struct msg *msg, struct text *out)
{
	struct edns edns;
	struct edns_option option;
	if (!msg_edns(msg, &edns))
		return;
	text_put(out, "; EDNS: version: ");
	text_uint(out, edns.version);
	print_edns_flags(edns.flags, out);
	text_uint(out, edns.udp);
	text_char(out, '\n');
	for (struct edns_iter it = msg_options(msg); option_next(&it, &option);) {
		print_option(&option, out);
		text_char(out, '\n');
	}
}
