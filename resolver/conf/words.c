/* The one tokenizer of configuration files. */
#include "resolver/conf/words.h"

#include <stdint.h>
#include <string.h>

bool next_line(struct slice *text, struct slice *line)
{
	if (!text->len)
		return false;
	const char *end = memchr(text->at, '\n', text->len);
	size_t len = end ? (size_t)(end - text->at) : text->len;
	*line = (struct slice){ text->at, len };
	text->at += len + !!end;
	text->len -= len + !!end;
	if (end && len && line->at[len - 1] == '\r')
		line->len--;
	return true;
}

bool next_word(struct slice *line, struct slice *word)
{
	if (!line->len) /* at may be NULL */
		return false;
	const char *at = line->at, *end = at + line->len;
	while (at < end && is_blank(*at))
		at++;
	const char *start = at;
	while (at < end && !is_blank(*at))
		at++;
	*line = (struct slice){ at, (size_t)(end - at) };
	if (at == start)
		return false;
	*word = (struct slice){ start, (size_t)(at - start) };
	return true;
}

struct slice cut_comment(struct slice line, const char *marks)
{
	for (; *marks && line.len; marks++) {
		const char *mark = memchr(line.at, *marks, line.len);
		if (mark)
			line.len = (size_t)(mark - line.at);
	}
	return line;
}

bool slice_is(struct slice s, const char *text)
{
	size_t i = 0;
	while (i < s.len && text[i] && text[i] == s.at[i])
		i++;
	return i == s.len && !text[i];
}

bool slice_copy(struct slice s, char *out, size_t cap)
{
	if (s.len >= cap || (s.len && memchr(s.at, '\0', s.len)))
		return false;
	if (s.len)
		memcpy(out, s.at, s.len);
	out[s.len] = '\0';
	return true;
}

bool slice_number(struct slice s, int min, int max, int *out)
{
	const char *at = s.at, *end = at + s.len;
	bool negative = at < end && *at == '-';
	long long value = 0;

	if (at < end && (*at == '-' || *at == '+'))
		at++;
	if (at == end)
		return false;
	for (; at < end && *at >= '0' && *at <= '9'; at++)
		if (value <= INT32_MAX) /* beyond every int it is clamped anyway */
			value = value * 10 + (*at - '0');
	if (at < end)
		return false;
	if (negative)
		value = -value;
	*out = value < min ? min : value > max ? max : (int)value;
	return true;
}
