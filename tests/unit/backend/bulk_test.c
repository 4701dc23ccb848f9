/* Thousands of lookups in flight: what comes back, what is left behind, what happens to those that
 * are cancelled, starved or cut off. */
#include <dirent.h>
#include <errno.h>
#include <malloc.h>
#include <math.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <stub/stub.h>
#include "resolver/dns/name.h"
#include "tests/support/dns_server.h"
#include "tests/support/responder.h"
#include "tests/support/table.h"

enum { NAME = 64, TICK_MS = 2000 };

/* Lookups of numbered names, so many at a time. */
struct load {
	struct stub_resolver *resolver;
	unsigned names, in_flight;
	unsigned started, ended, partials;
	unsigned ok, canceled, timeout, other, wrong;
	unsigned addresses;
	unsigned cancel_every; /* a seeded share of events cancels somebody; 0: none */
	uint32_t random;
	unsigned cursor;
	struct slot {
		struct load *load;
		struct stub_request *request; /* NULL: free */
		unsigned number;
	} * slots;
};

static uint32_t draw(struct load *l)
{
	l->random ^= l->random << 13;
	l->random ^= l->random >> 17;
	l->random ^= l->random << 5;
	return l->random;
}

static void name_of(unsigned number, char out[static NAME])
{
	snprintf(out, NAME, "%.*s.%u.bulk.test", (int)(1 + number % 10), "abcdefghij", number);
}

/* What the responder says of a name. */
static bool is_right(unsigned number, const struct stub_addrs *addrs)
{
	char text[NAME];
	struct name name;
	name_of(number, text);
	assert_true(name_from_text(&name, text));
	uint32_t hash = htonl(responder_hash(name.octets, name.len));
	bool right = addrs->count > 0 && addrs->count <= 2 && addrs->source == STUB_FROM_DNS;
	for (size_t i = 0; i < addrs->count; i++) {
		const struct stub_addr *a = &addrs->list[i];
		right &= !memcmp(a->octets + (a->family == AF_INET6 ? 12 : 0), &hash, 4);
	}
	return right;
}

static void start(struct load *l);

static void cancel_slot(struct slot *s)
{
	stub_cancel(s->request);
	s->request = NULL;
	s->load->canceled++;
	s->load->ended++;
}

/* Perhaps cancels a lookup, whichever it hits. */
static void storm(struct load *l)
{
	if (!l->cancel_every || draw(l) % l->cancel_every)
		return;
	struct slot *s = &l->slots[draw(l) % l->in_flight];
	if (s->request)
		cancel_slot(s);
}

static void on_partial(void *arg, int family, const struct stub_addrs *addrs)
{
	struct slot *s = arg;
	struct load *l = s->load;
	l->partials++;
	l->wrong += !is_right(s->number, addrs) || addrs->list[0].family != family;
	if (l->cancel_every && draw(l) % l->cancel_every == 0)
		cancel_slot(s);
	storm(l);
	start(l);
}

static void on_done(void *arg, int status, struct stub_addrs *addrs)
{
	struct slot *s = arg;
	struct load *l = s->load;
	l->ended++;
	l->ok += status == STUB_OK;
	l->timeout += status == STUB_TIMEOUT;
	l->other += status != STUB_OK && status != STUB_TIMEOUT;
	if (status == STUB_OK) {
		l->addresses += (unsigned)addrs->count;
		l->wrong += !is_right(s->number, addrs);
	}
	stub_addrs_free(addrs);
	s->request = NULL;
	storm(l);
	start(l);
}

static const struct stub_events events = { .partial = on_partial, .done = on_done };

/* As many as there is room for. */
static void start(struct load *l)
{
	char name[NAME];
	for (unsigned i = 0; i < l->in_flight && l->started < l->names; i++) {
		struct slot *s = &l->slots[l->cursor++ % l->in_flight];
		if (s->request)
			continue;
		s->number = l->started++;
		name_of(s->number, name);
		assert_int_equal(
			stub_start(l->resolver, name, AF_UNSPEC, &events, s, &s->request), STUB_OK);
		if (l->started - l->ended >= l->in_flight)
			return;
	}
}

static void serve(struct load *l)
{
	struct pollfd p = { .fd = stub_resolver_fd(l->resolver), .events = POLLIN };
	while (l->ended < l->names) {
		assert_true(poll(&p, 1, 20000) > 0);
		stub_resolver_dispatch(l->resolver);
		storm(l);
		start(l);
	}
}

