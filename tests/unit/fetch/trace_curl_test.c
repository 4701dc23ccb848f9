/* curl's layout of traces, as curl 7.88 writes it. */
#include "fetch/trace_curl.h"
#include <string.h>
#include "tests/support/table.h"

struct row {
	const char *name, *data;
	bool hex;
	const char *want;
};

#define SIXTEEN "0123456789abcdef"
#define SIXTY_FOUR SIXTEEN SIXTEEN SIXTEEN SIXTEEN

static const struct row rows[] = {
	{ "a request", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", false,
		"=> Send header, 27 bytes (0x1b)\n0000: GET / HTTP/1.1\n0010: Host: a\n0019: \n" },
	{ "an empty line", "\r\n", false, "=> Send header, 2 bytes (0x2)\n0000: \n" },
	{ "64 columns", SIXTY_FOUR "x", false,
		"=> Send header, 65 bytes (0x41)\n0000: " SIXTY_FOUR "\n0040: x\n" },
	{ "a line end behind a full row", SIXTY_FOUR "\r\nx", false,
		"=> Send header, 67 bytes (0x43)\n0000: " SIXTY_FOUR "\n0042: x\n" },
	{ "octets that cannot be shown", "\n\r\t\x7f\xc3~", false,
		"=> Send header, 6 bytes (0x6)\n0000: .....~\n" },
	{ "a row of base 16", SIXTEEN, true,
		"=> Send header, 16 bytes (0x10)\n"
		"0000: 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66 0123456789abcdef\n" },
	{ "a row that is not full", SIXTEEN "\r\n", true,
		"=> Send header, 18 bytes (0x12)\n"
		"0000: 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66 0123456789abcdef\n"
		"0010: 0d 0a                                           ..\n" },
};

static void check(void **state)
{
	const struct row *row = *state;
	char room[500];
	struct text t;
	text_init(&t, room, sizeof(room));
	struct piece data = piece_of(row->data);
	trace_curl_title(&t, "=> Send header", data.len);
	for (size_t at = 0; at < data.len;) {
		size_t before = t.len;
		at = trace_curl_row(&t, data, at, row->hex);
		assert_true(t.len - before < TRACE_CURL_ROW);
	}
	assert_string_equal(room, row->want);
}

static void offsets_grow_beyond_four_digits(void **state)
{
	(void)state;
	static char data[0x10002];
	memset(data, 'x', sizeof(data));
	char room[200];
	struct text t;
	text_init(&t, room, sizeof(room));
	trace_curl_row(&t, (struct piece){ data, sizeof(data) }, 0x10000, false);
	assert_string_equal(room, "10000: xx\n");
}

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(offsets_grow_beyond_four_digits),
	};
	TABLE_ROWS(rows, check);
	TABLE_TESTS(others);
	return table_run("trace_curl", NULL, NULL);
}
