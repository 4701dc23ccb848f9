/* Up to two questions asked of the configured servers together, until each is settled. */
#include "resolver/query/exchange.h"
#include <errno.h>
#include <stdlib.h>
#include <stub/resolver.h>
#include "resolver/dns/code.h"

int rcode_status(unsigned rcode)
{
	switch (rcode) {
	case RCODE_NOERROR: return STUB_OK;
	case RCODE_FORMERR: return STUB_FORMERR;
	case RCODE_SERVFAIL: return STUB_SERVFAIL;
	case RCODE_NXDOMAIN: return STUB_NXDOMAIN;
	case RCODE_NOTIMP: return STUB_NOTIMP;
	case RCODE_REFUSED: return STUB_REFUSED;
	default: return STUB_RCODE;
	}
}

static const uint8_t *query_of(const struct ask *ask)
{
	return ask->wire + 2;
}

/* Whether a flow is the one that the question's present try waits on: what an older one says about
 * failure is stale. */
static bool is_current(const struct exchange *x, const struct ask *ask, const struct flow *f)
{
	return f->id[ask - x->asks] == get_u16(query_of(ask));
}

static uint8_t bit_of(const struct exchange *x, const struct ask *ask)
{
	return (uint8_t)(1u << (ask - x->asks));
}

/* ---- trace ---- */

static void emit_message(const struct exchange *x, enum stub_event_kind kind, const struct flow *f,
	const char *text, const uint8_t *data, size_t len, nsec now)
{
	const struct tracer *tracer = x->engine->tracer;
	char server[ADDRESS_TEXT];
	address_to_text(&x->engine->servers[f->server], server);
	trace_emit(tracer, &(struct stub_event){
				   .kind = kind,
				   .time = now,
				   .server = server,
				   .transport = f->transport,
				   .text = text,
				   .data = data,
				   .len = len,
			   });
}

static inline void trace_message(const struct exchange *x, enum stub_event_kind kind,
	const struct flow *f, const char *text, const uint8_t *data, size_t len, nsec now)
{
	if (tracing(x->engine->tracer))
		emit_message(x, kind, f, text, data, len, now);
}

static void drop(struct exchange *x, const struct flow *f, enum drop reason, const uint8_t *data,
	size_t len, nsec now)
{
	x->engine->drops[reason]++;
	trace_message(x, STUB_EVENT_DROP, f, drop_text(reason), data, len, now);
}

/* ---- flows ---- */

static void end_flow(struct exchange *x, struct flow *f)
{
	f->state = FLOW_ENDING;
	x->work = true;
}

static void end_all(struct exchange *x)
{
	for (struct flow *f = x->flows; f < x->flows + x->nflows; f++)
		if (f->state != FLOW_NONE)
			end_flow(x, f);
}

/* Whether a try that is under way has nothing but this flow. */
static bool is_needed(const struct exchange *x, const struct flow *f)
{
	for (const struct ask *ask = x->asks; ask < x->asks + x->nasks; ask++)
		if (f->awaited & bit_of(x, ask) && is_current(x, ask, f))
			return true;
	return false;
}

/* The one to give up: what it is good for is a late reply at most. */
static struct flow *oldest_udp(struct exchange *x)
{
	struct flow *oldest = NULL;
	for (struct flow *f = x->flows; f < x->flows + x->nflows; f++)
		if (f->state == FLOW_OPEN && f->transport == STUB_UDP && !is_needed(x, f) &&
			(!oldest || f->serial < oldest->serial))
			oldest = f;
	return oldest;
}

static struct flow *new_flow(struct exchange *x, enum stub_transport transport, uint8_t server)
{
	struct flow *free = NULL;
	unsigned used = 0;
	for (struct flow *f = x->flows; f < x->flows + x->nflows; f++) {
		if (f->state != FLOW_NONE)
			used++;
		else if (!free)
			free = f;
	}
	if (!free && x->nflows < FLOWS_MAX)
		free = &x->flows[x->nflows++];
	struct flow *oldest = used >= FLOWS_KEPT ? oldest_udp(x) : NULL;
	if (oldest)
		end_flow(x, oldest);
	if (free)
		*free = (struct flow){ .state = FLOW_WANTED,
			.transport = transport,
			.server = server,
			.serial = x->serial++,
			.handle = -1 };
	return free;
}

