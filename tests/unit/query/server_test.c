/* What is remembered of a server, and in which order servers are asked. */
#include <stub/resolver.h>
#include <string.h>
#include "resolver/query/engine.h"
#include "tests/support/table.h"

/* When each of a row of failures is over, in seconds from itself. */
static void penalty(void **state)
{
	(void)state;
	static const unsigned spans[] = { 30, 60, 120, 240, 300, 300, 300 };
	struct server s = { .heard = 0 };
	nsec now = SECOND;
	for (unsigned i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		assert_true(server_failed(&s, now - 1, now));
		assert_int_equal(s.last_until - now, spans[i] * (nsec)SECOND);
		/* others that find it silent meanwhile */
		assert_false(server_failed(&s, now, now + SECOND));
		assert_int_equal(s.last_until - now, spans[i] * (nsec)SECOND);
		now = s.last_until;
	}
	server_answered(&s, 0, now);
	assert_int_equal(s.last_until, 0);
	assert_true(server_failed(&s, now + 1, now + 2));
	assert_int_equal(s.last_until - now - 2, 30 * (nsec)SECOND);
}

static void heard_since(void **state)
{
	(void)state;
	struct server s = { .heard = 0 };
	server_answered(&s, 0, 7 * (nsec)SECOND);
	assert_false(server_failed(&s, 6 * (nsec)SECOND, 11 * (nsec)SECOND));
	assert_true(server_failed(&s, 8 * (nsec)SECOND, 13 * (nsec)SECOND));
}

static void smoothed(void **state)
{
	(void)state;
	struct server s = { .heard = 0 };
	server_answered(&s, SECOND, SECOND + 80 * MILLISECOND);
	assert_int_equal(s.rtt, 80 * MILLISECOND);
	server_answered(&s, SECOND, SECOND + 160 * MILLISECOND);
	assert_int_equal(s.rtt, 90 * MILLISECOND);
	server_answered(&s, SECOND, SECOND + 10 * MILLISECOND);
	assert_int_equal(s.rtt, 80 * MILLISECOND);
	server_answered(&s, 0, SECOND); /* not known when it was sent */
	assert_int_equal(s.rtt, 80 * MILLISECOND);
}

static void configure(struct engine *e, struct resolv_conf *conf, const char *servers)
{
	struct stub_options o = STUB_OPTIONS;
	resolv_conf_init(conf);
	assert_true(resolv_conf_servers(conf, servers));
	engine_configure(e, conf, &o);
}

static void assert_order(struct engine *e, const char *wanted, nsec now)
{
	uint8_t order[SERVERS_MAX];
	char got[SERVERS_MAX + 1] = "";
	unsigned n = engine_order(e, order, now);
	for (unsigned i = 0; i < n; i++)
		got[i] = (char)('0' + order[i]);
	assert_string_equal(got, wanted);
}

static void silent_ones_last(void **state)
{
	(void)state;
	struct resolv_conf conf;
	struct engine e = { .nservers = 0 };
	configure(&e, &conf, "192.0.2.1,192.0.2.2,192.0.2.1,192.0.2.1:54,2001:db8::1,2001:db8::1");
	assert_order(&e, "0134", SECOND);
	server_failed(&e.server[0], 0, SECOND);
	server_failed(&e.server[3], 0, 2 * (nsec)SECOND);
	assert_order(&e, "1403", 3 * (nsec)SECOND);
	assert_order(&e, "0143", 31 * (nsec)SECOND);
	assert_order(&e, "0134", 32 * (nsec)SECOND);
}

static void three_of_four(void **state)
{
	(void)state;
	static const char text[] = "nameserver 192.0.2.1\nnameserver 192.0.2.2\n"
				   "nameserver 192.0.2.3\nnameserver 192.0.2.4\n";
	struct stub_options o = STUB_OPTIONS;
	struct resolv_conf conf;
	struct engine e = { .nservers = 0 };
	resolv_conf_parse(&conf, text, sizeof(text) - 1);
	engine_configure(&e, &conf, &o);
	assert_order(&e, "012", SECOND);
}

static void kept_by_address(void **state)
{
	(void)state;
	struct resolv_conf conf;
	struct engine e = { .nservers = 0 };
	struct stub_stats stats = STUB_STATS;
	configure(&e, &conf, "192.0.2.1,192.0.2.2,2001:db8::1");
	for (unsigned i = 0; i < 3; i++)
		e.server[i].counts.queries = 1u << i;
	server_failed(&e.server[2], 0, SECOND);
	configure(&e, &conf, "2001:db8::1,192.0.2.7,192.0.2.1,192.0.2.1");
	assert_order(&e, "120", SECOND);
	engine_stats(&e, SECOND, &stats);
	assert_int_equal(stats.nservers, 4);
	assert_string_equal(stats.servers[0].server, "[2001:db8::1]:53");
	assert_int_equal(stats.servers[0].queries, 4);
	assert_int_equal(stats.servers[0].last_for, 30 * (nsec)SECOND);
	assert_int_equal(stats.servers[1].queries, 0);
	assert_int_equal(stats.servers[2].queries, 1);
	assert_int_equal(stats.servers[3].queries, 0);
	assert_int_equal(stats.queries, 7); /* also those of who is gone */
}

static void reasons(void **state)
{
	(void)state;
	for (int i = 0; i < (int)STUB_DROP_REASONS; i++)
		for (int k = 0; k < i; k++)
			assert_string_not_equal(stub_drop_text(i), stub_drop_text(k));
	assert_string_equal(stub_drop_text(-1), "unknown reason");
	assert_string_equal(stub_drop_text(STUB_DROP_REASONS), "unknown reason");
}

int main(void)
{
	table_test("a server that fails again and again is last for up to five minutes", penalty);
	table_test("a server that was heard meanwhile has not failed", heard_since);
	table_test("the RTT is smoothed", smoothed);
	table_test("TR25 silent servers are last, those named twice once", silent_ones_last);
	table_test("TR17 a fourth nameserver line is not asked, as in libc", three_of_four);
	table_test("what is known of a server stays with its address", kept_by_address);
	table_test("each reason to drop has a text", reasons);
	return table_run("server", NULL, NULL);
}
