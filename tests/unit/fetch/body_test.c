/* Bodies: lengths, chunks and the close of the connection, whole and octet by octet. */
#include "fetch/body.h"
#include <string.h>
#include "tests/support/table.h"

/* What a body came to: content, trailers, and how it ended.  `rest` octets of the input are not its
 * own. */
struct outcome {
	char data[512], trailers[512];
	size_t len, trailer_len, rest;
	enum fail fail;
	bool done;
};

static void keep(char *room, size_t *len, struct piece p)
{
	assert_true(*len + p.len < 512);
	memcpy(room + *len, p.at, p.len);
	*len += p.len;
	room[*len] = '\0';
}

static enum body_event drain(struct body *b, struct piece *in, struct outcome *o)
{
	for (;;) {
		struct piece out;
		enum body_event event = body_next(b, in, &out);
		if (event == BODY_DATA)
			keep(o->data, &o->len, out);
		else if (event == BODY_TRAILER)
			keep(o->trailers, &o->trailer_len, out);
		else
			return event;
	}
}

static struct outcome run(struct framing framing, struct piece in, size_t step)
{
	struct outcome o = { .data = "" };
	struct body b;
	body_init(&b, framing);
	enum body_event event = BODY_MORE;
	size_t at = 0;
	while (event == BODY_MORE && at < in.len) {
		struct piece part = { in.at + at, in.len - at < step ? in.len - at : step };
		at += part.len;
		event = drain(&b, &part, &o);
		at -= part.len;
	}
	const char *why = NULL;
	o.fail = body_closed(&b, &why);
	assert_int_equal(o.fail != FAIL_NONE, why != NULL);
	o.done = event == BODY_DONE;
	o.rest = in.len - at;
	return o;
}

struct row {
	const char *name, *in;
	enum fail fail;
	const char *data, *trailers;
	size_t rest; /* octets behind the body */
};

static void check(struct framing framing, const struct row *row)
{
	for (size_t step = 1; step <= 1000; step = step < 5 ? step + 1 : step * 10) {
		struct outcome o = run(framing, piece_of(row->in), step);
		assert_int_equal(o.fail, row->fail);
		assert_string_equal(o.data, row->data);
		if (o.fail)
			continue;
		assert_string_equal(o.trailers, row->trailers);
		/* a body that ended at the end of the input tells so with the next call only */
		assert_true(o.done || o.rest == 0);
		assert_int_equal(o.rest, row->rest);
	}
}

