/* Reads dig's lines by their first words, and gives what is between them to the scanner. */
#include "resolver/encode.h"

#include "resolver/dns/base.h"
#include "resolver/dns/code.h"
#include "resolver/dns/rdata_write.h"

enum { FLAG_Z = 0x0040, OPTIONS_OCTETS = 4096, OPTIONS = 64 };

struct encoder {
	struct writer *w;
	const char *line, *at, *end; /* of the line under way */
	unsigned number;
	const char *expected; /* not NULL: what is wrong at `fault` */
	const char *fault;
	unsigned section, rcode;
	uint16_t flags, counts[SECTIONS];
	bool has_header, has_edns, edns_written;
	struct edns edns;
	size_t noptions;
	struct edns_option options[OPTIONS];
	struct writer octets; /* of the options */
	uint8_t room[OPTIONS_OCTETS];
};

/* ---- words of a line ---- */

static void fail(struct encoder *e, const char *expected)
{
	if (e->expected)
		return;
	e->expected = expected;
	e->fault = e->at;
}

static bool take(struct encoder *e, const char *word)
{
	size_t n = strlen(word);
	if ((size_t)(e->end - e->at) < n || memcmp(e->at, word, n) != 0)
		return false;
	e->at += n;
	return true;
}

/* What goes up to a blank or one of ",;:"; false where it is too long or empty. */
static bool take_word(struct encoder *e, char out[static NAME_TEXT], const char *stops)
{
	size_t n = 0;
	while (e->at < e->end && (*e->at == ' ' || *e->at == '\t'))
		e->at++;
	while (e->at + n < e->end && !strchr(stops, e->at[n]) && n < NAME_TEXT - 1)
		n++;
	memcpy(out, e->at, n);
	out[n] = '\0';
	e->at += n;
	return n && (e->at == e->end || strchr(stops, *e->at));
}

static unsigned take_number(struct encoder *e, unsigned most)
{
	unsigned value = 0;
	const char *start = e->at;
	while (e->at < e->end && *e->at >= '0' && *e->at <= '9' && value <= most)
		value = value * 10 + (unsigned)(*e->at++ - '0');
	if (e->at == start || value > most) {
		e->at = start;
		fail(e, "a number that fits");
	}
	return value;
}

static void take_end(struct encoder *e)
{
	while (e->at < e->end && strchr(" \t\r", *e->at))
		e->at++;
	if (e->at < e->end)
		fail(e, "the end of the line");
}

/* "0x2001" */
static uint16_t take_bits(struct encoder *e)
{
	unsigned value = 0, digits = 0;
	if (take(e, "0x"))
		for (; e->at < e->end && base_digit(BASE16, *e->at) >= 0 && digits < 4; digits++)
			value = value << 4 | (unsigned)base_digit(BASE16, *e->at++);
	if (!digits)
		fail(e, "bits in hexadecimal");
	return (uint16_t)value;
}

/* ---- header and EDNS ---- */

static uint16_t opcode_of(struct encoder *e, const char *name)
{
	char known[32];
	struct text t;
	for (unsigned opcode = 0; opcode < 16; opcode++) {
		text_init(&t, known, sizeof(known));
		opcode_to_text(opcode, &t);
		if (mnemonic_equal(known, name))
			return (uint16_t)(opcode << 11);
	}
	fail(e, "an opcode");
	return 0;
}

/* " opcode: QUERY, status: NOERROR, id: 4660" */
static void header_line(struct encoder *e)
{
	char word[NAME_TEXT];
	uint16_t rcode = 0;
	if (e->has_header)
		fail(e, "one message");
	e->has_header = true;
	if (!take(e, " opcode:") || !take_word(e, word, ", "))
		fail(e, "opcode:");
	else
		e->flags |= opcode_of(e, word);
	if (!take(e, ", status:") || !take_word(e, word, ", "))
		fail(e, ", status:");
	else if (!rcode_from_text(word, &rcode) || rcode > 0xfff)
		fail(e, "a response code");
	e->rcode = rcode;
	if (!take(e, ", id: "))
		fail(e, ", id:");
	else
		put_u16(e->w->base, (uint16_t)take_number(e, UINT16_MAX));
	take_end(e);
}

struct flag {
	uint16_t bit;
	char name[4];
};

