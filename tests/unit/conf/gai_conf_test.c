/* gai.conf. */

/* rows leave out what is zero */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/conf/config.h"
#include "resolver/text.h"
#include "tests/support/table.h"

#define LABELS \
	"::1/128=0 ::ffff:0.0.0.0/96=4 ::/96=3 2001::/32=5 2002::/16=2 3ffe::/16=12 fec0::/10=11 " \
	"fc00::/7=13 ::/0=1"
#define PRECEDENCES \
	"::1/128=50 ::ffff:0.0.0.0/96=35 ::/96=1 2001::/32=5 2002::/16=30 3ffe::/16=1 " \
	"fec0::/10=1 fc00::/7=3 ::/0=40"

/* labels, precedences: longest prefix first */
static const struct row {
	const char *name, *text, *labels, *precedences;
	bool reload;
	const char *scopes; /* NULL: those of RFC 6724 */
} rows[] = {
	{ "an empty file: the table of RFC 6724 2.1", "", LABELS, PRECEDENCES, false },
	{ "comments only", "#label ::1/128 7\n  # precedence ::/0 1\n", LABELS, PRECEDENCES,
		false },
	{ "one precedence line replaces all precedences", "precedence ::ffff:0:0/96 100\n", LABELS,
		"::ffff:0.0.0.0/96=100 ::/0=40", false },
	{ "one label line replaces all labels", "label 2001:db8::/32 7\n", "2001:db8::/32=7 ::/0=1",
		PRECEDENCES, false },
	{ "longer prefixes come first",
		"label ::/0 1\nlabel 2001:db8:1::/48 3\nlabel 2001:db8::/32 2\n",
		"2001:db8:1::/48=3 2001:db8::/32=2 ::/0=1", PRECEDENCES, false },
	{ "of equal prefixes the file's first counts",
		"label 2002::/16 1\nlabel 2001::/16 2\nlabel 2002::/16 3\n",
		"2002::/16=1 2001::/16=2 2002::/16=3 ::/0=1", PRECEDENCES, false },
	{ "no length: the whole address", "label 2001:db8::1 7\n", "2001:db8::1/128=7 ::/0=1",
		PRECEDENCES, false },
	{ "an IPv4 prefix", "precedence 10.0.0.0/8 60\n", LABELS, "::ffff:10.0.0.0/104=60 ::/0=40",
		false },
	{ "an IPv4 address", "precedence 10.0.0.1 60\n", LABELS, "::ffff:10.0.0.1/128=60 ::/0=40",
		false },
	{ "an IPv4-mapped prefix", "precedence ::ffff:10.0.0.0/104 60\n", LABELS,
		"::ffff:10.0.0.0/104=60 ::/0=40", false },
	{ "reload yes", "reload yes\n", LABELS, PRECEDENCES, true },
	{ "reload no", "reload yes\nreload no\n", LABELS, PRECEDENCES, false },
	{ "reload with anything else is no", "reload maybe\n", LABELS, PRECEDENCES, false },
	{ "scopev4 replaces all scopes, longest mask first",
		"scopev4 10.0.0.0/8 5\nscopev4 ::ffff:169.254.0.0/112 2\nscopev4 10.9.9.9 14\n",
		LABELS, PRECEDENCES, false,
		"10.9.9.9/ffffffff=14 169.254.0.0/ffff0000=2 10.0.0.0/ff000000=5 "
		"0.0.0.0/00000000=14" },
	{ "scopev4 says what counts for all the others", "scopev4 0.0.0.0/0 2\n", LABELS,
		PRECEDENCES, false, "0.0.0.0/00000000=2" },
	{ "scopev4 is about IPv4, and about four bits",
		"scopev4 2001:db8::/32 5\nscopev4 ::/0 5\nscopev4 10.0.0.0/8 99\n", LABELS,
		PRECEDENCES, false, "10.0.0.0/ff000000=15 0.0.0.0/00000000=14" },
	{ "indented, tabs, CRLF, no newline", "\tlabel\t::/0\t7\r\n precedence ::/0 8", "::/0=7",
		"::/0=8", false },
	{ "what cannot be read is skipped",
		"label\nlabel ::/0\nlabel ::/129 1\nlabel 10.0.0.0/33 1\nlabel x/0 1\nlabel ::/x "
		"1\nlabel ::/ 1\nlabel ::/-1 1\n"
		"label ::/0 x\nlabel ::/0 -1\nlabel fe80::%1/64 1\nlabel /0 1\nLABEL ::/0 "
		"1\nlabels ::/0 1\nprecedence 127.1 1\n",
		LABELS, PRECEDENCES, false },
	{ "a value beyond every int is the greatest", "label ::/0 99999999999\n", "::/0=2147483647",
		PRECEDENCES, false },
	{ "rows beyond 32 are left out",
		"label ::/0 0\nlabel ::/0 1\nlabel ::/0 2\nlabel ::/0 3\nlabel ::/0 4\nlabel ::/0 "
		"5\nlabel ::/0 6\nlabel ::/0 7\n"
		"label ::/0 8\nlabel ::/0 9\nlabel ::/0 10\nlabel ::/0 11\nlabel ::/0 12\nlabel "
		"::/0 13\nlabel ::/0 14\nlabel ::/0 15\n"
		"label ::/0 16\nlabel ::/0 17\nlabel ::/0 18\nlabel ::/0 19\nlabel ::/0 20\nlabel "
		"::/0 21\nlabel ::/0 22\nlabel ::/0 23\n"
		"label ::/0 24\nlabel ::/0 25\nlabel ::/0 26\nlabel ::/0 27\nlabel ::/0 28\nlabel "
		"::/0 29\nlabel ::/0 30\nlabel ::/0 31\n"
		"label ::/0 32\nlabel 2002::/16 33\n",
		"::/0=0 ::/0=1 ::/0=2 ::/0=3 ::/0=4 ::/0=5 ::/0=6 ::/0=7 ::/0=8 ::/0=9 ::/0=10 "
		"::/0=11 ::/0=12 ::/0=13 ::/0=14 ::/0=15 "
		"::/0=16 ::/0=17 ::/0=18 ::/0=19 ::/0=20 ::/0=21 ::/0=22 ::/0=23 ::/0=24 ::/0=25 "
		"::/0=26 ::/0=27 ::/0=28 ::/0=29 "
		"::/0=30 ::/0=31",
		PRECEDENCES, false },
};

