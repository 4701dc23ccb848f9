/* Exchanges played in virtual time. */
#include "tests/unit/query/script.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stub/resolver.h>
#include "resolver/dns/code.h"
#include "resolver/query/exchange.h"

enum { SERVERS = 4, ROOM = 2 + TCP_MESSAGE };

struct world {
	struct engine engine;
	struct exchange x;
	struct resolv_conf conf;
	struct tracer tracer;
	nsec now, logged, until;
	uint16_t next_id, id_step;
	bool no_random, mute;
	size_t jam; /* octets that TCP takes before it takes none */
	unsigned settled;
	uint64_t seed;
	uintptr_t stack_low, stack_high; /* of the calls of random */
	struct text log;
	char room[4096];
	struct {
		uint8_t octets[ASK_OCTETS];
		size_t len;
	} sent[FLOWS_MAX][QUESTIONS_MAX];
};

static bool count_up(void *arg, void *out, size_t len)
{
	struct world *w = arg;
	uintptr_t here = (uintptr_t)&w;
	w->stack_low = !w->stack_low || here < w->stack_low ? here : w->stack_low;
	w->stack_high = here > w->stack_high ? here : w->stack_high;
	for (uint8_t *p = out; len > 1;
		len -= 2, p += 2, w->next_id = (uint16_t)(w->next_id + w->id_step))
		memcpy(p, &w->next_id, 2);
	if (len)
		((uint8_t *)out)[0] = (uint8_t)w->next_id;
	return !w->no_random;
}

static void __attribute__((format(printf, 2, 3))) say(struct world *w, const char *format, ...)
{
	char line[200];
	if (w->mute)
		return;
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
	for (const struct ask *ask; (ask = exchange_landed(&w->x)); w->settled++)
		say(w, "%s=%s@%u", type_name(&w->x, (unsigned)(ask - w->x.asks)),
			stub_status_name(ask->verdict.status) + 5, ask->verdict.server);
}

/* Over TCP a query may go in pieces: what all of them are of. */
static void remember(struct world *w, const struct out *out)
{
	unsigned number = flow_number(&w->x, out->flow);
	const struct ask *ask = &w->x.asks[out->question];
	bool udp = out->flow->transport == STUB_UDP;
	assert_in_range(out->len, 1, 2 + ASK_OCTETS);
	assert_in_range(ask->wire_len, HEADER_OCTETS, ASK_OCTETS);
	w->sent[number][out->question].len = udp ? out->len : ask->wire_len;
	memcpy(w->sent[number][out->question].octets, udp ? out->data : ask->wire + 2,
		w->sent[number][out->question].len);
}

static void send_out(struct world *w, const struct out *out)
{
	unsigned number = flow_number(&w->x, out->flow);
	remember(w, out);
	say(w, "send%u:%s", number, type_name(&w->x, out->question));
}

/* The first thing that can be done, with what it takes; NULL: none can. */
static const struct out *possible(struct world *w, const struct out *v, unsigned n, size_t *octets)
{
	for (const struct out *out = v; out < v + n; out++) {
		*octets = out->len;
		if (out->op != OUT_SEND || out->flow->transport == STUB_UDP || w->jam == SIZE_MAX)
			return out;
		*octets = out->len < w->jam ? out->len : w->jam;
		w->jam -= *octets;
		if (*octets)
			return out;
	}
	return NULL;
}

static void pump(struct world *w)
{
	take(w);
	struct out v[OUTS_MAX];
	const struct out *out;
	for (size_t octets; (out = possible(w, v, exchange_pending(&w->x, v), &octets));) {
		unsigned number = flow_number(&w->x, out->flow);
		if (out->op == OUT_OPEN)
			say(w, "open%u:%s:%u", number,
				out->flow->transport == STUB_TCP ? "tcp" : "udp",
				out->flow->server);
		else if (out->op == OUT_SEND)
			send_out(w, out);
		else
			say(w, "close%u", number);
		exchange_sent(&w->x, out, octets, w->now);
	}
	take(w);
}

