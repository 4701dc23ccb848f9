/* The layout of RDATA: one table row per RR type, interpreted by checking, printing and the rest.
 *
 *   1 2 4   unsigned integer of so many octets     T  time (RFC 4034 3.2)
 *   n N     name, compressible / never (RFC 3597)  Y  RR type
 *   s S     character-string / one or more to end  B  type bitmap
 *   a A     IPv4 / IPv6 address                    O  EDNS options
 *   x b     the rest, base 16 / base 64 */
#ifndef DNS_LAYOUT_H
#define DNS_LAYOUT_H

#include "resolver/dns/wire.h"

struct layout {
	uint16_t type;
	const char *name;   /* mnemonic, upper case */
	const char *fields; /* NULL: known by name only, RDATA opaque (RFC 3597) */
};

/* NULL for a type without a row. */
const struct layout *layout_of(uint16_t type);
const struct layout *layout_named(const char *mnemonic);

/* Proves that the rdlen octets at r->at fit their type's layout to the last octet, and moves past them. */
void read_rdata(struct reader *r, const uint8_t *data, uint16_t type, uint16_t rdlen);

#endif
