/* The common part of the backend seam: waitsets, ends of jobs, what a reply means. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include "resolver/backend/backend.h"
#include "resolver/dns/code.h"
#include "tests/support/table.h"

enum { TYPES_MAX = 4 };

/* A reply, and the status that it means. */
struct meaning {
	const char *says;
	uint16_t asked; /* 0: no question in the reply */
	unsigned rcode; /* all twelve bits: beyond 15 with an OPT record */
	uint16_t answer[TYPES_MAX];
	int status;
};

static const struct meaning meanings[] = {
	{ "a record of the type asked for is success", TYPE_A, 0, { TYPE_A }, STUB_OK },
	{ "the record may stand behind a CNAME", TYPE_A, 0, { TYPE_CNAME, TYPE_A }, STUB_OK },
	{ "a CNAME alone has no data", TYPE_A, 0, { TYPE_CNAME }, STUB_NODATA },
	{ "a CNAME asked for is success", TYPE_CNAME, 0, { TYPE_CNAME }, STUB_OK },
	{ "no record at all is no data", TYPE_AAAA, 0, { 0 }, STUB_NODATA },
	{ "records of other types only are no data", TYPE_AAAA, 0, { TYPE_A, TYPE_TXT },
		STUB_NODATA },
	{ "ANY is content with any record", TYPE_ANY, 0, { TYPE_TXT }, STUB_OK },
	{ "ANY without a record is no data", TYPE_ANY, 0, { 0 }, STUB_NODATA },
	{ "without a question any record is success", 0, 0, { TYPE_A }, STUB_OK },
	{ "FORMERR", TYPE_A, 1, { 0 }, STUB_FORMERR },
	{ "FORMERR with nothing but a header", 0, 1, { 0 }, STUB_FORMERR },
	{ "SERVFAIL", TYPE_A, 2, { 0 }, STUB_SERVFAIL },
	{ "NXDOMAIN", TYPE_A, 3, { 0 }, STUB_NXDOMAIN },
	{ "NXDOMAIN at the end of a CNAME", TYPE_A, 3, { TYPE_CNAME }, STUB_NXDOMAIN },
	{ "NOTIMP", TYPE_A, 4, { 0 }, STUB_NOTIMP },
	{ "REFUSED", TYPE_A, 5, { 0 }, STUB_REFUSED },
	{ "any other code is told as such", TYPE_A, 9, { 0 }, STUB_RCODE },
	{ "BADVERS is made of two fields", TYPE_A, 16, { 0 }, STUB_RCODE },
	{ "BADCOOKIE is not NXDOMAIN with an OPT record", TYPE_A, 23, { 0 }, STUB_RCODE },
};

static size_t reply_build(const struct meaning *row, uint8_t *out, size_t cap)
{
	struct writer w = writer_of(out, cap);
	struct question q = { .type = row->asked, .class = CLASS_IN };
	struct name root;
	uint16_t n = 0;
	assert_true(name_from_text(&q.name, "www.test"));
	assert_true(name_from_text(&root, "."));
	write_header(&w, 1, (uint16_t)(FLAG_QR | (row->rcode & RCODE_MASK)));
	if (row->asked) {
		write_question(&w, &q);
		write_count(&w, QUESTION, 1);
	}
	for (; n < TYPES_MAX && row->answer[n]; n++) {
		size_t begun = rr_begin(&w, &q.name, row->answer[n], CLASS_IN, 60);
		if (row->answer[n] == TYPE_A)
			write_u32(&w, 0xc0000201);
		else if (row->answer[n] == TYPE_TXT)
			write_u8(&w, 0);
		else
			write_name(&w, &q.name, true);
		rr_end(&w, begun);
	}
	write_count(&w, ANSWER, n);
	if (row->rcode > RCODE_MASK) {
		size_t begun =
			rr_begin(&w, &root, TYPE_OPT, 1232, (uint32_t)(row->rcode >> 4) << 24);
		rr_end(&w, begun);
		write_count(&w, ADDITIONAL, 1);
	}
	assert_false(w.full);
	return w.len;
}