static void pass(struct world *w, nsec span)
{
	nsec end = w->now + span;
	for (nsec at; !exchange_over(&w->x) && (at = exchange_deadline(&w->x)) <= end;) {
		w->now = at > w->now ? at : w->now;
		exchange_tick(&w->x, w->now);
		pump(w);
	}
	w->now = end;
}

/* ---- replies ---- */

/* What a reply is, before its extras. */
static const struct kind {
	const char *name;
	uint16_t flags, answers;
	uint8_t high; /* of the RCODE: in an OPT record */
} kinds[] = {
	{ "ok", 0x8180, 1, 0 },
	{ "big", 0x8180, 190, 0 },   /* 3,069 octets of A */
	{ "huge", 0x8180, 4000, 0 }, /* 64,029 octets of A */
	{ "nodata", 0x8180, 0, 0 },
	{ "nodata-aa", 0x8500, 0, 0 },
	{ "nx", 0x8183, 0, 0 },
	{ "servfail", 0x8182, 0, 0 },
	{ "refused", 0x8185, 0, 0 },
	{ "formerr", 0x8181, 0, 0 },
	{ "notimp", 0x8184, 0, 0 },
	{ "rcode6", 0x8186, 0, 0 },
	{ "rcode15", 0x818f, 0, 0 },
	{ "lame", 0x8100, 0, 0 },
	{ "no-ra", 0x8100, 1, 0 },
	{ "tc", 0x8380, 0, 0 },
	{ "tc-ok", 0x8380, 1, 0 },
	{ "id", 0x8180, 1, 0 },
	{ "query", 0x0100, 1, 0 },
	{ "opcode", 0xa180, 1, 0 },
	{ "qname", 0x8180, 1, 0 },
	{ "qtype", 0x8180, 1, 0 },
	{ "qclass", 0x8180, 1, 0 },
	{ "case", 0x8180, 1, 0 },
	{ "malformed", 0x8180, 2, 0 },
	{ "half", 0x8180, 1, 0 },
	{ "garbage", 0x8180, 1, 0 },
	{ "garbage-id", 0x8180, 1, 0 },
	{ "no-question", 0x8180, 1, 0 },
	{ "no-question-servfail", 0x8182, 0, 0 },
	{ "no-question-refused", 0x8185, 0, 0 },
	{ "no-question-formerr", 0x8181, 0, 0 },
	{ "no-question-ok", 0x8180, 0, 0 },
	{ "no-question-nx", 0x8183, 0, 0 },
	{ "no-question-tc", 0x8380, 0, 0 },
	{ "short", 0x8180, 0, 0 },
	{ "empty", 0x8180, 0, 0 },
	{ "badvers", 0x8180, 0, 1 },
	{ "badcookie", 0x8187, 0, 1 },
};

static bool has(const char *kind, const char *extra)
{
	const char *at = strchr(kind, '+');
	size_t len = strlen(extra);
	for (; at; at = strchr(at + 1, '+'))
		if (!strncmp(at + 1, extra, len) && strchr("+", at[1 + len]))
			return true;
	return false;
}

/* An OPT record: `opt`, `opt100`, `cookie` and `cookie2` (ours and the server's), `echo` (ours
 * alone), `wrong-cookie`, `bad-cookie` (neither length), `ede`, `ede-strange`. */
static bool put_opt(struct writer *wr, const char *kind, const uint8_t *client, uint8_t high)
{
	struct edns edns = { .udp = has(kind, "opt100") ? 100 : 1232, .rcode = high };
	uint8_t cookie[24] = { 0 };
	memcpy(cookie, client, 8);
	memcpy(cookie + 8, has(kind, "cookie2") ? "0123456789abcdef" : "ABCDEFGH........", 16);
	struct edns_option option = { OPTION_COOKIE, 0, cookie };
	if (has(kind, "cookie"))
		option.len = 16;
	else if (has(kind, "cookie2"))
		option.len = 24;
	else if (has(kind, "echo"))
		option.len = 8;
	else if (has(kind, "bad-cookie"))
		option.len = 12;
	else if (has(kind, "wrong-cookie"))
		option.len = 16, cookie[7] ^= 1;
	else if (has(kind, "ede"))
		option = (struct edns_option){ OPTION_EDE, 11,
			(const uint8_t *)"\0\6no\033\377sigs." };
	else if (has(kind, "ede-strange"))
		option = (struct edns_option){ OPTION_EDE, 2, (const uint8_t *)"\x27\x10" };
	if (!option.len && !has(kind, "opt") && !has(kind, "opt100") && !high)
		return false;
	write_opt(wr, &edns, &option, option.len != 0);
	return true;
}

