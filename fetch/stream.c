/* The octets of one connection: waits, whole sends, a buffer that grows with what comes. */
#include "fetch/stream.h"
#include <errno.h>
#include <stdlib.h>

static char room[STREAM_ROOM];

void stream_init(struct stream *s, struct io *io, int fd, nsec until)
{
	*s = (struct stream){
		.io = io, .fd = fd, .until = until, .dry = true, .data = room, .cap = sizeof(room)
	};
}

void stream_fini(struct stream *s)
{
	free(s->heap);
	s->heap = NULL;
	if (s->fd >= 0)
		io_close_later(s->io, s->fd);
	s->fd = -1;
}

static int wait_for(struct stream *s, short events)
{
	struct pollfd wait = { .fd = s->fd, .events = events };
	int ready = io_poll(s->io, &wait, 1, s->until);
	return ready > 0 ? 0 : ready ? ready : -ETIME;
}

int stream_send(struct stream *s, struct piece data)
{
	while (data.len) {
		ssize_t sent = io_send(s->io, s->fd, data.at, data.len, MSG_NOSIGNAL);
		if (sent == -EAGAIN) {
			int result = wait_for(s, POLLOUT);
			if (result)
				return result;
			continue;
		}
		if (sent < 0)
			return (int)sent;
		data.at += sent;
		data.len -= (size_t)sent;
	}
	return 0;
}

ssize_t stream_receive(struct stream *s, size_t most)
{
	size_t left = s->cap - s->len;
	if (most > left)
		most = left;
	for (;;) {
		/* a stream that never runs dry is never waited for, so nobody else looks at the
		 * clock */
		if (!s->dry && s->until != NSEC_NEVER && io_now() >= s->until)
			return -ETIME;
		int result = s->dry ? wait_for(s, POLLIN) : 0;
		if (result)
			return result;
		ssize_t got = io_recv(s->io, s->fd, s->data + s->len, most, 0);
		/* less than asked for: the socket is empty, and asking again at once would mostly
		 * say so */
		s->dry = got < 0 || (size_t)got < most;
		if (got == -EAGAIN)
			continue;
		if (got > 0)
			s->len += (size_t)got;
		return got;
	}
}

bool stream_reserve(struct stream *s)
{
	if (s->cap - s->len >= STREAM_FIRST)
		return true;
	char *larger = realloc(s->heap, s->cap * 2);
	if (!larger)
		return false;
	if (!s->heap)
		memcpy(larger, s->data, s->len);
	s->data = s->heap = larger;
	s->cap *= 2;
	return true;
}

void stream_drop(struct stream *s, size_t n)
{
	s->len -= n;
	memmove(s->data, s->data + n, s->len);
}
