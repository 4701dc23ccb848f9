/* A bounded text under construction: what does not fit is counted and cut, never written. */
#ifndef RESOLVER_TEXT_H
#define RESOLVER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	char *base;
	size_t cap; /* octets at base, the NUL included; 0: only count */
	size_t len; /* of the whole text, without its NUL, also of what was cut */
};

/* After each of these base is NUL-terminated, unless cap is 0. */
void text_init(struct text *t, char *base, size_t cap);
void text_char(struct text *t, char c);
void text_put(struct text *t, const char *s);
void text_octets(struct text *t, const void *data, size_t len);
void text_uint(struct text *t, uint64_t value);
void text_int(struct text *t, int64_t value);
/* width hexadecimal digits, lower case, zeros in front */
void text_hex(struct text *t, uint64_t value, unsigned width);
/* Spaces until the text is column octets long since start (a former t->len). */
void text_pad(struct text *t, size_t start, size_t column);
void text_printf(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A JSON string with its quotes; octets outside ASCII that are not UTF-8 become \ufffd. */
void text_json(struct text *t, const char *s);

/* True when everything is there. */
static inline bool text_whole(const struct text *t)
{
	return t->len < t->cap;
}

#endif
