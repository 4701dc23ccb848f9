/* Bulk lookups through the public calls. */
#include <poll.h>
#include <stdlib.h>
#include <stub/stub.h>
#include "tests/bench/bulk.h"

struct bulk {
	const struct bulk_run *run;
	struct stub_resolver *resolver;
	unsigned long next, ended, good;
};

static void start(struct bulk *b);

static void done(void *arg, int status, struct stub_addrs *addrs)
{
	struct bulk *b = arg;
	b->ended++;
	b->good += status == STUB_OK && addrs->count == 2;
	stub_addrs_free(addrs);
	start(b);
}

static void start(struct bulk *b)
{
	static const struct stub_events events = { .done = done };
	char name[BULK_NAME];
	struct stub_request *request;
	if (b->next == b->run->names)
		return;
	bulk_name(b->run->first + b->next++, name);
	if (stub_start(b->resolver, name, AF_UNSPEC, &events, b, &request) != STUB_OK)
		b->ended++;
}

static unsigned long all(const struct bulk_run *run, unsigned flags)
{
	struct bulk b = { .run = run };
	struct stub_options o = STUB_OPTIONS;
	o.backend = "native";
	o.servers = run->server_text;
	o.flags = STUB_NO_NSCD | STUB_NO_HOSTS | STUB_NO_SEARCH | flags;
	o.sockets = run->sockets;
	if (stub_resolver_new(&o, &b.resolver) != STUB_OK)
		return 0;
	for (unsigned i = 0; i < run->in_flight; i++)
		start(&b);
	struct pollfd p = { .fd = stub_resolver_fd(b.resolver), .events = POLLIN };
	while (b.ended < run->names && poll(&p, 1, -1) > 0)
		stub_resolver_dispatch(b.resolver);
	stub_resolver_free(b.resolver);
	return b.good;
}

/* As the others are measured: none of them puts addresses in order. */
unsigned long bulk_ours(const struct bulk_run *run)
{
	return all(run, STUB_NO_SORT);
}

unsigned long bulk_ours_sorted(const struct bulk_run *run)
{
	return all(run, 0);
}
