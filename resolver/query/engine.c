/* What all exchanges with the same servers share. */
#include "resolver/query/engine.h"
#include <string.h>

static bool same_address(const union address *a, const union address *b)
{
	if (a->any.sa_family != b->any.sa_family)
		return false;
	if (a->any.sa_family == AF_INET)
		return a->in.sin_port == b->in.sin_port &&
		       a->in.sin_addr.s_addr == b->in.sin_addr.s_addr;
	return a->in6.sin6_port == b->in6.sin6_port &&
	       a->in6.sin6_scope_id == b->in6.sin6_scope_id &&
	       !memcmp(&a->in6.sin6_addr, &b->in6.sin6_addr, sizeof(a->in6.sin6_addr));
}

static void add_counts(struct server_counts *sum, const struct server_counts *more)
{
	sum->queries += more->queries;
	sum->retries += more->retries;
	sum->replies += more->replies;
	sum->timeouts += more->timeouts;
	sum->connections += more->connections;
}

/* Takes the memory of an address out of old: what is left there in the end is of servers that are
 * gone. */
static void recall(struct server *out, struct server *old, const union address *address)
{
	for (struct server *s = old; s < old + SERVERS_MAX; s++) {
		if (s->address.any.sa_family == AF_UNSPEC || !same_address(&s->address, address))
			continue;
		*out = *s;
		memset(s, 0, sizeof(*s));
		return;
	}
	memset(out, 0, sizeof(*out));
	out->address = *address;
}

static bool is_known(const struct engine *e)
{
	for (unsigned i = 0; i < SERVERS_MAX; i++)
		if (e->server[i].address.any.sa_family != AF_UNSPEC)
			return true;
	return false;
}

static void recall_all(struct engine *e)
{
	struct server old[SERVERS_MAX];
	memcpy(old, e->server, sizeof(old));
	for (unsigned i = 0; i < SERVERS_MAX; i++) {
		if (i < e->nservers)
			recall(&e->server[i], old, &e->servers[i]);
		else
			memset(&e->server[i], 0, sizeof(e->server[i]));
	}
	for (unsigned i = 0; i < SERVERS_MAX; i++)
		add_counts(&e->gone, &old[i].counts);
}

/* Gives each server its memory, and finds out which are named twice. */
static void engine_ready(struct engine *e)
{
	if (is_known(e))
		recall_all(e);
	else
		for (unsigned i = 0; i < e->nservers; i++)
			e->server[i].address = e->servers[i];
	e->nplaces = 0;
	for (unsigned i = 0; i < e->nservers; i++) {
		unsigned k = 0;
		while (k < i && !same_address(&e->servers[k], &e->servers[i]))
			k++;
		if (k == i)
			e->places[e->nplaces++] = (uint8_t)i;
	}
}

void engine_configure(
	struct engine *e, const struct resolv_conf *conf, const struct stub_options *o)
{
	e->servers = conf->server;
	e->nservers = conf->nservers;
	e->timeout =
		o->timeout_ms ? o->timeout_ms * (nsec)MILLISECOND : conf->timeout_s * (nsec)SECOND;
	e->attempts = conf->attempts;
	e->edns = conf->edns0 || o->flags & STUB_EDNS ? EDNS_PAYLOAD : 0;
	e->grace = o->grace_ms * (nsec)MILLISECOND;
	e->use_vc = conf->use_vc;
	e->rotate = conf->rotate;
	e->single_request = conf->single_request || conf->single_request_reopen;
	e->reopen = conf->single_request_reopen;
	e->strict_error = conf->strict_error;
	e->trust_ad = conf->trust_ad;
	e->mixed_case = o->flags & STUB_0X20;
	engine_ready(e);
}

/* Where `rotate` begins: anywhere at first, so that processes that look up once are spread too;
 * then one further with each exchange. */
static unsigned next_turn(struct engine *e)
{
	uint16_t start;
	if (!e->turned && e->random(e->random_arg, &start, sizeof(start)))
		e->turn = start;
	e->turned = true;
	return e->turn++ % e->nplaces;
}

static void put_in_turn(struct engine *e, uint8_t order[static SERVERS_MAX])
{
	unsigned from = next_turn(e);
	for (unsigned i = 0; i < e->nplaces; i++)
		order[i] = e->places[(from + i) % e->nplaces];
}

/* The silent ones behind the others; both as they stood. */
static void put_last(const struct engine *e, uint8_t order[static SERVERS_MAX], nsec now)
{
	uint8_t last[SERVERS_MAX];
	unsigned n = 0, nlast = 0;
	for (unsigned i = 0; i < e->nplaces; i++) {
		if (e->server[order[i]].last_until > now)
			last[nlast++] = order[i];
		else
			order[n++] = order[i];
	}
	memcpy(order + n, last, nlast);
}

unsigned engine_order(struct engine *e, uint8_t order[static SERVERS_MAX], nsec now)
{
	if (!e->nplaces)
		engine_ready(e);
	memcpy(order, e->places, sizeof(e->places));
	if (e->nplaces > 1) {
		if (e->rotate)
			put_in_turn(e, order);
		put_last(e, order, now);
	}
	return e->nplaces;
}

void engine_moved(struct engine *e)
{
	for (unsigned i = 0; i < SERVERS_MAX; i++)
		server_forget_cookie(&e->server[i]);
}

_Static_assert((unsigned)STUB_DROP_REASONS <= STUB_DROPS_ROOM, "STUB_DROPS_ROOM");
_Static_assert((unsigned)SERVERS_MAX <= STUB_SERVERS_ROOM, "STUB_SERVERS_ROOM");
_Static_assert(ADDRESS_TEXT <= sizeof(((struct stub_server_stats *)0)->server), "ADDRESS_TEXT");

void engine_stats(const struct engine *e, nsec now, struct stub_stats *out)
{
	struct server_counts sum = e->gone;
	for (unsigned i = 0; i < e->nservers; i++) {
		const struct server *s = &e->server[i];
		struct stub_server_stats *t = &out->servers[i];
		add_counts(&sum, &s->counts);
		address_to_text(&e->servers[i], t->server);
		t->queries = s->counts.queries;
		t->retries = s->counts.retries;
		t->replies = s->counts.replies;
		t->timeouts = s->counts.timeouts;
		t->connections = s->counts.connections;
		t->rtt = s->rtt;
		t->last_for = s->last_until > now ? s->last_until - now : 0;
	}
	out->nservers = e->nservers;
	out->queries = sum.queries;
	out->retries = sum.retries;
	out->replies = sum.replies;
	out->timeouts = sum.timeouts;
	out->connections = sum.connections;
	for (unsigned i = 0; i < (unsigned)STUB_DROP_REASONS; i++)
		out->drops[i] = e->drops[i];
}
