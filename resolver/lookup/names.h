/* Names being gathered, and the block they are handed out in. */
#ifndef LOOKUP_NAMES_H
#define LOOKUP_NAMES_H

#include <stub/resolver.h>
#include "resolver/dns/name.h"

/* Texts one after the other, each with its NUL, in memory from malloc.  All zeros: none. */
struct name_list {
	char *text;
	size_t count, len, cap;
	uint32_t ttl;
};

/* Appends the name as host_name_to_text() has it, unless it is there already (letters without
 * case); false: no memory. */
bool name_list_add(struct name_list *list, const struct name *name);
void name_list_fini(struct name_list *list);

/* One block from malloc with all of them; NULL when there is no memory. */
struct stub_names *names_new(const struct name_list *list, enum stub_source source);

#endif
