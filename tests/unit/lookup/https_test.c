/* HTTPS records in replies: what is of use in them, and where AliasMode leads. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <cmocka.h>
#include "resolver/dns/build.h"
#include "resolver/dns/code.h"
#include "resolver/dns/scan.h"
#include "resolver/lookup/https.h"
#include "tests/support/table.h"

struct row {
	const char *name;
	const char *records; /* master-file text; the question is q.test */
	unsigned rcode;
	/* "nothing", "alias NAME", "malformed", or for each service: priority, target (! its
	 * addresses are the name's), port, parameters; TTL */
	const char *log;
};

/* The answer to q.test HTTPS.  Lines are records, the next TTL one more. */
static size_t build(const struct row *row, uint8_t *out, size_t cap)
{
	struct writer w = writer_of(out, cap);
	struct question q = { .type = TYPE_HTTPS, .class = CLASS_IN };
	uint16_t n = 0;
	assert_true(name_from_text(&q.name, "q.test"));
	write_header(&w, 1, (uint16_t)(0x8180 | row->rcode));
	write_question(&w, &q);
	write_count(&w, QUESTION, 1);
	struct scanner s = scanner_of(row->records, strlen(row->records));
	while (scan_line(&s)) {
		uint8_t octets[1024];
		struct writer rdata = writer_of(octets, sizeof(octets));
		struct record record;
		assert_true(scan_record(&s, &rdata, &record));
		size_t begun = rr_begin(&w, &record.owner, record.type, record.class,
			record.ttl ? record.ttl : 100u + n);
		write_octets(&w, octets + record.rdata, record.rdlen);
		rr_end(&w, begun);
		n++;
	}
	assert_null(s.error.expected);
	write_count(&w, ANSWER, n);
	assert_false(w.full);
	return w.len;
}

static void put_service(struct text *t, const struct stub_service *s)
{
	char number[INET6_ADDRSTRLEN];
	text_printf(t, "%u %s%s %u/%u", s->priority, s->target,
		s->flags & STUB_SERVICE_OWN ? "!" : "", s->port, s->ttl);
	for (size_t i = 0; i < s->alpn_len; i += s->alpn[i] + 1u)
		text_printf(t, " alpn=%.*s", s->alpn[i], (const char *)s->alpn + i + 1);
	if (s->flags & STUB_SERVICE_NO_DEFAULT)
		text_put(t, " alone");
	if (s->mandatory)
		text_printf(t, " mandatory=%x", s->mandatory);
	for (size_t i = 0; i < s->nhints; i++)
		text_printf(t, " %s",
			inet_ntop(s->hints[i].family, s->hints[i].octets, number, sizeof(number)));
	if (s->ech)
		text_printf(t, " ech=%zu:%u", s->ech_len, s->ech[0]);
	text_put(t, "; ");
}

static void put_services(struct text *t, const struct msg *m, const struct https_path *path)
{
	const struct stub_service *list = NULL;
	size_t n = 0, size = https_build(m, path, NULL, NULL, NULL);
	void *memory = malloc(size); /* no octet more: writes past the end show */
	assert_non_null(memory);
	assert_int_equal(https_build(m, path, memory, &list, &n), size);
	for (size_t i = 0; i < n; i++)
		put_service(t, &list[i]);
	free(memory);
}

static void put_step(struct text *t, const struct msg *m, struct https_path *path)
{
	enum https_step step = https_read(m, path);
	if (step == HTTPS_NOTHING) {
		text_put(t, "nothing");
	} else if (step == HTTPS_ALIAS) {
		text_put(t, "alias ");
		name_to_text(&path->names[path->links], false, t);
	} else {
		put_services(t, m, path);
	}
}

static void check(void **state)
{
	const struct row *row = *state;
	uint8_t message[4096];
	char room[1024] = "";
	struct name name;
	struct msg m;
	struct https_path path;
	struct text t;
	text_init(&t, room, sizeof(room));
	assert_true(msg_parse_answer(&m, message, build(row, message, sizeof(message))));
	assert_true(name_from_text(&name, "q.test"));
	https_begin(&path, &name);
	put_step(&t, &m, &path);
	assert_string_equal(room, row->log);
}

