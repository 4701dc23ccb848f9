/* Octets as digits: base 16, base 32 with the extended hexadecimal alphabet, base 64 (RFC 4648). */
#ifndef DNS_BASE_H
#define DNS_BASE_H

#include "resolver/dns/wire.h"
#include "resolver/text.h"

enum base { BASE16 = 4, BASE32HEX = 5, BASE64 = 6 }; /* bits of a digit */

/* Base 16 in upper case, base 64 with padding, base 32 without.  chunk: a space after so many
 * octets, 0 for none. */
void base_to_text(enum base base, const uint8_t *data, size_t len, size_t chunk, struct text *out);

/* -1 for what is no digit of the base. */
int base_digit(enum base base, char c);

/* Digits to octets, one character at a time. */
struct base_decoder {
	enum base base;
	uint32_t bits; /* read and not yet written */
	unsigned nbits, digits, padding;
};

/* False for what is no digit of the base. */
bool base_decode(struct base_decoder *d, char c, struct writer *w);
/* Whether the text may end here: whole octets, nothing in the bits left over, padding complete. */
bool base_whole(const struct base_decoder *d);

#endif
