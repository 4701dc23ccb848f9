/* How a hosts file is read: its lines, their words, and which of them are a name. */
#ifndef CONF_HOSTS_TEXT_H
#define CONF_HOSTS_TEXT_H

#include "resolver/conf/config.h"
#include "resolver/conf/hash.h"

enum { WORD_MAX = NAME_OCTETS + 1 }; /* a longer one is no name */

/* A walk over the lines of the text that have a word, and their names. */
struct walk {
	struct slice text, rest; /* text: the lines to come; rest: the words to come of this line */
	const char *line;
	struct slice address; /* the line's first word */
};

static inline bool walk_line(struct walk *w)
{
	struct slice line;
	while (next_line(&w->text, &line)) {
		w->line = line.at;
		w->rest = cut_comment(line, "#");
		if (next_word(&w->rest, &w->address))
			return true;
	}
	return false;
}

static inline bool walk_name(struct walk *w, struct slice *out)
{
	while (!next_word(&w->rest, out))
		if (!walk_line(w))
			return false;
	return true;
}

static inline struct slice without_dot(struct slice s)
{
	if (s.len && s.at[s.len - 1] == '.')
		s.len--;
	return s;
}

/* Is word the presentation form of name?  A name that needs escapes has none that a hosts file
 * knows. */
bool hosts_word_is(struct slice word, const struct name *name);
/* What line, without its comment, says of the name; false for a line whose address cannot be read.
 * The line may be cut behind its second word. */
bool hosts_hit_of(struct slice line, struct hosts_hit *out);

/* The index by name.  NULL: no memory, or a text of 4 GiB. */
struct hosts_index *hosts_index_new(const struct hosts *h);
/* Where a walk over the lines of a name begins; hosts_index_next() goes on. */
size_t hosts_index_find(const struct hosts *h, const struct name *name);
bool hosts_index_next(struct hosts_iter *it, struct hosts_hit *out);

#endif