/* In the query, where it has a cookie; else zeros. */
static const uint8_t *client_cookie(const uint8_t *query, size_t len)
{
	struct msg m;
	struct edns_option o;
	assert_true(msg_parse(&m, query, len));
	for (struct edns_iter it = msg_options(&m); option_next(&it, &o);)
		if (o.code == OPTION_COOKIE)
			return o.data;
	return (const uint8_t *)"\0\0\0\0\0\0\0";
}

static size_t make_reply(
	struct world *w, unsigned flow, unsigned question, const char *kind, uint8_t *out)
{
	const uint8_t *query = w->sent[flow][question].octets;
	size_t base = strcspn(kind, "+"), k = 0;
	while (strncmp(kinds[k].name, kind, base) || kinds[k].name[base])
		assert_true(++k < sizeof(kinds) / sizeof(kinds[0]));
	const char *name = kinds[k].name;
	struct question q = { .type = w->x.asks[question].question.type, .class = CLASS_IN };
	q.name.len = (uint8_t)(w->x.asks[question].question_len - 4);
	memcpy(q.name.octets, query + HEADER_OCTETS, q.name.len);
	if (!strcmp(name, "qname"))
		q.name.octets[1] ^= 1;
	if (!strcmp(name, "case"))
		q.name.octets[1] ^= 0x20;
	for (unsigned i = 0; has(kind, "flat") && i < q.name.len; i++)
		q.name.octets[i] = octet_fold(q.name.octets[i]);
	q.type = (uint16_t)(q.type + !strcmp(name, "qtype"));
	q.class = (uint16_t)(q.class + !strcmp(name, "qclass"));

	struct writer wr = writer_of(out, TCP_MESSAGE);
	write_header(&wr,
		(uint16_t)(get_u16(query) ^ (!strcmp(name, "id") || !strcmp(name, "garbage-id"))
						    << 8),
		(uint16_t)(kinds[k].flags | (has(kind, "ad") ? FLAG_AD : 0)));
	if (strncmp(name, "no-question", 11)) {
		write_question(&wr, &q);
		write_count(&wr, QUESTION, 1);
	}
	uint16_t answers = kinds[k].answers;
	if (q.type != TYPE_A && answers > 2000) /* what has room */
		answers = 2000;
	for (unsigned i = 0; i < answers; i++) {
		uint8_t rdata[16] = { 192, 0, (uint8_t)(i >> 8), (uint8_t)i };
		size_t begun = rr_begin(&wr, &q.name, q.type, CLASS_IN, 60);
		write_octets(&wr, rdata, q.type == TYPE_A ? 4 : 16);
		rr_end(&wr, begun);
		if (!strcmp(name, "malformed"))
			break;
	}
	write_count(&wr, ANSWER, answers);
	uint16_t more = 0;
	const struct name root = { .len = 1 };
	if (has(kind, "referral") || has(kind, "soa")) { /* upwards; of the root */
		bool ns = has(kind, "referral");
		size_t begun = rr_begin(&wr, &root, ns ? TYPE_NS : TYPE_SOA, CLASS_IN, 60);
		write_octets(&wr, "\0\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\5", ns ? 1 : 22);
		rr_end(&wr, begun);
		write_count(&wr, AUTHORITY, 1);
	}
	if (has(kind, "extra")) { /* an address of another name */
		struct name other = { .len = 7, .octets = "\5other" };
		size_t begun = rr_begin(&wr, &other, TYPE_A, CLASS_IN, 60);
		write_octets(&wr, "\306\63\144\1", 4);
		rr_end(&wr, begun);
		more++;
	}
	more = (uint16_t)(more + put_opt(&wr, kind,
					 client_cookie(query, w->sent[flow][question].len),
					 kinds[k].high));
	write_count(&wr, ADDITIONAL, more);
	assert_false(wr.full);
	if (!strncmp(name, "garbage", 7))
		memset(out + 2, 0xff, wr.len - 2);
	return !strcmp(name, "empty")   ? 0
	       : !strcmp(name, "short") ? 11
	       : !strcmp(name, "half")  ? wr.len / 2 + 12
					: wr.len;
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
	static uint8_t out[ROOM];
	bool tcp = w->x.flows[flow].transport == STUB_TCP;
	size_t len = make_reply(w, flow, question_of(w, type), kind, out + 2);
	put_u16(out, (uint16_t)len);
	feed(w, flow, tcp ? out : out + 2, tcp ? len + 2 : len, drip ? 1 : sizeof(out));
}

