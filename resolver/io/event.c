/* Descriptors that watch: epoll, timerfd, eventfd, inotify. */
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include "resolver/io/call.h"

enum { READY_MAX = 64 };

static int made(const struct io *io, nsec begun, enum call_id id, int fd, int flags)
{
	if (begun)
		call_end(io, begun,
			&(struct stub_call){
				.id = id, .result = fd, .other = { .arg = { flags } } });
	return fd;
}

int io_epoll_create(struct io *io)
{
	nsec begun = call_begin(io);
	int fd = (int)call_result(epoll_create1(EPOLL_CLOEXEC));
	return made(io, begun, CALL_EPOLL_CREATE, fd, EPOLL_CLOEXEC);
}

int io_timerfd_create(struct io *io)
{
	nsec begun = call_begin(io);
	int fd = (int)call_result(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
	return made(io, begun, CALL_TIMERFD_CREATE, fd, TFD_NONBLOCK | TFD_CLOEXEC);
}

int io_eventfd(struct io *io)
{
	nsec begun = call_begin(io);
	int fd = (int)call_result(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
	return made(io, begun, CALL_EVENTFD, fd, EFD_NONBLOCK | EFD_CLOEXEC);
}

int io_inotify_init(struct io *io)
{
	nsec begun = call_begin(io);
	int fd = (int)call_result(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
	return made(io, begun, CALL_INOTIFY_INIT, fd, IN_NONBLOCK | IN_CLOEXEC);
}

int io_epoll_ctl(struct io *io, int epfd, int op, int fd, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.u64 = (uint64_t)fd };
	nsec begun = call_begin(io);
	int result = (int)call_result(epoll_ctl(epfd, op, fd, op == EPOLL_CTL_DEL ? NULL : &event));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_EPOLL_CTL,
				.fd = epfd,
				.result = result,
				.other = { .arg = { op, fd, (long)events } } });
	return result;
}

static int wait_once(struct io *io, int epfd, struct epoll_event *ready, int n, int timeout_ms)
{
	nsec begun = call_begin(io);
	int result = (int)call_result(epoll_wait(epfd, ready, n, timeout_ms));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_EPOLL_WAIT,
				.fd = epfd,
				.result = result,
				.epoll_wait = { ready, n, timeout_ms } });
	return result;
}

int io_epoll_wait(struct io *io, int epfd, int *fds, int n, int timeout_ms)
{
	return io_epoll_events(io, epfd, fds, NULL, n, timeout_ms);
}

int io_epoll_events(struct io *io, int epfd, int *fds, uint32_t *events, int n, int timeout_ms)
{
	struct epoll_event ready[READY_MAX];
	if (n > READY_MAX)
		n = READY_MAX;
	nsec until = timeout_ms > 0 ? io_now() + (nsec)timeout_ms * MILLISECOND : 0;
	int result = wait_once(io, epfd, ready, n, timeout_ms);
	while (result == -EINTR) {
		nsec now = until ? io_now() : 0;
		if (until)
			timeout_ms = until > now ? (int)((until - now - 1) / MILLISECOND + 1) : 0;
		result = wait_once(io, epfd, ready, n, timeout_ms);
	}
	for (int i = 0; i < result; i++) {
		fds[i] = ready[i].data.fd;
		if (events)
			events[i] = ready[i].events;
	}
	return result;
}

int io_timerfd_set(struct io *io, int fd, nsec when)
{
	if (when == 0) /* all zeros would disarm */
		when = 1;
	struct itimerspec spec = { 0 };
	if (when != NSEC_NEVER) {
		spec.it_value.tv_sec = (time_t)(when / SECOND);
		spec.it_value.tv_nsec = (long)(when % SECOND);
	}
	nsec begun = call_begin(io);
	int result = (int)call_result(timerfd_settime(fd, TFD_TIMER_ABSTIME, &spec, NULL));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_TIMERFD_SETTIME,
				.fd = fd,
				.result = result,
				.other = {
					.arg = { spec.it_value.tv_sec, spec.it_value.tv_nsec } } });
	return result;
}

int io_inotify_add(struct io *io, int fd, const char *path, uint32_t mask)
{
	nsec begun = call_begin(io);
	int result = (int)call_result(inotify_add_watch(fd, path, mask));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_INOTIFY_ADD,
				.fd = fd,
				.result = result,
				.path = { .path = path, .flags = (int)mask } });
	return result;
}
