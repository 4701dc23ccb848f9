/* The public calls, as a program outside the tree makes them: blocking, and through the one
 * descriptor. */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include <stub/stub.h>
#include "tests/support/dns_server.h"

enum { A = 1, CNAME = 5, PTR = 12, AAAA = 28, HTTPS = 65, MANY = 300 };

#define V6_ARPA "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"

static const struct dns_row zone[] = {
	{ "www.test", A, DNS_ANSWER, "192.0.2.1" },
	{ "www.test", AAAA, DNS_ANSWER, "2001:db8::1" },
	{ "four.test", A, DNS_ANSWER, "192.0.2.4" },
	{ "half.test", A, DNS_ANSWER, "192.0.2.2" },
	{ "half.test", AAAA, DNS_SILENT, NULL },
	{ "silent.test", 0, DNS_SILENT, NULL },
	{ "order.test", A, DNS_ANSWER, "192.0.2.3 127.0.0.1" },
	{ "order.test", AAAA, DNS_SILENT, NULL },
	{ "long.test", A, DNS_TRUNCATE, "192.0.2.7" },
	{ "svc.test", A, DNS_ANSWER, "192.0.2.1" },
	{ "svc.test", AAAA, DNS_ANSWER, "2001:db8::1" },
	{ "svc.test", HTTPS, DNS_ANSWER,
		"2 other.test. port=8443\n1 . alpn=h2 ipv4hint=192.0.2.99\n"
		"1 x. mandatory=key667 key667=x" },
	{ "svc-failing.test", A, DNS_ANSWER, "192.0.2.1" },
	{ "svc-failing.test", HTTPS, DNS_SERVFAIL, NULL },
	{ "svc-silent.test", A, DNS_ANSWER, "192.0.2.1" },
	{ "svc-silent.test", HTTPS, DNS_SILENT, NULL },
	{ "svc-alias.test", A, DNS_ANSWER, "192.0.2.1" },
	{ "svc-alias.test", HTTPS, DNS_ANSWER, "0 svc.test." },
	{ "svc-loop.test", A, DNS_ANSWER, "192.0.2.1" },
	{ "svc-loop.test", HTTPS, DNS_ANSWER, "0 svc-loop2.test." },
	{ "svc-loop2.test", HTTPS, DNS_ANSWER, "0 svc-loop.test." },
	{ "svc-bare.test", A, DNS_ANSWER, "192.0.2.1" },
	{ "svc-bare.test", HTTPS, DNS_ANSWER, "0 www.test." },
	{ "svc-hint.test", HTTPS, DNS_ANSWER, "1 . ipv4hint=192.0.2.99 ipv6hint=2001:db8::99" },
	{ "svc-hint.test", 0, DNS_SILENT, NULL },
	{ "svc-only.test", HTTPS, DNS_ANSWER, "1 . ipv4hint=192.0.2.99" },
	{ "1.2.0.192.in-addr.arpa", PTR, DNS_ANSWER, "www.test.\nWWW.test.\nother.test." },
	{ "2.2.0.192.in-addr.arpa", PTR, DNS_ANSWER, "a\\032b.test." },
	{ "3.2.0.192.in-addr.arpa", CNAME, DNS_ANSWER, "3.0/25.2.0.192.in-addr.arpa" },
	{ "3.0/25.2.0.192.in-addr.arpa", PTR, DNS_ANSWER, "three.test." },
	{ "4.2.0.192.in-addr.arpa", PTR, DNS_ANSWER, NULL },
	{ V6_ARPA, PTR, DNS_ANSWER, "six.test." },
};

static struct dns_server *server;

static struct stub_resolver *resolver_flagged(
	const char *backend, unsigned timeout_ms, unsigned attempts, unsigned flags)
{
	struct stub_options o = STUB_OPTIONS;
	o.backend = backend;
	o.servers = dns_server_address(server);
	o.timeout_ms = timeout_ms;
	o.attempts = attempts;
	o.flags = STUB_NO_NSCD | STUB_NO_HOSTS | STUB_NO_SEARCH | flags;
	struct stub_resolver *r = NULL;
	assert_int_equal(stub_resolver_new(&o, &r), STUB_OK);
	return r;
}

static struct stub_resolver *resolver_with(
	const char *backend, unsigned timeout_ms, unsigned attempts)
{
	return resolver_flagged(backend, timeout_ms, attempts, 0);
}

static struct stub_resolver *resolver_of(const char *backend, unsigned timeout_ms)
{
	return resolver_with(backend, timeout_ms, 1);
}

