/* Rows and tests that every backend must pass against a scripted server. */
#include "tests/unit/backend/behaviour.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { JOBS = 50, QUESTIONS = 64 };

struct dns_server *server;
static const struct backend_ops *subject;

static bool is_native(void)
{
	return strcmp(subject->name, "native") == 0;
}

static const struct dns_row zone[] = {
	{ "www.test", TYPE_A, DNS_ANSWER, "192.0.2.1 192.0.2.2" },
	{ "www.test", TYPE_AAAA, DNS_ANSWER, "2001:db8::1" },
	{ "four.test", TYPE_A, DNS_ANSWER, "192.0.2.4" },
	{ "alias.test", TYPE_CNAME, DNS_ANSWER, "www.test" },
	{ "dangling.test", TYPE_CNAME, DNS_ANSWER, "missing.test" },
	{ "long.test", TYPE_A, DNS_TRUNCATE, "192.0.2.7" },
	{ "a\\.b.test", TYPE_A, DNS_ANSWER, "192.0.2.8" },
	{ "servfail.test", 0, DNS_SERVFAIL, NULL },
	{ "refused.test", 0, DNS_REFUSED, NULL },
	{ "silent.test", 0, DNS_SILENT, NULL },
};

static const struct behaviour common[] = {
	{ "a query for an address is answered", JOB_QUERY, "www.test", TYPE_A, .reply = true },
	{ "a query with letters in upper case is answered", JOB_QUERY, "WWW.TeST", TYPE_A,
		.reply = true },
	{ "a query along a CNAME is answered", JOB_QUERY, "alias.test", TYPE_AAAA, .reply = true },
	{ "a query with an escaped dot asks for that name", JOB_QUERY, "a\\.b.test", TYPE_A,
		.reply = true },
	{ "a truncated answer is fetched by TCP", JOB_QUERY, "long.test", TYPE_A, .reply = true },
	{ "a query for a missing name gives NXDOMAIN and the reply", JOB_QUERY, "nothing.test",
		TYPE_A, .status = STUB_NXDOMAIN, .reply = true },
	{ "a query for a missing type gives NODATA and the reply", JOB_QUERY, "four.test", TYPE_MX,
		.status = STUB_NODATA, .reply = true },
	{ "a silent server means a timeout at the deadline", JOB_QUERY, "silent.test", TYPE_A,
		.patience_ms = 150, .status = STUB_TIMEOUT },
	{ "a lookup of both families finds both", JOB_LOOKUP, "www.test", .family = AF_UNSPEC,
		.addrs = "192.0.2.1 192.0.2.2 2001:db8::1", .canonical = "www.test" },
	{ "a lookup of IPv4 finds IPv4 only", JOB_LOOKUP, "www.test", .family = AF_INET,
		.addrs = "192.0.2.1 192.0.2.2" },
	{ "a lookup of IPv6 finds IPv6 only", JOB_LOOKUP, "www.test", .family = AF_INET6,
		.addrs = "2001:db8::1" },
	{ "a lookup tells the end of the CNAME chain", JOB_LOOKUP, "alias.test", .family = AF_INET,
		.addrs = "192.0.2.1 192.0.2.2", .canonical = "www.test" },
	{ "a final dot is no part of the canonical name", JOB_LOOKUP, "four.test.",
		.family = AF_INET, .addrs = "192.0.2.4", .canonical = "four.test" },
	{ "a literal is looked up without a query", JOB_LOOKUP, "192.0.2.9", .family = AF_UNSPEC,
		.addrs = "192.0.2.9" },
	{ "a lookup of a missing name gives NXDOMAIN", JOB_LOOKUP, "nothing.test",
		.family = AF_UNSPEC, .status = STUB_NXDOMAIN },
	{ "a lookup of a missing family gives NODATA", JOB_LOOKUP, "four.test", .family = AF_INET6,
		.status = STUB_NODATA },
	{ "a lookup from a silent server ends at the deadline", JOB_LOOKUP, "silent.test",
		.family = AF_INET, .patience_ms = 150, .status = STUB_TIMEOUT },
};

struct stub_options short_options(void)
{
	struct stub_options o = STUB_OPTIONS;
	o.servers = dns_server_address(server);
	o.timeout_ms = 1000;
	o.attempts = 1;
	o.flags = STUB_NO_SEARCH;
	return o;
}

