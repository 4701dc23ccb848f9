/* Finding a reply in the memory that nscd shares with its clients (nscd-client.h of glibc).
 *
 * Header, 120 octets: version at 0, its own size 4, gc_cycle 8, certainly_running 12, timestamp 16
 * (64 bits), module 40, data_size 44.
 *
 * Heads: module offsets of the first entry of each hash chain, padded to 16 octets.
 *
 * Data: data_size octets; offsets count from its start.  An entry has its type at 0 (one octet),
 * the length of its key 4, key 8, next entry 16, record 20; a record has its allocated size at 0,
 * the length of its reply 4, timeout 8 (64 bits), not found 16 and usable 18 (one octet each),
 * reply 24.
 *
 * All in the daemon's byte order, which is ours. */
#include "resolver/nscd/map.h"

#include <string.h>

enum {
	VERSION = 2,
	HEADS_ALIGN = 16,
	ENTRY = 24, /* octets that a client may look at */
	RECORD = 24,
	ALIGN = 4, /* of entries and records, so that loads are whole; the daemon's are at 8 */
	TRIES = 5, /* while the daemon moves things about */
	STEPS_MAX = 65536,
};

#define NONE UINT32_MAX

/* The only ways in which this file reads the map: once each, whoever writes meanwhile, and each
 * before those that come after it, so that gc_cycle can tell about all that was read between two
 * looks at it. */
static uint8_t load8(const unsigned char *at)
{
	return __atomic_load_n(at, __ATOMIC_ACQUIRE);
}

static uint32_t load32(const unsigned char *at)
{
	return __atomic_load_n((const uint32_t *)(const void *)at, __ATOMIC_ACQUIRE);
}

/* In halves: 64 bits at once are not every processor's.  Torn only where the daemon writes at that
 * moment, and then no worse than what a liar writes. */
static int64_t load64(const unsigned char *at)
{
	uint32_t half[2] = { load32(at), load32(at + 4) };
	int64_t value;
	memcpy(&value, half, sizeof(value));
	return value;
}

static void load(unsigned char *out, const unsigned char *at, size_t len)
{
	for (; len >= 4; at += 4, out += 4, len -= 4) {
		uint32_t word = load32(at);
		memcpy(out, &word, sizeof(word));
	}
	for (; len; len--)
		*out++ = load8(at++);
}

static uint32_t gc_cycle(const struct nscd_map *map)
{
	return load32(map->data + 8);
}

/* The part that offsets count in, as the header describes it at one moment. */
struct area {
	const unsigned char *heads, *data;
	uint32_t module, size;
};

/* False where the header promises more than there is. */
static bool area_find(const struct nscd_map *map, struct area *out)
{
	uint32_t module = load32(map->data + 40), size = load32(map->data + 44);
	if (module == 0 || module > NSCD_MAP_MAX / 4 || size > NSCD_MAP_MAX)
		return false;
	size_t heads = ((size_t)module * 4 + HEADS_ALIGN - 1) & ~(size_t)(HEADS_ALIGN - 1);
	if (map->size < NSCD_MAP_HEADER + heads + (size_t)size)
		return false;
	out->heads = map->data + NSCD_MAP_HEADER;
	out->data = out->heads + heads;
	out->module = module;
	out->size = size;
	return true;
}

static bool running(const struct nscd_map *map)
{
	return load32(map->data + 12);
}

/* A daemon that ends well leaves 0 as the time.  One that is killed is told of by the kernel, but
 * not if its thread for this map was the last one. */
static bool fresh(const struct nscd_map *map, int64_t now)
{
	int64_t timestamp = load64(map->data + 16);
	if (timestamp == 0)
		return false;
	return running(map) || (!map->certain && timestamp >= now - NSCD_MAP_TIMEOUT);
}

bool nscd_map_open(struct nscd_map *map, const void *data, size_t size, int64_t now)
{
	struct nscd_map m = { .data = data, .size = size };
	struct area area;
	if (size < NSCD_MAP_HEADER || load32(m.data) != VERSION ||
		load32(m.data + 4) != NSCD_MAP_HEADER || !area_find(&m, &area) || !fresh(&m, now))
		return false;
	m.certain = running(&m);
	*map = m;
	return true;
}

/* Whether len octets at this offset are inside. */
static bool inside(const struct area *area, uint32_t offset, uint64_t len)
{
	return offset <= area->size && len <= area->size - offset;
}

