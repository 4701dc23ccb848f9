/* Destination address selection (RFC 6724 6).  Pure: source addresses come in as arguments. */
#ifndef LOOKUP_SELECT_H
#define LOOKUP_SELECT_H

#include <stub/resolver.h>
#include "resolver/conf/config.h"

struct destination {
	struct stub_addr addr;
	struct stub_addr source; /* family 0: no route, rule 1 */
	uint8_t source_bits;     /* prefix length of the source's interface address, 0 when unknown
				    (rule 9 for IPv4) */
	bool deprecated, home;   /* of the source; false when unknown */
	uint64_t *known; /* where the rules' verdict on this pair and policy is kept, 0 until there
			    is one; or NULL */
	uint8_t sort;    /* place in resolv.conf's sortlist: counts where the rules leave a tie */
	uint64_t key;    /* select_order()'s */
};

/* Sorts v by rules 1 to 10, stable.  Rule 7 apart: what is encapsulated is not known. */
void select_order(struct destination *v, size_t n, const struct policy *policy);

#endif
