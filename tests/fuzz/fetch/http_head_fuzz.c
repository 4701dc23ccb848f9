/* A head: the result does not depend on how its octets are cut. */
#include <stdlib.h>
#include <string.h>
#include "fetch/http1.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool ok)
{
	if (!ok)
		abort();
}

static enum head_state feed(
	struct head *h, char *base, const uint8_t *data, size_t size, size_t step)
{
	head_init(h);
	enum head_state state = head_scan(h, base, 0);
	for (size_t have = 0; have < size && state == HEAD_MORE;) {
		size_t more = size - have < step ? size - have : step;
		memcpy(base + have, data + have, more);
		have += more;
		state = head_scan(h, base, have);
	}
	return state;
}

static void same_span(struct span a, struct span b)
{
	require(a.at == b.at && a.len == b.len);
}

static void same(const struct head *a, const struct head *b)
{
	require(a->at == b->at && a->len == b->len && a->fields == b->fields &&
		a->status == b->status);
	require(a->minor == b->minor && a->fail == b->fail && a->why == b->why);
	same_span(a->reason, b->reason);
	same_span(a->location, b->location);
	for (unsigned asked = 0; asked < 2 && a->at == AT_END; asked++) {
		struct framing one = { 0 }, other = { 0 };
		bool doubt_one, doubt_other;
		const char *why_one = NULL, *why_other = NULL;
		enum fail fail = head_framing(a, asked, &one, &doubt_one, &why_one);
		require(fail == head_framing(b, asked, &other, &doubt_other, &why_other));
		require(why_one == why_other && (fail != FAIL_NONE) == (why_one != NULL));
		require(one.kind == other.kind && one.octets == other.octets &&
			doubt_one == doubt_other);
		require(one.octets <= INT64_MAX);
	}
}

/* The lines are the head, and their ends are the only ones. */
static void check_lines(const struct head *h, const char *base)
{
	uint32_t at = 0, before = 0;
	struct piece line;
	while (head_line(h, base, &at, &line)) {
		require(line.at == base + before && line.len == at - before && line.len);
		require(memchr(line.at, '\n', line.len) == line.at + line.len - 1);
		require(!memchr(line.at, '\0', line.len));
		before = at;
	}
	require(h->at != AT_END || at == h->len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *whole = malloc(size ? size : 1), *pieces = malloc(size ? size : 1);
	require(whole && pieces);
	for (size_t step = 1; step < 8; step += 3) {
		struct head a, b;
		enum head_state state = feed(&a, whole, data, size, size ? size : 1);
		require(feed(&b, pieces, data, size, step) == state);
		same(&a, &b);
		require((state == HEAD_BAD) == (a.fail != FAIL_NONE));
		if (state == HEAD_DONE) {
			require(a.len <= size && a.status >= 100 && a.status <= 999);
			require(a.location.at + a.location.len <= a.len &&
				a.reason.at + a.reason.len <= a.len);
			require(!memcmp(whole, pieces, a.len));
		}
		check_lines(&a, whole);
	}
	free(whole);
	free(pieces);
	return 0;
}
