/* A name on the first line, a hosts file in the rest: scanning and the index must agree, by name
 * and by each address that there is; and an index under one key with that under another. */
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

static void compare_lines(struct hosts_addr_iter a, struct hosts_addr_iter b)
{
	struct hosts_line one, other;
	bool more = true;

	while (more) {
		more = hosts_next_addr(&a, &one);
		require(hosts_next_addr(&b, &other) == more);
		if (!more)
			return;
		require(one.canonical.at == other.canonical.at &&
			one.canonical.len == other.canonical.len &&
			one.aliases.at == other.aliases.at && one.aliases.len == other.aliases.len);
		require(one.aliases.at + one.aliases.len <= a.hosts->text + a.hosts->len);
	}
}

/* The lines that a name has lead back to the name's line. */
static void check_reverse(struct hosts *h, struct hosts *scanned, const struct name *name)
{
	struct hosts_hit hit;
	unsigned left = 8; /* each costs a scan */
	for (struct hosts_iter it = hosts_find(h, name); left-- && hosts_next(&it, &hit);) {
		struct hosts_line line;
		compare_lines(hosts_find_addr(h, &hit.addr), hosts_find_addr(scanned, &hit.addr));
		struct hosts_addr_iter lines = hosts_find_addr(h, &hit.addr);
		bool found = false;
		while (!found && hosts_next_addr(&lines, &line))
			found = line.canonical.at == hit.canonical;
		require(found);
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
	scanned.asked = scanned.asked_addr = 2; /* as without memory for an index */
	h.key = (struct hash_key){ { size, ~(uint64_t)size } };
	for (unsigned i = 0; i < 3; i++)
		compare(hosts_find(&h, &name), hosts_find(&scanned, &name));
	require(h.index && !scanned.index);
	check_reverse(&h, &scanned, &name);
	require(!scanned.by_address);
	hosts_fini(&h);
	hosts_fini(&scanned);
	free(text);
	return 0;
}
