/* Writing messages: queries octet by octet, compression, and the way back. */
#include "resolver/dns/build.h"

#include <stdlib.h>
#include <string.h>
#include "resolver/dns/code.h"
#include "resolver/dns/print.h"
#include "tests/support/table.h"
#include "tests/unit/dns/vector.h"

static struct name name_of(const char *text)
{
	struct name name;
	assert_true(name_from_text(&name, text));
	return name;
}

struct query_row {
	const char *name, *host;
	uint16_t type, edns;
	const char *hex;
};

/* clang-format off */
#define HOST1 "05686f737431 076578616d706c65 03636f6d 00 "

static const struct query_row query_rows[] = {
	{ "the article's A query: 35 octets, RD alone, one question (WF43)", "host1.example.com", TYPE_A, 0,
		"ee2d 0100 0001 0000 0000 0000 " HOST1 "0001 0001" },
	{ "the article's AAAA query", "host1.example.com.", TYPE_AAAA, 0, "ee2d 0100 0001 0000 0000 0000 " HOST1 "001c 0001" },
	{ "a query with EDNS (WF43)", "host1.example.com", TYPE_A, 1232,
		"ee2d 0100 0001 0000 0000 0001 " HOST1 "0001 0001 00 0029 04d0 00000000 0000" },
	{ "a query for the root", ".", 2, 0, "ee2d 0100 0001 0000 0000 0000 00 0002 0001" },
};
/* clang-format on */

static void check_query(void **state)
{
	const struct query_row *row = *state;
	uint8_t expected[VECTOR_OCTETS], out[QUERY_OCTETS];
	size_t len = vector_read(expected, row->hex);
	struct question question = { name_of(row->host), row->type, CLASS_IN };
	memset(out, 0xee, sizeof(out));
	assert_int_equal(build_query(out, sizeof(out), 0xee2d, &question, row->edns), len);
	assert_memory_equal(out, expected, len);
	struct msg msg;
	assert_true(msg_parse(&msg, out, len));
	assert_int_equal(msg.end, len);
	assert_true(name_matches(&msg, HEADER_OCTETS, &question.name));
	for (size_t cap = 0; cap < len; cap++) {
		uint8_t *exact = malloc(cap ? cap : 1);
		assert_int_equal(build_query(exact, cap, 1, &question, row->edns), 0);
		free(exact);
	}
}

static void the_longest_query_fits(void **state)
{
	(void)state;
	struct question question = { .name.len = NAME_OCTETS, .type = TYPE_A, .class = CLASS_IN };
	uint8_t out[QUERY_OCTETS];
	for (size_t at = 0; at < 254; at += 2)
		question.name.octets[at] = 1;
	assert_int_equal(build_query(out, sizeof(out), 1, &question, 512), QUERY_OCTETS);
	question.name.len = 0; /* no name */
	assert_int_equal(build_query(out, sizeof(out), 1, &question, 512), 0);
}

static void address(struct writer *w, const struct name *owner, uint32_t value)
{
	size_t begun = rr_begin(w, owner, TYPE_A, CLASS_IN, 3600);
	write_u32(w, value);
	rr_end(w, begun);
}

static void alias(struct writer *w, const struct name *owner, uint16_t type, const struct name *to)
{
	size_t begun = rr_begin(w, owner, type, CLASS_IN, 3600);
	write_name(w, to, true);
	rr_end(w, begun);
}

static void the_articles_reply_is_written_as_nsd_does(void **state)
{
	(void)state;
	uint8_t expected[VECTOR_OCTETS], out[512];
	size_t len = fixture_message(expected, "article-a");
	struct question question = { name_of("host1.example.com"), TYPE_A, CLASS_IN };
	struct name www = name_of("www.example.com"), zone = name_of("example.com");
	for (size_t cap = 0; cap <= len; cap++) {
		struct writer w = writer_of(out, cap);
		write_header(&w, 0xee2d, 0x8580);
		write_question(&w, &question);
		alias(&w, &question.name, TYPE_CNAME, &www);
		address(&w, &www, 0xc0a80a01);
		alias(&w, &zone, TYPE_NS, &www);
		write_count(&w, QUESTION, 1);
		write_count(&w, ANSWER, 2);
		write_count(&w, AUTHORITY, 1);
		assert_int_equal(w.full, cap < len);
		assert_true(w.len <= cap);
		if (!w.full)
			assert_memory_equal(out, expected, len);
	}
	assert_int_equal(len, 83);
}