static const struct row chunked[] = {
	{ "two chunks", "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", 0, "hello world", "\r\n", 0 },
	{ "an empty body", "0\r\n\r\n", 0, "", "\r\n", 0 },
	{ "octets behind the last chunk are not the body's", "1\r\na\r\n0\r\n\r\nHTTP", 0, "a",
		"\r\n", 4 },
	{ "C1: sizes are hexadecimal in both cases",
		"A\r\n0123456789\r\nb\r\n0123456789a\r\n0\r\n\r\n", 0, "01234567890123456789a",
		"\r\n", 0 },
	{ "C1: zeros in front", "0005\r\nhello\r\n000\r\n\r\n", 0, "hello", "\r\n", 0 },
	{ "C1: a size beyond 63 bits", "8000000000000000\r\nx", FAIL_RECEIVE, "", "", 0 },
	{ "C1: a size beyond 64 bits", "10000000000000005\r\nhello\r\n0\r\n\r\n", FAIL_RECEIVE, "",
		"", 0 },
	{ "C1: a size of seventeen digits", "00000000000000005\r\nhello\r\n0\r\n\r\n", FAIL_RECEIVE,
		"", "", 0 },
	{ "C1: a huge size is taken, and cut", "7fffffffffffffff\r\nx", FAIL_PARTIAL, "x", "", 0 },
	{ "C2: 0x5", "0x5\r\nhello\r\n0\r\n\r\n", FAIL_RECEIVE, "", "", 0 },
	{ "C2: -5", "-5\r\nhello\r\n0\r\n\r\n", FAIL_RECEIVE, "", "", 0 },
	{ "C2: +5", "+5\r\nhello\r\n0\r\n\r\n", FAIL_RECEIVE, "", "", 0 },
	{ "C2: an empty size", "\r\nhello\r\n0\r\n\r\n", FAIL_RECEIVE, "", "", 0 },
	{ "C2: only an extension", ";a\r\nhello\r\n0\r\n\r\n", FAIL_RECEIVE, "", "", 0 },
	{ "C2: a space in front", " 5\r\nhello\r\n0\r\n\r\n", FAIL_RECEIVE, "", "", 0 },
	{ "C2: letters behind the size", "5z\r\nhello\r\n0\r\n\r\n", FAIL_RECEIVE, "", "", 0 },
	{ "C2: two sizes", "5 5\r\nhello\r\n0\r\n\r\n", FAIL_RECEIVE, "", "", 0 },
	{ "spaces behind a size", "5  \r\nhello\r\n0\t\r\n\r\n", 0, "hello", "\r\n", 0 },
	{ "C3: extensions are ignored", "5;a=b;c=\"d;e\"\r\nhello\r\n0;x\r\n\r\n", 0, "hello",
		"\r\n", 0 },
	{ "C3: an extension behind a space", "5 ; a\r\nhello\r\n0\r\n\r\n", 0, "hello", "\r\n", 0 },
	{ "a bare CR in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n", FAIL_RECEIVE, "", "", 0 },
	{ "C5: a bare LF after a size", "5\nhello\r\n0\r\n\r\n", FAIL_RECEIVE, "", "", 0 },
	{ "C5: a bare LF after an extension", "5;a\nhello\r\n0\r\n\r\n", FAIL_RECEIVE, "", "", 0 },
	{ "C5: a bare LF after a chunk", "5\r\nhello\n0\r\n\r\n", FAIL_RECEIVE, "hello", "", 0 },
	{ "C6: chunk data longer than its size", "4\r\nhello\r\n0\r\n\r\n", FAIL_RECEIVE, "hell",
		"", 0 },
	{ "C6: chunk data shorter than its size", "6\r\nhello\r\n0\r\n\r\n", FAIL_RECEIVE,
		"hello\r", "", 0 },
	{ "C6: a CR without an LF", "5\r\nhello\r0\r\n\r\n", FAIL_RECEIVE, "hello", "", 0 },
	{ "C7: nothing at all", "", FAIL_PARTIAL, "", "", 0 },
	{ "C7: no last chunk", "5\r\nhello\r\n", FAIL_PARTIAL, "hello", "", 0 },
	{ "C7: cut in a chunk", "5\r\nhel", FAIL_PARTIAL, "hel", "", 0 },
	{ "C7: cut in a size", "5", FAIL_PARTIAL, "", "", 0 },
	{ "C7: cut behind a chunk", "5\r\nhello", FAIL_PARTIAL, "hello", "", 0 },
	{ "C7: no final CRLF", "5\r\nhello\r\n0\r\n", FAIL_PARTIAL, "hello", "", 0 },
	{ "C7: cut in the final CRLF", "5\r\nhello\r\n0\r\n\r", FAIL_PARTIAL, "hello", "", 0 },
	{ "C8: trailers", "1\r\na\r\n0\r\nA: b\r\nContent-Length: 9\r\n\r\n", 0, "a",
		"A: b\r\nContent-Length: 9\r\n\r\n", 0 },
	{ "C8: an empty trailer", "0\r\nA:\r\n\r\n", 0, "", "A:\r\n\r\n", 0 },
	{ "C8: a trailer that is cut", "0\r\nA: b\r\n", FAIL_PARTIAL, "", "", 0 },
	{ "C8: a trailer without a colon", "0\r\nabc\r\n\r\n", FAIL_RECEIVE, "", "", 0 },
	{ "C8: a trailer without a name", "0\r\n: b\r\n\r\n", FAIL_RECEIVE, "", "", 0 },
	{ "C8: white space before the colon", "0\r\nA : b\r\n\r\n", FAIL_RECEIVE, "", "", 0 },
	{ "C8: a folded trailer", "0\r\nA: b\r\n c\r\n\r\n", FAIL_RECEIVE, "", "", 0 },
	{ "C8: a bare CR in a trailer", "0\r\nA: b\rc\r\n\r\n", FAIL_RECEIVE, "", "", 0 },
	{ "C8: a bare LF behind a trailer", "0\r\nA: b\n\r\n", FAIL_RECEIVE, "", "", 0 },
	{ "C8: a bare LF as the end", "0\r\n\n", FAIL_RECEIVE, "", "", 0 },
};

static void check_chunked(void **state)
{
	check((struct framing){ .kind = BODY_CHUNKED }, *state);
}

