/* lab-dns: a small authoritative DNS server for the lab, over UDP and TCP, that can also misbehave.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tests/lab/server.h"
#include "tests/lab/zone.h"
#include "resolver/dns/code.h"

enum { LISTENS = 8, CLIENTS = 32, LATER = 64, MESSAGE = 65535, ASKED = 2048 };

/* One TCP connection. */
struct client {
	int fd;
	size_t len;
	uint8_t data[ASKED];
};

/* A datagram whose time to leave has not come. */
struct later {
	nsec due;
	int fd;
	union address to;
	size_t len;
	uint8_t data[4096];
};

static struct {
	struct zone zone;
	bool silent, truncate;
	uint16_t silent_type; /* 0: any */
	int rcode;            /* -1: none */
	unsigned delay_ms, drop_first;
	int log;
	unsigned nlisten, nlater;
	int udp[LISTENS], tcp[LISTENS];
	struct client client[CLIENTS];
	struct later later[LATER];
} lab = { .rcode = -1, .log = -1 };

static void log_query(const struct question *question, const char *transport)
{
	char name_text[NAME_TEXT], type_text[16];
	struct text name, type;
	if (lab.log < 0)
		return;
	text_init(&name, name_text, sizeof name_text);
	text_init(&type, type_text, sizeof type_text);
	name_to_text(&question->name, false, &name);
	type_to_text(question->type, &type);
	dprintf(lab.log, "%s %s %s\n", transport, name_text, type_text);
}

/* The answer to what came, 0: none. */
static size_t answer(const uint8_t *data, size_t len, bool udp, uint8_t *out)
{
	struct msg query;
	struct question question;
	if (!msg_parse(&query, data, len) || !zone_question(&query, &question))
		return 0;
	log_query(&question, udp ? "udp" : "tcp");
	if (lab.silent && (!lab.silent_type || lab.silent_type == question.type))
		return 0;
	if (udp && lab.drop_first) {
		lab.drop_first--;
		return 0;
	}
	size_t room = udp ? zone_udp_room(&query) : MESSAGE;
	if (lab.rcode >= 0)
		return zone_bare(&query, (uint16_t)(FLAG_RA | lab.rcode), out, room);
	if (lab.truncate && udp)
		return zone_bare(&query, FLAG_AA | FLAG_RA | FLAG_TC, out, room);
	return zone_answer(&lab.zone, &query, out, room);
}

static void send_later(int fd, const union address *to, const uint8_t *data, size_t len)
{
	if (lab.nlater == LATER || len > sizeof lab.later[0].data)
		return;
	struct later *l = &lab.later[lab.nlater++];
	*l = (struct later){
		.due = io_now() + lab.delay_ms * (nsec)MILLISECOND, .fd = fd, .to = *to, .len = len
	};
	memcpy(l->data, data, len);
}

/* Sends what is due; returns the milliseconds until the next, -1: nothing waits.  The queue is in
 * order of time. */
static int send_due(void)
{
	unsigned sent = 0;
	nsec now = io_now();
	for (; sent < lab.nlater && lab.later[sent].due <= now; sent++) {
		struct later *l = &lab.later[sent];
		sendto(l->fd, l->data, l->len, 0, &l->to.any, address_len(&l->to));
	}
	lab.nlater -= sent;
	memmove(lab.later, lab.later + sent, lab.nlater * sizeof lab.later[0]);
	return lab.nlater ? (int)((lab.later[0].due - now) / MILLISECOND + 1) : -1;
}

static void serve_udp(int fd)
{
	uint8_t in[4096], out[MESSAGE];
	union address from;
	socklen_t from_len = sizeof from;
	ssize_t n = recvfrom(fd, in, sizeof in, 0, &from.any, &from_len);
	if (n < 0)
		return;
	size_t len = answer(in, (size_t)n, true, out);
	if (len && lab.delay_ms)
		send_later(fd, &from, out, len);
	else if (len)
		sendto(fd, out, len, 0, &from.any, from_len);
}

static void client_close(struct client *c)
{
	close(c->fd);
	*c = (struct client){ .fd = -1 };
}

static void client_accept(int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	for (unsigned i = 0; i < CLIENTS && fd >= 0; i++)
		if (lab.client[i].fd < 0) {
			lab.client[i] = (struct client){ .fd = fd };
			return;
		}
	if (fd >= 0)
		close(fd);
}