static void load_init(struct load *l, struct stub_resolver *r, unsigned names, unsigned in_flight)
{
	*l = (struct load){ .resolver = r, .names = names, .in_flight = in_flight, .random = 1 };
	l->slots = calloc(in_flight, sizeof(*l->slots));
	assert_non_null(l->slots);
	for (unsigned i = 0; i < in_flight; i++)
		l->slots[i].load = l;
}

static void load_run(struct load *l)
{
	start(l);
	serve(l);
	assert_int_equal(l->started, l->names);
	assert_int_equal(l->ended, l->names);
	assert_int_equal(l->wrong, 0);
	free(l->slots);
}

static struct stub_resolver *resolver_of(
	const char *servers, unsigned timeout_ms, unsigned attempts)
{
	struct stub_options o = STUB_OPTIONS;
	struct stub_resolver *r;
	o.backend = "native";
	o.servers = servers;
	o.timeout_ms = timeout_ms;
	o.attempts = attempts;
	o.flags = STUB_NO_NSCD | STUB_NO_HOSTS | STUB_NO_SEARCH | STUB_NO_SORT;
	assert_int_equal(stub_resolver_new(&o, &r), STUB_OK);
	return r;
}

static void responder_begin(struct responder *r, unsigned loss)
{
	assert_int_equal(
		responder_start(r, &(struct responder_options){ .loss = loss, .seed = 9 }), 0);
}

