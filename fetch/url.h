/* URLs of http and https (RFC 3986, RFC 6874), with some of curl's leniency:
 *
 * - the scheme may be missing (then it is http): host:8080 is a host and a port, not a scheme and a
 * path;
 * - the path and the query are kept as they are given, dot segments included; octets above 127 stay
 * as they are;
 * - a user and password are split off and never sent; the fragment is split off;
 * - an empty port ("host:/") is the default port; leading zeros of a port are nothing;
 * - a zone is written %25eth0 or %eth0; it goes to the resolver and never to the server;
 * - percent-encoding in a host name is decoded.
 *
 * Refused: spaces and control octets anywhere, other schemes, "http:/host" and "http:host", a
 * missing host, the octets
 * "<>[]{}|\^`% in a host name, ports that are no numbers or outside 1 to 65535. */
#ifndef FETCH_URL_H
#define FETCH_URL_H

#include <stdbool.h>
#include <stdint.h>
#include "fetch/fail.h"
#include "fetch/piece.h"

enum { URL_HOST = 256, URL_ZONE = 32 };

struct url {
	bool https;
	bool ipv6;           /* host is an IPv6 address, without brackets */
	char host[URL_HOST]; /* NUL-terminated, as given */
	char zone[URL_ZONE]; /* of an IPv6 address, "" if none */
	uint16_t port;       /* the default one where none is given */
	struct piece
		userinfo;  /* the pieces are inside the text that was parsed; empty where missing */
	struct piece path; /* empty or with its slash */
	struct piece query;    /* with its question mark */
	struct piece fragment; /* with its number sign */
};

/* FAIL_NONE, FAIL_URL or FAIL_PROTOCOL; on failure *out is untouched and *why says what is wrong,
 * static storage. */
enum fail url_parse(struct url *out, struct piece text, const char **why);

/* True when text starts with a scheme and a colon: its length without the colon, else 0. */
size_t url_scheme_len(struct piece text);

static inline uint16_t url_default_port(const struct url *u)
{
	return u->https ? 443 : 80;
}

/* The text that names the host to a resolver: with the zone, without brackets. */
enum { URL_HOST_TEXT = URL_HOST + URL_ZONE };
void url_host_text(const struct url *u, char out[static URL_HOST_TEXT]);

#endif
