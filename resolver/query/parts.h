/* What the files of an exchange share: flow.c, try.c, reply.c and exchange.c, in this order;
 * each calls those before it. */
#ifndef QUERY_PARTS_H
#define QUERY_PARTS_H

#include "resolver/query/exchange.h"

static inline const uint8_t *query_of(const struct ask *ask)
{
	return ask->wire + 2;
}

/* Whether a flow is the one that the question's present try waits on: what an older one says about
 * failure is stale. */
static inline bool is_current(const struct exchange *x, const struct ask *ask, const struct flow *f)
{
	return f->id[ask - x->asks] == get_u16(query_of(ask));
}

static inline uint8_t bit_of(const struct exchange *x, const struct ask *ask)
{
	return (uint8_t)(1u << (ask - x->asks));
}

static inline struct server *memory_of(const struct exchange *x, uint8_t server)
{
	return &x->engine->server[server];
}

/* A STUB_EVENT_SENT, REPLY or DROP, whether or not anybody listens. */
void flow_emit(const struct exchange *x, enum stub_event_kind kind, const struct flow *f,
	const char *text, const uint8_t *data, size_t len, nsec now);

static inline void flow_trace(const struct exchange *x, enum stub_event_kind kind,
	const struct flow *f, const char *text, const uint8_t *data, size_t len, nsec now)
{
	if (tracing(x->engine->tracer))
		flow_emit(x, kind, f, text, data, len, now);
}

/* A STUB_EVENT_STEP: "192.0.2.1:53 ..." */
void server_trace(const struct exchange *x, uint8_t server, const char *text, nsec now);

/* flow.c */
void flow_end(struct exchange *x, struct flow *f);
void flow_end_all(struct exchange *x);
/* The flow on which a try begins: one to the same server that another question is about to open, or
 * has a TCP connection on (RFC 7766 6.2.1.1), or, question by question, has asked on; else a new
 * one; NULL: there is no room. */
struct flow *flow_for(struct exchange *x, enum stub_transport transport, const struct ask *ask);

/* try.c */
/* The first try. */
void try_first(struct exchange *x, struct ask *ask, nsec now);
/* Begins a try at ask->server, with a fresh ID. */
void try_server(struct exchange *x, struct ask *ask, nsec now);
void try_server_tcp(struct exchange *x, struct ask *ask, nsec now);
/* The same query, ID and all, over TCP; the clock starts again. */
void try_over_tcp(struct exchange *x, struct ask *ask, nsec now);
/* The same on another connection, once; the clock goes on.  False: that was done already. */
bool try_reconnect(struct exchange *x, struct ask *ask, nsec now);
/* The question no longer waits on its TCP flow. */
void try_leave_tcp(struct exchange *x, const struct ask *ask, nsec now);
/* The server did not answer the try, or could not be reached. */
void try_blame(struct exchange *x, const struct ask *ask, nsec now);
/* Why a question has failed so far. */
void try_note(struct exchange *x, struct ask *ask, const struct verdict *cause, nsec now);
/* This server has failed the question: on to the next, or round again, or that was it. */
void try_next(struct exchange *x, struct ask *ask, const struct verdict *cause, nsec now);
/* That was it, for better or worse: ask->verdict stands. */
void try_settle(struct exchange *x, struct ask *ask, nsec now);

#endif
