/* The hosts file: each row is looked up by scanning and through the index. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/conf/config.h"
#include "resolver/literal.h"
#include "resolver/text.h"
#include "tests/support/table.h"

/* rows leave out what is zero */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* want: address and the line's first name for each line that has the name. */
static const struct row {
	const char *name, *text;
	size_t len;
	const char *query, *want, *file;
} rows[] = {
#define TEXT(s) s, sizeof(s) - 1
	{ "an empty file", TEXT(""), "host", "" },
	{ "one line", TEXT("192.0.2.1 host\n"), "host", "192.0.2.1 host" },
	{ "another name", TEXT("192.0.2.1 host\n"), "hosts", "" },
	{ "HO01 IPv4 and IPv6 lines for one name", TEXT("192.0.2.1 host\n2001:db8::1 host\n"),
		"host", "192.0.2.1 host, 2001:db8::1 host" },
	{ "HO03 only IPv6", TEXT("2001:db8::1 host\n"), "host", "2001:db8::1 host" },
	{ "HO04 letters without case", TEXT("192.0.2.1 HOST.Example\n"), "host.eXAMPLE",
		"192.0.2.1 HOST.Example" },
	{ "HO05 an alias: the first name is canonical", TEXT("192.0.2.1 host.example host h\n"),
		"h", "192.0.2.1 host.example" },
	{ "HO06 a name on two lines", TEXT("192.0.2.1 a\n192.0.2.2 b\n192.0.2.3 c a\n"), "a",
		"192.0.2.1 a, 192.0.2.3 c" },
	{ "a name twice on one line", TEXT("192.0.2.1 a b a A a.\n"), "a", "192.0.2.1 a" },
	{ "the same line twice", TEXT("192.0.2.1 a\n192.0.2.1 a\n"), "a",
		"192.0.2.1 a, 192.0.2.1 a" },
	{ "HO07 a comment in mid-line", TEXT("192.0.2.1 a # b\n192.0.2.2 b#c\n#192.0.2.3 b\n"), "b",
		"192.0.2.2 b" },
	{ "HO07 a name in a comment", TEXT("192.0.2.1 a # b\n"), "b", "" },
	{ "HO08 the final dot of the line's name", TEXT("192.0.2.1 host.example.\n"),
		"host.example", "192.0.2.1 host.example." },
	{ "two final dots are no name", TEXT("192.0.2.1 host..\n"), "host", "" },
	{ "HO09 a bad address line is skipped", TEXT("192.0.2.256 a\nx a\n192.0.2.2 a\n"), "a",
		"192.0.2.2 a" },
	{ "HO09 inet_aton's forms are bad addresses here, as in libc",
		TEXT("127.1 a\n010.0.0.1 a\n192.0.2.2 a\n"), "a", "192.0.2.2 a" },
	{ "an address without names", TEXT("192.0.2.1\n192.0.2.2 a\n"), "a", "192.0.2.2 a" },
	{ "an address is no name", TEXT("192.0.2.1 a\n"), "192.0.2.1", "" },
	{ "HO11 a link-local address with a zone", TEXT("fe80::1%7 a\n"), "a", "fe80::1%7 a" },
	{ "HO11 a zone that no interface has", TEXT("fe80::1%nosuchif a\n192.0.2.1 a\n"), "a",
		"192.0.2.1 a" },
	{ "HO12 an IPv4-mapped address", TEXT("::ffff:192.0.2.9 a\n"), "a", "::ffff:192.0.2.9 a" },
	{ "HO14 no newline at the end", TEXT("192.0.2.1 a\n192.0.2.2 b"), "b", "192.0.2.2 b" },
	{ "HO14 nor after a final dot", TEXT("192.0.2.2 b."), "b", "192.0.2.2 b." },
	{ "CRLF", TEXT("192.0.2.1 a\r\n192.0.2.2 b\r\n"), "a", "192.0.2.1 a" },
	{ "indented lines, tabs", TEXT("\t192.0.2.1\t \ta\tb\t\n"), "b", "192.0.2.1 a" },
	{ "NUL octets are blanks", TEXT("192.0.2.1\0a\0b\n\000192.0.2.2 b\0\n"), "b",
		"192.0.2.1 a, 192.0.2.2 b" },
	{ "HO21 a longer name is another", TEXT("192.0.2.1 host.example\n"), "host", "" },
	{ "HO21 a shorter name is another", TEXT("192.0.2.1 host\n"), "host.example", "" },
	{ "dots are where labels end", TEXT("192.0.2.1 a-b\n192.0.2.2 a.b\n"), "a.b",
		"192.0.2.2 a.b" },
	{ "a dot inside a label matches nothing", TEXT("192.0.2.1 a.b\n192.0.2.2 a\\.b\n"), "a\\.b",
		"" },
	{ "a backslash matches nothing", TEXT("192.0.2.1 a\\b\n192.0.2.2 a\\\\b\n"), "a\\\\b", "" },
	{ "octets over 127 match nothing", TEXT("192.0.2.1 \xc3\xa4\n"), "\\195\\164", "" },
	{ "a blank inside a label matches nothing", TEXT("192.0.2.1 a b\n"), "a\\032b", "" },
	{ "the root matches nothing", TEXT("192.0.2.1 . a\n"), ".", "" },
	{ "the file of a Debian host", NULL, 0, "ip6-loopback", "::1 localhost", "debian" },
	{ "both lines of localhost", NULL, 0, "localhost", "127.0.0.1 localhost, ::1 localhost",
		"debian" },
	{ "the article's host", NULL, 0, "host1.example.com", "192.168.10.1 host1.example.com",
		"article" },
	{ "a list that blocks", NULL, 0, "ads.example.net",
		"0.0.0.0 ads.example.net, :: ads.example.net", "blocklist" },
	{ "a file of many faults", NULL, 0, "good", "192.0.2.1 good, 192.0.2.2 Good.", "faults" },
};

