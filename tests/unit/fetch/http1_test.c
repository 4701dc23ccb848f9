/* Heads of responses: what they say, what is refused and when, whole and octet by octet. */
#include "fetch/http1.h"
#include <stdlib.h>
#include <string.h>
#include "tests/support/table.h"

struct row {
	const char *name, *in;
	enum head_state state;
	enum fail fail; /* HEAD_BAD, or of the framing */
	unsigned status;
	unsigned kind; /* of framing */
	uint64_t octets;
	bool doubtful;
};

#define OK "HTTP/1.1 200 OK\r\n"

static const struct row rows[] = {
	{ "nginx's head",
		OK "Server: nginx\r\nContent-Type: text/html\r\nContent-Length: 612\r\n\r\n",
		HEAD_DONE, 0, 200, BODY_LENGTH, 612, false },
	{ "no field at all is a body to the close", OK "\r\n", HEAD_DONE, 0, 200, BODY_TO_CLOSE, 0,
		false },
	{ "S2: the highest status", "HTTP/1.1 999 x\r\n\r\n", HEAD_DONE, 0, 999, BODY_TO_CLOSE, 0,
		false },
	{ "S2: a status below 100", "HTTP/1.1 099 x\r\n\r\n", HEAD_BAD, FAIL_REPLY, 0, 0, 0,
		false },
	{ "S2: a status of two digits", "HTTP/1.1 20 x\r\n\r\n", HEAD_BAD, FAIL_REPLY, 0, 0, 0,
		false },
	{ "S2: a status of four digits", "HTTP/1.1 2000 x\r\n\r\n", HEAD_BAD, FAIL_REPLY, 0, 0, 0,
		false },
	{ "S2: a status of letters", "HTTP/1.1 2o0 x\r\n\r\n", HEAD_BAD, FAIL_REPLY, 0, 0, 0,
		false },
	{ "S2: no status", "HTTP/1.1\r\n\r\n", HEAD_BAD, FAIL_REPLY, 0, 0, 0, false },
	{ "S2: two spaces before the status", "HTTP/1.1  200 OK\r\n\r\n", HEAD_BAD, FAIL_REPLY, 0,
		0, 0, false },
	{ "a status without a reason", "HTTP/1.1 200\r\n\r\n", HEAD_DONE, 0, 200, BODY_TO_CLOSE, 0,
		false },
	{ "a status with an empty reason", "HTTP/1.1 200 \r\n\r\n", HEAD_DONE, 0, 200,
		BODY_TO_CLOSE, 0, false },
	{ "HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\n", HEAD_DONE, 0, 200, BODY_TO_CLOSE, 0, false },
	{ "S4: HTTP/1.2 is as good as 1.1", "HTTP/1.2 200 OK\r\n\r\n", HEAD_DONE, 0, 200,
		BODY_TO_CLOSE, 0, false },
	{ "S4: HTTP/2.0 as text", "HTTP/2.0 200 OK\r\n\r\n", HEAD_BAD, FAIL_REPLY, 0, 0, 0, false },
	{ "S4: HTTP/2 as text", "HTTP/2 200\r\n\r\n", HEAD_BAD, FAIL_REPLY, 0, 0, 0, false },
	{ "S4: HTTP/0.9 as text", "HTTP/0.9 200 OK\r\n\r\n", HEAD_BAD, FAIL_REPLY, 0, 0, 0, false },
	{ "S4: HTTP/1.10", "HTTP/1.10 200 OK\r\n\r\n", HEAD_BAD, FAIL_REPLY, 0, 0, 0, false },
	{ "S4: lower case", "http/1.1 200 OK\r\n\r\n", HEAD_BAD, FAIL_REPLY, 0, 0, 0, false },
	{ "S5: no status line", "<html>", HEAD_BAD, FAIL_PROTOCOL, 0, 0, 0, false },
	{ "S5: another protocol", "ICY 200 OK\r\n\r\n", HEAD_BAD, FAIL_PROTOCOL, 0, 0, 0, false },
	{ "S5: an empty line in front", "\r\nHTTP/1.1 200 OK\r\n\r\n", HEAD_BAD, FAIL_PROTOCOL, 0,
		0, 0, false },
	{ "S5: something that begins like one", "HTTQ", HEAD_BAD, FAIL_PROTOCOL, 0, 0, 0, false },
	{ "H9: not even a status line", "HTT", HEAD_MORE, 0, 0, 0, 0, false },
	{ "H9: cut in the status line", "HTTP/1.1 20", HEAD_MORE, 0, 0, 0, 0, false },
	{ "H9: cut in a field", OK "Content-Len", HEAD_MORE, 0, 200, 0, 0, false },
	{ "H9: cut before the empty line", OK "A: b\r\n", HEAD_MORE, 0, 200, 0, 0, false },
	{ "H9: cut in the empty line", OK "A: b\r\n\r", HEAD_MORE, 0, 200, 0, 0, false },
	{ "H1: a bare CR in a value", OK "A: b\rc\r\n\r\n", HEAD_BAD, FAIL_REPLY, 200, 0, 0,
		false },
	{ "H1: a bare CR in a name", OK "A\rB: c\r\n\r\n", HEAD_BAD, FAIL_REPLY, 200, 0, 0, false },
	{ "H1: a bare CR in the status line", "HTTP/1.1 200\rOK\r\n\r\n", HEAD_BAD, FAIL_REPLY, 0,
		0, 0, false },
	{ "H1: two CRs", OK "A: b\r\r\n\r\n", HEAD_BAD, FAIL_REPLY, 200, 0, 0, false },
	{ "H3: a folded length", OK "Content-Length:\r\n 5\r\n\r\n", HEAD_DONE, 0, 200, BODY_LENGTH,
		5, false },
	{ "H3: a length folded at its end", OK "Content-Length: 5\r\n \r\n\r\n", HEAD_DONE, 0, 200,
		BODY_LENGTH, 5, false },
	{ "H3: a length folded twice, with a tab",
		OK "Content-Length: \r\n\t\r\n 5\r\nA: b\r\n\r\n", HEAD_DONE, 0, 200, BODY_LENGTH,
		5, false },
	{ "H3: a fold does not join digits", OK "Content-Length: 1\r\n 2\r\n\r\n", HEAD_DONE,
		FAIL_REPLY, 200, 0, 0, false },
	{ "H3: a fold with bare LFs", OK "Transfer-Encoding:\n chunked\n\n", HEAD_DONE, 0, 200,
		BODY_CHUNKED, 0, false },
	{ "H3: no fold before the first field", OK " A: b\r\n\r\n", HEAD_BAD, FAIL_REPLY, 200, 0, 0,
		false },
	{ "H5: a space before the colon", OK "Content-Length : 5\r\n\r\n", HEAD_BAD, FAIL_REPLY,
		200, 0, 0, false },
	{ "H5: a tab before the colon", OK "A\t: 5\r\n\r\n", HEAD_BAD, FAIL_REPLY, 200, 0, 0,
		false },
	{ "H6: a line without a colon", OK "abc\r\n\r\n", HEAD_BAD, FAIL_REPLY, 200, 0, 0, false },
	{ "H6: a line of one letter", OK "a\r\n\r\n", HEAD_BAD, FAIL_REPLY, 200, 0, 0, false },
	{ "H6: an empty name", OK ": b\r\n\r\n", HEAD_BAD, FAIL_REPLY, 200, 0, 0, false },
	{ "H6: a second status line", OK OK "\r\n", HEAD_BAD, FAIL_REPLY, 200, 0, 0, false },
	{ "an empty value", OK "A:\r\n\r\n", HEAD_DONE, 0, 200, BODY_TO_CLOSE, 0, false },
	{ "H7: bare LFs", "HTTP/1.1 200 OK\nContent-Length: 5\n\n", HEAD_DONE, 0, 200, BODY_LENGTH,
		5, false },
	{ "H7: a bare LF in the midst of CRLFs", OK "A: b\nContent-Length: 5\r\n\r\n", HEAD_DONE, 0,
		200, BODY_LENGTH, 5, false },
	{ "H7: a bare LF as the empty line", OK "Content-Length: 5\r\n\n", HEAD_DONE, 0, 200,
		BODY_LENGTH, 5, false },
	{ "B4: equal lengths", OK "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", HEAD_DONE, 0,
		200, BODY_LENGTH, 5, false },
	{ "B4: equal lengths in one field", OK "Content-Length: 5, 5\r\n\r\n", HEAD_DONE, 0, 200,
		BODY_LENGTH, 5, false },
	{ "B4: unequal lengths", OK "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", HEAD_DONE,
		FAIL_REPLY, 200, 0, 0, false },
	{ "B4: unequal lengths in one field", OK "Content-Length: 5,6\r\n\r\n", HEAD_DONE,
		FAIL_REPLY, 200, 0, 0, false },
	{ "B4: unequal and equal again", OK "Content-Length: 5,6,5\r\n\r\n", HEAD_DONE, FAIL_REPLY,
		200, 0, 0, false },
	{ "B5: a negative length", OK "Content-Length: -5\r\n\r\n", HEAD_DONE, FAIL_REPLY, 200, 0,
		0, false },
	{ "B5: a length with a plus sign", OK "Content-Length: +5\r\n\r\n", HEAD_DONE, FAIL_REPLY,
		200, 0, 0, false },
	{ "B5: a hexadecimal length", OK "Content-Length: 0x5\r\n\r\n", HEAD_DONE, FAIL_REPLY, 200,
		0, 0, false },
	{ "B5: letters behind the length", OK "Content-Length: 5abc\r\n\r\n", HEAD_DONE, FAIL_REPLY,
		200, 0, 0, false },
	{ "B5: an empty length", OK "Content-Length:\r\n\r\n", HEAD_DONE, FAIL_REPLY, 200, 0, 0,
		false },
	{ "B5: an empty element", OK "Content-Length: 5,\r\n\r\n", HEAD_DONE, FAIL_REPLY, 200, 0, 0,
		false },
	{ "B5: two numbers", OK "Content-Length: 5 5\r\n\r\n", HEAD_DONE, FAIL_REPLY, 200, 0, 0,
		false },
	{ "B5: wrong and right", OK "Content-Length: x\r\nContent-Length: 5\r\n\r\n", HEAD_DONE,
		FAIL_REPLY, 200, 0, 0, false },
	{ "B6: a length that overflows", OK "Content-Length: 18446744073709551621\r\n\r\n",
		HEAD_DONE, FAIL_REPLY, 200, 0, 0, false },
	{ "B6: a length beyond 63 bits", OK "Content-Length: 9223372036854775808\r\n\r\n",
		HEAD_DONE, FAIL_REPLY, 200, 0, 0, false },
	{ "a length of many zeros", OK "Content-Length: 0000000000000000000000000000005\r\n\r\n",
		HEAD_DONE, 0, 200, BODY_LENGTH, 5, false },
	{ "B7: a coding beats a length",
		OK "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", HEAD_DONE, 0, 200,
		BODY_CHUNKED, 0, true },
	{ "B7: a coding beats a wrong length",
		OK "Transfer-Encoding: chunked\r\nContent-Length: x\r\n\r\n", HEAD_DONE, 0, 200,
		BODY_CHUNKED, 0, true },
	{ "chunked from an old server is doubtful",
		"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", HEAD_DONE, 0, 200,
		BODY_CHUNKED, 0, true },
	{ "B8: identity is to the close", OK "Transfer-Encoding: identity\r\n\r\n", HEAD_DONE, 0,
		200, BODY_TO_CLOSE, 0, false },
	{ "B8: an empty coding is to the close",
		OK "Transfer-Encoding: \r\nContent-Length: 5\r\n\r\n", HEAD_DONE, 0, 200,
		BODY_TO_CLOSE, 0, true },
	{ "B8: an unknown coding", OK "Transfer-Encoding: x\r\n\r\n", HEAD_DONE, FAIL_CODING, 200,
		0, 0, false },
	{ "B8: gzip was not asked for", OK "Transfer-Encoding: gzip, chunked\r\n\r\n", HEAD_DONE,
		FAIL_CODING, 200, 0, 0, false },
	{ "B8: chunked and then another", OK "Transfer-Encoding: chunked, gzip\r\n\r\n", HEAD_DONE,
		FAIL_CODING, 200, 0, 0, false },
	{ "B8: chunked twice", OK "Transfer-Encoding: chunked, chunked\r\n\r\n", HEAD_DONE,
		FAIL_CODING, 200, 0, 0, false },
	{ "B8: chunked in two fields",
		OK "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", HEAD_DONE,
		FAIL_CODING, 200, 0, 0, false },
	{ "B8: chunked with a parameter", OK "Transfer-Encoding: chunked;q=1\r\n\r\n", HEAD_DONE,
		FAIL_CODING, 200, 0, 0, false },
	{ "B8: chunked with something in front", OK "Transfer-Encoding: xchunked\r\n\r\n",
		HEAD_DONE, FAIL_CODING, 200, 0, 0, false },
	{ "B8: empty elements are nothing", OK "Transfer-Encoding: , chunked ,\r\n\r\n", HEAD_DONE,
		0, 200, BODY_CHUNKED, 0, false },
	{ "B10: names and codings in any case", OK "tRANSFER-eNCODING: cHUNKED\r\n\r\n", HEAD_DONE,
		0, 200, BODY_CHUNKED, 0, false },
	{ "B10: a length in any case", OK "CONTENT-LENGTH:5\r\n\r\n", HEAD_DONE, 0, 200,
		BODY_LENGTH, 5, false },
	{ "B1: 204 has no body", "HTTP/1.1 204 x\r\nContent-Length: 5\r\n\r\n", HEAD_DONE, 0, 204,
		BODY_NONE, 0, false },
	{ "B1: 304 has no body", "HTTP/1.1 304 x\r\nTransfer-Encoding: x\r\n\r\n", HEAD_DONE, 0,
		304, BODY_NONE, 0, false },
	{ "B1: 103 has no body", "HTTP/1.1 103 x\r\nContent-Length: 5\r\n\r\n", HEAD_DONE, 0, 103,
		BODY_NONE, 0, false },
	{ "a name that only begins right", OK "Content-Lengthy: 5\r\n\r\n", HEAD_DONE, 0, 200,
		BODY_TO_CLOSE, 0, false },
};

