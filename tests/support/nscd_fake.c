/* A name service cache daemon that says what it is told to say. */
#include "tests/support/nscd_fake.h"

#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { HELD_MAX = 256, GETFDHST = 13, REQUEST_HEADER = 12 };

struct nscd_fake {
	pthread_t thread;
	pthread_mutex_t lock;
	struct sockaddr_un addr;
	int listener, wake[2];
	int held[HELD_MAX];
	unsigned nheld, names, maps;
	struct fake_answer name, map;
};

static bool write_piece(int fd, const struct fake_answer *a, size_t at, size_t len)
{
	union {
		struct cmsghdr align;
		char octets[CMSG_SPACE(sizeof(a->fds))];
	} control = { .octets = { 0 } };
	struct iovec iov = { .iov_base = (char *)a->octets + at, .iov_len = len };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };
	if (a->nfds && at == 0) {
		size_t size = a->nfds * sizeof(int);
		m.msg_control = &control;
		m.msg_controllen = CMSG_SPACE(size);
		struct cmsghdr *c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(size);
		memcpy(CMSG_DATA(c), a->fds, size);
	}
	return sendmsg(fd, &m, MSG_NOSIGNAL) == (ssize_t)len;
}

static void answer(int fd, const struct fake_answer *a)
{
	for (size_t at = 0, len; at < a->len; at += len) {
		len = a->piece && a->piece < a->len - at ? a->piece : a->len - at;
		if (!write_piece(fd, a, at, len))
			return;
	}
}

static void serve(struct nscd_fake *f)
{
	unsigned char request[2048];
	int fd = accept(f->listener, NULL, NULL);
	if (fd < 0)
		return;
	ssize_t n = recv(fd, request, sizeof(request), 0);
	pthread_mutex_lock(&f->lock);
	if (n > REQUEST_HEADER) {
		bool map = request[4] == GETFDHST || request[7] == GETFDHST;
		const struct fake_answer *a = map ? &f->map : &f->name;
		answer(fd, a);
		if (a->hold && f->nheld < HELD_MAX) {
			f->held[f->nheld++] = fd;
			fd = -1;
		}
		if (map)
			f->maps++;
		else
			f->names++;
	}
	if (fd >= 0)
		close(fd);
	pthread_mutex_unlock(&f->lock);
}

static void *run(void *arg)
{
	struct nscd_fake *f = arg;
	struct pollfd fds[] = { { .fd = f->wake[0], .events = POLLIN },
		{ .fd = f->listener, .events = POLLIN } };
	for (;;) {
		poll(fds, 2, -1);
		if (fds[1].revents) {
			serve(f);
			continue;
		}
		char why;
		if (read(f->wake[0], &why, 1) != 1)
			return NULL;
		/* everything that was sent before has been answered */
		if (write(f->wake[0], &why, 1) != 1)
			return NULL;
	}
}

struct nscd_fake *nscd_fake_start(const char *path)
{
	struct nscd_fake *f = calloc(1, sizeof(*f));
	size_t len = strlen(path) + 1;
	if (!f || len > sizeof(f->addr.sun_path))
		goto fail;
	f->addr.sun_family = AF_UNIX;
	memcpy(f->addr.sun_path, path, len);
	pthread_mutex_init(&f->lock, NULL);
	f->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(f->listener, (const struct sockaddr *)&f->addr, sizeof(f->addr)) ||
		listen(f->listener, 64) ||
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, f->wake))
		goto fail;
	if (!pthread_create(&f->thread, NULL, run, f))
		return f;
fail:
	free(f);
	return NULL;
}

void nscd_fake_answers(
	struct nscd_fake *f, const struct fake_answer *name, const struct fake_answer *map)
{
	pthread_mutex_lock(&f->lock);
	f->name = *name;
	f->map = *map;
	pthread_mutex_unlock(&f->lock);
}

static unsigned count(struct nscd_fake *f, const unsigned *which)
{
	pthread_mutex_lock(&f->lock);
	unsigned n = *which;
	pthread_mutex_unlock(&f->lock);
	return n;
}

unsigned nscd_fake_names(struct nscd_fake *f)
{
	return count(f, &f->names);
}

unsigned nscd_fake_maps(struct nscd_fake *f)
{
	return count(f, &f->maps);
}

void nscd_fake_settle(struct nscd_fake *f)
{
	char c = 's';
	if (write(f->wake[1], &c, 1) == 1)
		(void)!read(f->wake[1], &c, 1);
}

void nscd_fake_stop(struct nscd_fake *f)
{
	if (!f)
		return;
	shutdown(f->wake[1], SHUT_RDWR);
	pthread_join(f->thread, NULL);
	unlink(f->addr.sun_path);
	for (unsigned i = 0; i < f->nheld; i++)
		close(f->held[i]);
	close(f->listener);
	close(f->wake[0]);
	close(f->wake[1]);
	pthread_mutex_destroy(&f->lock);
	free(f);
}
