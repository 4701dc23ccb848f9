/* The flows of an exchange: which one a try begins on, when one ends, what the trace says of it. */
#include "resolver/query/parts.h"

void flow_emit(const struct exchange *x, enum stub_event_kind kind, const struct flow *f,
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

void server_trace(const struct exchange *x, uint8_t server, const char *text, nsec now)
{
	char address[ADDRESS_TEXT];
	if (!tracing(x->engine->tracer))
		return;
	address_to_text(&x->engine->servers[server], address);
	trace_step(x->engine->tracer, now, "%s %s", address, text);
}

void flow_end(struct exchange *x, struct flow *f)
{
	f->state = FLOW_ENDING;
	x->work = true;
}

void flow_end_all(struct exchange *x)
{
	for (struct flow *f = x->flows; f < x->flows + x->nflows; f++)
		if (f->state != FLOW_NONE)
			flow_end(x, f);
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
		flow_end(x, oldest);
	if (free)
		*free = (struct flow){ .state = FLOW_WANTED,
			.transport = (uint8_t)transport,
			.server = server,
			.serial = x->serial++,
			.handle = -1 };
	return free;
}

static bool is_shared(const struct exchange *x, const struct flow *f, const struct ask *ask)
{
	const struct engine *e = x->engine;
	if (f->state == FLOW_WANTED)
		return true;
	if (f->state != FLOW_OPEN || (e->reopen && f->asked & ~bit_of(x, ask)))
		return false;
	return f->transport == STUB_TCP || (e->single_request && !(f->asked & bit_of(x, ask)));
}

struct flow *flow_for(struct exchange *x, enum stub_transport transport, const struct ask *ask)
{
	for (struct flow *f = x->flows; f < x->flows + x->nflows; f++)
		if (f->transport == transport && f->server == ask->server && !f->left &&
			is_shared(x, f, ask))
			return f;
	return new_flow(x, transport, ask->server);
}
