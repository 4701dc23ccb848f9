/* The names to ask for, in order: the name itself and the search list (resolv.conf(5)). */
#ifndef LOOKUP_SEARCH_H
#define LOOKUP_SEARCH_H

#include "resolver/conf/config.h"

struct search {
	const struct resolv_conf *conf;
	const struct name *name; /* the caller's */
	unsigned next, steps;
	bool as_is_first, absolute;
	bool as_is; /* the candidate given last is the name itself */
};

/* text has been turned into name, which stays as long as the search; absolute: it ended in a dot,
 * or must not be searched. */
void search_init(
	struct search *s, const struct resolv_conf *conf, const struct name *name, bool absolute);
/* The next candidate: each once, those over 255 octets left out.  False at the end. */
bool search_next(struct search *s, struct name *out);
/* Skips to the name as it is if that is still to come, else ends. */
void search_stop_list(struct search *s);

#endif
