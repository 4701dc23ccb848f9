/* Datagrams of many askers over few sockets: leases, and the one descriptor. */
#include "resolver/io/bulk.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include "resolver/io/bulk_parts.h"

enum { WATCHED_FIRST = 64, READY = 64, ROUNDS = 16, QUEUE_FIRST = 64, OCTETS_FIRST = 4096 };

/* ---- begin and end ---- */

static struct bulk_buffers *buffers_new(void)
{
	struct bulk_buffers *buffers = malloc(sizeof(*buffers));
	if (!buffers)
		return NULL;
	memset(buffers->out, 0, sizeof(buffers->out)); /* as io.h wants them */
	memset(buffers->control, 0, sizeof(buffers->control));
	for (unsigned i = 0; i < BULK_BATCH; i++) {
		buffers->in_iov[i] = (struct iovec){ buffers->replies[i], BULK_REPLY };
		buffers->in[i] = (struct mmsghdr){ .msg_hdr = { .msg_iov = &buffers->in_iov[i],
							   .msg_iovlen = 1 } };
	}
	return buffers;
}

int bulk_init(
	struct bulk *b, struct io *io, unsigned budget, const struct bulk_events *events, void *arg)
{
	*b = (struct bulk){ .io = io,
		.events = events,
		.arg = arg,
		.armed = NSEC_NEVER,
		.segments = true,
		.budget = budget ? budget : (unsigned)BULK_SOCKETS };
	b->timer = io_timerfd_create(io);
	b->epoll = b->timer < 0 ? b->timer : io_epoll_create(io);
	int error = b->epoll < 0 ? b->epoll : bulk_watch(b, b->timer, EPOLLIN, b, 0);
	b->buffers = error < 0 ? NULL : buffers_new();
	if (b->buffers)
		return 0;
	if (b->epoll >= 0)
		io_close(io, b->epoll);
	if (b->timer >= 0)
		io_close(io, b->timer);
	free(b->watched);
	return error < 0 ? error : -ENOMEM;
}

/* Nothing is taken out of epoll: in the child of a fork that would be the parent's as well. */
void bulk_fini(struct bulk *b)
{
	io_close_later(b->io, b->epoll);
	io_close_later(b->io, b->timer);
	for (unsigned i = 1; i < b->nsockets; i++)
		if (b->sockets[i].fd >= 0)
			io_close_later(b->io, b->sockets[i].fd);
	free(b->sockets);
	free(b->idle);
	free(b->peers);
	free(b->table);
	free(b->watched);
	free(b->queue);
	free(b->octets);
	free(b->buffers);
}

/* ---- leases ---- */

static bool queue_room(struct bulk *b, size_t len)
{
	if (b->queued == b->queue_room) {
		unsigned room = b->queue_room ? b->queue_room * 2 : QUEUE_FIRST;
		struct bulk_queued *queue = realloc(b->queue, room * sizeof(*queue));
		if (!queue)
			return false;
		b->queue = queue;
		b->queue_room = room;
	}
	if (b->noctets + len > b->octets_room) {
		size_t room = b->octets_room ? b->octets_room * 2 : OCTETS_FIRST;
		uint8_t *octets = room > UINT32_MAX ? NULL : realloc(b->octets, room);
		if (!octets)
			return false;
		b->octets = octets;
		b->octets_room = room;
	}
	return true;
}

int bulk_send(struct bulk *b, const union address *server, bulk_lease beside, const uint8_t *query,
	size_t len, void *owner, unsigned tag, bulk_lease *out)
{
	if (len < 2 || len > BULK_QUERY)
		return -EMSGSIZE;
	if (!table_room(b) || !queue_room(b, len))
		return -ENOMEM;
	uint16_t id = (uint16_t)(query[0] << 8 | query[1]);
	int error;
	uint32_t number = pool_socket(b, server, beside, id, &error);
	if (!number)
		return error ? error : -EAGAIN;
	bulk_lease lease = lease_of(number, id);
	table_add(b, lease, owner, tag);
	b->sockets[number].waiting++;
	memcpy(b->octets + b->noctets, query, len);
	b->queue[b->queued++] = (struct bulk_queued){
		.lease = lease, .at = (uint32_t)b->noctets, .len = (uint16_t)len
	};
	b->noctets += len;
	*out = lease;
	return 0;
}

void bulk_release(struct bulk *b, bulk_lease lease)
{
	if (!table_remove(b, lease))
		return;
	if (--b->sockets[socket_of(lease)].waiting == 0)
		pool_idle(b, socket_of(lease));
}

/* ---- descriptors ---- */

int bulk_watch(struct bulk *b, int fd, uint32_t events, void *owner, unsigned tag)
{
	if ((unsigned)fd >= b->nwatched) {
		unsigned n = b->nwatched ? b->nwatched : WATCHED_FIRST;
		while (n <= (unsigned)fd)
			n *= 2;
		struct bulk_watched *watched = realloc(b->watched, n * sizeof(*watched));
		if (!watched)
			return -ENOMEM;
		memset(watched + b->nwatched, 0, (n - b->nwatched) * sizeof(*watched));
		b->watched = watched;
		b->nwatched = n;
	}
	struct bulk_watched *w = &b->watched[fd];
	if (!w->owner || w->events != events) {
		int op = w->owner ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
		int error = io_epoll_ctl(b->io, b->epoll, op, fd, events);
		if (error < 0)
			return error;
	}
	*w = (struct bulk_watched){ .owner = owner, .tag = tag, .events = events };
	return 0;
}

/* Closing alone would not do where a fork has left another process with the same socket. */
void bulk_unwatch(struct bulk *b, int fd)
{
	if ((unsigned)fd >= b->nwatched || !b->watched[fd].owner)
		return;
	b->watched[fd].owner = NULL;
	io_epoll_ctl(b->io, b->epoll, EPOLL_CTL_DEL, fd, 0);
}

static void gather_one(struct bulk *b, int fd, uint32_t events)
{
	const struct bulk_watched w = b->watched[fd];
	if (!w.owner) /* somebody has closed it a moment ago */
		return;
	if (w.owner != b)
		b->events->ready(b->arg, w.owner, w.tag, events);
	else if (fd == b->timer)
		b->fired = true;
	else if (events & ~(uint32_t)EPOLLOUT)
		pool_read(b, w.tag);
}

void bulk_gather(struct bulk *b, nsec now)
{
	int fds[READY];
	uint32_t events[READY];
	int n = READY;
	b->now = now;
	for (unsigned round = 0; n == READY && round < ROUNDS; round++) {
		n = io_epoll_events(b->io, b->epoll, fds, events, READY, 0);
		for (int i = 0; i < n; i++)
			gather_one(b, fds[i], events[i]);
	}
}

void bulk_arm(struct bulk *b, nsec until)
{
	/* a moment that is too early costs one empty round, a call each time would cost more; to
	 * set it is what silences one that has fired */
	if (until >= b->armed && !b->fired)
		return;
	if (io_timerfd_set(b->io, b->timer, until) < 0)
		return;
	b->armed = until;
	b->fired = false;
}

bool bulk_flush(struct bulk *b, nsec now)
{
	b->now = now;
	bool all = !b->queued || queue_send(b);
	pool_sweep(b);
	b->dry = false;
	return all;
}
