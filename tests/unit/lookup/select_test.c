/* Address selection: destinations with their sources, and the order that RFC 6724 wants. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "resolver/literal.h"
#include "resolver/lookup/select.h"
#include "tests/support/table.h"

/* rows leave out what is zero */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

enum { LIST_MAX = 8 };

/* list: in the order given; source "" is no route.  want: the indices in order. */
static const struct row {
	const char *name;
	struct {
		const char *addr, *source;
		uint8_t source_bits;
		bool deprecated, home;
		uint8_t sort;
	} list[LIST_MAX];
	const char *want, *gai_conf;
} rows[] = {
	/* RFC 6724 10.2, each list also turned round, so that no row passes by doing nothing */
	{ "RFC 6724 10.2 example 1: matching scope, IPv6",
		{ { "198.51.100.121", "169.254.13.78" }, { "2001:db8:1::1", "2001:db8:1::2" } },
		"10" },
	{ "RFC 6724 10.2 example 2: matching scope, IPv4",
		{ { "2001:db8:1::1", "fe80::1" }, { "198.51.100.121", "198.51.100.117" } }, "10" },
	{ "RFC 6724 10.2 example 3: higher precedence, IPv6",
		{ { "10.1.2.3", "10.1.2.4" }, { "2001:db8:1::1", "2001:db8:1::2" } }, "10" },
	{ "RFC 6724 10.2 example 4: smaller scope",
		{ { "2001:db8:1::1", "2001:db8:1::2" }, { "fe80::1", "fe80::2" } }, "10" },
	{ "RFC 6724 10.2 example 5: home address",
		{ { "fe80::1", "fe80::2" }, { "2001:db8:1::1", "2001:db8:3::1", .home = true } },
		"10" },
	{ "RFC 6724 10.2 example 6: deprecated source",
		{ { "fe80::1", "fe80::2", .deprecated = true },
			{ "2001:db8:1::1", "2001:db8:1::2" } },
		"10" },
	{ "RFC 6724 10.2 example 7: longest prefix",
		{ { "2001:db8:3ffe::1", "2001:db8:3f44::2" },
			{ "2001:db8:1::1", "2001:db8:1::2" } },
		"10" },
	{ "RFC 6724 10.2 example 8: matching label",
		{ { "2001:db8:1::1", "2002:c633:6401::2" },
			{ "2002:c633:6401::1", "2002:c633:6401::2" } },
		"10" },
	{ "RFC 6724 10.2 example 9: higher precedence than 6to4",
		{ { "2002:c633:6401::1", "2002:c633:6401::2" },
			{ "2001:db8:1::1", "2001:db8:1::2" } },
		"10" },
	{ "RFC 6724 10.3: IPv4 preferred by the table",
		{ { "2001:db8::1", "2001:db8::2" }, { "10.1.2.3", "10.1.2.4" } }, "10",
		"precedence ::1/128 50\nprecedence ::/0 40\nprecedence ::ffff:0:0/96 100\n"
		"precedence 2002::/16 30\nprecedence 2001::/32 5\nprecedence fc00::/7 3\n" },
	{ "RFC 6724 10.3: scope still comes first",
		{ { "198.51.100.121", "169.254.13.78" }, { "2001:db8::1", "2001:db8::2" } }, "10",
		"precedence ::/0 40\nprecedence ::ffff:0:0/96 100\n" },
	{ "AS01 PA01 global IPv6 and IPv4 both usable: IPv6 first",
		{ { "192.0.2.1", "192.0.2.2" }, { "192.0.2.3", "192.0.2.2" },
			{ "2001:db8::1", "2001:db8::2" } },
		"201" },
	{ "rule 1: no route comes last", { { "2001:db8::1", "" }, { "192.0.2.1", "192.0.2.2" } },
		"10" },
	{ "rule 1: among those without a route precedence still counts",
		{ { "192.0.2.1", "" }, { "2001:db8::1", "" } }, "10" },
	{ "AS04 6to4 and Teredo after native IPv4",
		{ { "2001:0:1::1", "2001:0:1::2" }, { "2002:c000:201::1", "2002:c000:202::1" },
			{ "192.0.2.1", "192.0.2.2" }, { "2001:db8::1", "2001:db8::2" } },
		"3210" },
	{ "ULA behind IPv4", { { "fd00::1", "fd00::2" }, { "192.0.2.1", "192.0.2.2" } }, "10" },
	{ "ULA without a ULA source behind all",
		{ { "fd00::1", "2001:db8::2" }, { "2001:db8::1", "2001:db8::2" },
			{ "192.0.2.1", "192.0.2.2" } },
		"120" },
	{ "site-local and 6bone behind all",
		{ { "3ffe::1", "3ffe::2" }, { "2001:db8::1", "2001:db8::2" },
			{ "fd00::1", "fd00::2" } },
		"120" },
	{ "AS05 IPv4 on the local subnet first",
		{ { "198.51.100.1", "192.0.2.2", 24 }, { "192.0.2.77", "192.0.2.2", 24 } }, "10" },
	{ "AS05 not without knowing the subnet",
		{ { "198.51.100.1", "192.0.2.2" }, { "192.0.2.77", "192.0.2.2" } }, "01" },
	{ "AS05 two on the subnet keep their order",
		{ { "192.0.2.77", "192.0.2.2", 24 }, { "192.0.2.3", "192.0.2.2", 24 } }, "01" },
	{ "AS06 equal addresses keep the server's order",
		{ { "192.0.2.3", "192.0.2.9" }, { "192.0.2.1", "192.0.2.9" },
			{ "192.0.2.2", "192.0.2.9" } },
		"012" },
	{ "AS06 interface identifiers do not count as a prefix",
		{ { "2001:db8::ff", "2001:db8::2" }, { "2001:db8::3", "2001:db8::2" } }, "01" },
	{ "rule 9 stops at the source's prefix",
		{ { "2001:db8:0:ff::1", "2001:db8::2", 48 }, { "2001:db8::1", "2001:db8::2", 48 } },
		"01" },
	{ "AS07 loopback, global, and a link-local address that no source is for",
		{ { "fe80::1", "" }, { "2001:db8::1", "2001:db8::2" }, { "::1", "::1" } }, "210" },
	{ "IPv4 loopback has the scope of a link",
		{ { "192.0.2.1", "192.0.2.2" }, { "127.0.0.1", "127.0.0.1" } }, "10" },
	{ "an IPv4-mapped address counts as IPv4",
		{ { "::ffff:192.0.2.1", "::ffff:192.0.2.2" }, { "2001:db8::1", "2001:db8::2" } },
		"10" },
	{ "private IPv4 is global", { { "192.0.2.1", "10.0.0.2" }, { "10.0.0.1", "10.0.0.2" } },
		"01" },
	{ "equal precedence: the family that came first stays first",
		{ { "192.0.2.1", "192.0.2.2" }, { "2001:db8::1", "2001:db8::2" },
			{ "192.0.2.3", "192.0.2.2" } },
		"021", "precedence ::/0 10\n" },
	{ "addresses that no row of gai.conf matches have precedence 40, as in glibc",
		{ { "192.0.2.1", "192.0.2.2" }, { "2001:db8::1", "2001:db8::2" } }, "10",
		"precedence ::ffff:0:0/96 39\n" },
	{ "and IPv4 can still be preferred",
		{ { "2001:db8::1", "2001:db8::2" }, { "192.0.2.1", "192.0.2.2" } }, "10",
		"precedence ::ffff:0:0/96 41\n" },
	{ "scopev4: a private network as wide as a site",
		{ { "10.0.0.1", "198.51.100.1" }, { "198.51.100.2", "198.51.100.1" } }, "10",
		"scopev4 10.0.0.0/8 5\n" },
	{ "the sort list where the rules leave a tie",
		{ { "192.0.2.1", "198.51.100.1", .sort = 2 },
			{ "192.0.2.2", "198.51.100.1", .sort = 1 }, { "192.0.2.3", "198.51.100.1" },
			{ "192.0.2.4", "198.51.100.1", .sort = 1 } },
		"2130" },
	{ "the sort list does not go before the rules",
		{ { "192.0.2.1", "" }, { "192.0.2.2", "198.51.100.1", .sort = 10 } }, "10" },
	{ "labels of one's own",
		{ { "2001:db8:1::1", "2001:db8:2::2" }, { "2001:db8:2::1", "2001:db8:2::2" } },
		"10", "label ::/0 1\nlabel 2001:db8:2::/48 7\n" },
	{ "one address", { { "192.0.2.1", "" } }, "0" },
	{ "none", { { NULL, NULL } }, "" },
};

