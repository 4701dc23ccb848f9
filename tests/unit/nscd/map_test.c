/* nscd's shared memory: what is found in it, and what is not when it lies, moves or is out of date.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "resolver/nscd/map.h"
#include "tests/support/nscd_image.h"
#include "tests/support/table.h"

enum { NOW = 1000000, ROOM = 4096 };

static const struct {
	int32_t header[6];
	unsigned char body[10];
} reply = { { 2, 1, 1, 4, 5, 0 }, "\300\0\2\1\2ok.t" };
enum { REPLY = 34 };

static struct image image;
static struct image_entry ok, other;
static unsigned char request[NSCD_REQUEST_MAX];
static size_t request_len;

static void fill(void)
{
	unsigned char name[NSCD_REQUEST_MAX];
	image_init(&image, 1, ROOM); /* one chain, so that both are in it: other, then ok */
	request_len = nscd_request(request, "ok.t");
	assert_true(image_add(&image, request, request_len, &reply, REPLY, NOW + 10, &ok));
	size_t len = nscd_request(name, "no.t");
	assert_true(image_add(&image, name, len, &reply, REPLY, NOW + 10, &other));
}

/* In a block of just the right size, aligned as a page is. */
static enum nscd_map_found find_in(size_t size, bool *opened)
{
	unsigned char out[NSCD_REPLY_MAX], *exact = aligned_alloc(16, (size + 15) / 16 * 16);
	struct nscd_map map;
	size_t len = 77;
	enum nscd_map_found found = NSCD_MAP_MISS;
	assert_non_null(exact);
	memcpy(exact, image.octets, size);
	*opened = nscd_map_open(&map, exact, size, NOW);
	if (*opened)
		found = nscd_map_find(&map, NOW, request, request_len, out, &len);
	if (found == NSCD_MAP_HIT) {
		assert_int_equal(len, image_get32(&image, ok.record + RECORD_SIZE));
		assert_memory_equal(out, &reply, REPLY);
	} else {
		assert_int_equal(len, 77);
	}
	free(exact);
	return found;
}

static void set8(size_t at, uint32_t value)
{
	image.octets[at] = (unsigned char)value;
}

static void set32(size_t at, uint32_t value)
{
	image_set32(&image, at, value);
}

static void set64(size_t at, uint32_t value)
{
	image_set64(&image, at, (int32_t)value);
}

/* One field, in the part that is meant, changed to a value. */
enum part { HEADER, ENTRY, RECORD, OTHER_ENTRY, OTHER_RECORD };

#define SHUT -1 /* it cannot be opened at all */

