/* The one descriptor that stands for all that a resolver waits for. */
#include "resolver/loop.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

void loop_init(struct loop *loop)
{
	*loop = (struct loop){ .epoll = -1, .timer = -1, .armed = NSEC_NEVER };
}

void loop_fini(struct loop *loop, struct io *io)
{
	if (loop->epoll >= 0)
		io_close_later(io, loop->epoll);
	if (loop->timer >= 0)
		io_close_later(io, loop->timer);
	free(loop->slots);
	loop_init(loop);
}

int loop_open(struct loop *loop, struct io *io)
{
	if (loop->epoll >= 0)
		return loop->epoll;
	int timer = io_timerfd_create(io);
	int epoll = timer < 0 ? timer : io_epoll_create(io);
	int error = epoll < 0 ? epoll : io_epoll_ctl(io, epoll, EPOLL_CTL_ADD, timer, EPOLLIN);
	if (error < 0) {
		if (timer >= 0)
			io_close(io, timer);
		if (epoll >= 0)
			io_close(io, epoll);
		errno = -error;
		return -1;
	}
	loop->timer = timer;
	return loop->epoll = epoll;
}

static bool have_slot(struct loop *loop, int fd)
{
	if ((size_t)fd < loop->nslots)
		return true;
	size_t n = (size_t)fd + 64;
	struct loop_slot *slots = realloc(loop->slots, n * sizeof(*slots));
	if (!slots)
		return false;
	memset(slots + loop->nslots, 0, (n - loop->nslots) * sizeof(*slots));
	loop->slots = slots;
	loop->nslots = n;
	return true;
}

/* A closed descriptor leaves epoll by itself, and its number may have come back as another socket
 * since: what the slot says is a guess.  So a descriptor is added each time, and EEXIST is the
 * usual answer. */
static bool hold(struct loop *loop, struct io *io, const struct pollfd *p)
{
	if (!have_slot(loop, p->fd))
		return false;
	struct loop_slot *slot = &loop->slots[p->fd];
	slot->round = loop->round;
	uint32_t events = (p->events & POLLIN ? (uint32_t)EPOLLIN : 0u) |
			  (p->events & POLLOUT ? (uint32_t)EPOLLOUT : 0u);
	int error = io_epoll_ctl(io, loop->epoll, EPOLL_CTL_ADD, p->fd, events);
	if (error == -EEXIST && slot->events != p->events)
		error = io_epoll_ctl(io, loop->epoll, EPOLL_CTL_MOD, p->fd, events);
	slot->events = p->events;
	return error == 0 || error == -EEXIST;
}

void loop_arm(struct loop *loop, struct io *io, const struct waitset *w)
{
	if (loop->epoll < 0)
		return;
	loop->round++;
	bool all = true;
	for (unsigned i = 0; i < w->n; i++)
		all &= hold(loop, io, &w->fds[i]);
	for (size_t fd = 0; fd < loop->nslots; fd++) {
		if (!loop->slots[fd].events || loop->slots[fd].round == loop->round)
			continue;
		io_epoll_ctl(io, loop->epoll, EPOLL_CTL_DEL, (int)fd,
			0); /* ENOENT, EBADF: it is closed */
		loop->slots[fd].events = 0;
	}
	nsec until = w->until;
	nsec soon = io_now() + 10 * MILLISECOND;
	if (!all && until > soon) /* epoll would not take one: look again soon */
		until = soon;
	/* the timer is set again also when it has gone off: that is what makes it silent */
	if (until != loop->armed || until != NSEC_NEVER)
		io_timerfd_set(io, loop->timer, until);
	loop->armed = until;
}
