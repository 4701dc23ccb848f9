/* What the files of the nscd protocol share. */
#ifndef NSCD_PARTS_H
#define NSCD_PARTS_H

#include "resolver/nscd/nscd.h"

enum { NSCD_VERSION = 2, NSCD_NAME_MAX = 1026 };

/* Octets of an address; 0: no such family. */
unsigned nscd_address_octets(int family);
/* len octets of which the last one, and no other, is NUL. */
bool nscd_is_string(const char *s, size_t len);
/* What may be handed out and printed without a second look: the daemon's names have not been
 * through our filter. */
bool nscd_is_host_name(const char *s);

#endif
