/* Socket calls. */
#include <sys/syscall.h>
#include <unistd.h>
#include "resolver/io/call.h"

int io_socket(struct io *io, int domain, int type, int protocol)
{
	type |= SOCK_CLOEXEC;
	nsec begun = call_begin(io);
	int fd = (int)call_result(socket(domain, type, protocol));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_SOCKET,
				.result = fd,
				.socket = {
					.domain = domain, .type = type, .protocol = protocol } });
	return fd;
}

/* connect(2) is not repeated after EINTR: the attempt goes on by itself, and a second call would
 * only say EALREADY. */
int io_connect(struct io *io, int fd, const void *addr, socklen_t len)
{
	nsec begun = call_begin(io);
	int result = (int)call_result(connect(fd, addr, len));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_CONNECT,
				.fd = fd,
				.result = result,
				.name = { .addr = addr, .len = len } });
	return result;
}

int io_bind(struct io *io, int fd, const void *addr, socklen_t len)
{
	nsec begun = call_begin(io);
	int result = (int)call_result(bind(fd, addr, len));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_BIND,
				.fd = fd,
				.result = result,
				.name = { .addr = addr, .len = len } });
	return result;
}

int io_getsockname(struct io *io, int fd, union address *out)
{
	socklen_t len = sizeof(*out);
	nsec begun = call_begin(io);
	int result = (int)call_result(getsockname(fd, &out->any, &len));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_GETSOCKNAME,
				.fd = fd,
				.result = result,
				.name = { .addr = &out->any, .len = len, .room = sizeof(*out) } });
	return result;
}

int io_getpeername(struct io *io, int fd, union address *out)
{
	socklen_t len = sizeof(*out);
	nsec begun = call_begin(io);
	int result = (int)call_result(getpeername(fd, &out->any, &len));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_GETPEERNAME,
				.fd = fd,
				.result = result,
				.name = { .addr = &out->any, .len = len, .room = sizeof(*out) } });
	return result;
}

int io_setsockopt(struct io *io, int fd, int level, int option, int value)
{
	nsec begun = call_begin(io);
	int result = (int)call_result(setsockopt(fd, level, option, &value, sizeof(value)));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_SETSOCKOPT,
				.fd = fd,
				.result = result,
				.sockopt = { level, option, &value, sizeof(value) } });
	return result;
}

int io_getsockopt(struct io *io, int fd, int level, int option, int *value)
{
	int got = 0;
	socklen_t len = sizeof(got);
	nsec begun = call_begin(io);
	int result = (int)call_result(getsockopt(fd, level, option, &got, &len));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_GETSOCKOPT,
				.fd = fd,
				.result = result,
				.sockopt = { level, option, &got, len } });
	if (result == 0)
		*value = got;
	return result;
}

ssize_t io_send(struct io *io, int fd, const void *data, size_t len, int flags)
{
	for (;;) {
		nsec begun = call_begin(io);
		long result = call_result(send(fd, data, len, flags));
		if (begun)
			call_end(io, begun,
				&(struct stub_call){ .id = CALL_SENDTO,
					.fd = fd,
					.result = result,
					.data = { data, len, flags } });
		if (result != -EINTR)
			return result;
	}
}

ssize_t io_recv(struct io *io, int fd, void *data, size_t room, int flags)
{
	for (;;) {
		nsec begun = call_begin(io);
		long result = call_result(recv(fd, data, room, flags));
		if (begun)
			call_end(io, begun,
				&(struct stub_call){ .id = CALL_RECVFROM,
					.fd = fd,
					.result = result,
					.data = { data, room, flags } });
		if (result != -EINTR)
			return result;
	}
}

static void mmsg_end(const struct io *io, nsec begun, enum call_id id, int fd,
	const struct mmsghdr *v, unsigned n, int flags, int result)
{
	call_end(io, begun,
		&(struct stub_call){ .id = id,
			.fd = fd,
			.result = result,
			.mmsg = { .v = v, .n = n, .flags = flags } });
}

/* By number: musl's sendmmsg() makes one sendmsg(2) for each message. */
int io_sendmmsg(struct io *io, int fd, struct mmsghdr *v, unsigned n, int flags)
{
	for (;;) {
		nsec begun = call_begin(io);
		int result = (int)call_result(syscall(SYS_sendmmsg, fd, v, n, flags));
		if (begun)
			mmsg_end(io, begun, CALL_SENDMMSG, fd, v, n, flags, result);
		if (result != -EINTR)
			return result;
	}
}

int io_recvmmsg(struct io *io, int fd, struct mmsghdr *v, unsigned n, int flags)
{
	for (;;) {
		nsec begun = call_begin(io);
		int result = (int)call_result(recvmmsg(fd, v, n, (unsigned)flags, NULL));
		if (begun)
			mmsg_end(io, begun, CALL_RECVMMSG, fd, v, n, flags, result);
		if (result != -EINTR)
			return result;
	}
}