/* The flow on which a try begins: one to the same server that another question is about to open, or
 * has a TCP connection on (RFC 7766 6.2.1.1), else a new one. */
static struct flow *flow_for(struct exchange *x, enum stub_transport transport, uint8_t server)
{
	for (struct flow *f = x->flows; f < x->flows + x->nflows; f++)
		if (f->transport == transport && f->server == server && !f->left &&
			(f->state == FLOW_WANTED ||
				(f->state == FLOW_OPEN && transport == STUB_TCP)))
			return f;
	return new_flow(x, transport, server);
}

/* ---- one question's way ---- */

/* Why a question failed: the cause that says most is kept, the first of equals. */
static unsigned weight(int status)
{
	switch (status) {
	case STUB_OK: return 0;
	case STUB_UNREACHABLE: return 1;
	case STUB_TIMEOUT: return 2;
	case STUB_BADREPLY: return 3;
	default: return 4;
	}
}

static void note_cause(struct exchange *x, struct ask *ask, const struct verdict *cause, nsec now)
{
	if (weight(cause->status) <= weight(ask->verdict.status))
		return;
	ask->verdict = *cause;
	ask->verdict.reply.data = NULL;
	ask->verdict.elapsed = now - x->began;
}

static void settle(struct exchange *x, struct ask *ask, nsec now)
{
	x->trying &= (uint8_t)~bit_of(x, ask);
	x->landed |= bit_of(x, ask);
	ask->verdict.elapsed = now - x->began;
	for (struct flow *f = x->flows; f < x->flows + x->nflows; f++)
		f->awaited &= (uint8_t)~bit_of(x, ask);
	if (exchange_over(x))
		end_all(x);
}

static void fail_for_good(struct exchange *x, struct ask *ask, int status, int error, nsec now)
{
	ask->verdict = (struct verdict){ .status = status, .error = error, .server = ask->server };
	settle(x, ask, now);
}

/* How long to wait for a server: resolv.conf's timeout for the first, then as glibc (res_send.c).
 */
static nsec wait_for(const struct engine *e, unsigned server)
{
	if (server == 0)
		return e->timeout;
	nsec wait = (e->timeout << server) / e->nservers;
	return wait < SECOND ? (e->timeout < SECOND ? e->timeout : SECOND) : wait;
}

/* IDs are unpredictable, fresh for each try, and differ within the exchange also by chance (RFC
 * 5452 9.2). */
static bool give_id(struct exchange *x, struct ask *ask)
{
	if (x->nids == 0) {
		if (!x->engine->random(x->engine->random_arg, x->ids, x->nasks * sizeof(x->ids[0])))
			return false;
		x->nids = x->nasks;
	}
	uint16_t id = x->ids[--x->nids];
	for (struct ask *other = x->asks; other < x->asks + x->nasks; other++)
		if (other != ask && get_u16(query_of(other)) == id)
			id ^= 1;
	put_u16(ask->wire + 2, id);
	return true;
}

static void write_query(const struct engine *e, struct ask *ask)
{
	ask->wire_len = (uint16_t)build_query(
		ask->wire + 2, QUERY_OCTETS, 0, &ask->question, ask->plain ? 0 : e->edns);
	ask->question_len = (uint16_t)(ask->question.name.len + 4);
	put_u16(ask->wire, ask->wire_len);
}

/* Puts the question on a flow to its server and starts the clock. */
static void ask_on(struct exchange *x, struct ask *ask, enum stub_transport transport, nsec now)
{
	struct flow *f = flow_for(x, transport, ask->server);
	if (!f) {
		fail_for_good(x, ask, STUB_SYSTEM, EMFILE, now);
		return;
	}
	x->work = true;
	f->unsent |= bit_of(x, ask);
	f->awaited |= bit_of(x, ask);
	f->id[ask - x->asks] = get_u16(query_of(ask));
	ask->deadline = now + wait_for(x->engine, ask->server);
}

