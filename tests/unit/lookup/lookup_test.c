/* Lookups played in virtual time against a table of answers: which names are asked, and what comes
 * out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <cmocka.h>
#include "resolver/dns/code.h"
#include "resolver/lookup/lookup.h"
#include "tests/support/table.h"

struct row {
	const char *name;
	const char *resolv, *hosts, *nsswitch; /* NULL: empty */
	const char *ask;
	int family;
	/* "NAME TYPE ANSWER; ...": ANSWER is an IPv4 octet, nodata, nx, servfail, refused, silent,
	 * late (nx after the deadline); nx for what is not there */
	const char *zone;
	const char
		*log; /* the questions asked, then => status, source, addresses, canonical name */
	bool cause;   /* the log has what was behind a failure */
	const char *aliases; /* HOSTALIASES' file */
	unsigned grace_ms;
	bool mixed_case, timed; /* the log ends with the time it took */
};

struct world {
	const struct row *row;
	struct engine engine;
	union address server;
	struct tracer tracer;
	nsec now;
	uint8_t random;
	struct text log;
	char room[2048];
	uint8_t replies[QUESTIONS_MAX][512];
};

static bool count_up(void *arg, void *out, size_t len)
{
	struct world *w = arg;
	for (uint8_t *p = out; len--;)
		*p++ = w->random++;
	return true;
}

/* The zone's answer to NAME TYPE. */
static void answer_of(
	const struct world *w, const char *name, const char *type, char out[static 24])
{
	char key[400];
	size_t len = (size_t)snprintf(key, sizeof(key), "%s %s ", name, type);
	strcpy(out, "nx");
	for (const char *at = w->row->zone; at && *at;) {
		at += strspn(at, " ;");
		if (!strncmp(at, key, len))
			sscanf(at + len, "%23[^;]", out);
		at += strcspn(at, ";");
	}
}

static size_t reply_to(struct world *w, const struct out *o, uint8_t *out)
{
	struct msg m;
	assert_true(msg_parse(&m, o->data, o->len));
	struct rr_iter it = msg_section(&m, QUESTION);
	struct rr rr = { 0 };
	assert_true(rr_next(&it, &rr));
	struct question q = { .type = rr.type, .class = rr.class };
	name_expand(&q.name, m.data, rr.owner);
	char name[NAME_TEXT], answer[24];
	bool mixed = false;
	struct text t;
	text_init(&t, name, sizeof(name));
	name_to_text(&q.name, false, &t);
	for (char *c = name; *c; c++) /* 0x20's letters, seen in the log alone */
		if (*c >= 'A' && *c <= 'Z') {
			*c |= 0x20;
			mixed = true;
		}
	const char *type = q.type == TYPE_A ? "A" : "AAAA";
	text_printf(&w->log, "%s/%s%s ", name, type, mixed ? "/mixed" : "");
	answer_of(w, name, type, answer);
	if (!strcmp(answer, "silent"))
		return 0;
	if (!strcmp(answer, "late")) {
		w->now += 61ull * SECOND;
		strcpy(answer, "nx");
	}
	struct writer wr = writer_of(out, 512);
	uint16_t rcode = !strcmp(answer, "nx")         ? RCODE_NXDOMAIN
			 : !strcmp(answer, "servfail") ? RCODE_SERVFAIL
			 : !strcmp(answer, "refused")  ? RCODE_REFUSED
						       : RCODE_NOERROR;
	write_header(&wr, m.id, (uint16_t)(0x8180 | rcode));
	write_question(&wr, &q);
	write_count(&wr, QUESTION, 1);
	if (atoi(answer)) {
		uint8_t rdata[16] = { [0] = 192,
			[2] = 2,
			[3] = (uint8_t)atoi(answer),
			[15] = (uint8_t)atoi(answer) };
		size_t begun = rr_begin(&wr, &q.name, q.type, CLASS_IN, 60);
		write_octets(&wr, rdata, q.type == TYPE_A ? 4 : 16);
		rr_end(&wr, begun);
		write_count(&wr, ANSWER, 1);
	}
	return wr.len;
}

/* Plays the server until the exchange is over. */
static void drive(struct world *w, struct lookup *l)
{
	struct exchange *x = &l->exchange;
	struct out out[OUTS_MAX];
	while (!exchange_over(x)) {
		size_t len = 0;
		unsigned question = 0;
		struct flow *flow = NULL;
		if (exchange_pending(x, out)) {
			flow = out[0].flow;
			question = out[0].question;
			if (out[0].op == OUT_SEND)
				len = reply_to(w, &out[0], w->replies[question]);
			exchange_sent(x, &out[0], out[0].len, w->now);
		} else {
			w->now = exchange_deadline(x);
			exchange_tick(x, w->now);
		}
		if (len)
			exchange_feed(x, flow, w->replies[question], len, w->now);
		for (const struct ask *ask; (ask = exchange_landed(x));)
			lookup_landed(l, ask);
	}
	while (exchange_pending(x, out))
		exchange_sent(x, &out[0], 0, w->now);
}

