/* One question's way from server to server. */
#include <errno.h>
#include <stub/resolver.h>
#include "resolver/query/parts.h"

/* The cause that says most is kept, the first of equals. */
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

void try_note(struct exchange *x, struct ask *ask, const struct verdict *cause, nsec now)
{
	if (weight(cause->status) <= weight(ask->verdict.status))
		return;
	ask->verdict = *cause;
	ask->verdict.reply.data = NULL;
	ask->verdict.elapsed = now - x->began;
}

void try_settle(struct exchange *x, struct ask *ask, nsec now)
{
	x->trying &= (uint8_t)~bit_of(x, ask);
	x->landed |= bit_of(x, ask);
	ask->verdict.elapsed = now - x->began;
	for (struct flow *f = x->flows; f < x->flows + x->nflows; f++)
		f->awaited &= (uint8_t)~bit_of(x, ask);
	if (exchange_over(x))
		flow_end_all(x);
}

static void fail_for_good(struct exchange *x, struct ask *ask, int status, int error, nsec now)
{
	ask->verdict = (struct verdict){ .status = status, .error = error, .server = ask->server };
	try_settle(x, ask, now);
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

void try_write(const struct engine *e, struct ask *ask)
{
	ask->wire_len = (uint16_t)build_query(
		ask->wire + 2, QUERY_OCTETS, 0, &ask->question, ask->plain ? 0 : e->edns);
	ask->question_len = (uint16_t)(ask->question.name.len + 4);
	put_u16(ask->wire, ask->wire_len);
}

/* Puts the question on a flow to its server and starts the clock. */
void try_on(struct exchange *x, struct ask *ask, enum stub_transport transport, nsec now)
{
	struct flow *f = flow_for(x, transport, ask->server);
	if (!f) {
		fail_for_good(x, ask, STUB_SYSTEM, EMFILE, now);
		return;
	}
	x->work = true;
	f->unsent |= bit_of(x, ask);
	f->asked |= bit_of(x, ask);
	f->awaited |= bit_of(x, ask);
	f->id[ask - x->asks] = get_u16(query_of(ask));
	ask->deadline = now + wait_for(x->engine, ask->server);
}

void try_server(struct exchange *x, struct ask *ask, nsec now)
{
	if (!give_id(x, ask))
		fail_for_good(x, ask, STUB_SYSTEM, EIO, now);
	else
		try_on(x, ask, x->engine->use_vc ? STUB_TCP : STUB_UDP, now);
}

/* A TCP flow is of use to the tries that began on it only: no more of them begin, and it is ended
 * when nobody waits on it any more. */
void try_leave_tcp(struct exchange *x, const struct ask *ask)
{
	for (struct flow *f = x->flows; f < x->flows + x->nflows; f++) {
		if (f->transport != STUB_TCP || !(f->awaited & bit_of(x, ask)))
			continue;
		f->left = true;
		f->awaited &= (uint8_t)~bit_of(x, ask);
		if (f->sent == 0)
			f->unsent &= (uint8_t)~bit_of(x, ask);
		if (!f->awaited && f->state != FLOW_NONE)
			flow_end(x, f);
	}
}

/* This server has failed the question: on to the next, or round again, or that was it. */
void try_next(struct exchange *x, struct ask *ask, const struct verdict *cause, nsec now)
{
	try_note(x, ask, cause, now);
	try_leave_tcp(x, ask);
	if (++ask->server == x->engine->nservers) {
		ask->server = 0;
		ask->round++;
	}
	if (ask->round == x->engine->attempts)
		try_settle(x, ask, now);
	else
		try_server(x, ask, now);
}
