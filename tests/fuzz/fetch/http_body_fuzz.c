/* A body, its framing in the first octet: the result does not depend on how its octets are cut. */
#include <stdlib.h>
#include <string.h>
#include "fetch/body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool ok)
{
	if (!ok)
		abort();
}

struct outcome {
	uint8_t *data, *trailers;
	size_t len, trailer_len, used;
	enum fail fail;
	const char *why;
};

static void keep(uint8_t *room, size_t *len, struct piece p)
{
	require(p.len);
	memcpy(room + *len, p.at, p.len);
	*len += p.len;
}

static enum body_event drain(struct body *b, struct piece *in, struct outcome *o)
{
	for (;;) {
		struct piece before = *in, out;
		enum body_event event = body_next(b, in, &out);
		require(in->at + in->len == before.at + before.len && in->len <= before.len);
		if (event == BODY_DATA)
			keep(o->data, &o->len, out);
		else if (event == BODY_TRAILER)
			keep(o->trailers, &o->trailer_len, out);
		else
			return event;
		require(out.at >= before.at && out.at + out.len <= in->at);
	}
}

static void run(struct framing framing, struct piece in, size_t step, struct outcome *o)
{
	struct body b;
	body_init(&b, framing);
	o->data = malloc(in.len + 1);
	o->trailers = malloc(in.len + 1);
	require(o->data && o->trailers);
	o->len = o->trailer_len = o->used = 0;
	o->why = NULL;
	enum body_event event = BODY_MORE;
	while (event == BODY_MORE && o->used < in.len) {
		size_t left = in.len - o->used;
		struct piece part = { in.at + o->used, left < step ? left : step };
		o->used += part.len;
		event = drain(&b, &part, o);
		require(event != BODY_MORE || !part.len);
		o->used -= part.len;
	}
	o->fail = body_closed(&b, &o->why);
	require((event == BODY_BAD) == (o->fail == FAIL_RECEIVE));
	require(o->trailer_len <= BODY_TRAILER_OCTETS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	struct framing framing = { .kind = data[0] & 3u };
	framing.octets = framing.kind == BODY_LENGTH ? data[0] >> 2 : 0;
	struct piece in = { (const char *)data + 1, size - 1 };
	for (size_t step = 1; step < 8; step += 3) {
		struct outcome a, b;
		run(framing, in, size, &a);
		run(framing, in, step, &b);
		require(a.fail == b.fail && a.why == b.why && a.len == b.len &&
			!memcmp(a.data, b.data, a.len));
		require(a.fail == FAIL_RECEIVE ||
			(a.used == b.used && a.trailer_len == b.trailer_len &&
				!memcmp(a.trailers, b.trailers, a.trailer_len)));
		free(a.data);
		free(a.trailers);
		free(b.data);
		free(b.trailers);
	}
	return 0;
}
