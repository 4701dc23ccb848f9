/* Bulk lookups by c-ares. */
#include <ares.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>
#include "tests/bench/bulk.h"

enum { READY = 64 };

struct bulk {
	const struct bulk_run *run;
	ares_channel channel;
	int epoll;
	unsigned long next, ended, good;
};

static void watch(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct bulk *b = arg;
	struct epoll_event e = { .events = (readable ? EPOLLIN : 0u) | (writable ? EPOLLOUT : 0u),
		.data.fd = fd };
	if (!e.events)
		epoll_ctl(b->epoll, EPOLL_CTL_DEL, fd, NULL);
	else if (epoll_ctl(b->epoll, EPOLL_CTL_ADD, fd, &e))
		epoll_ctl(b->epoll, EPOLL_CTL_MOD, fd, &e);
}

static void ended(void *arg, int status, int timeouts, struct ares_addrinfo *result)
{
	struct bulk *b = arg;
	bool v4 = false, v6 = false;
	(void)timeouts;
	for (struct ares_addrinfo_node *n = status == ARES_SUCCESS ? result->nodes : NULL; n;
		n = n->ai_next) {
		v4 |= n->ai_family == AF_INET;
		v6 |= n->ai_family == AF_INET6;
	}
	b->good += v4 && v6;
	b->ended++;
	if (status == ARES_SUCCESS)
		ares_freeaddrinfo(result);
}

static void start(struct bulk *b)
{
	static const struct ares_addrinfo_hints hints = { .ai_flags = ARES_AI_NOSORT,
		.ai_family = AF_UNSPEC };
	char name[BULK_NAME];
	bulk_name(b->run->first + b->next++, name);
	ares_getaddrinfo(b->channel, name, NULL, &hints, ended, b);
}

unsigned long bulk_cares(const struct bulk_run *run)
{
	struct bulk b = { .run = run, .epoll = epoll_create1(EPOLL_CLOEXEC) };
	struct ares_options o = {
		.flags = ARES_FLAG_NOALIASES | ARES_FLAG_NOSEARCH,
		.sock_state_cb = watch,
		.sock_state_cb_data = &b,
		.lookups = (char *)"b",
		.socket_receive_buffer_size = 8 << 20,
	};
	int mask =
		ARES_OPT_FLAGS | ARES_OPT_SOCK_STATE_CB | ARES_OPT_LOOKUPS | ARES_OPT_SOCK_RCVBUF;
	if (ares_library_init(ARES_LIB_INIT_ALL) || ares_init_options(&b.channel, &o, mask) ||
		ares_set_servers_ports_csv(b.channel, run->server_text))
		return 0;
	while (b.ended < run->names) {
		while (b.next < run->names && b.next - b.ended < run->in_flight)
			start(&b);
		struct epoll_event ready[READY];
		int n = epoll_wait(b.epoll, ready, READY, 100);
		if (n <= 0)
			ares_process_fd(b.channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
		for (int i = 0; i < n; i++)
			ares_process_fd(b.channel,
				ready[i].events & ~(uint32_t)EPOLLOUT ? ready[i].data.fd
								      : ARES_SOCKET_BAD,
				ready[i].events & EPOLLOUT ? ready[i].data.fd : ARES_SOCKET_BAD);
	}
	ares_destroy(b.channel);
	close(b.epoll);
	return b.good;
}
