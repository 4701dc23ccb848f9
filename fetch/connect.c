/* Connecting to one address after the other, each with its share of the time that is left. */
#include "fetch/connect.h"
#include <errno.h>
#include <netinet/tcp.h>

enum { KEEP_ALIVE_SECONDS = 60, CONNECT_SECONDS = 300 };

/* What came of the attempts so far, for the report: "192.0.2.1: Connection refused, ..." */
struct attempts {
	char room[700];
	struct text text;
	bool late; /* the last one was given up for the time */
};

/* The address without its port, as curl shows it. */
static void show_address(const union address *address, char out[static ADDRESS_TEXT])
{
	address_to_text(address, out);
	size_t end = strlen(out);
	while (end && out[end - 1] != ':')
		end--;
	out[end ? end - 1 : 0] = '\0';
	if (out[0] == '[' && end > 2) {
		out[end - 2] = '\0';
		memmove(out, out + 1, end - 2);
	}
}

static void note(struct attempts *a, const struct stub_addr *addr, uint16_t port, const char *why)
{
	union address address;
	char name[ADDRESS_TEXT];
	address_from_addr(&address, addr, port);
	address_to_text(&address, name);
	if (a->text.len)
		text_put(&a->text, ", ");
	text_put(&a->text, name);
	text_put(&a->text, ": ");
	text_put(&a->text, why);
}

/* As curl has them: without these a dead peer is never noticed. */
static void keep_alive(struct io *io, int fd)
{
	io_setsockopt(io, fd, SOL_SOCKET, SO_KEEPALIVE, 1);
	io_setsockopt(io, fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEP_ALIVE_SECONDS);
	io_setsockopt(io, fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEP_ALIVE_SECONDS);
}

/* 0 or -errno, -ETIME when `until` has come. */
static int wait_connected(struct io *io, int fd, nsec until)
{
	struct pollfd wait = { .fd = fd, .events = POLLOUT };
	int ready = io_poll(io, &wait, 1, until);
	if (ready <= 0)
		return ready ? ready : -ETIME;
	int error = 0;
	int result = io_getsockopt(io, fd, SOL_SOCKET, SO_ERROR, &error);
	return result < 0 ? result : -error;
}

/* A connected descriptor or -errno. */
static int attempt(struct io *io, const union address *to, nsec until)
{
	int fd = io_socket(io, to->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK, IPPROTO_TCP);
	if (fd < 0)
		return fd;
	keep_alive(io, fd);
	int result = io_connect(io, fd, to, address_len(to));
	if (result == -EINPROGRESS || result == -EINTR)
		result = wait_connected(io, fd, until);
	if (result == 0)
		return fd;
	io_close(io, fd);
	return result;
}

static enum fail give_up(const struct attempts *a, const struct cli *cli, const struct url *url,
	const struct limits *limits, struct report *r)
{
	if (a->late && limits->connect != NSEC_NEVER && io_now() >= limits->connect) {
		char what[900];
		struct text t;
		text_init(&t, what, sizeof(what));
		text_printf(&t, "No connection to %s port %u (%s)", url->host, url->port, a->room);
		return limits_report(limits, cli, limits->connect, what, r);
	}
	return report(r, a->late ? FAIL_TIMEOUT : FAIL_CONNECT,
		"Could not connect to %s port %u: %s", url->host, url->port, a->room);
}

/* curl asks for both ends of a connection, and so does the article. */
static void connected(struct io *io, int fd, const struct url *url, struct show *show)
{
	union address peer, own;
	int known = io_getpeername(io, fd, &peer);
	if (io_getsockname(io, fd, &own) < 0 || known < 0 || !showing(show))
		return;
	char to[ADDRESS_TEXT];
	show_address(&peer, to);
	show_info(show, "Connected to %s (%s) port %u (#0)", url->host, to, url->port);
}

/* Each address has its share of the time that is left. */
static nsec share(nsec now, nsec until, size_t left)
{
	return until > now ? now + (until - now) / left : now;
}

enum fail connect_any(struct io *io, const struct cli *cli, const struct url *url,
	const struct place *place, const struct limits *limits, struct show *show, int *out,
	struct report *r)
{
	struct attempts a;
	a.late = false;
	text_init(&a.text, a.room, sizeof(a.room));
	nsec now = io_now();
	nsec until = limits->connect == NSEC_NEVER ? now + (nsec)CONNECT_SECONDS * SECOND
						   : limits->connect;
	for (size_t i = 0; i < place->count; i++) {
		union address to;
		address_from_addr(&to, &place->list[i], url->port);
		if (showing(show)) {
			char name[ADDRESS_TEXT];
			address_to_text(&to, name);
			show_info(show, "  Trying %s...", name);
		}
		int fd = attempt(io, &to, share(now, until, place->count - i));
		if (fd >= 0) {
			connected(io, fd, url, show);
			*out = fd;
			return FAIL_NONE;
		}
		a.late = fd == -ETIME || fd == -ETIMEDOUT;
		const char *why = fd == -ETIME ? "no answer" : report_error(fd);
		note(&a, &place->list[i], url->port, why);
		show_info(show, "connect failed: %s", why);
		now = io_now();
	}
	return give_up(&a, cli, url, limits, r);
}