/* Answers every whole query that has come. */
static void serve_client(struct client *c)
{
	static uint8_t out[2 + MESSAGE];
	ssize_t n = recv(c->fd, c->data + c->len, sizeof c->data - c->len, MSG_DONTWAIT);
	if (n <= 0) {
		if (n == 0 || errno != EAGAIN)
			client_close(c);
		return;
	}
	c->len += (size_t)n;
	while (c->len >= 2 && c->len >= 2u + get_u16(c->data)) {
		size_t whole = 2u + get_u16(c->data),
		       len = answer(c->data + 2, whole - 2, false, out + 2);
		put_u16(out, (uint16_t)len);
		if (len && send(c->fd, out, 2 + len, MSG_NOSIGNAL) < 0) {
			client_close(c);
			return;
		}
		c->len -= whole;
		memmove(c->data, c->data + whole, c->len);
	}
	if (c->len == sizeof c->data)
		client_close(c);
}

static noreturn void serve(void)
{
	struct pollfd fds[2 * LISTENS + CLIENTS];
	unsigned n = lab.nlisten;
	for (;;) {
		int wait = send_due();
		for (unsigned i = 0; i < n; i++) {
			fds[i] = (struct pollfd){ .fd = lab.udp[i], .events = POLLIN };
			fds[n + i] = (struct pollfd){ .fd = lab.tcp[i], .events = POLLIN };
		}
		for (unsigned i = 0; i < CLIENTS; i++)
			fds[2 * n + i] =
				(struct pollfd){ .fd = lab.client[i].fd, .events = POLLIN };
		if (poll(fds, 2 * n + CLIENTS, wait) < 0 && errno != EINTR)
			die("poll: %s", strerror(errno));
		for (unsigned i = 0; i < CLIENTS; i++)
			if (fds[2 * n + i].revents)
				serve_client(&lab.client[i]);
		for (unsigned i = 0; i < n; i++) {
			if (fds[i].revents)
				serve_udp(lab.udp[i]);
			if (fds[n + i].revents)
				client_accept(lab.tcp[i]);
		}
	}
}

/* The same port for UDP and TCP: where the kernel chooses, its choice for the one may be taken for
 * the other. */
static void listen_both(const char *text)
{
	union address wanted = where(text, 53);
	if (lab.nlisten == LISTENS)
		die("too many addresses");
	for (unsigned tries = 0; tries < 16; tries++) {
		union address at = wanted;
		int udp = listen_at(&at, SOCK_DGRAM);
		if (udp < 0)
			continue;
		int tcp = listen_at(&at, SOCK_STREAM);
		if (tcp >= 0) {
			lab.udp[lab.nlisten] = udp;
			lab.tcp[lab.nlisten++] = tcp;
			announce(&at);
			return;
		}
		close(udp);
	}
	die("%s is in use", text);
}

static void read_zone(const char *path)
{
	size_t len;
	char *text = file_text(path, &len);
	unsigned line = zone_parse(&lab.zone, text);
	if (line)
		die("%s:%u: not understood", path, line);
	free(text);
}

static void read_silent(const char *type)
{
	lab.silent = true;
	if (type && !type_from_text(type, &lab.silent_type))
		die("--silent: no such type: %s", type);
}

static const char usage[] =
	"usage: lab-dns [options] ZONE...\n"
	"  --listen ADDR:PORT  may be repeated; default 127.0.0.1:0; the kernel chooses port 0\n"
	"  --log FILE          append a line for each query: transport, name, type\n"
	"  --silent[=TYPE]     never answer (questions of that type)\n"
	"  --delay MS          answer over UDP that much later\n"
	"  --rcode N           answer everything with this RCODE (2: SERVFAIL)\n"
	"  --truncate          answer everything over UDP with TC\n"
	"  --drop-first N      do not answer the first N datagrams\n";

static const struct option options[] = {
	{ "listen", required_argument, NULL, 'l' },
	{ "log", required_argument, NULL, 'o' },
	{ "silent", optional_argument, NULL, 's' },
	{ "delay", required_argument, NULL, 'd' },
	{ "rcode", required_argument, NULL, 'r' },
	{ "truncate", no_argument, NULL, 't' },
	{ "drop-first", required_argument, NULL, 'f' },
	{ NULL, 0, NULL, 0 },
};

int main(int argc, char **argv)
{
	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		switch (c) {
		case 'l': listen_both(optarg); break;
		case 'o':
			lab.log = open(optarg, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
			break;
		case 's': read_silent(optarg); break;
		case 'd': lab.delay_ms = (unsigned)atoi(optarg); break;
		case 'r': lab.rcode = atoi(optarg) & RCODE_MASK; break;
		case 't': lab.truncate = true; break;
		case 'f': lab.drop_first = (unsigned)atoi(optarg); break;
		default: fputs(usage, stderr); return 2;
		}
	}
	for (int i = optind; i < argc; i++)
		read_zone(argv[i]);
	for (unsigned i = 0; i < CLIENTS; i++)
		lab.client[i].fd = -1;
	if (!lab.nlisten)
		listen_both("127.0.0.1:0");
	announce_ready();
	serve();
}