/* The octets of `in` arrive `step` at a time, in memory of exactly their number. */
static enum head_state feed(struct head *h, char *base, const char *in, size_t len, size_t step)
{
	head_init(h);
	enum head_state state = HEAD_MORE;
	for (size_t have = 0; have < len && state == HEAD_MORE;) {
		size_t more = len - have < step ? len - have : step;
		memcpy(base + have, in + have, more);
		have += more;
		state = head_scan(h, base, have);
	}
	return state;
}

static void check(void **state)
{
	const struct row *row = *state;
	size_t len = strlen(row->in);
	for (size_t step = 1; step <= 1000; step = step < 5 ? step + 1 : step * 10) {
		struct head h;
		char *base = malloc(len);
		assert_non_null(base);
		assert_int_equal(feed(&h, base, row->in, len, step), row->state);
		free(base);
		assert_int_equal(h.status, row->status);
		if (row->state != HEAD_DONE) {
			assert_int_equal(h.fail, row->fail);
			continue;
		}
		assert_int_equal(h.len, len);
		struct framing framing;
		bool doubtful;
		const char *why = NULL;
		assert_int_equal(head_framing(&h, false, &framing, &doubtful, &why), row->fail);
		assert_int_equal(row->fail != FAIL_NONE, why != NULL);
		if (row->fail)
			continue;
		assert_int_equal(framing.kind, row->kind);
		assert_int_equal(framing.octets, row->octets);
		assert_int_equal(doubtful, row->doubtful);
	}
}

