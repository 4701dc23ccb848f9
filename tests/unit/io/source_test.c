/* Source addresses, on the loopback interface: it has routes to itself in any namespace where it is
 * up. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>
#include "resolver/io/source.h"

static unsigned calls, sockets;

static void count(void *arg, const struct stub_event *event)
{
	(void)arg;
	calls++;
	sockets += event->call->id == CALL_SOCKET;
}

static struct destination to(int family, const char *text)
{
	struct destination d = { .addr.family = family, .source.family = 77 };
	assert_int_equal(inet_pton(family, text, d.addr.octets), 1);
	return d;
}

static void is_from(const struct destination *d, int family, const char *text)
{
	uint8_t octets[16];
	assert_int_equal(d->source.family, family);
	if (!family)
		return;
	assert_int_equal(inet_pton(family, text, octets), 1);
	assert_memory_equal(d->source.octets, octets, family == AF_INET6 ? 16 : 4);
}

static void check_sources(void **state)
{
	(void)state;
	static struct source_cache cache;
	struct io io = { .tracer = { .fn = count } };
	enum { N = 6 };
	const struct destination fresh[N] = {
		to(AF_INET, "127.0.0.1"),
		to(AF_INET6, "::1"),
		to(AF_INET, "127.0.0.2"),
		to(AF_INET, "255.255.255.255"), /* EACCES or ENETUNREACH: no route for us */
		to(AF_INET6, "ff0e::1"),
		to(AF_INET, "127.3.2.1"),
	};
	struct destination v[N];
	for (int round = 0; round < 3; round++) {
		calls = sockets = 0;
		memcpy(v, fresh, sizeof(v));
		source_find(&io, v, N, round < 2 ? &cache : NULL);
		is_from(&v[0], AF_INET, "127.0.0.1");
		if (v[1].source.family) /* IPv6 may be switched off */
			is_from(&v[1], AF_INET6, "::1");
		is_from(&v[2], AF_INET, "127.0.0.1");
		is_from(&v[3], 0, NULL);
		is_from(&v[5], AF_INET, "127.0.0.1");
		if (round == 1) {
			assert_int_equal(calls, 0);
		} else {
			assert_in_range(calls, 10, 20);
			assert_int_equal(sockets, 2);
		}
		io_close_flush(&io);
	}
	source_cache_clear(&cache);
	calls = 0;
	source_find(&io, v, 1, &cache);
	assert_int_equal(calls, 3);
	io_fini(&io);
}

/* Two destinations that differ in the scope alone must not share an answer. */
static void check_scopes(void **state)
{
	(void)state;
	static struct source_cache cache;
	struct io io = { .tracer = { .fn = count } };
	struct destination v[2] = { to(AF_INET6, "::1"), to(AF_INET6, "::1") };
	v[1].addr.scope = 1;
	source_find(&io, &v[0], 1, &cache);
	calls = 0;
	source_find(&io, &v[1], 1, &cache);
	assert_true(calls > 0);
	io_fini(&io);
}

static void check_calls(void **state)
{
	(void)state;
	struct io io = { .tracer = { .fn = count } };
	struct destination v[2] = { to(AF_INET, "127.0.0.1"), to(AF_INET, "127.0.0.2") };
	calls = 0;
	source_find(&io, v, 2, NULL);
	assert_int_equal(calls, 3 + 3); /* the second time: the old source is dropped first */
	io_fini(&io);
}

/* More destinations than the table has places: answers stay right. */
static void check_collisions(void **state)
{
	(void)state;
	static struct source_cache cache;
	struct io io = { 0 };
	struct destination v[3 * SOURCE_CACHE];
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 3 * SOURCE_CACHE; i++) {
			v[i] = to(AF_INET, "127.0.0.1");
			v[i].addr.octets[3] = (uint8_t)(1 + i);
		}
		source_find(&io, v, 3 * SOURCE_CACHE, &cache);
		for (int i = 0; i < 3 * SOURCE_CACHE; i++)
			is_from(&v[i], AF_INET, "127.0.0.1");
	}
	io_fini(&io);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "a source for each destination, the second time without a call", check_sources,
			NULL, NULL, NULL },
		{ "the scope is part of what is remembered", check_scopes, NULL, NULL, NULL },
		{ "a second destination costs no socket", check_calls, NULL, NULL, NULL },
		{ "a full table forgets but does not lie", check_collisions, NULL, NULL, NULL },
	};
	return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
