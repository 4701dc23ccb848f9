/* What a parser has to say of a text beyond its values: the words that each setting comes from, and
 * those that it left out.
 *
 * Lookups give parsers no notes, which costs them a test of a pointer where something is odd. */
#ifndef CONF_NOTES_H
#define CONF_NOTES_H

#include <stub/resolver.h>
#include "resolver/conf/words.h"

struct conf_notes {
	/* where: a part of the parser's text; name and why: static storage, why NULL with
	 * STUB_SETTING_VALUE.  The kind STUB_SETTING_DROPPED: what was said of name before does not
	 * count any more. */
	void (*say)(struct conf_notes *notes, enum stub_setting_kind kind, const char *name,
		struct slice where, const char *why);
};

/* Private to the library: never told to a caller. */
#define STUB_SETTING_DROPPED ((enum stub_setting_kind)3)

static inline void note_value(struct conf_notes *notes, const char *name, struct slice where)
{
	if (notes)
		notes->say(notes, STUB_SETTING_VALUE, name, where, NULL);
}

static inline void note_ignored(
	struct conf_notes *notes, const char *name, struct slice where, const char *why)
{
	if (notes)
		notes->say(notes, STUB_SETTING_IGNORED, name, where, why);
}

static inline void note_clamped(
	struct conf_notes *notes, const char *name, struct slice where, const char *why)
{
	if (notes)
		notes->say(notes, STUB_SETTING_CLAMPED, name, where, why);
}

static inline void note_dropped(
	struct conf_notes *notes, const char *name, struct slice where, const char *why)
{
	if (notes)
		notes->say(notes, STUB_SETTING_DROPPED, name, where, why);
}

#endif