static const struct row rows[] = {
	{ "SV05 the target . is the owner", "q.test HTTPS 1 .", .log = "1 q.test! 0/100; " },
	{ "a target of its own", "q.test HTTPS 1 svc.test", .log = "1 svc.test 0/100; " },
	{ "a target that is the owner by name", "q.test HTTPS 1 Q.test",
		.log = "1 Q.test! 0/100; " },
	{ "every parameter",
		"q.test HTTPS 1 . mandatory=alpn,port alpn=h2,h3 no-default-alpn port=8443 "
		"ipv4hint=192.0.2.1,192.0.2.2 ech=AQID ipv6hint=2001:db8::1",
		.log = "1 q.test! 8443/100 alpn=h2 alpn=h3 alone mandatory=a 192.0.2.1 192.0.2.2 "
		       "2001:db8::1 ech=3:1; " },
	{ "by priority, equal ones in the reply's order",
		"q.test HTTPS 3 c.test\nq.test HTTPS 1 a.test\nq.test HTTPS 2 b.test\n"
		"q.test HTTPS 1 d.test",
		.log = "1 a.test 0/101; 1 d.test 0/103; 2 b.test 0/102; 3 c.test 0/100; " },
	{ "SV04 AliasMode leads on, its parameters ignored", "q.test HTTPS 0 svc.test alpn=h2",
		.log = "alias svc.test" },
	{ "AliasMode beside ServiceMode: only the alias counts",
		"q.test HTTPS 1 . alpn=h2\nq.test HTTPS 0 svc.test", .log = "alias svc.test" },
	{ "AliasMode to . says that there is no service", "q.test HTTPS 0 .", .log = "nothing" },
	{ "SV12 an alias of itself", "q.test HTTPS 0 Q.test", .log = "nothing" },
	{ "SV06 a mandatory key that is unknown: that record is not usable",
		"q.test HTTPS 1 a.test mandatory=key667 key667=x\nq.test HTTPS 2 b.test",
		.log = "2 b.test 0/101; " },
	{ "SV06 with no other record there is none",
		"q.test HTTPS 1 a.test mandatory=key667 key667=x", .log = "nothing" },
	{ "SV06 a mandatory key that says nothing to a client of ours",
		"q.test HTTPS 1 a.test mandatory=dohpath dohpath=/q{?dns}", .log = "nothing" },
	{ "SV11 an unknown key that is not mandatory is passed over",
		"q.test HTTPS 1 . key667=hello port=1", .log = "1 q.test! 1/100; " },
	{ "SV10 no-default-alpn needs another protocol: scanned as text it is refused, so opaque",
		"q.test HTTPS \\# 7 0001 00 0002 0000", .log = "nothing" },
	{ "records of other owners do not count", "x.test HTTPS 1 .", .log = "nothing" },
	{ "records of other types do not count", "q.test SVCB 1 .", .log = "nothing" },
	{ "along a CNAME, whose end has the addresses as well",
		"q.test CNAME w.test\nw.test HTTPS 1 .", .log = "1 w.test! 0/100; " },
	{ "along a CNAME, back to the name", "q.test CNAME w.test\nw.test HTTPS 1 q.test",
		.log = "1 q.test! 0/100; " },
	{ "a CNAME behind what it leads to", "w.test 50 HTTPS 1 .\nq.test CNAME w.test",
		.log = "1 w.test! 0/50; " },
	{ "a loop of CNAMEs", "q.test CNAME w.test\nw.test CNAME q.test", .log = "nothing" },
	{ "no record", "", .log = "nothing" },
	{ "NXDOMAIN", "", RCODE_NXDOMAIN, "nothing" },
	{ "SERVFAIL with a record", "q.test HTTPS 1 .", RCODE_SERVFAIL, "nothing" },
	{ "a target that is no host name is escaped", "q.test HTTPS 1 a\\;b.test",
		.log = "1 a\\059b.test 0/100; " },
	{ "SV09 a protocol with a comma in its name", "q.test HTTPS 1 . alpn=f\\\\,oo,h2",
		.log = "1 q.test! 0/100 alpn=f,oo alpn=h2; " },
};

/* RDATA that no master file can say. */
static const struct {
	const char *name, *rdata;
} malformed[] = {
	{ "SV01 keys that do not rise", "00 01 00 0003 0002 0001 0001 0003 026832" },
	{ "SV01 a key twice", "00 01 00 0003 0002 0001 0003 0002 0001" },
	{ "SV02 a compressed target", "00 01 c00c" },
	{ "SV03 a cut parameter", "00 01 00 0003 0002 00" },
	{ "SV03 a parameter's length is wrong", "00 01 00 0003 0003 000001" },
	{ "SV07 mandatory lists itself", "00 01 00 0000 0002 0000" },
	{ "SV07 a mandatory key that is not there", "00 01 00 0000 0002 0001" },
	{ "SV09 a protocol without a name", "00 01 00 0001 0001 00" },
	{ "SV09 no protocol at all", "00 01 00 0001 0000" },
	{ "SV03 a hint of three octets", "00 01 00 0004 0003 c00002" },
};

