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
#include "resolver/literal.h"
#include "resolver/lookup/lookup.h"
#include "tests/support/table.h"

struct row {
	const char *name;
	const char *resolv, *hosts, *nsswitch; /* NULL: empty */
	const char *ask;                       /* "<ADDRESS" for its names */
	int family;
	/* "NAME TYPE ANSWER; ...": ANSWER is an IPv4 octet, mapped (the octet 9 in an IPv4-mapped
	 * IPv6 address), one of these behind a CNAME (TARGET=7), nodata, an RCODE (nx, servfail,
	 * refused, formerr, notimp), silent, late (nx after the deadline); nx for what is not there
	 */
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

static uint16_t rcode_of(const char *answer)
{
	static const char *const codes[] = { [RCODE_FORMERR] = "formerr",
		[RCODE_SERVFAIL] = "servfail",
		[RCODE_NXDOMAIN] = "nx",
		[RCODE_NOTIMP] = "notimp",
		[RCODE_REFUSED] = "refused" };
	for (uint16_t i = RCODE_FORMERR; i <= RCODE_REFUSED; i++)
		if (!strcmp(answer, codes[i]))
			return i;
	return RCODE_NOERROR;
}

/* Returns the number of records. */
static uint16_t write_answer(struct writer *w, const struct question *q, char *answer)
{
	struct name owner = q->name, target;
	uint16_t n = 0;
	char *address = strchr(answer, '=');
	size_t begun;
	if (address) {
		*address++ = '\0';
		assert_true(name_from_text(&target, answer));
		begun = rr_begin(w, &owner, TYPE_CNAME, CLASS_IN, 60);
		write_name(w, &target, true);
		rr_end(w, begun);
		owner = target;
		answer = address;
		n++;
	}
	bool mapped = !strcmp(answer, "mapped");
	if (!mapped && !atoi(answer))
		return n;
	uint8_t octet = mapped ? 9 : (uint8_t)atoi(answer);
	uint8_t rdata[16] = { [0] = 192, [2] = 2, [3] = octet, [15] = octet };
	if (mapped) {
		memset(rdata, 0, 10);
		memset(rdata + 10, 0xff, 2);
	}
	begun = rr_begin(w, &owner, q->type, CLASS_IN, 60);
	if (q->type == TYPE_PTR)
		write_octets(w, "\4host\4test", 11);
	else
		write_octets(w, rdata, q->type == TYPE_A ? 4 : 16);
	rr_end(w, begun);
	return (uint16_t)(n + 1);
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
		if (w->engine.mixed_case && *c >= 'A' && *c <= 'Z') {
			*c |= 0x20;
			mixed = true;
		}
	char type[16];
	struct text tt;
	text_init(&tt, type, sizeof(type));
	type_to_text(q.type, &tt);
	text_printf(&w->log, "%s/%s%s ", name, type, mixed ? "/mixed" : "");
	answer_of(w, name, type, answer);
	if (!strcmp(answer, "silent"))
		return 0;
	if (!strcmp(answer, "late")) {
		w->now += 61ull * SECOND;
		strcpy(answer, "nx");
	}
	struct writer wr = writer_of(out, 512);
	write_header(&wr, m.id, (uint16_t)(0x8180 | rcode_of(answer)));
	write_question(&wr, &q);
	write_count(&wr, QUESTION, 1);
	write_count(&wr, ANSWER, write_answer(&wr, &q, answer));
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

	struct stub_addr addr;
	nsec until = w.now + 60 * (nsec)SECOND;
	bool reverse = row->ask[0] == '<';
	if (reverse)
		assert_true(literal_parse(row->ask + 1, &addr));
	enum lookup_want want =
		reverse ? lookup_start_reverse(&l, &addr, 0, until, &w.tracer)
			: lookup_start(&l, row->ask, row->family, 0, w.now, until, &w.tracer);
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
		text_put(&w.log, reverse ? "" : " ");
		if (!reverse)
			name_to_text(&l.canonical, false, &w.log);
		const char *at = l.names.text;
		for (size_t i = 0; i < l.names.count; i++, at += strlen(at) + 1)
			text_printf(&w.log, " %s", at);
	} else if (l.source && row->cause) {
		struct verdict v;
		bool known = lookup_cause(&l, &v);
		text_printf(&w.log, " by %s of %s",
			known ? stub_status_name(v.status) + 5 : "nobody",
			stub_source_name(l.source));
	}
	if (row->timed)
		text_printf(&w.log, " @%u", (unsigned)((w.now - SECOND) / MILLISECOND));
	lookup_fini(&l);
	hosts_fini(&hosts);
	assert_string_equal(w.room, row->log);
}

