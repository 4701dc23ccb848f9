/* Which families of addresses this system has (AI_ADDRCONFIG, RFC 3493 6.1). */
#ifndef IO_FAMILIES_H
#define IO_FAMILIES_H

#include "resolver/io/io.h"

enum { FAMILY_V4 = 1, FAMILY_V6 = 2, FAMILIES = FAMILY_V4 | FAMILY_V6 };

/* The families that some interface has an address of, loopback addresses not counted, link-local
 * ones counted: a bit each.  Both when the kernel does not say. */
unsigned io_families(struct io *io);

/* What one of the kernel's answers adds; *done: it was the last one. */
unsigned families_read(const uint8_t *data, size_t len, bool *done);

#endif