static void h1_a_nul_octet_is_refused(void **state)
{
	(void)state;
	static const char in[] = OK "A: b\0c\r\n\r\n";
	char base[sizeof(in)];
	struct head h;
	assert_int_equal(feed(&h, base, in, sizeof(in) - 1, 1), HEAD_BAD);
	assert_int_equal(h.fail, FAIL_REPLY);
	assert_int_equal(feed(&h, base, in, sizeof(in) - 1, 100), HEAD_BAD);
}

static void b1_no_body_answers_head(void **state)
{
	(void)state;
	static const char in[] = OK "Content-Length: x\r\n\r\n";
	char base[sizeof(in)];
	struct head h;
	assert_int_equal(feed(&h, base, in, sizeof(in) - 1, 100), HEAD_DONE);
	struct framing framing;
	bool doubtful;
	const char *why;
	assert_int_equal(head_framing(&h, true, &framing, &doubtful, &why), FAIL_NONE);
	assert_int_equal(framing.kind, BODY_NONE);
}

static void what_comes_behind_the_head_is_not_looked_at(void **state)
{
	(void)state;
	static const char in[] = OK "A: b\r\n\r\n\0\r\r white";
	char base[sizeof(in)];
	struct head h;
	assert_int_equal(feed(&h, base, in, sizeof(in) - 1, 100), HEAD_DONE);
	assert_int_equal(h.len, strlen(OK "A: b\r\n\r\n"));
	assert_memory_equal(base, in, sizeof(in) - 1);
}

