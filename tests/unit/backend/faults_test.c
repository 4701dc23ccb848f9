/* What the system refuses: memory, descriptors, calls that a signal ends early, and a clock that
 * jumps.  At each place in turn, one failure: the end is a clean one, and nothing is left behind.
 *
 * The functions of libc that the library calls are defined here, in front of libc's own.  The
 * server is a process of its own, which meets none of it. */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include <netdb.h>
#include <stub/stub.h>
#include "tests/support/dns_server.h"
#include "tests/support/table.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OWN_MALLOC 0 /* the sanitizer's is in front */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OWN_MALLOC 0
#endif
#endif
#if !defined(OWN_MALLOC) && defined(__GLIBC__)
#define OWN_MALLOC 1
#elif !defined(OWN_MALLOC)
#define OWN_MALLOC 0
#endif

enum fault { FAULT_NONE, FAULT_MEMORY, FAULT_NO_MEMORY_ANY_MORE, FAULT_DESCRIPTOR, FAULT_EINTR };

static enum fault fault;
static unsigned countdown, fired;
static bool counting;
static long live; /* blocks of memory that were not given back */

/* Whether this call, of the given kind, is the one that fails. */
static bool fails(enum fault kind)
{
	if (fault != kind && !(kind == FAULT_MEMORY && fault == FAULT_NO_MEMORY_ANY_MORE))
		return false;
	if (countdown) {
		countdown--;
		return false;
	}
	if (fired && fault != FAULT_NO_MEMORY_ANY_MORE)
		return false;
	fired++;
	return true;
}

/* ---- libc's functions ---- */

#if OWN_MALLOC
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);
void __libc_free(void *p);

static void *counted(void *p)
{
	live += counting && p;
	return p;
}

static bool no_memory(void)
{
	if (!fails(FAULT_MEMORY))
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return no_memory() ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t n, size_t size)
{
	return no_memory() ? NULL : counted(__libc_calloc(n, size));
}

void *realloc(void *p, size_t size)
{
	if (no_memory())
		return NULL;
	void *moved = __libc_realloc(p, size);
	live += counting && moved && !p;
	return moved;
}

void free(void *p)
{
	live -= counting && p;
	__libc_free(p);
}
#endif

static void *next(const char *name)
{
	void *f = dlsym(RTLD_NEXT, name);
	if (!f)
		abort();
	return f;
}

