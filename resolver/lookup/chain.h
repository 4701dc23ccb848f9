/* The end of a CNAME chain in a reply, for records other than addresses. */
#ifndef LOOKUP_CHAIN_H
#define LOOKUP_CHAIN_H

#include "resolver/dns/msg.h"

struct chain_end {
	name_ref owner;
	uint32_t ttl; /* the least along the chain, UINT32_MAX without one */
};

/* From the question's name, records in any order (RFC 1034 3.6), the first CNAME of an owner
 * counting.  False: the chain loops, or has more than CHAIN_LINKS. */
bool chain_follow(const struct msg *m, struct chain_end *out);

#endif
