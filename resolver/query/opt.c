/* The OPT record of a query, its cookie, and what the reply's says. */
#include "resolver/query/opt.h"
#include "resolver/dns/code.h"

/* Random for each server (RFC 9018 3), so that servers cannot tell that they have the same client;
 * without random octets there is no cookie. */
static bool has_cookie(struct engine *e, struct server *s)
{
	if (!s->has_cookie)
		s->has_cookie = e->random(e->random_arg, s->cookie, COOKIE_CLIENT);
	return s->has_cookie;
}

size_t opt_write(struct engine *e, struct server *s, uint8_t out[static OPT_OCTETS_MOST])
{
	uint16_t len = has_cookie(e, s) ? (uint16_t)(COOKIE_CLIENT + s->cookie_len) : 0;
	memset(out, 0, 11); /* RFC 6891 6.1.2: root, and zeros but for these */
	put_u16(out + 1, TYPE_OPT);
	put_u16(out + 3, e->edns);
	if (!len)
		return 11;
	put_u16(out + 9, (uint16_t)(4 + len));
	put_u16(out + 11, OPTION_COOKIE);
	put_u16(out + 13, len);
	memcpy(out + 15, s->cookie, len);
	return 15u + len;
}

enum cookie_verdict opt_cookie(struct server *s, const struct msg *reply)
{
	struct edns_option o;
	if (!s->has_cookie)
		return COOKIE_NONE;
	for (struct edns_iter it = msg_options(reply); option_next(&it, &o);) {
		if (o.code != OPTION_COOKIE)
			continue;
		if (!option_good(&o) || memcmp(o.data, s->cookie, COOKIE_CLIENT))
			return COOKIE_WRONG;
		if (o.len > COOKIE_CLIENT) {
			s->cookie_len = (uint8_t)(o.len - COOKIE_CLIENT);
			memcpy(s->cookie + COOKIE_CLIENT, o.data + COOKIE_CLIENT, s->cookie_len);
		}
		return COOKIE_GOOD;
	}
	return s->cookie_len ? COOKIE_MISSING : COOKIE_NONE;
}

bool opt_error(const struct msg *reply, uint16_t *code, const uint8_t **text, size_t *len)
{
	struct edns_option o;
	for (struct edns_iter it = msg_options(reply); option_next(&it, &o);) {
		if (o.code != OPTION_EDE || !option_good(&o))
			continue;
		*code = get_u16(o.data);
		*text = o.data + 2;
		*len = o.len - 2u;
		return true;
	}
	return false;
}
