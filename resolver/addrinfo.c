/* The face of getaddrinfo(3): nodes and services to socket addresses. */
#include "resolver/addrinfo.h"
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <stub/addrinfo.h>
#include "resolver/conf/config.h"
#include "resolver/idn.h"
#include "resolver/io/families.h"
#include "resolver/literal.h"
#include "resolver/lookup/answer.h"
#include "resolver/lookup/host_name.h"

#ifdef EAI_NODATA
#define NODATA EAI_NODATA
#else
#define NODATA EAI_NONAME
#endif
#ifdef EAI_ADDRFAMILY
#define ADDRFAMILY EAI_ADDRFAMILY
#else
#define ADDRFAMILY EAI_NONAME
#endif
#ifdef EAI_IDN_ENCODE
#define IDN_ENCODE EAI_IDN_ENCODE
#else
#define IDN_ENCODE EAI_NONAME
#endif
#ifndef AI_IDN
#define AI_IDN 0
#define AI_CANONIDN 0
#endif

enum {
	KNOWN_FLAGS = AI_PASSIVE | AI_CANONNAME | AI_NUMERICHOST | AI_V4MAPPED | AI_ALL |
		      AI_ADDRCONFIG | AI_IDN | AI_CANONIDN | AI_NUMERICSERV,
};

int status_to_eai(int status)
{
	switch (status) {
	case STUB_OK: return 0;
	case STUB_NXDOMAIN:
	case STUB_BADNAME: return EAI_NONAME;
	case STUB_NODATA: return NODATA;
	case STUB_TIMEOUT:
	case STUB_SERVFAIL:
	case STUB_REFUSED:
	case STUB_NOTIMP:
	case STUB_UNREACHABLE:
	case STUB_TEMPORARY: return EAI_AGAIN;
	case STUB_NOMEMORY: return EAI_MEMORY;
	case STUB_SYSTEM: return EAI_SYSTEM;
	default: return EAI_FAIL;
	}
}

struct slice services_text(struct stub_resolver *r, char **data)
{
	const char *path = r->options.services;
	ssize_t len = io_read_file(&r->io, path ? path : "/etc/services", NULL, 0, data);
	io_close_flush(&r->io);
	if (len < 0)
		*data = NULL;
	return (struct slice){ len > 0 ? *data : "", len > 0 ? (size_t)len : 0 };
}

/* ---- the service: kinds of sockets, and their ports ---- */

