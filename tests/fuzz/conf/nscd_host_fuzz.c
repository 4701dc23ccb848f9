/* A host reply of nscd: what is said of a piece must hold for the whole, and all of it lies inside.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "resolver/nscd/nscd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool ok)
{
	if (!ok)
		abort();
}

static void walk(const struct nscd_host *host, const unsigned char *data, size_t size)
{
	struct nscd_at at = { 0, 0 };
	struct stub_addr addr;
	const char *alias, *end = (const char *)data + size;
	unsigned n = 0;

	require(host->count >= 1 && host->count <= NSCD_ADDRS_MAX &&
		host->naliases <= NSCD_ALIASES_MAX);
	require(host->addrs >= data && (const char *)host->addrs < host->aliases &&
		host->aliases <= end);
	for (unsigned i = 0; i < host->count; i++)
		nscd_host_addr(host, i, &addr);
	for (; nscd_next_alias(host, &at, &alias); n++)
		require(alias + strlen(alias) < end);
	require(n <= host->naliases && host->aliases + at.offset <= end);
	if (host->name)
		require(strlen(host->name) < size);
	/* about one of its own addresses, and about no other one */
	struct nscd_host reverse;
	bool found = nscd_parse_reverse(data, size, true, &addr, &reverse) == NSCD_FOUND;
	require(found == (host->name != NULL));
}

static enum nscd_verdict parse(const uint8_t *data, size_t size, bool ended, int family)
{
	uint8_t *exact = malloc(size + !size);
	struct nscd_host host;

	require(exact);
	if (size)
		memcpy(exact, data, size);
	enum nscd_verdict verdict = nscd_parse_host(exact, size, ended, family, &host);
	if (verdict == NSCD_FOUND)
		walk(&host, exact, size);
	free(exact);
	return verdict;
}

static void try_family(const uint8_t *data, size_t size, int family)
{
	enum nscd_verdict whole = parse(data, size, false, family);
	size_t step = size / 64 + 1;

	for (size_t piece = 0; piece < size; piece += step) {
		enum nscd_verdict verdict = parse(data, piece, false, family);
		require(verdict == NSCD_MORE || verdict == whole);
		require(parse(data, piece, true, family) ==
			(verdict == NSCD_MORE ? NSCD_UNUSABLE : verdict));
	}
	require(parse(data, size, true, family) == (whole == NSCD_MORE ? NSCD_UNUSABLE : whole));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_family(data, size, AF_INET);
	try_family(data, size, AF_INET6);
	return 0;
}
