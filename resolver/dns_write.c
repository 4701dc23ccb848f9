/* The public face of dns/: writing messages. */
#include "resolver/dns_public.h"

#include "resolver/dns/build.h"
#include "resolver/dns/code.h"
#include "resolver/dns/rdata_write.h"

enum { RCODE_MOST = 0xfff, FLAGS = 2 }; /* where in the header the flags are */

/* The first error is the one that stays. */
static void fail(struct stub_writer *w, enum stub_write_error error)
{
	if (!w->error)
		w->error = error;
}

static struct writer writer_from(const struct stub_writer *w)
{
	struct writer out =
		writer_of(w->octets, w->size < STUB_MESSAGE_OCTETS ? w->size : STUB_MESSAGE_OCTETS);
	out.len = w->len;
	out.nseen = w->nseen;
	memcpy(out.seen, w->seen, sizeof(out.seen));
	return out;
}

/* Whether something may be written to this section.  An error names it as the one it is in. */
static bool enter(struct stub_writer *w, enum stub_section section)
{
	if (w->error)
		return false;
	if (section < w->section || section > STUB_ADDITIONAL)
		fail(w, STUB_WRITE_SECTION);
	if (section <= STUB_ADDITIONAL)
		w->section = section;
	return !w->error;
}

/* What out has is the message's now, if all of it found room. */
static void leave(struct stub_writer *w, const struct writer *out)
{
	uint16_t *count = &w->count[w->section];
	if (out->full || *count == UINT16_MAX) {
		fail(w, STUB_WRITE_FULL);
		return;
	}
	w->len = out->len;
	w->nseen = out->nseen;
	memcpy(w->seen, out->seen, sizeof(w->seen));
	++*count;
	struct writer counted = *out;
	write_count(&counted, (enum section)w->section, *count);
}

struct stub_writer stub_write_begin(uint8_t *octets, size_t size, uint16_t id, uint16_t flags)
{
	struct stub_writer w = { .octets = octets, .size = size };
	struct writer out = writer_from(&w);
	write_header(&out, id, flags);
	w.len = out.len;
	if (out.full)
		fail(&w, STUB_WRITE_FULL);
	return w;
}

static void put_question(
	struct stub_writer *w, const struct name *name, uint16_t type, uint16_t rr_class)
{
	struct question question = { .name = *name, .type = type, .class = rr_class };
	struct writer out = writer_from(w);
	write_question(&out, &question);
	leave(w, &out);
}

void stub_write_question(struct stub_writer *w, const char *name, uint16_t type, uint16_t rr_class)
{
	struct name own;
	if (!enter(w, STUB_QUESTION))
		return;
	if (name_from_text(&own, name))
		put_question(w, &own, type, rr_class);
	else
		fail(w, STUB_WRITE_NAME);
}

/* A record whose RDATA is good; data: what rr's offsets count from. */
static void put_record(
	struct stub_writer *w, const struct name *owner, const uint8_t *data, const struct rr *rr)
{
	struct writer out = writer_from(w);
	size_t begun = rr_begin(&out, owner, rr->type, rr->class, rr->ttl);
	write_rdata_as(&out, data, rr, RDATA_COMPRESSED);
	rr_end(&out, begun);
	leave(w, &out);
}

/* Records have their sections, and OPT is EDNS's. */
static bool enter_record(struct stub_writer *w, enum stub_section section, uint16_t type)
{
	if (!enter(w, section))
		return false;
	if (section == STUB_QUESTION)
		fail(w, STUB_WRITE_SECTION);
	else if (type == TYPE_OPT)
		fail(w, STUB_WRITE_EDNS);
	return !w->error;
}

void stub_write_rr(struct stub_writer *w, enum stub_section section, const struct stub_rr *rr)
{
	struct name owner = name_of(&rr->owner);
	if (!enter_record(w, section, rr->type))
		return;
	if (!name_good(&rr->owner))
		fail(w, STUB_WRITE_NAME);
	else if (!rr_good(rr))
		fail(w, STUB_WRITE_RDATA);
	else
		put_record(w, &owner, some(rr->rdata),
			&(struct rr){ .type = rr->type,
				.class = rr->rr_class,
				.ttl = rr->ttl,
				.rdlen = rr->rdlen });
}

/* RDATA in text takes as much as there can be of it until it is known. */
void stub_write_text(struct stub_writer *w, enum stub_section section, const char *text)
{
	uint8_t rdata[UINT16_MAX];
	struct stub_rr rr;
	struct stub_scan scan = stub_scan_begin(text, strlen(text));
	while (enter(w, section) && stub_scan_next(&scan, rdata, sizeof(rdata), &rr))
		stub_write_rr(w, section, &rr);
	if (w->error || !scan.error.expected)
		return;
	w->text_error = scan.error;
	fail(w, STUB_WRITE_TEXT);
}

