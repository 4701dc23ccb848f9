/* Sets of RR types: the windows of RFC 4034 4.1.2, and the one map of NXT (RFC 2535 5.2); and that
 * of WKS's ports (RFC 1035 3.4.2). */
#ifndef DNS_BITMAP_H
#define DNS_BITMAP_H

#include "resolver/dns/token.h"

void read_bitmap(struct reader *r);
void print_bitmap(struct reader *r, struct text *out);
void scan_bitmap(struct scanner *s, struct writer *w);

void read_old_bitmap(struct reader *r);
void print_old_bitmap(struct reader *r, struct text *out);
void scan_old_bitmap(struct scanner *s, struct writer *w);

/* A protocol, by number or as tcp and udp, and ports by number. */
void read_services(struct reader *r);
void print_services(struct reader *r, struct text *out);
void scan_services(struct scanner *s, struct writer *w);

#endif
