/* Addresses other than the internet's: NSAP, ATM, EUI-48 and EUI-64, ILNP's 64-bit ones. */
#ifndef DNS_ADDRESS_H
#define DNS_ADDRESS_H

#include "resolver/dns/token.h"

/* RFC 1706 5: the rest of the RDATA */
void print_nsap(struct reader *r, struct text *out);
void scan_nsap(struct scanner *s, struct writer *w);

/* ATM Forum, "ATM Name System": a format, then digits of E.164 or hexadecimal ones */
void read_atma(struct reader *r);
bool atma_has_text(const uint8_t *rdata);
void print_atma(struct reader *r, struct text *out);
void scan_atma(struct scanner *s, struct writer *w);

/* RFC 7043: 6 or 8 octets */
void print_eui(struct reader *r, size_t octets, struct text *out);
void scan_eui(struct scanner *s, struct writer *w, size_t octets);

/* RFC 6742 2.1.2: four groups of 16 bits */
void print_groups(struct reader *r, struct text *out);
void scan_groups(struct scanner *s, struct writer *w);

#endif
