/* The public face of dns/: records outside messages, from text, to text and in canonical form. */
#include "resolver/dns_public.h"

#include "resolver/dns/print.h"
#include "resolver/dns/rdata_write.h"
#include "resolver/dns/token.h"

/* A record for itself as the functions of dns/ take it: octets of its own, which begin with its
 * RDATA. */
static struct rr rr_alone(const struct stub_rr *rr)
{
	return (struct rr){
		.type = rr->type,
		.class = rr->rr_class,
		.ttl = rr->ttl,
		.rdlen = rr->rdlen,
	};
}

bool stub_record_copy(const struct stub_message *message, const struct stub_record *record,
	uint8_t *room, size_t size, struct stub_rr *out)
{
	struct writer w = writer_of(room, size);
	struct rr rr = rr_of(message, record);
	struct stub_name owner;
	if (!record->rdata)
		return false;
	write_rdata_as(&w, message->octets, &rr, RDATA_PLAIN);
	if (w.full || w.len > UINT16_MAX)
		return false;
	stub_record_name(message, record, 0, &owner);
	*out = (struct stub_rr){ owner, rr.type, rr.class, rr.ttl, room, (uint16_t)w.len };
	return true;
}

/* Between two records a scanner has nothing under way. */
static struct scanner scanner_from(const struct stub_scan *scan)
{
	struct scanner s = scanner_of(scan->at, (size_t)(scan->end - scan->at));
	s.line = scan->line;
	s.lines = scan->lines;
	s.error = (struct scan_error){ { scan->error.line, scan->error.column },
		scan->error.expected };
	s.owner = name_of(&scan->owner);
	s.origin = name_of(&scan->origin);
	s.ttl = scan->ttl;
	s.class = scan->rr_class;
	s.ttl_fixed = scan->ttl_fixed;
	return s;
}

static struct stub_scan scanner_shown(const struct scanner *s)
{
	return (struct stub_scan){
		.at = s->at,
		.end = s->end,
		.line = s->line,
		.lines = s->lines,
		.error = error_shown(&s->error),
		.origin = name_shown(&s->origin),
		.owner = name_shown(&s->owner),
		.ttl = s->ttl,
		.rr_class = s->class,
		.ttl_fixed = s->ttl_fixed,
	};
}

struct stub_scan stub_scan_begin(const char *text, size_t len)
{
	struct scanner s = scanner_of(text ? text : "", len);
	return scanner_shown(&s);
}

static bool scan_next(struct scanner *s, uint8_t *room, size_t size, struct stub_rr *out)
{
	struct writer w = writer_of(room, size);
	struct record record;
	if (!scan_line(s) || !scan_record(s, &w, &record))
		return false;
	*out = (struct stub_rr){
		.owner = name_shown(&record.owner),
		.type = record.type,
		.rr_class = record.class,
		.ttl = record.ttl,
		.rdata = room,
		.rdlen = (uint16_t)record.rdlen,
	};
	return true;
}

bool stub_scan_next(struct stub_scan *scan, uint8_t *room, size_t size, struct stub_rr *out)
{
	struct scanner s = scanner_from(scan);
	bool found = scan_next(&s, room, size, out);
	*scan = scanner_shown(&s);
	return found;
}

/* True: nothing is wrong; else *error, which may be NULL, is told. */
static bool scanned(const struct scanner *s, struct stub_text_error *error)
{
	if (s->error.expected && error)
		*error = error_shown(&s->error);
	return !s->error.expected;
}

bool stub_rr_from_text(const char *text, uint8_t *room, size_t size, struct stub_rr *out,
	struct stub_text_error *error)
{
	struct scanner s = scanner_of(text, strlen(text));
	struct stub_rr rr;
	if (!scan_next(&s, room, size, &rr))
		scan_fail_here(&s, "a record");
	else if (scan_line(&s))
		scan_fail_here(&s, "the end of the text");
	if (!scanned(&s, error))
		return false;
	*out = rr;
	return true;
}

bool stub_rdata_from_text(uint16_t type, uint16_t rr_class, const char *text, uint8_t *out,
	size_t size, uint16_t *rdlen, struct stub_text_error *error)
{
	struct writer w = writer_of(out, size);
	struct scanner s = scanner_of(text, strlen(text));
	if (scan_rdata(&s, &w, type, rr_class) && scan_line(&s))
		scan_fail_here(&s, "the end of the text");
	if (!scanned(&s, error))
		return false;
	*rdlen = (uint16_t)w.len;
	return true;
}

size_t stub_rdata_to_text(uint16_t type, uint16_t rr_class, const uint8_t *rdata, size_t rdlen,
	char *out, size_t size)
{
	struct text text = text_of(out, size);
	struct msg msg = { .data = some(rdata) };
	struct rr rr = { .type = type, .class = rr_class, .rdlen = (uint16_t)rdlen };
	if (rdlen <= UINT16_MAX && rdata_good(type, rr_class, msg.data, rdlen))
		print_rdata(&msg, &rr, &text);
	return text.len;
}

size_t stub_rr_to_text(const struct stub_rr *rr, char *out, size_t size)
{
	struct text text = text_of(out, size);
	struct name owner = name_of(&rr->owner);
	struct rr alone = rr_alone(rr);
	struct msg msg = { .data = some(rr->rdata) };
	if (rr_good(rr))
		print_record_of(&owner, &msg, &alone, &text);
	return text.len;
}

size_t stub_text_error_print(const struct stub_text_error *error, char *out, size_t size)
{
	struct text text = text_of(out, size);
	scan_error_to_text(
		&(struct scan_error){ { error->line, error->column }, error->expected }, &text);
	return text.len;
}

size_t stub_rr_canonical(const struct stub_rr *rr, uint8_t *out, size_t size)
{
	struct writer w = writer_of(out, size);
	struct name owner = name_of(&rr->owner);
	struct rr alone = rr_alone(rr);
	if (!rr_good(rr))
		return 0;
	write_canonical_of(&w, &owner, some(rr->rdata), &alone);
	return w.full ? 0 : w.len;
}
