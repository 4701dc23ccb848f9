/* Exchanges played in virtual time: no sockets, no clock.
 *
 * A row is a script and the log that it must give.  Commands: `ask A`, `ask A+AAAA`, `ask A
 * OCTETS` (over TCP: so many of them go at once); `wait MS`;
 * `reply FLOW TYPE KIND` and `drip FLOW TYPE KIND` (octet by octet); `both FLOW KIND KIND` (two
 * messages in one piece); `end FLOW` (refused).  The log has
 * `@MS` when time has moved, what the driver was told to do (open FLOW:TRANSPORT:SERVER, send
 * FLOW:TYPE, close FLOW) and the verdicts (TYPE=STATUS@SERVER). */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <stub/resolver.h>
#include "resolver/dns/code.h"
#include "resolver/query/exchange.h"
#include "tests/support/table.h"

struct world {
	struct engine engine;
	struct exchange x;
	union address servers[3];
	struct tracer tracer;
	nsec now, logged;
	uint16_t next_id, id_step;
	struct text log;
	char room[4096];
};

static bool count_up(void *arg, void *out, size_t len)
{
	struct world *w = arg;
	for (uint8_t *p = out; len;
		len -= 2, p += 2, w->next_id = (uint16_t)(w->next_id + w->id_step))
		memcpy(p, &w->next_id, 2);
	return true;
}

static void __attribute__((format(printf, 2, 3))) say(struct world *w, const char *format, ...)
{
	char line[100];
	if (w->now != w->logged)
		text_printf(&w->log, "@%u ",
			(unsigned)((w->now - SECOND + MILLISECOND / 2) / MILLISECOND));
	w->logged = w->now;
	va_list ap;
	va_start(ap, format);
	vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	text_printf(&w->log, "%s ", line);
}

static const char *type_name(const struct exchange *x, unsigned question)
{
	return x->asks[question].question.type == TYPE_A ? "A" : "AAAA";
}

static unsigned flow_number(const struct exchange *x, const struct flow *f)
{
	return (unsigned)(f - x->flows);
}

static void take(struct world *w)
{
	for (const struct ask *ask; (ask = exchange_landed(&w->x));)
		say(w, "%s=%s@%u", type_name(&w->x, (unsigned)(ask - w->x.asks)),
			stub_status_name(ask->verdict.status) + 5, ask->verdict.server);
}

static bool assert_sane(const struct out *out)
{
	assert_in_range(out->len, 1, 2 + ASK_OCTETS);
	return true;
}

static void pump(struct world *w)
{
	take(w);
	struct out out[OUTS_MAX];
	for (unsigned n; (n = exchange_pending(&w->x, out));) {
		unsigned number = flow_number(&w->x, out[0].flow);
		if (out[0].op == OUT_OPEN)
			say(w, "open%u:%s:%u", number,
				out[0].flow->transport == STUB_TCP ? "tcp" : "udp",
				out[0].flow->server);
		else if (out[0].op == OUT_SEND && assert_sane(&out[0]))
			say(w, "send%u:%s", number, type_name(&w->x, out[0].question));
		else
			say(w, "close%u", number);
		exchange_sent(&w->x, &out[0], out[0].len, w->now);
	}
	take(w);
}

static void pass(struct world *w, nsec span)
{
	nsec end = w->now + span;
	for (nsec at; !exchange_over(&w->x) && (at = exchange_deadline(&w->x)) <= end;) {
		w->now = at;
		exchange_tick(&w->x, w->now);
		pump(w);
	}
	w->now = end;
}