static void both(struct world *w, unsigned flow, const char *first, const char *second)
{
	static uint8_t out[2 * ROOM];
	size_t a = make_reply(w, flow, 0, first, out + 2);
	put_u16(out, (uint16_t)a);
	size_t b = make_reply(w, flow, 1, second, out + 2 + a + 2);
	put_u16(out + 2 + a, (uint16_t)b);
	feed(w, flow, out, a + b + 4, sizeof(out));
}

/* The first octets of a message on a connection, without what comes then. */
static void part(struct world *w, unsigned flow, const char *type, const char *kind, size_t octets)
{
	static uint8_t out[ROOM];
	size_t len = make_reply(w, flow, question_of(w, type), kind, out + 2);
	put_u16(out, (uint16_t)len);
	feed(w, flow, out, octets, 1);
}

/* ---- what was sent, how it ended ---- */

static void say_query(struct world *w, unsigned flow, const char *type)
{
	unsigned question = question_of(w, type);
	struct msg m;
	struct edns edns;
	struct edns_option o;
	assert_true(msg_parse(&m, w->sent[flow][question].octets, w->sent[flow][question].len));
	char line[100];
	struct text t;
	text_init(&t, line, sizeof(line));
	text_printf(&t, "%s%s", m.flags & FLAG_RD ? "rd" : "", m.flags & FLAG_AD ? "+ad" : "");
	for (unsigned i = 0; i < m.data[HEADER_OCTETS]; i++)
		if (m.data[HEADER_OCTETS + 1 + i] < 'a') {
			text_put(&t, "+mixed");
			break;
		}
	if (msg_edns(&m, &edns))
		text_printf(&t, "+opt%u", edns.udp);
	for (struct edns_iter it = msg_options(&m); option_next(&it, &o);)
		text_printf(&t, "+cookie:%02x%02x:%.*s", o.data[0], o.data[1], o.len - 8,
			(const char *)o.data + 8);
	say(w, "query(%s)", line);
}

static void say_verdict(struct world *w, const char *type)
{
	const struct verdict *v = &w->x.asks[question_of(w, type)].verdict;
	say(w, "verdict(rcode=%u octets=%u%s%s", v->rcode, v->reply.data ? v->reply.size : 0,
		v->reply.data && v->reply.flags & FLAG_AD ? " ad" : "", v->ede_mark ? "" : ")");
	if (!v->ede_mark)
		return;
	w->log.len--;
	say(w, " ede=%u '%.*s')", v->ede, v->ede_mark == w->x.ede_mark ? (int)w->x.ede_len : 0,
		w->x.ede_text);
}

