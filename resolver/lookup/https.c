/* HTTPS records in a reply. */
#include "resolver/lookup/https.h"
#include <string.h>
#include <sys/socket.h>
#include "resolver/dns/code.h"
#include "resolver/dns/svcb.h"
#include "resolver/lookup/chain.h"
#include "resolver/lookup/host_name.h"

/* What a client that is given the parameters below can honour. */
enum { KEYS_UNDERSTOOD = SVC_IPV6HINT };

struct value {
	const uint8_t *at;
	size_t len;
};

/* One record that has been read. */
struct service {
	uint16_t priority;
	uint32_t ttl;
	name_ref owner, target;
	struct value values[KEYS_UNDERSTOOD + 1]; /* at NULL: not there */
};

/* A walk over the records at the end of the chain. */
struct walk {
	const struct msg *msg;
	struct chain_end end;
	struct rr_iter it;
};

static bool walk_begin(struct walk *w, const struct msg *m)
{
	w->msg = m;
	w->it = msg_section(m, ANSWER);
	return chain_follow(m, &w->end);
}

static bool walk_next(struct walk *w, struct service *out)
{
	struct rr rr;
	while (rr_next(&w->it, &rr)) {
		if (rr.type != TYPE_HTTPS || rr.class != CLASS_IN ||
			!name_same(w->msg, rr.owner, w->end.owner))
			continue;
		const uint8_t *data = w->msg->data;
		struct reader r = reader_of(data + rr.rdata, rr.rdlen);
		*out = (struct service){ .priority = read_u16(&r),
			.ttl = rr.ttl,
			.owner = rr.owner,
			.target = (name_ref)(rr.rdata + 2) };
		read_octets(&r, name_skip(data, out->target) - out->target);
		while (read_left(&r)) {
			uint16_t key = read_u16(&r), len = read_u16(&r);
			const uint8_t *at = read_octets(&r, len);
			if (key <= KEYS_UNDERSTOOD)
				out->values[key] = (struct value){ at, len };
		}
		return true;
	}
	return false;
}

static uint32_t keys_of(struct value mandatory)
{
	uint32_t keys = 0;
	for (size_t i = 0; i + 1 < mandatory.len; i += 2) {
		uint16_t key = get_u16(mandatory.at + i);
		keys |= key <= KEYS_UNDERSTOOD ? 1u << key : 1u;
	}
	return keys;
}

/* RFC 9460 8: every mandatory key is understood; 7.1.1: without the default there is another
 * protocol.  Bit 0 of keys_of() is one that is not understood: "mandatory" is never in its own
 * list. */
static bool is_usable(const struct service *s)
{
	return s->priority && !(keys_of(s->values[SVC_MANDATORY]) & 1) &&
	       (!s->values[SVC_NO_DEFAULT_ALPN].at || s->values[SVC_ALPN].at);
}

void https_begin(struct https_path *path, const struct name *name)
{
	path->links = 0;
	path->ttl = UINT32_MAX;
	name_copy(&path->names[0], name);
}

static bool follow(struct https_path *path, const struct msg *m, const struct service *alias)
{
	struct name target;
	name_expand(&target, m->data, alias->target);
	if (target.len <= 1 || path->links == ALIAS_LINKS) /* ".": there is no service (2.5.1) */
		return false;
	for (unsigned i = 0; i <= path->links; i++)
		if (name_equal(&path->names[i], &target))
			return false;
	name_copy(&path->names[++path->links], &target);
	return true;
}

static void note_ttl(struct https_path *path, uint32_t ttl)
{
	if (ttl < path->ttl)
		path->ttl = ttl;
}

enum https_step https_read(const struct msg *m, struct https_path *path)
{
	struct walk w;
	struct service s;
	bool usable = false;
	if (!walk_begin(&w, m) || msg_rcode(m) != RCODE_NOERROR)
		return HTTPS_NOTHING;
	note_ttl(path, w.end.ttl);
	while (walk_next(&w, &s)) {
		usable |= is_usable(&s);
		if (s.priority)
			continue;
		/* AliasMode: records of the other kind beside it do not count (2.4.1) */
		note_ttl(path, s.ttl);
		return follow(path, m, &s) ? HTTPS_ALIAS : HTTPS_NOTHING;
	}
	return usable ? HTTPS_SERVICES : HTTPS_NOTHING;
}

/* ---- the result ---- */

/* Octets one after the other; base NULL: only counted. */
struct block {
	uint8_t *base;
	size_t len;
};

static void *take(struct block *b, size_t size, size_t align)
{
	b->len = (b->len + align - 1) / align * align;
	void *at = b->base ? b->base + b->len : NULL;
	b->len += size;
	return at;
}