/* A reply of some kind to a question, with the ID that its flow was given. */
static size_t make_reply(
	struct world *w, unsigned flow, unsigned question, const char *kind, uint8_t *out)
{
	const struct ask *ask = &w->x.asks[question];
	static const struct {
		const char *kind;
		uint16_t flags, answers;
	} kinds[] = {
		{ "ok", 0x8180, 1 }, { "nodata", 0x8180, 0 }, { "nx", 0x8183, 0 },
		{ "servfail", 0x8182, 0 }, { "refused", 0x8185, 0 }, { "formerr", 0x8181, 0 },
		{ "notimp", 0x8184, 0 }, { "rcode6", 0x8186, 0 }, { "lame", 0x8100, 0 },
		{ "tc", 0x8380, 0 }, { "id", 0x8180, 1 }, { "query", 0x0100, 1 },
		{ "opcode", 0xa180, 1 }, { "qname", 0x8180, 1 }, { "qtype", 0x8180, 1 },
		{ "qclass", 0x8180, 1 }, { "case", 0x8180, 1 }, { "malformed", 0x8180, 2 },
		{ "no-question-servfail", 0x8182, 0 }, { "no-question-ok", 0x8180, 0 },
		{ "no-question-nx", 0x8183, 0 }, { "short", 0x8180, 0 }, { "empty", 0x8180, 0 },
		{ "badvers", 0x8180, 0 }, /* the other bits of its RCODE are in an OPT record */
	};
	size_t k = 0;
	while (strcmp(kinds[k].kind, kind))
		assert_true(++k < sizeof(kinds) / sizeof(kinds[0]));
	struct writer wr = writer_of(out, 512);
	write_header(&wr, (uint16_t)(w->x.flows[flow].id[question] ^ !strcmp(kind, "id") << 8),
		kinds[k].flags);
	struct question q = { .type = ask->question.type, .class = ask->question.class };
	q.name.len = (uint8_t)(ask->question_len - 4);
	memcpy(q.name.octets, ask->wire + 2 + HEADER_OCTETS, q.name.len);
	if (!strcmp(kind, "qname"))
		q.name.octets[1] ^= 1;
	if (!strcmp(kind, "case"))
		q.name.octets[1] ^= 0x20;
	q.type = (uint16_t)(q.type + !strcmp(kind, "qtype"));
	q.class = (uint16_t)(q.class + !strcmp(kind, "qclass"));
	if (strncmp(kind, "no-question", 11)) {
		write_question(&wr, &q);
		write_count(&wr, QUESTION, 1);
	}
	if (kinds[k].answers) {
		size_t begun = rr_begin(&wr, &q.name, q.type, CLASS_IN, 60);
		write_octets(&wr, "\300\0\2\1aaaabbbbcccc", q.type == TYPE_A ? 4 : 16);
		rr_end(&wr, begun);
		write_count(&wr, ANSWER, kinds[k].answers);
	}
	if (!strcmp(kind, "badvers")) {
		const struct name root = { .len = 1 };
		rr_end(&wr, rr_begin(&wr, &root, TYPE_OPT, 1232, 1u << 24));
		write_count(&wr, ADDITIONAL, 1);
	}
	assert_false(wr.full);
	return !strcmp(kind, "empty") ? 0 : !strcmp(kind, "short") ? 11 : wr.len;
}

static unsigned question_of(const struct world *w, const char *type)
{
	for (unsigned i = 0; i < w->x.nasks; i++)
		if (!strcmp(type_name(&w->x, i), type))
			return i;
	fail_msg("no question %s", type);
	return 0;
}

static void feed(struct world *w, unsigned flow, const uint8_t *data, size_t len, size_t piece)
{
	struct flow *f = &w->x.flows[flow];
	if (!len)
		exchange_feed(&w->x, f, data, 0, w->now);
	for (size_t at = 0; at < len;) {
		size_t n = len - at < piece ? len - at : piece;
		at += exchange_feed(&w->x, f, data + at, n, w->now);
		take(w);
	}
	pump(w);
}

static void reply(struct world *w, unsigned flow, const char *type, const char *kind, bool drip)
{
	uint8_t out[514];
	bool tcp = w->x.flows[flow].transport == STUB_TCP;
	size_t len = make_reply(w, flow, question_of(w, type), kind, out + 2);
	put_u16(out, (uint16_t)len);
	feed(w, flow, tcp ? out : out + 2, tcp ? len + 2 : len, drip ? 1 : sizeof(out));
}

static void both(struct world *w, unsigned flow, const char *first, const char *second)
{
	uint8_t out[1028];
	size_t a = make_reply(w, flow, 0, first, out + 2);
	put_u16(out, (uint16_t)a);
	size_t b = make_reply(w, flow, 1, second, out + 2 + a + 2);
	put_u16(out + 2 + a, (uint16_t)b);
	feed(w, flow, out, a + b + 4, sizeof(out));
}

