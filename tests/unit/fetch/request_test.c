/* The octets of requests. */
#include "fetch/request.h"
#include <string.h>
#include "tests/support/table.h"

struct row {
	const char *name, *url, *agent;
	bool head;
	const char *want;
};

static const struct row rows[] = {
	{ "the article's request", "host1.example.com", "curl/7.29.0", false,
		"GET / HTTP/1.1\r\nHost: host1.example.com\r\nUser-Agent: curl/7.29.0\r\nAccept: "
		"*/*\r\n\r\n" },
	{ "R2: an empty path becomes a slash", "http://a", "x", false,
		"GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n" },
	{ "R2: a query without a path", "http://a?b", "x", false,
		"GET /?b HTTP/1.1\r\nHost: a\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n" },
	{ "R2: path and query as they are given", "http://a/../b?c=%20/?", "x", false,
		"GET /../b?c=%20/? HTTP/1.1\r\nHost: a\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n" },
	{ "R1: a port that is not the default", "http://a:81/", "x", false,
		"GET / HTTP/1.1\r\nHost: a:81\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n" },
	{ "R1: the default port is not sent", "http://a:80/", "x", false,
		"GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n" },
	{ "R1: 443 is not the default of http", "http://a:443/", "x", false,
		"GET / HTTP/1.1\r\nHost: a:443\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n" },
	{ "R1: userinfo and fragment are not sent", "http://u:p@a/b#c", "x", false,
		"GET /b HTTP/1.1\r\nHost: a\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n" },
	{ "R1: a zone is not sent", "http://[fe80::1%25eth0]:81/", "x", false,
		"GET / HTTP/1.1\r\nHost: [fe80::1]:81\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n" },
	{ "HEAD", "http://a/", "x", true,
		"HEAD / HTTP/1.1\r\nHost: a\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n" },
	{ "an empty agent is left out", "http://a/", "", false,
		"GET / HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n" },
};

static void check(void **state)
{
	const struct row *row = *state;
	struct url u;
	const char *why;
	assert_int_equal(url_parse(&u, piece_of(row->url), &why), FAIL_NONE);
	char room[300];
	struct text t;
	text_init(&t, room, sizeof(room));
	request_write(&(struct request){ .url = &u, .agent = row->agent, .head = row->head }, &t);
	assert_true(text_whole(&t));
	assert_string_equal(room, row->want);
	text_init(&t, room, 20);
	request_write(&(struct request){ .url = &u, .agent = row->agent, .head = row->head }, &t);
	assert_false(text_whole(&t));
	assert_int_equal(t.len, strlen(row->want));
}

static void the_articles_request_has_81_octets(void **state)
{
	(void)state;
	assert_int_equal(strlen(rows[0].want), 81);
}

static void r3_line_ends_in_a_text_are_not_safe(void **state)
{
	(void)state;
	assert_true(request_safe("Mozilla/5.0 (x; y)\t"));
	assert_false(request_safe("x\r\nEvil: y"));
	assert_false(request_safe("x\ny"));
	assert_false(request_safe("x\r"));
}

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(the_articles_request_has_81_octets),
		cmocka_unit_test(r3_line_ends_in_a_text_are_not_safe),
	};
	TABLE_ROWS(rows, check);
	TABLE_TESTS(others);
	return table_run("request", NULL, NULL);
}
