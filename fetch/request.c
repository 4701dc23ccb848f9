/* The octets of a request: its line, then its fields (RFC 9112 3). */
#include "fetch/request.h"

bool request_safe(const char *text)
{
	for (; *text; text++)
		if (*text == '\r' || *text == '\n')
			return false;
	return true;
}

static void put_piece(struct text *t, struct piece p)
{
	text_octets(t, p.at, p.len);
}

/* The zone means something on this machine only (RFC 6874 1). */
static void put_host(struct text *t, const struct url *u)
{
	text_put(t, u->ipv6 ? "[" : "");
	text_put(t, u->host);
	text_put(t, u->ipv6 ? "]" : "");
	if (u->port == url_default_port(u))
		return;
	text_char(t, ':');
	text_uint(t, u->port);
}

void request_write(const struct request *r, struct text *t)
{
	text_put(t, r->head ? "HEAD " : "GET ");
	if (!r->url->path.len)
		text_char(t, '/');
	put_piece(t, r->url->path);
	put_piece(t, r->url->query);
	text_put(t, " HTTP/1.1\r\nHost: ");
	put_host(t, r->url);
	if (*r->agent) {
		text_put(t, "\r\nUser-Agent: ");
		text_put(t, r->agent);
	}
	text_put(t, "\r\nAccept: */*\r\n\r\n");
}