/* part: octets of the first query that go at once, 0: whatever there is. */
static void ask(struct world *w, const char *types, size_t part)
{
	unsigned n = strchr(types, '+') ? 2 : 1;
	for (unsigned i = 0; i < n; i++) {
		struct name name;
		assert_true(name_from_text(&name, "www.example"));
		ask_about(&w->x.asks[i], &name, i || !strcmp(types, "AAAA") ? TYPE_AAAA : TYPE_A,
			CLASS_IN);
	}
	exchange_init(&w->x);
	exchange_start(&w->x, &w->engine, n, w->now, w->now + 28ull * SECOND);
	struct out out[OUTS_MAX];
	for (unsigned i = 0; part && i < 2; i++) {
		assert_true(exchange_pending(&w->x, out));
		exchange_sent(&w->x, &out[0], i ? part : 0, w->now);
	}
	if (!part)
		pump(w);
}

static void play(struct world *w, const char *script)
{
	char *copy = strdup(script), *rest = copy;
	for (char *command; (command = strsep(&rest, ";"));) {
		char verb[20] = "", a[24] = "", b[24] = "", c[24] = "";
		sscanf(command, "%19s %23s %23s %23s", verb, a, b, c);
		if (!strcmp(verb, "ask"))
			ask(w, a, (size_t)atoi(b));
		else if (!strcmp(verb, "wait"))
			pass(w, strtoull(a, NULL, 10) * MILLISECOND);
		else if (!strcmp(verb, "reply") || !strcmp(verb, "drip"))
			reply(w, (unsigned)atoi(a), b, c, *verb == 'd');
		else if (!strcmp(verb, "ids"))
			say(w, "ids-%s",
				w->x.flows[0].id[0] == w->x.flows[0].id[1] ? "equal" : "differ");
		else if (!strcmp(verb, "both"))
			both(w, (unsigned)atoi(a), b, c);
		else if (!strcmp(verb, "end")) {
			exchange_end(&w->x, &w->x.flows[atoi(a)], ECONNREFUSED, w->now);
			pump(w);
		} else
			fail_msg("no command '%s'", verb);
	}
	free(copy);
}

struct row {
	const char *name, *options, *script, *log;
};

static unsigned option(const char *options, const char *key, unsigned otherwise)
{
	const char *at = strstr(options, key);
	return at ? (unsigned)atoi(at + strlen(key)) : otherwise;
}

static void check(void **state)
{
	const struct row *row = *state;
	static struct world w;
	w = (struct world){ .now = SECOND,
		.logged = SECOND,
		.next_id = (uint16_t)option(row->options, "ids=", 100),
		.id_step = !strstr(row->options, "same-ids") };
	for (unsigned i = 0; i < 3; i++) {
		w.servers[i].in.sin_family = AF_INET;
		w.servers[i].in.sin_addr.s_addr = htonl(0xc0000201 + i);
		address_set_port(&w.servers[i], 53);
	}
	w.engine = (struct engine){
		.servers = w.servers,
		.nservers = option(row->options, "servers=", 1),
		.timeout = option(row->options, "timeout=", 5000) * (nsec)MILLISECOND,
		.attempts = option(row->options, "attempts=", 2),
		.use_vc = strstr(row->options, "use-vc"),
		.edns = strstr(row->options, "edns0") ? 1232 : 0,
		.random = count_up,
		.random_arg = &w,
		.tracer = &w.tracer,
	};
	text_init(&w.log, w.room, sizeof(w.room));
	play(&w, row->script);
	if (w.log.len && w.log.len < sizeof(w.room))
		w.room[w.log.len - 1] = '\0';
	exchange_stop(&w.x);
	struct text done = w.log;
	pump(&w); /* closes what is open, frees what is held */
	w.room[done.len ? done.len - 1 : 0] = '\0';
	assert_string_equal(w.room, row->log);
	if (strstr(row->options, "drops="))
		assert_int_equal(w.engine.drops[option(row->options, "reason=", 0)],
			option(row->options, "drops=", 0));
}