static void print(char *out, size_t size, struct hosts *h, const struct name *name)
{
	struct hosts_iter it = hosts_find(h, name);
	struct hosts_hit hit;
	struct text t;
	char host[INET6_ADDRSTRLEN];

	text_init(&t, out, size);
	while (hosts_next(&it, &hit)) {
		text_printf(&t, t.len ? ", %s" : "%s",
			inet_ntop(hit.addr.family, hit.addr.octets, host, sizeof(host)));
		if (hit.addr.scope)
			text_printf(&t, "%%%u", hit.addr.scope);
		text_char(&t, ' ');
		text_octets(&t, hit.canonical, hit.canonical_len);
	}
	assert_false(hosts_next(&it, &hit));
	assert_true(text_whole(&t));
}

static char *read_fixture(const char *file, size_t *len)
{
	char path[1000], text[8000];

	snprintf(path, sizeof(path), "%s/hosts/%s", getenv("FIXTURES"), file);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	*len = fread(text, 1, sizeof(text), f);
	fclose(f);
	char *exact = malloc(*len);
	assert_non_null(exact);
	return memcpy(exact, text, *len);
}

static void check_row(void **state)
{
	const struct row *row = *state;
	size_t len = row->len;
	char *exact = row->file ? read_fixture(row->file, &len) : malloc(len + !len), got[400];
	struct hosts h;
	struct name name;

	assert_non_null(exact);
	if (!row->file)
		memcpy(exact, row->text, len);
	assert_true(name_from_text(&name, row->query));
	hosts_init(&h, exact, len);
	for (unsigned i = 0; i < 3; i++) {
		print(got, sizeof(got), &h, &name);
		assert_string_equal(got, row->want);
		assert_int_equal(h.index != NULL, i > 0);
	}
	hosts_fini(&h);
	hosts_init(&h, exact, len);
	h.asked = 2; /* as when there was no memory for an index */
	print(got, sizeof(got), &h, &name);
	assert_null(h.index);
	assert_string_equal(got, row->want);
	hosts_fini(&h);
	free(exact);
}

static void check_long_line(void **state)
{
	(void)state;
	enum { LONG = 100000 };
	char *text = malloc(LONG), got[200];
	struct hosts h;
	struct name name;
	static const char head[] = "192.0.2.1 first", tail[] = " last\n192.0.2.2 next";

	assert_non_null(text);
	for (size_t i = 0; i < LONG; i++)
		text[i] = i % 9 ? 'x' : ' ';
	memcpy(text, head, sizeof(head) - 1);
	text[sizeof(head) - 1] = ' ';
	memcpy(text + LONG - sizeof(tail) + 1, tail, sizeof(tail) - 1);
	hosts_init(&h, text, LONG);
	assert_true(name_from_text(&name, "last"));
	for (unsigned i = 0; i < 2; i++) {
		print(got, sizeof(got), &h, &name);
		assert_string_equal(got, "192.0.2.1 first");
	}
	hosts_fini(&h);
	/* the same octets as one word */
	memset(text + sizeof(head), 'x', LONG - sizeof(head) - sizeof(tail) + 1);
	hosts_init(&h, text, LONG);
	for (unsigned i = 0; i < 2; i++) {
		print(got, sizeof(got), &h, &name);
		assert_string_equal(got, "192.0.2.1 first");
	}
	hosts_fini(&h);
	free(text);
}

