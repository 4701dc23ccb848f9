/* Words of a record's text. */
#include "words.h"

#include <string.h>

static bool space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The octet behind a backslash, *at moved past it; -1 if it is none. */
static int escaped(const char **at, const char *end)
{
	const char *p = *at;
	if (p == end)
		return -1;
	if (!digit(*p)) {
		*at = p + 1;
		return (unsigned char)*p;
	}
	if (end - p < 3 || !digit(p[1]) || !digit(p[2]))
		return -1;
	*at = p + 3;
	return (p[0] - '0') * 100 + (p[1] - '0') * 10 + p[2] - '0';
}

/* Whether the quote in front of `at` begins a string, which a space ends or nothing.  ldns writes
 * the quotes in names as they are; a name ends in a dot. */
static bool opens(const char *at, const char *end)
{
	while (at < end && *at != '"')
		at += *at == '\\' ? 2 : 1;
	return at < end && (at + 1 == end || space(at[1]));
}

/* One word from *at on, its octets appended.  The owner, which comes first, is no string. */
static bool take(struct words *w, const char **at, const char *end)
{
	const char *begun = *at;
	bool quoted = false, owner = w->count == 1;
	while (*at < end && (quoted || !space(**at))) {
		char c = *(*at)++;
		if (w->used + 4 > WORD_OCTETS)
			return false;
		bool first = *at == begun + 1 || (*at)[-2] == '='; /* as in key="value" */
		if (c == '"' && !owner && (quoted || (first && opens(*at, end)))) {
			quoted = !quoted;
			continue;
		}
		if (c == '\\') {
			int octet = escaped(at, end);
			if (octet < 0 || octet > 255)
				return false;
			if (octet == '.' && !quoted) {
				memcpy(w->octets + w->used, "\\046", 4);
				w->used += 4;
				continue;
			}
			c = (char)octet;
		}
		w->octets[w->used++] = c;
	}
	return !quoted;
}

bool words_of(struct words *w, const char *text, size_t len)
{
	const char *at = text, *end = text + len;
	w->count = w->used = 0;
	for (;;) {
		while (at < end && space(*at))
			at++;
		if (at == end)
			return true;
		if (w->count == WORDS)
			return false;
		struct word *word = &w->list[w->count++];
		word->at = (uint32_t)w->used;
		if (!take(w, &at, end))
			return false;
		word->len = (uint32_t)w->used - word->at;
	}
}

bool word_is(const struct words *w, size_t i, const char *text)
{
	size_t len = strlen(text);
	return i < w->count && w->list[i].len == len &&
	       !memcmp(w->octets + w->list[i].at, text, len);
}

bool words_equal(const struct words *a, const struct words *b, size_t *first)
{
	size_t i = 0;
	while (i < a->count && i < b->count && a->list[i].len == b->list[i].len &&
		!memcmp(a->octets + a->list[i].at, b->octets + b->list[i].at, a->list[i].len))
		i++;
	*first = i;
	return i == a->count && i == b->count;
}

void word_set(struct words *w, size_t i, const char *text, size_t len)
{
	if (i >= w->count || w->used + len > WORD_OCTETS)
		return;
	w->list[i] = (struct word){ (uint32_t)w->used, (uint32_t)len };
	memcpy(w->octets + w->used, text, len);
	w->used += len;
}

void word_remove(struct words *w, size_t i)
{
	if (i >= w->count)
		return;
	w->count--;
	memmove(w->list + i, w->list + i + 1, (w->count - i) * sizeof(w->list[0]));
}

void words_join(struct words *w, size_t i)
{
	size_t at = w->used, n = 0;
	if (i + 1 >= w->count)
		return;
	for (size_t k = i; k < w->count; k++)
		n += w->list[k].len;
	if (at + n > WORD_OCTETS)
		return;
	for (size_t k = i; k < w->count; k++) {
		memcpy(w->octets + w->used, w->octets + w->list[k].at, w->list[k].len);
		w->used += w->list[k].len;
	}
	w->list[i] = (struct word){ (uint32_t)at, (uint32_t)n };
	w->count = i + 1;
}

void word_fold(struct words *w, size_t i)
{
	if (i >= w->count)
		return;
	char *at = w->octets + w->list[i].at, *end = at + w->list[i].len;
	for (; at < end; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
}
