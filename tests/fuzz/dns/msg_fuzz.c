/* Any octets as a message: what is accepted is walked, printed and written again. */
#include "resolver/dns/msg.h"

#include <stdlib.h>
#include <string.h>

#include "resolver/dns/code.h"
#include "resolver/dns/layout.h"
#include "resolver/dns/print.h"
#include "resolver/dns/rdata_write.h"
#include "resolver/dns/scan.h"
#include "resolver/dns/svcb.h"
#include "tests/fuzz/dns/custom.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool property)
{
	if (!property)
		abort();
}

/* An accepted name expands, and reads back equal however it is written. */
static void name_holds(const struct msg *msg, struct writer *w, name_ref ref)
{
	struct name name, again;
	name_expand(&name, msg->data, ref);
	require(name.len >= 1 && name_labels(&name) <= NAME_LABELS);
	require(name_matches(msg, ref, &name));
	size_t at = w->len;
	write_name(w, &name, w->len % 3);
	if (w->full)
		return;
	struct reader r = { .at = w->base + at, .end = w->base + w->len };
	read_name(&r, w->base);
	require(!r.bad && r.at == r.end);
	name_expand(&again, w->base, (name_ref)at);
	require(again.len == name.len && !memcmp(again.octets, name.octets, name.len));
}

/* no-default-alpn without alpn is what RFC 9460 7.1.1 calls not consistent: readers take it, but
 * its text is refused. */
static bool inconsistent(const struct rr *rr, const uint8_t *plain, size_t len)
{
	bool alpn = false, no_default = false;
	struct reader r = reader_of(plain, len);
	if (rr->class != CLASS_IN || (rr->type != TYPE_SVCB && rr->type != TYPE_HTTPS))
		return false;
	read_u16(&r);
	for (read_plain_name(&r); read_left(&r);) {
		uint16_t key = read_u16(&r);
		read_octets(&r, read_u16(&r));
		alpn |= key == SVC_ALPN;
		no_default |= key == SVC_NO_DEFAULT_ALPN;
	}
	return no_default && !alpn;
}

/* RDATA -> text -> RDATA; and its canonical form is one that stays. */
static void rdata_holds(const struct msg *msg, const struct rr *rr)
{
	static char printed[1 << 20];
	static uint8_t plain[1 << 17], again[1 << 17];
	struct text t;
	struct writer p = writer_of(plain, sizeof(plain)), a = writer_of(again, sizeof(again));
	write_rdata_as(&p, msg->data, rr, RDATA_PLAIN);
	require(!p.full);
	if (p.len > UINT16_MAX)
		return;
	require(rdata_good(rr->type, rr->class, plain, p.len));
	text_init(&t, printed, sizeof(printed));
	print_rdata(msg, rr, &t);
	require(text_whole(&t));
	struct scanner s = scanner_of(printed, t.len);
	if (scan_rdata(&s, &a, rr->type, rr->class))
		require(a.len == p.len && !memcmp(plain, again, p.len));
	else
		require(inconsistent(rr, plain, p.len));

	struct rr whole = { .type = rr->type, .class = rr->class, .rdlen = (uint16_t)p.len };
	a.len = 0;
	write_rdata_as(&a, plain, &whole, RDATA_CANONICAL);
	require(a.len == p.len && rdata_good(rr->type, rr->class, again, a.len));
	p.len = 0;
	write_rdata_as(&p, again, &whole, RDATA_CANONICAL);
	require(a.len == p.len && !memcmp(plain, again, p.len));
}

static void section_holds(const struct msg *msg, enum section section, struct writer *w)
{
	struct rr rr;
	unsigned n = 0;
	size_t at = msg->start[section];
	for (struct rr_iter it = msg_section(msg, section); rr_next(&it, &rr); n++) {
		require(rr.owner == at && at < msg->end);
		require(!rr.rdlen || rr.rdata + rr.rdlen <= msg->end);
		require(!(rr.ttl >> 31));
		require(name_same(msg, rr.owner, rr.owner));
		if (msg->count[QUESTION])
			require(name_same(msg, rr.owner, HEADER_OCTETS) ==
				name_same(msg, HEADER_OCTETS, rr.owner));
		name_holds(msg, w, rr.owner);
		if (section != QUESTION)
			rdata_holds(msg, &rr);
		at = it.at;
	}
	require(n == msg->count[section]);
	require(section == ADDITIONAL ? at == msg->end : at == msg->start[section + 1]);
}

enum { PRINT_CHARS = 1 << 20 };

/* No octet reaches a terminal that could do something there. */
static size_t print_holds(const struct msg *msg, char out[static PRINT_CHARS])
{
	struct text t;
	text_init(&t, out, PRINT_CHARS);
	msg_print(msg, &t);
	for (const char *p = out; *p; p++)
		require((*p >= ' ' && *p < 0x7f) || *p == '\n' || *p == '\t');
	return t.len;
}

/* Written again it is the same message, by its text. */
static void rebuild_holds(const struct msg *msg, const char *printed, size_t len)
{
	static uint8_t out[UINT16_MAX];
	static char again[PRINT_CHARS];
	struct writer w = writer_of(out, sizeof(out));
	struct msg other;
	if (!write_msg(&w, msg))
		return;
	require(msg_parse(&other, out, w.len));
	require(!other.cut && other.end == w.len);
	require(!memcmp(other.count, msg->count, sizeof(msg->count)));
	require(other.flags == msg->flags && !other.opt == !msg->opt);
	require(msg->cut || msg->end < msg->size ||
		(print_holds(&other, again) == len && !strcmp(again, printed)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t out[1 << 16];
	static char printed[PRINT_CHARS];
	struct msg msg, answer;
	struct writer w = writer_of(out, sizeof(out));
	bool good = msg_parse(&msg, data, size);
	require(msg_parse_answer(&answer, data, size) == good);
	if (!good)
		return 0;
	require(answer.count[QUESTION] == msg.count[QUESTION]);
	require(answer.count[ANSWER] == msg.count[ANSWER]);
	if (msg.count[QUESTION] == 1) { /* what somebody has proven need not be looked at again */
		require(msg_parse_reply(
			&answer, data, size, msg.start[ANSWER] - (size_t)HEADER_OCTETS));
		require(!memcmp(answer.count, msg.count, 2 * sizeof(msg.count[0])) &&
			!memcmp(answer.start, msg.start, 2 * sizeof(msg.start[0])));
	}
	write_header(&w, msg.id, msg.flags);
	require(msg.end <= size);
	for (int section = QUESTION; section < SECTIONS; section++)
		section_holds(&msg, (enum section)section, &w);
	require(msg_extended_rcode(&msg) <= 0xfff);
	rebuild_holds(&msg, printed, print_holds(&msg, printed));

	/* The good part alone is the same message. */
	if (msg.cut)
		return 0;
	struct msg part;
	require(msg_parse(&part, data, msg.end));
	require(part.end == msg.end && !part.cut);
	require(!memcmp(part.count, msg.count, sizeof(msg.count)) && part.opt == msg.opt);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
	return custom_mutator(&message_mutations, data, size, room, seed);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
	size_t size2, uint8_t *out, size_t room, unsigned seed)
{
	return mutate_splice(data1, size1, data2, size2, out, room, seed);
}