/* How a request ended, and what was told before. */
struct end {
	unsigned done, partial;
	int status, partial_family;
	uint8_t partial_first; /* octet of the first address */
	enum stub_source partial_source;
	size_t partial_count;
	size_t count;
	struct stub_request *cancel; /* by the end of this one */
	struct stub_resolver *start; /* another one, by the end of this one */
	struct end *started;
	bool early; /* both by partial() instead */
};

static const struct stub_events events;

static void interfere(struct end *e)
{
	if (e->cancel)
		stub_cancel(e->cancel);
	if (e->start) {
		struct stub_request *request;
		assert_int_equal(
			stub_start(e->start, "www.test", AF_UNSPEC, &events, e->started, &request),
			STUB_OK);
	}
}

static void on_partial(void *arg, int family, const struct stub_addrs *addrs)
{
	struct end *e = arg;
	e->partial++;
	e->partial_family = family;
	assert_true(addrs->count > 0);
	e->partial_first = addrs->list[0].octets[0];
	e->partial_source = addrs->source;
	e->partial_count = addrs->count;
	if (e->early)
		interfere(e);
}

static void on_done(void *arg, int status, struct stub_addrs *addrs)
{
	struct end *e = arg;
	e->done++;
	e->status = status;
	e->count = addrs ? addrs->count : 0;
	stub_addrs_free(addrs);
	if (!e->early)
		interfere(e);
}

static const struct stub_events events = { .partial = on_partial, .done = on_done };

/* Serves the descriptor until n requests have ended, or 15 s have passed. */
static void serve(struct stub_resolver *r, const struct end *ends, unsigned n)
{
	struct timespec begin, now;
	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (;;) {
		unsigned done = 0;
		for (unsigned i = 0; i < n; i++)
			done += ends[i].done;
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (done >= n || now.tv_sec - begin.tv_sec >= 15)
			return;
		struct pollfd p = { .fd = stub_resolver_fd(r), .events = POLLIN };
		assert_true(poll(&p, 1, 1000) >= 0);
		stub_resolver_dispatch(r);
	}
}

static void blocking(void **state)
{
	struct stub_resolver *r = resolver_of(*state, 1000);
	struct stub_addrs *addrs = NULL;
	assert_int_equal(stub_lookup(r, "www.test", AF_UNSPEC, &addrs), STUB_OK);
	assert_int_equal(addrs->count, 2);
	assert_string_equal(addrs->canonical, "www.test");
	stub_addrs_free(addrs);
	assert_int_equal(stub_lookup(r, "none.test", AF_UNSPEC, &addrs), STUB_NXDOMAIN);
	assert_true(stub_resolver_detail(r)[0]);
	assert_int_equal(stub_lookup(r, "www.test", AF_UNIX, &addrs), STUB_INVALID);
	assert_string_equal(stub_resolver_detail(r), "invalid argument");
	struct stub_reply *reply = NULL;
	assert_int_equal(stub_query(r, "long.test", A, &reply), STUB_OK);
	char text[2000];
	assert_true(
		stub_message_print(reply->message, reply->len, text, sizeof(text)) < sizeof(text));
	assert_non_null(strstr(text, "192.0.2.7"));
	stub_reply_free(reply);
	assert_int_equal(stub_query(r, "a..b", A, &reply), STUB_BADNAME);
	assert_null(reply);
	stub_resolver_free(r);
}

static void by_events(void **state)
{
	struct stub_resolver *r = resolver_of(*state, 2000);
	static const char *const names[] = { "www.test", "none.test", "192.0.2.9", "www.test" };
	struct end ends[4] = { { 0 } };
	struct stub_request *request;
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(
			stub_start(r, names[i], AF_UNSPEC, &events, &ends[i], &request), STUB_OK);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(ends[i].done, 0); /* never from stub_start() */
	serve(r, ends, 4);
	static const int want[] = { STUB_OK, STUB_NXDOMAIN, STUB_OK, STUB_OK };
	static const size_t counts[] = { 2, 0, 1, 2 };
	for (unsigned i = 0; i < 4; i++) {
		assert_int_equal(ends[i].done, 1);
		assert_int_equal(ends[i].status, want[i]);
		assert_int_equal(ends[i].count, counts[i]);
	}
	stub_resolver_free(r);
}

static void many(void **state)
{
	/* six hundred datagrams at once overflow the server's socket: some are asked again */
	struct stub_resolver *r = resolver_with(*state, 500, 5);
	static struct end ends[MANY];
	memset(ends, 0, sizeof(ends));
	struct stub_request *request;
	for (unsigned i = 0; i < MANY; i++)
		assert_int_equal(
			stub_start(r, "www.test", AF_UNSPEC, &events, &ends[i], &request), STUB_OK);
	serve(r, ends, MANY);
	for (unsigned i = 0; i < MANY; i++)
		assert_int_equal(ends[i].status == STUB_OK && ends[i].done == 1, 1);
	stub_resolver_free(r);
}