static void say_stats(struct world *w)
{
	struct stub_stats s = STUB_STATS;
	engine_stats(&w->engine, w->now, &s);
	uint64_t queries = 0;
	for (unsigned i = 0; i < s.nservers; i++)
		queries += s.servers[i].queries;
	assert_int_equal(queries, s.queries);
	say(w, "stats(%u sent, %u again, %u replies, %u timeouts, %u tcp", (unsigned)s.queries,
		(unsigned)s.retries, (unsigned)s.replies, (unsigned)s.timeouts,
		(unsigned)s.connections);
	for (unsigned i = 0; i < (unsigned)STUB_DROP_REASONS; i++)
		if (s.drops[i])
			text_printf(
				&w->log, "%u %s ", (unsigned)s.drops[i], stub_drop_text((int)i));
	for (unsigned i = 0; i < s.nservers; i++)
		if (s.servers[i].rtt)
			text_printf(&w->log, "rtt%u=%u ", i,
				(unsigned)(s.servers[i].rtt / MILLISECOND));
	for (unsigned i = 0; i < s.nservers; i++)
		if (s.servers[i].last_for)
			text_printf(&w->log, "last%u=%u ", i,
				(unsigned)(s.servers[i].last_for / SECOND));
	w->log.len--;
	text_put(&w->log, ") ");
}

/* Every socket fails as soon as it is there, until all is over.  A try may not stand on the stack
 * of the one before it. */
static void collapse(struct world *w)
{
	w->mute = true;
	while (!exchange_over(&w->x)) {
		for (struct flow *f = w->x.flows; f < w->x.flows + FLOWS_MAX; f++)
			if (f < w->x.flows + w->x.nflows && f->state == FLOW_OPEN)
				exchange_end(&w->x, f, ECONNREFUSED, w->now);
		pump(w);
	}
	w->mute = false;
	assert_in_range(w->stack_high - w->stack_low, 0, 4096);
}

/* ---- scripts ---- */

/* part: octets of the first query that go at once, 0: whatever there is. */
static void ask(struct world *w, const char *types, size_t part)
{
	unsigned questions = strchr(types, '+') ? 2 : 1;
	struct name name;
	assert_true(name_from_text(&name, "www.example"));
	exchange_init(&w->x);
	for (unsigned i = 0; i < questions; i++)
		ask_about(&w->x.asks[i], &name, i || !strcmp(types, "AAAA") ? TYPE_AAAA : TYPE_A,
			CLASS_IN);
	exchange_start(&w->x, &w->engine, questions, w->now, w->now + w->until);
	struct out out[OUTS_MAX];
	for (unsigned i = 0; part && i < 2; i++) {
		unsigned n = exchange_pending(&w->x, out);
		assert_true(n);
		for (unsigned k = 0; k < n; k++)
			if (out[k].op == OUT_SEND)
				remember(w, &out[k]);
		exchange_sent(&w->x, &out[0], i ? part : 0, w->now);
	}
	if (!part)
		pump(w);
}

static int error_of(const char *word)
{
	static const struct {
		const char *word;
		int error;
	} errors[] = { { "", ECONNREFUSED }, { "refused", ECONNREFUSED }, { "closed", 0 },
		{ "reset", ECONNRESET }, { "unreachable", EHOSTUNREACH }, { "files", EMFILE } };
	size_t i = 0;
	while (strcmp(errors[i].word, word))
		assert_true(++i < sizeof(errors) / sizeof(errors[0]));
	return errors[i].error;
}