static void compression_keeps_case(void **state)
{
	(void)state;
	uint8_t out[128];
	struct writer w = writer_of(out, sizeof(out));
	struct name lower = name_of("www.example.com"), upper = name_of("ftp.EXAMPLE.com"), back;
	write_header(&w, 0, 0);
	write_name(&w, &lower, true);
	size_t at = w.len;
	write_name(&w, &upper, true);
	assert_int_equal(w.len - at, 4 + 8 + 2); /* only "com" is shared */
	name_expand(&back, out, (name_ref)at);
	assert_memory_equal(back.octets, upper.octets, upper.len);
}

static void uncompressed_names_may_be_pointed_to(void **state)
{
	(void)state;
	uint8_t out[128];
	struct writer w = writer_of(out, sizeof(out));
	struct name name = name_of("www.example.com"), root = name_of(".");
	write_header(&w, 0, 0);
	write_name(&w, &name, true);
	size_t at = w.len;
	write_name(&w, &name, false);
	assert_int_equal(w.len - at, name.len);
	at = w.len;
	write_name(&w, &name, true);
	assert_int_equal(w.len - at, 2);
	at = w.len;
	write_name(&w, &root, true);
	assert_int_equal(w.len - at, 1); /* a pointer would be longer */
}

/* WF42: names behind 0x4000 are never pointed to, and those before it stay in reach. */
static void no_pointer_goes_beyond_its_fourteen_bits(void **state)
{
	(void)state;
	enum { SIZE = 0x4200 };
	uint8_t *out = calloc(1, SIZE);
	struct name first = name_of("a.example"), late = name_of("late.test"), back;
	for (unsigned start = 0x3ff0; start < 0x4010; start++) {
		struct writer w = writer_of(out, SIZE);
		write_header(&w, 0, 0);
		write_name(&w, &first, true);
		write_room(&w, start - w.len);
		write_name(&w, &late, true);
		size_t again = w.len;
		write_name(&w, &late, true);
		size_t pointer = w.len;
		write_name(&w, &first, true);
		assert_int_equal(w.len - pointer, 2);
		/* 'late' itself, or its 'test', or neither is in reach */
		size_t expected = start < 0x4000 ? 2 : late.len;
		assert_int_equal(pointer - again, expected);
		struct reader r = { .at = out + again, .end = out + w.len };
		read_name(&r, out);
		assert_false(r.bad);
		name_expand(&back, out, (name_ref)again);
		assert_true(name_equal(&back, &late));
	}
	free(out);
}

/* More names than the writer remembers: still right, at worst longer. */
static void many_names_read_back(void **state)
{
	(void)state;
	static uint8_t out[VECTOR_OCTETS];
	struct writer w = writer_of(out, sizeof(out));
	struct question question = { name_of("a.b.c.d.e.f.g.h"), TYPE_A, CLASS_IN };
	struct name names[40];
	write_header(&w, 0, FLAG_QR);
	write_question(&w, &question);
	for (unsigned i = 0; i < 40; i++) {
		char text[32];
		snprintf(text, sizeof(text), "n%u.%c.h", i % 23, 'a' + (int)(i % 7));
		names[i] = name_of(text);
		address(&w, &names[i], i);
	}
	write_count(&w, QUESTION, 1);
	write_count(&w, ANSWER, 40);
	assert_false(w.full);
	struct msg msg;
	struct rr rr = { 0 };
	assert_true(msg_parse(&msg, out, w.len));
	struct rr_iter it = msg_section(&msg, ANSWER);
	for (unsigned i = 0; i < 40; i++) {
		assert_true(rr_next(&it, &rr));
		assert_true(name_matches(&msg, rr.owner, &names[i]));
		assert_int_equal(get_u32(out + rr.rdata), i);
	}
}

static void an_rdata_too_long_is_no_record(void **state)
{
	(void)state;
	uint8_t *out = malloc(70000);
	struct writer w = writer_of(out, 70000);
	struct name name = name_of("a");
	write_header(&w, 0, 0);
	size_t begun = rr_begin(&w, &name, 65280, CLASS_IN, 0);
	write_room(&w, 65536);
	rr_end(&w, begun);
	assert_true(w.full);
	free(out);
}