/* " qr rd" up to a semicolon, and perhaps "; MBZ: 0x4"; what follows is left. */
static uint16_t take_flags(
	struct encoder *e, const struct flag *flags, size_t n, unsigned mbz_shift)
{
	uint16_t bits = 0;
	while (e->at < e->end && *e->at == ' ') {
		size_t i = 0;
		while (i < n && !take(e, flags[i].name))
			i++;
		if (i == n) {
			fail(e, "a flag");
			return 0;
		}
		bits |= flags[i].bit;
	}
	if (e->at < e->end && !strchr(";,\r", *e->at))
		fail(e, "a flag");
	if (take(e, "; MBZ: "))
		bits |= (uint16_t)(take_bits(e) << mbz_shift);
	return bits;
}

/* The counts that follow are counted anew. */
static void flags_line(struct encoder *e)
{
	static const struct flag flags[] = { { FLAG_QR, " qr" }, { FLAG_AA, " aa" },
		{ FLAG_TC, " tc" }, { FLAG_RD, " rd" }, { FLAG_RA, " ra" }, { FLAG_AD, " ad" },
		{ FLAG_CD, " cd" } };
	e->flags |= take_flags(e, flags, sizeof(flags) / sizeof(flags[0]), 4) &
		    (uint16_t) ~(OPCODE_MASK | RCODE_MASK);
}

/* " version: 0, flags: do; udp: 1232" */
static void edns_line(struct encoder *e)
{
	static const struct flag flags[] = { { EDNS_DO, " do" }, { EDNS_CO, " co" } };
	if (e->has_edns)
		fail(e, "EDNS once");
	e->has_edns = true;
	if (!take(e, " version: "))
		fail(e, "version:");
	e->edns.version = (uint8_t)take_number(e, UINT8_MAX);
	if (!take(e, ", flags:"))
		fail(e, ", flags:");
	e->edns.flags = take_flags(e, flags, sizeof(flags) / sizeof(flags[0]), 0);
	if (!take(e, "; udp: ") && !take(e, ", udp: "))
		fail(e, "; udp:");
	e->edns.udp = (uint16_t)take_number(e, UINT16_MAX);
	take_end(e);
}

/* "; OPT=65001: 61 62 (\"ab\")": octets up to the characters */
static void option_line(struct encoder *e)
{
	struct edns_option *option = &e->options[e->noptions];
	if (!e->has_edns || e->noptions == OPTIONS) {
		fail(e, e->has_edns ? "fewer options" : "EDNS before its options");
		return;
	}
	option->code = (uint16_t)take_number(e, UINT16_MAX);
	if (!take(e, ":"))
		fail(e, ":");
	size_t before = e->octets.len;
	while (!e->expected) {
		while (take(e, " ") || take(e, "\t"))
			;
		if (e->at == e->end || *e->at == '(')
			break;
		int high = base_digit(BASE16, e->at[0]),
		    low = e->end - e->at > 1 ? base_digit(BASE16, e->at[1]) : -1;
		if (high < 0 || low < 0)
			fail(e, "octets in hexadecimal");
		write_u8(&e->octets, (uint8_t)(high << 4 | low));
		e->at += e->expected ? 0 : 2;
	}
	if (e->octets.full)
		fail(e, "fewer octets of options");
	option->data = e->room + before;
	option->len = (uint16_t)(e->octets.len - before);
	e->noptions++;
}

/* ---- sections ---- */

static void section_line(struct encoder *e, unsigned section)
{
	if (section < e->section)
		fail(e, "sections in their order");
	e->section = section;
}

static void count_one(struct encoder *e)
{
	if (e->w->full || e->counts[e->section] == UINT16_MAX)
		fail(e, "a message of at most 65,535 octets");
	e->counts[e->section]++;
}

/* ";www.example.com. IN A" */
static void question_line(struct encoder *e)
{
	char word[NAME_TEXT];
	struct question question;
	if (!take_word(e, word, " \t") || !name_from_text(&question.name, word))
		fail(e, "a name");
	else if (!take_word(e, word, " \t") || !class_from_text(word, &question.class))
		fail(e, "a class");
	else if (!take_word(e, word, " \t\r") || !type_from_text(word, &question.type))
		fail(e, "a type");
	if (e->expected)
		return;
	write_question(e->w, &question);
	count_one(e);
}