static void the_first_location_counts(void **state)
{
	(void)state;
	static const char in[] = OK "Location: \t/a b \r\nlocation: /c\r\n\r\n";
	char base[sizeof(in)];
	struct head h;
	assert_int_equal(feed(&h, base, in, sizeof(in) - 1, 1), HEAD_DONE);
	assert_int_equal(h.location.len, 4);
	assert_memory_equal(base + h.location.at, "/a b", 4);
	assert_int_equal(h.reason.len, 2);
	assert_memory_equal(base + h.reason.at, "OK", 2);
}

static void lines_come_out_as_they_came_in(void **state)
{
	(void)state;
	static const char in[] = OK "A: b\nC: d\r\n\te\r\n\r\n";
	static const char *const want[] = { OK, "A: b\n", "C: d  \te\r\n", "\r\n" };
	char base[sizeof(in)];
	struct head h;
	assert_int_equal(feed(&h, base, in, sizeof(in) - 1, 3), HEAD_DONE);
	uint32_t at = 0;
	struct piece line;
	for (size_t i = 0; i < 4; i++) {
		assert_true(head_line(&h, base, &at, &line));
		assert_int_equal(line.len, strlen(want[i]));
		assert_memory_equal(line.at, want[i], line.len);
	}
	assert_false(head_line(&h, base, &at, &line));
}

