/* Proven RDATA written again: as it came, to be sent, or in canonical form. */
#ifndef DNS_RDATA_WRITE_H
#define DNS_RDATA_WRITE_H

#include "resolver/dns/build.h"

enum rdata_form {
	RDATA_PLAIN,      /* names in full */
	RDATA_COMPRESSED, /* those of RFC 1035's types as pointers where they can be (RFC 3597 4) */
	RDATA_CANONICAL,  /* in full, those of RFC 4034 6.2's types in lower case */
};

/* data: what rr's offsets count from. */
void write_rdata_as(
	struct writer *w, const uint8_t *data, const struct rr *rr, enum rdata_form form);
/* Where the nth name of the RDATA begins, from 1; 0: it has less. */
size_t rdata_name(const uint8_t *data, const struct rr *rr, unsigned n);
/* The whole record in canonical form, its owner included; not the order of a set (RFC 4034 6.3). */
void write_canonical(struct writer *w, const uint8_t *data, const struct rr *rr);
/* The same where the owner is apart from it. */
void write_canonical_of(
	struct writer *w, const struct name *owner, const uint8_t *data, const struct rr *rr);

#endif
