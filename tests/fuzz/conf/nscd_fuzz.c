/* A reply of nscd: what is said of a piece must hold for the whole. */
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

static void walk(const struct nscd_reply *reply, const unsigned char *data, size_t size)
{
	struct nscd_at at = { 0, 0 };
	struct stub_addr addr;
	unsigned n = 0;

	require(reply->count >= 1 && reply->count <= NSCD_ADDRS_MAX);
	require(reply->addrs >= data && reply->families + reply->count <= data + size);
	for (; nscd_next(reply, &at, &addr); n++)
		require(addr.family == AF_INET || addr.family == AF_INET6);
	require(n == reply->count && reply->addrs + at.offset == reply->families);
	if (reply->canonical)
		require(strlen(reply->canonical) < size);
}

static enum nscd_verdict parse(const uint8_t *data, size_t size, bool ended)
{
	uint8_t *exact = malloc(size + !size);
	struct nscd_reply reply;

	require(exact);
	if (size)
		memcpy(exact, data, size);
	enum nscd_verdict verdict = nscd_parse(exact, size, ended, &reply);
	if (verdict == NSCD_FOUND)
		walk(&reply, exact, size);
	free(exact);
	return verdict;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum nscd_verdict whole = parse(data, size, false);
	size_t step = size / 64 + 1;

	for (size_t piece = 0; piece < size; piece += step) {
		enum nscd_verdict verdict = parse(data, piece, false);
		require(verdict == NSCD_MORE || verdict == whole);
		require(parse(data, piece, true) ==
			(verdict == NSCD_MORE ? NSCD_UNUSABLE : verdict));
	}
	require(parse(data, size, true) == (whole == NSCD_MORE ? NSCD_UNUSABLE : whole));
	return 0;
}