/* A head of `fields` fields and a value of `octets` octets in the first of them. */
static enum fail run_long(size_t fields, size_t octets)
{
	size_t cap = 100 + fields * 4 + octets, len = 0;
	char *base = malloc(cap);
	assert_non_null(base);
	memcpy(base, OK "A:", len = strlen(OK "A:"));
	memset(base + len, 'b', octets);
	len += octets;
	memcpy(base + len, "\r\n", 2);
	len += 2;
	for (size_t i = 1; i < fields; i++, len += 4)
		memcpy(base + len, "A:\r\n", 4);
	memcpy(base + len, "\r\n", 2);
	struct head h;
	head_init(&h);
	enum head_state state = head_scan(&h, base, len + 2);
	free(base);
	assert_int_not_equal(state, HEAD_MORE);
	return h.fail;
}

static void h8_fields_are_limited(void **state)
{
	(void)state;
	assert_int_equal(run_long(HEAD_FIELDS, 0), FAIL_NONE);
	assert_int_equal(run_long(HEAD_FIELDS + 1, 0), FAIL_HEAD_SIZE);
}

static void h8_lines_are_limited(void **state)
{
	(void)state;
	assert_int_equal(run_long(1, HEAD_LINE_OCTETS - 4), FAIL_NONE);
	assert_int_equal(run_long(1, HEAD_LINE_OCTETS), FAIL_HEAD_SIZE);
}

static void h8_the_head_is_limited(void **state)
{
	(void)state;
	struct head h;
	size_t len = HEAD_OCTETS + 100;
	char *base = malloc(len);
	assert_non_null(base);
	memset(base, 'b', len);
	memcpy(base, OK, strlen(OK));
	for (size_t i = strlen(OK); i + 1000 < len; i += 1000)
		memcpy(base + i, "A:", 2), memcpy(base + i + 998, "\r\n", 2);
	head_init(&h);
	assert_int_equal(head_scan(&h, base, HEAD_OCTETS), HEAD_MORE);
	assert_int_equal(head_scan(&h, base, len), HEAD_BAD);
	assert_int_equal(h.fail, FAIL_HEAD_SIZE);
	free(base);
}

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(h1_a_nul_octet_is_refused),
		cmocka_unit_test(b1_no_body_answers_head),
		cmocka_unit_test(what_comes_behind_the_head_is_not_looked_at),
		cmocka_unit_test(the_first_location_counts),
		cmocka_unit_test(lines_come_out_as_they_came_in),
		cmocka_unit_test(h8_fields_are_limited),
		cmocka_unit_test(h8_lines_are_limited),
		cmocka_unit_test(h8_the_head_is_limited),
	};
	TABLE_ROWS(rows, check);
	TABLE_TESTS(others);
	return table_run("http1", NULL, NULL);
}
