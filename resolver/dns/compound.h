/* Field kinds whose form depends on what is in them: APL, A6, the gateways of IPSECKEY and
 * AMTRELAY, HIP. */
#ifndef DNS_COMPOUND_H
#define DNS_COMPOUND_H

#include "resolver/dns/token.h"

enum gateway { GATEWAY_NONE, GATEWAY_IPV4, GATEWAY_IPV6, GATEWAY_NAME, GATEWAYS };

enum { RELAY_TYPE = 0x7f }; /* AMTRELAY's type of relay, beside its D bit (RFC 8777 4.2.3) */

/* RFC 4025 2.5; what is behind an unknown type is anything. */
void read_gateway(struct reader *r, unsigned type);
void print_gateway(struct reader *r, unsigned type, struct text *out);
void scan_gateway(struct scanner *s, unsigned type, struct writer *w);

/* RFC 8777 4.2: the D bit, the type of the relay and the relay */
void read_relay(struct reader *r);
void print_relay(struct reader *r, struct text *out);
void scan_relay(struct scanner *s, struct writer *w);

void read_apl(struct reader *r); /* RFC 3123 */
/* Whether text can show it: the two address families that have one. */
bool apl_has_text(const uint8_t *rdata, size_t len);
void print_apl(struct reader *r, struct text *out);
void scan_apl(struct scanner *s, struct writer *w);

void read_a6(struct reader *r); /* RFC 2874 3.1 */
/* Where its name begins, at the end if it has none. */
size_t a6_name(const uint8_t *rdata);
void print_a6(struct reader *r, struct text *out);
void scan_a6(struct scanner *s, struct writer *w);

/* RFC 8005 5: algorithm, tag and key, not the servers that follow */
void read_hip(struct reader *r);
void print_hip(struct reader *r, struct text *out);
void scan_hip(struct scanner *s, struct writer *w);

#endif