/* As glibc has them: what of an unspecific question is answered with which sockets. */
static const struct kind {
	int type, protocol;
	const char *name; /* of the protocol in services(5); NULL: any protocol, and no service */
	bool usual;       /* one of those for a question that names neither type nor protocol */
} kinds[] = {
	{ SOCK_STREAM, IPPROTO_TCP, "tcp", true },
	{ SOCK_DGRAM, IPPROTO_UDP, "udp", true },
	{ SOCK_DCCP, IPPROTO_DCCP, "dccp", false },
	{ SOCK_DGRAM, IPPROTO_UDPLITE, "udplite", false },
	{ SOCK_STREAM, IPPROTO_SCTP, "sctp", false },
	{ SOCK_SEQPACKET, IPPROTO_SCTP, "sctp", false },
	{ SOCK_RAW, 0, NULL, true },
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

struct plug {
	int type, protocol;
	uint16_t port;
};

struct plugs {
	unsigned n;
	struct plug list[KINDS];
};

static void plug_add(struct plugs *plugs, const struct kind *kind, int protocol, uint16_t port)
{
	plugs->list[plugs->n++] =
		(struct plug){ kind->type, kind->name ? kind->protocol : protocol, port };
}

/* Digits and nothing else.  *port is over 65535 for a number that is no port. */
static bool service_number(const char *text, uint32_t *port)
{
	uint32_t value = 0;
	size_t len = strspn(text, "0123456789");
	if (!len || text[len])
		return false;
	for (; *text; text++)
		value = value > UINT16_MAX ? value : value * 10 + (uint32_t)(*text - '0');
	*port = value;
	return true;
}

static bool kind_fits(const struct kind *kind, const struct addrinfo *hints)
{
	return (!hints->ai_socktype || hints->ai_socktype == kind->type) &&
	       (!hints->ai_protocol || !kind->name || hints->ai_protocol == kind->protocol);
}

static int plugs_by_number(
	struct plugs *out, const struct kind *first, uint16_t port, const struct addrinfo *hints)
{
	if (hints->ai_socktype || hints->ai_protocol) {
		plug_add(out, first, hints->ai_protocol, port);
		return 0;
	}
	for (const struct kind *kind = kinds; kind < kinds + KINDS; kind++)
		if (kind->usual)
			plug_add(out, kind, 0, port);
	return 0;
}

static int plugs_by_name(struct plugs *out, struct stub_resolver *r, const struct kind *first,
	const char *service, const struct addrinfo *hints)
{
	bool any = !hints->ai_socktype && !hints->ai_protocol;
	struct slice name = { service, strlen(service) };
	char *data;
	struct slice text = services_text(r, &data);
	for (const struct kind *kind = first; kind < (any ? kinds + KINDS : first + 1); kind++) {
		uint16_t port;
		if (kind->name && services_port(text, name, kind->name, &port))
			plug_add(out, kind, 0, port);
	}
	free(data);
	return out->n ? 0 : EAI_SERVICE;
}

static int plugs_find(struct plugs *out, struct stub_resolver *r, const char *service,
	const struct addrinfo *hints)
{
	const struct kind *first = kinds;
	uint32_t port = 0;
	bool number = !service || service_number(service, &port);
	if (!number && hints->ai_flags & AI_NUMERICSERV)
		return EAI_NONAME;
	while (first < kinds + KINDS && !kind_fits(first, hints))
		first++;
	if (first == kinds + KINDS)
		return hints->ai_socktype ? EAI_SOCKTYPE : EAI_SERVICE;
	if (port > UINT16_MAX || (service && !first->name))
		return EAI_SERVICE;
	return number ? plugs_by_number(out, first, (uint16_t)port, hints)
		      : plugs_by_name(out, r, first, service, hints);
}

/* ---- the node: addresses ---- */

struct node {
	struct addr_list addrs;
	char *ascii; /* the name in A-labels, when it had to be converted */
	struct stub_addrs *found;
	const char *canonical;
};

static unsigned families_of(int family)
{
	return family == AF_UNSPEC ? FAMILIES : family == AF_INET ? FAMILY_V4 : FAMILY_V6;
}

unsigned families_left(unsigned wanted, unsigned has)
{
	return has ? wanted & has : wanted;
}

static struct stub_addr mapped(const struct stub_addr *v4)
{
	struct stub_addr out = {
		.family = AF_INET6, .octets = { [10] = 0xff, [11] = 0xff }, .ttl = v4->ttl
	};
	memcpy(out.octets + 12, v4->octets, 4);
	return out;
}

static bool is_mapped(const struct stub_addr *a)
{
	static const uint8_t prefix[12] = { [10] = 0xff, [11] = 0xff };
	return a->family == AF_INET6 && !memcmp(a->octets, prefix, sizeof(prefix));
}

static int node_add(struct node *node, const struct stub_addr *addr)
{
	return addr_list_add(&node->addrs, addr) ? 0 : EAI_MEMORY;
}

/* Nothing but a service is asked for: the addresses to listen on, or this host's own. */
static int node_none(struct node *node, const struct addrinfo *hints)
{
	bool passive = hints->ai_flags & AI_PASSIVE;
	const struct stub_addr v6 = { .family = AF_INET6, .octets = { [15] = !passive } },
			       v4 = { .family = AF_INET, .octets = { 127, 0, 0, 1 } },
			       v4_any = { .family = AF_INET };
	const struct stub_addr *order[] = { passive ? &v4_any : &v6, passive ? &v6 : &v4 };
	int error = 0;
	for (unsigned i = 0; i < 2 && !error; i++)
		if (hints->ai_family == AF_UNSPEC || hints->ai_family == order[i]->family)
			error = node_add(node, order[i]);
	return error;
}

static int node_numeric(
	struct node *node, const struct stub_addr *literal, const struct addrinfo *hints)
{
	struct stub_addr addr = *literal;
	if (hints->ai_family == AF_INET && is_mapped(&addr)) {
		addr = (struct stub_addr){ .family = AF_INET };
		memcpy(addr.octets, literal->octets + 12, 4);
	} else if (hints->ai_family == AF_INET6 && addr.family == AF_INET &&
		   hints->ai_flags & AI_V4MAPPED) {
		addr = mapped(literal);
	} else if (hints->ai_family != AF_UNSPEC && hints->ai_family != addr.family) {
		return ADDRFAMILY;
	}
	return node_add(node, &addr);
}

/* AI_V4MAPPED: IPv4 addresses as IPv6 ones where there are no others, or, with AI_ALL, among them.
 */
static int node_mapped(struct node *node, const struct stub_addrs *found, bool all)
{
	bool any_v6 = false;
	int error = 0;
	for (size_t i = 0; i < found->count; i++)
		any_v6 |= found->list[i].family == AF_INET6;
	for (size_t i = 0; i < found->count && !error; i++) {
		const struct stub_addr *a = &found->list[i];
		struct stub_addr v6 = a->family == AF_INET ? mapped(a) : *a;
		if (a->family == AF_INET6 || all || !any_v6)
			error = node_add(node, &v6);
	}
	return error;
}

static int node_lookup(
	struct stub_resolver *r, struct node *node, const char *name, const struct addrinfo *hints)
{
	bool map = hints->ai_family == AF_INET6 && hints->ai_flags & AI_V4MAPPED;
	unsigned families = map ? FAMILIES : families_of(hints->ai_family);
	if (hints->ai_flags & AI_ADDRCONFIG) {
		families = families_left(families, io_families(&r->io));
		io_close_flush(&r->io);
	}
	if (!families)
		return EAI_NONAME;
	int family = families == FAMILIES ? AF_UNSPEC : families == FAMILY_V4 ? AF_INET : AF_INET6;
	int error = status_to_eai(stub_lookup(r, name, family, &node->found));
	if (error)
		return error;
	if (map)
		return node_mapped(node, node->found, hints->ai_flags & AI_ALL);
	for (size_t i = 0; i < node->found->count && !error; i++)
		error = node_add(node, &node->found->list[i]);
	return error;
}

/* The name to ask for, and where it is to be told as well. */
static int node_by_name(
	struct stub_resolver *r, struct node *node, const char *name, const struct addrinfo *hints)
{
	if (hints->ai_flags & AI_NUMERICHOST)
		return EAI_NONAME;
	if (hints->ai_flags & AI_IDN && idn_needed(name)) {
		int status = idn_to_ascii(name, &node->ascii);
		if (status != STUB_OK)
			return status == STUB_NOMEMORY ? EAI_MEMORY : IDN_ENCODE;
		name = node->ascii;
	}
	int error = node_lookup(r, node, name, hints);
	if (error)
		return error;
	const char *end = node->found->canonical;
	node->canonical = end && host_text_is_plain(end) ? end : name;
	char *unicode;
	if (hints->ai_flags & AI_CANONIDN && hints->ai_flags & AI_CANONNAME &&
		idn_to_unicode(node->canonical, &unicode) == STUB_OK) {
		free(node->ascii);
		node->canonical = node->ascii = unicode;
	}
	return 0;
}

static int node_find(
	struct stub_resolver *r, struct node *node, const char *name, const struct addrinfo *hints)
{
	struct stub_addr literal;
	if (!name)
		return node_none(node, hints);
	node->canonical = name;
	if (literal_parse(name, &literal))
		return node_numeric(node, &literal, hints);
	return node_by_name(r, node, name, hints);
}

/* ---- the result ---- */

struct entry {
	struct addrinfo info;
	union address addr;
};

static int put_result(const struct node *node, const struct plugs *plugs,
	const struct addrinfo *hints, struct addrinfo **res)
{
	const char *name = hints->ai_flags & AI_CANONNAME ? node->canonical : NULL;
	size_t n = node->addrs.count * plugs->n, name_size = name ? strlen(name) + 1 : 0;
	struct entry *block = malloc(n * sizeof(*block) + name_size), *at = block;
	if (!block)
		return EAI_MEMORY;
	for (size_t i = 0; i < node->addrs.count; i++) {
		const struct stub_addr *addr = &node->addrs.at[i];
		for (unsigned j = 0; j < plugs->n; j++, at++) {
			address_from_addr(&at->addr, addr, plugs->list[j].port);
			at->info = (struct addrinfo){
				.ai_flags = hints->ai_flags,
				.ai_family = addr->family,
				.ai_socktype = plugs->list[j].type,
				.ai_protocol = plugs->list[j].protocol,
				.ai_addrlen = address_len(&at->addr),
				.ai_addr = &at->addr.any,
				.ai_next = at + 1 < block + n ? &at[1].info : NULL,
			};
		}
	}
	if (name)
		block->info.ai_canonname = memcpy(block + n, name, name_size);
	*res = &block->info;
	return 0;
}

static int check_hints(const char *node, const char *service, const struct addrinfo *hints)
{
	if (!node && !service)
		return EAI_NONAME;
	if (hints->ai_flags & ~KNOWN_FLAGS || (hints->ai_flags & AI_CANONNAME && !node))
		return EAI_BADFLAGS;
	if (hints->ai_family != AF_UNSPEC && hints->ai_family != AF_INET &&
		hints->ai_family != AF_INET6)
		return EAI_FAMILY;
	return 0;
}

/* "*" is nothing in particular, for a node as for a service (glibc). */
static const char *unless_any(const char *text)
{
	return text && !strcmp(text, "*") ? NULL : text;
}

int stub_getaddrinfo(struct stub_resolver *r, const char *node, const char *service,
	const struct addrinfo *hints, struct addrinfo **res)
{
	static const struct addrinfo usual = { .ai_flags = AI_V4MAPPED | AI_ADDRCONFIG };
	struct plugs plugs = { .n = 0 };
	struct node found = { .canonical = NULL };
	node = unless_any(node);
	service = unless_any(service);
	if (!hints)
		hints = &usual;
	int error = check_hints(node, service, hints);
	if (error)
		return error;
	addr_list_init(&found.addrs);
	error = plugs_find(&plugs, r, service && *service ? service : NULL, hints);
	if (!error)
		error = node_find(r, &found, node, hints);
	if (!error)
		error = put_result(&found, &plugs, hints, res);
	addr_list_fini(&found.addrs);
	stub_addrs_free(found.found);
	free(found.ascii);
	return error;
}

void stub_freeaddrinfo(struct addrinfo *res)
{
	free(res);
}
