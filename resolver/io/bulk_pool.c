/* The sockets of a bulk: which one a query goes by, when one is closed, what comes on one. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include "resolver/io/bulk_parts.h"

enum { PEERS_KEPT = 8, READS = 8, SOCKETS_FIRST = 16, SOCKETS_MAX = 65535 };

/* ---- servers ---- */

static bool is_at(const struct bulk_peer *p, const union address *a, socklen_t len)
{
	return memcmp(&p->address, a, len) == 0;
}

/* The index of the server's entry, -1: no memory. */
static int peer_of(struct bulk *b, const union address *server)
{
	socklen_t len = address_len(server);
	int unused = -1;
	for (unsigned i = 0; i < b->npeers; i++) {
		if (is_at(&b->peers[i], server, len))
			return (int)i;
		if (!b->peers[i].sockets)
			unused = (int)i;
	}
	if (unused < 0 || b->npeers < PEERS_KEPT) {
		struct bulk_peer *peers = realloc(b->peers, (b->npeers + 1) * sizeof(*peers));
		if (!peers || b->npeers == UINT16_MAX)
			return -1;
		b->peers = peers;
		unused = (int)b->npeers++;
	}
	b->peers[unused] = (struct bulk_peer){ 0 };
	memcpy(&b->peers[unused].address, server, len);
	return unused;
}

/* ---- opening and closing ---- */

static bool grow(struct bulk *b)
{
	unsigned n = b->nsockets ? b->nsockets * 2 : SOCKETS_FIRST;
	if (n > SOCKETS_MAX)
		return false;
	struct bulk_socket *sockets = realloc(b->sockets, n * sizeof(*sockets));
	if (!sockets)
		return false;
	b->sockets = sockets;
	uint32_t *idle = realloc(b->idle, n * sizeof(*idle));
	if (!idle)
		return false;
	b->idle = idle;
	for (unsigned i = n - 1; i >= b->nsockets && i > 0; i--) {
		b->sockets[i] = (struct bulk_socket){ .fd = -1, .waiting = b->unused };
		b->unused = i;
	}
	b->nsockets = n;
	return true;
}

static int connected(struct io *io, const union address *server)
{
	int family = server->any.sa_family;
	int fd = io_socket(io, family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_IP);
	if (fd < 0)
		return fd;
	/* as in native_flows.c: ICMP errors that are not fatal to the kernel count as well */
	if (family == AF_INET)
		io_setsockopt(io, fd, SOL_IP, IP_RECVERR, 1);
	else
		io_setsockopt(io, fd, SOL_IPV6, IPV6_RECVERR, 1);
	int error = io_connect(io, fd, server, address_len(server));
	if (error) {
		io_close(io, fd);
		return error;
	}
	return fd;
}

static uint32_t open_socket(struct bulk *b, int peer, int *error)
{
	if (!b->unused && !grow(b)) {
		*error = -ENOMEM;
		return 0;
	}
	if (b->dry) {
		*error = -EMFILE;
		return 0;
	}
	uint32_t number = b->unused;
	int fd = connected(b->io, &b->peers[peer].address);
	*error = fd < 0 ? fd : bulk_watch(b, fd, EPOLLIN, b, number);
	if (*error < 0) {
		if (fd >= 0)
			io_close(b->io, fd);
		b->dry = *error == -EMFILE || *error == -ENFILE;
		return 0;
	}
	b->unused = b->sockets[number].waiting;
	b->sockets[number] =
		(struct bulk_socket){ .fd = fd, .peer = (uint16_t)peer, .born = b->now };
	b->peers[peer].sockets++;
	b->peers[peer].current = number;
	b->open++;
	return number;
}

void pool_idle(struct bulk *b, uint32_t number)
{
	if (b->sockets[number].listed)
		return;
	b->sockets[number].listed = true;
	b->idle[b->nidle++] = number;
}

void pool_sweep(struct bulk *b)
{
	for (unsigned i = 0; i < b->nidle; i++) {
		uint32_t number = b->idle[i];
		struct bulk_socket *s = &b->sockets[number];
		s->listed = false;
		if (s->waiting)
			continue;
		bulk_unwatch(b, s->fd);
		io_close_later(b->io, s->fd);
		struct bulk_peer *p = &b->peers[s->peer];
		p->sockets--;
		if (p->current == number)
			p->current = 0;
		*s = (struct bulk_socket){ .fd = -1, .waiting = b->unused };
		b->unused = number;
		b->open--;
	}
	b->nidle = 0;
}

