/* HTTPS records (RFC 9460) in a reply: where a service is to be had, and how. */
#ifndef LOOKUP_HTTPS_H
#define LOOKUP_HTTPS_H

#include <stub/resolver.h>
#include "resolver/dns/msg.h"

enum { ALIAS_LINKS = 8 }; /* RFC 9460 2.4.2 wants a limit */

/* The names that AliasMode has led along, the one asked for first. */
struct https_path {
	unsigned links;
	struct name names[1 + ALIAS_LINKS];
	uint32_t ttl; /* the least along the way */
};

enum https_step {
	HTTPS_NOTHING,  /* no record that is of use, or a path that loops or is too long */
	HTTPS_ALIAS,    /* ask for the path's last name */
	HTTPS_SERVICES, /* the reply has some: https_build() */
};

void https_begin(struct https_path *path, const struct name *name);
/* What the reply to a question for the path's last name says; goes on along an AliasMode record. */
enum https_step https_read(const struct msg *m, struct https_path *path);

/* Sorted by priority, equal ones in the reply's order; those that cannot be used are left out (RFC
 * 9460 7.1.1, 8).  m NULL: AliasMode has led to a name without records, which is then the one
 * service.  Writes to memory, aligned for a pointer, unless it is NULL, and sets the out's members;
 * returns the octets that it takes. */
size_t https_build(const struct msg *m, const struct https_path *path, void *memory,
	const struct stub_service **out, size_t *count);

#endif