#define START "open0:udp:0 send0:A "
#define PAIR "open0:udp:0 send0:A send0:AAAA "

static const struct row rows[] = {
	{ "A and AAAA leave together and are answered", "",
		"ask A+AAAA; reply 0 A ok; reply 0 AAAA nodata", PAIR "A=OK@0 AAAA=OK@0 close0" },
	{ "PA11 replies come in the opposite order", "",
		"ask A+AAAA; reply 0 AAAA ok; reply 0 A ok", PAIR "AAAA=OK@0 A=OK@0 close0" },
	{ "PA12 a reply that comes again is dropped", "drops=2 reason=8",
		"ask A+AAAA; reply 0 A ok; reply 0 A ok; reply 0 A ok; reply 0 AAAA ok",
		PAIR "A=OK@0 AAAA=OK@0 close0" },
	{ "PA02 AAAA SERVFAIL does not hold the A answer up", "",
		"ask A+AAAA; reply 0 A ok; reply 0 AAAA servfail; reply 1 AAAA servfail",
		PAIR "A=OK@0 open1:udp:0 send1:AAAA AAAA=SERVFAIL@0 close0 close1" },
	{ "PA23 AAAA SERVFAIL from server 1 only: server 2 is asked for it", "servers=2",
		"ask A+AAAA; reply 0 AAAA servfail; reply 0 A ok; reply 1 AAAA ok",
		PAIR "open1:udp:1 send1:AAAA A=OK@0 AAAA=OK@1 close0 close1" },
	{ "AAAA is refused everywhere: the socket that A waits on stays open", "servers=3",
		"ask A+AAAA; reply 0 AAAA refused; reply 1 AAAA refused; reply 2 AAAA refused; "
		"reply 3 AAAA refused; reply 4 AAAA refused; reply 5 AAAA refused; reply 0 A ok",
		PAIR "open1:udp:1 send1:AAAA open2:udp:2 send2:AAAA open3:udp:0 send3:AAAA "
		     "open4:udp:1 send4:AAAA close1 open5:udp:2 send5:AAAA AAAA=REFUSED@2 A=OK@0 "
		     "close0 close2 close3 close4 close5" },
	{ "TR01 a silent server: the next one is asked for both, on one socket", "servers=2",
		"ask A+AAAA; wait 5000; reply 1 A ok; reply 1 AAAA ok",
		PAIR "@5000 open1:udp:1 send1:A send1:AAAA A=OK@1 AAAA=OK@1 close0 close1" },
	{ "TR12 all silent: attempts times timeout, then TIMEOUT", "", "ask A; wait 20000",
		START "@5000 open1:udp:0 send1:A @10000 A=TIMEOUT@0 close0 close1" },
	{ "TR16 a late reply to try 1 counts during try 2", "timeout=1000 attempts=3",
		"ask A; wait 1500; reply 0 A ok",
		START "@1000 open1:udp:0 send1:A @1500 A=OK@0 close0 close1" },
	{ "an error that comes late from an earlier server ends nothing", "servers=2",
		"ask A; wait 5000; reply 0 A servfail; reply 1 A ok",
		START "@5000 open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "TR04 REFUSED: the next server", "servers=2", "ask A; reply 0 A refused; reply 1 A ok",
		START "open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "TR05 NOTIMP: the next server", "servers=2", "ask A; reply 0 A notimp; reply 1 A ok",
		START "open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "TR07 RCODE 6: the next server", "servers=2", "ask A; reply 0 A rcode6; reply 1 A ok",
		START "open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "NG13 RCODE 6 everywhere is an error", "", "ask A; reply 0 A rcode6; reply 1 A rcode6",
		START "open1:udp:0 send1:A A=RCODE@0 close0 close1" },
	{ "TR08 NXDOMAIN is final", "servers=2", "ask A; reply 0 A nx", START "A=OK@0 close0" },
	{ "TR10 a lame server: the next one", "servers=2", "ask A; reply 0 A lame; reply 1 A ok",
		START "open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "TR14 a closed port fails at once", "", "ask A; end 0; end 1",
		START "close0 open1:udp:0 send1:A A=UNREACHABLE@0 close1" },
	{ "PA19 the IDs of a pair differ when chance would have them equal", "same-ids",
		"ask A+AAAA; ids; reply 0 A ok; reply 0 AAAA ok",
		PAIR "ids-differ A=OK@0 AAAA=OK@0 close0" },
	{ "an ID of 0 is an ID like any other", "ids=65533",
		"ask A+AAAA; reply 0 A ok; reply 0 AAAA servfail; reply 1 AAAA ok",
		PAIR "A=OK@0 open1:udp:0 send1:AAAA AAAA=OK@0 close0 close1" },
	{ "TR20 SERVFAIL once, then an answer", "", "ask A; reply 0 A servfail; reply 1 A ok",
		START "open1:udp:0 send1:A A=OK@0 close0 close1" },
	{ "a reply with an error is its server's", "servers=2 attempts=1",
		"ask A; reply 0 A servfail; reply 1 A servfail",
		START "open1:udp:1 send1:A A=SERVFAIL@1 close0 close1" },
	{ "an error with a code says more than silence", "servers=2 attempts=1",
		"ask A; reply 0 A refused; wait 5000",
		START "open1:udp:1 send1:A @5000 A=REFUSED@0 close0 close1" },
	{ "waits are glibc's: 5, 3.3, 6.7 s with three servers", "servers=3 attempts=1",
		"ask A; wait 30000",
		START "@5000 open1:udp:1 send1:A @8333 open2:udp:2 send2:A @15000 A=TIMEOUT@0 "
		      "close0 close1 close2" },
	{ "TR29 one deadline over everything", "servers=3 attempts=5", "ask A; wait 60000",
		START "@5000 open1:udp:1 send1:A @8333 open2:udp:2 send2:A @15000 open3:udp:0 "
		      "send3:A @20000 open4:udp:1 send4:A "
		      "@23333 close0 open5:udp:2 send5:A @28000 A=TIMEOUT@0 close1 close2 close3 "
		      "close4 close5" },
	{ "TC01 a truncated reply: the same server over TCP", "",
		"ask A; reply 0 A tc; reply 1 A ok",
		START "open1:tcp:0 send1:A A=OK@0 close0 close1" },
	{ "both truncated: one connection, two questions", "",
		"ask A+AAAA; reply 0 A tc; reply 0 AAAA tc; both 1 ok ok",
		PAIR "open1:tcp:0 send1:A send1:AAAA A=OK@0 AAAA=OK@0 close0 close1" },
	{ "TC07 a TCP answer octet by octet", "", "ask A; reply 0 A tc; drip 1 A ok",
		START "open1:tcp:0 send1:A A=OK@0 close0 close1" },
	{ "TC18 TCP answers in reverse order", "use-vc",
		"ask A+AAAA; reply 0 AAAA ok; reply 0 A ok",
		"open0:tcp:0 send0:A send0:AAAA AAAA=OK@0 A=OK@0 close0" },
	{ "a connection that stalled is not tried again, also not by a pair", "use-vc",
		"ask A+AAAA; wait 5000; reply 1 AAAA ok; reply 1 A ok",
		"open0:tcp:0 send0:A send0:AAAA @5000 close0 open1:tcp:0 send1:A send1:AAAA "
		"AAAA=OK@0 "
		"A=OK@0 close1" },
	{ "TC10 TC11 a wrong ID and a wrong question on TCP are skipped", "use-vc",
		"ask A; reply 0 A id; reply 0 A qname; reply 0 A ok",
		"open0:tcp:0 send0:A A=OK@0 close0" },
	{ "TC09 a TCP message of no octets is skipped", "use-vc",
		"ask A; reply 0 A empty; reply 0 A ok", "open0:tcp:0 send0:A A=OK@0 close0" },
	{ "TC06 TCP that never answers times out", "attempts=1", "ask A; reply 0 A tc; wait 5000",
		START "open1:tcp:0 send1:A @5000 A=TIMEOUT@0 close0 close1" },
	{ "TC14 a stalled TCP server: the next one over UDP", "servers=2 attempts=1",
		"ask A; reply 0 A tc; wait 5000; reply 2 A ok",
		START "open1:tcp:0 send1:A @5000 close1 open2:udp:1 send2:A A=OK@1 close0 close2" },
	{ "TC02 TC05 refused TCP is a failure, not an answer", "attempts=1",
		"ask A; reply 0 A tc; end 1",
		START "open1:tcp:0 send1:A A=UNREACHABLE@0 close0 close1" },
	{ "one family over TCP does not disturb the other", "",
		"ask A+AAAA; reply 0 AAAA tc; reply 0 A ok; reply 1 AAAA ok",
		PAIR "open1:tcp:0 send1:AAAA A=OK@0 AAAA=OK@0 close0 close1" },
	{ "a malformed answer over TCP ends the try", "use-vc attempts=1",
		"ask A; reply 0 A malformed", "open0:tcp:0 send0:A A=BADREPLY@0 close0" },
	{ "ED03 FORMERR to EDNS: once without, same server", "edns0 servers=2",
		"ask A; reply 0 A formerr; reply 1 A ok",
		START "open1:udp:0 send1:A A=OK@0 close0 close1" },
	{ "a reply to a query that has not gone yet is none", "use-vc edns0 drops=1 reason=8",
		"ask A+AAAA 40; reply 0 A formerr; reply 0 AAAA ok; reply 0 A ok",
		"send0:A send0:AAAA AAAA=OK@0 A=OK@0 close0" },
	{ "FORMERR without EDNS: the next server", "servers=2",
		"ask A; reply 0 A formerr; reply 1 A ok",
		START "open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "BADVERS, whose last four bits are zero, is no answer: once without EDNS",
		"edns0 servers=2", "ask A; reply 0 A badvers; reply 1 A ok",
		START "open1:udp:0 send1:A A=OK@0 close0 close1" },
	{ "SP01 wrong ID: ignored", "drops=1 reason=2", "ask A; reply 0 A id; reply 0 A ok",
		START "A=OK@0 close0" },
	{ "SP03 wrong QNAME: ignored", "drops=1 reason=5", "ask A; reply 0 A qname; reply 0 A ok",
		START "A=OK@0 close0" },
	{ "SP04 wrong QTYPE: ignored", "drops=1 reason=5", "ask A; reply 0 A qtype; reply 0 A ok",
		START "A=OK@0 close0" },
	{ "SP05 wrong QCLASS: ignored", "drops=1 reason=5", "ask A; reply 0 A qclass; reply 0 A ok",
		START "A=OK@0 close0" },
	{ "SP06 QR=0: ignored", "drops=1 reason=3", "ask A; reply 0 A query; reply 0 A ok",
		START "A=OK@0 close0" },
	{ "SP08 another opcode: ignored", "drops=1 reason=4",
		"ask A; reply 0 A opcode; reply 0 A ok", START "A=OK@0 close0" },
	{ "SP11 eleven octets: ignored", "drops=1 reason=1", "ask A; reply 0 A short; reply 0 A ok",
		START "A=OK@0 close0" },
	{ "SP15 an empty datagram: ignored", "drops=1 reason=1",
		"ask A; reply 0 A empty; reply 0 A ok", START "A=OK@0 close0" },
	{ "SP13 header only with NOERROR: ignored", "drops=1 reason=6",
		"ask A; reply 0 A no-question-ok; reply 0 A ok", START "A=OK@0 close0" },
	{ "header only with NXDOMAIN: ignored", "drops=1 reason=6",
		"ask A; reply 0 A no-question-nx; reply 0 A ok", START "A=OK@0 close0" },
	{ "SP12 header only with SERVFAIL: the next server", "servers=2",
		"ask A; reply 0 A no-question-servfail; reply 1 A ok",
		START "open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "SP17 malformed with the right ID: ignored", "drops=1 reason=7",
		"ask A; reply 0 A malformed; reply 0 A ok", START "A=OK@0 close0" },
	{ "NL18 the question in other case is the question", "", "ask A; reply 0 A case",
		START "A=OK@0 close0" },
};

int main(void)
{
	TABLE_ROWS(rows, check);
	return table_run("exchange", NULL, NULL);
}
