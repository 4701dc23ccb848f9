/* Where a redirect leads: a reference resolved against the URL it came from (RFC 3986 5). */
#include "fetch/redirect.h"
#include <stdlib.h>
#include "resolver/text.h"

/* RFC 3986 appendix B: each part with its punctuation, empty where missing. */
struct reference {
	struct piece scheme, authority, path, query, fragment;
};

bool redirect_status(unsigned status)
{
	switch (status) {
	case 300:
	case 301:
	case 302:
	case 303:
	case 307:
	case 308: return true;
	}
	return false;
}

static struct piece take_until(struct piece *rest, const char *marks)
{
	size_t n = 0;
	for (; n < rest->len; n++)
		for (const char *m = marks; *m; m++)
			if (rest->at[n] == *m)
				goto found;
found:;
	struct piece front = { rest->at, n };
	rest->at += n;
	rest->len -= n;
	return front;
}

static struct reference split(struct piece text)
{
	struct reference ref = { .scheme = { text.at, 0 } };
	size_t scheme = url_scheme_len(text);
	if (scheme) {
		ref.scheme.len = scheme;
		text.at += scheme + 1;
		text.len -= scheme + 1;
	}
	ref.authority = (struct piece){ text.at, 0 };
	if (text.len > 1 && text.at[0] == '/' && text.at[1] == '/') {
		text.at += 2;
		text.len -= 2;
		struct piece name = take_until(&text, "/?#");
		ref.authority = (struct piece){ name.at - 2, name.len + 2 };
	}
	ref.path = take_until(&text, "?#");
	ref.query = take_until(&text, "#");
	ref.fragment = text;
	return ref;
}

static void put_encoded(struct text *t, struct piece p)
{
	for (size_t i = 0; i < p.len; i++) {
		unsigned char c = (unsigned char)p.at[i];
		if (c != ' ' && c < 0x80) {
			text_char(t, (char)c);
			continue;
		}
		text_char(t, '%');
		text_char(t, "0123456789ABCDEF"[c >> 4]);
		text_char(t, "0123456789ABCDEF"[c & 15]);
	}
}

static void put_base_authority(struct text *t, const struct url *base)
{
	text_put(t, base->ipv6 ? "//[" : "//");
	text_put(t, base->host);
	if (base->zone[0]) {
		text_put(t, "%25");
		text_put(t, base->zone);
	}
	text_put(t, base->ipv6 ? "]:" : ":");
	text_uint(t, base->port);
}

/* RFC 3986 5.2.4, in place; p begins with a slash. */
static size_t remove_dots(char *p, size_t len)
{
	size_t out = 0;
	for (size_t at = 0, end; at < len; at = end) {
		for (end = at + 1; end < len && p[end] != '/';)
			end++;
		struct piece name = { p + at + 1, end - at - 1 };
		bool up = piece_is(name, "..");
		if (!up && !piece_is(name, ".")) {
			memmove(p + out, p + at, end - at);
			out += end - at;
			continue;
		}
		while (up && out && p[--out] != '/')
			;
		if (end == len)
			p[out++] = '/';
	}
	return out;
}

/* RFC 3986 5.2.2 and 5.2.3 */
static void put_path(
	struct text *t, const struct url *base, const struct reference *ref, bool absolute)
{
	size_t start = t->len;
	bool inherit = !absolute && !ref->path.len;
	if (!absolute && (inherit || ref->path.at[0] != '/')) {
		struct piece path = base->path;
		while (!inherit && path.len && path.at[path.len - 1] != '/')
			path.len--;
		if (path.len)
			text_octets(t, path.at, path.len);
		else
			text_char(t, '/');
	}
	put_encoded(t, ref->path);
	if (text_whole(t) && t->len > start && t->base[start] == '/' && !inherit) {
		t->len = start + remove_dots(t->base + start, t->len - start);
		t->base[t->len] = '\0';
	}
	if (inherit && !ref->query.len)
		put_encoded(t, base->query);
	put_encoded(t, ref->query);
	put_encoded(t, ref->fragment.len ? ref->fragment : base->fragment);
}

static void put_target(struct text *t, const struct url *base, const struct reference *ref)
{
	bool absolute = ref->scheme.len || ref->authority.len;
	if (ref->scheme.len)
		text_octets(t, ref->scheme.at, ref->scheme.len);
	else
		text_put(t, base->https ? "https" : "http");
	text_char(t, ':');
	if (absolute)
		text_octets(t, ref->authority.at, ref->authority.len);
	else
		put_base_authority(t, base);
	put_path(t, base, ref, absolute);
}

enum fail redirect_target(const struct url *base, struct piece location, char **out)
{
	struct reference ref = split(location);
	if (ref.scheme.len && !piece_is(ref.scheme, "http") && !piece_is(ref.scheme, "https"))
		return FAIL_PROTOCOL;
	/* what is cut off by dot segments is counted all the same: the room is enough */
	struct text t;
	text_init(&t, NULL, 0);
	put_target(&t, base, &ref);
	size_t room = t.len + 2;
	char *text = malloc(room);
	if (!text)
		return FAIL_MEMORY;
	text_init(&t, text, room);
	put_target(&t, base, &ref);
	*out = text;
	return FAIL_NONE;
}