static unsigned descriptors(void)
{
	unsigned n = 0;
	DIR *d = opendir("/proc/self/fd");
	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

/* ---- */

static void thousands(void **state)
{
	(void)state;
	enum { NAMES = 20000, IN_FLIGHT = 1000 };
	struct responder responder;
	struct load l;
	responder_begin(&responder, 0);
	unsigned before = descriptors();
	load_init(&l, resolver_of(responder.text, 5000, 2), NAMES, IN_FLIGHT);
	load_run(&l);
	assert_int_equal(l.ok, NAMES);
	assert_int_equal(l.addresses, 2 * NAMES);
	assert_true(responder.counts->ports >= NAMES / 64);
	/* those that nobody waits on are closed already */
	stub_resolver_dispatch(l.resolver);
	assert_true(descriptors() <= before + 6);
	stub_resolver_free(l.resolver);
	assert_int_equal(descriptors(), before);
	responder_stop(&responder);
}

/* SP22 */
static void one_at_a_time(void **state)
{
	(void)state;
	enum { NAMES = 20 };
	struct responder responder;
	struct load l;
	responder_begin(&responder, 0);
	load_init(&l, resolver_of(responder.text, 5000, 2), NAMES, 1);
	load_run(&l);
	assert_int_equal(l.ok, NAMES);
	/* the kernel draws ports: two may be the same by chance, one in a thousand tests */
	assert_true(responder.counts->ports >= NAMES - 1);
	assert_int_equal(responder.counts->queries, 2 * NAMES);
	stub_resolver_free(l.resolver);
	responder_stop(&responder);
}

static void few_at_a_time(void **state)
{
	(void)state;
	enum { NAMES = 30 };
	struct responder responder;
	struct load l;
	responder_begin(&responder, 0);
	load_init(&l, resolver_of(responder.text, 5000, 2), NAMES, NAMES);
	load_run(&l);
	assert_int_equal(l.ok, NAMES);
	assert_true(responder.counts->ports >= NAMES - 2);
	stub_resolver_free(l.resolver);
	responder_stop(&responder);
}

/* The share that failed is what so many tries allow, within three standard deviations. */
static void loses(void **state)
{
	enum { NAMES = 4000, IN_FLIGHT = 500, TRIES = 3 };
	unsigned per_mille = *(const unsigned *)*state;
	struct responder responder;
	struct load l;
	responder_begin(&responder, per_mille);
	load_init(&l, resolver_of(responder.text, 300, TRIES), NAMES, IN_FLIGHT);
	load_run(&l);
	double arrives = 1 - per_mille / 1000.0, fails = pow(1 - arrives * arrives, TRIES);
	/* of two questions for each name; a lookup fails when both do */
	double questions = 2.0 * NAMES, missing = questions - l.addresses;
	double both = NAMES * fails * fails;
	print_message(
		"# %u per mille lost each way: %.0f of %.0f questions without an answer, %.0f "
		"expected; %u lookups failed, %.0f expected\n",
		per_mille, missing, questions, questions * fails, l.timeout, both);
	assert_true(fabs(missing - questions * fails) <= 3 * sqrt(questions * fails * (1 - fails)));
	assert_true(fabs(l.timeout - both) <= 3 * sqrt(both * (1 - fails * fails)) + 0.5);
	assert_int_equal(l.other, 0);
	assert_int_equal(l.ok + l.timeout, NAMES);
	stub_resolver_free(l.resolver);
	responder_stop(&responder);
}

static void memory(void **state)
{
	(void)state;
	enum { NAMES = 10000 };
	struct responder responder;
	struct load l;
	responder_begin(&responder, 1000); /* silent */
	struct stub_resolver *r = resolver_of(responder.text, 20000, 1);
	assert_true(stub_resolver_fd(r) >= 0);
	load_init(&l, r, NAMES, NAMES);
	size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
	start(&l);
	stub_resolver_dispatch(r);
	size_t after = mallinfo2().uordblks + mallinfo2().hblkhd;
	assert_int_equal(l.started, NAMES);
	double each = (double)(after - before) / NAMES;
	print_message("# %.0f octets for each lookup in flight\n", each);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	assert_true(each > 1000 && each < 4096);
#endif
	stub_resolver_free(r);
	assert_int_equal(l.ended, NAMES);
	assert_int_equal(l.other, NAMES); /* STUB_CANCELED, each told once */
	free(l.slots);
	responder_stop(&responder);
}

/* Cancels from partial() and done(), of itself, of others and from outside, with losses that bring
 * every state about. */
static void cancels(void **state)
{
	(void)state;
	enum { NAMES = 10000, IN_FLIGHT = 300 };
	struct responder responder;
	struct load l;
	responder_begin(&responder, 100);
	unsigned before = descriptors();
	load_init(&l, resolver_of(responder.text, 30, 2), NAMES, IN_FLIGHT);
	l.cancel_every = 5;
	load_run(&l);
	assert_true(l.canceled > NAMES / 20 && l.ok > NAMES / 20);
	assert_int_equal(l.canceled + l.ok + l.timeout, NAMES);
	stub_resolver_free(l.resolver);
	assert_int_equal(descriptors(), before);
	responder_stop(&responder);
}

/* With hardly a descriptor to be had lookups share or wait, and do not fail. */
static void starves(void **state)
{
	(void)state;
	enum { NAMES = 2000, IN_FLIGHT = 200 };
	struct rlimit limit, low;
	struct responder responder;
	struct load l;
	responder_begin(&responder, 0);
	load_init(&l, resolver_of(responder.text, 5000, 2), NAMES, IN_FLIGHT);
	assert_true(stub_resolver_fd(l.resolver) >= 0);
	getrlimit(RLIMIT_NOFILE, &limit);
	low = limit;
	int next = dup(0);
	close(next);
	low.rlim_cur = (rlim_t)next + 7; /* the watch over the files takes up to four */
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
	load_run(&l);
	setrlimit(RLIMIT_NOFILE, &limit);
	assert_int_equal(l.ok, NAMES);
	stub_resolver_free(l.resolver);
	responder_stop(&responder);
}

/* None at all for a while: nothing is sent, and nothing fails. */
static void waits_for_descriptors(void **state)
{
	(void)state;
	enum { NAMES = 50 };
	struct rlimit limit, none;
	struct responder responder;
	struct load l;
	responder_begin(&responder, 0);
	load_init(&l, resolver_of(responder.text, 5000, 2), NAMES, NAMES);
	struct pollfd p = { .fd = stub_resolver_fd(l.resolver), .events = POLLIN };
	getrlimit(RLIMIT_NOFILE, &limit);
	none = limit;
	none.rlim_cur = 3;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	start(&l);
	for (unsigned i = 0; i < 5; i++) {
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0); /* poll(2) wants it */
		assert_int_equal(poll(&p, 1, TICK_MS), 1);
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
		stub_resolver_dispatch(l.resolver);
	}
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(l.ended, 0);
	assert_int_equal(responder.counts->queries, 0);
	load_run(&l);
	assert_int_equal(l.ok, NAMES);
	stub_resolver_free(l.resolver);
	responder_stop(&responder);
}

/* A port where nobody listens, kept from others meanwhile: whoever is bound to it hears one peer
 * alone, himself.  Returns what to close. */
static int closed_port(char out[static 32])
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	getsockname(fd, (struct sockaddr *)&at, &len);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	snprintf(out, 32, "127.0.0.1:%u", ntohs(at.sin_port));
	return fd;
}