#define LABEL63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
#define V6 "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
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
	{ "NG10 REFUSED everywhere is not NXDOMAIN", .ask = "a.test",
		.zone = "a.test A refused; a.test AAAA refused",
		.log = "a.test/A a.test/AAAA => REFUSED" },
	{ "NG11 FORMERR everywhere is not NXDOMAIN", .ask = "a.test",
		.zone = "a.test A formerr; a.test AAAA formerr",
		.log = "a.test/A a.test/AAAA => FORMERR" },
	{ "NG12 NOTIMP everywhere is not NXDOMAIN", .ask = "a.test",
		.zone = "a.test A notimp; a.test AAAA notimp",
		.log = "a.test/A a.test/AAAA => NOTIMP" },
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
	{ "SE10 NODATA under domain 1: on to domain 2", SEARCH, .ask = "www", .family = AF_INET,
		.zone = "www.s1.test A nodata; www.s2.test A 1",
		.log = "www.s1.test/A www.s2.test/A => OK dns v4:1 www.s2.test" },
	{ "SE21 SERVFAIL as it is: the list is tried", SEARCH, .ask = "www.x", .family = AF_INET,
		.zone = "www.x A servfail; www.x.s1.test A 1",
		.log = "www.x/A www.x.s1.test/A => OK dns v4:1 www.x.s1.test" },
	{ "SE08 SERVFAIL under both domains, NXDOMAIN as it is: a temporary failure", SEARCH,
		.ask = "www", .family = AF_INET,
		.zone = "www.s1.test A servfail; www.s2.test A servfail",
		.log = "www.s1.test/A www.s2.test/A www/A => SERVFAIL" },
	{ "SE12 a timeout under domain 1, the name as it is exists", SEARCH, .ask = "www",
		.family = AF_INET, .zone = "www.s1.test A silent; www A 3",
		.log = "www.s1.test/A www/A => OK dns v4:3 www" },
	{ "SE25 an address is never searched", SEARCH "options ndots:9\n", .ask = "192.0.2.7",
		.zone = "192.0.2.7.s1.test A 66", .log = "=> OK literal v4:7 " },
	{ "SE25 nor is what inet_aton takes for one", SEARCH, .ask = "127.1",
		.zone = "127.1.s1.test A 66", .log = "=> OK literal v4:1 " },
	{ "SN16 a special name is never searched", SEARCH "options ndots:9\n", .ask = "foo.invalid",
		.zone = "foo.invalid.s1.test A 66", .log = "=> NXDOMAIN" },
	{ "SN16 nor is one that is asked as it is", SEARCH "options ndots:9\n",
		.ask = "x.home.arpa", .family = AF_INET, .zone = "x.home.arpa.s1.test A 66",
		.log = "x.home.arpa/A => NXDOMAIN" },
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
		.log = "www.s1.test/A www.s2.test/A www/A => NODATA by NODATA of dns",
		.cause = true },
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
	{ "SN09 .local is not sent", .ask = "foo.local", .zone = "foo.local A 1",
		.log = "=> NXDOMAIN" },
	{ "SN12 x.home.arpa is an ordinary question", .ask = "x.home.arpa", .family = AF_INET,
		.zone = "x.home.arpa A 1", .log = "x.home.arpa/A => OK dns v4:1 x.home.arpa" },
	{ "SN13 resolver.arpa is an ordinary question", .ask = "resolver.arpa", .family = AF_INET,
		.zone = "resolver.arpa A 1",
		.log = "resolver.arpa/A => OK dns v4:1 resolver.arpa" },
	{ "SN14 ipv4only.arpa is an ordinary question", .ask = "ipv4only.arpa", .family = AF_INET6,
		.zone = "ipv4only.arpa AAAA 170",
		.log = "ipv4only.arpa/AAAA => OK dns v6:170 ipv4only.arpa" },
	{ "SN09 .local is not asked, but hosts may have it", NULL, "192.0.2.9 p.local\n",
		.ask = "p.local", .log = "=> OK hosts v4:9 p.local" },
	{ "SN10 .test is an ordinary name", .ask = "foo.test", .family = AF_INET,
		.zone = "foo.test A 1", .log = "foo.test/A => OK dns v4:1 foo.test" },
	{ "NL05 a label of 64 octets costs no query",
		.ask = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test",
		.log = "=> BADNAME" },
	{ "NL02 a name of 254 octets and more costs no query",
		.ask = LABEL63 LABEL63 LABEL63 LABEL63, .log = "=> BADNAME" },
	{ "NL03 a name of 300 letters costs no query",
		.ask = LABEL63 LABEL63 LABEL63 LABEL63 LABEL63, .log = "=> BADNAME" },
	{ "NL07 a leading dot costs no query", .ask = ".a.b", .log = "=> BADNAME" },
	{ "NL12 a label that begins with a hyphen is looked up", .ask = "-a.test",
		.family = AF_INET, .zone = "-a.test A 1",
		.log = "-a.test/A => OK dns v4:1 -a.test" },
	{ "NL13 a label that ends with a hyphen is looked up", .ask = "a-.test", .family = AF_INET,
		.zone = "a-.test A 1", .log = "a-.test/A => OK dns v4:1 a-.test" },
	{ "NL14 a space is refused", .ask = "a b.test", .log = "=> BADNAME" },
	{ "NL16 a decimal escape is refused", .ask = "a\\046b.test", .log = "=> BADNAME" },
	{ "NL19 the case of the name stays on the wire", .ask = "WwW.Test", .family = AF_INET,
		.zone = "WwW.Test A 1", .log = "WwW.Test/A => OK dns v4:1 WwW.Test" },
	{ "NL20 the trailing dot is no part of the canonical name", .ask = "a.test.",
		.family = AF_INET, .zone = "a.test A 1", .log = "a.test/A => OK dns v4:1 a.test" },
	{ "CN14 families with different ends: A's is the canonical name", .ask = "a.test",
		.zone = "a.test A x.test=1; a.test AAAA y.test=2",
		.log = "a.test/A a.test/AAAA => OK dns v4:1 v6:2 x.test" },
	{ "CN14 without A it is AAAA's", .ask = "a.test",
		.zone = "a.test A x.test=nodata; a.test AAAA y.test=2",
		.log = "a.test/A a.test/AAAA => OK dns v6:2 y.test" },
	{ "CN25 an IPv4-mapped address in an AAAA is passed on as it is", .ask = "a.test",
		.family = AF_INET6, .zone = "a.test AAAA mapped",
		.log = "a.test/AAAA => OK dns v6:9 a.test" },
	{ "IN17 a slash is looked up", .ask = "a/b.test", .family = AF_INET, .zone = "a/b.test A 1",
		.log = "a/b.test/A => OK dns v4:1 a/b.test" },
	{ "IN19 a dollar and brackets are looked up", .ask = "$(id).test", .family = AF_INET,
		.log = "\\$\\(id\\).test/A => NXDOMAIN" },
	{ "IN20 a control octet is refused", .ask = "a\1b.test", .log = "=> BADNAME" },
	{ "IN21 an asterisk is looked up", .ask = "*.test", .family = AF_INET, .zone = "*.test A 1",
		.log = "*.test/A => OK dns v4:1 *.test" },
	{ "ID03 an A-label passes unchanged", .ask = "xn--bcher-kva.test", .family = AF_INET,
		.zone = "xn--bcher-kva.test A 1",
		.log = "xn--bcher-kva.test/A => OK dns v4:1 xn--bcher-kva.test" },
	{ "ID04 an A-label that stands for nothing is looked up as it is", .ask = "xn--a-.test",
		.family = AF_INET, .log = "xn--a-.test/A => NXDOMAIN" },
	{ "ID06 a search domain in UTF-8 is asked octet by octet, as glibc does",
		"search b\303\274.test s2.test\n", .ask = "www", .family = AF_INET,
		.log = "www.b\\195\\188.test/A www.s2.test/A www/A => NXDOMAIN" },
	{ "NL06 an empty label costs no query", .ask = "a..b", .log = "=> BADNAME" },
	{ "NL09 the empty name costs no query", .ask = "", .log = "=> BADNAME" },
	{ "NL10 the root is no host", .ask = ".", .log = "=> BADNAME" },
	{ "NL11 an underscore is looked up", .ask = "_a.test", .family = AF_INET,
		.zone = "_a.test A 1", .log = "_a.test/A => OK dns v4:1 _a.test" },
	{ "NL15 an escape is refused", .ask = "a\\.b.test", .log = "=> BADNAME" },
	{ "IN18 a newline is refused", .ask = "a\nb.test", .log = "=> BADNAME" },
	{ "NL22 the names of an IPv4 address", .ask = "<192.0.2.1",
		.zone = "1.2.0.192.in-addr.arpa PTR 1",
		.log = "1.2.0.192.in-addr.arpa/PTR => OK dns host.test" },
	{ "NL22 the names of an IPv6 address", .ask = "<2001:db8::1", .zone = V6 " PTR 1",
		.log = V6 "/PTR => OK dns host.test" },
	{ "an address without names", .ask = "<192.0.2.1",
		.log = "1.2.0.192.in-addr.arpa/PTR => NXDOMAIN" },
	{ "an address with a name but no PTR", .ask = "<192.0.2.1",
		.zone = "1.2.0.192.in-addr.arpa PTR nodata",
		.log = "1.2.0.192.in-addr.arpa/PTR => NODATA" },
	{ "a zone delegated by CNAME (RFC 2317)", .ask = "<192.0.2.1",
		.zone = "1.2.0.192.in-addr.arpa PTR 1.0/25.2.0.192.in-addr.arpa=1",
		.log = "1.2.0.192.in-addr.arpa/PTR => OK dns host.test" },
	{ "hosts is asked for the names of an address first", SEARCH,
		"192.0.2.2 other\n192.0.2.1 h.test h\n", .ask = "<192.0.2.1",
		.log = "=> OK hosts h.test h" },
	{ "nsswitch.conf orders the sources of names as well", NULL, "192.0.2.1 h.test\n",
		"hosts: dns files\n", .ask = "<192.0.2.1",
		.log = "1.2.0.192.in-addr.arpa/PTR => OK hosts h.test" },
	{ "nsswitch.conf may leave DNS out", NULL, NULL, "hosts: files\n", .ask = "<192.0.2.1",
		.log = "=> NXDOMAIN" },
	{ "a failure is no 'no such name' for an address", .ask = "<192.0.2.1",
		.zone = "1.2.0.192.in-addr.arpa PTR silent",
		.log = "1.2.0.192.in-addr.arpa/PTR => TIMEOUT" },
	{ "127.0.0.1 is localhost, unasked", .ask = "<127.0.0.1",
		.log = "=> OK special localhost" },
	{ "::1 is localhost, unasked", .ask = "<::1", .log = "=> OK special localhost" },
	{ "hosts may know loopback better", NULL, "::1 box\n", .ask = "<::1",
		.log = "=> OK hosts box" },
	{ "ID01 UTF-8 is refused", .ask = "b\303\274.test", .log = "=> BADNAME" },
};

int main(void)
{
	TABLE_ROWS(rows, check);
	return table_run("lookup", NULL, NULL);
}
