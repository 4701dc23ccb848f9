/* What comes on a flow: messages, for whom they are and what they mean, or its end. */
#include <errno.h>
#include <stdlib.h>
#include <stub/resolver.h>
#include "resolver/dns/code.h"
#include "resolver/query/parts.h"

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

static void drop(struct exchange *x, const struct flow *f, enum stub_drop reason,
	const uint8_t *data, size_t len, nsec now)
{
	x->engine->drops[reason]++;
	flow_trace(x, STUB_EVENT_DROP, f, stub_drop_text(reason), data, len, now);
}

/* "Lame": no data, no authority, no recursion: the server does not serve this name (RFC 2308 2.2.1
 * for the upward referral). */
static bool lame(const struct msg *m)
{
	return m->count[ANSWER] == 0 && !(m->flags & (FLAG_AA | FLAG_RA));
}

/* The extended error, for people: what is not ASCII may do things to a terminal.  Servers say the
 * same of both questions: that is one text. */
static void keep_error(struct exchange *x, struct verdict *v, const struct msg *m)
{
	const uint8_t *text;
	char safe[EDE_KEPT];
	size_t len;
	if (!m->opt || !opt_error(m, &v->ede, &text, &len))
		return;
	len = len < EDE_KEPT ? len : EDE_KEPT;
	for (size_t i = 0; i < len; i++)
		safe[i] = text[i] >= ' ' && text[i] < 0x7f ? (char)text[i] : '?';
	if (!x->ede_mark || len != x->ede_len || memcmp(safe, x->ede_text, len)) {
		memcpy(x->ede_text, safe, len);
		x->ede_len = (uint8_t)len;
		if (!++x->ede_mark)
			x->ede_mark++;
	}
	v->ede_mark = x->ede_mark;
}

static void give_reply(struct exchange *x, struct verdict *v, const struct msg *m)
{
	v->reply = *m;
	if (!x->engine->trust_ad)
		v->reply.flags &= (uint16_t)~FLAG_AD;
}

/* RFC 6891 7: the server does not know EDNS, if it says so without an OPT record.  BADVERS to
 * version 0 is as good as that.  SERVFAIL and silence have other causes since 2019. */
static bool is_puzzled(const struct flow *f, uint8_t bit, const struct msg *m, unsigned rcode)
{
	if (!(f->dressed & bit))
		return false;
	return rcode == RCODE_BADVERS ||
	       ((rcode == RCODE_FORMERR || rcode == RCODE_NOTIMP) && !m->opt);
}

/* RFC 7873 5.3: once more with the cookie that came with the error, then over TCP. */
static bool is_about_cookie(
	const struct exchange *x, const struct ask *ask, const struct flow *f, unsigned rcode)
{
	return rcode == RCODE_BADCOOKIE && f->transport == STUB_UDP &&
	       f->dressed & bit_of(x, ask) && memory_of(x, f->server)->cookie_len;
}

/* The same server once more, if it could not take the question in the form it had. */
static bool rephrase(
	struct exchange *x, struct ask *ask, const struct flow *f, const struct msg *m, nsec now)
{
	unsigned rcode = msg_extended_rcode(m);
	if (is_puzzled(f, bit_of(x, ask), m, rcode)) {
		server_trace(x, f->server, "does not understand EDNS: once more without", now);
		ask->plain = true;
		try_leave_tcp(x, ask, now);
		try_server(x, ask, now);
		return true;
	}
	if (!is_about_cookie(x, ask, f, rcode))
		return false;
	if (ask->cookies_tried++)
		try_server_tcp(x, ask, now);
	else
		try_server(x, ask, now);
	return true;
}

