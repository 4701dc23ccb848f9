/* The protocol of the name service cache daemon, as one lookup source (glibc's nscd-client.h
 * describes it).  Pure: octets in and out.  The daemon is not trusted: every length is held against
 * what came.
 *
 * GETAI asks for all addresses of a name, whatever family is wanted, as getaddrinfo(3) does: one
 * entry of the daemon's cache serves every caller.  The host requests are gethostbyname2(3)'s and
 * gethostbyaddr(3)'s. */
#ifndef NSCD_NSCD_H
#define NSCD_NSCD_H

#include <stdbool.h>
#include <stddef.h>
#include <stub/resolver.h>

#define NSCD_SOCKET "/var/run/nscd/socket"

enum {
	NSCD_ADDRESS_LEN = 110, /* the length glibc gives connect(2): all of sockaddr_un */
	NSCD_REQUEST_HEADER = 12,
	NSCD_REQUEST_MAX = NSCD_REQUEST_HEADER + 1010 + 1,
	NSCD_ADDRS_MAX = 512,
	NSCD_ALIASES_MAX = 512,
	NSCD_REPLY_MAX = 24 + NSCD_ADDRS_MAX * 17 + 1026,
};

/* Requests; each returns its length.
 *
 * GETAI for the name with its final NUL; 0 when the name is too long for one. */
size_t nscd_request(unsigned char out[static NSCD_REQUEST_MAX], const char *name);
/* GETHOSTBYNAME or GETHOSTBYNAMEv6: the addresses of one family; 0 as above. */
size_t nscd_request_host(unsigned char out[static NSCD_REQUEST_MAX], const char *name, int family);
/* GETHOSTBYADDR or GETHOSTBYADDRv6: the name of an address. */
size_t nscd_request_reverse(
	unsigned char out[static NSCD_REQUEST_MAX], const struct stub_addr *addr);
/* GETFDHST: a descriptor of the memory with the hosts (map.h).  The reply is NSCD_MAP_KEY octets,
 * the key, then the map's size in 64 bits or nothing, and the descriptor as SCM_RIGHTS. */
enum { NSCD_MAP_KEY = 6, NSCD_MAP_REPLY = NSCD_MAP_KEY + 8 };
size_t nscd_request_map(unsigned char out[static NSCD_REQUEST_MAX]);
/* Whether these octets are the reply to that; the size that it tells is left aside, since the file
 * has one of its own. */
bool nscd_is_map_reply(const unsigned char *data, size_t len);

enum nscd_verdict {
	NSCD_MORE,     /* the reply is not whole yet: read on */
	NSCD_FOUND,    /* addresses */
	NSCD_NEGATIVE, /* the daemon knows that there is no such name */
	NSCD_TRYAGAIN, /* the daemon could not find out for now */
	NSCD_UNUSABLE, /* not cached here, or damaged: as if there were no daemon */
};

struct nscd_reply {
	unsigned count;
	const unsigned char
		*addrs; /* count addresses of 4 or 16 octets each, one after the other */
	const unsigned char *families; /* count octets: 2 or 10 */
	const char *canonical;         /* NUL-terminated, inside data; NULL if none */
};

/* Looks at the len octets that have come so far.  ended: no more will come.  *out is set on
 * NSCD_FOUND only. */
enum nscd_verdict nscd_parse(
	const unsigned char *data, size_t len, bool ended, struct nscd_reply *out);
/* The addresses of a found reply, one after the other; at starts as {0, 0}. */
struct nscd_at {
	unsigned index;
	size_t offset;
};
bool nscd_next(const struct nscd_reply *reply, struct nscd_at *at, struct stub_addr *out);

/* The reply to a host request. */
struct nscd_host {
	const char *name; /* NUL-terminated, inside data; NULL: not one to hand out */
	int family;
	unsigned count;
	const unsigned char *addrs; /* count addresses of the family */
	unsigned naliases;
	const unsigned char *alias_lengths; /* naliases numbers of 32 bits, unaligned */
	const char *aliases;                /* strings one after the other */
};

/* As nscd_parse(), for the family that was asked for. */
enum nscd_verdict nscd_parse_host(
	const unsigned char *data, size_t len, bool ended, int family, struct nscd_host *out);
/* The same for a reverse request: what is found has a name and is about this address. */
enum nscd_verdict nscd_parse_reverse(const unsigned char *data, size_t len, bool ended,
	const struct stub_addr *addr, struct nscd_host *out);
void nscd_host_addr(const struct nscd_host *host, unsigned index, struct stub_addr *out);
/* The aliases that may be handed out, one after the other; at starts as {0, 0}. */
bool nscd_next_alias(const struct nscd_host *host, struct nscd_at *at, const char **out);

#endif
