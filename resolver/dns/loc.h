/* RDATA of LOC (RFC 1876). */
#ifndef DNS_LOC_H
#define DNS_LOC_H

#include "resolver/dns/token.h"

void read_loc(struct reader *r);
/* Whether text can show it: the known version, and no second way to write zero. */
bool loc_has_text(const uint8_t *rdata);
void print_loc(struct reader *r, struct text *out);
void scan_loc(struct scanner *s, struct writer *w);

#endif
