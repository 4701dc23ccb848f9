/* Which source address the kernel would use towards each destination (RFC 6724 6). */
#ifndef IO_SOURCE_H
#define IO_SOURCE_H

#include "resolver/io/io.h"
#include "resolver/lookup/select.h"

enum { SOURCE_CACHE = 64 };

/* Answers of the kernel, kept by the destination.  All zeros: empty. */
struct source_cache {
	struct source_entry {
		uint8_t family, source_family; /* family 0: unused */
		uint8_t octets[16], source[16];
		uint32_t scope, source_scope;
		uint64_t rules; /* select_order()'s, 0: none yet */
	} entries[SOURCE_CACHE];
};

/* Sets the source of each destination, its family 0 where there is no route.  No packet is sent:
 * UDP sockets, one for each family, are connected and asked for their name.  cache may be NULL;
 * what it knows costs no system call. */
void source_find(struct io *io, struct destination *v, size_t n, struct source_cache *cache);

/* For when an address, a route or the policy has changed. */
void source_cache_clear(struct source_cache *cache);

#endif
