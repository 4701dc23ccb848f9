/* curl's layout of --trace and --trace-ascii: a title, then rows of octets. */
#include "fetch/trace_curl.h"

enum { HEX_COLUMNS = 16, ASCII_COLUMNS = 64, OFFSET_DIGITS = 4 };

static unsigned hex_digits(size_t value)
{
	unsigned n = 1;
	while (value >>= 4)
		n++;
	return n;
}

void trace_curl_title(struct text *t, const char *title, size_t len)
{
	text_put(t, title);
	text_put(t, ", ");
	text_uint(t, len);
	text_put(t, " bytes (0x");
	text_hex(t, len, hex_digits(len));
	text_put(t, ")\n");
}

static void put_octet(struct text *t, char c)
{
	text_char(t, c >= ' ' && c < 0x7f ? c : '.');
}

static bool line_end_at(struct piece data, size_t at)
{
	return at + 1 < data.len && data.at[at] == '\r' && data.at[at + 1] == '\n';
}

/* A row of text ends at CRLF, which is not shown; a CRLF right behind a full row belongs to it. */
static size_t ascii_row(struct text *t, struct piece data, size_t at)
{
	size_t end = at + ASCII_COLUMNS;
	for (; at < end && at < data.len; at++) {
		if (line_end_at(data, at))
			return at + 2;
		put_octet(t, data.at[at]);
	}
	return line_end_at(data, at) ? at + 2 : at;
}

static size_t hex_row(struct text *t, struct piece data, size_t at)
{
	size_t end = at + HEX_COLUMNS;
	for (size_t i = at; i < end; i++) {
		if (i >= data.len) {
			text_put(t, "   ");
			continue;
		}
		text_hex(t, (unsigned char)data.at[i], 2);
		text_char(t, ' ');
	}
	for (size_t i = at; i < end && i < data.len; i++)
		put_octet(t, data.at[i]);
	return end;
}

size_t trace_curl_row(struct text *t, struct piece data, size_t at, bool hex)
{
	unsigned digits = hex_digits(at);
	text_hex(t, at, digits < OFFSET_DIGITS ? OFFSET_DIGITS : digits);
	text_put(t, ": ");
	size_t next = hex ? hex_row(t, data, at) : ascii_row(t, data, at);
	text_char(t, '\n');
	return next;
}
