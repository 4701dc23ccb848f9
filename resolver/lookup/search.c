/* The names to ask for.  Steps are numbered: the name as it is comes at its place, the others are
 * domains of the list. */
#include "resolver/lookup/search.h"

void search_init(
	struct search *s, const struct resolv_conf *conf, const struct name *name, bool absolute)
{
	unsigned labels = name_labels(name), list = absolute || !labels ? 0 : conf->nsearch;
	bool tld = labels == 1 && conf->no_tld_query && list;

	s->conf = conf;
	s->name = name;
	s->next = 0;
	s->absolute = absolute;
	s->as_is = false;
	s->as_is_first = !list || labels - 1 >= conf->ndots;
	/* no-tld-query: a single label is not asked alone after the list, but still first where
	 * ndots is 0 (glibc) */
	s->steps = list + (s->as_is_first || !tld);
}

/* Where the name as it is comes; the end when it does not. */
static unsigned as_is_step(const struct search *s)
{
	return s->as_is_first ? 0 : s->conf->nsearch;
}

static bool listed_before(const struct resolv_conf *conf, unsigned i)
{
	for (unsigned j = 0; j < i; j++)
		if (name_equal(&conf->search[j], &conf->search[i]))
			return true;
	return false;
}

bool search_next(struct search *s, struct name *out)
{
	while (s->next < s->steps) {
		unsigned step = s->next++;
		s->as_is = step == as_is_step(s);
		if (s->as_is) {
			name_copy(out, s->name);
			return true;
		}
		unsigned i = step - s->as_is_first;
		const struct name *domain = &s->conf->search[i];
		if (domain->len > 1 && !listed_before(s->conf, i) &&
			name_join(out, s->name, domain))
			return true;
	}
	return false;
}

void search_stop_list(struct search *s)
{
	unsigned step = as_is_step(s);
	s->next = step >= s->next ? step : s->steps;
}
