/* lab-http: a small HTTP/1.1 server for the lab that serves one page, with nginx's fields in the
 * head. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include "tests/lab/server.h"

enum { LISTENS = 8, CLIENTS = 32, ASKED = 16384 };

struct client {
	int fd;
	size_t len;
	char data[ASKED + 1];
};

static struct {
	const char *page;
	size_t page_len;
	unsigned nlisten;
	int listener[LISTENS];
	struct client client[CLIENTS];
} lab;

static void client_close(struct client *c)
{
	close(c->fd);
	c->fd = -1;
	c->len = 0;
}

/* Head and body in one call: false when the client is gone. */
static bool respond(int fd, const char *status, const char *body, size_t len, bool head_only)
{
	char head[512], date[64];
	time_t now = time(NULL);
	struct tm tm;
	strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&now, &tm));
	int n = snprintf(head, sizeof head,
		"HTTP/1.1 %s\r\n"
		"Server: lab-http\r\n"
		"Date: %s\r\n"
		"Content-Type: text/html\r\n"
		"Content-Length: %zu\r\n"
		"Last-Modified: Thu, 07 Apr 2016 00:00:00 GMT\r\n"
		"Connection: keep-alive\r\n"
		"Accept-Ranges: bytes\r\n"
		"\r\n",
		status, date, len);
	struct iovec v[] = { { head, (size_t)n },
		{ (void *)(uintptr_t)body, head_only ? 0 : len } };
	ssize_t whole = (ssize_t)(v[0].iov_len + v[1].iov_len);
	return sendmsg(fd, &(struct msghdr){ .msg_iov = v, .msg_iovlen = 2 }, MSG_NOSIGNAL) ==
	       whole;
}

/* One request, head only: the lab's clients send no bodies. */
static bool serve_request(int fd, const char *request)
{
	static const char missing[] = "<html>nothing here</html>\n";
	bool head = !strncmp(request, "HEAD / ", 7);
	if (head || !strncmp(request, "GET / ", 6))
		return respond(fd, "200 OK", lab.page, lab.page_len, head);
	head = !strncmp(request, "HEAD ", 5);
	return respond(fd, "404 Not Found", missing, sizeof missing - 1, head);
}

static void serve_client(struct client *c)
{
	ssize_t n = recv(c->fd, c->data + c->len, ASKED - c->len, MSG_DONTWAIT);
	if (n <= 0) {
		if (n == 0 || errno != EAGAIN)
			client_close(c);
		return;
	}
	c->len += (size_t)n;
	c->data[c->len] = '\0';
	for (char *end; (end = strstr(c->data, "\r\n\r\n"));) {
		*end = '\0';
		if (!serve_request(c->fd, c->data)) {
			client_close(c);
			return;
		}
		c->len -= (size_t)(end + 4 - c->data);
		memmove(c->data, end + 4, c->len + 1);
	}
	if (c->len == ASKED)
		client_close(c);
}

static void client_accept(int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	for (unsigned i = 0; i < CLIENTS && fd >= 0; i++)
		if (lab.client[i].fd < 0) {
			lab.client[i].fd = fd;
			return;
		}
	if (fd >= 0)
		close(fd);
}

static noreturn void serve(void)
{
	struct pollfd fds[LISTENS + CLIENTS];
	unsigned n = lab.nlisten;
	for (;;) {
		for (unsigned i = 0; i < n; i++)
			fds[i] = (struct pollfd){ .fd = lab.listener[i], .events = POLLIN };
		for (unsigned i = 0; i < CLIENTS; i++)
			fds[n + i] = (struct pollfd){ .fd = lab.client[i].fd, .events = POLLIN };
		if (poll(fds, n + CLIENTS, -1) < 0 && errno != EINTR)
			die("poll: %s", strerror(errno));
		for (unsigned i = 0; i < CLIENTS; i++)
			if (fds[n + i].revents)
				serve_client(&lab.client[i]);
		for (unsigned i = 0; i < n; i++)
			if (fds[i].revents)
				client_accept(lab.listener[i]);
	}
}

static void add_listener(const char *text)
{
	union address at = where(text, 80);
	if (lab.nlisten == LISTENS)
		die("too many addresses");
	int fd = listen_at(&at, SOCK_STREAM);
	if (fd < 0)
		die("%s is in use", text);
	lab.listener[lab.nlisten++] = fd;
	announce(&at);
}

static const struct option options[] = {
	{ "listen", required_argument, NULL, 'l' },
	{ NULL, 0, NULL, 0 },
};

int main(int argc, char **argv)
{
	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (c != 'l')
			return 2;
		add_listener(optarg);
	}
	if (optind + 1 != argc) {
		fputs("usage: lab-http [--listen ADDR:PORT]... PAGE\n", stderr);
		return 2;
	}
	for (unsigned i = 0; i < CLIENTS; i++)
		lab.client[i].fd = -1;
	lab.page = file_text(argv[optind], &lab.page_len);
	if (!lab.nlisten)
		add_listener("127.0.0.1:0");
	announce_ready();
	serve();
}
