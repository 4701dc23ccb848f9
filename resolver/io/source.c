/* Which source address the kernel would use towards each destination (RFC 6724 6). */
#include "resolver/io/source.h"
#include <errno.h>
#include <string.h>

enum { ANY_PORT = 53, UNUSABLE = -2 };

/* The socket of one family. */
struct probe {
	int fd; /* -1: not made yet; UNUSABLE: it could not be made */
	bool connected;
};

static bool is_for(const struct source_entry *e, const struct stub_addr *addr)
{
	return e->family == addr->family && e->scope == addr->scope &&
	       memcmp(e->octets, addr->octets, sizeof(e->octets)) == 0;
}

enum { PROBES = 4 };

/* The destination's entry, else a free one near its place, else one to be given up. */
static struct source_entry *entry_of(struct source_cache *cache, const struct stub_addr *addr)
{
	uint64_t half[2];
	memcpy(half, addr->octets, sizeof(half)); /* an IPv4 address has zeros behind it */
	uint64_t hash =
		(half[0] ^ (half[1] + addr->scope) * 0x9e3779b97f4a7c15) * 0xff51afd7ed558ccd;
	for (uint64_t i = 0; i < PROBES; i++) {
		struct source_entry *e = &cache->entries[((hash >> 32) + i) % SOURCE_CACHE];
		if (!e->family || is_for(e, addr))
			return e;
	}
	return &cache->entries[(hash >> 32) % SOURCE_CACHE];
}

static bool recall(const struct source_entry *e, struct destination *d)
{
	if (!is_for(e, &d->addr))
		return false;
	d->source = (struct stub_addr){ .family = e->source_family, .scope = e->source_scope };
	memcpy(d->source.octets, e->source, sizeof(d->source.octets));
	return true;
}

static void remember(struct source_entry *e, const struct destination *d)
{
	*e = (struct source_entry){
		.family = (uint8_t)d->addr.family,
		.source_family = (uint8_t)d->source.family,
		.scope = d->addr.scope,
		.source_scope = d->source.scope,
	};
	memcpy(e->octets, d->addr.octets, sizeof(e->octets));
	memcpy(e->source, d->source.octets, sizeof(e->source));
}

static void addr_from_address(struct stub_addr *out, const union address *a)
{
	*out = (struct stub_addr){ .family = a->any.sa_family };
	if (a->any.sa_family == AF_INET6) {
		memcpy(out->octets, &a->in6.sin6_addr, 16);
		out->scope = a->in6.sin6_scope_id;
	} else {
		memcpy(out->octets, &a->in.sin_addr, 4);
	}
}

/* False when the kernel could not be asked; no route is an answer. */
static bool ask(struct io *io, struct probe *probe, struct destination *d)
{
	union address a = { 0 };
	if (probe->fd == -1) {
		int fd = io_socket(io, d->addr.family, SOCK_DGRAM | SOCK_NONBLOCK, 0);
		probe->fd = fd < 0 ? UNUSABLE : fd;
	}
	if (probe->fd == UNUSABLE)
		return false;
	if (probe->connected) /* else the old source would stay (Linux) */
		io_connect(
			io, probe->fd, &(struct sockaddr){ .sa_family = AF_UNSPEC }, sizeof(a.any));
	address_from_addr(&a, &d->addr, ANY_PORT);
	probe->connected = io_connect(io, probe->fd, &a, address_len(&a)) == 0;
	if (!probe->connected)
		return true;
	if (io_getsockname(io, probe->fd, &a) != 0)
		return false;
	addr_from_address(&d->source, &a);
	return true;
}

void source_find(struct io *io, struct destination *v, size_t n, struct source_cache *cache)
{
	struct probe probes[] = { { .fd = -1 }, { .fd = -1 } };
	bool asked = false;
	for (struct destination *d = v; d < v + n; d++) {
		struct source_entry *e = cache ? entry_of(cache, &d->addr) : NULL;
		d->known = e ? &e->rules : NULL;
		if (e && recall(e, d))
			continue;
		d->source.family = 0;
		asked = true;
		if (ask(io, &probes[d->addr.family == AF_INET6], d) && e)
			remember(e, d);
	}
	for (struct destination *d = v; asked && d < v + n; d++)
		d->known = NULL; /* the entry may have become another's */
	for (int i = 0; i < 2; i++)
		if (probes[i].fd >= 0)
			io_close_later(io, probes[i].fd);
}

void source_cache_clear(struct source_cache *cache)
{
	for (unsigned i = 0; i < SOURCE_CACHE; i++)
		cache->entries[i].family = 0;
}