static void check(void **state)
{
	static struct world w;
	static struct lookup l;
	static struct resolv_conf conf;
	static struct nsswitch nsswitch;
	static struct hosts hosts;
	const struct row *row = *state;
	const char *texts[] = { row->resolv ? row->resolv : "", row->hosts ? row->hosts : "",
		row->nsswitch ? row->nsswitch : "hosts: files dns\n" };
	w = (struct world){
		.row = row, .now = SECOND, .random = 'a', .server.in.sin_family = AF_INET
	};
	text_init(&w.log, w.room, sizeof(w.room));
	resolv_conf_parse(&conf, texts[0], strlen(texts[0]));
	hosts_init(&hosts, texts[1], strlen(texts[1]));
	nsswitch_parse(&nsswitch, texts[2], strlen(texts[2]));
	w.engine = (struct engine){ .servers = &w.server,
		.nservers = 1,
		.timeout = 5 * (nsec)SECOND,
		.attempts = 1,
		.grace = row->grace_ms * (nsec)MILLISECOND,
		.strict_error = conf.strict_error,
		.mixed_case = row->mixed_case,
		.random = count_up,
		.random_arg = &w,
		.tracer = &w.tracer };
	struct slice aliases = { row->aliases, row->aliases ? strlen(row->aliases) : 0 };
	struct lookup_env env = { .conf = &conf,
		.nsswitch = &nsswitch,
		.hosts = &hosts,
		.engine = &w.engine,
		.aliases = row->aliases ? &aliases : NULL };

	enum lookup_want want = lookup_start(
		&l, row->ask, row->family, 0, w.now, w.now + 60 * (nsec)SECOND, &w.tracer);
	while (want != WANT_NOTHING) {
		if (want == WANT_NSCD) {
			want = lookup_nscd(&l, NSCD_UNUSABLE, NULL, w.now);
		} else if (want == WANT_CONFIG) {
			want = lookup_configured(&l, &env, w.now);
		} else {
			drive(&w, &l);
			want = lookup_next(&l, w.now);
		}
	}
	text_printf(&w.log, "=> %s", stub_status_name(l.status) + 5);
	if (l.status == STUB_OK) {
		text_printf(&w.log, " %s", stub_source_name(l.source));
		for (size_t i = 0; i < l.addrs.count; i++)
			text_printf(&w.log, " v%u:%u", l.addrs.at[i].family == AF_INET ? 4 : 6,
				l.addrs.at[i].octets[l.addrs.at[i].family == AF_INET ? 3 : 15]);
		text_put(&w.log, " ");
		name_to_text(&l.canonical, false, &w.log);
	} else if (l.source && row->cause) {
		const struct verdict *v = lookup_cause(&l);
		text_printf(&w.log, " by %s of %s", v ? stub_status_name(v->status) + 5 : "nobody",
			stub_source_name(l.source));
	}
	if (row->timed)
		text_printf(&w.log, " @%u", (unsigned)((w.now - SECOND) / MILLISECOND));
	lookup_fini(&l);
	hosts_fini(&hosts);
	assert_string_equal(w.room, row->log);
}

#define SEARCH "search s1.test s2.test\n"

