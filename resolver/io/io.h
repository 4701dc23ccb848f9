/* Every system call of the library and the programs, wrapped once: EINTR retried, errno kept as a
 * negative result, an event for whoever traces.  Nothing else in the tree calls the kernel.
 *
 * Unless said otherwise a function returns what its system call returns, or -errno.  Descriptors
 * are made close-on-exec. */
#ifndef IO_IO_H
#define IO_IO_H

#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <stub/resolver.h>
#include "resolver/trace.h"

enum { IO_CLOSE_MAX = 16 };

/* All zeros at the start; io_fini() at the end. */
struct io {
	struct tracer tracer;
	unsigned nclosing;
	int closing[IO_CLOSE_MAX]; /* what io_close_later() has gathered */
	unsigned draws;            /* random.c's, with its pool: NULL until it pays */
	struct random_pool *pool;
};

/* Closes what was gathered and gives memory back. */
void io_fini(struct io *io);

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct sockaddr_storage storage;
};

/* clock.c: no system calls, the vDSO answers */
nsec io_now(void);
nsec io_wall_now(void); /* since 1970 */

/* random.c: from a pool that getrandom(2) fills and that a fork empties.  False: the kernel has
 * none to give. */
bool io_random(struct io *io, void *out, size_t len);

/* socket.c */
int io_socket(struct io *io, int domain, int type, int protocol);
int io_connect(struct io *io, int fd, const void *addr, socklen_t len);
int io_bind(struct io *io, int fd, const void *addr, socklen_t len);
int io_getsockname(struct io *io, int fd, union address *out);
int io_getpeername(struct io *io, int fd, union address *out);
int io_setsockopt(struct io *io, int fd, int level, int option, int value);
int io_getsockopt(struct io *io, int fd, int level, int option, int *value);
ssize_t io_send(struct io *io, int fd, const void *data, size_t len, int flags);
ssize_t io_recv(struct io *io, int fd, void *data, size_t room, int flags);
/* One message to each element with one iovec; never an address, and no control data but UDP_SEGMENT
 * out.  Elements are
 * zeroed where nothing is said: the kernel reads as a long what musl declares as an int. */
int io_sendmmsg(struct io *io, int fd, struct mmsghdr *v, unsigned n, int flags);
int io_recvmmsg(struct io *io, int fd, struct mmsghdr *v, unsigned n, int flags);
/* What a local peer sent, and the descriptor that came with it: *passed, -1 without one.  There is
 * room for one: the kernel leaves out what is more. */
ssize_t io_recv_descriptor(struct io *io, int fd, void *data, size_t room, int flags, int *passed);

/* poll.c: until is a moment, not a span; past: returns at once; NSEC_NEVER: no limit. */
#define NSEC_NEVER UINT64_MAX
int io_poll(struct io *io, struct pollfd *fds, nfds_t n, nsec until);

/* files.c */
int io_open(struct io *io, const char *path, int flags, unsigned mode);
ssize_t io_read(struct io *io, int fd, void *data, size_t room);
/* Writes everything, waiting where the descriptor makes it wait: len, or -errno with an unknown
 * part written. */
ssize_t io_write(struct io *io, int fd, const void *data, size_t len);
int io_stat(struct io *io, const char *path, struct stat *out);
int io_fstat(struct io *io, int fd, struct stat *out);
/* Maps the first len octets of a file to be read while others write them: NULL, and *error, where
 * that cannot be.  A touch of what the file no longer has is a SIGBUS. */
const void *io_map(struct io *io, int fd, size_t len, int *error);
void io_unmap(struct io *io, const void *map, size_t len);
/* 1: a terminal; 0: not; -EBADF: not open. */
int io_isatty(struct io *io, int fd);
int io_unlink(struct io *io, const char *path);
/* Takes the numbers 0 to 2 where they are free, so that nothing else gets one: reading standard
 * input that was closed, and writing to the others, still is EBADF. */
void io_keep_standard(void);
/* From now on a pipe without a reader is -EPIPE of io_write() and not the end of the process. */
void io_ignore_sigpipe(void);
/* Closes now and tells what close(2) said; EINTR counts as closed (Linux). */
int io_close(struct io *io, int fd);
/* Closes at the next io_close_flush(), together with its neighbours. */
void io_close_later(struct io *io, int fd);
/* Closes what was gathered, one close_range(2) for each run of consecutive numbers. */
void io_close_flush(struct io *io);
/* A whole file: into buf if it fits, else into a block from malloc that the caller frees; *data
 * says which.  Returns the length or -errno; NUL-terminated in either case.  The descriptor is
 * closed later. */
ssize_t io_read_file(struct io *io, const char *path, char *buf, size_t cap, char **data);

/* event.c: for those who watch many descriptors at once */
int io_epoll_create(struct io *io);
int io_epoll_ctl(struct io *io, int epfd, int op, int fd, uint32_t events);
/* Ready descriptors into fds; returns how many. */
int io_epoll_wait(struct io *io, int epfd, int *fds, int n, int timeout_ms);
/* The same, and what each is ready for into events, which may be NULL. */
int io_epoll_events(struct io *io, int epfd, int *fds, uint32_t *events, int n, int timeout_ms);
int io_timerfd_create(struct io *io);
int io_timerfd_set(struct io *io, int fd, nsec when); /* NSEC_NEVER: disarm */
int io_eventfd(struct io *io);
int io_inotify_init(struct io *io);
int io_inotify_add(struct io *io, int fd, const char *path, uint32_t mask);

/* address.c: no system calls */
void address_from_addr(union address *out, const struct stub_addr *addr, uint16_t port);
socklen_t address_len(const union address *a);
uint16_t address_port(const union address *a);
void address_set_port(union address *a, uint16_t port);
/* "192.0.2.1", "192.0.2.1:53", "[2001:db8::1%eth0]:5353": false if text is none of these.  Zone
 * names cost if_nametoindex(3). */
bool address_from_text(union address *out, const char *text, uint16_t default_port);
enum { ADDRESS_TEXT = 80 };
/* "192.0.2.1:53", "[2001:db8::1]:53" */
void address_to_text(const union address *a, char out[static ADDRESS_TEXT]);

#endif