static void partial_first(void **state)
{
	struct stub_resolver *r = resolver_of(*state, 300);
	struct end e = { 0 };
	struct stub_request *request;
	assert_int_equal(stub_start(r, "half.test", AF_UNSPEC, &events, &e, &request), STUB_OK);
	serve(r, &e, 1);
	assert_int_equal(e.partial, 1);
	assert_int_equal(e.partial_family, AF_INET);
	assert_int_equal(e.status, STUB_OK);
	assert_int_equal(e.count, 1);
	stub_resolver_free(r);
}

static void partial_in_order(void **state)
{
	struct stub_resolver *r = resolver_of(*state, 300);
	struct end e = { 0 };
	struct stub_request *request;
	assert_int_equal(stub_start(r, "order.test", AF_UNSPEC, &events, &e, &request), STUB_OK);
	serve(r, &e, 1);
	assert_int_equal(e.partial, 1);
	assert_int_equal(e.partial_first, 127); /* RFC 6724 6, rule 8 */
	stub_resolver_free(r);
}

static void cancels_and_starts_from_partial(void **state)
{
	struct stub_resolver *r = resolver_of(*state, 3000);
	struct end ends[3] = { { 0 } };
	struct stub_request *other;
	ends[0].early = true;
	ends[0].start = r;
	ends[0].started = &ends[2];
	assert_int_equal(
		stub_start(r, "silent.test", AF_UNSPEC, &events, &ends[1], &other), STUB_OK);
	assert_int_equal(
		stub_start(r, "half.test", AF_UNSPEC, &events, &ends[0], &ends[0].cancel), STUB_OK);
	serve(r, &ends[2], 1);
	assert_int_equal(ends[0].partial, 1);
	assert_int_equal(ends[0].done, 0);
	assert_int_equal(ends[2].status, STUB_OK);
	stub_cancel(other);
	stub_resolver_free(r);
}

static void cancels_itself_at_its_end(void **state)
{
	struct stub_resolver *r = resolver_of(*state, 4000);
	struct end ends[2] = { { 0 } };
	assert_int_equal(
		stub_start(r, "www.test", AF_UNSPEC, &events, &ends[0], &ends[0].cancel), STUB_OK);
	assert_int_equal(
		stub_start(r, "silent.test", AF_UNSPEC, &events, &ends[1], &ends[1].cancel),
		STUB_OK);
	serve(r, ends, 1);
	assert_int_equal(ends[0].done, 1);
	stub_resolver_free(r);
	assert_int_equal(ends[1].done, 1);
	assert_int_equal(ends[1].status, STUB_CANCELED);
}

/* What ends while a blocking call waits is told by the descriptor after it. */
static void blocks_between(void **state)
{
	struct stub_resolver *r = resolver_of(*state, 4000);
	struct end e = { 0 };
	struct stub_request *request;
	struct stub_addrs *addrs = NULL;
	assert_int_equal(stub_start(r, "192.0.2.9", AF_UNSPEC, &events, &e, &request), STUB_OK);
	serve(r, &e, 1);
	e.done = 0;
	assert_int_equal(stub_start(r, "www.test", AF_UNSPEC, &events, &e, &request), STUB_OK);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(stub_lookup(r, "www.test", AF_UNSPEC, &addrs), STUB_OK);
		stub_addrs_free(addrs);
	}
	struct pollfd p = { .fd = stub_resolver_fd(r), .events = POLLIN };
	assert_int_equal(poll(&p, 1, 1000), 1);
	stub_resolver_dispatch(r);
	assert_int_equal(e.done, 1);
	stub_resolver_free(r);
}

/* Rounds that fail at once: no time passes, and no deadline with it. */
static void countless_attempts(void **state)
{
	struct stub_options o = STUB_OPTIONS;
	struct stub_resolver *r;
	struct stub_addrs *addrs;
	o.backend = *state;
	o.servers = "255.255.255.255"; /* EACCES: broadcast has not been asked for */
	o.attempts = 1u << 31;
	o.flags = STUB_NO_NSCD | STUB_NO_HOSTS | STUB_NO_SEARCH;
	assert_int_equal(stub_resolver_new(&o, &r), STUB_OK);
	assert_int_equal(stub_lookup(r, "www.test", AF_UNSPEC, &addrs), STUB_UNREACHABLE);
	stub_resolver_free(r);
}