static const struct row rows[] = {
	{ "an address needs nobody", .ask = "192.0.2.7", .log = "=> OK literal v4:7 " },
	{ "an IPv4 address when IPv6 is wanted", .ask = "192.0.2.7", .family = AF_INET6,
		.log = "=> NODATA" },
	{ "both families of an absolute name", .ask = "a.test.",
		.zone = "a.test A 1; a.test AAAA 2",
		.log = "a.test/A a.test/AAAA => OK dns v4:1 v6:2 a.test" },
	{ "one family only asks for that", .ask = "a.test", .family = AF_INET6,
		.zone = "a.test AAAA 2", .log = "a.test/AAAA => OK dns v6:2 a.test" },
	{ "NG03 NODATA for both", .ask = "a.test", .zone = "a.test A nodata; a.test AAAA nodata",
		.log = "a.test/A a.test/AAAA => NODATA" },
	{ "NG08 AAAA says NXDOMAIN, A answers", .ask = "a.test", .zone = "a.test A 1",
		.log = "a.test/A a.test/AAAA => OK dns v4:1 a.test" },
	{ "NG09 SERVFAIL is not NXDOMAIN", .ask = "a.test", .zone = "a.test A servfail",
		.log = "a.test/A a.test/AAAA => SERVFAIL" },
	{ "PA08 A silent, AAAA good: AAAA is not thrown away", .ask = "a.test",
		.zone = "a.test A silent; a.test AAAA 2",
		.log = "a.test/A a.test/AAAA => OK dns v6:2 a.test" },
	{ "A silent, AAAA good, a grace of 200 ms: AAAA after so long", .ask = "a.test",
		.zone = "a.test A silent; a.test AAAA 2", .grace_ms = 200, .timed = true,
		.log = "a.test/A a.test/AAAA => OK dns v6:2 a.test @200" },
	{ "a grace is for who has a good family: none, no grace", .ask = "a.test",
		.zone = "a.test A silent; a.test AAAA nodata", .grace_ms = 200, .timed = true,
		.log = "a.test/A a.test/AAAA => TIMEOUT @5000" },
	{ "both good: the grace costs nothing", .ask = "a.test",
		.zone = "a.test A 1; a.test AAAA 2", .grace_ms = 200, .timed = true,
		.log = "a.test/A a.test/AAAA => OK dns v4:1 v6:2 a.test @0" },
	{ "without strict-error a family's failure is its own", .ask = "a.test",
		.zone = "a.test A 1; a.test AAAA servfail",
		.log = "a.test/A a.test/AAAA => OK dns v4:1 a.test" },
	{ "PA24 strict-error: a family's failure is that of both", "options strict-error\n",
		.ask = "a.test", .zone = "a.test A 1; a.test AAAA servfail",
		.log = "a.test/A a.test/AAAA => SERVFAIL" },
	{ "PA24 strict-error: so is its silence", "options strict-error\n", .ask = "a.test",
		.zone = "a.test A silent; a.test AAAA 2",
		.log = "a.test/A a.test/AAAA => TIMEOUT" },
	{ "strict-error: no data and no name are no failures", "options strict-error\n",
		.ask = "a.test", .zone = "a.test A 1; a.test AAAA nodata",
		.log = "a.test/A a.test/AAAA => OK dns v4:1 a.test" },
	{ "PA21 strict-error: the good family of a candidate that failed is not mixed in",
		SEARCH "options strict-error\n", .ask = "www",
		.zone = "www.s1.test A 1; www.s1.test AAAA servfail; www.s2.test AAAA 2",
		.log = "www.s1.test/A www.s1.test/AAAA www.s2.test/A www.s2.test/AAAA => OK dns "
		       "v6:2 www.s2.test" },
	{ "0x20: the canonical name does not have the random case", .ask = "a.test",
		.family = AF_INET, .zone = "a.test A 1", .mixed_case = true,
		.log = "a.test/A/mixed => OK dns v4:1 a.test" },
	{ "SE01 a single label: the list in order", SEARCH, .ask = "www", .family = AF_INET,
		.zone = "www.s2.test A 1",
		.log = "www.s1.test/A www.s2.test/A => OK dns v4:1 www.s2.test" },
	{ "SE02 nothing found: the list, then as it is", SEARCH, .ask = "www", .family = AF_INET,
		.log = "www.s1.test/A www.s2.test/A www/A => NXDOMAIN" },
	{ "SE03 enough dots: as it is first", SEARCH, .ask = "www.x", .family = AF_INET,
		.zone = "www.x.s1.test A 1",
		.log = "www.x/A www.x.s1.test/A => OK dns v4:1 www.x.s1.test" },
	{ "SE04 a trailing dot: as it is only", SEARCH, .ask = "www.", .family = AF_INET,
		.log = "www/A => NXDOMAIN" },
	{ "SE05 ndots:2 with one dot: the list first", SEARCH "options ndots:2\n", .ask = "a.b",
		.family = AF_INET, .log = "a.b.s1.test/A a.b.s2.test/A a.b/A => NXDOMAIN" },
	{ "SE08 SERVFAIL under domain 1: on to domain 2", SEARCH, .ask = "www", .family = AF_INET,
		.zone = "www.s1.test A servfail; www.s2.test A 1",
		.log = "www.s1.test/A www.s2.test/A => OK dns v4:1 www.s2.test" },
	{ "SERVFAIL under domain 1, nothing after it: a temporary failure", SEARCH, .ask = "www",
		.family = AF_INET, .zone = "www.s1.test A servfail",
		.log = "www.s1.test/A www.s2.test/A www/A => SERVFAIL" },
	{ "SE09 REFUSED under domain 1: the list ends, the name as it is", SEARCH, .ask = "www",
		.family = AF_INET, .zone = "www.s1.test A refused; www A 3",
		.log = "www.s1.test/A www/A => OK dns v4:3 www" },
	{ "SE11 NODATA under domain 1, NXDOMAIN after: NODATA", SEARCH, .ask = "www",
		.family = AF_INET, .zone = "www.s1.test A nodata",
		.log = "www.s1.test/A www.s2.test/A www/A => NODATA" },
	{ "SE12 a timeout in the list is not 'no such name'", SEARCH, .ask = "www",
		.family = AF_INET, .zone = "www.s1.test A silent",
		.log = "www.s1.test/A www/A => TIMEOUT" },
	{ "as it is came first: its error is the error", SEARCH, .ask = "www.x", .family = AF_INET,
		.zone = "www.x.s1.test A nodata",
		.log = "www.x/A www.x.s1.test/A www.x.s2.test/A => NXDOMAIN" },
	{ "as it is came first, a timeout after it: no 'no such name'", SEARCH, .ask = "www.x",
		.family = AF_INET, .zone = "www.x.s1.test A silent",
		.log = "www.x/A www.x.s1.test/A => TIMEOUT" },
	{ "what the deadline left unasked is not 'no such name'", SEARCH, .ask = "www",
		.family = AF_INET, .zone = "www.s1.test A late",
		.log = "www.s1.test/A => TIMEOUT" },
	{ "the deadline after the last candidate changes nothing", .ask = "www.x",
		.family = AF_INET, .zone = "www.x A late", .log = "www.x/A => NXDOMAIN" },
	{ "the cause of SERVFAIL is not the timeout after it", SEARCH, .ask = "www.x",
		.family = AF_INET, .zone = "www.x A servfail; www.x.s1.test A silent",
		.log = "www.x/A www.x.s1.test/A => SERVFAIL by SERVFAIL of dns", .cause = true },
	{ "the cause of SERVFAIL is not the NODATA after it", SEARCH, .ask = "www.x",
		.family = AF_INET, .zone = "www.x A servfail; www.x.s1.test A nodata",
		.log = "www.x/A www.x.s1.test/A www.x.s2.test/A => SERVFAIL by SERVFAIL of dns",
		.cause = true },
	{ "the cause of NODATA is not the SERVFAIL after it", SEARCH, .ask = "www",
		.family = AF_INET, .zone = "www.s1.test A nodata; www.s2.test A servfail",
		.log = "www.s1.test/A www.s2.test/A www/A => NODATA by OK of dns", .cause = true },
	{ "nobody is behind a failure that cost no query", NULL, NULL, "hosts: files\n",
		.ask = "h.test", .log = "=> NXDOMAIN", .cause = true },
	{ "PA21 families of different candidates are not mixed", SEARCH, .ask = "www",
		.zone = "www.s1.test A 1; www.s2.test AAAA 2",
		.log = "www.s1.test/A www.s1.test/AAAA => OK dns v4:1 www.s1.test" },
	{ "PA16 no-aaaa: no AAAA query", "options no-aaaa\n", .ask = "a.test", .zone = "a.test A 1",
		.log = "a.test/A => OK dns v4:1 a.test" },
	{ "HO01 both families from hosts, no query", NULL, "192.0.2.9 h h.test\n::9 h\n",
		.ask = "h", .log = "=> OK hosts v4:9 v6:9 h" },
	{ "HO05 the canonical name is the line's first", NULL, "192.0.2.9 long.test h\n",
		.ask = "h", .log = "=> OK hosts v4:9 long.test" },
	{ "PA20 hosts has IPv4 only: no query for AAAA", NULL, "192.0.2.9 h\n", .ask = "h",
		.zone = "h AAAA 2", .log = "=> OK hosts v4:9 h" },
	{ "HO15 dns before files", NULL, "192.0.2.9 h.test\n", "hosts: dns files\n",
		.ask = "h.test", .family = AF_INET, .zone = "h.test A 1",
		.log = "h.test/A => OK dns v4:1 h.test" },
	{ "dns before files: hosts after NXDOMAIN", NULL, "192.0.2.9 h.test\n",
		"hosts: dns files\n", .ask = "h.test", .family = AF_INET,
		.log = "h.test/A => OK hosts v4:9 h.test" },
	{ "dns silent, nothing in hosts after it: no 'no such name'", NULL, NULL,
		"hosts: dns files\n", .ask = "h.test", .family = AF_INET, .zone = "h.test A silent",
		.log = "h.test/A => TIMEOUT" },
	{ "dns has no such record, nothing in hosts after it", NULL, NULL, "hosts: dns files\n",
		.ask = "h.test", .family = AF_INET, .zone = "h.test A nodata",
		.log = "h.test/A => NODATA" },
	{ "HO17 files [NOTFOUND=return] dns: no query", NULL, NULL,
		"hosts: files [NOTFOUND=return] dns\n", .ask = "h.test", .zone = "h.test A 1",
		.log = "=> NXDOMAIN" },
	{ "HO19 an unknown service is skipped", NULL, NULL,
		"hosts: mymachines resolve [!UNAVAIL=return] dns\n", .ask = "h.test",
		.family = AF_INET, .zone = "h.test A 1", .log = "h.test/A => OK dns v4:1 h.test" },
	{ "HOSTALIASES: the name that a single label stands for", .ask = "h", .family = AF_INET,
		.zone = "far.test A 1", .log = "far.test/A => OK dns v4:1 far.test",
		.aliases = "h far.test\n" },
	{ "HOSTALIASES: what it stands for is searched as it is written", SEARCH, .ask = "h",
		.family = AF_INET, .zone = "far.s1.test A 1",
		.log = "far.s1.test/A => OK dns v4:1 far.s1.test", .aliases = "h far\n" },
	{ "HOSTALIASES: hosts comes first, under the alias", NULL, "192.0.2.9 h\n", .ask = "h",
		.log = "=> OK hosts v4:9 h", .aliases = "h far.test\n" },
	{ "HOSTALIASES: not for a name with dots", .ask = "h.test", .family = AF_INET,
		.zone = "h.test A 1", .log = "h.test/A => OK dns v4:1 h.test",
		.aliases = "h.test far.test\n" },
	{ "HOSTALIASES: not for a name with a final dot", .ask = "h.", .family = AF_INET,
		.zone = "h A 1", .log = "h/A => OK dns v4:1 h", .aliases = "h far.test\n" },
	{ "HOSTALIASES: not into special names", .ask = "h", .family = AF_INET, .zone = "h A 1",
		.log = "h/A => OK dns v4:1 h", .aliases = "h foo.onion\n" },
	{ "HOSTALIASES: another name's line", .ask = "h", .family = AF_INET, .zone = "h A 1",
		.log = "h/A => OK dns v4:1 h", .aliases = "hh far.test\n" },
	{ "SN02 localhost without hosts is loopback, unasked", .ask = "localhost",
		.log = "=> OK special v6:1 v4:1 localhost" },
	{ "localhost is loopback also where hosts is all there is", NULL, NULL, "hosts: files\n",
		.ask = "localhost", .log = "=> OK special v6:1 v4:1 localhost" },
	{ "localhost is loopback also where DNS is not reached", NULL, NULL,
		"hosts: files [NOTFOUND=return] dns\n", .ask = "a.localhost", .family = AF_INET,
		.log = "=> OK special v4:1 a.localhost" },
	{ "SN04 foo.localhost is loopback though DNS has it", .ask = "foo.localhost",
		.zone = "foo.localhost A 7", .log = "=> OK special v6:1 v4:1 foo.localhost" },
	{ "SN08 .onion is not asked", SEARCH, .ask = "foo.onion", .log = "=> NXDOMAIN" },
	{ "SN09 .local is not asked, but hosts may have it", NULL, "192.0.2.9 p.local\n",
		.ask = "p.local", .log = "=> OK hosts v4:9 p.local" },
	{ "SN10 .test is an ordinary name", .ask = "foo.test", .family = AF_INET,
		.zone = "foo.test A 1", .log = "foo.test/A => OK dns v4:1 foo.test" },
	{ "NL05 a label of 64 octets costs no query",
		.ask = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test",
		.log = "=> BADNAME" },
	{ "NL06 an empty label costs no query", .ask = "a..b", .log = "=> BADNAME" },
	{ "NL09 the empty name costs no query", .ask = "", .log = "=> BADNAME" },
	{ "NL10 the root is no host", .ask = ".", .log = "=> BADNAME" },
	{ "NL11 an underscore is looked up", .ask = "_a.test", .family = AF_INET,
		.zone = "_a.test A 1", .log = "_a.test/A => OK dns v4:1 _a.test" },
	{ "NL15 an escape is refused", .ask = "a\\.b.test", .log = "=> BADNAME" },
	{ "IN18 a newline is refused", .ask = "a\nb.test", .log = "=> BADNAME" },
	{ "ID01 UTF-8 is refused", .ask = "b\303\274.test", .log = "=> BADNAME" },
};

int main(void)
{
	TABLE_ROWS(rows, check);
	return table_run("lookup", NULL, NULL);
}