/* By its text, which has all of it; with every octet too few it is not written. */
static void check_rebuilt(void **state)
{
	static char before[FIXTURE_CHARS], after[FIXTURE_CHARS];
	uint8_t data[VECTOR_OCTETS], *out = malloc(VECTOR_OCTETS);
	struct msg msg, again;
	struct text text;
	assert_non_null(out);
	assert_true(msg_parse(&msg, data, fixture_message(data, *state)));
	struct writer w = writer_of(out, VECTOR_OCTETS);
	assert_true(write_msg(&w, &msg));
	assert_true(w.len <= msg.size + 64u); /* RFC 3597: what must not be compressed */
	assert_true(msg_parse(&again, out, w.len));
	assert_int_equal(again.end, w.len);
	text_init(&text, before, sizeof(before));
	msg_print(&msg, &text);
	text_init(&text, after, sizeof(after));
	msg_print(&again, &text);
	assert_string_equal(after, before);
	for (size_t cap = 0, whole = w.len; cap < whole; cap++) {
		w = writer_of(out, cap);
		assert_false(write_msg(&w, &msg));
		assert_true(w.len <= cap);
	}
	free(out);
}

struct rebuilt_row {
	const char *name, *hex, *expected;
};

/* clang-format off */
#define C "c00c "
#define M "0001 8180 0001 0001 0000 0000 0161 0162 00 0001 0001 " C

static const struct rebuilt_row rebuilt_rows[] = {
	{ "a CNAME's target is compressed again", M "0005 0001 00000001 0005 0161 0162 00", M "0005 0001 00000001 0002 c00c" },
	{ "an SRV's target is written out (RFC 3597 4)", M "0021 0001 00000001 0008 0001 0002 0003 c00c",
		M "0021 0001 00000001 000b 0001 0002 0003 0161 0162 00" },
	{ "names behind strings are written out", M "0023 0001 00000001 000b 0001 0002 0161 00 0162 c00c",
		M "0023 0001 00000001 000e 0001 0002 0161 00 0162 0161 0162 00" },
	{ "RRSIG's signer is written out, its signature as it is", M "002e 0001 00000001 0016 0001 0802 00000001 00000002 00000003 0004 c00c c00c",
		M "002e 0001 00000001 0019 0001 0802 00000001 00000002 00000003 0004 0161 0162 00 c00c" },
	{ "both names of an RP are written out", M "0011 0001 00000001 0004 c00c c00e", M "0011 0001 00000001 0008 0161 0162 00 0162 00" },
	{ "unknown RDATA stays as it is", M "ff00 0001 00000001 0004 c00c c0ff", M "ff00 0001 00000001 0004 c00c c0ff" },
	{ "a TTL with its top bit becomes 0", M "0001 0001 80000001 0004 01020304", M "0001 0001 00000000 0004 01020304" },
	{ "OPT keeps all of its bits", "0001 8180 0000 0000 0000 0001 00 0029 04d0 ff018001 0005 ff00 0001 61",
		"0001 8180 0000 0000 0000 0001 00 0029 04d0 ff018001 0005 ff00 0001 61" },
	{ "octets behind the end are not written", M "ff00 0001 00000001 0000 010203", M "ff00 0001 00000001 0000" },
	{ "of a cut message the good part is written", "0001 8180 0000 0000 0000 0002 00 ff00 0001 00000001 0000 61",
		"0001 8180 0000 0000 0000 0001 00 ff00 0001 00000001 0000" },
};
/* clang-format on */

static void check_rebuilt_row(void **state)
{
	const struct rebuilt_row *row = *state;
	uint8_t data[VECTOR_OCTETS], expected[VECTOR_OCTETS], out[VECTOR_OCTETS];
	size_t len = vector_read(data, row->hex), whole = vector_read(expected, row->expected);
	uint8_t *exact = vector_exact(data, len);
	struct writer w = writer_of(out, sizeof(out));
	struct msg msg;
	assert_true(msg_parse(&msg, exact, len));
	assert_true(write_msg(&w, &msg));
	assert_int_equal(w.len, whole);
	assert_memory_equal(out, expected, whole);
	free(exact);
}

int main(void)
{
	TABLE_ROWS(rebuilt_rows, check_rebuilt_row);
	for (size_t i = 0; i < FIXTURE_NAMES; i++)
		table_format(check_rebuilt, fixture_names[i], "%s written again is the same",
			fixture_names[i]);
	TABLE_ROWS(query_rows, check_query);
	table_test("the longest query fits", the_longest_query_fits);
	table_test("the article's reply is written as NSD does",
		the_articles_reply_is_written_as_nsd_does);
	table_test("compression keeps case", compression_keeps_case);
	table_test("uncompressed names may be pointed to", uncompressed_names_may_be_pointed_to);
	table_test("no pointer goes beyond its fourteen bits (WF42)",
		no_pointer_goes_beyond_its_fourteen_bits);
	table_test("many names read back", many_names_read_back);
	table_test("an RDATA too long is no record", an_rdata_too_long_is_no_record);
	return table_run("dns-build", NULL, NULL);
}
