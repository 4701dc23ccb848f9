/* gai.conf(5): the policy table for the order of addresses (RFC 6724 2.1). */
#include <limits.h>
#include <string.h>
#include <sys/socket.h>
#include "resolver/conf/config.h"
#include "resolver/dns/wire.h"
#include "resolver/literal.h"

enum { RFC_ROWS = 9 };

/* Longest prefix first, as all tables here are kept: the first row that matches is the one that
 * counts. */
static const struct {
	uint8_t prefix[16], bits, precedence, label;
} rfc_table[RFC_ROWS] = {
	{ { [15] = 1 }, 128, 50, 0 },                /* ::1/128 */
	{ { [10] = 0xff, [11] = 0xff }, 96, 35, 4 }, /* ::ffff:0:0/96 */
	{ { 0 }, 96, 1, 3 },                         /* ::/96 */
	{ { 0x20, 0x01 }, 32, 5, 5 },                /* 2001::/32 */
	{ { 0x20, 0x02 }, 16, 30, 2 },               /* 2002::/16 */
	{ { 0x3f, 0xfe }, 16, 1, 12 },               /* 3ffe::/16 */
	{ { 0xfe, 0xc0 }, 10, 1, 11 },               /* fec0::/10 */
	{ { 0xfc }, 7, 3, 13 },                      /* fc00::/7 */
	{ { 0 }, 0, 40, 1 },                         /* ::/0 */
};

/* Comparing addresses asks for the order of precedences, not for their values. */
static void rank_rows(struct policy *p)
{
	for (unsigned i = 0; i < p->nprecedences; i++) {
		p->precedence[i].rank = 0;
		for (unsigned j = 0; j < p->nprecedences; j++)
			p->precedence[i].rank += p->precedence[j].value > p->precedence[i].value;
	}
}

void policy_init(struct policy *out)
{
	for (unsigned i = 0; i < RFC_ROWS; i++) {
		struct policy_row row = { .bits = rfc_table[i].bits };
		memcpy(row.prefix, rfc_table[i].prefix, sizeof(row.prefix));
		row.value = rfc_table[i].label;
		out->label[i] = row;
		row.value = rfc_table[i].precedence;
		out->precedence[i] = row;
	}
	out->nlabels = out->nprecedences = RFC_ROWS;
	out->nscopes = 0;
	out->reload = false;
	rank_rows(out);
}

/* "2002::/16" or "10.0.0.0/8", which is ::ffff:10.0.0.0/104; without a slash the whole address. */
static bool parse_prefix(struct slice s, struct policy_row *out)
{
	struct slice address = cut_comment(s, "/");
	struct stub_addr a;
	int bits;

	if (!address_parse(address.at, address.len, &a) || a.scope)
		return false;
	int width = a.family == AF_INET ? 32 : 128;
	if (address.len == s.len)
		bits = width;
	else if (!slice_number(
			 (struct slice){ address.at + address.len + 1, s.len - address.len - 1 },
			 -1, width + 1, &bits) ||
		 bits < 0 || bits > width)
		return false;
	*out = (struct policy_row){ .bits = (uint8_t)(bits + 128 - width) };
	if (a.family == AF_INET)
		out->prefix[10] = out->prefix[11] = 0xff;
	memcpy(out->prefix + 16 - width / 8, a.octets, (size_t)width / 8);
	return true;
}

/* Before the first shorter prefix: of two rows for one prefix the first in the file counts. */
static bool insert_row(
	struct policy_row table[static POLICY_ROWS], unsigned *n, const struct policy_row *row)
{
	unsigned i = *n;
	if (i == POLICY_ROWS)
		return false;
	for (; i && table[i - 1].bits < row->bits; i--)
		table[i] = table[i - 1];
	table[i] = *row;
	++*n;
	return true;
}

static void add_default(struct policy_row table[static POLICY_ROWS], unsigned *n, int value)
{
	struct policy_row row = { .bits = 0, .value = value };
	if (*n && *n < POLICY_ROWS && table[*n - 1].bits)
		insert_row(table, n, &row);
}

