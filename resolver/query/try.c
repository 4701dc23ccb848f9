/* One question's way from server to server. */
#include <errno.h>
#include <stub/resolver.h>
#include "resolver/dns/code.h"
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
	else if (x->begun < x->nasks) /* single-request: one after the other */
		try_first(x, &x->asks[x->begun++], now);
}

static void fail_for_good(struct exchange *x, struct ask *ask, int status, int error, nsec now)
{
	ask->verdict = (struct verdict){ .status = status, .error = error, .server = ask->server };
	try_settle(x, ask, now);
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

/* Ends the query with an OPT record, if this server is to see one. */
static void dress(struct exchange *x, struct ask *ask, nsec now)
{
	struct engine *e = x->engine;
	struct server *s = memory_of(x, ask->server);
	size_t len = (size_t)HEADER_OCTETS + ask->question_len;
	bool opt = e->edns && !ask->plain && now >= s->plain_until;
	put_u16(ask->wire + 2 + 10, opt);
	if (opt)
		len += opt_write(e, s, ask->wire + 2 + len);
	ask->wire_len = (uint16_t)len;
	put_u16(ask->wire, ask->wire_len);
}

static bool is_dressed(const struct ask *ask)
{
	return ask->wire_len > HEADER_OCTETS + ask->question_len;
}

static bool put_on(struct exchange *x, struct ask *ask, enum stub_transport transport, nsec now)
{
	struct flow *f = flow_for(x, transport, ask);
	if (!f) {
		fail_for_good(x, ask, STUB_SYSTEM, EMFILE, now);
		return false;
	}
	x->work = true;
	f->unsent |= bit_of(x, ask);
	f->asked |= bit_of(x, ask);
	f->awaited |= bit_of(x, ask);
	if (is_dressed(ask))
		f->dressed |= bit_of(x, ask);
	f->id[ask - x->asks] = get_u16(query_of(ask));
	return true;
}

/* Puts the question on a flow to its server and starts the clock. */
static void try_on(struct exchange *x, struct ask *ask, enum stub_transport transport, nsec now)
{
	ask->reconnected = false;
	ask->deadline = now + engine_wait(x->engine->timeout, ask->place, x->nplaces);
	put_on(x, ask, transport, now);
}

static void begin(struct exchange *x, struct ask *ask, enum stub_transport transport, nsec now)
{
	ask->tried = now;
	if (!give_id(x, ask)) {
		fail_for_good(x, ask, STUB_SYSTEM, EIO, now);
		return;
	}
	dress(x, ask, now);
	try_on(x, ask, transport, now);
}

void try_server(struct exchange *x, struct ask *ask, nsec now)
{
	begin(x, ask, x->engine->use_vc ? STUB_TCP : STUB_UDP, now);
}

void try_server_tcp(struct exchange *x, struct ask *ask, nsec now)
{
	begin(x, ask, STUB_TCP, now);
}

void try_over_tcp(struct exchange *x, struct ask *ask, nsec now)
{
	try_on(x, ask, STUB_TCP, now);
}

bool try_reconnect(struct exchange *x, struct ask *ask, nsec now)
{
	if (ask->reconnected)
		return false;
	ask->reconnected = true;
	put_on(x, ask, STUB_TCP, now);
	return true;
}

/* Letters in random case (draft-vixie-dnsext-dns0x20): the same for all tries, so that a late reply
 * to an earlier one still counts.  Length octets are no letters. */
static void mix_case(struct engine *e, struct ask *ask)
{
	uint8_t bits[NAME_OCTETS / 8 + 1];
	uint8_t *name = ask->wire + 2 + HEADER_OCTETS;
	size_t len = ask->question_len - 4u;
	if (!e->random(e->random_arg, bits, len / 8 + 1))
		return;
	for (size_t i = 0; i < len; i++)
		if (octet_fold(name[i]) >= 'a' && octet_fold(name[i]) <= 'z' &&
			bits[i / 8] >> i % 8 & 1)
			name[i] ^= 0x20;
}

void try_first(struct exchange *x, struct ask *ask, nsec now)
{
	struct engine *e = x->engine;
	put_u16(ask->wire + 2 + 2, e->trust_ad ? FLAG_RD | FLAG_AD : FLAG_RD);
	if (e->mixed_case)
		mix_case(e, ask);
	try_server(x, ask, now);
}

/* Whether the connection is in the middle of this question's frame. */
static bool is_half_sent(const struct exchange *x, const struct flow *f, const struct ask *ask)
{
	return f->sent && (f->unsent & -f->unsent) == bit_of(x, ask);
}

/* Nothing can follow on a connection whose frame will not be finished: others go to a new one. */
static void cut(struct exchange *x, struct flow *f, nsec now)
{
	uint8_t others = f->awaited & x->trying;
	flow_end(x, f);
	f->awaited = f->unsent = 0;
	for (struct ask *ask = x->asks; ask < x->asks + x->nasks; ask++)
		if (others & bit_of(x, ask))
			put_on(x, ask, STUB_TCP, now);
}

/* A TCP flow is of use to the tries that began on it only: no more of them begin, and it is ended
 * when nobody waits on it any more. */
void try_leave_tcp(struct exchange *x, const struct ask *ask, nsec now)
{
	struct flow *half = NULL;
	for (struct flow *f = x->flows; f < x->flows + x->nflows; f++) {
		if (f->transport != STUB_TCP || !(f->awaited & bit_of(x, ask)))
			continue;
		if (is_half_sent(x, f, ask))
			half = f;
		f->left = true;
		f->awaited &= (uint8_t)~bit_of(x, ask);
		f->unsent &= (uint8_t)~bit_of(x, ask);
		if (!f->awaited && f->state != FLOW_NONE)
			flow_end(x, f);
	}
	if (half)
		cut(x, half, now);
}

void try_blame(struct exchange *x, const struct ask *ask, nsec now)
{
	if (server_failed(memory_of(x, ask->server), ask->tried, now) && x->nplaces > 1)
		server_trace(x, ask->server, "is asked after the others for a while", now);
}

void try_next(struct exchange *x, struct ask *ask, const struct verdict *cause, nsec now)
{
	try_note(x, ask, cause, now);
	try_leave_tcp(x, ask, now);
	ask->plain = false;
	ask->cookies_tried = 0;
	if (++ask->place == x->nplaces) {
		ask->place = 0;
		ask->round++;
	}
	ask->server = x->order[ask->place];
	if (ask->round == x->engine->attempts)
		try_settle(x, ask, now);
	else
		try_server(x, ask, now);
}