static void command(struct world *w, const char *text)
{
	char verb[20] = "", a[24] = "", b[24] = "", c[40] = "", d[24] = "";
	sscanf(text, "%19s %23s %23s %39s %23s", verb, a, b, c, d);
	unsigned number = (unsigned)atoi(a);
	if (!strcmp(verb, "ask")) {
		ask(w, a, (size_t)atoi(b));
	} else if (!strcmp(verb, "wait")) {
		pass(w, strtoull(a, NULL, 10) * MILLISECOND);
	} else if (!strcmp(verb, "reply") || !strcmp(verb, "drip")) {
		for (int i = 0; i < (*d ? atoi(d) : 1); i++)
			reply(w, number, b, c, *verb == 'd');
	} else if (!strcmp(verb, "both")) {
		both(w, number, b, c);
	} else if (!strcmp(verb, "end")) {
		exchange_end(&w->x, &w->x.flows[number], error_of(b), w->now);
		pump(w);
	} else if (!strcmp(verb, "collapse")) {
		collapse(w);
	} else if (!strcmp(verb, "ids")) {
		say(w, "ids-%s", w->x.flows[0].id[0] == w->x.flows[0].id[1] ? "equal" : "differ");
	} else if (!strcmp(verb, "stop")) {
		exchange_stop(&w->x);
		pump(w);
	} else if (!strcmp(verb, "hurry")) {
		exchange_hurry(&w->x, w->now + strtoull(a, NULL, 10) * MILLISECOND);
	} else if (!strcmp(verb, "part")) {
		part(w, number, b, c, (size_t)atoi(d));
	} else if (!strcmp(verb, "jam")) {
		w->jam = strtoull(a, NULL, 10);
		if (w->x.engine)
			pump(w);
	} else if (!strcmp(verb, "moved")) {
		engine_moved(&w->engine);
	} else if (!strcmp(verb, "query")) {
		say_query(w, number, b);
	} else if (!strcmp(verb, "verdict")) {
		say_verdict(w, a);
	} else if (!strcmp(verb, "stats")) {
		say_stats(w);
	} else {
		fail_msg("no command '%s'", verb);
	}
}

static void play(struct world *w, const char *script)
{
	char *copy = strdup(script), *rest = copy;
	for (char *one; (one = strsep(&rest, ";"));)
		command(w, one);
	free(copy);
}

static unsigned option(const char *options, const char *key, unsigned otherwise)
{
	const char *at = strstr(options, key);
	return at ? (unsigned)atoi(at + strlen(key)) : otherwise;
}

static void set_up(struct world *w, const char *options)
{
	struct stub_options o = STUB_OPTIONS;
	*w = (struct world){ .jam = SIZE_MAX,
		.now = SECOND,
		.logged = SECOND,
		.until = option(options, "until=", 28000) * (nsec)MILLISECOND,
		.next_id = (uint16_t)option(options, "ids=", 100),
		.id_step = !strstr(options, "same-ids"),
		.no_random = strstr(options, "no-random") };
	resolv_conf_init(&w->conf);
	resolv_conf_options(&w->conf, options, strlen(options));
	w->conf.nservers = option(options, "servers=", 1);
	w->conf.attempts = option(options, "attempts=", 2);
	for (unsigned i = 0; i < SERVERS; i++) {
		w->conf.server[i] = (union address){ .in.sin_family = AF_INET };
		/* twice: the second is the first again */
		unsigned host = strstr(options, "twice") && i == 1 ? 0 : i;
		w->conf.server[i].in.sin_addr.s_addr = htonl(0xc0000201 + host);
		address_set_port(&w->conf.server[i], 53);
	}
	o.timeout_ms = option(options, "timeout=", 5000);
	o.grace_ms = option(options, "grace=", 0);
	o.flags = strstr(options, "0x20") ? STUB_0X20 : 0;
	engine_configure(&w->engine, &w->conf, &o);
	w->engine.random = count_up;
	w->engine.random_arg = w;
	w->engine.tracer = &w->tracer;
	text_init(&w->log, w->room, sizeof(w->room));
}

/* ---- at random ---- */

static uint32_t draw(struct world *w, uint32_t below)
{
	w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(w->seed >> 33) % below;
}

static void random_options(struct world *w, char out[static 200])
{
	static const char *const words[] = { "use-vc", "rotate", "single-request",
		"single-request-reopen", "edns0", "edns0", "trust-ad", "0x20", "twice" };
	struct text t;
	text_init(&t, out, 200);
	text_printf(&t, "servers=%u attempts=%u timeout=%u until=%u ids=%u", 1 + draw(w, SERVERS),
		1 + draw(w, 5), 100 + draw(w, 5000), 1000 + draw(w, 30000), draw(w, 65536));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!draw(w, 4))
			text_printf(&t, " %s", words[i]);
}