static void judge(
	struct exchange *x, struct ask *ask, struct flow *f, const struct msg *m, nsec now)
{
	unsigned rcode = msg_extended_rcode(m);
	struct verdict *v = &ask->verdict;
	if ((rcode == RCODE_NOERROR && !lame(m)) || rcode == RCODE_NXDOMAIN) {
		v->status = STUB_OK;
		v->rcode = (uint16_t)rcode;
		v->server = f->server;
		v->transport = f->transport;
		v->ede_mark = 0;
		keep_error(x, v, m);
		give_reply(x, v, m);
		try_settle(x, ask, now);
		return;
	}
	if (!is_current(x, ask, f) || rephrase(x, ask, f, m, now))
		return;
	struct verdict cause = { .status = rcode ? rcode_status(rcode) : STUB_SERVFAIL,
		.rcode = (uint16_t)rcode,
		.server = f->server,
		.transport = f->transport };
	keep_error(x, &cause, m);
	try_next(x, ask, &cause, now);
	if (x->landed & bit_of(x, ask) && v->status == cause.status) {
		nsec elapsed = v->elapsed;
		*v = cause; /* the caller may want to see it, and whose it is */
		v->elapsed = elapsed;
		give_reply(x, v, m);
	}
}

static bool is_asked_by_tcp(const struct exchange *x, const struct ask *ask)
{
	for (const struct flow *f = x->flows; f < x->flows + x->nflows; f++)
		if (f->transport == STUB_TCP && f->awaited & bit_of(x, ask) &&
			is_current(x, ask, f))
			return true;
	return false;
}

/* A message for this question that is not taken.  From a datagram of a stranger nothing follows,
 * but TCP may be asked who is right; on a connection nobody else can have put it, so that waiting
 * would not help. */
static void refuse(struct exchange *x, struct ask *ask, struct flow *f, enum stub_drop reason,
	const uint8_t *data, size_t len, nsec now)
{
	drop(x, f, reason, data, len, now);
	if (f->transport == STUB_TCP &&
		(reason == STUB_DROP_MALFORMED || reason == STUB_DROP_COOKIE))
		try_next(x, ask,
			&(struct verdict){ .status = STUB_BADREPLY,
				.server = f->server,
				.transport = STUB_TCP },
			now);
	else if ((reason == STUB_DROP_CASE || reason == STUB_DROP_NO_COOKIE) &&
		 is_current(x, ask, f) && !is_asked_by_tcp(x, ask))
		try_over_tcp(x, ask, now);
}

static enum stub_drop check_cookie(struct server *s, const struct flow *f, const struct msg *m)
{
	switch (opt_cookie(s, m)) {
	case COOKIE_WRONG: return STUB_DROP_COOKIE;
	case COOKIE_MISSING:
		if (f->transport == STUB_UDP)
			return STUB_DROP_NO_COOKIE;
		s->cookie_len = 0; /* it has no more of them */
		return STUB_DROP_NOT;
	default: return STUB_DROP_NOT;
	}
}

/* What the answer tells of the server itself. */
static void learn(struct exchange *x, const struct ask *ask, const struct flow *f,
	const struct expected *expected, const struct msg *m, nsec now)
{
	struct server *s = memory_of(x, f->server);
	bool timed = f->transport == STUB_UDP && is_current(x, ask, f);
	server_answered(s, timed ? ask->tried : 0, now);
	if (x->engine->mixed_case && f->transport == STUB_TCP && !accept_exact(expected, m->data))
		s->flat_until = now + SERVER_MEMORY;
	unsigned rcode = msg_rcode(m);
	if (ask->plain && is_current(x, ask, f) && rcode != RCODE_FORMERR && rcode != RCODE_NOTIMP)
		s->plain_until = now + SERVER_MEMORY;
}

static enum stub_drop answered(struct exchange *x, struct ask *ask, struct flow *f,
	const struct expected *expected, const uint8_t *data, size_t len, nsec now)
{
	struct msg m;
	uint8_t bit = bit_of(x, ask);
	if (get_u16(data + 2) & FLAG_TC && f->transport == STUB_UDP) {
		/* RFC 2181 9: what is there is not to be used; the same server over TCP */
		flow_trace(x, STUB_EVENT_REPLY, f, "truncated: again over TCP", data, len, now);
		f->awaited &= (uint8_t)~bit;
		bool current = is_current(x, ask, f);
		server_answered(memory_of(x, f->server), current ? ask->tried : 0, now);
		if (current && !is_asked_by_tcp(x, ask))
			try_over_tcp(x, ask, now);
		return STUB_DROP_NOT;
	}
	if (f->dressed & bit) {
		if (!msg_parse(&m, data, len))
			return STUB_DROP_MALFORMED;
		enum stub_drop reason = check_cookie(memory_of(x, f->server), f, &m);
		if (reason != STUB_DROP_NOT)
			return reason;
	} else if (!msg_parse_reply(&m, data, len, expected->question_len)) {
		/* an OPT nobody asked for is nothing */
		return STUB_DROP_MALFORMED;
	}
	flow_trace(x, STUB_EVENT_REPLY, f, NULL, data, len, now);
	f->awaited &= (uint8_t)~bit;
	learn(x, ask, f, expected, &m, now);
	judge(x, ask, f, &m, now);
	return STUB_DROP_NOT;
}