static bool inside_aligned(const struct area *area, uint32_t offset, uint64_t len)
{
	return offset % ALIGN == 0 && inside(area, offset, len);
}

struct wanted {
	uint8_t type;
	const unsigned char *key;
	uint32_t len;
};

static bool key_same(const struct area *area, uint32_t at, const struct wanted *wanted)
{
	for (uint32_t i = 0; i < wanted->len; i++)
		if (load8(area->data + at + i) != wanted->key[i])
			return false;
	return true;
}

static uint32_t hash(const struct wanted *wanted)
{
	uint32_t h = 0;
	for (uint32_t i = 0; i < wanted->len; i++)
		h = wanted->key[i] + 65599 * h;
	return h;
}

static enum nscd_map_found copy_reply(
	const struct area *area, uint32_t at, int64_t now, unsigned char *out, size_t *len)
{
	const unsigned char *record = area->data + at;
	uint32_t size = load32(record + 4);
	if (!inside(area, at + RECORD, size))
		return NSCD_MAP_DAMAGED;
	if (size > NSCD_REPLY_MAX || load64(record + 8) < now)
		return NSCD_MAP_MISS;
	load(out, record + RECORD, size);
	*len = size;
	return NSCD_MAP_HIT;
}

/* One step of the chain: what the entry says, MISS with *next where it is about something else. */
static enum nscd_map_found look_at_entry(const struct area *area, uint32_t at,
	const struct wanted *wanted, int64_t now, unsigned char *out, size_t *len)
{
	const unsigned char *entry = area->data + at;
	if (load8(entry) != wanted->type || load32(entry + 4) != wanted->len)
		return NSCD_MAP_MISS;
	uint32_t key = load32(entry + 8), record = load32(entry + 20);
	if (!inside(area, key, wanted->len))
		return NSCD_MAP_DAMAGED;
	if (!key_same(area, key, wanted))
		return NSCD_MAP_MISS;
	if (!inside_aligned(area, record, RECORD))
		return NSCD_MAP_DAMAGED;
	if (!load8(area->data + record + 18))
		return NSCD_MAP_MISS;
	return copy_reply(area, record, now, out, len);
}

/* A chain cannot have more entries than there is room for; the longest that the daemon's default
 * limits allow, all names in one of 211 chains, has a twelfth of STEPS_MAX. */
static enum nscd_map_found walk(const struct area *area, const struct wanted *wanted, int64_t now,
	unsigned char *out, size_t *len)
{
	uint32_t at = load32(area->heads + (size_t)(hash(wanted) % area->module) * 4);
	uint32_t room = area->size / (ENTRY + RECORD) + 1,
		 left = room < STEPS_MAX ? room : STEPS_MAX;
	for (; at != NONE; left--) {
		if (left == 0 || !inside_aligned(area, at, ENTRY))
			return NSCD_MAP_DAMAGED;
		enum nscd_map_found found = look_at_entry(area, at, wanted, now, out, len);
		if (found != NSCD_MAP_MISS)
			return found;
		at = load32(area->data + at + 16);
	}
	return NSCD_MAP_MISS;
}

/* Outside a collection, and none has begun meanwhile, nor has the area grown: only then does what
 * was seen mean anything. */
enum nscd_map_found nscd_map_find(const struct nscd_map *map, int64_t now,
	const unsigned char *request, size_t request_len, unsigned char out[static NSCD_REPLY_MAX],
	size_t *len)
{
	uint32_t type;
	memcpy(&type, request + 4, sizeof(type));
	struct wanted wanted = { .type = (uint8_t)type,
		.key = request + NSCD_REQUEST_HEADER,
		.len = (uint32_t)(request_len - NSCD_REQUEST_HEADER) };
	for (unsigned i = 0; i < TRIES; i++) {
		struct area area;
		size_t got;
		uint32_t cycle = gc_cycle(map);
		if (!fresh(map, now))
			return NSCD_MAP_STALE;
		if (cycle & 1)
			return NSCD_MAP_MISS;
		if (!area_find(map, &area))
			return NSCD_MAP_STALE;
		enum nscd_map_found found = walk(&area, &wanted, now, out, &got);
		if (gc_cycle(map) != cycle || load32(map->data + 44) != area.size)
			continue;
		if (found == NSCD_MAP_HIT)
			*len = got;
		return found;
	}
	return NSCD_MAP_MISS;
}