static const struct row length_five[] = {
	{ "B2: exactly the length", "hello", 0, "hello", "", 0 },
	{ "B2: extra octets are not the body's", "helloHTTP/1.1 200 OK", 0, "hello", "", 15 },
	{ "B3: too short", "hell", FAIL_PARTIAL, "hell", "", 0 },
	{ "B3: nothing", "", FAIL_PARTIAL, "", "", 0 },
};

static void check_length(void **state)
{
	check((struct framing){ BODY_LENGTH, 5 }, *state);
}

static const struct row to_close[] = {
	{ "B11: to the close", "hello", 0, "hello", "", 0 },
	{ "B11: nothing to the close", "", 0, "", "", 0 },
	{ "chunks that are not announced are content", "5\r\nhello\r\n0\r\n\r\n", 0,
		"5\r\nhello\r\n0\r\n\r\n", "", 0 },
};

static void check_to_close(void **state)
{
	check((struct framing){ .kind = BODY_TO_CLOSE }, *state);
}

static const struct row none[] = {
	{ "B1: no body takes nothing", "junk", 0, "", "", 4 },
};

static void check_none(void **state)
{
	check((struct framing){ .kind = BODY_NONE }, *state);
}

static const struct row empty[] = {
	{ "a length of 0 takes nothing", "junk", 0, "", "", 4 },
};

static void check_empty(void **state)
{
	check((struct framing){ .kind = BODY_LENGTH }, *state);
}

/* One octet `c` so many times, between what comes before and after. */
static enum fail run_long(const char *before, char c, size_t n, const char *after)
{
	struct body b;
	body_init(&b, (struct framing){ .kind = BODY_CHUNKED });
	struct outcome o = { .data = "" };
	struct piece in = piece_of(before);
	enum body_event event = drain(&b, &in, &o);
	for (size_t i = 0; i < n && event == BODY_MORE; i++) {
		struct piece one = { &c, 1 }, out;
		while ((event = body_next(&b, &one, &out)) == BODY_TRAILER)
			;
	}
	in = piece_of(after);
	if (event == BODY_MORE)
		drain(&b, &in, &o);
	const char *why;
	return body_closed(&b, &why);
}

static void c3_extensions_are_limited(void **state)
{
	(void)state;
	assert_int_equal(
		run_long("1", ';', BODY_EXTENSION_OCTETS, "\r\na\r\n0\r\n\r\n"), FAIL_NONE);
	assert_int_equal(
		run_long("1", ';', BODY_EXTENSION_OCTETS + 1, "\r\na\r\n0\r\n\r\n"), FAIL_RECEIVE);
	assert_int_equal(
		run_long("1", ';', BODY_EXTENSION_OCTETS, "\r\na\r\n0;\r\n\r\n"), FAIL_RECEIVE);
}

static void c8_trailers_are_limited(void **state)
{
	(void)state;
	assert_int_equal(run_long("0\r\nA:", 'b', BODY_TRAILER_OCTETS - 6, "\r\n\r\n"), FAIL_NONE);
	assert_int_equal(
		run_long("0\r\nA:", 'b', BODY_TRAILER_OCTETS - 5, "\r\n\r\n"), FAIL_RECEIVE);
}

static void a_nul_octet_in_framing_is_refused(void **state)
{
	(void)state;
	assert_int_equal(run_long("5;", '\0', 1, "\r\nhello\r\n0\r\n\r\n"), FAIL_RECEIVE);
	assert_int_equal(run_long("0\r\nA:", '\0', 1, "\r\n\r\n"), FAIL_RECEIVE);
}

static void a_body_of_known_length_wants_no_more_than_that(void **state)
{
	(void)state;
	struct body b;
	body_init(&b, (struct framing){ BODY_LENGTH, 612 });
	assert_int_equal(body_wants(&b, 16384), 612);
	assert_int_equal(body_wants(&b, 100), 100);
	body_init(&b, (struct framing){ .kind = BODY_CHUNKED });
	assert_int_equal(body_wants(&b, 16384), 16384);
}

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(c3_extensions_are_limited),
		cmocka_unit_test(c8_trailers_are_limited),
		cmocka_unit_test(a_nul_octet_in_framing_is_refused),
		cmocka_unit_test(a_body_of_known_length_wants_no_more_than_that),
	};
	TABLE_ROWS(chunked, check_chunked);
	TABLE_ROWS(length_five, check_length);
	TABLE_ROWS(to_close, check_to_close);
	TABLE_ROWS(none, check_none);
	TABLE_ROWS(empty, check_empty);
	TABLE_TESTS(others);
	return table_run("body", NULL, NULL);
}