static void check_many_lines(void **state)
{
	(void)state;
	enum { LINES = 100000, LINE = sizeof("10.0.0.0 host000000 all\n") - 1 };
	char *text = malloc((size_t)LINES * LINE + 1), query[20];
	struct hosts h;
	struct hosts_hit hit;
	struct name name;

	assert_non_null(text);
	for (unsigned i = 0; i < LINES; i++)
		snprintf(text + (size_t)i * LINE, LINE + 1, "10.%u.%u.%u host%06u all\n",
			i / 100 % 10, i / 10 % 10, i % 10, i);
	hosts_init(&h, text, (size_t)LINES * LINE);
	for (unsigned i = 0; i < 1000; i++) {
		unsigned line = i ? i * 7919 % LINES : LINES - 1;
		snprintf(query, sizeof(query), "HOST%06u", line);
		assert_true(name_from_text(&name, query));
		struct hosts_iter it = hosts_find(&h, &name);
		assert_true(hosts_next(&it, &hit));
		assert_int_equal(hit.addr.octets[3], line % 10);
		assert_false(hosts_next(&it, &hit));
	}
	/* one name on all lines must not cost a walk for each */
	assert_true(name_from_text(&name, "all"));
	struct hosts_iter it = hosts_find(&h, &name);
	unsigned n = 0;
	for (; hosts_next(&it, &hit); n++)
		assert_int_equal(hit.addr.octets[3], n % 10);
	assert_int_equal(n, LINES);
	hosts_fini(&h);
	free(text);
}

/* An iterator that began by scanning goes on so when the index comes meanwhile. */
static void check_two_iterators(void **state)
{
	(void)state;
	static const char text[] = "192.0.2.1 a\n192.0.2.2 b\n192.0.2.3 a\n";
	struct hosts h;
	struct hosts_hit hit;
	struct name a, b;

	assert_true(name_from_text(&a, "a") && name_from_text(&b, "b"));
	hosts_init(&h, text, sizeof(text) - 1);
	struct hosts_iter first = hosts_find(&h, &a);
	assert_true(hosts_next(&first, &hit));
	struct hosts_iter second = hosts_find(&h, &b);
	assert_true(hosts_next(&second, &hit));
	assert_int_equal(hit.addr.octets[3], 2);
	assert_true(hosts_next(&first, &hit));
	assert_int_equal(hit.addr.octets[3], 3);
	assert_false(hosts_next(&first, &hit));
	assert_false(hosts_next(&second, &hit));
	hosts_fini(&h);
	hosts_fini(NULL);
}

/* want: names of each line that has the address, by scanning and through the index. */
static const struct address_row {
	const char *name, *text, *address, *want;
} address_rows[] = {
	{ "an address: the canonical name and the aliases",
		"192.0.2.1 other\n192.0.2.2 host.test host h # x\n", "192.0.2.2",
		"host.test host h" },
	{ "an address on two lines, in the file's order", "192.0.2.2 b\n192.0.2.1 x\n192.0.2.2 a c",
		"192.0.2.2", "b, a c" },
	{ "an IPv6 address, written in another way", "2001:DB8:0::1 host\n", "2001:db8::1",
		"host" },
	{ "an IPv4-mapped address is another one", "::ffff:192.0.2.1 host\n", "192.0.2.1", "" },
	{ "an IPv4 address is no IPv4-mapped one", "192.0.2.1 host\n", "::ffff:192.0.2.1", "" },
	{ "a bad address is none", "192.0.2.01 a\n127.1 b\n", "192.0.2.1", "" },
	{ "an address without a name", "192.0.2.1\n192.0.2.1 # host\n", "192.0.2.1", "" },
	{ "a zone: any, where none is asked for", "fe80::1%7 host\n", "fe80::1", "host" },
	{ "a zone: any, where the file has none", "fe80::1 host\n", "fe80::1%7", "host" },
	{ "a zone: another one", "fe80::1%8 a\nfe80::1%7 b\n", "fe80::1%7", "b" },
	{ "an empty file", "", "192.0.2.1", "" },
};

static void check_address(void **state)
{
	const struct address_row *row = *state;
	struct stub_addr addr;
	struct hosts h;
	struct hosts_line line;
	size_t len = strlen(row->text);
	char *exact = malloc(len + !len), got[200];

	assert_non_null(exact);
	memcpy(exact, row->text, len);
	assert_true(literal_parse(row->address, &addr));
	hosts_init(&h, exact, len);
	for (unsigned i = 0; i < 3; i++) {
		struct text t;
		struct slice word;
		text_init(&t, got, sizeof(got));
		struct hosts_addr_iter it = hosts_find_addr(&h, &addr);
		while (hosts_next_addr(&it, &line)) {
			text_put(&t, t.len ? ", " : "");
			text_octets(&t, line.canonical.at, line.canonical.len);
			while (next_word(&line.aliases, &word)) {
				text_char(&t, ' ');
				text_octets(&t, word.at, word.len);
			}
		}
		assert_false(hosts_next_addr(&it, &line));
		assert_string_equal(got, row->want);
		assert_int_equal(h.by_address != NULL, i > 0);
	}
	hosts_fini(&h);
	free(exact);
}

int main(void)
{
	TABLE_ROWS(rows, check_row);
	TABLE_ROWS(address_rows, check_address);
	table_test("HO10 a line of 100,000 octets", check_long_line);
	table_test("100,000 lines", check_many_lines);
	table_test("two lookups at a time", check_two_iterators);
	return table_run("hosts", NULL, NULL);
}
