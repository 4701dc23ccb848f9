/* Octets and pointers inside the arguments of a system call, as strace 6.1 prints them. */
#include <string.h>
#include "resolver/trace_print.h"

static void print_octet(struct text *t, uint8_t c, bool digit_follows)
{
	static const char plain[] = "\"\\\f\n\r\t\v", letters[] = "\"\\fnrtv";
	const char *at = c ? strchr(plain, c) : NULL;
	if (at) {
		text_char(t, '\\');
		text_char(t, letters[at - plain]);
	} else if (c >= ' ' && c < 0x7f) {
		text_char(t, (char)c);
	} else {
		text_char(t, '\\');
		if (c >> 6 || digit_follows)
			text_char(t, (char)('0' + (c >> 6)));
		if (c >> 3 || digit_follows)
			text_char(t, (char)('0' + (c >> 3 & 7)));
		text_char(t, (char)('0' + (c & 7)));
	}
}

void quote_octets(struct text *t, const void *data, size_t len)
{
	const uint8_t *v = data;
	if (!data) {
		text_put(t, "NULL");
		return;
	}
	text_char(t, '"');
	for (size_t i = 0; i < len; i++)
		print_octet(t, v[i], i + 1 < len && v[i + 1] >= '0' && v[i + 1] <= '7');
	text_char(t, '"');
}

void quote_string(struct text *t, const void *data, size_t len)
{
	quote_octets(t, data, len < TRACE_SHOWN ? len : TRACE_SHOWN);
	if (len > TRACE_SHOWN)
		text_put(t, "...");
}

void quote_hex(struct text *t, const void *data, size_t len)
{
	const uint8_t *v = data;
	text_char(t, '"');
	for (size_t i = 0; i < len && i < TRACE_SHOWN; i++) {
		text_put(t, "\\x");
		text_hex(t, v[i], 2);
	}
	text_put(t, len > TRACE_SHOWN ? "\"..." : "\"");
}

void quote_pointer(struct text *t, const void *p)
{
	if (p)
		text_printf(t, "%#jx", (uintmax_t)(uintptr_t)p);
	else
		text_put(t, "NULL");
}
