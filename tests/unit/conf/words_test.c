/* The tokenizer: lines, words, numbers. */
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/conf/words.h"
#include "resolver/text.h"
#include "tests/support/table.h"

/* want: words in brackets, lines ended by a slash, after # is cut off. */
static const struct text_row {
	const char *name, *text;
	size_t len;
	const char *want;
} text_rows[] = {
#define TEXT(s) s, sizeof(s) - 1
	{ "nothing has no line", TEXT(""), "" },
	{ "one line", TEXT("a bc\n"), "[a][bc]/" },
	{ "RC23 no newline at the end", TEXT("a\nb"), "[a]/[b]/" },
	{ "an empty line is a line", TEXT("\n\na\n"), "//[a]/" },
	{ "RC07 CRLF", TEXT("a b\r\nc\r\n"), "[a][b]/[c]/" },
	{ "CR without LF is a blank", TEXT("a\rb\r"), "[a][b]/" },
	{ "tabs and blanks", TEXT("\t a \t\tb\t"), "[a][b]/" },
	{ "NUL octets are blanks", TEXT("a\0b\0\0\n\0\nc"), "[a][b]//[c]/" },
	{ "a comment in mid-line", TEXT("a #b\nc#d e\n#f\n"), "[a]/[c]//" },
	{ "octets over 127", TEXT("\xff\xfe \x80\n"), "[\xff\xfe][\x80]/" },
};

static const struct number_row {
	const char *name, *text;
	int min, max, want;
	bool ok;
} number_rows[] = {
	{ "a number", "42", 0, 100, 42, true },
	{ "zero", "0", 0, 100, 0, true },
	{ "a plus", "+7", 0, 100, 7, true },
	{ "a minus", "-7", -100, 100, -7, true },
	{ "too small", "-1", 0, 100, 0, true },
	{ "too large", "101", 0, 100, 100, true },
	{ "far too large", "99999999999999999999999999999999", 0, INT_MAX, INT_MAX, true },
	{ "far too small", "-99999999999999999999999999999999", INT_MIN, 0, INT_MIN, true },
	{ "the greatest int", "2147483647", INT_MIN, INT_MAX, INT_MAX, true },
	{ "the least int", "-2147483648", INT_MIN, INT_MAX, INT_MIN, true },
	{ "no digits", "", 0, 100, -1, false },
	{ "a sign alone", "-", 0, 100, -1, false },
	{ "two signs", "--1", 0, 100, -1, false },
	{ "a letter", "1a", 0, 100, -1, false },
	{ "hexadecimal", "0x1", 0, 100, -1, false },
	{ "a blank", " 1", 0, 100, -1, false },
};

static void check_text(void **state)
{
	const struct text_row *row = *state;
	char *exact = malloc(row->len + !row->len), got[200];
	struct text out;
	struct slice text = { exact, row->len }, line, word;

	assert_non_null(exact);
	memcpy(exact, row->text, row->len);
	text_init(&out, got, sizeof(got));
	while (next_line(&text, &line)) {
		line = cut_comment(line, "#");
		while (next_word(&line, &word)) {
			text_char(&out, '[');
			text_octets(&out, word.at, word.len);
			text_char(&out, ']');
		}
		text_char(&out, '/');
	}
	free(exact);
	assert_string_equal(got, row->want);
}

static void check_number(void **state)
{
	const struct number_row *row = *state;
	int got = -1;

	assert_int_equal(slice_number((struct slice){ row->text, strlen(row->text) }, row->min,
				 row->max, &got),
		row->ok);
	assert_int_equal(got, row->want);
}

static void check_slices(void **state)
{
	(void)state;
	char out[4] = "xyz";
	assert_true(slice_is((struct slice){ "files", 5 }, "files"));
	assert_false(slice_is((struct slice){ "files", 4 }, "files"));
	assert_false(slice_is((struct slice){ "filesx", 6 }, "files"));
	assert_false(slice_is((struct slice){ "a\0b", 3 }, "a"));
	assert_true(slice_is((struct slice){ "", 0 }, ""));
	assert_true(slice_copy((struct slice){ "abcd", 3 }, out, sizeof(out)));
	assert_string_equal(out, "abc");
	assert_false(slice_copy((struct slice){ "abcd", 4 }, out, sizeof(out)));
	assert_false(slice_copy((struct slice){ "a\0b", 3 }, out, sizeof(out)));
	assert_true(slice_copy((struct slice){ NULL, 0 }, out, sizeof(out)));
	assert_string_equal(out, "");
	struct slice crlf = { "a\r\nb\r", 5 }, first, second;
	assert_true(next_line(&crlf, &first) && next_line(&crlf, &second));
	assert_int_equal(first.len, 1);
	assert_int_equal(second.len, 2); /* a CR that no LF follows */
	struct slice none = { NULL, 0 }, taken;
	assert_false(next_line(&none, &taken));
	assert_false(next_word(&none, &taken));
	assert_int_equal(cut_comment(none, "#").len, 0);
}

int main(void)
{
	TABLE_ROWS(text_rows, check_text);
	TABLE_ROWS(number_rows, check_number);
	table_test("slices are compared and copied whole", check_slices);
	return table_run("words", NULL, NULL);
}
