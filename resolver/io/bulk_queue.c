/* What a bulk is about to send.
 *
 * Queries that leave by one socket leave in one call; those of equal length, as A and AAAA of one
 * name are, in one message that the kernel cuts into datagrams (UDP_SEGMENT), which costs it the
 * way through the stack only once. */
#include <errno.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/io/bulk_parts.h"

enum { OCTETS_KEPT = 1 << 18 }; /* between one flush and the next */

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

/* One call's worth: queries of one socket, and the message that each goes into. */
struct run {
	uint32_t socket;
	unsigned n, messages, sent; /* sent: messages that have gone */
	unsigned first;             /* in the queue */
	uint8_t message[BULK_RUN];
	struct {
		uint16_t len, count;
		uint32_t at;
	} of[BULK_RUN];
};

static void assign(const struct bulk *b, struct run *run)
{
	uint8_t open[BULK_QUERY + 1] = { 0 }; /* by length: 1 + the message that takes more */
	for (unsigned i = 0; i < run->n; i++) {
		uint16_t len = b->queue[run->first + i].len;
		unsigned message = open[len];
		if (!message || !b->segments || run->of[message - 1].count == BULK_BATCH) {
			message = ++run->messages;
			open[len] = (uint8_t)message;
			run->of[message - 1].len = len;
			run->of[message - 1].count = 0;
		}
		run->message[i] = (uint8_t)(message - 1);
		run->of[message - 1].count++;
	}
	uint32_t at = 0;
	for (unsigned m = 0; m < run->messages; m++) {
		run->of[m].at = at;
		at += (uint32_t)run->of[m].len * run->of[m].count;
	}
}

static void set_segment(struct msghdr *m, char *room, size_t size, uint16_t len)
{
	m->msg_control = room;
	m->msg_controllen = (socklen_t)size; /* as musl declares it */
	struct cmsghdr *c = CMSG_FIRSTHDR(m);
	c->cmsg_level = IPPROTO_UDP;
	c->cmsg_type = UDP_SEGMENT;
	c->cmsg_len = CMSG_LEN(sizeof(len));
	memcpy(CMSG_DATA(c), &len, sizeof(len));
}

static void fill(const struct bulk *b, const struct run *run)
{
	struct bulk_buffers *out = b->buffers;
	uint32_t at[BULK_RUN];
	for (unsigned m = 0; m < run->messages; m++) {
		struct msghdr *h = &out->out[m].msg_hdr;
		at[m] = run->of[m].at;
		out->out_iov[m] = (struct iovec){ .iov_base = out->queries + at[m],
			.iov_len = (size_t)run->of[m].len * run->of[m].count };
		*h = (struct msghdr){ .msg_iov = &out->out_iov[m], .msg_iovlen = 1 };
		if (run->of[m].count > 1)
			set_segment(h, out->control[m].room, sizeof(out->control[m].room),
				run->of[m].len);
	}
	for (unsigned i = 0; i < run->n; i++) {
		const struct bulk_queued *q = &b->queue[run->first + i];
		memcpy(out->queries + at[run->message[i]], b->octets + q->at, q->len);
		at[run->message[i]] += q->len;
	}
}

/* EMSGSIZE: a datagram would need fragments, which the kernel makes of whole messages only. */
static bool refuses_segments(int error)
{
	return error == -EMSGSIZE || error == -EINVAL || error == -EIO || error == -EOPNOTSUPP ||
	       error == -ENOPROTOOPT;
}

/* 0, or the error that stopped it. */
static int send_run(struct bulk *b, struct run *run)
{
	assign(b, run);
	fill(b, run);
	while (run->sent < run->messages) {
		int n = io_sendmmsg(b->io, b->sockets[run->socket].fd, b->buffers->out + run->sent,
			run->messages - run->sent, MSG_NOSIGNAL);
		if (n <= 0)
			return n ? n : -EIO;
		run->sent += (unsigned)n;
	}
	return 0;
}

static bool only_later(int error)
{
	return error == -EAGAIN || error == -ENOBUFS || error == -ENOMEM;
}

/* From `first` on what goes by one socket; those that nobody waits for any more are left out. */
static unsigned gather(struct bulk *b, unsigned first, struct run *run)
{
	unsigned at = first;
	*run = (struct run){ .first = first };
	for (; at < b->queued && run->n < BULK_RUN; at++) {
		struct bulk_queued q = b->queue[at];
		if (run->n && socket_of(q.lease) != run->socket)
			break;
		if (!table_find(b, q.lease))
			continue;
		run->socket = socket_of(q.lease);
		b->queue[first + run->n++] = q;
	}
	return at;
}

/* Those of the run that have not gone stay in the queue, at its front. */
static void keep(struct bulk *b, const struct run *run, unsigned *kept, size_t *octets)
{
	for (unsigned i = 0; i < run->n; i++) {
		struct bulk_queued q = b->queue[run->first + i];
		if (run->message[i] < run->sent)
			continue;
		memmove(b->octets + *octets, b->octets + q.at, q.len);
		q.at = (uint32_t)*octets;
		*octets += q.len;
		b->queue[(*kept)++] = q;
	}
}

bool queue_send(struct bulk *b)
{
	unsigned kept = 0;
	size_t octets = 0;
	struct run run;
	/* who is told of a failure may put more into the queue */
	for (unsigned at = 0, next; at < b->queued; at = next) {
		next = gather(b, at, &run);
		int error = run.n ? send_run(b, &run) : 0;
		if (error && b->segments && refuses_segments(error)) {
			/* again as they are: what went already the server gets twice */
			b->segments = false;
			run.messages = run.sent = 0;
			error = send_run(b, &run);
		}
		if (error && only_later(error))
			keep(b, &run, &kept, &octets);
		else if (error)
			pool_fail(b, run.socket, -error);
	}
	b->queued = kept;
	b->noctets = octets;
	if (!kept && b->octets_room > OCTETS_KEPT) {
		free(b->octets);
		free(b->queue);
		b->octets = NULL;
		b->queue = NULL;
		b->octets_room = b->queue_room = 0;
	}
	return !kept;
}