static void times_out(void **state)
{
	struct stub_resolver *r = resolver_of(*state, 200);
	struct end e = { 0 };
	struct stub_request *request;
	assert_int_equal(stub_start(r, "silent.test", AF_UNSPEC, &events, &e, &request), STUB_OK);
	serve(r, &e, 1);
	assert_int_equal(e.done, 1);
	assert_int_equal(e.status, STUB_TIMEOUT);
	assert_non_null(strstr(stub_resolver_detail(r), "no answer from 127.0.0.1:"));
	stub_resolver_free(r);
}

static void cancels(void **state)
{
	struct stub_resolver *r = resolver_of(*state, 4000);
	struct end ends[4] = { { 0 } };
	struct stub_request *requests[4];
	static const char *const names[] = { "silent.test", "www.test", "192.0.2.9",
		"silent.test" };
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(
			stub_start(r, names[i], AF_UNSPEC, &events, &ends[i], &requests[i]),
			STUB_OK);
	stub_cancel(requests[0]); /* waits for a server */
	stub_cancel(requests[2]); /* has ended, and has not been told */
	ends[1].cancel = requests[3];
	serve(r, &ends[1], 1);
	assert_int_equal(ends[1].status, STUB_OK);
	for (unsigned i = 0; i < 4; i += i ? 1 : 2)
		assert_int_equal(ends[i].done, 0);
	stub_resolver_free(r);
}

static void starts_from_an_end(void **state)
{
	struct stub_resolver *r = resolver_of(*state, 4000);
	struct end ends[2] = { { 0 } };
	ends[0].start = r;
	ends[0].started = &ends[1];
	struct stub_request *request;
	assert_int_equal(
		stub_start(r, "www.test", AF_UNSPEC, &events, &ends[0], &request), STUB_OK);
	serve(r, ends, 2);
	assert_int_equal(ends[1].done, 1);
	assert_int_equal(ends[1].status, STUB_OK);
	stub_resolver_free(r);
}

static void freed_with_requests(void **state)
{
	struct stub_resolver *r = resolver_of(*state, 4000);
	struct end ends[2] = { { 0 } };
	struct stub_request *request;
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(
			stub_start(r, "silent.test", AF_UNSPEC, &events, &ends[i], &request),
			STUB_OK);
	stub_resolver_free(r);
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(ends[i].done, 1);
		assert_int_equal(ends[i].status, STUB_CANCELED);
	}
}

static struct stub_addr v4(uint8_t last)
{
	return (struct stub_addr){ .family = AF_INET, .octets = { 192, 0, 2, last } };
}

