/* What the files of a bulk share. */
#ifndef IO_BULK_PARTS_H
#define IO_BULK_PARTS_H

#include "resolver/io/bulk.h"

enum { BULK_RUN = 2 * BULK_BATCH }; /* queries in one call */

/* Room for one call out and one in. */
struct bulk_buffers {
	struct mmsghdr out[BULK_RUN], in[BULK_BATCH];
	struct iovec out_iov[BULK_RUN], in_iov[BULK_BATCH];
	struct {
		_Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof(uint16_t))];
	} control[BULK_RUN];
	uint8_t queries[BULK_RUN * BULK_QUERY], replies[BULK_BATCH][BULK_REPLY];
};

static inline bulk_lease lease_of(uint32_t socket, uint16_t id)
{
	return socket << 16 | id;
}

static inline uint32_t socket_of(bulk_lease lease)
{
	return lease >> 16;
}

/* bulk_table.c: who waits for (socket, ID) */
struct bulk_entry *table_find(const struct bulk *b, bulk_lease lease); /* NULL: nobody */
/* Room for one more: false without memory. */
bool table_room(struct bulk *b);
void table_add(struct bulk *b, bulk_lease lease, void *owner, unsigned tag);
bool table_remove(struct bulk *b, bulk_lease lease); /* false: it was not there */
/* Leases of one socket into out: how many of them, n at most. */
unsigned table_leases(const struct bulk *b, uint32_t socket, bulk_lease *out, unsigned n);

/* bulk_pool.c: sockets */
/* The number of the socket that a query with this ID goes by; 0: *error says why not. */
uint32_t pool_socket(
	struct bulk *b, const union address *server, bulk_lease beside, uint16_t id, int *error);
/* Nobody waits on it, perhaps. */
void pool_idle(struct bulk *b, uint32_t number);
/* Closes those on which nobody waits. */
void pool_sweep(struct bulk *b);
/* Tells all who wait on it; it takes no more. */
void pool_fail(struct bulk *b, uint32_t number, int error);
/* Reads what has come. */
void pool_read(struct bulk *b, uint32_t number);

/* bulk_queue.c */
/* False when some of it has to wait. */
bool queue_send(struct bulk *b);

#endif