/* ---- choosing ---- */

static bool has_room(const struct bulk *b, uint32_t number, uint16_t id)
{
	return number && !b->sockets[number].spent && !table_find(b, lease_of(number, id));
}

static bool is_fresh(const struct bulk *b, uint32_t number)
{
	const struct bulk_socket *s = &b->sockets[number];
	return s->flows < BULK_SHARE && b->now - s->born < SECOND;
}

/* The server's socket with the fewest waiting, limits or not. */
static uint32_t least_busy(const struct bulk *b, int peer, uint16_t id)
{
	uint32_t best = 0;
	for (uint32_t i = 1; i < b->nsockets; i++)
		if (b->sockets[i].fd >= 0 && b->sockets[i].peer == peer && has_room(b, i, id) &&
			(!best || b->sockets[i].waiting < b->sockets[best].waiting))
			best = i;
	return best;
}

static uint32_t choose(struct bulk *b, int peer, uint16_t id, int *error)
{
	unsigned alone = b->budget < BULK_ALONE ? b->budget : BULK_ALONE;
	uint32_t number = b->open < alone ? open_socket(b, peer, error) : 0;
	if (number)
		return number;
	number = b->peers[peer].current;
	if (has_room(b, number, id) && is_fresh(b, number))
		return number;
	number = b->open >= alone && b->open < b->budget ? open_socket(b, peer, error) : 0;
	if (!number && (number = least_busy(b, peer, id)))
		b->peers[peer].current = number;
	/* one for each server, whatever the budget */
	return number || *error ? number : open_socket(b, peer, error);
}

uint32_t pool_socket(
	struct bulk *b, const union address *server, bulk_lease beside, uint16_t id, int *error)
{
	*error = 0;
	if (beside && has_room(b, socket_of(beside), id))
		return socket_of(beside);
	int peer = peer_of(b, server);
	if (peer < 0) {
		*error = -ENOMEM;
		return 0;
	}
	uint32_t number = choose(b, peer, id, error);
	if (number && b->sockets[number].flows < UINT16_MAX)
		b->sockets[number].flows++;
	return number;
}

/* ---- what comes ---- */

void pool_fail(struct bulk *b, uint32_t number, int error)
{
	bulk_lease leases[BULK_BATCH];
	struct bulk_socket *s = &b->sockets[number];
	s->spent = true;
	if (b->peers[s->peer].current == number)
		b->peers[s->peer].current = 0;
	if (!s->waiting)
		pool_idle(b, number);
	for (unsigned n; (n = table_leases(b, number, leases, BULK_BATCH));) {
		for (unsigned i = 0; i < n; i++) {
			struct bulk_entry *e = table_find(b, leases[i]);
			if (!e) /* its neighbour's end was its own */
				continue;
			b->events->failed(b->arg, e->owner, e->tag, error);
			bulk_release(b, leases[i]); /* should it have been forgotten */
		}
	}
}

static void deliver(struct bulk *b, uint32_t number, const struct mmsghdr *m, const uint8_t *data)
{
	const struct bulk_entry *e = NULL;
	if (m->msg_len >= 2 && !(m->msg_hdr.msg_flags & MSG_TRUNC))
		e = table_find(b, lease_of(number, (uint16_t)(data[0] << 8 | data[1])));
	if (e)
		b->events->reply(b->arg, e->owner, e->tag, data, m->msg_len);
	else
		b->events->stray(b->arg, data, m->msg_len);
}

/* Asking for no more than can have come saves the kernel a look that finds nothing. */
void pool_read(struct bulk *b, uint32_t number)
{
	struct bulk_buffers *in = b->buffers;
	for (unsigned round = 0; round < READS; round++) {
		uint32_t waiting = b->sockets[number].waiting;
		unsigned want = waiting < BULK_BATCH ? waiting + !waiting : BULK_BATCH;
		int n = io_recvmmsg(b->io, b->sockets[number].fd, in->in, want, 0);
		if (n < 0 && n != -EAGAIN)
			pool_fail(b, number, -n);
		for (int i = 0; i < n; i++)
			deliver(b, number, &in->in[i], in->replies[i]);
		if (n < (int)want || !b->sockets[number].waiting)
			return;
	}
}
