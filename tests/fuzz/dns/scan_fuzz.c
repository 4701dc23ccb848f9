/* Any text as records: what is accepted prints as text that means the same. */
#include "resolver/dns/scan.h"

#include <stdlib.h>

#include "resolver/dns/layout.h"
#include "resolver/dns/print.h"
#include "tests/fuzz/dns/custom.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OCTETS = 1 << 16, CHARS = 1 << 20 };

static void require(bool property)
{
	if (!property)
		abort();
}

static void record_holds(const struct record *record, struct writer *w)
{
	static char printed[CHARS], again[CHARS];
	static uint8_t octets[OCTETS];
	const uint8_t *rdata = w->base + record->rdata;
	require(rdata_good(record->type, record->class, rdata, record->rdlen));
	struct rr rr = {
		.type = record->type,
		.class = record->class,
		.rdlen = (uint16_t)record->rdlen,
	};
	struct msg msg = { .data = rdata };
	struct text t;
	text_init(&t, printed, sizeof(printed));
	print_rdata(&msg, &rr, &t);
	require(text_whole(&t));
	for (const char *p = printed; *p; p++)
		require(*p >= ' ' && *p < 0x7f);

	struct scanner s = scanner_of(printed, t.len);
	struct writer v = writer_of(octets, sizeof(octets));
	require(scan_rdata(&s, &v, rr.type, rr.class));
	require(v.len == record->rdlen && !memcmp(octets, rdata, v.len));
	msg.data = octets;
	text_init(&t, again, sizeof(again));
	print_rdata(&msg, &rr, &t);
	require(!strcmp(printed, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t out[OCTETS];
	struct scanner s = scanner_of((const char *)data, size);
	struct record record;
	while (scan_line(&s)) {
		struct writer w = writer_of(out, sizeof(out));
		if (!scan_record(&s, &w, &record))
			break;
		record_holds(&record, &w);
	}
	const struct scan_error *error = &s.error;
	require(error->expected || s.at == s.end);
	require(!error->expected || (error->place.line >= 1 && error->place.column >= 1));
	require(!error->expected || error->place.column <= size + 1);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
	return custom_mutator(&text_mutations, data, size, room, seed);
}