static const uint8_t *copy_value(struct block *b, struct value value)
{
	uint8_t *at = take(b, value.len, 1);
	if (at && value.len)
		memcpy(at, value.at, value.len);
	return value.len ? at : NULL;
}

static const char *copy_target(struct block *b, const struct name *name)
{
	char room[NAME_TEXT];
	struct text t;
	text_init(&t, room, sizeof(room));
	host_name_to_text(name, &t);
	char *at = take(b, t.len + 1, 1);
	return at ? memcpy(at, room, t.len + 1) : NULL;
}

static const struct stub_addr *copy_hints(struct block *b, const struct service *s, size_t *count)
{
	static const struct {
		enum svc_key key;
		int family;
		size_t size;
	} kinds[] = { { SVC_IPV4HINT, AF_INET, 4 }, { SVC_IPV6HINT, AF_INET6, 16 } };
	size_t n = 0;
	for (unsigned i = 0; i < 2; i++)
		n += s->values[kinds[i].key].len / kinds[i].size;
	struct stub_addr *at = take(b, n * sizeof(*at), _Alignof(struct stub_addr));
	*count = n;
	if (!at || !n)
		return NULL;
	n = 0;
	for (unsigned i = 0; i < 2; i++) {
		struct value value = s->values[kinds[i].key];
		for (size_t j = 0; j < value.len; j += kinds[i].size) {
			at[n] = (struct stub_addr){ .family = kinds[i].family, .ttl = s->ttl };
			memcpy(at[n++].octets, value.at + j, kinds[i].size);
		}
	}
	return at;
}

/* Addresses of the name asked for are the target's: no AliasMode on the way, and the target is that
 * name, or the end of its CNAME chain. */
static bool is_own(const struct msg *m, const struct https_path *path, const struct service *s,
	const struct name *target)
{
	return !path->links &&
	       (name_equal(target, &path->names[0]) || name_matches(m, s->owner, target));
}

static struct stub_service build_one(struct block *b, const struct msg *m,
	const struct https_path *path, const struct service *s)
{
	struct name target;
	name_expand(&target, m->data, s->target);
	if (target.len == 1) /* the owner's name (2.5.2) */
		name_expand(&target, m->data, s->owner);
	struct value port = s->values[SVC_PORT];
	struct stub_service out = {
		.priority = s->priority,
		.port = port.at ? get_u16(port.at) : 0,
		.flags = (is_own(m, path, s, &target) ? STUB_SERVICE_OWN : 0u) |
			 (s->values[SVC_NO_DEFAULT_ALPN].at ? STUB_SERVICE_NO_DEFAULT : 0u),
		.mandatory = keys_of(s->values[SVC_MANDATORY]),
		.ttl = s->ttl < path->ttl ? s->ttl : path->ttl,
		.alpn_len = s->values[SVC_ALPN].len,
		.ech_len = s->values[SVC_ECH].len,
	};
	out.hints = copy_hints(b, s, &out.nhints);
	out.target = copy_target(b, &target);
	out.alpn = copy_value(b, s->values[SVC_ALPN]);
	out.ech = copy_value(b, s->values[SVC_ECH]);
	return out;
}

static size_t build_alias(const struct https_path *path, struct block *b,
	const struct stub_service **out, size_t *count)
{
	struct stub_service *one = take(b, sizeof(*one), _Alignof(struct stub_service));
	const char *target = copy_target(b, &path->names[path->links]);
	if (one) {
		*one = (struct stub_service){ .target = target, .ttl = path->ttl };
		*out = one;
		*count = 1;
	}
	return b->len;
}

/* Behind those of the same priority. */
static void insert(struct stub_service *list, size_t n, const struct stub_service *service)
{
	for (; n && list[n - 1].priority > service->priority; n--)
		list[n] = list[n - 1];
	list[n] = *service;
}

size_t https_build(const struct msg *m, const struct https_path *path, void *memory,
	const struct stub_service **out, size_t *count)
{
	struct block b = { .base = memory };
	struct walk w;
	struct service s;
	size_t n = 0;
	if (!m)
		return build_alias(path, &b, out, count);
	walk_begin(&w, m);
	while (walk_next(&w, &s))
		n += is_usable(&s);
	struct stub_service *list = take(&b, n * sizeof(*list), _Alignof(struct stub_service));
	n = 0;
	walk_begin(&w, m);
	while (walk_next(&w, &s)) {
		if (!is_usable(&s))
			continue;
		struct stub_service one = build_one(&b, m, path, &s);
		if (list)
			insert(list, n, &one);
		n++;
	}
	if (list) {
		*out = list;
		*count = n;
	}
	return b.len;
}
