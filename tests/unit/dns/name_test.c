/* Names: text, wire form, comparison, joining. */
#include "resolver/dns/name.h"

#include <stdlib.h>
#include <string.h>
#include "tests/support/table.h"
#include "tests/unit/dns/vector.h"

#define L63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define L61 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

struct text_row {
	const char *name, *text;
	const char *wire;  /* hexadecimal; NULL: refused */
	const char *again; /* text with the final dot; NULL: the same */
};

static const struct text_row text_rows[] = {
	{ "a name without a final dot", "www.example.com", "03777777 076578616d706c65 03636f6d 00",
		"www.example.com." },
	{ "a name with a final dot", "a.b.", "0161 0162 00", NULL },
	{ "the root", ".", "00", NULL },
	{ "case is kept", "WwW.", "03577757 00", NULL },
	{ "an escaped dot is part of its label", "a\\.b.c.", "03612e62 0163 00", NULL },
	{ "an escaped decimal dot is part of its label", "a\\046b.", "03612e62 00", "a\\.b." },
	{ "a zero octet is an octet", "a\\000b.", "03610062 00", NULL },
	{ "octets outside ASCII come out as decimals", "\xff.", "01ff 00", "\\255." },
	{ "controls, blanks and DEL come out as decimals", "\x1b \x7f.", "031b207f 00",
		"\\027\\032\\127." },
	{ "master-file characters come out escaped", "\"$();@\\\\.", "07222428293b405c 00",
		"\\\"\\$\\(\\)\\;\\@\\\\." },
	{ "an escaped letter is the letter", "\\a.", "0161 00", "a." },
	{ "the longest label", L63 ".",
		"3f"
		"6161616161616161616161616161616161616161616161616161616161616161616161616161616161"
		"61"
		"616161616161616161616161616161616161616161 00",
		NULL },
	{ "a label of 64 octets is refused", L63 "a", NULL, NULL },
	{ "an escape counts as one octet of its label", "\\097" L63, NULL, NULL },
	{ "the empty text is refused", "", NULL, NULL },
	{ "a leading dot is refused", ".a", NULL, NULL },
	{ "two dots are refused", "a..b", NULL, NULL },
	{ "two final dots are refused", "a..", NULL, NULL },
	{ "two dots alone are refused", "..", NULL, NULL },
	{ "a backslash at the end is refused", "a\\", NULL, NULL },
	{ "a decimal above 255 is refused", "\\256", NULL, NULL },
	{ "a decimal of two digits is refused", "\\25", NULL, NULL },
	{ "a decimal of two digits and a letter is refused", "\\25a", NULL, NULL },
	{ "255 octets are the limit", L63 "." L63 "." L63 "." L61, "*", NULL },
	{ "255 octets with the final dot", L63 "." L63 "." L63 "." L61 ".", "*", NULL },
	{ "256 octets are refused", L63 "." L63 "." L63 "." L61 "a", NULL, NULL },
	{ "256 octets with the final dot are refused", L63 "." L63 "." L63 "." L61 "a.", NULL,
		NULL },
	{ "a label more than 255 octets are refused", L63 "." L63 "." L63 "." L61 ".a", NULL,
		NULL },
};

static void print(const struct name *name, bool dot, char out[static NAME_TEXT])
{
	struct text t;
	text_init(&t, out, NAME_TEXT);
	name_to_text(name, dot, &t);
	assert_true(text_whole(&t));
}

static void check_text(void **state)
{
	const struct text_row *row = *state;
	struct name name, again;
	char text[NAME_TEXT];
	char *exact = (char *)vector_exact((const uint8_t *)row->text, strlen(row->text) + 1);
	assert_int_equal(name_from_text(&name, exact), row->wire != NULL);
	free(exact);
	if (!row->wire)
		return;
	if (*row->wire == '*') {
		assert_int_equal(name.len, NAME_OCTETS);
	} else {
		uint8_t wire[VECTOR_OCTETS];
		assert_int_equal(name.len, vector_read(wire, row->wire));
		assert_memory_equal(name.octets, wire, name.len);
	}
	print(&name, true, text);
	if (*row->wire != '*')
		assert_string_equal(text, row->again ? row->again : row->text);
	assert_true(name_from_text(&again, text));
	assert_int_equal(again.len, name.len);
	assert_memory_equal(again.octets, name.octets, name.len);
	print(&name, false, text);
	assert_true(name_from_text(&again, text));
	assert_true(name_equal(&again, &name));
}

