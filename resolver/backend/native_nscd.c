/* The native backend's talk with nscd. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include "resolver/backend/native.h"

static bool nscd_send(struct backend *b, struct task *task, const char *path)
{
	struct io *io = b->setup.io;
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	unsigned char request[NSCD_REQUEST_MAX];
	size_t len = nscd_request(request, task->lookup.text), path_len = strlen(path);
	if (!len || path_len >= sizeof(addr.sun_path))
		return false;
	memcpy(addr.sun_path, path, path_len + 1);
	task->nscd = io_socket(io, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (task->nscd < 0)
		return false;
	int error = io_connect(io, task->nscd, &addr, NSCD_ADDRESS_LEN);
	if (error == 0)
		return (task->nscd_reply = malloc(NSCD_REPLY_MAX)) &&
		       io_send(io, task->nscd, request, len, MSG_NOSIGNAL) == (ssize_t)len;
	if (error == -ENOENT || error == -ECONNREFUSED)
		b->nscd_rest = NSCD_REST;
	return false;
}

static void close_nscd(struct backend *b, struct task *task)
{
	if (task->nscd >= 0)
		io_close_later(b->setup.io, task->nscd);
	task->nscd = -1;
}

enum lookup_want native_ask_nscd(struct backend *b, struct task *task, nsec now)
{
	const char *path = b->setup.options->nscd_socket;
	if (b->nscd_rest > 0) {
		b->nscd_rest--;
	} else if (nscd_send(b, task, path ? path : NSCD_SOCKET)) {
		task->nscd_have = 0;
		task->nscd_until = now + NSCD_PATIENCE < task->job->until ? now + NSCD_PATIENCE
									  : task->job->until;
		return WANT_NSCD;
	}
	close_nscd(b, task);
	trace_step(&b->setup.io->tracer, now, "nscd: not there");
	return lookup_nscd(&task->lookup, NSCD_UNUSABLE, NULL, now);
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
	struct nscd_reply reply;
	enum nscd_verdict verdict = nscd_parse(task->nscd_reply, task->nscd_have, ended, &reply);
	if (verdict == NSCD_MORE)
		return WANT_NSCD;
	if (verdict == NSCD_UNUSABLE)
		trace_step(&b->setup.io->tracer, now, "nscd: %s: going on without it",
			ended ? "no whole reply" : "no use");
	close_nscd(b, task);
	return lookup_nscd(&task->lookup, verdict, &reply, now);
}
