/* Addresses to names: the name under in-addr.arpa or ip6.arpa, and the names in its reply. */
#ifndef LOOKUP_REVERSE_H
#define LOOKUP_REVERSE_H

#include "resolver/conf/config.h"
#include "resolver/dns/msg.h"
#include "resolver/lookup/names.h"

/* "1.2.0.192.in-addr.arpa" (RFC 1035 3.5); 32 nibbles and ip6.arpa (RFC 3596 2.5). */
void reverse_name(struct name *out, const struct stub_addr *addr);
/* ::ffff:192.0.2.1 as what it stands for; everything else is as it was. */
struct stub_addr reverse_unmapped(const struct stub_addr *addr);

/* The targets of the PTR records at the end of the CNAME chain (RFC 2317), in the reply's order,
 * into list with the least TTL.  STUB_OK, STUB_NODATA, STUB_NXDOMAIN, STUB_BADREPLY (the chain
 * loops or is too long), STUB_NOMEMORY. */
int reverse_read(const struct msg *m, struct name_list *list);

/* All names of the lines with this address, in the file's order; false: no memory. */
bool reverse_hosts(struct hosts *h, const struct stub_addr *addr, struct name_list *list);

#endif
