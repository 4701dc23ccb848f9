/* Special-use names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "resolver/lookup/special.h"
#include "tests/support/table.h"

static const struct row {
	const char *name, *text;
	enum special want;
} rows[] = {
	{ "SN01 localhost is loopback", "localhost", SPECIAL_LOOPBACK },
	{ "SN03 a name under localhost is loopback", "foo.localhost", SPECIAL_LOOPBACK },
	{ "SN03 so is one far under it", "a.b.c.localhost", SPECIAL_LOOPBACK },
	{ "SN05 localhost with a final dot is loopback", "localhost.", SPECIAL_LOOPBACK },
	{ "SN06 LocalHost is loopback", "LocalHost", SPECIAL_LOOPBACK },
	{ "localhost in the middle is ordinary", "localhost.example", SPECIAL_NONE },
	{ "a longer label is ordinary", "xlocalhost", SPECIAL_NONE },
	{ "a shorter label is ordinary", "ocalhost", SPECIAL_NONE },
	{ "a dot inside the label is ordinary", "foo\\.localhost", SPECIAL_NONE },
	{ "invalid does not exist", "invalid", SPECIAL_NXDOMAIN },
	{ "SN16 a name under invalid does not exist", "foo.invalid", SPECIAL_NXDOMAIN },
	{ "SN08 foo.onion does not exist", "foo.onion", SPECIAL_NXDOMAIN },
	{ "SN08 FOO.ONION. does not exist", "FOO.ONION.", SPECIAL_NXDOMAIN },
	{ "a name under alt does not exist", "foo.alt", SPECIAL_NXDOMAIN },
	{ "SN09 foo.local is not sent", "foo.local", SPECIAL_NXDOMAIN },
	{ "SN10 foo.test is asked as it is", "foo.test", SPECIAL_EXACT },
	{ "test is asked as it is", "test", SPECIAL_EXACT },
	{ "SN12 x.home.arpa is asked as it is", "x.home.arpa", SPECIAL_EXACT },
	{ "home.arpa is asked as it is", "Home.Arpa", SPECIAL_EXACT },
	{ "SN14 ipv4only.arpa is asked as it is", "ipv4only.arpa", SPECIAL_EXACT },
	{ "SN13 resolver.arpa is ordinary", "resolver.arpa", SPECIAL_NONE },
	{ "arpa is ordinary", "arpa", SPECIAL_NONE },
	{ "home is ordinary", "home", SPECIAL_NONE },
	{ "home.arpa in the middle is ordinary", "home.arpa.example", SPECIAL_NONE },
	{ "the root is ordinary", ".", SPECIAL_NONE },
	{ "the article's name is ordinary", "host1.example.com", SPECIAL_NONE },
};

static void check_row(void **state)
{
	const struct row *row = *state;
	struct name name;

	assert_true(name_from_text(&name, row->text));
	assert_int_equal(special_of(&name), row->want);
}

static void check_none(void **state)
{
	(void)state;
	assert_int_equal(special_of(&(struct name){ 0 }), SPECIAL_NONE);
}

int main(void)
{
	TABLE_ROWS(rows, check_row);
	table_test("no name is ordinary", check_none);
	return table_run("special", NULL, NULL);
}
