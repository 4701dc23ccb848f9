/* Names as they are handed out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "resolver/lookup/host_name.h"
#include "tests/support/table.h"

struct row {
	const char *name, *wire; /* without the root */
	const char *text;
};

static void check(void **state)
{
	const struct row *row = *state;
	struct name name;
	char room[NAME_TEXT];
	struct text t;
	size_t len = 0;
	while (row->wire[len])
		len += (uint8_t)row->wire[len] + 1u;
	memcpy(name.octets, row->wire, len + 1);
	name.len = (uint8_t)(len + 1);
	text_init(&t, room, sizeof(room));
	host_name_to_text(&name, &t);
	assert_string_equal(room, row->text);
	assert_int_equal(host_text_is_plain(room), !strchr(row->text, '\\'));
	/* what is handed out names the same */
	struct name back;
	assert_true(name_from_text(&back, room));
	assert_true(name_equal(&back, &name));
}

static const struct row rows[] = {
	{ "a host name", "\3www\4test", "www.test" },
	{ "the root", "", "." },
	{ "capitals and digits", "\3W3c\4TEST", "W3c.TEST" },
	{ "IN01 a space", "\3a b\1t", "a\\032b.t" },
	{ "IN02 a dot inside a label", "\3a.b\1t", "a\\046b.t" },
	{ "IN03 a zero octet", "\3a\0b\1t", "a\\000b.t" },
	{ "IN04 ../", "\4.../\1t", "\\046\\046\\046\\047.t" },
	{ "IN05 a shell command", "\4;rm \1t", "\\059rm\\032.t" },
	{ "IN06 a newline", "\3a\nb\1t", "a\\010b.t" },
	{ "IN08 a backslash", "\3a\\b\1t", "a\\092b.t" },
	{ "IN09 markup", "\10<script>\1t", "\\060script\\062.t" },
	{ "IN10 an at sign", "\3a@b\1t", "a\\064b.t" },
	{ "IN11 conversions of printf", "\4%s%n\1t", "\\037s\\037n.t" },
	{ "IN12 an asterisk", "\1*\1t", "\\042.t" },
	{ "IN13 an escape sequence of terminals", "\2\033[\1t", "\\027\\091.t" },
	{ "IN14 an underscore stays", "\2_a\1t", "_a.t" },
	{ "IN15 a leading hyphen", "\2-o\1t", "\\045o.t" },
	{ "a hyphen first in another label stays", "\1a\2-b\1t", "a.-b.t" },
	{ "a hyphen inside and at the end stays", "\4a-b-\1t", "a-b-.t" },
	{ "octets outside ASCII", "\2\303\274\1t", "\\195\\188.t" },
	{ "a quotation mark, a dollar, a bracket", "\3\"$(\1t", "\\034\\036\\040.t" },
};

struct foreign {
	const char *name, *given, *text;
};

static void check_foreign(void **state)
{
	const struct foreign *row = *state;
	char room[NAME_TEXT];
	struct text t;
	text_init(&t, room, sizeof(room));
	host_text_to_text(row->given, &t);
	assert_string_equal(room, row->text);
}

static const struct foreign foreigns[] = {
	{ "the system's name without its final dot", "www.test.", "www.test" },
	{ "the system's escapes in our form", "a\\.b\\;.test", "a\\046b\\059.test" },
	{ "the system's text that is no name", "a..b c", "a..b\\032c" },
	{ "the system's text that begins with a hyphen and is no name", "-a..b", "\\045a..b" },
};

int main(void)
{
	TABLE_ROWS(rows, check);
	TABLE_ROWS(foreigns, check_foreign);
	return table_run("host_name", NULL, NULL);
}