static const struct row {
	const char *name;
	enum part part;
	size_t at;
	void (*set)(size_t at, uint32_t value);
	uint32_t value;
	int want;
} rows[] = {
	{ "what it has is found", HEADER, 24, set32, 0, NSCD_MAP_HIT },
	{ "another version is no map", HEADER, IMAGE_VERSION, set32, 1, SHUT },
	{ "a longer header is no map", HEADER, IMAGE_HEADER_SIZE, set32, 128, SHUT },
	{ "a negative header is no map", HEADER, IMAGE_HEADER_SIZE, set32, UINT32_MAX, SHUT },
	{ "no chains is no map", HEADER, IMAGE_MODULE_AT, set32, 0, SHUT },
	{ "more chains than octets is no map", HEADER, IMAGE_MODULE_AT, set32, 2000, SHUT },
	{ "chains whose sum overflows are no map", HEADER, IMAGE_MODULE_AT, set32, 0x40000000,
		SHUT },
	{ "a negative number of chains is no map", HEADER, IMAGE_MODULE_AT, set32, UINT32_MAX,
		SHUT },
	{ "more data than octets is no map", HEADER, IMAGE_DATA_SIZE, set32, ROOM + 1, SHUT },
	{ "negative data is no map", HEADER, IMAGE_DATA_SIZE, set32, 0x80000000, SHUT },
	{ "data whose sum overflows is no map", HEADER, IMAGE_DATA_SIZE, set32, UINT32_MAX, SHUT },
	{ "less data than an entry refers to is damage", HEADER, IMAGE_DATA_SIZE, set32, 100,
		NSCD_MAP_DAMAGED },
	{ "no data at all is damage", HEADER, IMAGE_DATA_SIZE, set32, 0, NSCD_MAP_DAMAGED },
	{ "while the collector runs nothing is found", HEADER, IMAGE_CYCLE, set32, 1,
		NSCD_MAP_MISS },
	{ "the cycle may be negative", HEADER, IMAGE_CYCLE, set32, (uint32_t)-2, NSCD_MAP_HIT },
	{ "an odd negative cycle is the collector's", HEADER, IMAGE_CYCLE, set32, UINT32_MAX,
		NSCD_MAP_MISS },
	{ "who certainly runs needs no late time", HEADER, IMAGE_TIMESTAMP, set64, 1,
		NSCD_MAP_HIT },
	{ "who has ended well does not run", HEADER, IMAGE_TIMESTAMP, set64, 0, SHUT },
	{ "an empty chain has nothing", HEADER, IMAGE_HEADS, set32, UINT32_MAX, NSCD_MAP_MISS },
	{ "a chain that begins outside is damage", HEADER, IMAGE_HEADS, set32, ROOM,
		NSCD_MAP_DAMAGED },
	{ "a chain that begins in the last octets is damage", HEADER, IMAGE_HEADS, set32, ROOM - 20,
		NSCD_MAP_DAMAGED },
	{ "a chain that begins far outside is damage", HEADER, IMAGE_HEADS, set32, UINT32_MAX - 3,
		NSCD_MAP_DAMAGED },
	{ "a chain that begins between words is damage", HEADER, IMAGE_HEADS, set32, 2,
		NSCD_MAP_DAMAGED },
	{ "another type is not what was asked for", ENTRY, 0, set8, 4, NSCD_MAP_MISS },
	{ "a shorter key is another one", ENTRY, ENTRY_LEN, set32, 4, NSCD_MAP_MISS },
	{ "a longer key is another one", ENTRY, ENTRY_LEN, set32, 6, NSCD_MAP_MISS },
	{ "a negative key is another one", ENTRY, ENTRY_LEN, set32, (uint32_t)-5, NSCD_MAP_MISS },
	{ "a key outside is damage", ENTRY, ENTRY_KEY, set32, ROOM, NSCD_MAP_DAMAGED },
	{ "a key that crosses the end is damage", ENTRY, ENTRY_KEY, set32, ROOM - 4,
		NSCD_MAP_DAMAGED },
	{ "a key whose end overflows is damage", ENTRY, ENTRY_KEY, set32, UINT32_MAX - 2,
		NSCD_MAP_DAMAGED },
	{ "a key elsewhere is another one", ENTRY, ENTRY_KEY, set32, 0, NSCD_MAP_MISS },
	{ "a record outside is damage", ENTRY, ENTRY_RECORD, set32, ROOM, NSCD_MAP_DAMAGED },
	{ "a record that crosses the end is damage", ENTRY, ENTRY_RECORD, set32, ROOM - 20,
		NSCD_MAP_DAMAGED },
	{ "a record whose end overflows is damage", ENTRY, ENTRY_RECORD, set32, UINT32_MAX - 7,
		NSCD_MAP_DAMAGED },
	{ "a record between words is damage", ENTRY, ENTRY_RECORD, set32, 1, NSCD_MAP_DAMAGED },
	{ "a reply that crosses the end is damage", RECORD, RECORD_SIZE, set32, ROOM,
		NSCD_MAP_DAMAGED },
	{ "a negative reply is damage", RECORD, RECORD_SIZE, set32, (uint32_t)-1,
		NSCD_MAP_DAMAGED },
	{ "the least reply is damage", RECORD, RECORD_SIZE, set32, 0x80000000, NSCD_MAP_DAMAGED },
	{ "the allocated size does not matter", RECORD, 0, set32, UINT32_MAX, NSCD_MAP_HIT },
	{ "a record that is not usable is none", RECORD, RECORD_USABLE, set8, 0, NSCD_MAP_MISS },
	{ "a record that is over is none", RECORD, RECORD_TIMEOUT, set64, NOW - 1, NSCD_MAP_MISS },
	{ "a record is good to the end of its last second", RECORD, RECORD_TIMEOUT, set64, NOW,
		NSCD_MAP_HIT },
	{ "a record without a time is over", RECORD, RECORD_TIMEOUT, set64, 0, NSCD_MAP_MISS },
	{ "a time before 1970 is over", RECORD, RECORD_TIMEOUT, set64, (uint32_t)-1,
		NSCD_MAP_MISS },
	{ "an entry that follows itself is damage", OTHER_ENTRY, ENTRY_NEXT, set32, 128,
		NSCD_MAP_DAMAGED },
	{ "an entry after the asked one does not matter", ENTRY, ENTRY_NEXT, set32, ROOM,
		NSCD_MAP_HIT },
	{ "a chain that ends before the asked one has not got it", OTHER_ENTRY, ENTRY_NEXT, set32,
		UINT32_MAX, NSCD_MAP_MISS },
	{ "an entry that leads outside is damage", OTHER_ENTRY, ENTRY_NEXT, set32, ROOM - 23,
		NSCD_MAP_DAMAGED },
	{ "an entry that leads between words is damage", OTHER_ENTRY, ENTRY_NEXT, set32, 70,
		NSCD_MAP_DAMAGED },
	{ "another entry's record does not matter", OTHER_ENTRY, ENTRY_RECORD, set32, UINT32_MAX,
		NSCD_MAP_HIT },
	{ "another entry's size does not matter", OTHER_RECORD, RECORD_SIZE, set32, UINT32_MAX,
		NSCD_MAP_HIT },
};

