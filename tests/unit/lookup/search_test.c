/* The names to ask for: rows of resolv.conf, name and candidates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "resolver/lookup/search.h"
#include "tests/support/table.h"

/* rows leave out what is zero */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define X60 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define LONG_DOMAIN X60 "." X60 "." X60 "." X60 /* 244 octets and the root's */

/* want: the candidates in order, * at the name as it is.  stop_after: search_stop_list() after so
 * many. */
static const struct row {
	const char *name, *conf, *text, *want;
	bool absolute;
	unsigned stop_after;
} rows[] = {
	{ "SE01 a single label goes through the list first", "search a.test b.test\n", "host",
		"host.a.test host.b.test host*" },
	{ "SE03 enough dots: as it is first", "search a.test b.test\n", "www.host",
		"www.host* www.host.a.test www.host.b.test" },
	{ "SE04 a final dot: only as it is", "search a.test\n", "host", "host*", .absolute = true },
	{ "SE05 ndots:2 and one dot: the list first", "search a.test\noptions ndots:2\n",
		"www.host", "www.host.a.test www.host*" },
	{ "SE06 ndots:0: a single label as it is first", "search a.test\noptions ndots:0\n", "host",
		"host* host.a.test" },
	{ "SE07 ndots:99 is 15: 15 dots are enough", "search z\noptions ndots:99\n",
		"a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p",
		"a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p* a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.z" },
	{ "SE07 ndots:99 is 15: 14 dots are not", "search z\noptions ndots:99\n",
		"a.b.c.d.e.f.g.h.i.j.k.l.m.n.o",
		"a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.z a.b.c.d.e.f.g.h.i.j.k.l.m.n.o*" },
	{ "SE13 eight domains are all used", "search a b c d e f g h\n", "x",
		"x.a x.b x.c x.d x.e x.f x.g x.h x*" },
	{ "SE18 an over-long domain leaves the rest", "search " LONG_DOMAIN "." X60 " a.test\n",
		"x", "x.a.test x*" },
	{ "a candidate over 255 octets is left out", "search " LONG_DOMAIN " a.test\n",
		"abcdefghij", "abcdefghij.a.test abcdefghij*" },
	{ "a candidate of 255 octets is not", "search " LONG_DOMAIN "\n", "abcdefghi",
		"abcdefghi." LONG_DOMAIN " abcdefghi*" },
	{ "SE19 a domain's final dot changes nothing", "search a.test.\n", "host",
		"host.a.test host*" },
	{ "SE20 without a list a single label is asked as it is", "nameserver 192.0.2.1\n", "host",
		"host*" },
	{ "SE20 without a list ndots does not matter", "options ndots:3\n", "www.host",
		"www.host*" },
	{ "a domain given twice is used once", "search a.test b.test A.TEST. b.test\n", "host",
		"host.a.test host.b.test host*" },
	{ "the root as a domain adds nothing", "search . a.test\n", "host", "host.a.test host*" },
	{ "SN15 no-tld-query: a single label is not asked alone",
		"search a.test\noptions no-tld-query\n", "host", "host.a.test" },
	{ "no-tld-query without a list: it is", "options no-tld-query\n", "host", "host*" },
	{ "no-tld-query and ndots:0: it is", "search a.test\noptions no-tld-query ndots:0\n",
		"host", "host* host.a.test" },
	{ "no-tld-query does not concern two labels",
		"search a.test\noptions no-tld-query ndots:2\n", "w.host",
		"w.host.a.test w.host*" },
	{ "the root is asked as it is", "search a.test\n", ".", ".*" },
	{ "SE12 stopping goes on to the name as it is", "search a.test b.test\n", "host",
		"host.a.test host*", .stop_after = 1 },
	{ "SE12 stopping at the last domain, too", "search a.test b.test\n", "host",
		"host.a.test host.b.test host*", .stop_after = 2 },
	{ "SE09 stopping after the name as it is ends", "search a.test b.test\n", "www.host",
		"www.host*", .stop_after = 1 },
	{ "stopping in the list after it ends", "search a.test b.test\n", "www.host",
		"www.host* www.host.a.test", .stop_after = 2 },
	{ "stopping with no-tld-query ends", "search a.test b.test\noptions no-tld-query\n", "host",
		"host.a.test", .stop_after = 1 },
};

static void check_row(void **state)
{
	const struct row *row = *state;
	struct resolv_conf conf;
	struct search s;
	struct name name, candidate;
	char got[3000];
	struct text t;

	resolv_conf_parse(&conf, row->conf, strlen(row->conf));
	assert_true(name_from_text(&name, row->text));
	search_init(&s, &conf, &name, row->absolute);
	text_init(&t, got, sizeof(got));
	for (unsigned n = 0; search_next(&s, &candidate);) {
		if (t.len)
			text_char(&t, ' ');
		name_to_text(&candidate, false, &t);
		if (s.as_is)
			text_char(&t, '*');
		if (++n == row->stop_after)
			search_stop_list(&s);
	}
	assert_true(text_whole(&t));
	assert_string_equal(got, row->want);
	assert_false(search_next(&s, &candidate));
}

int main(void)
{
	TABLE_ROWS(rows, check_row);
	return table_run("search", NULL, NULL);
}