static void check_table(const struct policy_row *table, unsigned n, const char *want)
{
	char got[1000], prefix[INET6_ADDRSTRLEN];
	struct text t;

	text_init(&t, got, sizeof(got));
	for (unsigned i = 0; i < n; i++)
		text_printf(&t, i ? " %s/%u=%d" : "%s/%u=%d",
			inet_ntop(AF_INET6, table[i].prefix, prefix, sizeof(prefix)), table[i].bits,
			table[i].value);
	assert_true(text_whole(&t));
	assert_string_equal(got, want);
}

static void check_row(void **state)
{
	const struct row *row = *state;
	size_t len = strlen(row->text);
	char *exact = malloc(len + !len);
	struct policy policy;

	assert_non_null(exact);
	memcpy(exact, row->text, len);
	memset(&policy, 0xa5, sizeof(policy));
	policy_parse(&policy, exact, len);
	free(exact);
	check_table(policy.label, policy.nlabels, row->labels);
	check_table(policy.precedence, policy.nprecedences, row->precedences);
	assert_int_equal(policy.reload, row->reload);
	char got[400];
	struct text t;
	text_init(&t, got, sizeof(got));
	for (unsigned i = 0; i < policy.nscopes; i++) {
		uint32_t n = policy.scope[i].network;
		text_printf(&t, i ? " %u.%u.%u.%u/%08x=%u" : "%u.%u.%u.%u/%08x=%u", n >> 24,
			n >> 16 & 0xff, n >> 8 & 0xff, n & 0xff, policy.scope[i].mask,
			policy.scope[i].scope);
	}
	assert_string_equal(got, row->scopes ? row->scopes : "");
}

int main(void)
{
	TABLE_ROWS(rows, check_row);
	return table_run("gai_conf", NULL, NULL);
}
