/* The one tokenizer of configuration files: lines, and words in a line, as slices of the text. */
#ifndef CONF_WORDS_H
#define CONF_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct slice {
	const char *at;
	size_t len;
};

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\0';
}

/* Takes the next line off text, without its LF or CRLF.  False at the end. */
bool next_line(struct slice *text, struct slice *line);
/* Takes the next word off line: whatever is between blanks.  False at the end. */
bool next_word(struct slice *line, struct slice *word);
/* line up to the first octet of marks */
struct slice cut_comment(struct slice line, const char *marks);
bool slice_is(struct slice s, const char *text);
/* Copies into a NUL-terminated buffer; false if it does not fit or has a NUL inside. */
bool slice_copy(struct slice s, char *out, size_t cap);
/* A decimal number with an optional sign, clamped to min..max; false if it is none. */
bool slice_number(struct slice s, int min, int max, int *out);

#endif