int rig_open(struct rig *rig, const struct backend_ops *ops, const struct stub_options *options)
{
	*rig = (struct rig){ .ops = ops, .options = *options };
	rig->setup =
		(struct setup){ .io = &rig->io, .options = &rig->options, .detail = rig->detail };
	rig->backend = calloc(1, ops->size);
	assert_non_null(rig->backend);
	waitset_init(&rig->waits);
	return ops->open(rig->backend, &rig->setup);
}

void rig_close(struct rig *rig)
{
	rig->ops->close(rig->backend);
	waitset_fini(&rig->waits);
	free(rig->backend);
}

static struct job job_of(enum job_kind kind)
{
	return (struct job){ .kind = kind, .until = io_now() + 20 * (nsec)SECOND };
}

struct job query_job(const char *name, uint16_t type)
{
	static struct question questions[QUESTIONS]; /* more than there are jobs at a time */
	static unsigned used;
	struct question *q = &questions[used++ % QUESTIONS];
	struct job job = job_of(JOB_QUERY);
	q->type = type;
	q->class = CLASS_IN;
	assert_true(name_from_text(&q->name, name));
	job.question = q;
	return job;
}

struct job lookup_job(const char *name, int family)
{
	struct job job = job_of(JOB_LOOKUP);
	job.text = name;
	job.family = family;
	return job;
}

void rig_turn(struct rig *rig, nsec until)
{
	struct waitset *w = &rig->waits;
	waitset_reset(w);
	rig->ops->prepare(rig->backend, w, io_now());
	waitset_until(w, until);
	assert_true(io_poll(&rig->io, w->fds, w->n, w->until) >= 0);
	rig->ops->dispatch(rig->backend, w, io_now());
	io_close_flush(&rig->io);
}

void rig_run(struct rig *rig, struct job *job)
{
	nsec give_up = io_now() + 30 * (nsec)SECOND;
	rig->ops->start(rig->backend, job, io_now());
	while (!job->ended && io_now() < give_up)
		rig_turn(rig, give_up);
	assert_true(job->ended);
}

static bool has_addr(const struct stub_addrs *addrs, const char *text)
{
	uint8_t octets[16];
	int family = strchr(text, ':') ? AF_INET6 : AF_INET;
	assert_int_equal(inet_pton(family, text, octets), 1);
	for (size_t i = 0; i < addrs->count; i++)
		if (addrs->list[i].family == family &&
			memcmp(addrs->list[i].octets, octets, family == AF_INET ? 4 : 16) == 0)
			return true;
	return false;
}

static void check_addrs(const struct behaviour *row, const struct stub_addrs *addrs)
{
	char list[256], *save = NULL;
	size_t n = 0;
	assert_non_null(addrs);
	snprintf(list, sizeof list, "%s", row->addrs);
	for (char *one = strtok_r(list, " ", &save); one; one = strtok_r(NULL, " ", &save), n++)
		assert_true(has_addr(addrs, one));
	assert_int_equal(addrs->count, n);
	if (row->canonical)
		assert_string_equal(addrs->canonical, row->canonical);
	/* a foreign resolver does not say where an address comes from, ours does */
	assert_int_equal(addrs->source == STUB_FROM_SYSTEM, !is_native());
}

static void check(const struct behaviour *row, bool blocking)
{
	struct rig rig;
	struct stub_options options = short_options();
	options.flags |= row->flags;
	if (row->servers)
		options.servers = row->servers;
	if (row->patience_ms)
		options.deadline_ms = row->patience_ms;
	assert_int_equal(rig_open(&rig, subject, &options), STUB_OK);
	struct job job = row->kind == JOB_QUERY ? query_job(row->name, row->type)
						: lookup_job(row->name, row->family);
	job.blocking = blocking;
	nsec begun = io_now();
	if (row->patience_ms)
		job.until = begun + (nsec)row->patience_ms * MILLISECOND;
	rig_run(&rig, &job);
	assert_int_equal(job.status, row->status);
	if (row->kind == JOB_QUERY)
		assert_int_equal(job.reply != NULL, row->reply);
	if (job.reply)
		assert_int_equal(reply_status(job.reply->message, job.reply->len), row->status);
	if (row->addrs)
		check_addrs(row, job.addrs);
	else
		assert_null(job.addrs);
	if (row->status == STUB_TIMEOUT)
		assert_true(io_now() - begun < (nsec)SECOND);
	job_clear(&job);
	rig_close(&rig);
}

