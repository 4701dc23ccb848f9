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

static void drop(struct exchange *x, const struct flow *f, enum drop reason, const uint8_t *data,
	size_t len, nsec now)
{
	x->engine->drops[reason]++;
	flow_trace(x, STUB_EVENT_DROP, f, drop_text(reason), data, len, now);
}

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
		try_settle(x, ask, now);
		return;
	}
	if (!is_current(x, ask, f))
		return;
	if (rcode == RCODE_FORMERR && x->engine->edns && !ask->plain) {
		/* RFC 6891 7: the server does not know EDNS; the same server again, without */
		ask->plain = true;
		try_write(x->engine, ask);
		try_leave_tcp(x, ask);
		try_server(x, ask, now);
		return;
	}
	struct verdict cause = { .status = rcode ? rcode_status(rcode) : STUB_SERVFAIL,
		.rcode = rcode,
		.server = f->server,
		.transport = f->transport };
	try_next(x, ask, &cause, now);
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
		flow_trace(x, STUB_EVENT_REPLY, f, "truncated: again over TCP", data, len, now);
		f->awaited &= (uint8_t)~bit_of(x, ask);
		if (is_current(x, ask, f))
			try_on(x, ask, STUB_TCP, now);
	} else if (x->engine->edns ? msg_parse(&m, data, len) : msg_parse_answer(&m, data, len)) {
		flow_trace(x, STUB_EVENT_REPLY, f, NULL, data, len, now);
		f->awaited &= (uint8_t)~bit_of(x, ask);
		judge(x, ask, f, &m, now);
	} else {
		drop(x, f, DROP_MALFORMED, data, len, now);
		if (f->transport ==
			STUB_TCP) /* nobody else can have put it there: waiting would not help */
			try_next(x, ask,
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
		if (!(f->asked & bit_of(x, ask)) || get_u16(data) != f->id[i])
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

void exchange_end(struct exchange *x, struct flow *flow, int error, nsec now)
{
	if (flow->state == FLOW_NONE || flow->state == FLOW_ENDING)
		return;
	flow_end(x, flow);
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