static void check_row(void **state)
{
	const struct row *row = *state;
	fill();
	const size_t parts[] = { 0, ok.entry, ok.record, other.entry, other.record };
	size_t size = image_size(&image);
	bool opened;
	if (row->part == OTHER_ENTRY && row->value == 128) /* itself, wherever it is */
		set32(other.entry + ENTRY_NEXT, image_get32(&image, IMAGE_HEADS));
	else
		row->set(parts[row->part] + row->at, row->value);
	int found = find_in(size, &opened);
	assert_int_equal(opened ? found : SHUT, row->want);
}

static void check_cut(void **state)
{
	(void)state;
	fill();
	bool opened;
	for (size_t size = 0; size < image_size(&image); size += size < 200 ? 1 : 97) {
		assert_int_equal(find_in(size, &opened), NSCD_MAP_MISS);
		assert_false(opened);
	}
}

/* Every entry, record and reply at every place near the end: never an octet outside (the block is
 * exact), and never a hit but the right one. */
static void check_places(void **state)
{
	(void)state;
	bool opened;
	for (uint32_t at = ROOM - 80; at < ROOM + 8; at++) {
		static const size_t fields[] = { ENTRY_KEY, ENTRY_NEXT, ENTRY_RECORD };
		for (size_t i = 0; i < 3; i++) {
			fill();
			set32((fields[i] == ENTRY_NEXT ? other.entry : ok.entry) + fields[i], at);
			find_in(image_size(&image), &opened);
			assert_true(opened);
		}
		fill();
		set32(ok.record + RECORD_SIZE, at);
		find_in(image_size(&image), &opened);
	}
}

/* What becomes of an open map when the daemon changes it. */
static enum nscd_map_found find_again(const struct nscd_map *map, int64_t now)
{
	unsigned char out[NSCD_REPLY_MAX];
	size_t len;
	return nscd_map_find(map, now, request, request_len, out, &len);
}

