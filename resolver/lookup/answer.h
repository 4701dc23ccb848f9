/* The addresses in an accepted reply: the CNAME chain from the question's name, and what stands at
 * its end. */
#ifndef LOOKUP_ANSWER_H
#define LOOKUP_ANSWER_H

#include <stub/resolver.h>
#include "resolver/dns/msg.h"

enum { CHAIN_LINKS = 16, ADDRS_FEW = 16 };

/* Addresses being gathered: in `few` until there are more, then from malloc. */
struct addr_list {
	struct stub_addr *at;
	size_t count, cap;
	struct stub_addr few[ADDRS_FEW];
};

void addr_list_init(struct addr_list *list);
void addr_list_fini(struct addr_list *list);
/* Appends unless it is there already; false: no memory. */
bool addr_list_add(struct addr_list *list, const struct stub_addr *addr);

/* Appends the addresses of this type (TYPE_A, TYPE_AAAA) that answer the question, in the reply's
 * order, and sets *end to the end of the chain.  The order of records does not matter (RFC
 * 1034 3.6); records of other owners, classes, types and sections are not addresses.  A TTL is the
 * least along the chain. STUB_OK, STUB_NODATA, STUB_NXDOMAIN (with a chain: of its end, RFC 6604
 * 3), STUB_BADREPLY (the chain loops or is too long), STUB_NOMEMORY.  The message has exactly one
 * question. */
int answer_read(const struct msg *m, uint16_t type, struct addr_list *list, name_ref *end);

#endif
