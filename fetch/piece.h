/* A run of octets inside somebody else's memory. */
#ifndef FETCH_PIECE_H
#define FETCH_PIECE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct piece {
	const char *at;
	size_t len;
};

static inline struct piece piece_of(const char *text)
{
	return (struct piece){ text, strlen(text) };
}

static inline struct piece piece_between(const char *from, const char *to)
{
	return (struct piece){ from, (size_t)(to - from) };
}

/* ASCII only, whatever the locale. */
static inline char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The value of a hexadecimal digit, 16 for any other octet. */
static inline unsigned hex_value(char c)
{
	if (is_digit(c))
		return (unsigned)(c - '0');
	c = lower(c);
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

/* The same octets as `text`, which is in lower case, but for the case of letters. */
static inline bool piece_is(struct piece p, const char *text)
{
	size_t i = 0;
	while (i < p.len && text[i] && lower(p.at[i]) == text[i])
		i++;
	return i == p.len && !text[i];
}

/* Without the spaces and tabs at both ends. */
static inline struct piece piece_trim(struct piece p)
{
	while (p.len && (p.at[0] == ' ' || p.at[0] == '\t')) {
		p.at++;
		p.len--;
	}
	while (p.len && (p.at[p.len - 1] == ' ' || p.at[p.len - 1] == '\t'))
		p.len--;
	return p;
}

#endif