static struct destination destination_of(const char *addr, const char *source)
{
	struct destination d = { 0 };
	assert_true(literal_parse(addr, &d.addr));
	if (*source)
		assert_true(literal_parse(source, &d.source));
	return d;
}

static void check_row(void **state)
{
	const struct row *row = *state;
	struct destination v[LIST_MAX];
	struct policy policy;
	unsigned n = 0;

	policy_parse(&policy, row->gai_conf, row->gai_conf ? strlen(row->gai_conf) : 0);
	for (; n < LIST_MAX && row->list[n].addr; n++) {
		v[n] = destination_of(row->list[n].addr, row->list[n].source);
		v[n].source_bits = row->list[n].source_bits;
		v[n].deprecated = row->list[n].deprecated;
		v[n].home = row->list[n].home;
		v[n].sort = row->list[n].sort;
		v[n].addr.ttl = n; /* tells which one it was */
	}
	select_order(v, n, &policy);
	assert_int_equal(n, strlen(row->want));
	for (unsigned i = 0; i < n; i++)
		assert_int_equal(v[i].addr.ttl, (unsigned)(row->want[i] - '0'));
	/* in order it stays in order */
	for (unsigned i = 0; i < n; i++)
		v[i].addr.ttl = i;
	select_order(v, n, &policy);
	for (unsigned i = 0; i < n; i++)
		assert_int_equal(v[i].addr.ttl, i);
}

