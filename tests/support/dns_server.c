/* A small DNS server for tests. */
#include "tests/support/dns_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include "resolver/dns/build.h"
#include "resolver/dns/code.h"

enum { MESSAGE_OCTETS = 4096, LINKS_MAX = 8, TRIES = 20 };

struct dns_server {
	const struct dns_row *rows;
	size_t n;
	int udp, tcp, stop;
	atomic_uint queries;
	pthread_t thread;
	char address[32];
};

/* The row for a question; *exists: there is one with that name. */
static const struct dns_row *row_find(
	const struct dns_server *s, const struct name *name, uint16_t type, bool *exists)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct dns_row *row = &s->rows[i];
		struct name own;
		if (!name_from_text(&own, row->name) || !name_equal(&own, name))
			continue;
		*exists = true;
		if (row->type == type || row->type == 0 || row->type == TYPE_CNAME)
			return row;
	}
	return NULL;
}

static uint16_t write_addresses(
	struct writer *w, const struct name *owner, uint16_t type, const char *list)
{
	uint16_t n = 0;
	char text[512], *save = NULL;
	snprintf(text, sizeof text, "%s", list);
	for (char *one = strtok_r(text, " ", &save); one; one = strtok_r(NULL, " ", &save)) {
		uint8_t octets[16];
		if (inet_pton(type == TYPE_A ? AF_INET : AF_INET6, one, octets) != 1)
			continue;
		size_t begun = rr_begin(w, owner, type, CLASS_IN, 60);
		write_octets(w, octets, type == TYPE_A ? 4 : 16);
		rr_end(w, begun);
		n++;
	}
	return n;
}

/* What there is for a name, along its CNAMEs; the number of records, *rcode set. */
static uint16_t write_answer(struct writer *w, const struct dns_server *s, struct name name,
	uint16_t type, const struct dns_row *row, unsigned *rcode)
{
	uint16_t n = 0;
	bool exists = true;
	for (unsigned i = 0; row && row->type == TYPE_CNAME && type != TYPE_CNAME && i < LINKS_MAX;
		i++) {
		struct name target;
		if (!name_from_text(&target, row->rdata))
			return n;
		size_t begun = rr_begin(w, &name, TYPE_CNAME, CLASS_IN, 30);
		write_name(w, &target, true);
		rr_end(w, begun);
		n++;
		name = target;
		exists = false;
		row = row_find(s, &name, type, &exists);
	}
	if (!exists)
		*rcode = RCODE_NXDOMAIN;
	if (row && row->rdata && (type == TYPE_A || type == TYPE_AAAA))
		n = (uint16_t)(n + write_addresses(w, &name, type, row->rdata));
	return n;
}

/* The length of the answer, 0 for none. */
static size_t answer(struct dns_server *s, const uint8_t *query, size_t len, bool tcp,
	uint8_t out[static MESSAGE_OCTETS])
{
	struct msg m;
	struct rr rr;
	struct question q = { .type = 0 };
	if (!msg_parse(&m, query, len))
		return 0;
	struct rr_iter it = msg_section(&m, QUESTION);
	if (!rr_next(&it, &rr))
		return 0;
	atomic_fetch_add(&s->queries, 1);
	name_expand(&q.name, m.data, rr.owner);
	q.type = rr.type;
	q.class = rr.class;
	bool exists = false;
	const struct dns_row *row = row_find(s, &q.name, q.type, &exists);
	enum dns_deed deed = row ? row->deed : DNS_ANSWER;
	if (deed == DNS_SILENT)
		return 0;
	unsigned rcode = exists ? RCODE_NOERROR : RCODE_NXDOMAIN;
	uint16_t n = 0, flags = FLAG_QR | FLAG_RD | FLAG_RA;
	struct writer w = writer_of(out, MESSAGE_OCTETS);
	write_header(&w, m.id, flags);
	write_question(&w, &q);
	write_count(&w, QUESTION, 1);
	if (deed == DNS_SERVFAIL)
		rcode = RCODE_SERVFAIL;
	else if (deed == DNS_REFUSED)
		rcode = RCODE_REFUSED;
	else if (deed == DNS_TRUNCATE && !tcp)
		flags |= FLAG_TC;
	else
		n = write_answer(&w, s, q.name, q.type, row, &rcode);
	write_count(&w, ANSWER, n);
	put_u16(out + 2, (uint16_t)(flags | rcode));
	return w.full ? 0 : w.len;
}

