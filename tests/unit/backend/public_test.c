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

enum { A = 1, AAAA = 28, MANY = 300 };

static const struct dns_row zone[] = {
	{ "www.test", A, DNS_ANSWER, "192.0.2.1" },
	{ "www.test", AAAA, DNS_ANSWER, "2001:db8::1" },
	{ "half.test", A, DNS_ANSWER, "192.0.2.2" },
	{ "half.test", AAAA, DNS_SILENT, NULL },
	{ "silent.test", 0, DNS_SILENT, NULL },
	{ "order.test", A, DNS_ANSWER, "192.0.2.3 127.0.0.1" },
	{ "order.test", AAAA, DNS_SILENT, NULL },
	{ "long.test", A, DNS_TRUNCATE, "192.0.2.7" },
};

static struct dns_server *server;

static struct stub_resolver *resolver_with(
	const char *backend, unsigned timeout_ms, unsigned attempts)
{
	struct stub_options o = STUB_OPTIONS;
	o.backend = backend;
	o.servers = dns_server_address(server);
	o.timeout_ms = timeout_ms;
	o.attempts = attempts;
	o.flags = STUB_NO_NSCD | STUB_NO_HOSTS | STUB_NO_SEARCH;
	struct stub_resolver *r = NULL;
	assert_int_equal(stub_resolver_new(&o, &r), STUB_OK);
	return r;
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
	WITH("native", "cancelled requests are told nothing", cancels),
	WITH("native", "an end may start another request", starts_from_an_end),
	WITH("native", "freeing a resolver cancels what is under way", freed_with_requests),
	WITH("native", "TR19 a silent server costs one lookup, and is counted", silent_first),
	WITH("native", "a silent family is given its grace and no more", grace),
#ifdef WITH_CARES
	WITH("c-ares", "lookups and queries block", blocking),
	WITH("c-ares", "requests end by events, and not from stub_start()", by_events),
	WITH("c-ares", "cancelled requests are told nothing", cancels),
	WITH("c-ares", "a request may cancel itself at its end", cancels_itself_at_its_end),
	WITH("c-ares", "a blocking call between does not hold requests up", blocks_between),
	WITH("c-ares", "freeing a resolver cancels what is under way", freed_with_requests),
	WITH("c-ares", "what was sent and dropped is not told", tells_nothing),
#endif
	{ "options that make no resolver are refused with a reason", bad_options, NULL, NULL,
		NULL },
	{ "each backend is named once", names_backends, NULL, NULL, NULL },
};

int main(void)
{
	return cmocka_run_group_tests_name("public", tests, start_server, stop_server);
}