/* Some message to some flow, now and then with an octet changed. */
static void random_message(struct world *w, unsigned flow)
{
	static const char *const extras[] = { "+cookie", "+cookie2", "+echo", "+wrong-cookie",
		"+bad-cookie", "+opt", "+opt100", "+ede", "+ad", "+soa", "+referral", "+flat",
		"+extra" };
	static uint8_t out[ROOM];
	const struct flow *f = &w->x.flows[flow];
	unsigned question = draw(w, w->x.nasks);
	char kind[60];
	snprintf(kind, sizeof(kind), "%s%s", kinds[draw(w, sizeof(kinds) / sizeof(kinds[0]))].name,
		draw(w, 3) ? "" : extras[draw(w, sizeof(extras) / sizeof(extras[0]))]);
	if (!w->sent[flow][question].len)
		return;
	size_t len = make_reply(w, flow, question, kind, out + 2);
	if (len && !draw(w, 4))
		out[2 + draw(w, (uint32_t)len)] ^= (uint8_t)(1u << draw(w, 8));
	put_u16(out, (uint16_t)len);
	bool tcp = f->transport == STUB_TCP;
	feed(w, flow, tcp ? out : out + 2, tcp ? len + 2 : len,
		draw(w, 4) ? sizeof(out) : 1 + draw(w, 20));
}

static void random_event(struct world *w)
{
	static const int errors[] = { 0, ECONNREFUSED, ECONNRESET, EHOSTUNREACH, EMFILE, EPIPE };
	unsigned flow = draw(w, FLOWS_MAX);
	if (!draw(w, 5))
		pass(w, draw(w, 3000) * (nsec)MILLISECOND);
	else if (flow >= w->x.nflows || w->x.flows[flow].state == FLOW_NONE)
		return;
	else if (!draw(w, 6)) {
		exchange_end(&w->x, &w->x.flows[flow], errors[draw(w, 6)], w->now);
		pump(w);
	} else
		random_message(w, flow);
}

void script_random(void **state)
{
	static struct world w;
	char options[200];
	uint64_t seed = *(const unsigned *)*state;
	w.seed = seed;
	random_options(&w, options);
	seed = w.seed;
	set_up(&w, options);
	w.seed = seed;
	w.mute = true;
	for (unsigned lookup = 0; lookup < 20; lookup++) {
		nsec began = w.now;
		memset(w.sent, 0, sizeof(w.sent));
		w.settled = 0;
		w.jam = draw(&w, 3) ? SIZE_MAX : draw(&w, 100);
		ask(&w, draw(&w, 2) ? "A+AAAA" : "AAAA", 0);
		for (unsigned i = draw(&w, 60); i && !exchange_over(&w.x); i--)
			random_event(&w);
		if (!exchange_over(&w.x) && !draw(&w, 8)) {
			exchange_stop(&w.x);
			pump(&w);
		} else {
			pass(&w, 100 * (nsec)SECOND);
			assert_int_equal(w.settled, w.x.nasks);
			for (unsigned i = 0; i < w.x.nasks; i++)
				assert_in_range(w.x.asks[i].verdict.elapsed, 0, w.until);
		}
		assert_true(exchange_over(&w.x));
		assert_int_equal(w.x.nflows, 0);
		assert_true(w.now >= began);
	}
}

void script_check(void **state)
{
	const struct row *row = *state;
	static struct world w;
	set_up(&w, row->options);
	play(&w, row->script);
	assert_true(w.log.len < sizeof(w.room));
	struct text done = w.log;
	exchange_stop(&w.x);
	pump(&w); /* closes what is open, frees what is held */
	w.room[done.len ? done.len - 1 : 0] = '\0';
	assert_string_equal(w.room, row->log);
	if (strstr(row->options, "drops="))
		assert_int_equal(w.engine.drops[option(row->options, "reason=", 0)],
			option(row->options, "drops=", 0));
}