void stub_write_data(struct stub_writer *w, enum stub_section section, const char *owner,
	uint16_t type, uint16_t rr_class, uint32_t ttl, const char *text)
{
	uint8_t rdata[UINT16_MAX];
	struct stub_rr rr = { .type = type, .rr_class = rr_class, .ttl = ttl, .rdata = rdata };
	if (!enter_record(w, section, type))
		return;
	if (!stub_name_from_text(owner, &rr.owner))
		fail(w, STUB_WRITE_NAME);
	else if (!stub_rdata_from_text(
			 type, rr_class, text, rdata, sizeof(rdata), &rr.rdlen, &w->text_error))
		fail(w, STUB_WRITE_TEXT);
	else
		stub_write_rr(w, section, &rr);
}

/* Of an OPT record all bits of the TTL count (RFC 6891 6.1.3). */
static uint32_t whole_ttl(const struct stub_record *record)
{
	return get_u32(record->rdata - 6);
}

void stub_write_record(struct stub_writer *w, enum stub_section section,
	const struct stub_message *message, const struct stub_record *record)
{
	struct rr rr = rr_of(message, record);
	bool question = !record->rdata, opt = !question && rr.type == TYPE_OPT;
	struct name owner;
	if (!enter(w, section))
		return;
	if (question != (section == STUB_QUESTION)) {
		fail(w, STUB_WRITE_SECTION);
		return;
	}
	if (opt && (section != STUB_ADDITIONAL || w->has_edns)) {
		fail(w, STUB_WRITE_EDNS);
		return;
	}
	name_expand(&owner, message->octets, rr.owner);
	if (question) {
		put_question(w, &owner, rr.type, rr.class);
		return;
	}
	if (opt)
		rr.ttl = whole_ttl(record);
	put_record(w, &owner, message->octets, &rr);
	w->has_edns |= opt && !w->error;
}

static void put_rcode(struct stub_writer *w, uint16_t rcode)
{
	uint8_t *flags = w->octets + FLAGS;
	put_u16(flags, (uint16_t)((get_u16(flags) & ~RCODE_MASK) | (rcode & RCODE_MASK)));
}

static void write_options(struct writer *w, const struct stub_edns_option *options, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		write_u16(w, options[i].code);
		write_u16(w, options[i].len);
		write_octets(w, options[i].data, options[i].len);
	}
}

void stub_write_edns(struct stub_writer *w, const struct stub_edns *edns, uint16_t rcode,
	const struct stub_edns_option *options, size_t n)
{
	struct edns own = { .udp = edns->udp_size,
		.flags = edns->flags,
		.version = edns->version,
		.rcode = (uint8_t)(rcode >> 4) };
	if (!enter(w, STUB_ADDITIONAL))
		return;
	if (w->has_edns || rcode > RCODE_MOST) {
		fail(w, STUB_WRITE_EDNS);
		return;
	}
	struct writer out = writer_from(w);
	size_t begun = opt_begin(&out, &own);
	write_options(&out, options, n);
	rr_end(&out, begun);
	leave(w, &out);
	if (w->error)
		return;
	w->has_edns = true;
	put_rcode(w, rcode);
}

size_t stub_write_finish(const struct stub_writer *w)
{
	return w->error ? 0 : w->len;
}

size_t stub_write_why(const struct stub_writer *w, char *out, size_t size)
{
	static const char sections[STUB_SECTIONS][12] = { "QUESTION", "ANSWER", "AUTHORITY",
		"ADDITIONAL" };
	static const char errors[][48] = {
		[STUB_WRITE_OK] = "",
		[STUB_WRITE_FULL] = "no room",
		[STUB_WRITE_SECTION] = "not a section for this, or a later one begun",
		[STUB_WRITE_NAME] = "not a domain name",
		[STUB_WRITE_TEXT] = "",
		[STUB_WRITE_RDATA] = "RDATA is not what its type allows",
		[STUB_WRITE_EDNS] = "OPT twice, or not what EDNS has room for",
	};
	struct text text = text_of(out, size);
	if (!w->error)
		return 0;
	text_printf(&text, "%s, record %u: ", sections[w->section], w->count[w->section] + 1u);
	text_put(&text, errors[w->error]);
	if (w->error == STUB_WRITE_TEXT)
		scan_error_to_text(
			&(struct scan_error){ { w->text_error.line, w->text_error.column },
				w->text_error.expected },
			&text);
	return text.len;
}

size_t stub_write_query(uint8_t *out, size_t size, const char *name, uint16_t type,
	uint16_t rr_class, uint16_t id, uint16_t flags, uint16_t udp_size)
{
	struct stub_writer w = stub_write_begin(out, size, id, flags);
	stub_write_question(&w, name, type, rr_class);
	if (udp_size)
		stub_write_edns(&w, &(struct stub_edns){ .udp_size = udp_size }, flags & RCODE_MASK,
			NULL, 0);
	return stub_write_finish(&w);
}