static struct name name_of(const char *text)
{
	struct name name;
	assert_true(name_from_text(&name, text));
	return name;
}

struct pair_row {
	const char *name, *a, *b;
	bool equal, under; /* a under b */
};

static const struct pair_row pair_rows[] = {
	{ "a name equals itself and is under itself", "a.b", "a.b", true, true },
	{ "letters compare without case (WF41)", "WWW.eXample", "www.ExAMPLE", true, true },
	{ "octets from 0x80 compare exactly (WF41)", "\\225", "\\193", false, false },
	{ "@ and ` are no letters (WF41)", "\\@", "`", false, false },
	{ "[ and { are no letters (WF41)", "[", "{", false, false },
	{ "a host is under its domain", "www.Example.com", "example.COM", false, true },
	{ "a domain is not under its host", "example.com", "www.example.com", false, false },
	{ "everything is under the root", "www", ".", false, true },
	{ "the root is under the root", ".", ".", true, true },
	{ "the end of a label is no domain", "badexample.com", "example.com", false, false },
	{ "a dot inside a label is no border", "www\\.example.com", "example.com", false, false },
	{ "a label that looks like labels is no domain", "x\\001a.b", "a.b", false, false },
	{ "as long, but other labels", "aa.b", "a.bb", false, false },
};

static void check_pair(void **state)
{
	const struct pair_row *row = *state;
	struct name a = name_of(row->a), b = name_of(row->b);
	assert_int_equal(name_equal(&a, &b), row->equal);
	assert_int_equal(name_equal(&b, &a), row->equal);
	assert_int_equal(name_equal_at(a.octets, 0, b.octets, 0), row->equal);
	assert_int_equal(name_is_under(&a, &b), row->under);
}

static void no_name_equals_nothing(void **state)
{
	(void)state;
	struct name none = { 0 }, name = name_of("a"), out;
	assert_false(name_is_under(&name, &none));
	assert_false(name_is_under(&none, &name));
	assert_false(name_join(&out, &none, &name));
	assert_false(name_join(&out, &name, &none));
	assert_int_equal(name_labels(&none), 0);
	char text[NAME_TEXT];
	print(&none, true, text);
	assert_string_equal(text, "");
}

static void labels_are_counted_without_the_root(void **state)
{
	(void)state;
	struct name name = name_of(".");
	assert_int_equal(name_labels(&name), 0);
	name = name_of("a.b\\.c.d");
	assert_int_equal(name_labels(&name), 3);
}

static void joining_keeps_to_255_octets(void **state)
{
	(void)state;
	struct name a = name_of("www"), b = name_of("example.com"), out;
	char text[NAME_TEXT];
	assert_true(name_join(&out, &a, &b));
	print(&out, false, text);
	assert_string_equal(text, "www.example.com");
	assert_true(name_join(&a, &a, &b)); /* onto an input */
	assert_true(name_equal(&a, &out));

	struct name root = name_of("."), most = name_of(L63 "." L63 "." L63);
	struct name rest = name_of(L61), more = name_of(L61 "a");
	assert_true(name_join(&out, &b, &root));
	assert_true(name_equal(&out, &b));
	assert_true(name_join(&out, &most, &rest));
	assert_int_equal(out.len, NAME_OCTETS);
	assert_false(name_join(&out, &most, &more));
}

/* The longest text: 250 octets of four characters, and the dots. */
static void the_longest_text_fits(void **state)
{
	(void)state;
	struct name name = { .len = NAME_OCTETS };
	for (size_t at = 0; at < 254; at += 64)
		name.octets[at] = at < 192 ? 63 : 61;
	char text[NAME_TEXT];
	print(&name, true, text);
	assert_int_equal(strlen(text), NAME_TEXT - 1);
	/* cut at every length, never written beyond */
	for (size_t cap = 1; cap < NAME_TEXT; cap += 13) {
		char *base = malloc(cap);
		struct text t;
		text_init(&t, base, cap);
		name_to_text(&name, true, &t);
		assert_int_equal(t.len, strlen(text));
		assert_memory_equal(base, text, cap - 1);
		free(base);
	}
}

int main(void)
{
	TABLE_ROWS(text_rows, check_text);
	TABLE_ROWS(pair_rows, check_pair);
	table_test("no name equals nothing", no_name_equals_nothing);
	table_test("labels are counted without the root", labels_are_counted_without_the_root);
	table_test("joining keeps to 255 octets", joining_keeps_to_255_octets);
	table_test("the longest text fits", the_longest_text_fits);
	return table_run("dns-name", NULL, NULL);
}
