/* getaddrinfo(3) and getnameinfo(3) over a resolver, for programs that are being ported.
 *
 * What <netdb.h> declares is used as it is: struct addrinfo, the AI_, NI_ and EAI_ codes, and
 * gai_strerror(3). */
#ifndef STUB_ADDRINFO_H
#define STUB_ADDRINFO_H

#include <sys/socket.h>
#include <stub/resolver.h>

#ifdef __cplusplus
extern "C" {
#endif

struct addrinfo;

/* Blocks.  As getaddrinfo(3) of glibc, with these differences:
 *
 * - the resolver's settings count, and its sources, order and deadline;
 * - a service is a number of digits alone up to 65535, or a name of services(5): 70000, " 80" and
 *   "+80" are EAI_SERVICE;
 * - AI_ADDRCONFIG does not touch numeric addresses; loopback addresses do not count, link-local
 *   ones do (RFC 3493 6.1); where there are no others, it is as if it had not been asked for;
 * - AI_IDN and AI_CANONIDN take and give UTF-8 whatever the locale; a name outside ASCII is
 *   EAI_IDN_ENCODE when it is no name, or when there is no libidn2; without AI_IDN it is
 * EAI_NONAME;
 * - ai_canonname is the name asked for where the end of the CNAME chain is no host name.
 *
 * hints NULL: AI_V4MAPPED | AI_ADDRCONFIG, any family and type.  Without a node 0.0.0.0 comes
 * before
 * :: with AI_PASSIVE, ::1 before 127.0.0.1 without.
 *
 * EAI_ codes: STUB_NXDOMAIN and STUB_BADNAME are EAI_NONAME; STUB_NODATA EAI_NODATA (EAI_NONAME
 * where <netdb.h> has none); STUB_TIMEOUT, SERVFAIL, REFUSED, NOTIMP, UNREACHABLE and TEMPORARY
 * EAI_AGAIN; FORMERR, RCODE, BADREPLY and UNSUPPORTED EAI_FAIL; NOMEMORY EAI_MEMORY; SYSTEM
 * EAI_SYSTEM, of which stub_resolver_detail() tells more than errno.
 *
 * *res is one block, the caller's: stub_freeaddrinfo() frees all of it, never a part, and
 * freeaddrinfo(3) must not.  Untouched on failure. */
STUB_API int stub_getaddrinfo(struct stub_resolver *resolver, const char *node, const char *service,
	const struct addrinfo *hints, struct addrinfo **res);
/* NULL is allowed. */
STUB_API void stub_freeaddrinfo(struct addrinfo *res);

/* Blocks.  As getnameinfo(3) of glibc, the name being stub_reverse()'s first.  A name that is no
 * host name is as good as none.  NI_NOFQDN cuts a name of the hosts file at its first dot.  NI_IDN
 * gives UTF-8. */
STUB_API int stub_getnameinfo(struct stub_resolver *resolver, const struct sockaddr *addr,
	socklen_t addr_len, char *host, socklen_t host_size, char *service, socklen_t service_size,
	int flags);

#ifdef __cplusplus
}
#endif

#endif
