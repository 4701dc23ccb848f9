/* Words of master-file text, and the simple values that they stand for.
 *
 * The scanner's error is sticky, as a reader's is: after the first one nothing more is taken. */
#ifndef DNS_TOKEN_H
#define DNS_TOKEN_H

#include "resolver/dns/base.h"
#include "resolver/dns/scan.h"

/* Moves to the next line that holds more than white space and comments.  False at the text's end or
 * after an error. */
bool token_line(struct scanner *s);
/* Whether the record has another word; it stays there to be taken. */
bool token_peek(struct scanner *s);
/* The next word into s->token.  Without one: an error that says what was expected. */
bool token_take(struct scanner *s, const char *expected);
/* The same for a word without quotes. */
bool token_take_bare(struct scanner *s, const char *expected);
/* The word, without case, is this one. */
bool token_is(const struct token *token, const char *word);
/* The word as a string; false if it has no room. */
bool token_copy(const struct token *token, char *out, size_t cap);
/* The octet at *at, an escape decoded, and *at moved behind it; -1 for a bad escape. */
int token_octet(const char **at, const char *end);

/* An error at s->token. */
void scan_fail(struct scanner *s, const char *expected);

/* One where s is. */
void scan_fail_here(struct scanner *s, const char *expected);

/* Decimal digits and nothing else. */
bool digits_value(const char *at, const char *end, uint64_t max, uint64_t *out);
/* Seconds: a number, or units behind numbers as in 1h30m (BIND's, and by now everybody's). */
bool period_value(const char *at, const char *end, uint32_t max, uint32_t *out);
/* AF_INET or AF_INET6; the octets that the family has. */
bool address_value(int family, const char *at, const char *end, uint8_t out[static 16]);

/* Each takes a word and gives its value; 0 or an empty name after an error. */
uint64_t scan_number(struct scanner *s, uint64_t max, const char *expected);
void scan_name(struct scanner *s, struct name *out);
void scan_wire_name(struct scanner *s, struct writer *w);
void scan_string(struct scanner *s, struct writer *w); /* with its length octet */
void scan_address(struct scanner *s, int family, struct writer *w);
/* One word that d has part of. */
void scan_base_word(
	struct scanner *s, struct base_decoder *d, const char *expected, struct writer *w);
/* One word of digits, or all that follow, which may be none. */
void scan_digits(struct scanner *s, enum base base, const char *expected, struct writer *w);
void scan_all_digits(struct scanner *s, enum base base, const char *expected, struct writer *w);

#endif
