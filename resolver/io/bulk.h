/* Datagrams of many askers over few sockets, in batches, behind one descriptor.
 *
 * Ports and IDs (RFC 5452 9.2: both unpredictable for each query).  While few sockets are open,
 * BULK_ALONE, each query flow gets one of its own: a port that the kernel has just drawn.  Beyond
 * that flows share: a socket takes BULK_SHARE flows, or those of one second, whichever ends first,
 * then takes no more and is closed when the last of them is over.  What that costs in safety:
 *
 * - A forged reply must still hit port, ID and question of one query.  A query's ID is drawn at
 *   random for it alone and its question is checked, so however many queries wait at one port, one
 *   (port, ID) pair fits a given question: the space to guess in is what it was.
 * - Who learns a port by other means (side channels of ICMP, CVE-2020-25705) can use what he has
 *   learnt for the other flows of that socket too.  Hence the two limits: within a second and 64
 *   flows there is no time for a scan of ports to pay, and the next socket has another port.
 * - The socket is connected: what does not come from the server's address and port is not seen.
 *
 * Which sockets there are, and who waits on them, is kept here: (socket, ID) is found in one table.
 * Nothing is sent before bulk_flush(). */
#ifndef IO_BULK_H
#define IO_BULK_H

#include "resolver/io/io.h"

enum {
	BULK_ALONE = 32,
	BULK_SHARE = 64,
	BULK_SOCKETS = 512, /* at a time, by default */
	BULK_BATCH = 64,    /* datagrams in one call; segments in one message (UDP_MAX_SEGMENTS) */
	BULK_REPLY = 4096,  /* octets: EDNS announces less, and without it 512 are the limit */
	BULK_QUERY = 512,
};

/* Who waits for a reply: the number of its socket and its ID; 0: nobody. */
typedef uint32_t bulk_lease;

/* What a bulk tells.  None of them may call bulk_gather(), bulk_flush() or bulk_fini(). */
struct bulk_events {
	/* A datagram that came on the asker's socket with its ID. */
	void (*reply)(void *arg, void *owner, unsigned tag, const uint8_t *data, size_t len);
	/* Its socket has failed: the server cannot be reached.  It releases its lease in the call.
	 */
	void (*failed)(void *arg, void *owner, unsigned tag, int error);
	/* A datagram for which nobody waits. */
	void (*stray)(void *arg, const uint8_t *data, size_t len);
	/* A descriptor of bulk_watch() is ready: EPOLL bits. */
	void (*ready)(void *arg, void *owner, unsigned tag, uint32_t events);
};

struct bulk_entry {
	bulk_lease key; /* 0: free */
	uint32_t tag;
	void *owner;
};

struct bulk_socket {
	int fd; /* -1: unused */
	uint16_t peer;
	uint16_t flows;   /* it has taken */
	uint32_t waiting; /* leases */
	nsec born;
	bool spent, listed; /* it has failed; is among the idle ones */
};

struct bulk_peer {
	union address address;
	uint32_t sockets; /* open ones */
	uint32_t current; /* number of the one that flows share, 0: none */
};

struct bulk {
	struct io *io;
	const struct bulk_events *events;
	void *arg;
	int epoll, timer;
	nsec armed; /* what the timer is set to */
	bool fired, segments;
	bool dry; /* there was no descriptor to be had; not asked for again in this round */
	unsigned budget, open;
	nsec now;

	struct bulk_socket *sockets; /* number 0 is nobody's */
	unsigned nsockets, unused;   /* unused: the first of a chain by `waiting`, 0: none */
	struct bulk_peer *peers;
	unsigned npeers;

	struct bulk_entry *table; /* open addressing, linear */
	unsigned bits, used;

	struct bulk_watched {
		void *owner; /* NULL: not watched; of our sockets the bulk itself */
		uint32_t tag, events;
	} * watched; /* by descriptor */
	unsigned nwatched;

	struct bulk_queued {
		bulk_lease lease;
		uint32_t at; /* in octets */
		uint16_t len;
	} * queue;
	unsigned queued, queue_room;
	uint8_t *octets;
	size_t noctets, octets_room;
	uint32_t *idle; /* numbers of sockets nobody waits on, perhaps; room for all */
	unsigned nidle;
	struct bulk_buffers *buffers;
};

/* 0 or -errno; on failure there is nothing to finish.  budget: sockets at a time. */
int bulk_init(struct bulk *b, struct io *io, unsigned budget, const struct bulk_events *events,
	void *arg);
/* Without a word to those who wait.  In the child of a fork it leaves the parent's alone. */
void bulk_fini(struct bulk *b);

/* The descriptor to wait on. */
static inline int bulk_fd(const struct bulk *b)
{
	return b->epoll;
}

/* Puts a query of up to BULK_QUERY octets, which are copied, into the queue.  beside: a lease of
 * the same flow, whose socket it shares if it can; 0: this begins a flow.  The reply goes to owner.
 * *out is to be released.  0, or -errno: -EMFILE and the like mean that it may work later. */
int bulk_send(struct bulk *b, const union address *server, bulk_lease beside, const uint8_t *query,
	size_t len, void *owner, unsigned tag, bulk_lease *out);
void bulk_release(struct bulk *b, bulk_lease lease);

/* Watches a descriptor that is somebody else's, or changes for what. */
int bulk_watch(struct bulk *b, int fd, uint32_t events, void *owner, unsigned tag);
void bulk_unwatch(struct bulk *b, int fd); /* before it is closed */

/* Tells what has come, without waiting. */
void bulk_gather(struct bulk *b, nsec now);
/* Sends what is queued and closes what is spent.  False: some of it has to wait a little. */
bool bulk_flush(struct bulk *b, nsec now);
/* Makes the descriptor readable at `until` at the latest; 0: now. */
void bulk_arm(struct bulk *b, nsec until);

#endif