static void try_server(struct exchange *x, struct ask *ask, nsec now)
{
	if (!give_id(x, ask))
		fail_for_good(x, ask, STUB_SYSTEM, EIO, now);
	else
		ask_on(x, ask, x->engine->use_vc ? STUB_TCP : STUB_UDP, now);
}

/* A TCP flow is of use to the tries that began on it only: no more of them begin, and it is ended
 * when nobody waits on it any more. */
static void leave_tcp(struct exchange *x, const struct ask *ask)
{
	for (struct flow *f = x->flows; f < x->flows + x->nflows; f++) {
		if (f->transport != STUB_TCP || !(f->awaited & bit_of(x, ask)))
			continue;
		f->left = true;
		f->awaited &= (uint8_t)~bit_of(x, ask);
		if (f->sent == 0)
			f->unsent &= (uint8_t)~bit_of(x, ask);
		if (!f->awaited && f->state != FLOW_NONE)
			end_flow(x, f);
	}
}

/* This server has failed the question: on to the next, or round again, or that was it. */
static void next_server(struct exchange *x, struct ask *ask, const struct verdict *cause, nsec now)
{
	note_cause(x, ask, cause, now);
	leave_tcp(x, ask);
	if (++ask->server == x->engine->nservers) {
		ask->server = 0;
		ask->round++;
	}
	if (ask->round == x->engine->attempts)
		settle(x, ask, now);
	else
		try_server(x, ask, now);
}

/* ---- replies ---- */

/* "Lame": no data, no authority, no recursion: the server does not serve this name (RFC 2308 2.2.1
 * for the upward referral). */
static bool lame(const struct msg *m)
{
	return m->count[ANSWER] == 0 && !(m->flags & (FLAG_AA | FLAG_RA));
}

static void judge(
	struct exchange *x, struct ask *ask, struct flow *f, const struct msg *m, nsec now)
{
	unsigned rcode = msg_extended_rcode(m);
	struct verdict *v = &ask->verdict;
	if ((rcode == RCODE_NOERROR && !lame(m)) || rcode == RCODE_NXDOMAIN) {
		v->status = STUB_OK;
		v->rcode = rcode;
		v->server = f->server;
		v->transport = f->transport;
		v->reply = *m;
		settle(x, ask, now);
		return;
	}
	if (!is_current(x, ask, f))
		return;
	if (rcode == RCODE_FORMERR && x->engine->edns && !ask->plain) {
		/* RFC 6891 7: the server does not know EDNS; the same server again, without */
		ask->plain = true;
		write_query(x->engine, ask);
		leave_tcp(x, ask);
		try_server(x, ask, now);
		return;
	}
	struct verdict cause = { .status = rcode ? rcode_status(rcode) : STUB_SERVFAIL,
		.rcode = rcode,
		.server = f->server,
		.transport = f->transport };
	next_server(x, ask, &cause, now);
	if (x->landed & bit_of(x, ask) && v->status == cause.status) {
		v->rcode = rcode; /* the caller may want to see it, and whose it is */
		v->server = f->server;
		v->transport = f->transport;
		v->reply = *m;
	}
}

static void answered(struct exchange *x, struct ask *ask, struct flow *f, const uint8_t *data,
	size_t len, nsec now)
{
	struct msg m;
	uint16_t flags = get_u16(data + 2);
	if ((flags & FLAG_TC) && f->transport == STUB_UDP) {
		/* RFC 2181 9: what is there is not to be used; the same server over TCP */
		trace_message(x, STUB_EVENT_REPLY, f, "truncated: again over TCP", data, len, now);
		f->awaited &= (uint8_t)~bit_of(x, ask);
		if (is_current(x, ask, f))
			ask_on(x, ask, STUB_TCP, now);
	} else if (x->engine->edns ? msg_parse(&m, data, len) : msg_parse_answer(&m, data, len)) {
		trace_message(x, STUB_EVENT_REPLY, f, NULL, data, len, now);
		f->awaited &= (uint8_t)~bit_of(x, ask);
		judge(x, ask, f, &m, now);
	} else {
		drop(x, f, DROP_MALFORMED, data, len, now);
		if (f->transport ==
			STUB_TCP) /* nobody else can have put it there: waiting would not help */
			next_server(x, ask,
				&(struct verdict){ .status = STUB_BADREPLY,
					.server = f->server,
					.transport = STUB_TCP },
				now);
	}
}

