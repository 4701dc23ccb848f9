/* Up to two questions asked of the configured servers together: the driver's calls. */
#include <stdlib.h>
#include <stub/resolver.h>
#include "resolver/query/parts.h"

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
		try_write(engine, ask);
	}
	for (struct ask *ask = x->asks; ask < x->asks + n; ask++)
		try_server(x, ask, now);
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
		flow_trace(x, STUB_EVENT_SENT, f, NULL, query_of(&x->asks[out->question]),
			x->asks[out->question].wire_len, now);
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
