/* GETAI, the request for all addresses of a name, and its reply. */
#include "resolver/nscd/nscd.h"

#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

enum { NSCD_VERSION = 2, GETAI = 14, REQUEST_HEADER = 12, REPLY_HEADER = 24, CANONICAL_MAX = 1026 };

size_t nscd_request(unsigned char out[static NSCD_REQUEST_MAX], const char *name)
{
	size_t len = strlen(name) + 1;

	if (REQUEST_HEADER + len > NSCD_REQUEST_MAX)
		return 0;
	memcpy(out, (const int32_t[]){ NSCD_VERSION, GETAI, (int32_t)len }, REQUEST_HEADER);
	memcpy(out + REQUEST_HEADER, name, len);
	return REQUEST_HEADER + len;
}

/* In the daemon's byte order, which is ours. */
struct header {
	int32_t version, found, naddrs, addrslen, canonlen, error;
};

static bool lengths_possible(const struct header *h)
{
	return h->naddrs > 0 && h->naddrs <= NSCD_ADDRS_MAX && h->addrslen >= h->naddrs * 4 &&
	       h->addrslen <= h->naddrs * 16 && h->canonlen >= 0 && h->canonlen <= CANONICAL_MAX;
}

/* Octets of an address; 0: no such family. */
static unsigned address_octets(unsigned char family)
{
	return family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;
}

static bool families_fit(const unsigned char *families, const struct header *h)
{
	int32_t sum = 0;
	for (int32_t i = 0; i < h->naddrs; i++) {
		unsigned octets = address_octets(families[i]);
		if (!octets)
			return false;
		sum += (int32_t)octets;
	}
	return sum == h->addrslen;
}

/* What may be printed without a second look.  The daemon's names have not been through our filter.
 */
static bool is_host_name(const char *s)
{
	for (; *s; s++)
		if (!((*s | 0x20) >= 'a' && (*s | 0x20) <= 'z') && !(*s >= '0' && *s <= '9') &&
			*s != '-' && *s != '.' && *s != '_')
			return false;
	return true;
}

static enum nscd_verdict parse_found(
	const unsigned char *body, const struct header *h, struct nscd_reply *out)
{
	const unsigned char *families = body + h->addrslen;
	const char *canonical = (const char *)families + h->naddrs;
	size_t canonlen = (size_t)h->canonlen;

	if (!families_fit(families, h))
		return NSCD_UNUSABLE;
	if (canonlen && memchr(canonical, '\0', canonlen) != canonical + canonlen - 1)
		return NSCD_UNUSABLE;
	*out = (struct nscd_reply){
		.count = (unsigned)h->naddrs, .addrs = body, .families = families
	};
	if (canonlen > 1 && *canonical != '-' && is_host_name(canonical))
		out->canonical = canonical;
	return NSCD_FOUND;
}

enum nscd_verdict nscd_parse(
	const unsigned char *data, size_t len, bool ended, struct nscd_reply *out)
{
	enum nscd_verdict missing = ended ? NSCD_UNUSABLE : NSCD_MORE;
	struct header h;

	if (len < sizeof(h))
		return missing;
	memcpy(&h, data, sizeof(h));
	if (h.version != NSCD_VERSION)
		return NSCD_UNUSABLE;
	if (h.found == 0) {
		if (h.naddrs || h.addrslen || h.canonlen)
			return NSCD_UNUSABLE;
		return h.error == TRY_AGAIN ? NSCD_TRYAGAIN : NSCD_NEGATIVE;
	}
	/* -1: hosts are not cached here */
	if (h.found != 1 || !lengths_possible(&h))
		return NSCD_UNUSABLE;
	if (len < REPLY_HEADER + (size_t)h.addrslen + (size_t)h.naddrs + (size_t)h.canonlen)
		return missing;
	return parse_found(data + REPLY_HEADER, &h, out);
}

bool nscd_next(const struct nscd_reply *reply, struct nscd_at *at, struct stub_addr *out)
{
	if (at->index >= reply->count)
		return false;
	unsigned char family = reply->families[at->index++];
	struct stub_addr a = { .family = family };
	memcpy(a.octets, reply->addrs + at->offset, address_octets(family));
	at->offset += address_octets(family);
	*out = a;
	return true;
}
