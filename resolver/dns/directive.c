/* The lines of master-file text: those with a record, and the directives between them. */
#include "resolver/dns/token.h"

enum { TTL_MAX = 0x7fffffff }; /* RFC 2181 8 */

static void take_ttl(struct scanner *s)
{
	static const char expected[] = "a TTL";
	if (!token_take_bare(s, expected))
		return;
	if (period_value(s->token.at, s->token.end, TTL_MAX, &s->ttl))
		s->ttl_fixed = true;
	else
		scan_fail(s, expected);
}

static void take_origin(struct scanner *s)
{
	struct name origin;
	scan_name(s, &origin);
	if (origin.len)
		name_copy(&s->origin, &origin);
}

/* RFC 1035 5.1, RFC 2308 4.  Another file is the caller's to read; $GENERATE is one server's. */
static void take_directive(struct scanner *s)
{
	if (!token_take(s, ""))
		return;
	if (token_is(&s->token, "$ORIGIN"))
		take_origin(s);
	else if (token_is(&s->token, "$TTL"))
		take_ttl(s);
	else if (token_is(&s->token, "$INCLUDE"))
		scan_fail(s, "no $INCLUDE: this reads one text");
	else if (token_is(&s->token, "$GENERATE"))
		scan_fail(s, "no $GENERATE: each record written out");
	else
		scan_fail(s, "$ORIGIN, $TTL or a record");
	if (token_peek(s))
		scan_fail(s, "the end of the directive");
}

bool scan_line(struct scanner *s)
{
	while (token_line(s) && *s->at == '$')
		take_directive(s);
	return !s->error.expected && s->at < s->end;
}