static void names_of_addresses(void **state)
{
	struct stub_resolver *r = resolver_of(*state, 4000);
	struct stub_addr mapped = { .family = AF_INET6,
		.octets = { [10] = 0xff, [11] = 0xff, [12] = 192, [14] = 2, [15] = 3 } };
	const struct {
		struct stub_addr addr;
		int status;
		const char *first;
		size_t count;
	} rows[] = {
		{ v4(1), STUB_OK, "www.test", 2 },
		{ v4(2), STUB_OK, "a\\032b.test", 1 },
		{ v4(3), STUB_OK, "three.test", 1 },
		{ mapped, STUB_OK, "three.test", 1 },
		{ { AF_INET6, 0, { 0x20, 1, 0xd, 0xb8, [15] = 1 }, 0 }, STUB_OK, "six.test", 1 },
		{ v4(4), STUB_NODATA, NULL, 0 },
		{ v4(5), STUB_NXDOMAIN, NULL, 0 },
		{ { .family = AF_UNIX }, STUB_INVALID, NULL, 0 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct stub_names *untouched = (struct stub_names *)&mapped, *names = untouched;
		assert_int_equal(stub_reverse(r, &rows[i].addr, &names), rows[i].status);
		if (rows[i].status == STUB_INVALID)
			assert_string_equal(stub_resolver_detail(r), "invalid argument");
		if (rows[i].status != STUB_OK) {
			assert_ptr_equal(names, untouched);
			continue;
		}
		assert_int_equal(names->count, rows[i].count);
		assert_string_equal(names->list[0], rows[i].first);
		assert_int_equal(names->source, STUB_FROM_DNS);
		assert_true(names->ttl > 0 && names->ttl <= 60);
		stub_names_free(names);
	}
	stub_names_free(NULL);
	stub_resolver_free(r);
}

/* Addresses and services of a name; NULL: the lookup has failed with the status. */
static struct stub_addrs *services_of(const char *name, int expected)
{
	struct stub_resolver *r = resolver_flagged("native", 4000, 1, STUB_HTTPS);
	struct timespec begin, end;
	struct stub_addrs *addrs = NULL;
	clock_gettime(CLOCK_MONOTONIC, &begin);
	assert_int_equal(stub_lookup(r, name, AF_UNSPEC, &addrs), expected);
	clock_gettime(CLOCK_MONOTONIC, &end);
	assert_true(end.tv_sec - begin.tv_sec < 3); /* and not the timeout of a question */
	stub_resolver_free(r);
	return addrs;
}

static void services(void **state)
{
	(void)state;
	unsigned before = dns_server_queries(server);
	struct stub_addrs *addrs = services_of("svc.test", STUB_OK);
	assert_int_equal(dns_server_queries(server) - before, 3);
	assert_int_equal(addrs->count, 2); /* the hint is none of them */
	assert_int_equal(addrs->nservices, 2);
	const struct stub_service *s = addrs->services;
	assert_int_equal(s[0].priority, 1);
	assert_string_equal(s[0].target, "svc.test");
	assert_int_equal(s[0].flags, STUB_SERVICE_OWN);
	assert_int_equal(s[0].alpn_len, 3);
	assert_memory_equal(s[0].alpn, "\2h2", 3);
	assert_int_equal(s[0].nhints, 1);
	assert_int_equal(s[0].hints->octets[3], 99);
	assert_int_equal(s[1].port, 8443);
	assert_string_equal(s[1].target, "other.test");
	assert_int_equal(s[1].flags, 0);
	stub_addrs_free(addrs);
}

static void services_fail_alone(void **state)
{
	(void)state;
	static const char *const names[] = { "svc-failing.test", "svc-silent.test", "svc-loop.test",
		"four.test" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct stub_addrs *addrs = services_of(names[i], STUB_OK);
		assert_int_equal(addrs->count, 1);
		assert_null(addrs->services);
		assert_int_equal(addrs->nservices, 0);
		stub_addrs_free(addrs);
	}
}

static void services_make_no_addresses(void **state)
{
	(void)state;
	assert_null(services_of("svc-only.test", STUB_NODATA));
	assert_null(services_of("missing.test", STUB_NXDOMAIN));
}

static void services_behind_an_alias(void **state)
{
	(void)state;
	struct stub_addrs *addrs = services_of("svc-alias.test", STUB_OK);
	assert_int_equal(addrs->count, 1);
	assert_int_equal(addrs->nservices, 2);
	assert_string_equal(addrs->services->target, "svc.test");
	assert_int_equal(addrs->services->flags, 0);
	stub_addrs_free(addrs);
	addrs = services_of("svc-bare.test", STUB_OK);
	assert_int_equal(addrs->nservices, 1);
	assert_int_equal(addrs->services->priority, 0);
	assert_string_equal(addrs->services->target, "www.test");
	stub_addrs_free(addrs);
}

static void services_unasked(void **state)
{
	(void)state;
	struct stub_resolver *r = resolver_of("native", 4000);
	struct stub_addrs *addrs = NULL;
	unsigned before = dns_server_queries(server);
	assert_int_equal(stub_lookup(r, "svc.test", AF_UNSPEC, &addrs), STUB_OK);
	assert_int_equal(dns_server_queries(server) - before, 2);
	assert_null(addrs->services);
	stub_addrs_free(addrs);
	stub_resolver_free(r);
}

static void hints_first(void **state)
{
	(void)state;
	struct stub_resolver *r = resolver_flagged("native", 300, 1, STUB_HTTPS);
	struct end e = { 0 };
	struct stub_request *request;
	assert_int_equal(stub_start(r, "svc-hint.test", AF_UNSPEC, &events, &e, &request), STUB_OK);
	serve(r, &e, 1);
	assert_int_equal(e.partial, 1);
	assert_int_equal(e.partial_family, AF_UNSPEC);
	assert_int_equal(e.partial_source, STUB_FROM_HINT);
	assert_int_equal(e.partial_count, 2);
	assert_int_equal(e.status, STUB_TIMEOUT); /* a hint is no answer */
	struct end one = { 0 };
	assert_int_equal(stub_start(r, "svc-hint.test", AF_INET, &events, &one, &request), STUB_OK);
	serve(r, &one, 1);
	assert_int_equal(one.partial_count, 1);
	stub_resolver_free(r);
}

/* Serves until this has been told something early. */
static void serve_until_partial(struct stub_resolver *r, const struct end *e)
{
	struct pollfd fd = { .fd = stub_resolver_fd(r), .events = POLLIN };
	for (unsigned i = 0; i < 1000 && !e->partial; i++) {
		assert_int_equal(poll(&fd, 1, 10000), 1);
		stub_resolver_dispatch(r);
	}
	assert_int_equal(e->partial, 1);
}

/* Ends of every kind while a question for HTTPS records is under way, has ended, or is waited for.
 */
static void services_cancelled(void **state)
{
	(void)state;
	struct stub_resolver *r = resolver_flagged("native", 4000, 1, STUB_HTTPS);
	struct end ends[5] = { { 0 } };
	struct stub_request *requests[5];
	static const char *const names[] = { "silent.test", "svc-hint.test", "svc-hint.test",
		"svc-hint.test", "svc-silent.test" };
	ends[1].early = true;
	for (unsigned i = 0; i < 5; i++)
		assert_int_equal(
			stub_start(r, names[i], AF_UNSPEC, &events, &ends[i], &requests[i]),
			STUB_OK);
	stub_cancel(requests[0]);
	ends[1].cancel = requests[1]; /* when it is told a hint: itself */
	serve_until_partial(r, &ends[1]);
	serve_until_partial(r, &ends[2]);
	stub_cancel(requests[2]);
	serve_until_partial(r, &ends[3]);
	stub_resolver_free(r);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(ends[i].done, 0);
	assert_int_equal(ends[3].status, STUB_CANCELED);
	assert_int_equal(ends[4].done, 1);
}

static void many_services(void **state)
{
	(void)state;
	struct stub_resolver *r = resolver_flagged("native", 4000, 2, STUB_HTTPS);
	static struct end ends[50];
	struct stub_request *request;
	memset(ends, 0, sizeof(ends));
	for (unsigned i = 0; i < 50; i++)
		assert_int_equal(stub_start(r, i % 2 ? "svc-alias.test" : "svc.test", AF_UNSPEC,
					 &events, &ends[i], &request),
			STUB_OK);
	serve(r, ends, 50);
	for (unsigned i = 0; i < 50; i++)
		assert_int_equal(ends[i].status, STUB_OK);
	stub_resolver_free(r);
}

enum { NSCD_LOOKUPS = 6 };

/* A daemon that knows every name as 127.0.0.1 and 127.0.0.2. */
static void *play_nscd(void *arg)
{
	static const int32_t header[6] = { 2, 1, 2, 8, 0, 0 };
	static const unsigned char rest[] = { 127, 0, 0, 1, 127, 0, 0, 2, AF_INET, AF_INET };
	int *listening = arg;
	for (int i = 0; i < NSCD_LOOKUPS + 1; i++) { /* one asks for the map, in vain */
		char request[100];
		int fd = accept(*listening, NULL, NULL);
		if (fd < 0)
			break;
		if (recv(fd, request, sizeof(request), 0) > 0) {
			send(fd, header, sizeof(header), MSG_NOSIGNAL);
			send(fd, rest, sizeof(rest), MSG_NOSIGNAL);
		}
		close(fd);
	}
	return NULL;
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void order_behind_nscd(void **state)
{
	char folder[] = "/tmp/stub-nscd-XXXXXX", path[64], gai[64];
	assert_non_null(mkdtemp(folder));
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	snprintf(path, sizeof(path), "%s/socket", folder);
	snprintf(gai, sizeof(gai), "%s/gai.conf", folder);
	strcpy(address.sun_path, path);
	write_file(gai, "");
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, NSCD_LOOKUPS), 0);
	pthread_t thread;
	assert_int_equal(pthread_create(&thread, NULL, play_nscd, &fd), 0);

	struct stub_options o = STUB_OPTIONS;
	o.backend = *state;
	o.nscd_socket = path;
	o.gai_conf = gai;
	struct stub_resolver *r;
	assert_int_equal(stub_resolver_new(&o, &r), STUB_OK);
	for (int i = 0; i < NSCD_LOOKUPS; i++) {
		struct stub_addrs *addrs;
		if (i == NSCD_LOOKUPS / 2)
			write_file(gai,
				"precedence ::1/128 50\nprecedence ::ffff:127.0.0.2/128 45\n"
				"precedence ::/0 40\n");
		assert_int_equal(stub_lookup(r, "any.test", AF_UNSPEC, &addrs), STUB_OK);
		assert_int_equal(addrs->source, STUB_FROM_NSCD);
		assert_int_equal(addrs->list[0].octets[3], i < NSCD_LOOKUPS / 2 ? 1 : 2);
		stub_addrs_free(addrs);
	}
	stub_resolver_free(r);
	pthread_join(thread, NULL);
	close(fd);
	unlink(path);
	unlink(gai);
	rmdir(folder);
}

