/* URLs: what is taken apart how, and what is refused. */
#include "fetch/url.h"
#include <string.h>
#include "tests/support/table.h"

struct good {
	const char *name, *text, *host, *zone;
	unsigned port;
	const char *path, *query, *fragment;
};

static const struct good good[] = {
	{ "a bare name is http", "host1.example.com", "host1.example.com", "", 80, "", "", "" },
	{ "a name with a scheme", "http://a.example/", "a.example", "", 80, "/", "", "" },
	{ "a scheme in any case", "HtTp://a/", "a", "", 80, "/", "", "" },
	{ "https has its own port", "https://a/x", "a", "", 443, "/x", "", "" },
	{ "a port", "http://a:8080/", "a", "", 8080, "/", "", "" },
	{ "a port without a scheme", "localhost:8080/x", "localhost", "", 8080, "/x", "", "" },
	{ "the highest port", "http://a:65535", "a", "", 65535, "", "", "" },
	{ "an empty port is the default", "http://a:/x", "a", "", 80, "/x", "", "" },
	{ "zeros in front of a port", "http://a:00080/", "a", "", 80, "/", "", "" },
	{ "an IPv4 address", "192.168.10.1", "192.168.10.1", "", 80, "", "", "" },
	{ "an IPv6 address", "http://[2001:db8::1]/", "2001:db8::1", "", 80, "/", "", "" },
	{ "an IPv6 address and a port", "[::1]:81/x", "::1", "", 81, "/x", "", "" },
	{ "a zone as RFC 6874 writes it", "http://[fe80::1%25eth0]/", "fe80::1", "eth0", 80, "/",
		"", "" },
	{ "a zone as everybody writes it", "http://[fe80::1%eth0]:8/", "fe80::1", "eth0", 8, "/",
		"", "" },
	{ "a numeric zone", "http://[fe80::1%2]/", "fe80::1", "2", 80, "/", "", "" },
	{ "a zone that is number 25", "http://[fe80::1%25]/", "fe80::1", "25", 80, "/", "", "" },
	{ "a user and password", "http://u:p@a:81/x", "a", "", 81, "/x", "", "" },
	{ "a password with an at sign", "http://u:p@q@a/", "a", "", 80, "/", "", "" },
	{ "an at sign in the path", "http://a/b@c", "a", "", 80, "/b@c", "", "" },
	{ "a query behind a path", "http://a/b?c=d?e", "a", "", 80, "/b", "?c=d?e", "" },
	{ "a query without a path", "http://a?c", "a", "", 80, "", "?c", "" },
	{ "a fragment", "http://a/b?c#d?/e", "a", "", 80, "/b", "?c", "#d?/e" },
	{ "a fragment right behind the host", "http://a#d", "a", "", 80, "", "", "#d" },
	{ "a path is kept as it is", "http://a/../b/./c//d%2f", "a", "", 80, "/../b/./c//d%2f", "",
		"" },
	{ "octets above 127 in a path", "http://a/\xc3\xa4", "a", "", 80, "/\xc3\xa4", "", "" },
	{ "percent-encoding in a name", "http://%61%2Eexample/", "a.example", "", 80, "/", "", "" },
	{ "a trailing dot stays", "http://a.example./", "a.example.", "", 80, "/", "", "" },
	{ "a URL in a query is no scheme", "a/?u=ftp://b", "a", "", 80, "/", "?u=ftp://b", "" },
};

static void same(struct piece p, const char *want)
{
	char text[200];
	assert_true(p.len < sizeof(text));
	memcpy(text, p.at, p.len);
	text[p.len] = '\0';
	assert_string_equal(text, want);
}

static void check_good(void **state)
{
	const struct good *row = *state;
	struct url u;
	const char *why = NULL;
	assert_int_equal(url_parse(&u, piece_of(row->text), &why), FAIL_NONE);
	assert_string_equal(u.host, row->host);
	assert_string_equal(u.zone, row->zone);
	assert_int_equal(u.port, row->port);
	assert_int_equal(u.ipv6, strchr(row->host, ':') != NULL);
	same(u.path, row->path);
	same(u.query, row->query);
	same(u.fragment, row->fragment);
	char text[URL_HOST_TEXT];
	url_host_text(&u, text);
	assert_int_equal(
		strlen(text), strlen(row->host) + (*row->zone ? strlen(row->zone) + 1 : 0));
}

struct bad {
	const char *name, *text;
	enum fail fail;
};

#define TEN "aaaaaaaaaa"
#define FIFTY TEN TEN TEN TEN TEN