/* ICMP errors of one server are taken for what they are, at once, and nobody else suffers. */
static void refused(void **state)
{
	(void)state;
	enum { NAMES = 3000, IN_FLIGHT = 500 };
	struct responder responder;
	struct load l;
	char dead[32], both[80];
	responder_begin(&responder, 0);
	int kept = closed_port(dead);
	snprintf(both, sizeof(both), "%s,%s", dead, responder.text);
	load_init(&l, resolver_of(both, 20000, 1), NAMES, IN_FLIGHT);
	load_run(&l); /* within the 20 s that one timeout takes, or serve() fails */
	assert_int_equal(l.ok, NAMES);
	assert_int_equal(l.addresses, 2 * NAMES);
	stub_resolver_free(l.resolver);

	load_init(&l, resolver_of(dead, 20000, 2), 200, 200);
	load_run(&l);
	assert_int_equal(l.other, 200);
	assert_non_null(strstr(stub_resolver_detail(l.resolver), dead));
	stub_resolver_free(l.resolver);
	close(kept);
	responder_stop(&responder);
}

static void failures_leave_nothing(void **state)
{
	(void)state;
	enum { TIMES = 1000 };
	char dead[32];
	int kept = closed_port(dead);
	unsigned before = descriptors();
	struct stub_resolver *r = resolver_of(dead, 20000, 2);
	for (unsigned i = 0; i < TIMES; i++) {
		struct stub_addrs *addrs;
		assert_int_equal(
			stub_lookup(r, "x.bulk.test", AF_UNSPEC, &addrs), STUB_UNREACHABLE);
	}
	assert_true(descriptors() <= before + 4);
	struct load l;
	load_init(&l, r, TIMES, TIMES);
	load_run(&l);
	assert_int_equal(l.other, TIMES);
	stub_resolver_free(r);
	assert_int_equal(descriptors(), before);
	close(kept);
}

/* The parent's lookups go on when a child has freed its copy. */
static void forks(void **state)
{
	(void)state;
	enum { NAMES = 2000, IN_FLIGHT = 200 };
	struct responder responder;
	struct load l;
	responder_begin(&responder, 0);
	load_init(&l, resolver_of(responder.text, 5000, 1), NAMES, IN_FLIGHT);
	start(&l);
	stub_resolver_dispatch(l.resolver);
	pid_t pid = fork();
	if (pid == 0) {
		l.names = l.started; /* start no more */
		stub_resolver_free(l.resolver);
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	load_run(&l);
	assert_int_equal(l.ok, NAMES);
	stub_resolver_free(l.resolver);
	responder_stop(&responder);
}

/* A daemon that takes every connection and never says a word: each lookup goes on without it, and
 * those that are cancelled while they wait for it are gone. */
static void nscd_silent(void **state)
{
	(void)state;
	enum { NAMES = 200, CANCELED = 60 };
	char folder[] = "/tmp/stub-bulk-XXXXXX", path[64];
	assert_non_null(mkdtemp(folder));
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	snprintf(path, sizeof(path), "%s/socket", folder);
	strcpy(at.sun_path, path);
	unsigned before = descriptors();
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(fd, NAMES), 0);
	struct responder responder;
	struct load l;
	responder_begin(&responder, 0);
	struct stub_options o = STUB_OPTIONS;
	o.backend = "native";
	o.servers = responder.text;
	o.nscd_socket = path;
	o.flags = STUB_NO_HOSTS | STUB_NO_SEARCH | STUB_NO_SORT;
	load_init(&l, NULL, NAMES, NAMES);
	assert_int_equal(stub_resolver_new(&o, &l.resolver), STUB_OK);
	start(&l);
	stub_resolver_dispatch(l.resolver);
	for (unsigned i = 0; i < CANCELED; i++)
		cancel_slot(&l.slots[i * 3]);
	assert_int_equal(responder.counts->queries, 0);
	load_run(&l);
	assert_int_equal(l.ok, NAMES - CANCELED);
	stub_resolver_free(l.resolver);
	responder_stop(&responder);
	close(fd);
	unlink(path);
	rmdir(folder);
	assert_int_equal(descriptors(), before);
}

/* ---- TCP ---- */

static const struct dns_row zone[] = {
	{ "long.test", 1, DNS_TRUNCATE, "192.0.2.7" },
	{ "long.test", 28, DNS_TRUNCATE, "2001:db8::7" },
};

static void count_done(void *arg, int status, struct stub_addrs *addrs)
{
	unsigned *good = arg;
	good[0]++;
	good[1] += status == STUB_OK && addrs->count == 2;
	stub_addrs_free(addrs);
}

