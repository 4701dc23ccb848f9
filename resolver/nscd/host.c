/* The reply to a host request: name, aliases and addresses of one family. */
#include <netdb.h>
#include <string.h>
#include "resolver/nscd/parts.h"

/* In the daemon's byte order, which is ours.  Behind it: the name, a length for each alias, the
 * addresses, the aliases. */
struct header {
	int32_t version, found, name_len, naliases, family, length, naddrs, error;
};

enum { REPLY_HEADER = 32 };

static bool possible(const struct header *h, int family)
{
	return h->name_len > 0 && h->name_len <= NSCD_NAME_MAX && h->naliases >= 0 &&
	       h->naliases <= NSCD_ALIASES_MAX && h->family == family &&
	       h->length == (int32_t)nscd_address_octets(family) && h->length > 0 &&
	       h->naddrs > 0 && h->naddrs <= NSCD_ADDRS_MAX;
}

static uint32_t alias_length(const unsigned char *lengths, unsigned i)
{
	uint32_t len;
	memcpy(&len, lengths + (size_t)i * 4, sizeof(len));
	return len;
}

/* Octets of all aliases; 0 where one cannot have its length.  (There are aliases.) */
static size_t aliases_size(const unsigned char *lengths, unsigned n)
{
	size_t sum = 0;
	for (unsigned i = 0; i < n; i++) {
		uint32_t len = alias_length(lengths, i);
		if (len == 0 || len > NSCD_NAME_MAX)
			return 0;
		sum += len;
	}
	return sum;
}

static bool aliases_are_strings(const struct nscd_host *host)
{
	const char *at = host->aliases;
	for (unsigned i = 0; i < host->naliases; i++) {
		uint32_t len = alias_length(host->alias_lengths, i);
		if (!nscd_is_string(at, len))
			return false;
		at += len;
	}
	return true;
}

/* A disabled cache and a negative answer have family and length -1. */
static enum nscd_verdict parse_negative(const struct header *h)
{
	if (h->name_len || h->naliases || h->naddrs)
		return NSCD_UNUSABLE;
	return h->error == TRY_AGAIN ? NSCD_TRYAGAIN : NSCD_NEGATIVE;
}

/* All of its octets are there. */
static enum nscd_verdict parse_found(
	const unsigned char *body, const struct header *h, struct nscd_host *out)
{
	const char *name = (const char *)body;
	const unsigned char *lengths = body + h->name_len;
	const unsigned char *addrs = lengths + (size_t)h->naliases * 4;
	struct nscd_host host = {
		.family = h->family,
		.count = (unsigned)h->naddrs,
		.addrs = addrs,
		.naliases = (unsigned)h->naliases,
		.alias_lengths = lengths,
		.aliases = (const char *)addrs + (size_t)h->naddrs * (size_t)h->length,
	};
	if (!nscd_is_string(name, (size_t)h->name_len) || !aliases_are_strings(&host))
		return NSCD_UNUSABLE;
	if (nscd_is_host_name(name))
		host.name = name;
	*out = host;
	return NSCD_FOUND;
}

enum nscd_verdict nscd_parse_host(
	const unsigned char *data, size_t len, bool ended, int family, struct nscd_host *out)
{
	enum nscd_verdict missing = ended ? NSCD_UNUSABLE : NSCD_MORE;
	struct header h;

	if (len < sizeof(h))
		return missing;
	memcpy(&h, data, sizeof(h));
	if (h.version != NSCD_VERSION)
		return NSCD_UNUSABLE;
	if (h.found == 0)
		return parse_negative(&h);
	if (h.found != 1 || !possible(&h, family))
		return NSCD_UNUSABLE;
	const unsigned char *lengths = data + REPLY_HEADER + h.name_len;
	size_t naliases = (size_t)h.naliases, addrs_len = (size_t)h.naddrs * (size_t)h.length;
	size_t need = REPLY_HEADER + (size_t)h.name_len + naliases * 4;
	if (len < need)
		return need + addrs_len > NSCD_REPLY_MAX ? NSCD_UNUSABLE : missing;
	size_t strings = aliases_size(lengths, (unsigned)naliases);
	need += addrs_len + strings;
	if ((naliases && !strings) || need > NSCD_REPLY_MAX)
		return NSCD_UNUSABLE;
	if (len < need)
		return missing;
	return parse_found(data + REPLY_HEADER, &h, out);
}

enum nscd_verdict nscd_parse_reverse(const unsigned char *data, size_t len, bool ended,
	const struct stub_addr *addr, struct nscd_host *out)
{
	struct nscd_host host;
	enum nscd_verdict verdict = nscd_parse_host(data, len, ended, addr->family, &host);
	if (verdict != NSCD_FOUND)
		return verdict;
	size_t octets = nscd_address_octets(host.family);
	unsigned i = 0;
	while (i < host.count && memcmp(host.addrs + i * octets, addr->octets, octets))
		i++;
	if (i == host.count || !host.name)
		return NSCD_UNUSABLE;
	*out = host;
	return NSCD_FOUND;
}

void nscd_host_addr(const struct nscd_host *host, unsigned index, struct stub_addr *out)
{
	size_t octets = nscd_address_octets(host->family);
	*out = (struct stub_addr){ .family = host->family };
	memcpy(out->octets, host->addrs + index * octets, octets);
}

bool nscd_next_alias(const struct nscd_host *host, struct nscd_at *at, const char **out)
{
	while (at->index < host->naliases) {
		const char *alias = host->aliases + at->offset;
		at->offset += alias_length(host->alias_lengths, at->index++);
		if (!nscd_is_host_name(alias))
			continue;
		*out = alias;
		return true;
	}
	return false;
}
