/* The layout of RDATA: one table row per RR type, interpreted by checking, printing and the rest.
 *
 *   1 2 4   unsigned integer of so many octets     T  time (RFC 4034 3.2)
 *   n N     name, compressible / never (RFC 3597)  Y  RR type
 *   s S     character-string / one or more to end  B  type bitmap
 *   a A     IPv4 / IPv6 address                    O  EDNS options
 *   x b     the rest, base 16 / base 64            t q  a tag (RFC 8659) / the rest, as one text */
#ifndef DNS_LAYOUT_H
#define DNS_LAYOUT_H

#include "resolver/dns/wire.h"

/* Text is inside the row: pointers would cost a relocation each at every start. */
struct layout {
	uint16_t type;
	uint16_t class;  /* the only class with this layout, 0: every class has it */
	char name[12];   /* mnemonic, upper case */
	char fields[12]; /* "": known by name only, RDATA opaque (RFC 3597) */
};

/* NULL for a type without a row. */
const struct layout *layout_of(uint16_t type);
const struct layout *layout_named(const char *mnemonic);

/* The fields of a record of this type and class; "" where its RDATA is opaque. */
const char *layout_fields(uint16_t type, uint16_t class);

/* Proves that the rdlen octets at r->at fit the layout of their type and class to the last octet,
 * and moves past them. */
void read_rdata(
	struct reader *r, const uint8_t *data, uint16_t type, uint16_t class, uint16_t rdlen);

#endif
