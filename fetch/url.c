/* URLs of http and https, taken apart into their parts (RFC 3986, RFC 6874). */
#include "fetch/url.h"
#include <arpa/inet.h>

static bool is_alpha(char c)
{
	c = lower(c);
	return c >= 'a' && c <= 'z';
}

size_t url_scheme_len(struct piece text)
{
	if (!text.len || !is_alpha(text.at[0]))
		return 0;
	for (size_t i = 1; i < text.len; i++) {
		char c = text.at[i];
		if (c == ':')
			return i;
		if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '-' && c != '.')
			return 0;
	}
	return 0;
}

/* RFC 3986 2: none of these is part of any URL. */
static bool has_forbidden(struct piece text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] <= ' ' || text.at[i] == 0x7f)
			return true;
	return false;
}

static size_t find_any(struct piece p, const char *set)
{
	for (size_t i = 0; i < p.len; i++)
		for (const char *s = set; *s; s++)
			if (p.at[i] == *s)
				return i;
	return p.len;
}

static struct piece take(struct piece *p, size_t len)
{
	struct piece front = { p->at, len };
	p->at += len;
	p->len -= len;
	return front;
}

static enum fail parse_scheme(struct url *u, struct piece *text, const char **why)
{
	size_t len = url_scheme_len(*text);
	struct piece scheme = { text->at, len };
	struct piece rest = { text->at + len, text->len - len };
	bool slash = len && rest.len > 1 && rest.at[1] == '/';
	u->https = piece_is(scheme, "https");
	bool ours = u->https || piece_is(scheme, "http");
	if (!ours && !slash)
		return FAIL_NONE; /* no scheme: "host", "host:8080", "user:secret@host" */
	*why = "only http and https are spoken here";
	if (!ours)
		return FAIL_PROTOCOL;
	*why = "two slashes are missing after the scheme";
	if (!slash || rest.len < 3 || rest.at[2] != '/')
		return FAIL_URL;
	take(text, len + 3);
	return FAIL_NONE;
}

static const char *parse_port(struct url *u, struct piece p)
{
	if (!p.len)
		return NULL;
	uint32_t value = 0;
	for (size_t i = 0; i < p.len; i++) {
		if (!is_digit(p.at[i]))
			return "the port is not a number";
		value = value * 10 + (uint32_t)(p.at[i] - '0');
		if (value > UINT16_MAX)
			return "the port is above 65535";
	}
	if (!value)
		return "port 0 cannot be connected to";
	u->port = (uint16_t)value;
	return NULL;
}

/* RFC 6874, and the bare percent sign that everybody writes. */
static const char *parse_zone(struct url *u, struct piece p)
{
	if (p.len > 2 && p.at[0] == '2' && p.at[1] == '5')
		take(&p, 2);
	if (!p.len || p.len >= URL_ZONE)
		return "the zone of the IPv6 address is empty or too long";
	memcpy(u->zone, p.at, p.len);
	u->zone[p.len] = '\0';
	return find_any(p, "%[]/:") < p.len ? "the zone of the IPv6 address has wrong characters"
					    : NULL;
}

static const char *parse_ipv6(struct url *u, struct piece p)
{
	size_t percent = find_any(p, "%");
	struct piece address = take(&p, percent);
	if (address.len >= INET6_ADDRSTRLEN)
		return "the IPv6 address is too long";
	memcpy(u->host, address.at, address.len);
	u->host[address.len] = '\0';
	struct in6_addr ignored;
	if (inet_pton(AF_INET6, u->host, &ignored) != 1)
		return "what stands in brackets is not an IPv6 address";
	u->ipv6 = true;
	if (!p.len)
		return NULL;
	take(&p, 1);
	return parse_zone(u, p);
}

static const char *parse_name(struct url *u, struct piece p)
{
	size_t len = 0;
	if (!p.len)
		return "there is no host";
	for (size_t i = 0; i < p.len; i++) {
		char c = p.at[i];
		if (c == '%') {
			unsigned high = i + 2 < p.len ? hex_value(p.at[i + 1]) : 16;
			unsigned low = i + 2 < p.len ? hex_value(p.at[i + 2]) : 16;
			if (high > 15 || low > 15)
				return "a percent sign in the host without two hexadecimal digits";
			c = (char)(high << 4 | low);
			i += 2;
		}
		if ((unsigned char)c <= ' ' || c == 0x7f ||
			find_any((struct piece){ &c, 1 }, "\"<>[]{}|\\^`%/?#@:") == 0)
			return "the host has wrong characters";
		if (len == URL_HOST - 1)
			return "the host is too long";
		u->host[len++] = c;
	}
	u->host[len] = '\0';
	return NULL;
}

static const char *parse_authority(struct url *u, struct piece p)
{
	/* the last @ counts: a password may hold one */
	for (size_t i = p.len; i > 0; i--)
		if (p.at[i - 1] == '@') {
			u->userinfo = take(&p, i - 1);
			take(&p, 1);
			break;
		}
	if (p.len && p.at[0] == '[') {
		size_t end = find_any(p, "]");
		if (end == p.len)
			return "the bracket of an IPv6 address is not closed";
		const char *why = parse_ipv6(u, (struct piece){ p.at + 1, end - 1 });
		if (why)
			return why;
		take(&p, end + 1);
		if (p.len && p.at[0] != ':')
			return "something stands between the IPv6 address and the port";
	} else {
		const char *why = parse_name(u, take(&p, find_any(p, ":")));
		if (why)
			return why;
	}
	if (!p.len)
		return NULL;
	take(&p, 1);
	return parse_port(u, p);
}

enum fail url_parse(struct url *out, struct piece text, const char **why)
{
	struct url u;
	u.https = u.ipv6 = false;
	u.zone[0] = '\0';
	u.userinfo = (struct piece){ text.at, 0 };
	*why = "a space or control character";
	if (has_forbidden(text))
		return FAIL_URL;
	enum fail fail = parse_scheme(&u, &text, why);
	if (fail)
		return fail;
	u.port = url_default_port(&u);
	*why = parse_authority(&u, take(&text, find_any(text, "/?#")));
	if (*why)
		return FAIL_URL;
	u.path = take(&text, find_any(text, "?#"));
	u.query = take(&text, find_any(text, "#"));
	u.fragment = text;
	*out = u;
	return FAIL_NONE;
}

static char *append(char *to, const char *text)
{
	while (*text)
		*to++ = *text++;
	return to;
}

void url_host_text(const struct url *u, char out[static URL_HOST_TEXT])
{
	char *end = append(out, u->host);
	if (u->zone[0]) {
		*end++ = '%';
		end = append(end, u->zone);
	}
	*end = '\0';
}
