/* The native backend's talk with nscd: its shared memory first, then its socket. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/un.h>
#include "resolver/backend/native.h"

/* ---- the socket ---- */

/* A connection with the request sent; -1, and why in *error, where that cannot be at once. */
static int nscd_connect(struct backend *b, const void *request, size_t len, int *error)
{
	struct io *io = b->setup.io;
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	const char *path = b->setup.options->nscd_socket;
	if (!path)
		path = NSCD_SOCKET;
	size_t path_len = strlen(path);
	*error = -ENAMETOOLONG;
	if (!len || path_len >= sizeof(addr.sun_path))
		return -1;
	memcpy(addr.sun_path, path, path_len + 1);
	int fd = io_socket(io, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	*error = fd;
	if (fd < 0)
		return -1;
	*error = io_connect(io, fd, &addr, NSCD_ADDRESS_LEN);
	if (*error == 0) {
		ssize_t sent = io_send(io, fd, request, len, MSG_NOSIGNAL);
		if (sent == (ssize_t)len)
			return fd;
		*error = sent < 0 ? (int)sent : -EIO;
	}
	io_close_later(io, fd);
	return -1;
}

/* ---- requests and replies: of a name, or of an address ---- */

static size_t request_of(const struct task *task, unsigned char out[static NSCD_REQUEST_MAX])
{
	const struct lookup *l = &task->lookup;
	return l->addr ? nscd_request_reverse(out, l->addr) : nscd_request(out, l->text);
}

/* What the octets that have come say, and what the lookup wants then; *want is untouched by MORE
 * and UNUSABLE. */
static enum nscd_verdict take_reply(struct task *task, const unsigned char *data, size_t len,
	bool ended, nsec now, enum lookup_want *want)
{
	struct lookup *l = &task->lookup;
	struct nscd_reply reply;
	struct nscd_host host;
	enum nscd_verdict verdict = l->addr ? nscd_parse_reverse(data, len, ended, l->addr, &host)
					    : nscd_parse(data, len, ended, &reply);
	if (verdict == NSCD_MORE || verdict == NSCD_UNUSABLE)
		return verdict;
	*want = l->addr ? lookup_nscd_host(l, verdict, &host, now)
			: lookup_nscd(l, verdict, &reply, now);
	return verdict;
}

/* ---- the map ----
 *
 * It is asked for with a lookup and taken with a later one: no lookup waits for it, and a process
 * that looks up once does not ask.  The first lookup that the daemon answers over its socket only
 * shows that it is there; the second one asks for the map beside its own question.
 *
 * A map is asked for anew after NSCD_MAP_AGE: the kernel does not always tell that a daemon was
 * killed, and its map would outlive it, next to its successor's. */

static void map_refused(struct backend *b, nsec now, const char *why)
{
	b->nscd.map_rest = NSCD_REST;
	trace_step(&b->setup.io->tracer, now, "nscd: no shared memory: %s", why);
}

static void map_drop(struct backend *b)
{
	if (b->nscd.map.data)
		io_unmap(b->setup.io, b->nscd.map.data, b->nscd.map.size);
	b->nscd.map.data = NULL;
}

/* Reading a map does not survive that its file becomes shorter.  Nobody but root and the user that
 * we are may be able to do that: root's daemon, or one that this user has chosen by himself.  What
 * remains is that such a daemon goes mad; it can as well end us by a signal.  (glibc's own never
 * makes a file shorter that it has handed out: it makes a new one.)  The user is the one that the
 * program was started for: who has left root's rights since has the daemon's socket. */
static const char *file_trouble(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return "not a file";
	if (st->st_uid != 0 && st->st_uid != getauxval(AT_EUID))
		return "somebody else's file";
	if (st->st_mode & (S_IWGRP | S_IWOTH))
		return "a file that others may write";
	if (st->st_size < NSCD_MAP_HEADER || st->st_size > NSCD_MAP_MAX)
		return "a file of no likely size";
	return NULL;
}

static const char *map_file(struct backend *b, int fd)
{
	struct io *io = b->setup.io;
	struct stat st;
	int error = io_fstat(io, fd, &st);
	if (error)
		return strerror(-error);
	const char *trouble = file_trouble(&st);
	if (trouble)
		return trouble;
	size_t size = (size_t)st.st_size;
	const void *data = io_map(io, fd, size, &error);
	if (!data)
		return strerror(-error);
	if (nscd_map_open(&b->nscd.map, data, size, (int64_t)(io_wall_now() / SECOND)))
		return NULL;
	io_unmap(io, data, size);
	return "not a map that is kept up to date";
}

/* What the daemon has answered to the question for its map, if it has. */
static void map_take(struct backend *b, nsec now)
{
	struct nscd_link *link = &b->nscd;
	unsigned char reply[NSCD_MAP_REPLY + 1];
	int fd;
	ssize_t n = io_recv_descriptor(
		b->setup.io, link->asking - 1, reply, sizeof(reply), MSG_DONTWAIT, &fd);
	if (n == -EAGAIN && now < link->patience)
		return;
	io_close_later(b->setup.io, link->asking - 1);
	link->asking = 0;
	if (n > 0 && fd >= 0 && nscd_is_map_reply(reply, (size_t)n)) {
		const char *trouble = map_file(b, fd);
		link->map_until = now + NSCD_MAP_AGE;
		if (trouble)
			map_refused(b, now, trouble);
		else
			trace_step(&b->setup.io->tracer, now, "nscd: its shared memory, %zu octets",
				link->map.size);
	} else {
		map_refused(b, now, n < 0 ? strerror((int)-n) : "no descriptor");
	}
	if (fd >= 0)
		io_close_later(b->setup.io, fd);
}

/* The daemon has taken a question just now. */
static void map_ask(struct backend *b, nsec now)
{
	struct nscd_link *link = &b->nscd;
	unsigned char request[NSCD_REQUEST_MAX];
	int error;
	if (link->map.data || link->asking || !link->met) {
		link->met = true;
		return;
	}
	if (link->map_rest) {
		link->map_rest--;
		return;
	}
	int fd = nscd_connect(b, request, nscd_request_map(request), &error);
	if (fd < 0) {
		map_refused(b, now, strerror(-error));
		return;
	}
	link->asking = fd + 1;
	link->patience = now + NSCD_PATIENCE;
}

/* What the map says of the request; UNUSABLE: nothing, ask the daemon.  In a frame of its own: the
 * room for a reply costs. */
__attribute__((noinline)) static bool map_answers(struct backend *b, struct task *task,
	const void *request, size_t len, nsec now, enum lookup_want *want)
{
	unsigned char octets[NSCD_REPLY_MAX];
	size_t size;
	const struct tracer *tracer = &b->setup.io->tracer;
	if (now >= b->nscd.map_until) {
		map_drop(b);
		return false;
	}
	switch (nscd_map_find(
		&b->nscd.map, (int64_t)(io_wall_now() / SECOND), request, len, octets, &size)) {
	case NSCD_MAP_MISS: return false;
	case NSCD_MAP_STALE:
		trace_step(tracer, now, "nscd: its shared memory is out of use");
		map_drop(b);
		return false;
	case NSCD_MAP_DAMAGED: break;
	case NSCD_MAP_HIT:
		if (take_reply(task, octets, size, true, now, want) != NSCD_UNUSABLE)
			return true;
		break;
	}
	map_drop(b);
	map_refused(b, now, "it is damaged");
	return false;
}

void native_nscd_close(struct backend *b)
{
	map_drop(b);
	if (b->nscd.asking)
		io_close_later(b->setup.io, b->nscd.asking - 1);
	b->nscd.asking = 0;
}

/* ---- a lookup ---- */

static void close_nscd(struct backend *b, struct task *task)
{
	if (task->nscd >= 0)
		io_close_later(b->setup.io, task->nscd);
	task->nscd = -1;
}

/* Whether the request is on its way. */
static bool nscd_send(
	struct backend *b, struct task *task, const void *request, size_t len, nsec now)
{
	int error;
	task->nscd = nscd_connect(b, request, len, &error);
	if (task->nscd < 0) {
		if (error == -ENOENT || error == -ECONNREFUSED) {
			b->nscd.rest = NSCD_REST;
			native_nscd_close(b);
		}
		return false;
	}
	task->nscd_have = 0;
	task->nscd_until =
		now + NSCD_PATIENCE < task->job->until ? now + NSCD_PATIENCE : task->job->until;
	task->nscd_reply = malloc(NSCD_REPLY_MAX);
	if (!task->nscd_reply)
		return false;
	map_ask(b, now);
	return true;
}

enum lookup_want native_ask_nscd(struct backend *b, struct task *task, nsec now)
{
	unsigned char request[NSCD_REQUEST_MAX];
	enum lookup_want want;
	size_t len = request_of(task, request);
	if (b->nscd.asking)
		map_take(b, now);
	if (len && b->nscd.map.data && map_answers(b, task, request, len, now, &want))
		return want;
	if (b->nscd.rest > 0)
		b->nscd.rest--;
	else if (nscd_send(b, task, request, len, now))
		return WANT_NSCD;
	close_nscd(b, task);
	trace_step(&b->setup.io->tracer, now, "nscd: not there");
	return lookup_nscd(&task->lookup, NSCD_UNUSABLE, NULL, now);
}

/* One that does not keep hosts, or lies, is left in peace for a while, as one that is not there; so
 * is one that says nothing several times on end: once, it may be waiting for a slow server. */
static void nscd_useless(struct backend *b, bool ended, nsec now)
{
	trace_step(&b->setup.io->tracer, now, "nscd: %s: going on without it",
		ended ? "no whole reply" : "no use");
	if (ended && ++b->nscd.silent < NSCD_SILENT)
		return;
	b->nscd.rest = NSCD_REST;
	b->nscd.silent = 0;
	if (!ended)
		native_nscd_close(b);
}

/* What the daemon has sent, or has not in time. */
enum lookup_want native_read_nscd(struct backend *b, struct task *task, bool readable, nsec now)
{
	bool ended = now >= task->nscd_until;
	if (readable) {
		ssize_t n = io_recv(b->setup.io, task->nscd, task->nscd_reply + task->nscd_have,
			NSCD_REPLY_MAX - task->nscd_have, 0);
		if (n > 0)
			task->nscd_have += (size_t)n;
		ended |= (n <= 0 && n != -EAGAIN) || task->nscd_have == NSCD_REPLY_MAX;
	}
	enum lookup_want want = WANT_CONFIG;
	enum nscd_verdict verdict =
		take_reply(task, task->nscd_reply, task->nscd_have, ended, now, &want);
	if (verdict == NSCD_MORE)
		return WANT_NSCD;
	if (verdict == NSCD_UNUSABLE)
		nscd_useless(b, ended, now);
	else
		b->nscd.silent = 0;
	close_nscd(b, task);
	return want;
}