/* Whether there is room. */
static bool insert_scope(struct policy *p, const struct policy_row *row)
{
	struct scope_row scope = { .mask = row->bits > 96 ? UINT32_MAX << (128 - row->bits) : 0,
		.network = get_u32(row->prefix + 12),
		.scope = (unsigned)row->value };
	unsigned i = p->nscopes;
	if (i == SCOPE_ROWS)
		return false;
	scope.network &= scope.mask;
	for (; i && p->scope[i - 1].mask < scope.mask; i--)
		p->scope[i] = p->scope[i - 1];
	p->scope[i] = scope;
	p->nscopes++;
	return true;
}

static bool is_mapped(const struct policy_row *row)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	return row->bits >= 96 && !memcmp(row->prefix, mapped, sizeof(mapped));
}

enum table { LABEL, PRECEDENCE, SCOPE, TABLES };

static const struct {
	const char *name;
	int max; /* of the value */
} table_row[TABLES] = {
	[LABEL] = { "label", INT_MAX },
	[PRECEDENCE] = { "precedence", INT_MAX },
	[SCOPE] = { "scopev4", 15 }, /* four bits (RFC 4291 2.7) */
};

static const char *insert(struct policy *p, enum table table, const struct policy_row *row)
{
	bool good;
	switch (table) {
	case LABEL: good = insert_row(p->label, &p->nlabels, row); break;
	case PRECEDENCE: good = insert_row(p->precedence, &p->nprecedences, row); break;
	default:
		if (!is_mapped(row))
			return "not an IPv4 prefix";
		good = insert_scope(p, row);
	}
	return good ? NULL : "more rows than there is room for";
}

/* NULL, or why the line does not count.  The first line for a table clears it. */
static const char *parse_row(struct policy *p, bool replaced[static TABLES], enum table table,
	struct slice prefix, struct slice line)
{
	struct slice value;
	struct policy_row row;

	if (!next_word(&line, &value))
		return "a prefix and a number are needed";
	if (!parse_prefix(prefix, &row))
		return "not a prefix";
	if (!slice_number(value, -1, table_row[table].max, &row.value) || row.value < 0)
		return "not a number";
	if (!replaced[table]) {
		replaced[table] = true;
		if (table != SCOPE)
			*(table == LABEL ? &p->nlabels : &p->nprecedences) = 0;
	}
	return insert(p, table, &row);
}

static void parse_line(
	struct policy *p, bool replaced[static TABLES], struct slice line, struct conf_notes *notes)
{
	struct slice whole = line, word, first;
	unsigned table = 0;

	if (!next_word(&line, &word))
		return;
	if (!next_word(&line, &first)) {
		note_ignored(notes, NULL, whole, "nothing follows");
		return;
	}
	if (slice_is(word, "reload")) {
		p->reload = slice_is(first, "yes");
		note_value(notes, "reload", first);
		return;
	}
	while (table < TABLES && !slice_is(word, table_row[table].name))
		table++;
	const char *why =
		table < TABLES ? parse_row(p, replaced, table, first, line) : "no such keyword";
	if (why)
		note_ignored(notes, table < TABLES ? table_row[table].name : NULL, whole, why);
	else
		note_value(notes, table_row[table].name, whole);
}

void policy_read(struct policy *out, struct slice text, struct conf_notes *notes)
{
	bool replaced[TABLES] = { false };
	struct slice line;

	policy_init(out);
	while (next_line(&text, &line))
		parse_line(out, replaced, cut_comment(line, "#"), notes);
	add_default(out->label, &out->nlabels, 1);
	add_default(out->precedence, &out->nprecedences, 40);
	if (out->nscopes && out->nscopes < SCOPE_ROWS && out->scope[out->nscopes - 1].mask)
		out->scope[out->nscopes++] = (struct scope_row){ .scope = 14 };
	rank_rows(out);
}

void policy_parse(struct policy *out, const char *text, size_t len)
{
	policy_read(out, (struct slice){ text, len }, NULL);
}
