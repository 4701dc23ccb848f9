/* Bounded texts: what is appended, what is cut, what is counted. */
#include "resolver/text.h"

#include <stdlib.h>
#include <string.h>
#include "tests/support/table.h"

struct row {
	const char *name;
	void (*append)(struct text *t);
	const char *expected;
};

static void nothing(struct text *t)
{
	(void)t;
}

static void uints(struct text *t)
{
	text_uint(t, 0);
	text_char(t, ' ');
	text_uint(t, UINT64_MAX);
}

static void ints(struct text *t)
{
	text_int(t, INT64_MIN);
	text_char(t, ' ');
	text_int(t, -1);
	text_char(t, ' ');
	text_int(t, INT64_MAX);
}

static void hex(struct text *t)
{
	text_hex(t, 0xbeef, 6);
	text_char(t, ' ');
	text_hex(t, 0x1234, 2);
	text_char(t, ' ');
	text_hex(t, UINT64_MAX, 17);
}

static void pad(struct text *t)
{
	text_put(t, "ab");
	size_t start = t->len;
	text_put(t, "cd");
	text_pad(t, start, 4);
	text_pad(t, start, 3);
	text_put(t, "|");
}

static void printf_and_octets(struct text *t)
{
	text_printf(t, "%s-%d", "x", 7);
	text_octets(t, "", 0);
	text_octets(t, "yz", 2);
	text_printf(t, "%5.1f", 0.25);
}

static void json_plain(struct text *t)
{
	text_json(t, "a\"b\\c/d");
}

static void json_controls(struct text *t)
{
	text_json(t, "\n\x1b[\x7f\xc2\x9b");
}

static void json_utf8(struct text *t)
{
	text_json(t, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
}

static void json_broken(struct text *t)
{
	/* a lone octet, an overlong form, a surrogate, beyond U+10FFFF, and one cut short */
	text_json(t, "\xff|\xc0\x80|\xed\xa0\x80|\xf4\x90\x80\x80|\xe2\x82");
}

#define U "\\ufffd"

static const struct row rows[] = {
	{ "an empty text is empty", nothing, "" },
	{ "unsigned numbers", uints, "0 18446744073709551615" },
	{ "signed numbers", ints, "-9223372036854775808 -1 9223372036854775807" },
	{ "hexadecimal of a width", hex, "00beef 34 0ffffffffffffffff" },
	{ "padding counts from its start and never cuts", pad, "abcd  |" },
	{ "printf and octets mix", printf_and_octets, "x-7yz  0.2" },
	{ "JSON escapes quotes and backslashes", json_plain, "\"a\\\"b\\\\c/d\"" },
	{ "JSON escapes both sets of control characters (IN23)", json_controls,
		"\"\\u000a\\u001b[\\u007f\\u009b\"" },
	{ "JSON keeps UTF-8", json_utf8, "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"" },
	{ "JSON replaces what is not UTF-8", json_broken,
		"\"" U "|" U U "|" U U U "|" U U U U "|" U U "\"" },
};

/* At every capacity: the same length counted, the same beginning kept, nothing written beyond. */
static void check(void **state)
{
	const struct row *row = *state;
	size_t len = strlen(row->expected);
	for (size_t cap = 0; cap <= len + 1; cap++) {
		char *base = malloc(cap ? cap : 1);
		struct text t;
		text_init(&t, cap ? base : NULL, cap);
		row->append(&t);
		assert_int_equal(t.len, len);
		assert_int_equal(text_whole(&t), cap > len);
		if (cap) {
			assert_memory_equal(base, row->expected, cap - 1);
			assert_int_equal(base[cap - 1], '\0');
		}
		free(base);
	}
}

int main(void)
{
	TABLE_ROWS(rows, check);
	return table_run("dns-text", NULL, NULL);
}