/* result name(parameters): calls libc's with the arguments, or fails. */
#define WRAP(kind, error, result, name, parameters, arguments) \
	result name parameters \
	{ \
		static result(*own) parameters; \
		if (!own) \
			*(void **)&own = next(#name); \
		if (fails(kind)) { \
			errno = error; \
			return -1; \
		} \
		return own arguments; \
	}

WRAP(FAULT_DESCRIPTOR, EMFILE, int, socket, (int domain, int type, int protocol),
	(domain, type, protocol))
WRAP(FAULT_DESCRIPTOR, EMFILE, int, epoll_create1, (int flags), (flags))
WRAP(FAULT_DESCRIPTOR, EMFILE, int, timerfd_create, (int clock, int flags), (clock, flags))
WRAP(FAULT_DESCRIPTOR, EMFILE, int, inotify_init1, (int flags), (flags))
WRAP(FAULT_EINTR, EINTR, int, poll, (struct pollfd * fds, nfds_t n, int timeout), (fds, n, timeout))
WRAP(FAULT_EINTR, EINTR, int, epoll_wait, (int fd, struct epoll_event *events, int n, int timeout),
	(fd, events, n, timeout))
WRAP(FAULT_EINTR, EINTR, ssize_t, recv, (int fd, void *data, size_t len, int flags),
	(fd, data, len, flags))
WRAP(FAULT_EINTR, EINTR, ssize_t, read, (int fd, void *data, size_t len), (fd, data, len))
WRAP(FAULT_EINTR, EINTR, int, sendmmsg, (int fd, struct mmsghdr *v, unsigned n, int flags),
	(fd, v, n, flags))
WRAP(FAULT_EINTR, EINTR, int, recvmmsg,
	(int fd, struct mmsghdr *v, unsigned n, int flags, struct timespec *timeout),
	(fd, v, n, flags, timeout))

static bool jumping;

int clock_gettime(clockid_t clock, struct timespec *t)
{
	static int (*own)(clockid_t, struct timespec *);
	if (!own)
		*(void **)&own = next("clock_gettime");
	int result = own(clock, t);
	static unsigned jumps;
	if (jumping && clock == CLOCK_REALTIME) /* a day on, a day back */
		t->tv_sec += jumps++ % 2 ? 86400 : -86400;
	return result;
}

/* ---- what is done under them ---- */

enum { A = 1, PTR = 12, AAAA = 28, HTTPS = 65, REQUESTS = 20 };

static const struct dns_row zone[] = {
	{ "www.test", A, DNS_ANSWER, "192.0.2.1" },
	{ "www.test", AAAA, DNS_ANSWER, "2001:db8::1" },
	{ "www.test", HTTPS, DNS_ANSWER, "1 . alpn=h2 ipv4hint=192.0.2.1" },
	{ "1.2.0.192.in-addr.arpa", PTR, DNS_ANSWER, "www.test." },
	{ "long.test", A, DNS_TRUNCATE, "192.0.2.1" },
	{ "many.test", A, DNS_ANSWER,
		"192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.5 192.0.2.6 192.0.2.7 192.0.2.8 "
		"192.0.2.9 192.0.2.10 192.0.2.11 192.0.2.12 192.0.2.13 192.0.2.14 192.0.2.15 "
		"192.0.2.16 192.0.2.17 192.0.2.18 192.0.2.19 192.0.2.20 192.0.2.21 192.0.2.22" },
};

static pid_t server;
static char address[DNS_SERVER_ADDRESS];

/* The worst status that was seen, and whether an answer was ever a wrong one. */
struct seen {
	unsigned ended;
	int worst;
	bool wrong;
};

static void see(struct seen *seen, int status, const struct stub_addrs *addrs)
{
	static const uint8_t v4[] = { 192, 0, 2 }, v6[] = { 0x20, 0x01, 0x0d, 0xb8 };
	seen->ended++;
	if (status > seen->worst)
		seen->worst = status;
	for (size_t i = 0; status == STUB_OK && i < addrs->count; i++)
		seen->wrong |= addrs->list[i].family == AF_INET
				       ? memcmp(addrs->list[i].octets, v4, sizeof(v4)) != 0
				       : memcmp(addrs->list[i].octets, v6, sizeof(v6)) != 0;
}

static int open_resolver(unsigned flags, struct stub_resolver **out)
{
	struct stub_options o = STUB_OPTIONS;
	o.backend = "native";
	o.servers = address;
	o.flags = STUB_NO_NSCD | STUB_NO_SEARCH | flags;
	o.attempts = 1;
	o.timeout_ms = 10000;
	return stub_resolver_new(&o, out);
}

static void look_up(struct stub_resolver *r, const char *name, struct seen *seen)
{
	struct stub_addrs *addrs = NULL;
	int status = stub_lookup(r, name, AF_UNSPEC, &addrs);
	see(seen, status, addrs);
	stub_addrs_free(addrs);
}

/* Three times: the watch on the files is set up by the second. */
static void lookups(struct stub_resolver *r, struct seen *seen)
{
	for (unsigned i = 0; i < 3; i++)
		look_up(r, "www.test", seen);
}

static void by_tcp(struct stub_resolver *r, struct seen *seen)
{
	look_up(r, "long.test", seen);
}

static void many_addresses(struct stub_resolver *r, struct seen *seen)
{
	look_up(r, "many.test", seen);
}

static void question(struct stub_resolver *r, struct seen *seen)
{
	struct stub_reply *reply = NULL;
	int status = stub_query(r, "www.test", A, &reply);
	seen->ended++;
	if (status > seen->worst)
		seen->worst = status;
	stub_reply_free(reply);
}

static void names_of_address(struct stub_resolver *r, struct seen *seen)
{
	static const struct stub_addr addr = { .family = AF_INET, .octets = { 192, 0, 2, 1 } };
	struct stub_names *names = NULL;
	int status = stub_reverse(r, &addr, &names);
	seen->ended++;
	if (status > seen->worst)
		seen->worst = status;
	seen->wrong |= status == STUB_OK && strcmp(names->list[0], "www.test") != 0;
	stub_names_free(names);
}

/* EAI_ codes as the statuses that they stand for. */
static void face_of_libc(struct stub_resolver *r, struct seen *seen)
{
	struct addrinfo *found = NULL;
	int error = stub_getaddrinfo(r, "www.test", "80", NULL, &found);
	int status = error == 0            ? STUB_OK
		     : error == EAI_MEMORY ? STUB_NOMEMORY
		     : error == EAI_SYSTEM ? STUB_SYSTEM
		     : error == EAI_AGAIN  ? STUB_UNREACHABLE
					   : STUB_NXDOMAIN;
	seen->ended++;
	if (status > seen->worst)
		seen->worst = status;
	seen->wrong |= status == STUB_NXDOMAIN;
	stub_freeaddrinfo(found);
}

static void done(void *arg, int status, struct stub_addrs *addrs)
{
	see(arg, status, addrs);
	stub_addrs_free(addrs);
}

static const struct stub_events events = { .done = done };

static void requests(struct stub_resolver *r, struct seen *seen)
{
	unsigned started = 0, turns = 0;
	for (unsigned i = 0; i < REQUESTS; i++) {
		struct stub_request *request;
		int status = stub_start(
			r, i % 2 ? "www.test" : "many.test", AF_UNSPEC, &events, seen, &request);
		started += status == STUB_OK;
		if (status > seen->worst)
			seen->worst = status;
	}
	while (seen->ended < started && turns++ < 10000) {
		struct pollfd wait = { .fd = stub_resolver_fd(r), .events = POLLIN };
		poll(&wait, 1, 2000);
		stub_resolver_dispatch(r);
	}
	if (seen->ended < started)
		seen->wrong = true;
	seen->ended = REQUESTS; /* those that could not start have ended too */
}

struct deed {
	const char *name;
	void (*run)(struct stub_resolver *r, struct seen *seen);
	unsigned ends, flags;
};

static const struct deed deeds[] = {
	{ "three lookups", lookups, 3, 0 },
	{ "three lookups with EDNS and cookies", lookups, 3, STUB_EDNS },
	{ "three lookups with HTTPS records", lookups, 3, STUB_HTTPS },
	{ "a lookup that goes on by TCP", by_tcp, 1, 0 },
	{ "a lookup with 22 addresses", many_addresses, 1, 0 },
	{ "a question", question, 1, 0 },
	{ "the names of an address", names_of_address, 1, 0 },
	{ "getaddrinfo's face", face_of_libc, 1, 0 },
	{ "twenty requests at a time", requests, REQUESTS, 0 },
	{ "twenty requests with HTTPS records", requests, REQUESTS, STUB_HTTPS },
};

enum { DEEDS = sizeof(deeds) / sizeof(deeds[0]) };

static unsigned open_descriptors(void)
{
	unsigned n = 0;
	DIR *folder = opendir("/proc/self/fd");
	assert_non_null(folder);
	while (readdir(folder))
		n++;
	closedir(folder);
	return n;
}

/* Runs the deed with the n-th place failing.  False: there are fewer places. */
static bool run_with(const struct deed *deed, enum fault kind, unsigned n, struct seen *seen)
{
	unsigned before = open_descriptors();
	struct stub_resolver *r = NULL;
	*seen = (struct seen){ .worst = STUB_OK };
	live = 0;
	counting = true;
	fault = kind;
	countdown = n;
	fired = 0;
	int status = open_resolver(deed->flags, &r);
	if (status == STUB_OK)
		deed->run(r, seen);
	stub_resolver_free(r);
	fault = FAULT_NONE;
	counting = false;
	if (status != STUB_OK) {
		seen->worst = status;
		seen->ended = deed->ends;
	}
	assert_int_equal(live, 0);
	assert_int_equal(open_descriptors(), before);
	assert_false(seen->wrong);
	assert_int_equal(seen->ended, deed->ends);
	return fired;
}

/* What a failure may end as. */
static bool is_clean(enum fault kind, int status)
{
	switch (kind) {
	case FAULT_MEMORY:
	case FAULT_NO_MEMORY_ANY_MORE:
		return status == STUB_OK || status == STUB_NOMEMORY || status == STUB_SYSTEM ||
		       status == STUB_UNREACHABLE;
	case FAULT_DESCRIPTOR:
		return status == STUB_OK || status == STUB_SYSTEM || status == STUB_UNREACHABLE;
	default: return status == STUB_OK;
	}
}

static void check(const struct deed *deed, enum fault kind)
{
	enum { PLACES_MAX = 2000 };
	struct seen seen;
	unsigned n = 0;
	for (; n < PLACES_MAX && run_with(deed, kind, n, &seen); n++)
		if (!is_clean(kind, seen.worst))
			fail_msg("place %u: %s", n, stub_status_name(seen.worst));
	print_message("# %s: %u places\n", deed->name, n);
	assert_true(n > 0 && n < PLACES_MAX);
	assert_int_equal(seen.worst, STUB_OK); /* the last run met no failure */
}

static void memory_once(void **state)
{
	check(*state, FAULT_MEMORY);
}

static void memory_for_good(void **state)
{
	check(*state, FAULT_NO_MEMORY_ANY_MORE);
}

static void descriptors(void **state)
{
	check(*state, FAULT_DESCRIPTOR);
}

static void interruptions(void **state)
{
	check(*state, FAULT_EINTR);
}

static void clock_jumps(void **state)
{
	struct seen seen;
	jumping = true;
	run_with(*state, FAULT_NONE, 0, &seen);
	jumping = false;
	assert_int_equal(seen.worst, STUB_OK);
}

static int start_server(void **state)
{
	(void)state;
	server = dns_server_spawn(zone, sizeof(zone) / sizeof(zone[0]), address);
	return server > 0 ? 0 : -1;
}

static int stop_server(void **state)
{
	(void)state;
	dns_server_end(server);
	return 0;
}

int main(void)
{
	for (size_t i = 0; i < DEEDS; i++) {
		const struct deed *d = &deeds[i];
		if (OWN_MALLOC) {
			table_format(memory_once, d, "memory refused once: %s (RL12)", d->name);
			table_format(memory_for_good, d, "no more memory from there on: %s (RL12)",
				d->name);
		}
		table_format(descriptors, d, "a descriptor refused: %s", d->name);
		table_format(interruptions, d, "a call that a signal ends: %s", d->name);
		table_format(
			clock_jumps, d, "the wall clock jumps at each look: %s (TR30)", d->name);
	}
	return table_run("faults", start_server, stop_server);
}