static void truncated(void **state)
{
	(void)state;
	enum { NAMES = 40 };
	static const struct stub_events only_done = { .done = count_done };
	unsigned before = descriptors(), ends[2] = { 0 };
	struct dns_server *server = dns_server_start(zone, sizeof(zone) / sizeof(*zone));
	struct stub_resolver *r = resolver_of(dns_server_address(server), 5000, 2);
	struct stub_request *request;
	for (unsigned i = 0; i < NAMES; i++)
		assert_int_equal(
			stub_start(r, "long.test", AF_UNSPEC, &only_done, ends, &request), STUB_OK);
	struct pollfd p = { .fd = stub_resolver_fd(r), .events = POLLIN };
	while (ends[0] < NAMES) {
		assert_true(poll(&p, 1, 10000) > 0);
		stub_resolver_dispatch(r);
	}
	assert_int_equal(ends[1], NAMES);
	stub_resolver_free(r);
	dns_server_stop(server);
	assert_int_equal(descriptors(), before);
}

/* Lookups that need nobody end as the others do, also when there is nothing else to wait for. */
static void literals(void **state)
{
	(void)state;
	static const struct stub_events only_done = { .done = count_done };
	struct stub_resolver *r = resolver_of("127.0.0.1:9", 5000, 2);
	struct stub_request *request;
	unsigned ends[2] = { 0 };
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(
			stub_start(r, "192.0.2.1", AF_UNSPEC, &only_done, ends, &request), STUB_OK);
		struct pollfd p = { .fd = stub_resolver_fd(r), .events = POLLIN };
		while (ends[0] <= i) {
			assert_int_equal(poll(&p, 1, TICK_MS), 1);
			stub_resolver_dispatch(r);
		}
	}
	stub_resolver_free(r);
}

/* A blocking call among requests: they go on meanwhile, and are told after it. */
static void blocks_among(void **state)
{
	(void)state;
	enum { NAMES = 500 };
	struct responder responder;
	struct load l;
	struct stub_addrs *addrs;
	responder_begin(&responder, 0);
	load_init(&l, resolver_of(responder.text, 5000, 2), NAMES, NAMES);
	start(&l);
	for (unsigned i = 0; i < 20; i++) {
		assert_int_equal(
			stub_lookup(l.resolver, "x.bulk.test", AF_UNSPEC, &addrs), STUB_OK);
		stub_addrs_free(addrs);
		assert_int_equal(l.ended, 0);
	}
	serve(&l);
	assert_int_equal(l.ok, NAMES);
	free(l.slots);
	stub_resolver_free(l.resolver);
	responder_stop(&responder);
}

static const struct CMUnitTest tests[] = {
	{ "twenty thousand names, a thousand at a time: no loss, no descriptor left", thousands,
		NULL, NULL, NULL },
	{ "one lookup after the other: a fresh port each", one_at_a_time, NULL, NULL, NULL },
	{ "thirty lookups at once: a port each", few_at_a_time, NULL, NULL, NULL },
	{ "a lookup in flight takes less than 4 KiB", memory, NULL, NULL, NULL },
	{ "lookups are cancelled in every state", cancels, NULL, NULL, NULL },
	{ "without descriptors lookups share what there is", starves, NULL, NULL, NULL },
	{ "without any descriptor lookups wait", waits_for_descriptors, NULL, NULL, NULL },
	{ "a server that refuses is passed by at once", refused, NULL, NULL, NULL },
	{ "RL07 a thousand lookups that fail, and as many at once, leave no descriptor",
		failures_leave_nothing, NULL, NULL, NULL },
	{ "a child that frees its copy leaves the parent's lookups alone", forks, NULL, NULL,
		NULL },
	{ "a silent nscd holds nobody up, and who waits for it can be cancelled", nscd_silent, NULL,
		NULL, NULL },
	{ "truncated replies are asked for again over TCP", truncated, NULL, NULL, NULL },
	{ "lookups of literals end by themselves", literals, NULL, NULL, NULL },
	{ "a blocking call among requests", blocks_among, NULL, NULL, NULL },
};

int main(void)
{
	static unsigned losses[] = { 50, 200, 500 };
	/* what malloc takes is valgrind's to say, under valgrind */
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		if (tests[i].test_func != memory || !getenv("STUBFETCH_VALGRIND"))
			table_tests(&tests[i], 1);
	for (unsigned i = 0; i < sizeof(losses) / sizeof(*losses); i++)
		table_format(loses, &losses[i],
			"with %u per mille lost each way as many fail as the tries allow",
			losses[i]);
	return table_run("bulk", NULL, NULL);
}