static void check_blocking(void **state)
{
	check(*state, true);
}

static void check_events(void **state)
{
	check(*state, false);
}

/* Tests that are no rows */

static unsigned ends;

static void count_end(struct job *job)
{
	(void)job;
	ends++;
}

static void many(void **state)
{
	(void)state;
	struct rig rig;
	struct stub_options options = short_options();
	static struct job jobs[JOBS];
	assert_int_equal(rig_open(&rig, subject, &options), STUB_OK);
	ends = 0;
	for (unsigned i = 0; i < JOBS; i++) {
		jobs[i] = i % 2 ? query_job("www.test", TYPE_A) : lookup_job("www.test", AF_UNSPEC);
		jobs[i].done = count_end;
		rig.ops->start(rig.backend, &jobs[i], io_now());
	}
	while (ends < JOBS)
		rig_turn(&rig, NSEC_NEVER);
	for (unsigned i = 0; i < JOBS; i++) {
		assert_int_equal(jobs[i].status, STUB_OK);
		job_clear(&jobs[i]);
	}
	rig_close(&rig);
}

static void canceled(void **state)
{
	(void)state;
	struct rig rig;
	struct stub_options options = short_options();
	assert_int_equal(rig_open(&rig, subject, &options), STUB_OK);
	struct job query = query_job("silent.test", TYPE_A), other = query_job("www.test", TYPE_A);
	struct job lookup = lookup_job("silent.test", AF_UNSPEC);
	rig.ops->start(rig.backend, &query, io_now());
	rig.ops->start(rig.backend, &lookup, io_now());
	rig.ops->cancel(rig.backend, &query);
	rig_run(&rig, &other);
	rig.ops->cancel(rig.backend, &lookup);
	assert_int_equal(other.status, STUB_OK);
	assert_false(query.ended);
	assert_false(lookup.ended);
	job_clear(&other);
	rig_close(&rig);
}

static struct rig *chain_rig;
static struct job chain_next, chain_other;

static void chain(struct job *job)
{
	(void)job;
	chain_rig->ops->cancel(chain_rig->backend, &chain_other);
	chain_rig->ops->start(chain_rig->backend, &chain_next, io_now());
}

static void from_an_end(void **state)
{
	(void)state;
	struct rig rig;
	struct stub_options options = short_options();
	assert_int_equal(rig_open(&rig, subject, &options), STUB_OK);
	chain_rig = &rig;
	chain_other = query_job("silent.test", TYPE_A);
	chain_next = lookup_job("four.test", AF_INET);
	struct job first = query_job("www.test", TYPE_A);
	first.done = chain;
	rig.ops->start(rig.backend, &chain_other, io_now());
	rig_run(&rig, &first);
	while (!chain_next.ended)
		rig_turn(&rig, NSEC_NEVER);
	assert_int_equal(chain_next.status, STUB_OK);
	job_clear(&first);
	job_clear(&chain_next);
	rig_close(&rig);
}

/* Two deadlines at once: whichever ends first cancels the other. */
static struct job twins[2];

static void cancel_twin(struct job *job)
{
	struct job *other = job == &twins[0] ? &twins[1] : &twins[0];
	ends++;
	chain_rig->ops->cancel(chain_rig->backend, other);
}

static void expired_together(void **state)
{
	(void)state;
	struct rig rig;
	struct stub_options options = short_options();
	assert_int_equal(rig_open(&rig, subject, &options), STUB_OK);
	chain_rig = &rig;
	twins[0] = query_job("silent.test", TYPE_A);
	twins[1] = lookup_job("silent.test", AF_INET);
	struct job after = query_job("www.test", TYPE_A);
	for (unsigned i = 0; i < 2; i++) {
		twins[i].until = io_now();
		twins[i].done = cancel_twin;
	}
	ends = 0;
	for (unsigned i = 0; i < 2; i++)
		rig.ops->start(rig.backend, &twins[i], io_now());
	while (!ends)
		rig_turn(&rig, NSEC_NEVER);
	rig_run(&rig, &after);
	assert_int_equal(ends, 1);
	assert_int_equal(after.status, STUB_OK);
	job_clear(&after);
	rig_close(&rig);
}

