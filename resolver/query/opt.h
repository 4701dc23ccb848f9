/* The OPT record of a query, its cookie, and what the reply's says (RFC 6891, 7873, 8914). */
#ifndef QUERY_OPT_H
#define QUERY_OPT_H

#include "resolver/dns/edns.h"
#include "resolver/query/engine.h"

enum { OPT_OCTETS_MOST = 11 + 4 + COOKIE_CLIENT + COOKIE_SERVER };

/* Writes an OPT record that announces e->edns octets, with the cookie for this server: a new one
 * where it has none yet.  Returns its length. */
size_t opt_write(struct engine *e, struct server *s, uint8_t out[static OPT_OCTETS_MOST]);

enum cookie_verdict {
	COOKIE_GOOD,    /* ours came back, and the server's part is remembered */
	COOKIE_NONE,    /* none, and none was to be expected */
	COOKIE_MISSING, /* none, from a server that has given us one */
	COOKIE_WRONG,   /* not ours, or malformed */
};

/* Of a reply to a query that had an OPT record. */
enum cookie_verdict opt_cookie(struct server *s, const struct msg *reply);
/* The first extended error of a reply; false: it has none.  text is in the message. */
bool opt_error(const struct msg *reply, uint16_t *code, const uint8_t **text, size_t *len);

#endif