/* More addresses than any message holds, as unsorted as rules allow. */
static void check_many(void **state)
{
	static const struct {
		const char *addr, *source;
	} kinds[] = { /* in the order wanted */
		{ "::1", "::1" }, { "fe80::1", "fe80::2" }, { "2001:db8::1", "2001:db8::2" },
		{ "127.0.0.1", "127.0.0.1" }, { "192.0.2.1", "192.0.2.2" },
		{ "2002:c000:201::1", "2002:c000:201::2" }, { "fd00::1", "fd00::2" },
		{ "2001:db8::1", "" }
	};
	enum { KINDS = sizeof(kinds) / sizeof(*kinds), N = 8000 };
	(void)state;
	struct destination *v = calloc(N, sizeof(*v));
	struct policy policy;

	assert_non_null(v);
	policy_init(&policy);
	for (uint32_t i = 0; i < N; i++) {
		uint32_t kind = KINDS - 1 - i * 2654435761u % KINDS * 7 % KINDS;
		v[i] = destination_of(kinds[kind].addr, kinds[kind].source);
		v[i].addr.scope = kind;
		v[i].addr.ttl = i;
	}
	select_order(v, N, &policy);
	for (unsigned i = 1; i < N; i++) {
		assert_true(v[i - 1].addr.scope <= v[i].addr.scope);
		if (v[i - 1].addr.scope == v[i].addr.scope)
			assert_true(v[i - 1].addr.ttl < v[i].addr.ttl);
	}
	free(v);
}

int main(void)
{
	TABLE_ROWS(rows, check_row);
	table_test("AS06 thousands of addresses are sorted and stable", check_many);
	return table_run("select", NULL, NULL);
}
