/* What is remembered of a server from one lookup to the next. */
#include "resolver/query/server.h"
#include <string.h>

enum { LAST_FIRST = 30, LAST_MOST = 300 }; /* seconds */

bool server_failed(struct server *s, nsec since, nsec now)
{
	/* many lookups may find the same silence: it counts once */
	if ((s->heard && s->heard >= since) || now < s->last_until)
		return false;
	nsec span = LAST_FIRST;
	for (unsigned i = 0; i < s->failures && span < LAST_MOST; i++)
		span *= 2;
	if (span > LAST_MOST)
		span = LAST_MOST;
	else
		s->failures++;
	s->last_until = now + span * SECOND;
	return true;
}

void server_forget_cookie(struct server *s)
{
	s->has_cookie = false;
	s->cookie_len = 0;
	memset(s->cookie, 0, sizeof(s->cookie));
}
