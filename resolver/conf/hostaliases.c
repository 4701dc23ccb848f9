/* HOSTALIASES: a user's own short names for hosts (hostname(7)). */
#include "resolver/conf/config.h"

bool hostaliases_find(struct slice text, const struct name *alias, struct name *out)
{
	char room[NAME_TEXT];
	struct slice line, word;
	struct name name;

	while (next_line(&text, &line)) {
		if (!line.len || is_blank(*line.at) || !next_word(&line, &word))
			continue;
		if (word.len + 2 != alias->len || !slice_copy(word, room, sizeof(room)) ||
			!name_from_text(&name, room) || !name_equal(&name, alias))
			continue;
		return next_word(&line, &word) && slice_copy(word, room, sizeof(room)) &&
		       name_from_text(out, room) && out->len > 1;
	}
	return false;
}
