/* The protocol of the name service cache daemon, as one lookup source (glibc's nscd-client.h
 * describes it).  Pure: octets in and out.  The daemon is not trusted: every length is held against
 * what came. */
#ifndef NSCD_NSCD_H
#define NSCD_NSCD_H

#include <stdbool.h>
#include <stddef.h>
#include <stub/resolver.h>

#define NSCD_SOCKET "/var/run/nscd/socket"

enum {
	NSCD_ADDRESS_LEN = 110, /* the length glibc gives connect(2): all of sockaddr_un */
	NSCD_REQUEST_MAX = 12 + 1010 + 1,
	NSCD_ADDRS_MAX = 512,
	NSCD_REPLY_MAX = 24 + NSCD_ADDRS_MAX * 17 + 1026,
};

/* A GETAI request for the name with its final NUL.  Returns its length, 0 when the name is too long
 * for one. */
size_t nscd_request(unsigned char out[static NSCD_REQUEST_MAX], const char *name);

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

#endif
