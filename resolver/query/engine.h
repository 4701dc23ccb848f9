/* What all exchanges with the same servers share: how to ask, and what is known of the servers.
 * Pure. */
#ifndef QUERY_ENGINE_H
#define QUERY_ENGINE_H

#include "resolver/conf/config.h"
#include "resolver/query/server.h"
#include "resolver/trace.h"

enum { EDNS_PAYLOAD = 1232 }; /* RFC 9715 3.2 */

/* Filled in by the owner, by hand or with engine_configure(); must outlive its exchanges. */
struct engine {
	const union address *servers;
	unsigned nservers; /* 1 to SERVERS_MAX */
	nsec timeout;      /* the first server's wait */
	unsigned attempts; /* at least 1 */
	uint16_t edns;     /* UDP payload size to announce; 0: no OPT */
	nsec grace;        /* for the late family, once the other has addresses; 0: all its tries */
	bool use_vc;
	bool rotate;
	bool single_request; /* a question begins when the one before it is settled */
	bool reopen;         /* and then on a socket of its own */
	bool strict_error;   /* a family that failed is the failure of both */
	bool trust_ad;       /* ask for AD, and pass it on */
	bool mixed_case;     /* 0x20 */
	bool (*random)(void *arg, void *out, size_t len);
	void *random_arg;
	const struct tracer *tracer;

	/* the engine's own: zero at first */
	unsigned nplaces;            /* 0: not known */
	uint8_t places[SERVERS_MAX]; /* indexes of the servers, one named twice once */
	bool turned;
	unsigned turn;             /* rotate: counts exchanges */
	struct server_counts gone; /* of servers that are configured no more */
	uint64_t drops[STUB_DROP_REASONS];
	struct server server[SERVERS_MAX];
};

/* As resolv.conf(5) and the options say.  What is known of servers that stay is kept.  random and
 * tracer are left alone; conf->server must stay. */
void engine_configure(
	struct engine *e, const struct resolv_conf *conf, const struct stub_options *options);
/* The servers in the order in which an exchange that begins now asks them: as configured, turned by
 * `rotate`, each once, those behind that have been silent of late.  Returns how many. */
unsigned engine_order(struct engine *e, uint8_t order[static SERVERS_MAX], nsec now);
/* Addresses or routes of this host have changed: a cookie must not tell servers that it is still
 * the same client (RFC 9018 3). */
void engine_moved(struct engine *e);
void engine_stats(const struct engine *e, nsec now, struct stub_stats *out);

/* How long the server at this place of so many is waited for: resolv.conf's timeout for the first,
 * then as glibc (res_send.c). */
static inline nsec engine_wait(nsec timeout, unsigned place, unsigned places)
{
	if (place == 0)
		return timeout;
	nsec wait = (timeout << place) / places;
	return wait < SECOND ? (timeout < SECOND ? timeout : SECOND) : wait;
}

#endif
