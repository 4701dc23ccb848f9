/* What the faces of getaddrinfo(3) and getnameinfo(3) share. */
#ifndef RESOLVER_ADDRINFO_H
#define RESOLVER_ADDRINFO_H

#include "resolver/conf/words.h"
#include "resolver/resolver.h"

/* The EAI_ code of a stub_status. */
int status_to_eai(int status);

/* The text of services(5); empty when there is none.  *data is to be freed. */
struct slice services_text(struct stub_resolver *r, char **data);

/* AI_ADDRCONFIG: the families (bits of io_families()) that are left of what is wanted, of which the
 * system has `has`. */
unsigned families_left(unsigned wanted, unsigned has);

#endif
