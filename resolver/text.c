/* Appending to a bounded text. */
#include "resolver/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void text_init(struct text *t, char *base, size_t cap)
{
	t->base = base;
	t->cap = cap;
	t->len = 0;
	if (cap)
		base[0] = '\0';
}

void text_octets(struct text *t, const void *data, size_t len)
{
	if (t->len < t->cap && len) {
		size_t room = t->cap - 1 - t->len;
		size_t n = len < room ? len : room;
		memcpy(t->base + t->len, data, n);
		t->base[t->len + n] = '\0';
	}
	t->len += len;
}

void text_char(struct text *t, char c)
{
	if (t->len + 1 < t->cap) {
		t->base[t->len] = c;
		t->base[t->len + 1] = '\0';
	}
	t->len++;
}

void text_put(struct text *t, const char *s)
{
	text_octets(t, s, strlen(s));
}

void text_uint(struct text *t, uint64_t value)
{
	char digits[20];
	size_t at = sizeof(digits);
	do
		digits[--at] = (char)('0' + value % 10);
	while (value /= 10);
	text_octets(t, digits + at, sizeof(digits) - at);
}

void text_int(struct text *t, int64_t value)
{
	if (value < 0)
		text_char(t, '-');
	text_uint(t, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

void text_hex(struct text *t, uint64_t value, unsigned width)
{
	while (width--)
		text_char(t, width < 16 ? "0123456789abcdef"[value >> 4 * width & 15] : '0');
}

void text_pad(struct text *t, size_t start, size_t column)
{
	while (t->len - start < column)
		text_char(t, ' ');
}

void text_printf(struct text *t, const char *format, ...)
{
	bool room = t->len < t->cap;
	va_list args;
	va_start(args, format);
	int n = vsnprintf(room ? t->base + t->len : NULL, room ? t->cap - t->len : 0, format, args);
	va_end(args);
	if (n > 0)
		t->len += (size_t)n;
}

/* Octets of the well-formed UTF-8 sequence at s (RFC 3629 4); 0 if there is none. */
static size_t utf8_sequence(const unsigned char *s)
{
	unsigned char low = 0x80, high = 0xbf; /* for the second octet */
	size_t n = 0;
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		n = 2;
	else if (s[0] >= 0xe0 && s[0] <= 0xef)
		n = 3;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		n = 4;
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	for (size_t i = 1; i < n; i++) {
		if (s[i] < low || s[i] > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return n;
}

static void json_escape(struct text *t, unsigned code)
{
	text_put(t, "\\u");
	text_hex(t, code, 4);
}

/* Both sets of control characters are escaped: the text may end on a terminal. */
void text_json(struct text *t, const char *s)
{
	text_char(t, '"');
	for (const unsigned char *p = (const unsigned char *)s; *p;) {
		size_t n = *p < 0x80 ? 1 : utf8_sequence(p);
		if (!n)
			json_escape(t, 0xfffd);
		else if (*p < 0x20 || *p == 0x7f)
			json_escape(t, *p);
		else if (*p == 0xc2 && p[1] < 0xa0)
			json_escape(t, p[1]);
		else {
			if (*p == '"' || *p == '\\')
				text_char(t, '\\');
			text_octets(t, p, n);
		}
		p += n ? n : 1;
	}
	text_char(t, '"');
}
