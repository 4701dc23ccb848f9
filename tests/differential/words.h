/* The text of a record taken apart, so that two texts can be held against each other.
 *
 * What is left out is presentation alone: white space between words, quotes around a string (RFC
 * 1035 5.1 allows both forms), and which of \X and \DDD an octet is written as; an escaped dot
 * stays apart from the dot between labels. */
#ifndef DIFFERENTIAL_WORDS_H
#define DIFFERENTIAL_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	WORDS = 1 << 17,
	WORD_OCTETS = 1 << 21,
	OWNER = 0, /* the words of a record; a question's have no TTL */
	TTL = 1,
	CLASS = 2,
	TYPE = 3,
	RDATA = 4,
};

struct word {
	uint32_t at, len;
};

struct words {
	size_t count, used;
	struct word list[WORDS];
	char octets[WORD_OCTETS];
};

/* False: too many of them, or an escape or a quote that has no end. */
bool words_of(struct words *w, const char *text, size_t len);
bool word_is(const struct words *w, size_t i, const char *text);
bool words_equal(const struct words *a, const struct words *b, size_t *first);
/* Each of these does nothing where there is no such word. */
void word_set(struct words *w, size_t i, const char *text, size_t len);
void word_remove(struct words *w, size_t i);
/* Digits may be broken anywhere (RFC 1035 5.1, RFC 3597 5): all words from i on become one. */
void words_join(struct words *w, size_t i);
/* Hexadecimal and base 32 have no case (RFC 4648 6, 8). */
void word_fold(struct words *w, size_t i);

#endif
