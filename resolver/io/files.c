/* Files and descriptors: reading, writing, closing. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "resolver/io/call.h"

enum { FILE_FIRST = 16384, FILE_MAX = 64 << 20 };

int io_open(struct io *io, const char *path, int flags, unsigned mode)
{
	flags |= O_CLOEXEC;
	for (;;) {
		nsec begun = call_begin(io);
		int fd = (int)call_result(openat(AT_FDCWD, path, flags, (mode_t)mode));
		if (begun)
			call_end(io, begun,
				&(struct stub_call){ .id = CALL_OPENAT,
					.result = fd,
					.path = { .path = path, .flags = flags, .mode = mode } });
		if (fd != -EINTR)
			return fd;
	}
}

ssize_t io_read(struct io *io, int fd, void *data, size_t room)
{
	for (;;) {
		nsec begun = call_begin(io);
		long result = call_result(read(fd, data, room));
		if (begun)
			call_end(io, begun,
				&(struct stub_call){ .id = CALL_READ,
					.fd = fd,
					.result = result,
					.data = { .data = data, .room = room } });
		if (result != -EINTR)
			return result;
	}
}

static long write_some(struct io *io, int fd, const void *data, size_t len)
{
	nsec begun = call_begin(io);
	long result = call_result(write(fd, data, len));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_WRITE,
				.fd = fd,
				.result = result,
				.data = { .data = data, .room = len } });
	return result;
}

ssize_t io_write(struct io *io, int fd, const void *data, size_t len)
{
	for (size_t done = 0; done < len;) {
		long result = write_some(io, fd, (const char *)data + done, len - done);
		if (result == -EAGAIN) {
			struct pollfd wait = { .fd = fd, .events = POLLOUT };
			result = io_poll(io, &wait, 1, NSEC_NEVER);
			if (result < 0)
				return result;
		} else if (result >= 0) {
			done += (size_t)result;
		} else if (result != -EINTR) {
			return result;
		}
	}
	return (ssize_t)len;
}

int io_stat(struct io *io, const char *path, struct stat *out)
{
	nsec begun = call_begin(io);
	int result = (int)call_result(fstatat(AT_FDCWD, path, out, 0));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_STAT,
				.result = result,
				.path = { .path = path, .stat = out } });
	return result;
}

int io_unlink(struct io *io, const char *path)
{
	nsec begun = call_begin(io);
	int result = (int)call_result(unlink(path));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){
				.id = CALL_UNLINK, .result = result, .path = { .path = path } });
	return result;
}

/* Not traced: it asks about the process's surroundings, and no tracer has a row for ioctl(2). */
int io_isatty(struct io *io, int fd)
{
	(void)io;
	if (isatty(fd))
		return 1;
	return errno == EBADF ? -EBADF : 0;
}

void io_keep_standard(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

void io_ignore_sigpipe(void)
{
	signal(SIGPIPE, SIG_IGN);
}

int io_close(struct io *io, int fd)
{
	nsec begun = call_begin(io);
	int result = (int)call_result(close(fd));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_CLOSE, .fd = fd, .result = result });
	return result == -EINTR ? 0 : result;
}

/* ThreadSanitizer follows descriptors, and sees only close(2) end them. */
#if defined(__SANITIZE_THREAD__)
#define FOLLOWED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define FOLLOWED 1
#endif
#endif

/* False where the kernel does not know close_range(2), or a filter forbids it. */
static bool close_run(struct io *io, int first, int last)
{
#if defined(SYS_close_range) && !defined(FOLLOWED)
	nsec begun = call_begin(io);
	long result = call_result(syscall(SYS_close_range, first, last, 0));
	if (begun)
		call_end(io, begun,
			&(struct stub_call){ .id = CALL_CLOSE_RANGE,
				.fd = first,
				.result = result,
				.other = { .arg = { last, 0 }, .n = 2 } });
	return result == 0;
#else
	(void)io, (void)first, (void)last;
	return false;
#endif
}

void io_close_later(struct io *io, int fd)
{
	if (io->nclosing == IO_CLOSE_MAX)
		io_close_flush(io);
	unsigned at = io->nclosing++;
	for (; at > 0 && io->closing[at - 1] > fd; at--)
		io->closing[at] = io->closing[at - 1];
	io->closing[at] = fd;
}

/* Only runs without a gap: a number in between is somebody else's. */
void io_close_flush(struct io *io)
{
	const int *v = io->closing;
	for (unsigned i = 0, end; i < io->nclosing; i = end) {
		for (end = i + 1; end < io->nclosing && v[end] == v[end - 1] + 1;)
			end++;
		if (end - i > 1 && close_run(io, v[i], v[end - 1]))
			continue;
		for (unsigned k = i; k < end; k++)
			io_close(io, v[k]);
	}
	io->nclosing = 0;
}

/* A larger block with the len octets of `from` in it; block is what `from` is on the heap, else
 * NULL. */
static char *grow(char *block, const char *from, size_t len, size_t *room)
{
	*room = *room < FILE_FIRST ? FILE_FIRST : *room * 4;
	if (*room > FILE_MAX)
		*room = FILE_MAX;
	char *larger = realloc(block, *room);
	if (larger && !block && len)
		memcpy(larger, from, len);
	return larger;
}

/* A read that fills less than the room is the end: regular files do nothing else, and asking again
 * would cost a call. */
static ssize_t read_all(struct io *io, int fd, char *buf, size_t room, char **data)
{
	char *block = NULL, *at = buf;
	size_t len = 0;
	ssize_t error = -ENOMEM;
	for (;;) {
		ssize_t got = room > len ? io_read(io, fd, at + len, room - len) : 0;
		if (got < 0) {
			error = got;
			break;
		}
		len += (size_t)got;
		if (len < room) {
			at[len] = 0;
			*data = at;
			return (ssize_t)len;
		}
		if (room >= FILE_MAX) {
			error = -EFBIG;
			break;
		}
		char *larger = grow(block, at, len, &room);
		if (!larger)
			break;
		block = at = larger;
	}
	free(block);
	return error;
}

ssize_t io_read_file(struct io *io, const char *path, char *buf, size_t cap, char **data)
{
	int fd = io_open(io, path, O_RDONLY, 0);
	if (fd < 0)
		return fd;
	ssize_t len = read_all(io, fd, buf, cap, data);
	io_close_later(io, fd);
	return len;
}
