/* Hosts files of a million names, friendly and hostile: lookups cost what the answer costs.
 *
 * Bounds are in steps of the library's own, counted, or in time with a hundredfold of room: a walk
 * over the whole text for each lookup would miss them by a factor of thousands. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "resolver/conf/config.h"
#include "tests/support/table.h"

enum { MILLION = 1000000, LOOKUPS = 10000 };

struct buffer {
	char *at;
	size_t len, cap;
};

__attribute__((format(printf, 2, 3))) static void put(struct buffer *b, const char *format, ...)
{
	va_list args;
	if (b->cap - b->len < 512) {
		b->cap = b->cap ? b->cap * 2 : 1 << 20;
		b->at = realloc(b->at, b->cap);
		assert_non_null(b->at);
	}
	va_start(args, format);
	b->len += (size_t)vsnprintf(b->at + b->len, b->cap - b->len, format, args);
	va_end(args);
}

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct name name_of(const char *text)
{
	struct name name;
	assert_true(name_from_text(&name, text));
	return name;
}

/* Makes the index, which the second look does. */
static void look_twice(struct hosts *h)
{
	struct name name = name_of("nobody.test");
	struct hosts_hit hit;
	for (int i = 0; i < 2; i++) {
		struct hosts_iter it = hosts_find(h, &name);
		assert_false(hosts_next(&it, &hit));
	}
	assert_non_null(h->index);
}

static unsigned count_hits(struct hosts *h, const char *text, uint32_t *last)
{
	struct name name = name_of(text);
	struct hosts_hit hit;
	unsigned n = 0;
	for (struct hosts_iter it = hosts_find(h, &name); hosts_next(&it, &hit); n++)
		memcpy(last, hit.addr.octets, sizeof(*last));
	return n;
}

