/* The memory that nscd shares with its clients: a reply out of it costs no system call.
 *
 * Pure: octets in, octets out.  Another process writes into the map while it is read, and is not
 * trusted: each field is loaded once, what is done depends on the loaded value alone, every offset
 * is held against the size and every walk has an end.  The one thing that reading cannot survive is
 * a file that becomes shorter than its mapping (SIGBUS): who maps it must know who may do that. */
#ifndef NSCD_MAP_H
#define NSCD_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "resolver/nscd/nscd.h"

enum {
	NSCD_MAP_HEADER = 120,  /* octets of its header */
	NSCD_MAP_TIMEOUT = 300, /* seconds after which nobody keeps it up to date */
	NSCD_MAP_MAX =
		1 << 30, /* octets; the daemon's own limit is 32 MiB unless it is told more */
};

struct nscd_map {
	const unsigned char *data; /* aligned as mmap(2) aligns */
	size_t size;
	bool certain; /* the daemon's kernel tells that it runs, so that it will tell its end as
			 well */
};

/* Whether data may be used as a map at all; sets certain.  now: seconds since 1970. */
bool nscd_map_open(struct nscd_map *map, const void *data, size_t size, int64_t now);

enum nscd_map_found {
	NSCD_MAP_HIT,     /* the reply is in out */
	NSCD_MAP_MISS,    /* not there, or not now: the daemon may know more */
	NSCD_MAP_STALE,   /* its daemon is gone, or has outgrown it: there may be another one */
	NSCD_MAP_DAMAGED, /* it has offsets or lengths that cannot be */
};

/* What the daemon would answer to a request that one of nscd.h's functions has built: the reply's
 * octets into out, their number into *len.  Nothing that the daemon says is over at `now` is a hit.
 */
enum nscd_map_found nscd_map_find(const struct nscd_map *map, int64_t now,
	const unsigned char *request, size_t request_len, unsigned char out[static NSCD_REPLY_MAX],
	size_t *len);

#endif
