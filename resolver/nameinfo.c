/* The face of getnameinfo(3): socket addresses to names of hosts and services. */
#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <stub/addrinfo.h>
#include "resolver/addrinfo.h"
#include "resolver/conf/config.h"
#include "resolver/idn.h"
#include "resolver/lookup/host_name.h"

#ifndef NI_IDN
#define NI_IDN 0
#endif

/* glibc's flag; <netdb.h> of musl has it as well */
#ifndef NI_NUMERICSCOPE
#define NI_NUMERICSCOPE 0
#endif

enum {
	KNOWN_FLAGS = NI_NUMERICHOST | NI_NUMERICSERV | NI_NAMEREQD | NI_NOFQDN | NI_DGRAM |
		      NI_NUMERICSCOPE | NI_IDN,
	NI_DEPRECATED = 64 | 128, /* NI_IDN_ALLOW_UNASSIGNED and its like: no effect */
};

/* Where a text goes; not wanted when there is no room at all. */
struct place {
	char *at;
	size_t size;
};

static int put(struct place place, const char *text)
{
	size_t size = strlen(text) + 1;
	if (size > place.size)
		return EAI_OVERFLOW;
	memcpy(place.at, text, size);
	return 0;
}

static bool wanted(struct place place)
{
	return place.at && place.size;
}

static void put_zone(struct text *t, uint32_t scope, const uint8_t *octets, int flags)
{
	char name[IF_NAMESIZE];
	bool link = (octets[0] == 0xfe && (octets[1] & 0xc0) == 0x80) ||
		    (octets[0] == 0xff && (octets[1] & 0x0f) == 2);
	text_char(t, '%');
	if (!(flags & NI_NUMERICSCOPE) && link && if_indextoname(scope, name))
		text_put(t, name);
	else
		text_uint(t, scope);
}

static int put_numeric(struct place host, const struct stub_addr *addr, int flags)
{
	char room[INET6_ADDRSTRLEN + 1 + IF_NAMESIZE], number[INET6_ADDRSTRLEN];
	struct text t;
	text_init(&t, room, sizeof(room));
	text_put(&t, inet_ntop(addr->family, addr->octets, number, sizeof(number)));
	if (addr->scope)
		put_zone(&t, addr->scope, addr->octets, flags);
	return put(host, room);
}

static int put_name(struct place host, const struct stub_names *names, int flags)
{
	const char *name = names->list[0];
	char room[NAME_TEXT], *unicode = NULL;
	struct text t;
	if (!host_text_is_plain(name))
		return EAI_NONAME;
	text_init(&t, room, sizeof(room));
	bool cut = flags & NI_NOFQDN && names->source == STUB_FROM_HOSTS;
	text_octets(&t, name, cut ? strcspn(name, ".") : strlen(name));
	bool converted = flags & NI_IDN && idn_to_unicode(room, &unicode) == STUB_OK;
	int error = put(host, converted ? unicode : room);
	free(unicode);
	return error;
}

static int find_host(
	struct stub_resolver *r, struct place host, const struct stub_addr *addr, int flags)
{
	int error = EAI_NONAME;
	if (!(flags & NI_NUMERICHOST)) {
		struct stub_names *names = NULL;
		error = status_to_eai(stub_reverse(r, addr, &names));
		if (!error)
			error = put_name(host, names, flags);
		stub_names_free(names);
		/* no name is what the number is for; a failure that may pass is told (glibc) */
		if (!error || error == EAI_AGAIN || error == EAI_MEMORY || error == EAI_SYSTEM ||
			error == EAI_OVERFLOW)
			return error;
	}
	return flags & NI_NAMEREQD ? EAI_NONAME : put_numeric(host, addr, flags);
}

static int find_service(struct stub_resolver *r, struct place service, uint16_t port, int flags)
{
	char room[64], *data = NULL;
	struct slice name = { "", 0 };
	struct text t;
	bool found = !(flags & NI_NUMERICSERV) && services_name(services_text(r, &data), port,
							  flags & NI_DGRAM ? "udp" : "tcp", &name);
	text_init(&t, room, sizeof(room));
	if (found)
		text_octets(&t, name.at, name.len);
	else
		text_uint(&t, port);
	free(data);
	return text_whole(&t) ? put(service, room) : EAI_OVERFLOW;
}

int stub_getnameinfo(struct stub_resolver *r, const struct sockaddr *sockaddr, socklen_t addr_len,
	char *host, socklen_t host_size, char *service, socklen_t service_size, int flags)
{
	struct place host_place = { host, host_size }, service_place = { service, service_size };
	struct stub_addr addr;
	union address copy;
	if (flags & ~(KNOWN_FLAGS | NI_DEPRECATED))
		return EAI_BADFLAGS;
	if (flags & NI_NAMEREQD && !wanted(host_place) && !wanted(service_place))
		return EAI_NONAME;
	if (!sockaddr || addr_len < sizeof(sockaddr->sa_family) ||
		!addr_from_system(&addr, sockaddr, addr_len))
		return EAI_FAMILY;
	address_from_addr(&copy, &addr, 0);
	if (addr_len < address_len(&copy))
		return EAI_FAMILY;
	memcpy(&copy, sockaddr, address_len(&copy));
	int error = 0;
	if (wanted(host_place))
		error = find_host(r, host_place, &addr, flags);
	if (!error && wanted(service_place))
		error = find_service(r, service_place, address_port(&copy), flags);
	return error;
}