/* A good record beside it does not save the reply. */
static void check_malformed(void **state)
{
	const char *const *row = *state;
	uint8_t message[512];
	struct row good = { .records = "q.test HTTPS 1 ." };
	size_t len = build(&good, message, sizeof(message));
	struct writer w = writer_of(message, sizeof(message));
	struct msg m;
	struct question q;
	unsigned octet;
	int used;
	w.len = len;
	assert_true(msg_parse_answer(&m, message, len));
	assert_true(name_from_text(&q.name, "q.test"));
	size_t begun = rr_begin(&w, &q.name, TYPE_HTTPS, CLASS_IN, 60);
	for (const char *at = row[1]; sscanf(at, " %2x%n", &octet, &used) == 1; at += used)
		write_u8(&w, (uint8_t)octet);
	rr_end(&w, begun);
	write_count(&w, ANSWER, 2);
	assert_false(msg_parse_answer(&m, message, w.len));
}

/* "SV12": a chain of aliases, each reply read in its turn. */
static void check_chain(void **state)
{
	(void)state;
	struct https_path path;
	struct name name;
	assert_true(name_from_text(&name, "q.test"));
	https_begin(&path, &name);
	for (unsigned i = 0; i <= ALIAS_LINKS; i++) {
		char records[64];
		uint8_t message[512];
		struct msg m;
		struct row row = { .records = records };
		snprintf(records, sizeof(records), "q.test %u HTTPS 0 a%u.test", 90 - i, i);
		assert_true(msg_parse_answer(&m, message, build(&row, message, sizeof(message))));
		assert_int_equal(
			https_read(&m, &path), i < ALIAS_LINKS ? HTTPS_ALIAS : HTTPS_NOTHING);
	}
	char room[256];
	struct text t;
	text_init(&t, room, sizeof(room));
	put_services(&t, NULL, &path);
	assert_string_equal(room, "0 a7.test 0/82; ");
}

static void check_loop(void **state)
{
	(void)state;
	static const char *const targets[] = { "a.test", "b.test", "A.test" };
	struct https_path path;
	struct name name;
	assert_true(name_from_text(&name, "q.test"));
	https_begin(&path, &name);
	for (unsigned i = 0; i < 3; i++) {
		char records[64];
		uint8_t message[512];
		struct msg m;
		struct row row = { .records = records };
		snprintf(records, sizeof(records), "q.test HTTPS 0 %s", targets[i]);
		assert_true(msg_parse_answer(&m, message, build(&row, message, sizeof(message))));
		assert_int_equal(https_read(&m, &path), i < 2 ? HTTPS_ALIAS : HTTPS_NOTHING);
	}
}

/* Behind an alias the target is nobody's but its own. */
static void check_behind_alias(void **state)
{
	(void)state;
	struct https_path path;
	struct name name;
	struct msg m;
	uint8_t message[512];
	char room[256];
	struct text t;
	struct row alias = { .records = "q.test 30 HTTPS 0 q2.test" },
		   service = { .records = "q.test HTTPS 1 ." };
	text_init(&t, room, sizeof(room));
	assert_true(name_from_text(&name, "first.test"));
	https_begin(&path, &name);
	assert_true(msg_parse_answer(&m, message, build(&alias, message, sizeof(message))));
	put_step(&t, &m, &path);
	text_put(&t, ", ");
	assert_true(msg_parse_answer(&m, message, build(&service, message, sizeof(message))));
	put_step(&t, &m, &path);
	assert_string_equal(room, "alias q2.test, 1 q.test 0/30; ");
}

int main(void)
{
	TABLE_ROWS(rows, check);
	TABLE_ROWS(malformed, check_malformed);
	table_test("SV12 eight aliases are followed, and no more", check_chain);
	table_test("SV12 a loop of aliases ends at once", check_loop);
	table_test(
		"a service behind an alias does not have the name's addresses", check_behind_alias);
	return table_run("https", NULL, NULL);
}
