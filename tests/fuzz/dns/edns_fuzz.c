/* Any octets as the options of an OPT record: what is accepted prints within ASCII, and is written
 * again as it was. */
#include "resolver/dns/edns.h"

#include <stdlib.h>

#include "resolver/dns/build.h"
#include "resolver/dns/print.h"
#include "tests/fuzz/dns/custom.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool property)
{
	if (!property)
		abort();
}

static void print_holds(const struct msg *msg)
{
	static char printed[1 << 20];
	struct text t;
	text_init(&t, printed, sizeof(printed));
	msg_print(msg, &t);
	require(text_whole(&t));
	for (const char *p = printed; *p; p++)
		require((*p >= ' ' && *p < 0x7f) || *p == '\n' || *p == '\t');
}

/* Options one after the other, each in its place. */
static size_t collect(const struct msg *msg, struct edns_option *out, size_t most)
{
	size_t n = 0;
	struct edns_option option;
	const uint8_t *at = msg->data + msg->opt + 11;
	for (struct edns_iter it = msg_options(msg); option_next(&it, &option); n++) {
		require(option.data == at + 4);
		at = option.data + option.len;
		option_good(&option);
		if (n < most)
			out[n] = option;
	}
	require(at == msg->data + msg->end);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { MOST = 1 << 14 };
	static struct edns_option options[MOST];
	static uint8_t first[1 << 16], again[1 << 16];
	struct edns edns, back;
	struct msg msg, other;
	struct writer w = writer_of(first, sizeof(first) - 1);

	/* the first four octets are RCODE, version and flags; the rest is the RDATA */
	if (size < 4)
		return 0;
	write_header(&w, 1, FLAG_QR);
	write_count(&w, ADDITIONAL, 1);
	size_t begun = rr_begin(&w, &(struct name){ .len = 1 }, 41, 1232, get_u32(data));
	write_octets(&w, data + 4, size - 4);
	rr_end(&w, begun);
	if (w.full)
		return 0;
	uint8_t *exact = malloc(w.len);
	require(exact);
	memcpy(exact, first, w.len);
	require(msg_parse(&msg, exact, w.len));
	if (!msg.cut) {
		require(msg_edns(&msg, &edns) && edns.udp == 1232);
		require(msg_extended_rcode(&msg) == (unsigned)edns.rcode << 4);
		print_holds(&msg);
		size_t n = collect(&msg, options, MOST);
		require(n <= MOST);
		struct writer v = writer_of(again, sizeof(again) - 1);
		write_header(&v, 1, FLAG_QR);
		write_count(&v, ADDITIONAL, 1);
		write_opt(&v, &edns, options, n);
		require(!v.full && v.len == w.len && !memcmp(again, exact, v.len));
		require(msg_parse(&other, again, v.len) && msg_edns(&other, &back));
	} else {
		require(!msg_edns(&msg, &edns));
	}
	free(exact);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
	return custom_mutator(&option_mutations, data, size, room, seed);
}
