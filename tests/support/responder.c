/* A DNS responder that is fast enough to load. */
#include "tests/support/responder.h"
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	BATCH = 64,
	ROOM = 600,
	HEADER = 12,
	TYPE_OCTETS = 4,
	A = 1,
	AAAA = 28,
	BUFFER = 32 << 20,
	SILENCE_MS = 60000,
	PER_MILLE = 1000,
};

struct state {
	int fd;
	unsigned loss;
	uint32_t random;
	struct responder_counts *counts;
	uint64_t seen[65536 / 64]; /* ports */
	struct mmsghdr in[BATCH], out[BATCH];
	struct iovec in_iov[BATCH], out_iov[BATCH];
	struct sockaddr_in from[BATCH];
	uint8_t data[BATCH][ROOM];
};

uint32_t responder_hash(const uint8_t *name, unsigned len)
{
	uint32_t hash = 2166136261u;
	for (unsigned i = 0; i < len; i++)
		hash = (hash ^ name[i]) * 16777619u;
	return hash;
}

/* xorshift32 */
static bool lost(struct state *s)
{
	if (!s->loss)
		return false;
	s->random ^= s->random << 13;
	s->random ^= s->random >> 17;
	s->random ^= s->random << 5;
	return s->random % PER_MILLE < s->loss;
}

/* Where the question's name ends, 0: there is no plain question. */
static unsigned name_end(const uint8_t *m, unsigned len)
{
	unsigned at = HEADER;
	while (at < len && m[at] && m[at] < 64)
		at += m[at] + 1u;
	return at + 1 + TYPE_OCTETS <= len && m[at] == 0 ? at + 1 : 0;
}

/* Turns the query into its reply, in place: its length, 0: none. */
static unsigned reply(uint8_t *m, unsigned len)
{
	static const uint8_t tail[] = { 0xc0, HEADER, 0, 0, 0, 1, 0, 0, 14, 16, 0, 0 };
	unsigned end = len > HEADER ? name_end(m, len) : 0;
	if (!end || m[2] & 0x80)
		return 0;
	unsigned type = (unsigned)m[end] << 8 | m[end + 1];
	unsigned octets = type == A ? 4 : type == AAAA ? 16 : 0;
	uint32_t hash = htonl(responder_hash(m + HEADER, end - HEADER));
	uint8_t *p = m + end + TYPE_OCTETS;
	m[2] = 0x81;
	m[3] = 0x80; /* QR RD RA NOERROR */
	memset(m + 6, 0, 6);
	if (!octets)
		return (unsigned)(p - m);
	m[7] = 1;
	memcpy(p, tail, sizeof(tail));
	p[3] = (uint8_t)type;
	p[sizeof(tail) - 1] = (uint8_t)octets;
	p += sizeof(tail);
	if (octets == 16) {
		static const uint8_t prefix[12] = { 0x20, 0x01, 0x0d, 0xb8 };
		memcpy(p, prefix, sizeof(prefix));
		p += sizeof(prefix);
	}
	memcpy(p, &hash, sizeof(hash));
	return (unsigned)(p + sizeof(hash) - m);
}

static void count_port(struct state *s, const struct sockaddr_in *from)
{
	unsigned port = ntohs(from->sin_port);
	s->counts->ports += !(s->seen[port / 64] >> port % 64 & 1);
	s->seen[port / 64] |= (uint64_t)1 << port % 64;
}

static void round_trip(struct state *s)
{
	for (unsigned i = 0; i < BATCH; i++)
		s->in[i].msg_hdr.msg_namelen = sizeof(s->from[i]);
	int n = recvmmsg(s->fd, s->in, BATCH, MSG_DONTWAIT, NULL);
	unsigned out = 0;
	for (int i = 0; i < n; i++) {
		s->counts->queries++;
		count_port(s, &s->from[i]);
		if (lost(s) || s->in[i].msg_len > ROOM - 40)
			continue;
		unsigned len = reply(s->data[i], s->in[i].msg_len);
		if (!len || lost(s))
			continue;
		s->out_iov[out] = (struct iovec){ s->data[i], len };
		s->out[out].msg_hdr = (struct msghdr){ .msg_name = &s->from[i],
			.msg_namelen = sizeof(s->from[i]),
			.msg_iov = &s->out_iov[out],
			.msg_iovlen = 1 };
		out++;
	}
	for (unsigned sent = 0; sent < out;) {
		int now = sendmmsg(s->fd, s->out + sent, out - sent, 0);
		if (now > 0)
			s->counts->answered += (uint64_t)now;
		sent += now > 0 ? (unsigned)now : 1u; /* the asker has gone */
	}
}

static void serve(struct state *s, unsigned silence_ms)
{
	for (unsigned i = 0; i < BATCH; i++) {
		s->in_iov[i] = (struct iovec){ s->data[i], ROOM };
		s->in[i].msg_hdr = (struct msghdr){
			.msg_name = &s->from[i], .msg_iov = &s->in_iov[i], .msg_iovlen = 1
		};
	}
	struct pollfd p = { .fd = s->fd, .events = POLLIN };
	while (poll(&p, 1, (int)silence_ms) > 0)
		round_trip(s);
}

/* More than the limits of the system, where that is allowed. */
static void enlarge(int fd)
{
	int size = BUFFER;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

static int open_socket(struct responder *r, const struct responder_options *o)
{
	socklen_t len = sizeof(r->at);
	r->at = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(o->port) };
	inet_pton(AF_INET, o->address ? o->address : "127.0.0.1", &r->at.sin_addr);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&r->at, sizeof(r->at)) ||
		getsockname(fd, (struct sockaddr *)&r->at, &len)) {
		int error = errno;
		if (fd >= 0)
			close(fd);
		errno = error;
		return -1;
	}
	char address[INET_ADDRSTRLEN];
	inet_ntop(AF_INET, &r->at.sin_addr, address, sizeof(address));
	snprintf(r->text, sizeof(r->text), "%s:%u", address, ntohs(r->at.sin_port));
	enlarge(fd);
	return fd;
}

int responder_start(struct responder *r, const struct responder_options *o)
{
	int fd = open_socket(r, o);
	if (fd < 0)
		return errno;
	void *shared = mmap(NULL, sizeof(*r->counts), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	r->counts = shared;
	r->pid = shared == MAP_FAILED ? -1 : fork();
	if (r->pid == 0) {
		static struct state s;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		s.fd = fd;
		s.loss = o->loss;
		s.random = o->seed ? o->seed : 1;
		s.counts = shared;
		serve(&s, o->silence_ms ? o->silence_ms : SILENCE_MS);
		_exit(0);
	}
	int error = errno;
	close(fd);
	return r->pid < 0 ? error : 0;
}

void responder_stop(struct responder *r)
{
	kill(r->pid, SIGKILL);
	waitpid(r->pid, NULL, 0);
	munmap((void *)r->counts, sizeof(*r->counts));
}