static void check_stale(void **state)
{
	(void)state;
	struct nscd_map map;
	fill();
	assert_true(nscd_map_open(&map, image.octets, image_size(&image), NOW));
	assert_int_equal(find_again(&map, NOW), NSCD_MAP_HIT);
	set32(IMAGE_DATA_SIZE, ROOM + 16);
	assert_int_equal(find_again(&map, NOW), NSCD_MAP_STALE);
	set32(IMAGE_DATA_SIZE, ROOM);
	/* the kernel clears the field when the daemon ends: then its last time does not help */
	image_set64(&image, IMAGE_TIMESTAMP, NOW);
	set32(IMAGE_RUNNING, 0);
	assert_int_equal(find_again(&map, NOW), NSCD_MAP_STALE);
	/* one that never had it set is believed for five minutes */
	assert_true(nscd_map_open(&map, image.octets, image_size(&image), NOW));
	assert_int_equal(find_again(&map, NOW), NSCD_MAP_HIT);
	image_set64(&image, ok.record + RECORD_TIMEOUT, NOW + 1000);
	assert_int_equal(find_again(&map, NOW + 300), NSCD_MAP_HIT);
	assert_int_equal(find_again(&map, NOW + 301), NSCD_MAP_STALE);
	assert_false(nscd_map_open(&map, image.octets, image_size(&image), NOW + 301));
	/* a daemon that ends well says so */
	image_set64(&image, IMAGE_TIMESTAMP, 0);
	assert_int_equal(find_again(&map, NOW), NSCD_MAP_STALE);
	image_set64(&image, IMAGE_TIMESTAMP, INT64_MIN);
	assert_int_equal(find_again(&map, NOW), NSCD_MAP_STALE);
	image_set64(&image, IMAGE_TIMESTAMP, INT64_MAX);
	assert_int_equal(find_again(&map, NOW), NSCD_MAP_HIT);
}

/* A reply larger than any that is of use is not copied. */
static void check_large(void **state)
{
	(void)state;
	static unsigned char large[NSCD_REPLY_MAX + 1], out[NSCD_REPLY_MAX];
	struct nscd_map map;
	struct image_entry at;
	size_t len = 0;
	for (size_t size = NSCD_REPLY_MAX; size <= NSCD_REPLY_MAX + 1; size++) {
		image_init(&image, 0, 32768);
		request_len = nscd_request(request, "large.t");
		memset(large, 7, sizeof(large));
		assert_true(image_add(&image, request, request_len, large, size, NOW, &at));
		assert_true(nscd_map_open(&map, image.octets, image_size(&image), NOW));
		bool fits = size <= NSCD_REPLY_MAX;
		assert_int_equal(nscd_map_find(&map, NOW, request, request_len, out, &len),
			fits ? NSCD_MAP_HIT : NSCD_MAP_MISS);
		assert_int_equal(len, NSCD_REPLY_MAX);
		assert_memory_equal(out, large, len);
	}
}

/* Names, and addresses of both families, of different types and in many chains. */
static void check_many(void **state)
{
	(void)state;
	static unsigned char requests[120][64];
	size_t lens[120];
	struct nscd_map map;
	struct image_entry at;
	image_init(&image, 7, 32768);
	for (unsigned i = 0; i < 120; i++) {
		char name[16];
		struct stub_addr addr = { .family = i % 8 < 4 ? AF_INET : AF_INET6 };
		unsigned char built[NSCD_REQUEST_MAX];
		addr.octets[3] = (uint8_t)i;
		snprintf(name, sizeof(name), "host%u.t", i / 4);
		switch (i % 4) {
		case 0: lens[i] = nscd_request(built, name); break;
		case 1: lens[i] = nscd_request_host(built, name, AF_INET); break;
		case 2: lens[i] = nscd_request_host(built, name, AF_INET6); break;
		default: lens[i] = nscd_request_reverse(built, &addr);
		}
		memcpy(requests[i], built, lens[i]);
		unsigned char said[20] = { [5] = (unsigned char)i };
		assert_true(image_add(&image, built, lens[i], said, sizeof(said), NOW, &at));
	}
	assert_true(nscd_map_open(&map, image.octets, image_size(&image), NOW));
	for (unsigned i = 0; i < 120; i++) {
		unsigned char out[NSCD_REPLY_MAX];
		size_t len;
		assert_int_equal(
			nscd_map_find(&map, NOW, requests[i], lens[i], out, &len), NSCD_MAP_HIT);
		assert_int_equal(len, 20);
		assert_int_equal(out[5], i);
	}
	request_len = nscd_request(request, "host30.t");
	assert_int_equal(find_again(&map, NOW), NSCD_MAP_MISS);
}

