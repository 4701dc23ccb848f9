/* Messages as text, in the form that `dig` has made everybody's. */
#include "resolver/dns/print.h"

#include "resolver/dns/code.h"
#include "resolver/dns/edns.h"

enum {
	TAB = 8,
	TTL_COLUMN = 24, /* dig's columns */
	CLASS_COLUMN = 32,
	TYPE_COLUMN = 40,
	RDATA_COLUMN = 48,
	FLAG_Z = 0x0040,
};

/* A line under construction: the column reached when out was len octets long. */
struct line {
	struct text *out;
	size_t column, len;
};

/* As dig counts: tabs only where one ends, one space at least. */
static void line_to(struct line *line, size_t column)
{
	size_t at = line->column + line->out->len - line->len;
	size_t to = column > at ? column : at + 1;
	if (to / TAB > at / TAB) {
		for (size_t n = to / TAB - at / TAB; n; n--)
			text_char(line->out, '\t');
		at = to / TAB * TAB;
	}
	for (; at < to; at++)
		text_char(line->out, ' ');
	line->column = to;
	line->len = line->out->len;
}

void print_name(const struct msg *msg, name_ref ref, struct text *out)
{
	struct name name;
	name_expand(&name, msg->data, ref);
	name_to_text(&name, true, out);
}

/* A question has neither TTL nor RDATA. */
static void print_line_of(const struct name *owner, const struct msg *msg, const struct rr *rr,
	bool question, struct text *out)
{
	struct line line = { .out = out, .len = out->len };
	name_to_text(owner, true, out);
	if (!question) {
		line_to(&line, TTL_COLUMN);
		text_uint(out, rr->ttl);
	}
	line_to(&line, CLASS_COLUMN);
	class_to_text(rr->class, out);
	line_to(&line, TYPE_COLUMN);
	type_to_text(rr->type, out);
	if (!question) {
		line_to(&line, RDATA_COLUMN);
		print_rdata(msg, rr, out);
	}
}

static void print_line(const struct msg *msg, const struct rr *rr, bool question, struct text *out)
{
	struct name owner;
	name_expand(&owner, msg->data, rr->owner);
	print_line_of(&owner, msg, rr, question, out);
}

void print_record_of(
	const struct name *owner, const struct msg *msg, const struct rr *rr, struct text *out)
{
	print_line_of(owner, msg, rr, false, out);
}

void print_record(const struct msg *msg, const struct rr *rr, struct text *out)
{
	print_line(msg, rr, false, out);
}

void print_question_line(const struct msg *msg, const struct rr *rr, struct text *out)
{
	print_line(msg, rr, true, out);
}

static void print_flags(const struct msg *msg, struct text *out)
{
	static const struct {
		uint16_t bit;
		char name[4];
	} flags[] = { { FLAG_QR, " qr" }, { FLAG_AA, " aa" }, { FLAG_TC, " tc" },
		{ FLAG_RD, " rd" }, { FLAG_RA, " ra" }, { FLAG_AD, " ad" }, { FLAG_CD, " cd" } };

	text_put(out, ";; flags:");
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (msg->flags & flags[i].bit)
			text_put(out, flags[i].name);
	if (msg->flags & FLAG_Z)
		text_put(out, "; MBZ: 0x4");
}

static void print_header(const struct msg *msg, struct text *out)
{
	static const char counts[SECTIONS][16] = {
		"; QUERY: ",
		", ANSWER: ",
		", AUTHORITY: ",
		", ADDITIONAL: ",
	};

	text_put(out, ";; ->>HEADER<<- opcode: ");
	opcode_to_text((msg->flags & OPCODE_MASK) >> 11, out);
	text_put(out, ", status: ");
	rcode_to_text(msg_extended_rcode(msg), out);
	text_put(out, ", id: ");
	text_uint(out, msg->id);
	text_char(out, '\n');
	print_flags(msg, out);
	for (int section = QUESTION; section < SECTIONS; section++) {
		text_put(out, counts[section]);
		text_uint(out, msg->count[section]);
	}
	text_char(out, '\n');
	if (msg->cut)
		text_printf(out, ";; WARNING: malformed from octet %u\n", msg->end);
	else if (msg->end < msg->size)
		text_printf(out, ";; WARNING: %u octets after the end\n", msg->size - msg->end);
}

/* As dig does it: EDNS and the signature of a message stand apart. */
enum place { IN_SECTION, AS_EDNS, AS_SIGNATURE };

static enum place place_of(enum section section, uint16_t type)
{
	if (section != ADDITIONAL)
		return IN_SECTION;
	return type == TYPE_OPT ? AS_EDNS : type == TYPE_TSIG ? AS_SIGNATURE : IN_SECTION;
}

static bool next_of(struct rr_iter *it, enum section section, enum place place, struct rr *rr)
{
	while (rr_next(it, rr))
		if (place_of(section, rr->type) == place)
			return true;
	return false;
}

static void print_lines(
	const struct msg *msg, enum section section, enum place place, struct text *out)
{
	struct rr rr;
	for (struct rr_iter it = msg_section(msg, section); next_of(&it, section, place, &rr);) {
		text_put(out, section == QUESTION ? ";" : "");
		print_line(msg, &rr, section == QUESTION, out);
		text_char(out, '\n');
	}
}

static bool has_lines(const struct msg *msg, enum section section, enum place place)
{
	struct rr rr;
	struct rr_iter it = msg_section(msg, section);
	return next_of(&it, section, place, &rr);
}

static void print_section(const struct msg *msg, enum section section, struct text *out)
{
	static const char titles[SECTIONS][16] = { "QUESTION", "ANSWER", "AUTHORITY",
		"ADDITIONAL" };

	if (!has_lines(msg, section, IN_SECTION))
		return;
	if (section != QUESTION || !msg->opt)
		text_char(out, '\n');
	text_put(out, ";; ");
	text_put(out, titles[section]);
	text_put(out, " SECTION:\n");
	print_lines(msg, section, IN_SECTION, out);
}

void msg_print(const struct msg *msg, struct text *out)
{
	print_header(msg, out);
	if (msg->opt) {
		text_put(out, "\n;; OPT PSEUDOSECTION:\n");
		print_edns(msg, out);
	}
	for (int section = QUESTION; section < SECTIONS; section++)
		print_section(msg, (enum section)section, out);
	if (has_lines(msg, ADDITIONAL, AS_SIGNATURE)) {
		text_put(out, "\n;; TSIG PSEUDOSECTION:\n");
		print_lines(msg, ADDITIONAL, AS_SIGNATURE, out);
	}
}