/* One whole message on a flow: for whom is it, and is it one? */
static void consider(struct exchange *x, struct flow *f, const uint8_t *data, size_t len, nsec now)
{
	enum drop reason = len < HEADER_OCTETS ? DROP_SHORT : DROP_ID;
	for (struct ask *ask = x->asks; reason == DROP_ID && ask < x->asks + x->nasks; ask++) {
		size_t i = (size_t)(ask - x->asks);
		if (get_u16(data) != f->id[i])
			continue;
		/* ask->wire has the last try's ID: it is the flow's that counts here */
		reason = accept_reply(query_of(ask), ask->question_len, f->id[i], data, len);
		if (reason == DROP_NOT && !(f->awaited & ~f->unsent & bit_of(x, ask)))
			reason = DROP_LATE;
		if (reason == DROP_NOT)
			answered(x, ask, f, data, len, now);
	}
	if (reason != DROP_NOT)
		drop(x, f, reason, data, len, now);
}

/* ---- TCP framing (RFC 1035 4.2.2) ---- */

/* Appends to the frame under construction what belongs to it.  Returns how many octets it took; 0:
 * no memory. */
static size_t gather(struct flow *f, const uint8_t *data, size_t len)
{
	size_t want = f->have < 2 ? 2 : 2u + get_u16(f->frame);
	size_t take = want - f->have < len ? want - f->have : len;
	if (f->have + take > f->room) {
		size_t room = f->have < 2 ? 514 : want;
		uint8_t *frame = realloc(f->frame, room);
		if (!frame)
			return 0;
		f->frame = frame;
		f->room = room;
	}
	memcpy(f->frame + f->have, data, take);
	f->have += take;
	return take;
}

static size_t feed_stream(
	struct exchange *x, struct flow *f, const uint8_t *data, size_t len, nsec now)
{
	size_t taken = 0;
	while (taken < len) {
		size_t took = gather(f, data + taken, len - taken);
		if (!took) {
			exchange_end(x, f, ENOMEM, now);
			return len;
		}
		taken += took;
		if (f->have < 2 || f->have < 2u + get_u16(f->frame))
			continue;
		size_t size = get_u16(f->frame);
		f->have = 0; /* the octets stay where they are until the next feed */
		if (!size)
			continue;
		consider(x, f, f->frame + 2, size, now);
		break;
	}
	return taken;
}

/* ---- the driver's calls ---- */

void exchange_init(struct exchange *x)
{
	x->nasks = x->nflows = 0;
	x->trying = x->landed = 0;
	x->work = false;
}

void exchange_start(struct exchange *x, struct engine *engine, unsigned n, nsec now, nsec until)
{
	x->engine = engine;
	x->nasks = n;
	x->began = now;
	x->until = until;
	x->serial = x->nids = 0;
	x->landed = 0;
	x->trying = (uint8_t)((1u << n) - 1);
	for (struct ask *ask = x->asks; ask < x->asks + n; ask++) {
		ask->plain = false;
		ask->server = ask->round = 0;
		ask->verdict.status = STUB_OK;
		ask->verdict.reply.data = NULL;
		write_query(engine, ask);
	}
	for (struct ask *ask = x->asks; ask < x->asks + n; ask++)
		try_server(x, ask, now);
}

void exchange_stop(struct exchange *x)
{
	x->trying = x->landed = 0;
	x->work = true;
	end_all(x);
}

static unsigned pending_sends(const struct exchange *x, struct flow *f, struct out *out)
{
	unsigned n = 0;
	for (unsigned i = 0; i < x->nasks; i++) {
		if (!(f->unsent & 1u << i))
			continue;
		const struct ask *ask = &x->asks[i];
		bool tcp = f->transport == STUB_TCP;
		out[n++] = (struct out){
			.op = OUT_SEND,
			.flow = f,
			.data = tcp ? ask->wire + f->sent : query_of(ask),
			.len = tcp ? 2u + ask->wire_len - f->sent : ask->wire_len,
			.question = i,
		};
		if (tcp) /* one frame after the other */
			break;
	}
	return n;
}