static void meaning(void **state)
{
	const struct meaning *row = *state;
	uint8_t message[512];
	size_t len = reply_build(row, message, sizeof message);
	assert_int_equal(reply_status(message, len), row->status);
}

static void garbage(void **state)
{
	(void)state;
	const uint8_t octets[11] = { 0 };
	assert_int_equal(reply_status(octets, 0), STUB_BADREPLY);
	assert_int_equal(reply_status(octets, sizeof octets), STUB_BADREPLY);
}

static void reply_copied(void **state)
{
	(void)state;
	uint8_t octets[3] = { 1, 2, 3 };
	char where[] = "192.0.2.1:53";
	struct stub_reply *reply = reply_new(octets, sizeof octets, where, STUB_TCP, 7);
	assert_non_null(reply);
	octets[0] = 9;
	where[0] = '9';
	assert_int_equal(reply->len, 3);
	assert_int_equal(reply->message[0], 1);
	assert_string_equal(reply->server, "192.0.2.1:53");
	assert_int_equal(reply->transport, STUB_TCP);
	assert_int_equal(reply->elapsed, 7);
	free(reply);
	reply = reply_new(NULL, 0, NULL, STUB_UDP, 0);
	assert_non_null(reply);
	assert_null(reply->server);
	free(reply);
}

/* Waitsets */

static void waits_grow(void **state)
{
	(void)state;
	struct waitset w;
	waitset_init(&w);
	for (int fd = 0; fd < 100; fd++)
		waitset_add(&w, fd, fd % 2 ? POLLIN : POLLOUT);
	assert_int_equal(w.n, 100);
	assert_false(w.full);
	for (int fd = 0; fd < 100; fd++) {
		assert_int_equal(w.fds[fd].fd, fd);
		assert_int_equal(w.fds[fd].events, fd % 2 ? POLLIN : POLLOUT);
		assert_int_equal(w.fds[fd].revents, 0);
	}
	waitset_fini(&w);
}

static void few_waits(void **state)
{
	(void)state;
	struct waitset w;
	waitset_init(&w);
	for (int fd = 0; fd < WAITSET_FEW; fd++)
		waitset_add(&w, fd, POLLIN);
	assert_ptr_equal(w.fds, w.few);
	waitset_fini(&w);
}

static void waits_reset(void **state)
{
	(void)state;
	struct waitset w;
	waitset_init(&w);
	for (int fd = 0; fd < 20; fd++)
		waitset_add(&w, fd, POLLIN);
	struct pollfd *fds = w.fds;
	waitset_until(&w, 5);
	waitset_reset(&w);
	assert_int_equal(w.n, 0);
	assert_true(w.until == NSEC_NEVER);
	waitset_add(&w, 3, POLLIN);
	assert_ptr_equal(w.fds, fds);
	waitset_fini(&w);
}

static void earliest(void **state)
{
	(void)state;
	struct waitset w;
	waitset_init(&w);
	assert_true(w.until == NSEC_NEVER);
	waitset_until(&w, 50);
	waitset_until(&w, NSEC_NEVER);
	waitset_until(&w, 40);
	waitset_until(&w, 60);
	assert_true(w.until == 40);
	waitset_fini(&w);
}

/* Ends */

static unsigned dones;

static void done(struct job *job)
{
	assert_true(job->ended);
	dones++;
}

static const struct stub_addr two[2] = {
	{ .family = AF_INET, .octets = { 192, 0, 2, 1 }, .ttl = 60 },
	{ .family = AF_INET, .octets = { 192, 0, 2, 2 }, .ttl = 60 },
};

