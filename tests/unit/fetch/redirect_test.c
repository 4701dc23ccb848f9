/* Where redirects lead. */
#include "fetch/redirect.h"
#include <stdlib.h>
#include "tests/support/table.h"

struct row {
	const char *name, *base, *location, *want;
};

/* RFC 3986 5.4 has these for http://a/b/c/d;p?q */
#define BASE "http://a/b/c/d;p?q"

static const struct row rows[] = {
	{ "D1: another URL", BASE, "http://b/x", "http://b/x" },
	{ "D1: another URL without a path", BASE, "http://b", "http://b" },
	{ "D1: another scheme of ours", BASE, "HTTPS://b/x", "HTTPS://b/x" },
	{ "D1: g", BASE, "g", "http://a:80/b/c/g" },
	{ "D1: ./g", BASE, "./g", "http://a:80/b/c/g" },
	{ "D1: g/", BASE, "g/", "http://a:80/b/c/g/" },
	{ "D1: /g", BASE, "/g", "http://a:80/g" },
	{ "D1: //g", BASE, "//g", "http://g" },
	{ "D1: ?y", BASE, "?y", "http://a:80/b/c/d;p?y" },
	{ "D1: g?y", BASE, "g?y", "http://a:80/b/c/g?y" },
	{ "D1: #s", BASE, "#s", "http://a:80/b/c/d;p?q#s" },
	{ "D1: g#s", BASE, "g#s", "http://a:80/b/c/g#s" },
	{ "D1: g?y#s", BASE, "g?y#s", "http://a:80/b/c/g?y#s" },
	{ "D1: ;x", BASE, ";x", "http://a:80/b/c/;x" },
	{ "D1: g;x?y#s", BASE, "g;x?y#s", "http://a:80/b/c/g;x?y#s" },
	{ "D1: .", BASE, ".", "http://a:80/b/c/" },
	{ "D1: ./", BASE, "./", "http://a:80/b/c/" },
	{ "D1: ..", BASE, "..", "http://a:80/b/" },
	{ "D1: ../g", BASE, "../g", "http://a:80/b/g" },
	{ "D1: ../..", BASE, "../..", "http://a:80/" },
	{ "D1: ../../g", BASE, "../../g", "http://a:80/g" },
	{ "D1: ../../../g", BASE, "../../../g", "http://a:80/g" },
	{ "D1: ../../../../g", BASE, "../../../../g", "http://a:80/g" },
	{ "D1: /./g", BASE, "/./g", "http://a:80/g" },
	{ "D1: /../g", BASE, "/../g", "http://a:80/g" },
	{ "D1: g.", BASE, "g.", "http://a:80/b/c/g." },
	{ "D1: .g", BASE, ".g", "http://a:80/b/c/.g" },
	{ "D1: g..", BASE, "g..", "http://a:80/b/c/g.." },
	{ "D1: ..g", BASE, "..g", "http://a:80/b/c/..g" },
	{ "D1: ./../g", BASE, "./../g", "http://a:80/b/g" },
	{ "D1: ./g/.", BASE, "./g/.", "http://a:80/b/c/g/" },
	{ "D1: g/./h", BASE, "g/./h", "http://a:80/b/c/g/h" },
	{ "D1: g/../h", BASE, "g/../h", "http://a:80/b/c/h" },
	{ "D1: dots in a query stay", BASE, "g?y/../x", "http://a:80/b/c/g?y/../x" },
	{ "D1: dots in a fragment stay", BASE, "g#s/../x", "http://a:80/b/c/g#s/../x" },
	{ "D1: a name from a URL without a path", "http://a", "g", "http://a:80/g" },
	{ "D1: a query from a URL without a path", "http://a", "?y", "http://a:80/?y" },
	{ "D1: the fragment is inherited", "http://a/b#s", "/c", "http://a:80/c#s" },
	{ "D1: an own fragment is kept", "http://a/b#s", "/c#t", "http://a:80/c#t" },
	{ "D1: port and address are kept", "http://[fe80::1%25eth0]:81/", "/c",
		"http://[fe80::1%25eth0]:81/c" },
	{ "D1: the user is not", "http://u:p@a/", "/c", "http://a:80/c" },
	{ "spaces and octets above 127 are encoded", BASE, "/a b\xc3\xa4?c d",
		"http://a:80/a%20b%C3%A4?c%20d" },
	{ "slashes that are doubled stay so", BASE, "/g//h/", "http://a:80/g//h/" },
	{ "a path of the base with dots", "http://a/b/../c/d", "g", "http://a:80/c/g" },
};

static void check(void **state)
{
	const struct row *row = *state;
	struct url base, next;
	const char *why;
	assert_int_equal(url_parse(&base, piece_of(row->base), &why), FAIL_NONE);
	char *out = NULL;
	assert_int_equal(redirect_target(&base, piece_of(row->location), &out), FAIL_NONE);
	assert_string_equal(out, row->want);
	assert_int_equal(url_parse(&next, piece_of(out), &why), FAIL_NONE);
	free(out);
}

struct bad {
	const char *name, *location;
	enum fail fail; /* of redirect_target(), or of url_parse() behind it */
};

static const struct bad bad[] = {
	{ "D4: another scheme", "ftp://a/", FAIL_PROTOCOL },
	{ "D4: a file", "file:///etc/passwd", FAIL_PROTOCOL },
	{ "D4: a script", "javascript:alert(1)", FAIL_PROTOCOL },
	{ "a scheme without a host", "http:g", FAIL_URL },
	{ "a space in the host", "http://a b/", FAIL_URL },
	{ "a control octet", "/a\x01", FAIL_URL },
	{ "a wrong port", "http://a:99999/", FAIL_URL },
	{ "no host", "http:///x", FAIL_URL },
};

static void check_bad(void **state)
{
	const struct bad *row = *state;
	struct url base, next;
	const char *why;
	assert_int_equal(url_parse(&base, piece_of(BASE), &why), FAIL_NONE);
	char *out = NULL;
	enum fail fail = redirect_target(&base, piece_of(row->location), &out);
	assert_int_equal(fail != FAIL_NONE, out == NULL);
	if (!fail)
		fail = url_parse(&next, piece_of(out), &why);
	free(out);
	assert_int_equal(fail, row->fail);
}

static void only_some_statuses_redirect(void **state)
{
	(void)state;
	static const unsigned yes[] = { 300, 301, 302, 303, 307, 308 };
	unsigned n = 0;
	for (unsigned status = 0; status < 1000; status++)
		n += redirect_status(status);
	assert_int_equal(n, sizeof(yes) / sizeof(*yes));
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
		assert_true(redirect_status(yes[i]));
}

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(only_some_statuses_redirect),
	};
	TABLE_ROWS(rows, check);
	TABLE_ROWS(bad, check_bad);
	TABLE_TESTS(others);
	return table_run("redirect", NULL, NULL);
}
