/* Descriptors that a local peer passes on, and the memory behind them. */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include "resolver/io/call.h"

/* The one descriptor among what came; -1: none. */
static int passed_in(struct msghdr *m)
{
	int fd = -1;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
			c->cmsg_len >= CMSG_LEN(sizeof(fd)))
			memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	return fd;
}

/* CMSG_SPACE() would have room for a second descriptor in its padding, which nobody would close. */
ssize_t io_recv_descriptor(struct io *io, int fd, void *data, size_t room, int flags, int *passed)
{
	union {
		struct cmsghdr align;
		char octets[CMSG_LEN(sizeof(int))];
	} control;
	flags |= MSG_CMSG_CLOEXEC;
	for (;;) {
		struct iovec iov = { .iov_base = data, .iov_len = room };
		struct msghdr m = { .msg_iov = &iov,
			.msg_iovlen = 1,
			.msg_control = &control,
			.msg_controllen = CMSG_LEN(sizeof(int)) };
		nsec begun = call_begin(io);
		long result = call_result(recvmsg(fd, &m, flags));
		if (begun)
			call_end(io, begun,
				&(struct stub_call){ .id = CALL_RECVMSG,
					.fd = fd,
					.result = result,
					.msg = { .msg = &m, .flags = flags } });
		if (result == -EINTR)
			continue;
		*passed = result < 0 ? -1 : passed_in(&m);
		return result;
	}
}

/* By this name on every C library that can. */
int io_fstat(struct io *io, int fd, struct stat *out)
{
	nsec begun = call_begin(io);
	int result = (int)call_result(fstatat(fd, "", out, AT_EMPTY_PATH));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_FSTAT,
				.fd = fd,
				.result = result,
				.path = { .path = "", .flags = AT_EMPTY_PATH, .stat = out } });
	return result;
}

const void *io_map(struct io *io, int fd, size_t len, int *error)
{
	nsec begun = call_begin(io);
	void *map = mmap(NULL, len, PROT_READ, MAP_SHARED, fd, 0);
	*error = map == MAP_FAILED ? -errno : 0;
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_MMAP,
				.fd = fd,
				.result = *error ? *error : (long)map,
				.map = { .len = len } });
	return *error ? NULL : map;
}

void io_unmap(struct io *io, const void *map, size_t len)
{
	nsec begun = call_begin(io);
	int result = (int)call_result(munmap((void *)map, len));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_MUNMAP,
				.result = result,
				.map = { .at = map, .len = len } });
}
