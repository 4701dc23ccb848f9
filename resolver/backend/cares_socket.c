/* The sockets of c-ares: made, used and closed through io/, so that they show in the trace. */
#include "resolver/backend/cares.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

/* Each function answers as its system call does: -1 and errno. */
static ssize_t answer(ssize_t result)
{
	if (result >= 0)
		return result;
	errno = (int)-result;
	return -1;
}

struct sock *socks_find(struct socks *all, int fd)
{
	for (unsigned i = 0; i < all->n; i++)
		if (all->list[i].fd == fd)
			return &all->list[i];
	return NULL;
}

static ares_socket_t sock_open(int domain, int type, int protocol, void *arg)
{
	struct socks *all = arg;
	/* c-ares leaves making it non-blocking to whoever makes it */
	return (ares_socket_t)answer(io_socket(all->io, domain, type | SOCK_NONBLOCK, protocol));
}

static int sock_close(ares_socket_t fd, void *arg)
{
	struct socks *all = arg;
	struct sock *s = socks_find(all, fd);
	if (s)
		*s = all->list[--all->n];
	return (int)answer(io_close(all->io, fd));
}

static int sock_connect(
	ares_socket_t fd, const struct sockaddr *addr, ares_socklen_t len, void *arg)
{
	struct socks *all = arg;
	if (all->n == all->cap) {
		unsigned cap = all->cap ? all->cap * 2 : 4;
		struct sock *socks = realloc(all->list, cap * sizeof *socks);
		if (!socks)
			return (int)answer(-ENOMEM);
		all->list = socks;
		all->cap = cap;
	}
	struct sock *s = &all->list[all->n++];
	*s = (struct sock){ .fd = fd };
	memcpy(&s->peer, addr, len < sizeof s->peer ? len : sizeof s->peer);
	return (int)answer(io_connect(all->io, fd, addr, len));
}

static ares_ssize_t sock_recv(ares_socket_t fd, void *data, size_t room, int flags,
	struct sockaddr *from, ares_socklen_t *from_len, void *arg)
{
	struct socks *all = arg;
	ssize_t n = answer(io_recv(all->io, fd, data, room, flags));
	struct sock *s = socks_find(all, fd);
	/* connected: the kernel lets nobody else's datagrams through */
	if (n >= 0 && from && s) {
		socklen_t len = address_len(&s->peer);
		memcpy(from, &s->peer, len < *from_len ? len : *from_len);
		*from_len = len;
	}
	return n;
}

static ares_ssize_t sock_send(ares_socket_t fd, const struct iovec *v, int n, void *arg)
{
	struct socks *all = arg;
	(void)n; /* more than one on TCP only, where a part may be taken */
	return answer(io_send(all->io, fd, v->iov_base, v->iov_len, MSG_NOSIGNAL));
}

const struct ares_socket_functions socks_functions = {
	.asocket = sock_open,
	.aclose = sock_close,
	.aconnect = sock_connect,
	.arecvfrom = sock_recv,
	.asendv = sock_send,
};

void socks_state(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct sock *s = socks_find(arg, fd);
	if (s)
		s->events = (short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0));
}
