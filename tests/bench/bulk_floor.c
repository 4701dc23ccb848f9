/* The floor under any bulk resolver: batches out, batches in, IDs verified, nothing parsed. */
#include <netinet/udp.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "tests/bench/bulk.h"

enum { BATCH = 64, ROOM = 512, HEADER = 12, IDS = 65536, PATIENCE_MS = 2000, BUFFER = 8 << 20 };

struct floor {
	const struct bulk_run *run;
	int fd;
	bool segments;
	uint64_t random;
	unsigned long next, done;
	unsigned in_flight; /* datagrams */
	unsigned queued;    /* messages to send */
	uint8_t waiting[IDS / 8];
	struct mmsghdr out[BATCH], in[BATCH];
	struct iovec out_iov[BATCH], in_iov[BATCH];
	uint8_t queries[BATCH][2 * 128], replies[BATCH][ROOM];
	struct {
		_Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof(uint16_t))];
	} control[BATCH];
};

static uint16_t fresh_id(struct floor *f)
{
	for (;;) {
		f->random = f->random * 6364136223846793005u + 1442695040888963407u;
		uint16_t id = (uint16_t)(f->random >> 48);
		if (f->waiting[id / 8] >> id % 8 & 1)
			continue;
		f->waiting[id / 8] |= (uint8_t)(1u << id % 8);
		return id;
	}
}

static size_t write_query(struct floor *f, uint8_t *out, const char *name, size_t len, uint8_t type)
{
	static const uint8_t header[HEADER] = { 0, 0, 1, 0, 0, 1 };
	uint16_t id = fresh_id(f);
	memcpy(out, header, HEADER);
	memcpy(out, &id, 2);
	uint8_t *label = out + HEADER, *p = label + 1;
	for (size_t i = 0; i <= len; i++, p++) {
		if (i < len && name[i] != '.') {
			*p = (uint8_t)name[i];
			continue;
		}
		*label = (uint8_t)(p - label - 1);
		label = p;
	}
	const uint8_t end[] = { 0, 0, type, 0, 1 };
	memcpy(label, end, sizeof(end));
	return (size_t)(label - out) + sizeof(end);
}

static void flush(struct floor *f)
{
	for (unsigned sent = 0; sent < f->queued;) {
		int n = sendmmsg(f->fd, f->out + sent, f->queued - sent, 0);
		if (n <= 0)
			break;
		sent += (unsigned)n;
	}
	f->queued = 0;
}

static void put(struct floor *f, uint8_t *data, size_t len)
{
	f->out_iov[f->queued] = (struct iovec){ data, len };
	f->out[f->queued].msg_hdr =
		(struct msghdr){ .msg_iov = &f->out_iov[f->queued], .msg_iovlen = 1 };
	f->queued++;
}

/* The two queries of a name are of one length: one message in two segments. */
static void put_segments(struct floor *f, uint8_t *data, size_t len, uint16_t segment)
{
	struct msghdr *m = &f->out[f->queued].msg_hdr;
	put(f, data, len);
	m->msg_control = f->control[f->queued - 1].room;
	m->msg_controllen = sizeof(f->control[0].room);
	struct cmsghdr *c = CMSG_FIRSTHDR(m);
	c->cmsg_level = IPPROTO_UDP;
	c->cmsg_type = UDP_SEGMENT;
	c->cmsg_len = CMSG_LEN(sizeof(segment));
	memcpy(CMSG_DATA(c), &segment, sizeof(segment));
}

static void ask(struct floor *f)
{
	char name[BULK_NAME];
	size_t len = bulk_name(f->run->first + f->next++, name);
	if (f->queued + 2 > BATCH)
		flush(f);
	uint8_t *data = f->queries[f->queued];
	size_t size = write_query(f, data, name, len, 1);
	if (f->segments) {
		write_query(f, data + size, name, len, 28);
		put_segments(f, data, 2 * size, (uint16_t)size);
	} else {
		put(f, data, size);
		data = f->queries[f->queued];
		put(f, data, write_query(f, data, name, len, 28));
	}
	f->in_flight += 2;
}

static int take(struct floor *f)
{
	int n = recvmmsg(f->fd, f->in, BATCH, MSG_DONTWAIT, NULL);
	for (int i = 0; i < n; i++) {
		uint16_t id;
		memcpy(&id, f->replies[i], 2);
		if (f->in[i].msg_len < HEADER || !(f->waiting[id / 8] >> id % 8 & 1))
			continue;
		f->waiting[id / 8] &= (uint8_t) ~(1u << id % 8);
		f->in_flight--;
		f->done++;
	}
	return n;
}

static unsigned long run(const struct bulk_run *run, bool segments)
{
	static struct floor f;
	f = (struct floor){ .run = run, .segments = segments, .random = 42 };
	f.fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	if (f.fd < 0 || connect(f.fd, (const struct sockaddr *)&run->server, sizeof(run->server)))
		return 0;
	int size = BUFFER; /* one socket for all: replies wait in it */
	setsockopt(f.fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	for (unsigned i = 0; i < BATCH; i++) {
		f.in_iov[i] = (struct iovec){ f.replies[i], ROOM };
		f.in[i].msg_hdr = (struct msghdr){ .msg_iov = &f.in_iov[i], .msg_iovlen = 1 };
	}
	for (;;) {
		while (f.next < run->names && f.in_flight + 2 <= 2 * run->in_flight)
			ask(&f);
		flush(&f);
		if (!f.in_flight)
			break;
		struct pollfd p = { .fd = f.fd, .events = POLLIN };
		if (poll(&p, 1, PATIENCE_MS) <= 0)
			break;
		while (take(&f) == BATCH)
			;
	}
	close(f.fd);
	return f.done / 2;
}

unsigned long bulk_floor(const struct bulk_run *r)
{
	return run(r, false);
}

unsigned long bulk_floor_segments(const struct bulk_run *r)
{
	return run(r, true);
}