/* The first server hears everything and says nothing. */
static void silent_first(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
	char servers[100], silent[32];
	snprintf(silent, sizeof(silent), "127.0.0.1:%u", ntohs(at.sin_port));
	snprintf(servers, sizeof(servers), "%s,%s", silent, dns_server_address(server));

	struct stub_options o = STUB_OPTIONS;
	struct stub_resolver *r;
	o.backend = *state;
	o.servers = servers;
	o.timeout_ms = 100;
	o.flags = STUB_NO_NSCD | STUB_NO_HOSTS | STUB_NO_SEARCH;
	assert_int_equal(stub_resolver_new(&o, &r), STUB_OK);
	struct stub_stats stats = STUB_STATS;
	assert_int_equal(stub_resolver_stats(r, &stats), STUB_OK);
	assert_int_equal(stats.nservers, 0); /* not read yet */
	for (int i = 0; i < 3; i++) {
		struct stub_addrs *addrs;
		assert_int_equal(stub_lookup(r, "www.test", AF_UNSPEC, &addrs), STUB_OK);
		stub_addrs_free(addrs);
		assert_int_equal(stub_resolver_stats(r, &stats), STUB_OK);
		assert_int_equal(stats.servers[0].queries, 2); /* the first lookup alone */
		assert_int_equal(stats.servers[1].replies, 2 * (i + 1));
	}
	assert_int_equal(stats.nservers, 2);
	assert_string_equal(stats.servers[0].server, silent);
	assert_string_equal(stats.servers[1].server, dns_server_address(server));
	assert_int_equal(stats.queries, 8);
	assert_int_equal(stats.retries, 2);
	assert_int_equal(stats.replies, 6);
	assert_int_equal(stats.timeouts, 2);
	assert_int_equal(stats.connections, 0);
	assert_in_range(stats.servers[0].last_for, 1, 30000000000);
	assert_int_equal(stats.servers[1].last_for, 0);
	assert_in_range(stats.servers[1].rtt, 1, 1000000000);
	struct stub_reply *reply;
	assert_int_equal(stub_query(r, "long.test", A, &reply), STUB_OK);
	stub_reply_free(reply);
	stats.size = offsetof(struct stub_stats, drops); /* an older caller's */
	stats.nservers = 99;
	assert_int_equal(stub_resolver_stats(r, &stats), STUB_OK);
	assert_int_equal(stats.connections, 1);
	assert_int_equal(stats.nservers, 99);
	stats.size = 1;
	assert_int_equal(stub_resolver_stats(r, &stats), STUB_INVALID);
	stub_resolver_free(r);
	close(fd);
}