/* A hostile daemon writes while the map is read: each reply is one of those that were ever whole,
 * or none. */
static struct image moving;

static void store32(size_t at, uint32_t value)
{
	__atomic_store_n((uint32_t *)(void *)(moving.octets + at), value, __ATOMIC_SEQ_CST);
}

static int stop;

static uint32_t load_cycle(void)
{
	return __atomic_load_n((uint32_t *)(void *)(moving.octets + IMAGE_CYCLE), __ATOMIC_RELAXED);
}

static void *write_on(void *arg)
{
	(void)arg;
	uint32_t n = 1, cycle = 0;
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		n = n * 1103515245 + 12345;
		store32(IMAGE_CYCLE, cycle += 1);
		for (size_t i = 0; i < 24; i += 4)
			store32(ok.record + RECORD_DATA + i, n);
		store32(ok.record + RECORD_SIZE, 24);
		store32(ok.entry + ENTRY_KEY, n % ROOM);
		store32(ok.entry + ENTRY_NEXT, n);
		store32(ok.entry + ENTRY_KEY, (uint32_t)(ok.key - ok.record));
		store32(ok.entry + ENTRY_NEXT, UINT32_MAX);
		store32(IMAGE_CYCLE, cycle += 1);
		for (unsigned rest = 0; rest < 2000;
			rest++) /* or nobody would ever read all of it */
			(void)__atomic_load_n(&stop, __ATOMIC_SEQ_CST);
	}
	return NULL;
}

static void check_moving(void **state)
{
	(void)state;
	pthread_t writer;
	struct nscd_map map;
	unsigned hits = 0;
	image_init(&moving, 1, ROOM);
	request_len = nscd_request(request, "ok.t");
	static const unsigned char zeros[24];
	assert_true(image_add(&moving, request, request_len, zeros, 24, NOW, &ok));
	assert_true(nscd_map_open(&map, moving.octets, image_size(&moving), NOW));
	stop = 0;
	assert_int_equal(pthread_create(&writer, NULL, write_on, NULL), 0);
	/* until it has moved often enough, or nobody would have proved anything */
	for (unsigned finds = 0; finds < 20000 || load_cycle() < 4000; finds++) {
		uint32_t out[NSCD_REPLY_MAX / 4 + 1];
		size_t len;
		if (nscd_map_find(&map, NOW, request, request_len, (unsigned char *)out, &len) !=
			NSCD_MAP_HIT)
			continue;
		hits++;
		assert_int_equal(len, 24);
		for (unsigned k = 1; k < 6; k++)
			assert_int_equal(out[k], out[0]);
	}
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	pthread_join(writer, NULL);
	assert_int_equal(find_again(&map, NOW), NSCD_MAP_HIT);
	print_message("# %u hits while it moved\n", hits);
}

int main(void)
{
	TABLE_ROWS(rows, check_row);
	table_test("a map cut anywhere is no map", check_cut);
	table_test("nothing near the end is read past it", check_places);
	table_test("a map goes out of use", check_stale);
	table_test("a reply larger than any is left there", check_large);
	table_test("many entries in many chains", check_many);
	table_test("a reply copied while the daemon writes is whole", check_moving);
	return table_run("nscd map", NULL, NULL);
}
