/* Writing messages, the query first. */
#include "resolver/dns/build.h"

#include "resolver/dns/code.h"

enum { COUNTS = 4, OPT_OCTETS = 11 };

static void put_header(uint8_t *p, uint16_t id, uint16_t flags)
{
	memset(p, 0, HEADER_OCTETS);
	put_u16(p, id);
	put_u16(p + 2, flags);
}

static void put_count(uint8_t *p, enum section section, uint16_t count)
{
	put_u16(p + COUNTS + 2 * section, count);
}

size_t build_query(
	uint8_t *out, size_t cap, uint16_t id, const struct question *question, uint16_t edns)
{
	size_t len = HEADER_OCTETS + question->name.len + 4u + (edns ? OPT_OCTETS : 0u);
	if (!question->name.len || len > cap)
		return 0;
	put_header(out, id, FLAG_RD);
	put_count(out, QUESTION, 1);
	uint8_t *p = out + HEADER_OCTETS;
	memcpy(p, question->name.octets, question->name.len);
	p += question->name.len;
	put_u16(p, question->type);
	put_u16(p + 2, question->class);
	if (edns) {
		put_count(out, ADDITIONAL, 1);
		memset(p + 4, 0, OPT_OCTETS); /* RFC 6891 6.1.2: root, and zeros but for these */
		put_u16(p + 5, TYPE_OPT);
		put_u16(p + 7, edns);
	}
	return len;
}

void write_header(struct writer *w, uint16_t id, uint16_t flags)
{
	uint8_t *p = write_room(w, HEADER_OCTETS);
	if (p)
		put_header(p, id, flags);
}

void write_count(struct writer *w, enum section section, uint16_t count)
{
	if (w->len >= HEADER_OCTETS)
		put_count(w->base, section, count);
}

void write_question(struct writer *w, const struct question *question)
{
	write_name(w, &question->name, true);
	write_u16(w, question->type);
	write_u16(w, question->class);
}

size_t rr_begin(
	struct writer *w, const struct name *owner, uint16_t type, uint16_t class, uint32_t ttl)
{
	write_name(w, owner, true);
	write_u16(w, type);
	write_u16(w, class);
	write_u32(w, ttl);
	write_u16(w, 0);
	return w->len;
}

void rr_end(struct writer *w, size_t begun)
{
	size_t rdlen = w->len - begun;
	if (w->full || rdlen > UINT16_MAX)
		w->full = true;
	else
		put_u16(w->base + begun - 2, (uint16_t)rdlen);
}

size_t opt_begin(struct writer *w, const struct edns *edns)
{
	static const struct name root = { .len = 1 };
	uint32_t ttl = (uint32_t)edns->rcode << 24 | (uint32_t)edns->version << 16 | edns->flags;
	return rr_begin(w, &root, TYPE_OPT, edns->udp, ttl);
}

void write_opt(
	struct writer *w, const struct edns *edns, const struct edns_option *options, size_t n)
{
	size_t begun = opt_begin(w, edns);
	for (size_t i = 0; i < n; i++) {
		write_u16(w, options[i].code);
		write_u16(w, options[i].len);
		write_octets(w, options[i].data, options[i].len);
	}
	rr_end(w, begun);
}