static void check_million_lines(void **state)
{
	(void)state;
	struct buffer b = { 0 };
	struct hosts h;
	struct hosts_line line;
	uint32_t got;
	char text[40];

	for (unsigned i = 0; i < MILLION; i++)
		put(&b, "10.%u.%u.%u host%u.example.com h%u\n", i >> 16, i >> 8 & 255, i & 255, i,
			i);
	double begun = seconds();
	hosts_init(&h, b.at, b.len);
	look_twice(&h);
	double indexed = seconds();
	for (unsigned i = 0; i < LOOKUPS; i++) {
		unsigned n = i * 7919u % MILLION;
		const uint8_t want[4] = { 10, (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n };
		snprintf(text, sizeof(text), i % 2 ? "HOST%u.Example.Com" : "h%u", n);
		assert_int_equal(count_hits(&h, text, &got), 1);
		assert_memory_equal(&got, want, 4);
	}
	double looked_up = seconds();
	struct stub_addr addr = { .family = AF_INET, .octets = { 10, 1, 2, 3 } };
	for (int i = 0; i < 2; i++)
		hosts_find_addr(&h, &addr);
	assert_non_null(h.by_address);
	double indexed_addresses = seconds();
	for (unsigned i = 0; i < LOOKUPS; i++) {
		unsigned n = i ? i * 7919u % MILLION : 0x010203;
		memcpy(addr.octets,
			(uint8_t[]){ 10, (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n }, 4);
		struct hosts_addr_iter it = hosts_find_addr(&h, &addr);
		assert_true(hosts_next_addr(&it, &line));
		snprintf(text, sizeof(text), "host%u.example.com", n);
		assert_true(slice_is(line.canonical, text));
		assert_false(hosts_next_addr(&it, &line));
	}
	double reversed = seconds();
	print_message("# 10^6 lines, %zu octets: index %.2f s, a lookup %.2f us; of addresses %.2f "
		      "s and %.2f us\n",
		b.len, indexed - begun, (looked_up - indexed) * 1e6 / LOOKUPS,
		indexed_addresses - looked_up, (reversed - indexed_addresses) * 1e6 / LOOKUPS);
	assert_true(looked_up - indexed < 1.0); /* 100 us each; scanning would take minutes */
	hosts_fini(&h);
	free(b.at);
}

static void check_million_aliases(void **state)
{
	(void)state;
	struct buffer b = { 0 };
	struct hosts h;
	struct hosts_hit hit;
	char text[40];

	put(&b, "192.0.2.1 first");
	for (unsigned i = 0; i < MILLION; i++)
		put(&b, " alias%u", i);
	put(&b, "\n192.0.2.2 next\n");
	hosts_init(&h, b.at, b.len);
	look_twice(&h);
	double begun = seconds();
	for (unsigned i = 0; i < LOOKUPS; i++) {
		snprintf(text, sizeof(text), "alias%u", i * 7919u % MILLION);
		struct name name = name_of(text);
		struct hosts_iter it = hosts_find(&h, &name);
		assert_true(hosts_next(&it, &hit));
		assert_int_equal(hit.canonical_len, 5);
		assert_memory_equal(hit.canonical, "first", 5);
		assert_false(hosts_next(&it, &hit));
	}
	double spent = seconds() - begun;
	print_message("# 10^6 aliases on a line: a lookup %.2f us\n", spent * 1e6 / LOOKUPS);
	assert_true(spent < 1.0); /* reading the line each time would take 10 s and more */
	hosts_fini(&h);
	free(b.at);
}

/* The same name a million times on one line, and a line each a million times. */
static void check_one_name(void **state)
{
	(void)state;
	struct buffer b = { 0 };
	struct hosts h;
	uint32_t got;

	put(&b, "192.0.2.1");
	for (unsigned i = 0; i < MILLION; i++)
		put(&b, i % 3 ? " same" : " SAME.");
	put(&b, "\n192.0.2.2 same\n");
	hosts_init(&h, b.at, b.len);
	look_twice(&h);
	double begun = seconds();
	for (unsigned i = 0; i < LOOKUPS; i++)
		assert_int_equal(count_hits(&h, "same", &got), 2);
	double spent = seconds() - begun;
	print_message("# a name 10^6 times on a line: a lookup %.2f us\n", spent * 1e6 / LOOKUPS);
	assert_true(spent < 1.0);
	hosts_fini(&h);

	b.len = 0;
	for (unsigned i = 0; i < MILLION; i++)
		put(&b, "10.%u.%u.%u same\n", i >> 16, i >> 8 & 255, i & 255);
	hosts_init(&h, b.at, b.len);
	look_twice(&h);
	assert_int_equal(count_hits(&h, "same", &got), MILLION);
	hosts_fini(&h);
	free(b.at);
}

/* What SipHash's reference code gives with one and three rounds: key 00 to 0f, input 00 01 02 ...;
 * then what Python 3.11 hashes bytes to with a key of zeros (PYTHONHASHSEED=0). */
static void check_hash(void **state)
{
	(void)state;
	static const uint64_t wants[] = { 0xabac0158050fc4dc, 0xc9f49bf37d57ca93,
		0x82cb9b024dc7d44d, 0x8bf80ab8e7ddf7fb, 0xcf75576088d38328, 0xdef9d52f49533b67,
		0xc50d2b50c59f22a7, 0xd3927d989bb11140, 0x369095118d299a8e };
	const struct hash_key key = { { 0x0706050403020100, 0x0f0e0d0c0b0a0908 } };
	for (uint8_t n = 0; n < sizeof(wants) / sizeof(*wants); n++) {
		struct hash h;
		hash_init(&h, &key);
		for (uint8_t i = 0; i < n; i++)
			hash_octet(&h, i);
		assert_true(hash_end(&h) == wants[n]);
	}
	static const struct hash_key zero;
	struct hash h;
	hash_init(&h, &zero);
	for (uint8_t i = 0; i < 17; i++)
		hash_octet(&h, i);
	assert_true(hash_end(&h) == 0x4883c49a2c009c1d);
}

/* Names that fall into one bucket under one key are spread under another: found by search, so that
 * the test knows nothing of the hash. */
static void check_collisions(void **state)
{
	(void)state;
	enum { COLLIDING = 4000, BITS = 12 };
	struct buffer b = { 0 };
	struct hosts h;
	uint32_t got;
	const struct hash_key known = { { 0, 0 } };

	char last[20] = "";
	for (unsigned i = 0, n = 0; n < COLLIDING; i++) {
		char text[20];
		struct hash hash;
		int len = snprintf(text, sizeof(text), "n%u", i);
		hash_init(&hash, &known);
		for (int k = 0; k < len; k++)
			hash_octet(&hash, (uint8_t)text[k]);
		if (hash_end(&hash) & ((1u << BITS) - 1))
			continue;
		put(&b, "192.0.2.1 %s\n", text);
		memcpy(last, text, sizeof(last));
		n++;
	}
	double spent[2];
	for (unsigned keyed = 0; keyed < 2; keyed++) {
		hosts_init(&h, b.at, b.len);
		if (keyed)
			h.key = (struct hash_key){ { 0x243f6a8885a308d3, 0x13198a2e03707344 } };
		look_twice(&h);
		double begun = seconds();
		for (unsigned i = 0; i < 1000; i++)
			assert_int_equal(count_hits(&h, last, &got), 1);
		spent[keyed] = seconds() - begun;
		hosts_fini(&h);
	}
	print_message("# 4000 names in one bucket: a lookup %.2f us, under another key %.2f us\n",
		spent[0] * 1e3, spent[1] * 1e3);
	assert_true(spent[1] * 10 < spent[0]);
	free(b.at);
}

int main(void)
{
	table_test("a million lines", check_million_lines);
	table_test("a million aliases on a line", check_million_aliases);
	table_test("a name a million times", check_one_name);
	table_test("SipHash-1-3", check_hash);
	table_test("names that fall together fall apart under another key", check_collisions);
	return table_run("hosts-large", NULL, NULL);
}
