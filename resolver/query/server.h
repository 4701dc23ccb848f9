/* What is remembered of a server from one lookup to the next.  Pure. */
#ifndef QUERY_SERVER_H
#define QUERY_SERVER_H

#include "resolver/io/io.h"

enum {
	COOKIE_CLIENT = 8, /* RFC 7873 4 */
	COOKIE_SERVER = 32,
};

struct server_counts {
	uint64_t queries, retries, replies, timeouts, connections;
};

struct server {
	union address address; /* whose memory this is; AF_UNSPEC: nobody's yet */
	nsec heard;            /* when it last replied */
	nsec last_until;       /* it is asked after the others till then */
	nsec plain_until;      /* it does not understand EDNS */
	nsec flat_until;       /* it does not keep the case of a name */
	nsec rtt;              /* smoothed; 0: nothing known */
	uint8_t failures;      /* in succession, each after it was given another chance */
	bool has_cookie;       /* the client's part is there */
	uint8_t cookie_len;    /* octets of the server's part; 0: it has given none */
	uint8_t cookie[COOKIE_CLIENT + COOKIE_SERVER]; /* as it goes out */
	struct server_counts counts;
};

/* How long what it does not understand is remembered. */
#define SERVER_MEMORY (300 * (nsec)SECOND)

/* It replied to a query of `sent`; 0: it is not known when that was sent. */
static inline void server_answered(struct server *s, nsec sent, nsec now)
{
	s->heard = now;
	s->last_until = 0;
	s->failures = 0;
	s->counts.replies++;
	if (sent) /* as RFC 6298 2.3 smooths */
		s->rtt = s->rtt ? s->rtt - s->rtt / 8 + (now - sent) / 8 : now - sent;
}

/* It was silent, or not to be reached, since then.  For 30 s it is asked after the others; then it
 * has another chance, and if it fails again, twice as long, up to the five minutes that RFC 2308
 * 7.2 allows.  What it has said in the meantime to others clears it.  True when this was news. */
bool server_failed(struct server *s, nsec since, nsec now);

/* Forgets its cookie, both parts. */
void server_forget_cookie(struct server *s);

#endif
