/* Resolvers in several threads at once, each its own: nothing is shared that is written.
 *
 * Worth most under ThreadSanitizer: tests/run --tsan. */
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <stub/stub.h>
#include "tests/support/responder.h"
#include "tests/support/table.h"

enum { THREADS = 4, AT_ONCE = 100, ROUNDS = 3 };

static struct responder responder;
static atomic_uint events_seen;

struct job {
	const char *backend;
	unsigned number, ended, good;
};

static void count(void *arg, const struct stub_event *event)
{
	(void)arg;
	atomic_fetch_add(&events_seen, event->kind >= 0);
}

static void done(void *arg, int status, struct stub_addrs *addrs)
{
	struct job *job = arg;
	job->ended++;
	job->good += status == STUB_OK && addrs->count == 2;
	stub_addrs_free(addrs);
}

static void requests(struct stub_resolver *r, struct job *job)
{
	static const struct stub_events events = { .done = done };
	struct stub_request *request;
	char name[64];
	unsigned until = job->ended + AT_ONCE;
	for (unsigned i = 0; i < AT_ONCE; i++) {
		snprintf(name, sizeof(name), "n%u.t%u.bulk.test", job->ended + i, job->number);
		if (stub_start(r, name, AF_UNSPEC, &events, job, &request) != STUB_OK)
			job->ended++;
	}
	struct pollfd p = { .fd = stub_resolver_fd(r), .events = POLLIN };
	while (job->ended < until && poll(&p, 1, 20000) > 0)
		stub_resolver_dispatch(r);
}

static void *work(void *arg)
{
	struct job *job = arg;
	for (unsigned round = 0; round < ROUNDS; round++) {
		struct stub_options o = STUB_OPTIONS;
		struct stub_resolver *r;
		struct stub_addrs *addrs;
		o.backend = job->backend;
		o.servers = responder.text;
		o.flags = STUB_NO_NSCD | STUB_NO_HOSTS | STUB_NO_SEARCH;
		o.trace = round ? count : NULL;
		if (stub_resolver_new(&o, &r) != STUB_OK)
			return NULL;
		requests(r, job);
		if (stub_lookup(r, "blocking.bulk.test", AF_UNSPEC, &addrs) == STUB_OK) {
			stub_addrs_free(addrs);
			job->good++;
		}
		job->good += stub_lookup(r, "a..b", AF_UNSPEC, &addrs) == STUB_BADNAME &&
			     strlen(stub_resolver_detail(r)) > 0 && stub_backends()[0] &&
			     stub_strerror(STUB_BADNAME)[0] && stub_status_name(STUB_OK)[0];
		stub_resolver_free(r);
	}
	return NULL;
}

static void threads(void **state)
{
	pthread_t thread[THREADS];
	struct job jobs[THREADS];
	for (unsigned i = 0; i < THREADS; i++) {
		jobs[i] = (struct job){ .backend = *state, .number = i };
		assert_int_equal(pthread_create(&thread[i], NULL, work, &jobs[i]), 0);
	}
	for (unsigned i = 0; i < THREADS; i++) {
		pthread_join(thread[i], NULL);
		assert_int_equal(jobs[i].good, ROUNDS * (AT_ONCE + 2));
	}
}

/* One resolver that goes from thread to thread, each joined before the next begins. */
static void *one_round(void *arg)
{
	static struct job job;
	requests(arg, &job);
	return NULL;
}

static void handed_on(void **state)
{
	struct stub_options o = STUB_OPTIONS;
	struct stub_resolver *r;
	o.backend = *state;
	o.servers = responder.text;
	o.flags = STUB_NO_NSCD | STUB_NO_HOSTS | STUB_NO_SEARCH;
	assert_int_equal(stub_resolver_new(&o, &r), STUB_OK);
	for (unsigned i = 0; i < THREADS; i++) {
		pthread_t thread;
		assert_int_equal(pthread_create(&thread, NULL, one_round, r), 0);
		pthread_join(thread, NULL);
	}
	stub_resolver_free(r);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
/* Lookups of all kinds on the stack that musl gives a thread. */
static void small_stack(void **state)
{
	enum { STACK = 128 << 10 };
	struct job job = { .backend = *state };
	pthread_attr_t attr;
	pthread_t thread;
	pthread_attr_init(&attr);
	assert_int_equal(pthread_attr_setstacksize(&attr, STACK), 0);
	assert_int_equal(pthread_create(&thread, &attr, work, &job), 0);
	pthread_attr_destroy(&attr);
	pthread_join(thread, NULL);
	assert_int_equal(job.good, ROUNDS * (AT_ONCE + 2));
}
#endif

static int begin(void **state)
{
	(void)state;
	return responder_start(&responder, &(struct responder_options){ 0 });
}

static int end(void **state)
{
	(void)state;
	responder_stop(&responder);
	return 0;
}

static const struct CMUnitTest tests[] = {
	{ "four threads with a resolver each (native)", threads, NULL, NULL, (void *)"native" },
	{ "a resolver that is handed on (native)", handed_on, NULL, NULL, (void *)"native" },
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	{ "RL09 a thread with a stack of 128 KiB (native)", small_stack, NULL, NULL,
		(void *)"native" },
#endif
#ifdef WITH_CARES
	{ "four threads with a resolver each (c-ares)", threads, NULL, NULL, (void *)"c-ares" },
#endif
};

int main(void)
{
	TABLE_TESTS(tests);
	return table_run("threads", begin, end);
}
