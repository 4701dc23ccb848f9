/* The layout of RDATA: one table row per RR type, interpreted by checking, printing, scanning and
 * writing.
 *
 *   1 2 4   unsigned integer of so many octets     T  time (RFC 4034 3.2)
 *   6 8     the same                               Y  RR type
 *   u       four octets, also as 1h30m in text
 *   n N     name, compressible / never, but read   U  name that is never compressed, and whose case
 *           and in lower case when canonical          counts (RFC 3597 4, 7)
 *   s S o   character-string / one or more to end  t q  a tag (RFC 8659) / the rest, as one text
 *           / one at most
 *   a A     IPv4 / IPv6 address                    O  EDNS options
 *   B M     type bitmap / NXT's                    P  SvcParams (RFC 9460)
 *   x b j   the rest, base 16 / base 64 / base 64  d D  digest of the length that the octet in
 *           or "-"                                    front asks for, DS / ZONEMD
 *   h H     length octet and base 16 / base 32     z  length of two octets and base 64, both shown
 *   e E k   EUI-48, EUI-64 / four groups of 16 bit p  NSAP address (RFC 1706)
 *   C R K   certificate type, TSIG error,          G  algorithm as a number
 *           algorithm, as a word                   m  DSYNC's scheme
 *   W       protocol and ports of WKS (RFC 1035 3.4.2)
 *   g r     gateway (RFC 4025), relay (RFC 8777)   l  APL   L  LOC   Z  A6   w  ATMA
 *   i V     HIP up to its servers / names to end */
#ifndef DNS_LAYOUT_H
#define DNS_LAYOUT_H

#include "resolver/dns/code.h"
#include "resolver/dns/name.h"

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

/* The same, and "" also where this RDATA, which is proven, is of a form without a text: a gateway
 * of unknown type, a LOC of another version. */
const char *layout_text_fields(uint16_t type, uint16_t class, const uint8_t *rdata, size_t len);

/* RFC 2136 2.4, 2.5: what an UPDATE requires to be there or not, and whole sets that it deletes,
 * are records of any type without RDATA. */
static inline bool rdata_absent(uint16_t class, size_t len)
{
	return !len && (class == CLASS_NONE || class == CLASS_ANY);
}

/* Moves past one field; start: where the RDATA begins. */
void read_field(struct reader *r, const uint8_t *data, const uint8_t *start, char field);

/* Whether RDATA outside a message, without compressed names, fits its layout. */
bool rdata_good(uint16_t type, uint16_t class, const uint8_t *rdata, size_t len);

/* Whether RDATA inside a message has these fields to its last octet; at least one. */
bool rdata_fits(const uint8_t *data, const uint8_t *rdata, size_t len, const char *fields,
	const struct known_name *known);

/* Proves that the rdlen octets at r->at fit the layout of their type and class, and moves past
 * them. */
static inline void read_rdata(
	struct reader *r, const uint8_t *data, uint16_t type, uint16_t class, uint16_t rdlen)
{
	const uint8_t *rdata = read_octets(r, rdlen);
	const char *fields = layout_fields(type, class);
	if (rdata && *fields && !rdata_fits(data, rdata, rdlen, fields, &r->known) &&
		!rdata_absent(class, rdlen))
		read_fail(r);
}

#endif