static void in_room(void **state)
{
	(void)state;
	struct rig rig;
	struct stub_options options = short_options();
	uint64_t room[128];
	assert_int_equal(rig_open(&rig, subject, &options), STUB_OK);
	struct job job = lookup_job("www.test", AF_UNSPEC);
	job.room = room;
	job.room_size = sizeof room;
	rig_run(&rig, &job);
	assert_int_equal(job.status, STUB_OK);
	assert_ptr_equal(job.addrs, room);
	job_clear(&job);
	rig_close(&rig);
}

static void bad_servers(void **state)
{
	(void)state;
	struct rig rig;
	struct stub_options options = short_options();
	options.servers = "192.0.2.1,nonsense";
	assert_int_equal(rig_open(&rig, subject, &options), STUB_INVALID);
	assert_string_equal(rig.detail, "not a list of servers: 192.0.2.1,nonsense");
	rig_close(&rig);
}

/* Nobody listens at port 1. */
static void passed_over(void **state)
{
	(void)state;
	struct rig rig;
	struct stub_options options = short_options();
	char list[64];
	snprintf(list, sizeof list, "[::1]:1,127.0.0.1:1,%s", options.servers);
	options.servers = list;
	assert_int_equal(rig_open(&rig, subject, &options), STUB_OK);
	struct job query = query_job("www.test", TYPE_A), lookup = lookup_job("www.test", AF_INET);
	rig_run(&rig, &query);
	rig_run(&rig, &lookup);
	assert_int_equal(query.status, STUB_OK);
	assert_int_equal(lookup.status, STUB_OK);
	job_clear(&query);
	job_clear(&lookup);
	rig_close(&rig);
}

static void count_step(void *arg, const struct stub_event *event)
{
	unsigned *steps = arg;
	if (is_native()) /* has the messages to show */
		*steps += event->kind == STUB_EVENT_SENT || event->kind == STUB_EVENT_REPLY;
	else
		*steps += event->kind == STUB_EVENT_STEP && strstr(event->text, subject->name);
}

static void traced(void **state)
{
	(void)state;
	struct rig rig;
	struct stub_options options = short_options();
	unsigned steps = 0;
	assert_int_equal(rig_open(&rig, subject, &options), STUB_OK);
	rig.io.tracer = (struct tracer){ .fn = count_step, .arg = &steps };
	struct job job = query_job("www.test", TYPE_A);
	rig_run(&rig, &job);
	assert_int_equal(steps, 2);
	job_clear(&job);
	rig_close(&rig);
}

static const struct CMUnitTest others[] = {
	{ "many jobs at once all end", many, NULL, NULL, NULL },
	{ "canceled jobs do not end and harm no other", canceled, NULL, NULL, NULL },
	{ "an end may start and cancel jobs", from_an_end, NULL, NULL, NULL },
	{ "an end at a deadline may cancel a neighbour", expired_together, NULL, NULL, NULL },
	{ "addresses are built in the job's room", in_room, NULL, NULL, NULL },
	{ "a list of servers that is none is refused", bad_servers, NULL, NULL, NULL },
	{ "servers where nobody listens are passed over", passed_over, NULL, NULL, NULL },
	{ "the trace tells the start and the end", traced, NULL, NULL, NULL },
};

static int set_up(void **state)
{
	(void)state;
	server = dns_server_start(zone, sizeof zone / sizeof *zone);
	return server ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	dns_server_stop(server);
	return 0;
}

static void add_rows(const struct behaviour *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		table_format(check_blocking, &rows[i], "%s, blocking", rows[i].says);
		table_format(check_events, &rows[i], "%s, by events", rows[i].says);
	}
}

int behaviour_main(const struct backend_ops *ops, const struct behaviour *rows, size_t nrows,
	const struct CMUnitTest *own, size_t nown)
{
	subject = ops;
	add_rows(common, sizeof common / sizeof *common);
	add_rows(rows, nrows);
	TABLE_TESTS(others);
	table_tests(own, nown);
	return table_run(ops->name, set_up, tear_down);
}
