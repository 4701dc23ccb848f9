/* The options of an OPT record, each held against its own format. */
#include "resolver/dns/edns.h"

static const struct edns_layout rows[] = {
	{ OPTION_NSID, FORM_OPAQUE, "NSID" },                      /* RFC 5001 */
	{ OPTION_ECS, FORM_ECS, "CLIENT-SUBNET" },                 /* RFC 7871 */
	{ OPTION_EXPIRE, FORM_SECONDS, "EXPIRE" },                 /* RFC 7314 */
	{ OPTION_COOKIE, FORM_COOKIE, "COOKIE" },                  /* RFC 7873 */
	{ OPTION_TCP_KEEPALIVE, FORM_KEEPALIVE, "TCP KEEPALIVE" }, /* RFC 7828 */
	{ OPTION_PADDING, FORM_PADDING, "PAD" },                   /* RFC 7830 */
	{ OPTION_CHAIN, FORM_NAME, "CHAIN" },                      /* RFC 7901 */
	{ OPTION_KEY_TAG, FORM_NUMBERS, "KEY-TAG" },               /* RFC 8145 */
	{ OPTION_EDE, FORM_EDE, "EDE" },                           /* RFC 8914 */
	{ OPTION_CLIENT_TAG, FORM_NUMBERS, "CLIENT-TAG" },
	{ OPTION_SERVER_TAG, FORM_NUMBERS, "SERVER-TAG" },
	{ OPTION_REPORT_CHANNEL, FORM_NAME, "REPORT-CHANNEL" },  /* RFC 9567 */
	{ OPTION_ZONEVERSION, FORM_ZONEVERSION, "ZONEVERSION" }, /* RFC 9660 */
};

/* From 0 up; IANA "Extended DNS Error Codes". */
static const char errors[][36] = {
	"Other Error",
	"Unsupported DNSKEY Algorithm",
	"Unsupported DS Digest Type",
	"Stale Answer",
	"Forged Answer",
	"DNSSEC Indeterminate",
	"DNSSEC Bogus",
	"Signature Expired",
	"Signature Not Yet Valid",
	"DNSKEY Missing",
	"RRSIGs Missing",
	"No Zone Key Bit Set",
	"NSEC Missing",
	"Cached Error",
	"Not Ready",
	"Blocked",
	"Censored",
	"Filtered",
	"Prohibited",
	"Stale NXDOMAIN Answer",
	"Not Authoritative",
	"Not Supported",
	"No Reachable Authority",
	"Network Error",
	"Invalid Data",
	"Signature Expired before Valid",
	"Too Early",
	"Unsupported NSEC3 Iterations Value",
	"Unable to conform to policy",
	"Synthesized",
	"Invalid Query Type",
	"Rate Limited",
	"Over Quota",
	"Negative Trust Anchor",
	"New Delegation Only",
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]), ERRORS = sizeof(errors) / sizeof(errors[0]) };

bool msg_edns(const struct msg *msg, struct edns *out)
{
	if (!msg->opt)
		return false;
	const uint8_t *fixed = msg->data + msg->opt + 1; /* behind the root */
	*out = (struct edns){
		.udp = get_u16(fixed + 2),
		.rcode = fixed[4],
		.version = fixed[5],
		.flags = get_u16(fixed + 6),
	};
	return true;
}

struct edns_iter msg_options(const struct msg *msg)
{
	const uint8_t *fixed = msg->data + msg->opt + 1;
	if (!msg->opt)
		return (struct edns_iter){ .in = reader_of(msg->data, 0) };
	return (struct edns_iter){ .in = reader_of(fixed + 10, get_u16(fixed + 8)) };
}

bool option_next(struct edns_iter *it, struct edns_option *out)
{
	if (!read_left(&it->in))
		return false;
	out->code = read_u16(&it->in);
	out->len = read_u16(&it->in);
	out->data = read_octets(&it->in, out->len);
	return out->data != NULL;
}

const struct edns_layout *option_layout_of(uint16_t code)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].code == code)
			return &rows[i];
	return NULL;
}

const char *ede_to_text(uint16_t code)
{
	return code < ERRORS ? errors[code] : "";
}

/* RFC 7871 6: as many octets as the prefix needs, and no bit behind it. */
static bool ecs_good(struct reader *r)
{
	static const uint8_t most[] = { 0, 32, 128 };
	uint16_t family = read_u16(r);
	unsigned source = read_u8(r), scope = read_u8(r);
	size_t octets = (source + 7) / 8;
	const uint8_t *address = read_octets(r, octets);
	if (r->bad || family >= sizeof(most) || source > most[family] || scope > most[family])
		return false;
	return source % 8 == 0 || !(address[octets - 1] & 0xff >> source % 8);
}

/* One name to the end, in full: nothing in an option is compressed. */
static void skip_name(struct reader *r)
{
	size_t left = NAME_OCTETS;
	for (uint8_t len = 1; len && !r->bad; left -= len + 1u) {
		len = read_u8(r);
		read_octets(r, len);
		if (len > LABEL_OCTETS || len >= left) {
			read_fail(r);
			return;
		}
	}
}

/* RFC 9660 3.2: of the known type, a serial. */
static bool zoneversion_good(struct reader *r)
{
	uint8_t labels = read_u8(r), type = read_u8(r);
	size_t left = read_left(r);
	read_octets(r, left);
	return !r->bad && labels <= NAME_LABELS && (type != 0 || left == 4);
}

bool option_good(const struct edns_option *option)
{
	const struct edns_layout *row = option_layout_of(option->code);
	size_t len = option->len;
	struct reader r = reader_of(option->data, len);
	switch (row ? row->form : FORM_OPAQUE) {
	case FORM_ECS: return ecs_good(&r) && !read_left(&r);
	case FORM_SECONDS: return len == 0 || len == 4;
	case FORM_COOKIE: return len == 8 || (len >= 16 && len <= 40); /* RFC 7873 4 */
	case FORM_KEEPALIVE: return len == 0 || len == 2;
	case FORM_NAME: skip_name(&r); return !r.bad && !read_left(&r);
	case FORM_NUMBERS: return option->code == OPTION_KEY_TAG ? len && len % 2 == 0 : len == 2;
	case FORM_EDE: return len >= 2;
	case FORM_ZONEVERSION: return len == 0 || zoneversion_good(&r);
	default: return true;
	}
}