unsigned exchange_pending(struct exchange *x, struct out out[static OUTS_MAX])
{
	unsigned n = 0;
	x->work = false;
	for (struct flow *f = x->flows; f < x->flows + x->nflows; f++) {
		if (f->state == FLOW_NONE)
			continue;
		if (f->state == FLOW_ENDING) {
			out[n++] = (struct out){ .op = OUT_CLOSE, .flow = f };
			continue;
		}
		if (f->state == FLOW_WANTED)
			out[n++] = (struct out){ .op = OUT_OPEN, .flow = f };
		n += pending_sends(x, f, out + n);
	}
	return n;
}

void exchange_sent(struct exchange *x, const struct out *out, size_t octets, nsec now)
{
	struct flow *f = out->flow;
	switch (out->op) {
	case OUT_OPEN: f->state = FLOW_OPEN; break;
	case OUT_CLOSE:
		/* a verdict may still point into the frame: exchange_landed() has been called, or
		 * nobody will */
		free(f->frame);
		f->frame = NULL;
		f->state = FLOW_NONE;
		while (x->nflows && x->flows[x->nflows - 1].state == FLOW_NONE)
			x->nflows--;
		break;
	case OUT_SEND:
		if (octets < out->len) {
			f->sent += octets;
			x->work = true;
			break;
		}
		f->sent = 0;
		f->unsent &= (uint8_t) ~(1u << out->question);
		x->work |=
			f->unsent && f->transport == STUB_TCP; /* frames go one after the other */
		trace_message(x, STUB_EVENT_SENT, f, NULL, query_of(&x->asks[out->question]),
			x->asks[out->question].wire_len, now);
		break;
	}
}

size_t exchange_feed(
	struct exchange *x, struct flow *flow, const uint8_t *data, size_t len, nsec now)
{
	if (flow->state != FLOW_OPEN)
		return len;
	if (flow->transport == STUB_TCP)
		return feed_stream(x, flow, data, len, now);
	consider(x, flow, data, len, now);
	return len;
}

void exchange_end(struct exchange *x, struct flow *flow, int error, nsec now)
{
	if (flow->state == FLOW_NONE || flow->state == FLOW_ENDING)
		return;
	end_flow(x, flow);
	uint8_t awaited = flow->awaited;
	flow->awaited = flow->unsent = 0;
	for (struct ask *ask = x->asks; ask < x->asks + x->nasks; ask++) {
		/* an older try's flow does not end the try that is under way */
		if (!(awaited & bit_of(x, ask)) || !(x->trying & bit_of(x, ask)) ||
			!is_current(x, ask, flow))
			continue;
		struct verdict cause = { .status = STUB_UNREACHABLE,
			.error = error,
			.server = flow->server,
			.transport = flow->transport };
		next_server(x, ask, &cause, now);
	}
}

nsec exchange_deadline(const struct exchange *x)
{
	nsec first = x->until;
	for (const struct ask *ask = x->asks; ask < x->asks + x->nasks; ask++)
		if (x->trying & bit_of(x, ask) && ask->deadline < first)
			first = ask->deadline;
	return first;
}

void exchange_tick(struct exchange *x, nsec now)
{
	for (struct ask *ask = x->asks; ask < x->asks + x->nasks; ask++) {
		if (!(x->trying & bit_of(x, ask)) || (now < ask->deadline && now < x->until))
			continue;
		struct verdict cause = { .status = STUB_TIMEOUT, .server = ask->server };
		if (now < x->until) {
			next_server(x, ask, &cause, now);
			continue;
		}
		note_cause(x, ask, &cause, now);
		settle(x, ask, now);
	}
}

const struct ask *exchange_landed(struct exchange *x)
{
	for (unsigned i = 0; x->landed; i++) {
		if (!(x->landed & 1u << i))
			continue;
		x->landed &= (uint8_t) ~(1u << i);
		return &x->asks[i];
	}
	return NULL;
}
