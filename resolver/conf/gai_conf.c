/* gai.conf(5): the policy table for the order of addresses (RFC 6724 2.1). */
#include <limits.h>
#include <string.h>
#include <sys/socket.h>
#include "resolver/conf/config.h"
#include "resolver/conf/words.h"
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
static void insert_row(
	struct policy_row table[static POLICY_ROWS], unsigned *n, const struct policy_row *row)
{
	unsigned i = *n;
	if (i == POLICY_ROWS)
		return;
	for (; i && table[i - 1].bits < row->bits; i--)
		table[i] = table[i - 1];
	table[i] = *row;
	++*n;
}

void policy_parse(struct policy *out, const char *text, size_t len)
{
	struct slice rest = { text, len }, line, word, first, second;
	bool labels = false, precedences = false;
	struct policy_row row;

	policy_init(out);
	while (next_line(&rest, &line)) {
		line = cut_comment(line, "#");
		if (!next_word(&line, &word) || !next_word(&line, &first))
			continue;
		if (slice_is(word, "reload")) {
			out->reload = slice_is(first, "yes");
			continue;
		}
		/* scopev4 is left out: RFC 6724 3.2 fixes the scopes of IPv4 addresses */
		bool label = slice_is(word, "label");
		if (!label && !slice_is(word, "precedence"))
			continue;
		if (!next_word(&line, &second) || !parse_prefix(first, &row) ||
			!slice_number(second, -1, INT_MAX, &row.value) || row.value < 0)
			continue;
		bool *replaced = label ? &labels : &precedences;
		unsigned *n = label ? &out->nlabels : &out->nprecedences;
		if (!*replaced)
			*n = 0;
		*replaced = true;
		insert_row(label ? out->label : out->precedence, n, &row);
	}
	rank_rows(out);
}