static void dig_line(struct encoder *e)
{
	static const char sections[SECTIONS][24] = { ";; QUESTION SECTION:", ";; ANSWER SECTION:",
		";; AUTHORITY SECTION:", ";; ADDITIONAL SECTION:" };
	for (unsigned i = 0; i < SECTIONS; i++)
		if (take(e, sections[i])) {
			section_line(e, i);
			return;
		}
	if (take(e, ";; TSIG PSEUDOSECTION:") || take(e, ";; SIG0 PSEUDOSECTION:"))
		section_line(e, ADDITIONAL);
	else if (take(e, ";; ->>HEADER<<-"))
		header_line(e);
	else if (take(e, ";; flags:"))
		flags_line(e);
	else if (take(e, "; EDNS:"))
		edns_line(e);
	else if (take(e, "; OPT="))
		option_line(e);
	else if (e->has_edns && e->section == QUESTION && !e->counts[QUESTION] && take(e, "; "))
		fail(e, "an option as OPT=CODE: and its octets");
	else if (e->section == QUESTION && e->end - e->at > 1 && !strchr("; \t", e->at[1]) &&
		 take(e, ";"))
		question_line(e);
}

static void put_edns(struct encoder *e)
{
	if (!e->has_edns || e->edns_written)
		return;
	e->edns_written = true;
	e->edns.rcode = (uint8_t)(e->rcode >> 4);
	e->section = ADDITIONAL;
	write_opt(e->w, &e->edns, e->options, e->noptions);
	count_one(e);
}

/* RFC 8945 5.1, RFC 2931 3: the signature of a message, a SIG that covers no type, comes last. */
static bool signs_message(const struct record *record, const uint8_t *rdata)
{
	return record->type == TYPE_TSIG || (record->type == TYPE_SIG && !get_u16(rdata));
}

static void record_written(struct encoder *e, const uint8_t *rdata, const struct record *record)
{
	struct rr rr = { .type = record->type,
		.class = record->class,
		.ttl = record->ttl,
		.rdlen = (uint16_t)record->rdlen };
	if (e->section == ADDITIONAL && signs_message(record, rdata))
		put_edns(e);
	size_t begun = rr_begin(e->w, &record->owner, rr.type, rr.class, rr.ttl);
	write_rdata_as(e->w, rdata, &rr, RDATA_COMPRESSED);
	rr_end(e->w, begun);
	count_one(e);
}

/* The lines up to the next one that begins with a semicolon. */
static void records(struct encoder *e, struct scan_error *error)
{
	uint8_t rdata[UINT16_MAX];
	struct scanner s = scanner_of(e->line, (size_t)(e->end - e->line));
	struct record record;
	s.lines = e->number;
	while (!e->expected && scan_line(&s)) {
		struct writer w = writer_of(rdata, sizeof(rdata));
		if (e->section == QUESTION)
			e->section = ANSWER;
		if (!scan_record(&s, &w, &record))
			break;
		if (record.type == TYPE_OPT)
			fail(e, "OPT as its pseudosection");
		else
			record_written(e, rdata + record.rdata, &record);
	}
	if (s.error.expected) {
		*error = s.error;
		e->expected = s.error.expected;
	} else if (e->expected) {
		*error = (struct scan_error){ { s.lines, 1 }, e->expected };
	}
}

static void finish(struct encoder *e)
{
	put_edns(e);
	if (!e->has_edns && e->rcode > RCODE_MASK)
		fail(e, "EDNS, which this status needs");
	put_u16(e->w->base + 2, (uint16_t)(e->flags | (e->rcode & RCODE_MASK)));
	for (unsigned i = 0; i < SECTIONS; i++)
		write_count(e->w, (enum section)i, e->counts[i]);
}

static const char *line_end(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));
	return newline ? newline : end;
}

bool message_from_text(struct writer *w, const char *text, size_t len, struct scan_error *error)
{
	struct encoder e = { .w = w };
	const char *end = text + len;
	e.octets = writer_of(e.room, sizeof(e.room));
	write_header(w, 0, 0);
	if (w->full)
		return false;
	for (const char *next = text; next < end && !e.expected;) {
		e.line = e.at = next;
		e.number++;
		e.end = line_end(next, end);
		next = e.end < end ? e.end + 1 : end;
		if (*e.line == ';') {
			dig_line(&e);
			if (e.expected)
				*error = (struct scan_error){
					{ e.number, (unsigned)(e.fault - e.line) + 1 }, e.expected
				};
			continue;
		}
		unsigned more = 0;
		for (; next < end && *next != ';'; more++) {
			e.end = line_end(next, end);
			next = e.end < end ? e.end + 1 : end;
		}
		records(&e, error);
		e.number += more;
	}
	if (e.expected)
		return false;
	finish(&e);
	if (e.expected)
		*error = (struct scan_error){ { e.number, 1 }, e.expected };
	return !e.expected;
}
