/* The reply to GETAI, the request for all addresses of a name. */
#include "resolver/nscd/parts.h"

#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

enum { REPLY_HEADER = 24 };

/* In the daemon's byte order, which is ours. */
struct header {
	int32_t version, found, naddrs, addrslen, canonlen, error;
};

static bool lengths_possible(const struct header *h)
{
	return h->naddrs > 0 && h->naddrs <= NSCD_ADDRS_MAX && h->addrslen >= h->naddrs * 4 &&
	       h->addrslen <= h->naddrs * 16 && h->canonlen >= 0 && h->canonlen <= NSCD_NAME_MAX;
}

static bool families_fit(const unsigned char *families, const struct header *h)
{
	int32_t sum = 0;
	for (int32_t i = 0; i < h->naddrs; i++) {
		unsigned octets = nscd_address_octets(families[i]);
		if (!octets)
			return false;
		sum += (int32_t)octets;
	}
	return sum == h->addrslen;
}

static enum nscd_verdict parse_found(
	const unsigned char *body, const struct header *h, struct nscd_reply *out)
{
	const unsigned char *families = body + h->addrslen;
	const char *canonical = (const char *)families + h->naddrs;
	size_t canonlen = (size_t)h->canonlen;

	if (!families_fit(families, h))
		return NSCD_UNUSABLE;
	if (canonlen && !nscd_is_string(canonical, canonlen))
		return NSCD_UNUSABLE;
	*out = (struct nscd_reply){
		.count = (unsigned)h->naddrs, .addrs = body, .families = families
	};
	if (canonlen && nscd_is_host_name(canonical))
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
	memcpy(a.octets, reply->addrs + at->offset, nscd_address_octets(family));
	at->offset += nscd_address_octets(family);
	*out = a;
	return true;
}
