/* Emitting and printing trace events. */
#ifndef RESOLVER_TRACE_H
#define RESOLVER_TRACE_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <stub/trace.h>

typedef uint64_t nsec; /* CLOCK_MONOTONIC, nanoseconds */

enum { SECOND = 1000000000, MILLISECOND = 1000000 };

/* Where events go; fn NULL: nowhere.  Passed by pointer to whatever traces. */
struct tracer {
	stub_trace_fn *fn;
	void *arg;
};

/* The system calls that io/ makes.  Those of strace's classes `network` and `poll` come first. */
#define CALL_MAP(X) \
	X(SOCKET, "socket") \
	X(BIND, "bind") \
	X(CONNECT, "connect") \
	X(GETSOCKNAME, "getsockname") \
	X(GETPEERNAME, "getpeername") \
	X(SETSOCKOPT, "setsockopt") \
	X(GETSOCKOPT, "getsockopt") \
	X(SENDTO, "sendto") \
	X(SENDMMSG, "sendmmsg") \
	X(RECVFROM, "recvfrom") \
	X(RECVMSG, "recvmsg") \
	X(RECVMMSG, "recvmmsg") \
	X(POLL, "poll") \
	X(OPENAT, "openat") \
	X(READ, "read") \
	X(WRITE, "write") \
	X(CLOSE, "close") \
	X(CLOSE_RANGE, "close_range") \
	X(STAT, "newfstatat") \
	X(GETRANDOM, "getrandom") \
	X(EPOLL_CREATE, "epoll_create1") \
	X(EPOLL_CTL, "epoll_ctl") \
	X(EPOLL_WAIT, "epoll_wait") \
	X(TIMERFD_CREATE, "timerfd_create") \
	X(TIMERFD_SETTIME, "timerfd_settime") \
	X(EVENTFD, "eventfd2") \
	X(INOTIFY_INIT, "inotify_init1") \
	X(INOTIFY_ADD, "inotify_add_watch") \
	X(UNLINK, "unlink") \
	X(FSTAT, "newfstatat") \
	X(MMAP, "mmap") \
	X(MUNMAP, "munmap")

enum call_id {
#define CALL_ENUM(id, name) CALL_##id,
	CALL_MAP(CALL_ENUM)
#undef CALL_ENUM
};

static inline bool call_is_network(enum call_id id)
{
	return id <= CALL_POLL;
}

/* One finished system call: its arguments as they are after it. */
struct stub_call {
	enum call_id id;
	int fd;      /* first argument where that is a descriptor, or another int */
	long result; /* as the kernel returned it: -errno on failure */
	union {
		struct {
			int domain, type, protocol;
		} socket;
		struct { /* connect, bind: len in; getsockname, getpeername: room in, *len out */
			const struct sockaddr *addr;
			socklen_t len, room;
		} name;
		struct {
			int level, option;
			const void *value;
			socklen_t len;
		} sockopt;
		struct { /* sendto and recvfrom without an address, read, write: room is what was
			    asked for */
			const void *data;
			size_t room;
			int flags;
		} data;
		struct { /* recvmsg: one iovec, and at most one descriptor as control data */
			const struct msghdr *msg;
			int flags;
		} msg;
		struct { /* sendmmsg, recvmmsg: one iovec and no control data each */
			const struct mmsghdr *v;
			unsigned n;
			int flags;
		} mmsg;
		struct {
			const struct pollfd *fds;
			nfds_t n;
			int timeout;
		} poll;
		struct { /* mmap to read what others share, munmap: at is its alone */
			const void *at;
			size_t len;
		} map;
		struct { /* openat, newfstatat, unlink, inotify_add_watch */
			const char *path;
			int flags;
			unsigned mode;
			const struct stat *stat;
		} path;
		struct {
			const struct epoll_event *ready;
			int n, timeout;
		} epoll_wait;
		struct { /* the rest */
			long arg[3];
			unsigned n;
		} other;
	};
};

static inline bool tracing(const struct tracer *tracer)
{
	return tracer->fn;
}

/* STUB_EVENT_STEP from a format; costs nothing but a test when nobody listens. */
void trace_step(const struct tracer *tracer, nsec now, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void trace_emit(const struct tracer *tracer, const struct stub_event *event);

#endif
