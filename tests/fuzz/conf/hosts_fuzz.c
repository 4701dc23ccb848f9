/* A name on the first line, a hosts file in the rest: scanning and the index must agree. */
#include <stdlib.h>
#include <string.h>
#include "resolver/conf/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool ok)
{
	if (!ok)
		abort();
}

static void compare(struct hosts_iter a, struct hosts_iter b)
{
	struct hosts_hit one, other;
	bool more = true;

	while (more) {
		more = hosts_next(&a, &one);
		require(hosts_next(&b, &other) == more);
		if (!more)
			return;
		require(one.canonical == other.canonical &&
			one.canonical_len == other.canonical_len);
		require(one.addr.family == other.addr.family && one.addr.scope == other.addr.scope);
		require(!memcmp(
			one.addr.octets, other.addr.octets, one.addr.family == AF_INET ? 4 : 16));
		const char *end = a.hosts->text + a.hosts->len;
		require(one.canonical_len && one.canonical > a.hosts->text &&
			one.canonical_len <= (size_t)(end - one.canonical));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
	char query[NAME_TEXT];
	struct name name;
	struct hosts h, scanned;

	if (!end || (size_t)(end - data) >= sizeof(query))
		return 0;
	memcpy(query, data, (size_t)(end - data));
	query[end - data] = '\0';
	if (!name_from_text(&name, query))
		return 0;
	size_t len = size - (size_t)(end + 1 - data);
	char *text = malloc(len + !len);
	require(text);
	memcpy(text, end + 1, len);
	hosts_init(&h, text, len);
	hosts_init(&scanned, text, len);
	scanned.asked = 2; /* as without memory for an index */
	for (unsigned i = 0; i < 3; i++)
		compare(hosts_find(&h, &name), hosts_find(&scanned, &name));
	require(h.index && !scanned.index);
	hosts_fini(&h);
	hosts_fini(&scanned);
	free(text);
	return 0;
}