static const struct bad bad[] = {
	{ "nothing", "", FAIL_URL },
	{ "no host", "http://", FAIL_URL },
	{ "no host before a path", "http:///x", FAIL_URL },
	{ "no host before a port", "http://:80/", FAIL_URL },
	{ "no host behind a user", "http://u@/", FAIL_URL },
	{ "a space in the path", "http://a/b c", FAIL_URL },
	{ "a space in front", " http://a/", FAIL_URL },
	{ "R3: a CR and an LF", "http://a/\r\nX: y", FAIL_URL },
	{ "R3: an LF in the host", "http://a\nb/", FAIL_URL },
	{ "a tab", "http://a/\t", FAIL_URL },
	{ "a DEL", "http://a/\x7f", FAIL_URL },
	{ "R3: an encoded LF in the host", "http://a%0ab/", FAIL_URL },
	{ "an encoded NUL in the host", "http://a%00b/", FAIL_URL },
	{ "an encoded slash in the host", "http://a%2fb/", FAIL_URL },
	{ "a cut percent sign in the host", "http://a%2/", FAIL_URL },
	{ "a percent sign at the end of the host", "http://a%", FAIL_URL },
	{ "a percent sign without digits in the host", "http://a%zz/", FAIL_URL },
	{ "brackets in a name", "http://a[b]/", FAIL_URL },
	{ "a backslash in a name", "http://a\\b/", FAIL_URL },
	{ "port 0", "http://a:0/", FAIL_URL },
	{ "port 65536", "http://a:65536/", FAIL_URL },
	{ "a port that would wrap", "http://a:4294967376/", FAIL_URL },
	{ "a port that would wrap twice", "http://a:18446744073709551696/", FAIL_URL },
	{ "a negative port", "http://a:-80/", FAIL_URL },
	{ "a port with a sign", "http://a:+80/", FAIL_URL },
	{ "a port with letters", "http://a:80x/", FAIL_URL },
	{ "two ports", "http://a:80:81/", FAIL_URL },
	{ "an IPv6 address without brackets", "http://::1/", FAIL_URL },
	{ "a bracket not closed", "http://[::1/", FAIL_URL },
	{ "nothing in brackets", "http://[]/", FAIL_URL },
	{ "a name in brackets", "http://[a.example]/", FAIL_URL },
	{ "an IPv4 address in brackets", "http://[127.0.0.1]/", FAIL_URL },
	{ "something behind a bracket", "http://[::1]x/", FAIL_URL },
	{ "an empty zone", "http://[fe80::1%]/", FAIL_URL },
	{ "a zone with a bracket", "http://[fe80::1%a[b]/", FAIL_URL },
	{ "a zone that is too long", "http://[fe80::1%" FIFTY "]/", FAIL_URL },
	{ "a host of 256 octets", "http://" FIFTY FIFTY FIFTY FIFTY FIFTY "aaaaaa/", FAIL_URL },
	{ "one slash", "http:/a/", FAIL_URL },
	{ "no slash", "http:a", FAIL_URL },
	{ "another scheme", "ftp://a/", FAIL_PROTOCOL },
	{ "a scheme with a plus sign", "git+ssh://a/", FAIL_PROTOCOL },
	{ "a file", "file:///etc/passwd", FAIL_PROTOCOL },
	{ "a file with one slash", "file:/etc/passwd", FAIL_PROTOCOL },
};

static void check_bad(void **state)
{
	const struct bad *row = *state;
	struct url u, before;
	memset(&before, 0x5a, sizeof(before));
	u = before;
	const char *why = NULL;
	assert_int_equal(url_parse(&u, piece_of(row->text), &why), row->fail);
	assert_non_null(why);
	assert_memory_equal(&u, &before, sizeof(u));
}

static void userinfo_is_split_off(void **state)
{
	(void)state;
	struct url u;
	const char *why;
	assert_int_equal(url_parse(&u, piece_of("http://me:secret@a/"), &why), FAIL_NONE);
	same(u.userinfo, "me:secret");
}

static void a_host_of_255_octets_is_taken(void **state)
{
	(void)state;
	struct url u;
	const char *why;
	const char *text = FIFTY FIFTY FIFTY FIFTY FIFTY "aaaaa";
	assert_int_equal(url_parse(&u, piece_of(text), &why), FAIL_NONE);
	assert_string_equal(u.host, text);
}

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(userinfo_is_split_off),
		cmocka_unit_test(a_host_of_255_octets_is_taken),
	};
	TABLE_ROWS(good, check_good);
	TABLE_ROWS(bad, check_bad);
	TABLE_TESTS(others);
	return table_run("url", NULL, NULL);
}
