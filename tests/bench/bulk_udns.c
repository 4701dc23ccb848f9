/* Bulk lookups by udns. */
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <udns.h>
#include "tests/bench/bulk.h"

struct bulk {
	const struct bulk_run *run;
	struct dns_ctx *context;
	unsigned long next, ended, queries, good;
};

/* The two queries of a name know nothing of each other: each counts half. */
static void ended_a(struct dns_ctx *context, struct dns_rr_a4 *result, void *arg)
{
	struct bulk *b = arg;
	(void)context;
	b->good += result != NULL;
	b->ended++;
	free(result);
}

static void ended_aaaa(struct dns_ctx *context, struct dns_rr_a6 *result, void *arg)
{
	struct bulk *b = arg;
	(void)context;
	b->good += result != NULL;
	b->ended++;
	free(result);
}

static void start(struct bulk *b)
{
	char name[BULK_NAME];
	bulk_name(b->run->first + b->next++, name);
	b->queries += 2;
	if (!dns_submit_a4(b->context, name, DNS_NOSRCH, ended_a, b))
		b->ended++;
	if (!dns_submit_a6(b->context, name, DNS_NOSRCH, ended_aaaa, b))
		b->ended++;
}

unsigned long bulk_udns(const struct bulk_run *run)
{
	struct bulk b = { .run = run };
	int size = 8 << 20;
	b.context = &dns_defctx;
	if (dns_init(b.context, 0) < 0)
		return 0;
	dns_add_serv(b.context, NULL);
	dns_add_serv_s(b.context, (const struct sockaddr *)&run->server);
	int fd = dns_open(b.context);
	if (fd < 0)
		return 0;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	while (b.ended < 2 * run->names) {
		while (b.next < run->names && b.queries - b.ended + 2 <= 2 * run->in_flight)
			start(&b);
		time_t now = time(NULL);
		int wait = dns_timeouts(b.context, -1, now);
		struct pollfd p = { .fd = fd, .events = POLLIN };
		if (poll(&p, 1, wait < 0 ? 1000 : wait * 1000) > 0)
			dns_ioevent(b.context, now);
	}
	dns_close(b.context);
	return b.good / 2;
}