static void check_end(void *room, size_t size)
{
	struct job job = { .kind = JOB_LOOKUP, .room = room, .room_size = size, .done = done };
	dones = 0;
	job_addrs(&job, two, 2, "www.test", STUB_FROM_DNS);
	assert_int_equal(dones, 1);
	assert_int_equal(job.status, STUB_OK);
	assert_int_equal(job.addrs->count, 2);
	assert_memory_equal(job.addrs->list, two, sizeof two);
	assert_string_equal(job.addrs->canonical, "www.test");
	assert_int_equal(job.addrs->source, STUB_FROM_DNS);
	assert_int_equal((void *)job.addrs == room, room && size >= 256);
	job_clear(&job);
	assert_null(job.addrs);
}

static void end_in_room(void **state)
{
	(void)state;
	uint64_t room[64];
	check_end(room, sizeof room);
}

static void end_on_heap(void **state)
{
	(void)state;
	uint64_t room[2];
	check_end(room, sizeof room);
	check_end(NULL, 0);
}

static void check_found(const char *name, const char *canonical)
{
	struct job job = { .kind = JOB_LOOKUP };
	job_found(&job, two, 2, name);
	assert_int_equal(job.status, STUB_OK);
	assert_string_equal(job.addrs->canonical, canonical);
	assert_int_equal(job.addrs->source, STUB_FROM_SYSTEM);
	job_clear(&job);
}

static void end_found(void **state)
{
	(void)state;
	check_found("www.test", "www.test");
	check_found("www.test.", "www.test");
	check_found(".", ".");
}

static void end_not_found(void **state)
{
	(void)state;
	struct job job = { .kind = JOB_LOOKUP };
	job_found(&job, two, 0, "www.test");
	assert_int_equal(job.status, STUB_NODATA);
	assert_null(job.addrs);
}

static void system_addresses(void **state)
{
	(void)state;
	struct stub_addr addr;
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_scope_id = 7 };
	in6.sin6_addr.s6_addr[15] = 1;
	assert_true(addr_from_system(&addr, (const struct sockaddr *)&in6, sizeof in6));
	assert_int_equal(addr.family, AF_INET6);
	assert_int_equal(addr.octets[15], 1);
	assert_int_equal(addr.scope, 7);
	in6.sin6_family = AF_UNIX;
	assert_false(addr_from_system(&addr, (const struct sockaddr *)&in6, sizeof in6));
	assert_false(addr_from_system(&addr, NULL, 0));
}

static void end_failed(void **state)
{
	(void)state;
	struct job job = { .kind = JOB_QUERY, .done = done };
	dones = 0;
	job_end(&job, STUB_TIMEOUT);
	assert_int_equal(dones, 1);
	assert_int_equal(job.status, STUB_TIMEOUT);
	job_clear(&job);
}

static const struct CMUnitTest others[] = {
	{ "what is no message is a bad reply", garbage, NULL, NULL, NULL },
	{ "a reply is a copy", reply_copied, NULL, NULL, NULL },
	{ "a waitset takes as many descriptors as come", waits_grow, NULL, NULL, NULL },
	{ "a few descriptors need no memory", few_waits, NULL, NULL, NULL },
	{ "a waitset keeps its memory from round to round", waits_reset, NULL, NULL, NULL },
	{ "the earliest moment counts", earliest, NULL, NULL, NULL },
	{ "addresses go into the room that is large enough", end_in_room, NULL, NULL, NULL },
	{ "addresses go to the heap when the room is too small", end_on_heap, NULL, NULL, NULL },
	{ "a name that was found loses its last dot, the root keeps it", end_found, NULL, NULL,
		NULL },
	{ "nothing found is no data", end_not_found, NULL, NULL, NULL },
	{ "an address of the system's is IPv4 or IPv6", system_addresses, NULL, NULL, NULL },
	{ "an end without a result has a status only", end_failed, NULL, NULL, NULL },
};

int main(void)
{
	TABLE_ROWS(meanings, meaning);
	TABLE_TESTS(others);
	return table_run("seam", NULL, NULL);
}
