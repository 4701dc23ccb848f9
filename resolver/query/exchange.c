/* Up to two questions asked of the configured servers together: the driver's calls. */
#include <stdlib.h>
#include <stub/resolver.h>
#include "resolver/query/parts.h"

void exchange_init(struct exchange *x)
{
	x->nasks = x->nflows = 0;
	x->trying = x->landed = x->ede_mark = 0;
	x->work = false;
}

void ask_about(struct ask *ask, const struct name *name, uint16_t type, uint16_t class)
{
	uint8_t *query = ask->wire + 2, *question = query + HEADER_OCTETS;
	memset(query, 0, HEADER_OCTETS);
	query[5] = 1; /* QDCOUNT */
	memcpy(question, name->octets, name->len);
	put_u16(question + name->len, type);
	put_u16(question + name->len + 2, class);
	ask->question.type = type;
	ask->question.class = class;
	ask->question_len = (uint16_t)(name->len + 4);
}

void exchange_start(struct exchange *x, struct engine *engine, unsigned n, nsec now, nsec until)
{
	x->engine = engine;
	x->nasks = (uint8_t)n;
	x->began = now;
	x->until = until;
	x->serial = 0;
	x->nids = 0;
	x->landed = 0;
	x->trying = (uint8_t)((1u << n) - 1);
	x->nplaces = (uint8_t)engine_order(engine, x->order, now);
	for (struct ask *ask = x->asks; ask < x->asks + n; ask++) {
		ask->place = ask->cookies_tried = 0;
		ask->server = x->order[0];
		ask->round = 0;
		ask->plain = ask->sent = false;
		ask->deadline = NSEC_NEVER; /* until it begins */
		ask->verdict.status = STUB_OK;
		ask->verdict.ede_mark = 0;
		ask->verdict.reply.data = NULL;
	}
	x->begun = engine->single_request ? 1 : (uint8_t)n;
	for (struct ask *ask = x->asks, *end = ask + x->begun; ask < end; ask++)
		try_first(x, ask, now);
}

void exchange_stop(struct exchange *x)
{
	x->trying = x->landed = 0;
	x->work = true;
	flow_end_all(x);
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

/* A query has gone, all of it. */
static void sent_whole(struct exchange *x, struct flow *f, struct ask *ask, nsec now)
{
	struct server_counts *counts = &memory_of(x, f->server)->counts;
	f->sent = 0;
	f->unsent &= (uint8_t)~bit_of(x, ask);
	if (f->transport == STUB_TCP)
		x->work |= f->unsent; /* frames go one after the other */
	counts->queries++;
	counts->retries += ask->sent;
	ask->sent = true;
	flow_trace(x, STUB_EVENT_SENT, f, NULL, query_of(ask), ask->wire_len, now);
}

void exchange_sent(struct exchange *x, const struct out *out, size_t octets, nsec now)
{
	struct flow *f = out->flow;
	switch (out->op) {
	case OUT_OPEN:
		f->state = FLOW_OPEN;
		if (f->transport == STUB_TCP)
			memory_of(x, f->server)->counts.connections++;
		break;
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
		if (octets == out->len) {
			sent_whole(x, f, &x->asks[out->question], now);
			break;
		}
		f->sent = (uint16_t)(f->sent + octets);
		x->work = true;
		break;
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
		if (now >= ask->deadline) { /* not cut short by the end of all */
			memory_of(x, ask->server)->counts.timeouts++;
			try_blame(x, ask, now);
		}
		if (now < x->until) {
			try_next(x, ask, &cause, now);
			continue;
		}
		try_note(x, ask, &cause, now);
		try_settle(x, ask, now);
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