static void serve_udp(struct dns_server *s)
{
	uint8_t query[MESSAGE_OCTETS], out[MESSAGE_OCTETS];
	struct sockaddr_in from;
	socklen_t from_len = sizeof from;
	ssize_t n = recvfrom(s->udp, query, sizeof query, 0, (struct sockaddr *)&from, &from_len);
	size_t len = n > 0 ? answer(s, query, (size_t)n, false, out) : 0;
	if (len)
		sendto(s->udp, out, len, 0, (struct sockaddr *)&from, from_len);
}

/* Waits for fd; false when the server is to stop. */
static bool ready(const struct dns_server *s, int fd)
{
	struct pollfd fds[2] = { { .fd = s->stop, .events = POLLIN },
		{ .fd = fd, .events = POLLIN } };
	return poll(fds, 2, -1) > 0 && !fds[0].revents;
}

static bool read_all(const struct dns_server *s, int fd, uint8_t *data, size_t len)
{
	for (size_t at = 0; at < len;) {
		ssize_t n = ready(s, fd) ? read(fd, data + at, len - at) : 0;
		if (n <= 0)
			return false;
		at += (size_t)n;
	}
	return true;
}

static void serve_tcp(struct dns_server *s)
{
	uint8_t query[MESSAGE_OCTETS], out[2 + MESSAGE_OCTETS];
	int fd = accept(s->tcp, NULL, NULL);
	if (fd < 0)
		return;
	while (read_all(s, fd, query, 2)) {
		size_t len = get_u16(query);
		if (len > sizeof query || !read_all(s, fd, query, len))
			break;
		len = answer(s, query, len, true, out + 2);
		put_u16(out, (uint16_t)len);
		if (len && send(fd, out, len + 2, MSG_NOSIGNAL) < 0)
			break;
	}
	close(fd);
}

static void *serve(void *arg)
{
	struct dns_server *s = arg;
	struct pollfd fds[3] = { { .fd = s->stop, .events = POLLIN },
		{ .fd = s->udp, .events = POLLIN }, { .fd = s->tcp, .events = POLLIN } };
	while (poll(fds, 3, -1) > 0 && !fds[0].revents) {
		if (fds[1].revents)
			serve_udp(s);
		if (fds[2].revents)
			serve_tcp(s);
	}
	return NULL;
}

/* The kernel chooses for UDP; the same port may be taken for TCP. */
static bool bind_both(struct dns_server *s)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof at;
	s->udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	s->tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(s->udp, (struct sockaddr *)&at, sizeof at) == 0 &&
		getsockname(s->udp, (struct sockaddr *)&at, &len) == 0 &&
		bind(s->tcp, (struct sockaddr *)&at, sizeof at) == 0 && listen(s->tcp, 16) == 0) {
		snprintf(s->address, sizeof s->address, "127.0.0.1:%u", ntohs(at.sin_port));
		return true;
	}
	close(s->udp);
	close(s->tcp);
	return false;
}

struct dns_server *dns_server_start(const struct dns_row *rows, size_t n)
{
	struct dns_server *s = calloc(1, sizeof *s);
	unsigned tries = 0;
	if (!s)
		return NULL;
	s->rows = rows;
	s->n = n;
	while (tries < TRIES && !bind_both(s))
		tries++;
	s->stop = eventfd(0, EFD_CLOEXEC);
	if (tries < TRIES && s->stop >= 0 && pthread_create(&s->thread, NULL, serve, s) == 0)
		return s;
	free(s);
	return NULL;
}

void dns_server_stop(struct dns_server *s)
{
	const uint64_t one = 1;
	if (!s || write(s->stop, &one, sizeof one) != sizeof one)
		return;
	pthread_join(s->thread, NULL);
	close(s->stop);
	close(s->udp);
	close(s->tcp);
	free(s);
}

const char *dns_server_address(const struct dns_server *s)
{
	return s->address;
}

unsigned dns_server_queries(struct dns_server *s)
{
	return atomic_load(&s->queries);
}

pid_t dns_server_spawn(
	const struct dns_row *rows, size_t n, char address[static DNS_SERVER_ADDRESS])
{
	int ends[2];
	if (pipe(ends))
		return -1;
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		struct dns_server *server = dns_server_start(rows, n);
		const char *own = server ? dns_server_address(server) : "";
		if (write(ends[1], own, strlen(own) + 1) > 0)
			pause();
		_exit(1);
	}
	close(ends[1]);
	if (pid > 0 && (read(ends[0], address, DNS_SERVER_ADDRESS) <= 1 || !address[0])) {
		dns_server_end(pid);
		pid = -1;
	}
	close(ends[0]);
	return pid;
}

void dns_server_end(pid_t pid)
{
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
}
