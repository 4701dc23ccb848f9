/* One lookup: a name in, addresses out, or an address in, names out, from the sources that the
 * configuration names.  Pure: what it needs from outside it wants, and the driver brings it.
 *
 *   literal -> nscd -> nsswitch's order of { hosts, search list x { A, AAAA } -> CNAME chain }
 */
#ifndef LOOKUP_LOOKUP_H
#define LOOKUP_LOOKUP_H

#include "resolver/lookup/answer.h"
#include "resolver/lookup/names.h"
#include "resolver/lookup/search.h"
#include "resolver/lookup/special.h"
#include "resolver/nscd/nscd.h"
#include "resolver/query/exchange.h"

/* What the configuration says; must outlive the lookups that use it. */
struct lookup_env {
	const struct resolv_conf *conf;
	const struct nsswitch *nsswitch;
	struct hosts *hosts; /* used inside lookup_configured() and lookup_next() only */
	struct engine *engine;
	const struct slice *aliases; /* HOSTALIASES' text, NULL: none; used as hosts is */
};

enum { CAUSES_MAX = 6 };

enum lookup_want {
	WANT_NSCD,     /* ask the daemon for l->text, then lookup_nscd(); or for l->addr, then
			  lookup_nscd_host() */
	WANT_CONFIG,   /* lookup_configured() with the configuration as it is now */
	WANT_EXCHANGE, /* drive l->exchange: lookup_landed() for each verdict, lookup_next() when it
			  is over */
	WANT_NOTHING,  /* it is over: the results are there */
};

struct lookup {
	/* as asked */
	const char *text;             /* of an address: NULL */
	const struct stub_addr *addr; /* whose names are wanted; NULL: a name's addresses are */
	int family;
	unsigned flags; /* enum stub_flag */
	nsec until;
	const struct tracer *tracer;

	/* results, once WANT_NOTHING */
	int status;
	enum stub_source source;
	struct addr_list addrs; /* in the source's order: select_order() is the driver's */
	struct name canonical;  /* len 0: none */
	struct name_list names; /* of an address */
	/* under way */
	struct lookup_env env;
	struct name name, alias; /* alias: what HOSTALIASES has in its place, if anything */
	bool absolute;
	enum special special;
	unsigned service;
	struct search search;
	bool searching, as_is_settled, nodata;
	int as_is;   /* status of the name as it is, when as_is_settled */
	int failure; /* first SERVFAIL and the like of a candidate, else STUB_OK */
	int hard;    /* first timeout or refusal of a candidate, else STUB_OK */
	unsigned ncauses;
	struct cause { /* of each status the first question that ended with it */
		nsec elapsed;
		int error;
		uint16_t rcode, ede;
		uint8_t status, server, ede_mark;
	} causes[CAUSES_MAX];
	int ended[QUESTIONS_MAX]; /* status of each of the candidate's questions */
	int landed; /* status of the candidate as far as its questions have landed; -1: none has */
	size_t had; /* addresses before this candidate */
	struct exchange exchange;
};

enum lookup_want lookup_start(struct lookup *l, const char *text, int family, unsigned flags,
	nsec now, nsec until, const struct tracer *tracer);
/* The names of an address, which stays as long as the lookup: an IPv4 address, or an IPv6 one that
 * is not IPv4-mapped. */
enum lookup_want lookup_start_reverse(struct lookup *l, const struct stub_addr *addr,
	unsigned flags, nsec until, const struct tracer *tracer);
enum lookup_want lookup_nscd(
	struct lookup *l, enum nscd_verdict verdict, const struct nscd_reply *reply, nsec now);
/* The same for the names of an address. */
enum lookup_want lookup_nscd_host(
	struct lookup *l, enum nscd_verdict verdict, const struct nscd_host *host, nsec now);
enum lookup_want lookup_configured(struct lookup *l, const struct lookup_env *env, nsec now);
/* A question of the exchange has settled.  Returns its own status. */
int lookup_landed(struct lookup *l, const struct ask *ask);
/* The exchange is over: the next candidate, the next service, or the end. */
enum lookup_want lookup_next(struct lookup *l, nsec now);
/* Once WANT_NOTHING: the verdict behind a failure, without its reply; false: no server was behind
 * it. */
bool lookup_cause(const struct lookup *l, struct verdict *out);
/* Frees what it holds; the exchange's flows must be closed. */
void lookup_fini(struct lookup *l);

#endif
