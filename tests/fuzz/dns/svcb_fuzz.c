/* Any octets as SvcParams, and any text: what is accepted is in order and reads back. */
#include "resolver/dns/svcb.h"

#include <stdlib.h>

#include "tests/fuzz/dns/custom.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OCTETS = 1 << 16, CHARS = 1 << 20 };

static void require(bool property)
{
	if (!property)
		abort();
}

static void params_hold(const uint8_t *params, size_t len)
{
	static char printed[CHARS];
	static uint8_t again[OCTETS];
	bool alpn = false, no_default = false;
	int last = -1;
	for (struct reader r = reader_of(params, len); read_left(&r);) {
		uint16_t key = read_u16(&r);
		read_octets(&r, read_u16(&r));
		require(!r.bad && key > last);
		alpn |= key == SVC_ALPN;
		no_default |= key == SVC_NO_DEFAULT_ALPN;
		last = key;
	}
	struct text t;
	struct reader r = reader_of(params, len);
	text_init(&t, printed, sizeof(printed));
	print_svc_params(&r, &t);
	require(text_whole(&t) && !r.bad && !read_left(&r));

	struct scanner s = scanner_of(printed, t.len);
	struct writer w = writer_of(again, sizeof(again));
	scan_svc_params(&s, &w);
	if (no_default && !alpn) { /* which text must not say */
		require(s.error.expected);
		return;
	}
	require(!s.error.expected && w.len == len && !memcmp(again, params, len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t out[OCTETS];
	if (size >= OCTETS)
		return 0;
	if (svc_params_good(data, size))
		params_hold(data, size);
	struct scanner s = scanner_of((const char *)data, size);
	struct writer w = writer_of(out, sizeof(out));
	scan_svc_params(&s, &w);
	if (s.error.expected || w.full)
		return 0;
	require(svc_params_good(out, w.len));
	params_hold(out, w.len);
	return 0;
}

/* Keys of parameters begin with a zero octet, nearly all of them. */
static bool is_text(const uint8_t *data, size_t size)
{
	return size && data[0] >= ' ';
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
	return custom_mutator(
		is_text(data, size) ? &text_mutations : &param_mutations, data, size, room, seed);
}
