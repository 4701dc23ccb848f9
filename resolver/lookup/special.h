/* Special-use names (RFC 6761, 6762, 7686, 9476). */
#ifndef LOOKUP_SPECIAL_H
#define LOOKUP_SPECIAL_H

#include "resolver/dns/name.h"

enum special {
	SPECIAL_NONE,     /* an ordinary name */
	SPECIAL_LOOPBACK, /* localhost and *.localhost: loopback without a query */
	SPECIAL_NXDOMAIN, /* .invalid, .onion, .alt, .local: no such name, without a query */
	SPECIAL_EXACT,    /* .test, home.arpa, ipv4only.arpa: asked as it is, never with the search
			     list */
};

enum special special_of(const struct name *name);

#endif