static struct ask *addressee(struct exchange *x, const struct flow *f, uint16_t id)
{
	for (struct ask *ask = x->asks; ask < x->asks + x->nasks; ask++)
		if (f->asked & bit_of(x, ask) && id == f->id[ask - x->asks])
			return ask;
	return NULL;
}

/* One whole message on a flow: for whom is it, and is it one? */
static void consider(struct exchange *x, struct flow *f, const uint8_t *data, size_t len, nsec now)
{
	struct ask *ask = len < HEADER_OCTETS ? NULL : addressee(x, f, get_u16(data));
	if (!ask) {
		drop(x, f, len < HEADER_OCTETS ? STUB_DROP_SHORT : STUB_DROP_ID, data, len, now);
		return;
	}
	struct expected expected = {
		.query = query_of(ask),
		.question_len = ask->question_len,
		.id = f->id[ask - x->asks], /* ask->wire has the last try's: the flow's counts */
		.exact = x->engine->mixed_case && f->transport == STUB_UDP &&
			 now >= memory_of(x, f->server)->flat_until,
		.stream = f->transport == STUB_TCP,
	};
	enum stub_drop reason = accept_reply(&expected, data, len);
	if ((reason == STUB_DROP_NOT || reason == STUB_DROP_CASE) &&
		!(f->awaited & ~f->unsent & bit_of(x, ask)))
		reason = STUB_DROP_LATE;
	if (reason == STUB_DROP_NOT)
		reason = answered(x, ask, f, &expected, data, len, now);
	if (reason != STUB_DROP_NOT)
		refuse(x, ask, f, reason, data, len, now);
}

/* Want of descriptors and memory is ours. */
static bool is_servers_fault(int error)
{
	return error != EMFILE && error != ENFILE && error != ENOMEM && error != ENOBUFS;
}

/* A connection that took the question and then ended, perhaps after the answer to another one. */
static bool is_lost(const struct flow *f, uint8_t unsent, uint8_t bit, int error)
{
	return f->transport == STUB_TCP && !(unsent & bit) &&
	       (error == 0 || error == ECONNRESET || error == EPIPE);
}

void exchange_end(struct exchange *x, struct flow *flow, int error, nsec now)
{
	if (flow->state == FLOW_NONE || flow->state == FLOW_ENDING)
		return;
	flow_end(x, flow);
	uint8_t awaited = flow->awaited, unsent = flow->unsent;
	flow->awaited = flow->unsent = 0;
	for (struct ask *ask = x->asks; ask < x->asks + x->nasks; ask++) {
		/* an older try's flow does not end the try that is under way */
		if (!(awaited & bit_of(x, ask)) || !(x->trying & bit_of(x, ask)) ||
			!is_current(x, ask, flow))
			continue;
		if (is_lost(flow, unsent, bit_of(x, ask), error) && try_reconnect(x, ask, now))
			continue;
		if (is_servers_fault(error))
			try_blame(x, ask, now);
		struct verdict cause = { .status = STUB_UNREACHABLE,
			.error = error,
			.server = flow->server,
			.transport = flow->transport };
		try_next(x, ask, &cause, now);
	}
}

/* TCP framing (RFC 1035 4.2.2): appends to the frame under construction what belongs to it. Returns
 * how many octets it took; 0: no memory. */
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
		f->room = (uint32_t)room;
	}
	memcpy(f->frame + f->have, data, take);
	f->have += (uint32_t)take;
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
