/* nscd's shared memory: the first octet is the name to look for, the rest the map.
 *
 * A hit agrees with a reader that looks at every place where an entry could be; a map built out of
 * the input gives back what was put in. */
#include <stdlib.h>
#include <string.h>
#include "resolver/nscd/map.h"
#include "tests/support/nscd_image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NOW = 1000000000, NAMES = 3, HEADS = 120 };

static const char *const names[NAMES] = { "canonical.t", "b.t", "none.t" };

static void require(bool ok)
{
	if (!ok)
		abort();
}

static uint32_t at32(const unsigned char *p)
{
	uint32_t value;
	memcpy(&value, p, sizeof(value));
	return value;
}

/* Whether some entry anywhere has this key, and this reply, as nothing but the format demands. */
static bool somewhere(const unsigned char *map, const unsigned char *request, size_t request_len,
	const unsigned char *reply, size_t len)
{
	size_t key_len = request_len - NSCD_REQUEST_HEADER, module = at32(map + 40),
	       room = at32(map + 44);
	const unsigned char *area = map + HEADS + (module * 4 + 15) / 16 * 16;
	for (size_t entry = 0; entry + 24 <= room; entry += 4) {
		const unsigned char *e = area + entry;
		size_t key = at32(e + 8), record = at32(e + 20);
		if (e[0] != request[4] || at32(e + 4) != key_len || key + key_len > room ||
			record + 24 + len > room)
			continue;
		const unsigned char *r = area + record;
		int64_t timeout;
		memcpy(&timeout, r + 8, sizeof(timeout));
		if (!memcmp(area + key, request + NSCD_REQUEST_HEADER, key_len) &&
			at32(r + 4) == len && r[18] && timeout >= NOW &&
			!memcmp(r + 24, reply, len))
			return true;
	}
	return false;
}

static void read_map(const char *name, const uint8_t *data, size_t size)
{
	static unsigned char reply[NSCD_REPLY_MAX];
	unsigned char request[NSCD_REQUEST_MAX];
	size_t request_len = nscd_request(request, name), len = 0;
	unsigned char *map = aligned_alloc(16, (size + 31) / 16 * 16);
	struct nscd_map m;
	require(map);
	/* to the end of the block, as near as alignment lets it, so that a read past it is seen */
	memcpy(map, data, size);
	if (nscd_map_open(&m, map, size, NOW)) {
		enum nscd_map_found found =
			nscd_map_find(&m, NOW, request, request_len, reply, &len);
		require(found != NSCD_MAP_STALE);
		if (found == NSCD_MAP_HIT)
			require(len <= NSCD_REPLY_MAX &&
				somewhere(map, request, request_len, reply, len));
	}
	free(map);
}

/* Pieces of the input as replies, to names that are numbers. */
static void build_map(const uint8_t *data, size_t size)
{
	static struct image image;
	static unsigned char reply[NSCD_REPLY_MAX];
	struct image_entry at;
	struct nscd_map m;
	unsigned char request[NSCD_REQUEST_MAX];
	size_t lens[16], starts[16], len;
	unsigned n = 0;
	image_init(&image, 1 + data[0] % 5, IMAGE_OCTETS - 200);
	for (size_t from = 1; n < 16 && from < size; n++, from += len) {
		len = data[from] < size - from ? data[from] : size - from;
		len += !len;
		lens[n] = len;
		starts[n] = from;
		size_t request_len = nscd_request(request, (const char[]){ (char)('a' + n), 0 });
		require(image_add(&image, request, request_len, data + from, len, NOW, &at));
	}
	require(nscd_map_open(&m, image.octets, image_size(&image), NOW));
	for (unsigned i = 0; i <= n; i++) {
		size_t request_len = nscd_request(request, (const char[]){ (char)('a' + i), 0 });
		enum nscd_map_found found =
			nscd_map_find(&m, NOW, request, request_len, reply, &len);
		require(found == (i < n ? NSCD_MAP_HIT : NSCD_MAP_MISS));
		require(i == n || (len == lens[i] && !memcmp(reply, data + starts[i], len)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	read_map(names[data[0] % NAMES], data + 1, size - 1);
	build_map(data, size);
	return 0;
}