static void tells_nothing(void **state)
{
	struct stub_resolver *r = resolver_of(*state, 200);
	struct stub_stats stats = STUB_STATS;
	stats.queries = 7;
	assert_int_equal(stub_resolver_stats(r, &stats), STUB_UNSUPPORTED);
	assert_int_equal(stats.queries, 7);
	stub_resolver_free(r);
}

/* A silent family is waited for 50 ms, not for as long as it has tries. */
static void grace(void **state)
{
	struct stub_options o = STUB_OPTIONS;
	struct stub_resolver *r;
	struct stub_addrs *addrs;
	struct timespec before, after;
	o.backend = *state;
	o.servers = dns_server_address(server);
	o.timeout_ms = 5000;
	o.grace_ms = 50;
	o.flags = STUB_NO_NSCD | STUB_NO_HOSTS | STUB_NO_SEARCH;
	assert_int_equal(stub_resolver_new(&o, &r), STUB_OK);
	clock_gettime(CLOCK_MONOTONIC, &before);
	assert_int_equal(stub_lookup(r, "order.test", AF_UNSPEC, &addrs), STUB_OK);
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert_int_equal(addrs->count, 2);
	stub_addrs_free(addrs);
	long ms =
		(after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
	assert_in_range(ms, 49, 4000);
	stub_resolver_free(r);
}

static void bad_options(void **state)
{
	(void)state;
	struct stub_options o = STUB_OPTIONS;
	char why[100];
	struct stub_resolver *r = (struct stub_resolver *)state;
	o.why = why;
	o.why_size = sizeof(why);
	o.backend = "telepathy";
	assert_int_equal(stub_resolver_new(&o, &r), STUB_NOBACKEND);
	assert_true(why[0]);
	o.backend = "native";
	o.servers = "192.0.2.1,nonsense";
	assert_int_equal(stub_resolver_new(&o, &r), STUB_INVALID);
	assert_non_null(strstr(why, "nonsense"));
	o.servers = NULL;
	o.resolv_conf = "/nonexistent/resolv.conf";
	assert_int_equal(stub_resolver_new(&o, &r), STUB_INVALID);
	assert_string_equal(why, "/nonexistent/resolv.conf: No such file or directory");
	o.resolv_conf = NULL;
	o.services = "/nonexistent/services";
	assert_int_equal(stub_resolver_new(&o, &r), STUB_INVALID);
	assert_string_equal(why, "/nonexistent/services: No such file or directory");
	o.services = NULL;
	o.size = 3;
	assert_int_equal(stub_resolver_new(&o, &r), STUB_INVALID);
	assert_ptr_equal(r, state); /* untouched */
	stub_resolver_free(NULL);
}

static void names_backends(void **state)
{
	(void)state;
	unsigned n = 0;
	for (const char *const *name = stub_backends(); *name; name++, n++)
		for (const char *const *other = stub_backends(); other < name; other++)
			assert_string_not_equal(*name, *other);
	assert_true(n >= 1);
}

static int start_server(void **state)
{
	(void)state;
	server = dns_server_start(zone, sizeof(zone) / sizeof(zone[0]));
	return server ? 0 : -1;
}

static int stop_server(void **state)
{
	(void)state;
	dns_server_stop(server);
	return 0;
}

#define WITH(backend, says, test) \
	{ \
		says " (" backend ")", test, NULL, NULL, (void *)backend \
	}

static const struct CMUnitTest tests[] = {
	WITH("native", "lookups and queries block", blocking),
	WITH("native", "requests end by events, and not from stub_start()", by_events),
	WITH("native", "three hundred requests at once", many),
	WITH("native", "PA25 one family is told while the other is awaited", partial_first),
	WITH("native", "what is told early is in order as well", partial_in_order),
	WITH("native", "who is told early may cancel and start", cancels_and_starts_from_partial),
	WITH("native", "a request may cancel itself at its end", cancels_itself_at_its_end),
	WITH("native", "a blocking call between does not hold requests up", blocks_between),
	WITH("native", "countless attempts come to an end", countless_attempts),
	WITH("native", "gai.conf is read anew also behind nscd", order_behind_nscd),
	WITH("native", "a silent server ends by the timer", times_out),
	WITH("native", "NL22 the names of addresses", names_of_addresses),
	{ "SV08 HTTPS records beside addresses, hints are no addresses", services, NULL, NULL,
		NULL },
	{ "SV13 no failure of the HTTPS question touches the addresses", services_fail_alone, NULL,
		NULL, NULL },
	{ "HTTPS records are no addresses", services_make_no_addresses, NULL, NULL, NULL },
	{ "SV12 AliasMode is followed", services_behind_an_alias, NULL, NULL, NULL },
	{ "nobody asks for HTTPS records unless told", services_unasked, NULL, NULL, NULL },
	{ "SV08 hints are told until there are addresses", hints_first, NULL, NULL, NULL },
	{ "requests with an HTTPS question are cancelled in every state", services_cancelled, NULL,
		NULL, NULL },
	{ "many requests with an HTTPS question", many_services, NULL, NULL, NULL },
	WITH("native", "cancelled requests are told nothing", cancels),
	WITH("native", "an end may start another request", starts_from_an_end),
	WITH("native", "freeing a resolver cancels what is under way", freed_with_requests),
	WITH("native", "TR19 a silent server costs one lookup, and is counted", silent_first),
	WITH("native", "a silent family is given its grace and no more", grace),
#ifdef WITH_CARES
	WITH("c-ares", "lookups and queries block", blocking),
	WITH("c-ares", "requests end by events, and not from stub_start()", by_events),
	WITH("c-ares", "NL22 the names of addresses", names_of_addresses),
	WITH("c-ares", "cancelled requests are told nothing", cancels),
	WITH("c-ares", "a request may cancel itself at its end", cancels_itself_at_its_end),
	WITH("c-ares", "a blocking call between does not hold requests up", blocks_between),
	WITH("c-ares", "freeing a resolver cancels what is under way", freed_with_requests),
	WITH("c-ares", "what was sent and dropped is not told", tells_nothing),
#endif
#ifdef WITH_GLIBC
	WITH("glibc", "NL22 the names of addresses", names_of_addresses),
#endif
	{ "options that make no resolver are refused with a reason", bad_options, NULL, NULL,
		NULL },
	{ "each backend is named once", names_backends, NULL, NULL, NULL },
};

int main(void)
{
	return cmocka_run_group_tests_name("public", tests, start_server, stop_server);
}
