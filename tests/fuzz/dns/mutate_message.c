/* Whole messages: their records, counts and fields. */
#include "tests/fuzz/dns/anatomy.h"

#include "resolver/dns/code.h"
#include "resolver/dns/layout.h"
#include "tests/fuzz/dns/generate.h"
#include "tests/fuzz/dns/message_name.h"

static struct anatomy anatomy; /* of the message that is mutated */
static uint8_t kept[1 << 16], other[1 << 16];

static const struct part *any_part(const struct octets *o, struct dice *dice)
{
	if (!anatomy_of(&anatomy, o) || !anatomy.parts)
		return NULL;
	return &anatomy.part[roll(dice, anatomy.parts)];
}

static const struct part *any_record(const struct octets *o, struct dice *dice)
{
	if (!anatomy_of(&anatomy, o))
		return NULL;
	size_t questions = 0;
	while (questions < anatomy.parts && !part_is_record(&anatomy.part[questions]))
		questions++;
	size_t records = anatomy.parts - questions;
	return records ? &anatomy.part[questions + roll(dice, records)] : NULL;
}

static void count(struct octets *o, unsigned section, int more)
{
	uint8_t *p = o->data + COUNTS + 2 * section;
	put_u16(p, (uint16_t)(get_u16(p) + more));
}

/* The counts follow, as a rule. */
static void drop_part(struct octets *o, struct dice *dice)
{
	const struct part *part = any_part(o, dice);
	if (!part)
		return;
	anatomy_replace(&anatomy, o, NULL, part->at, (size_t)(part->end - part->at), 0);
	if (roll(dice, 8))
		count(o, part->section, -1);
}

static void copy_part(struct octets *o, struct dice *dice)
{
	const struct part *part = any_part(o, dice);
	if (!part)
		return;
	size_t len = (size_t)(part->end - part->at);
	const struct part *behind = part;
	if (part_is_record(part)) /* not before what it may point to */
		behind += roll(dice, (size_t)(&anatomy.part[anatomy.parts] - part));
	memcpy(kept, o->data + part->at, len);
	uint8_t *p = anatomy_replace(&anatomy, o, NULL, behind->end, 0, len);
	if (!p)
		return;
	memcpy(p, kept, len);
	if (roll(dice, 8))
		count(o, behind->section, 1);
}

static void swap_records(struct octets *o, struct dice *dice)
{
	const struct part *a = any_record(o, dice);
	if (!a)
		return;
	size_t first = (size_t)(a - anatomy.part), records = anatomy.parts - first;
	size_t second = first + roll(dice, records);
	if (first == second)
		return;
	anatomy_expand_part(&anatomy, o, first);
	anatomy_expand_part(&anatomy, o, second);
	if (!anatomy_of(&anatomy, o) || anatomy.parts <= second)
		return;
	a = &anatomy.part[first];
	const struct part *b = &anatomy.part[second];
	size_t a_len = (size_t)(a->end - a->at), b_len = (size_t)(b->end - b->at);
	size_t between = (size_t)(b->at - a->end);
	memcpy(kept, o->data + a->at, a_len + between);
	memmove(o->data + a->at, o->data + b->at, b_len);
	memcpy(o->data + a->at + b_len, kept + a_len, between);
	memcpy(o->data + a->at + b_len + between, kept, a_len);
}

static void move_border(struct octets *o, struct dice *dice)
{
	unsigned section = ANSWER + roll(dice, 2);
	int more = roll(dice, 2) ? 1 : -1;
	if (o->size < HEADER_OCTETS)
		return;
	count(o, section, more);
	count(o, section + 1, -more);
}

static void change_count(struct octets *o, struct dice *dice)
{
	if (o->size < HEADER_OCTETS)
		return;
	uint8_t *p = o->data + COUNTS + 2 * roll(dice, SECTIONS);
	put_u16(p, odd_number(dice, get_u16(p)));
}

static void change_header(struct octets *o, struct dice *dice)
{
	if (o->size >= HEADER_OCTETS)
		o->data[roll(dice, COUNTS)] ^= (uint8_t)(1 << roll(dice, 8));
}

static void replace_rdata(struct octets *o, const struct part *part, const struct writer *w)
{
	uint8_t *p = w->full ? NULL
			     : anatomy_replace(&anatomy, o, part, part->rdata,
				       (size_t)(part->end - part->rdata), w->len);
	if (p && w->len)
		memcpy(p, w->base, w->len);
}

static void change_type(struct octets *o, struct dice *dice)
{
	const struct part *part = any_part(o, dice);
	if (part)
		put_u16(o->data + part->fixed,
			roll(dice, 8) ? any_type(dice) : odd_number(dice, part_type(o, part)));
}

static void change_type_and_rdata(struct octets *o, struct dice *dice)
{
	const struct part *part = any_record(o, dice);
	struct writer w = writer_of(kept, sizeof(kept));
	uint16_t type = any_type(dice);
	if (!part || part_type(o, part) == TYPE_OPT || type == TYPE_OPT)
		return;
	make_rdata(&w, type, part_class(o, part), true, dice);
	put_u16(o->data + part->fixed, type);
	replace_rdata(o, part, &w);
}

static void change_class_or_ttl(struct octets *o, struct dice *dice)
{
	static const uint16_t classes[] = { CLASS_IN, CLASS_CH, 4, 254, CLASS_ANY, 32 };
	const struct part *part = any_part(o, dice);
	if (!part)
		return;
	unsigned field = part_is_record(part) ? roll(dice, 3) : 0;
	uint8_t *p = o->data + part->fixed + 2 + 2 * field;
	put_u16(p, field ? odd_number(dice, get_u16(p))
			 : classes[roll(dice, sizeof(classes) / sizeof(classes[0]))]);
}

static void change_rdlength(struct octets *o, struct dice *dice)
{
	const struct part *part = any_record(o, dice);
	if (!part)
		return;
	uint8_t *p = o->data + part->rdata - 2;
	put_u16(p, odd_number(dice, get_u16(p)));
}

/* A field of the record's layout: where it is, and its letter; 0 for none. */
static char any_field(
	const struct octets *o, const struct part *part, struct dice *dice, size_t *at, size_t *len)
{
	const char *fields = layout_fields(part_type(o, part), part_class(o, part));
	struct reader r = reader_of(o->data + part->rdata, (size_t)(part->end - part->rdata));
	const uint8_t *start = r.at;
	if (!*fields)
		return 0;
	for (size_t i = 0, nth = roll(dice, strlen(fields));; i++) {
		const uint8_t *begun = r.at;
		read_field(&r, o->data, start, fields[i]);
		if (r.bad)
			return 0;
		*at = (size_t)(begun - o->data);
		*len = (size_t)(r.at - begun);
		if (i == nth)
			return fields[i];
	}
}

/* Another value of the field's kind, and RDLENGTH made right. */
static void change_field(struct octets *o, struct dice *dice)
{
	const struct part *part = any_record(o, dice);
	size_t at, len;
	char field = part ? any_field(o, part, dice, &at, &len) : 0;
	if (!field)
		return;
	/* some kinds look at what is in front of them */
	size_t before = at - part->rdata;
	memcpy(kept, o->data + part->rdata, before);
	struct writer w = writer_of(kept, sizeof(kept));
	w.len = before;
	make_field(&w, 0, field, true, dice);
	uint8_t *p = w.full ? NULL : anatomy_replace(&anatomy, o, part, at, len, w.len - before);
	if (p)
		memcpy(p, kept + before, w.len - before);
}

/* The octets of a field flipped, cut or grown: a value that is nearly right. */
static void bend_field(struct octets *o, struct dice *dice)
{
	const struct part *part = any_record(o, dice);
	size_t at, len;
	if (!part || !any_field(o, part, dice, &at, &len))
		return;
	uint8_t *p;
	switch (len ? roll(dice, 4) : 3) {
	case 0:
	case 1: o->data[at + roll(dice, len)] ^= (uint8_t)(1 << roll(dice, 8)); break;
	case 2: anatomy_replace(&anatomy, o, part, at + roll(dice, len), 1, 0); break;
	default:
		p = anatomy_replace(&anatomy, o, part, at + len, 0, 1);
		if (p)
			*p = (uint8_t)roll(dice, 256);
		break;
	}
}

/* Owner, and what else is in front of RDATA. */
static void make_head(struct writer *w, uint16_t type, uint16_t class, struct dice *dice)
{
	if (anatomy.names && roll(dice, 4))
		write_u16(w, (uint16_t)(POINTER << 8 |
					(anatomy.name[roll(dice, anatomy.names)].at & 0x3fff)));
	else
		make_name(w, dice);
	write_u16(w, type);
	write_u16(w, class);
	write_u32(w, roll(dice, 4) ? 3600 : roll(dice, UINT32_MAX));
}

static void insert_record(struct octets *o, unsigned section, const struct writer *w)
{
	size_t at = anatomy.border[section + 1];
	uint8_t *p = w->full ? NULL : anatomy_replace(&anatomy, o, NULL, at, 0, w->len);
	if (!p)
		return;
	memcpy(p, w->base, w->len);
	count(o, section, 1);
}

static void add_record(struct octets *o, struct dice *dice)
{
	struct writer w = writer_of(kept, sizeof(kept));
	uint16_t type = any_type(dice), class = roll(dice, 8) ? CLASS_IN : CLASS_CH;
	if (!anatomy_of(&anatomy, o) || type == TYPE_OPT)
		return;
	make_head(&w, type, class, dice);
	uint8_t *len = write_room(&w, 2);
	size_t begun = w.len;
	make_rdata(&w, type, class, true, dice);
	if (len)
		put_u16(len, (uint16_t)(w.len - begun));
	insert_record(o, ANSWER + roll(dice, 3), &w);
}

static const struct part *opt_of(const struct octets *o)
{
	for (size_t i = 0; i < anatomy.parts; i++)
		if (part_is_record(&anatomy.part[i]) && part_type(o, &anatomy.part[i]) == TYPE_OPT)
			return &anatomy.part[i];
	return NULL;
}

/* One more option; an OPT for it where there is none, and seldom a second one. */
static void add_option(struct octets *o, struct dice *dice)
{
	struct writer w = writer_of(kept, sizeof(kept));
	if (!anatomy_of(&anatomy, o))
		return;
	const struct part *opt = opt_of(o);
	if (!opt || !roll(dice, 16)) {
		write_octets(&w, "\0\0\x29\x04\xd0\0\0\x80\0\0\0", 11);
		insert_record(o, ADDITIONAL, &w);
		return;
	}
	uint16_t code = any_option(dice);
	write_u16(&w, code);
	write_u16(&w, 0);
	make_option_data(&w, code, dice);
	uint8_t *p = w.full ? NULL : anatomy_replace(&anatomy, o, opt, opt->end, 0, w.len);
	if (!p)
		return;
	put_u16(kept + 2, (uint16_t)(w.len - 4));
	memcpy(p, kept, w.len);
}

/* The options as the TLV mutations have them. */
static void change_options(struct octets *o, struct dice *dice)
{
	enum { TTL_OCTETS = 4 }; /* which they expect in front */
	const struct part *opt = anatomy_of(&anatomy, o) ? opt_of(o) : NULL;
	if (!opt)
		return;
	struct part part = *opt;
	size_t len = (size_t)(part.end - part.rdata);
	memcpy(kept, o->data + part.fixed + 4, TTL_OCTETS);
	memcpy(kept + TTL_OCTETS, o->data + part.rdata, len);
	len = mutate(&option_mutations, kept, TTL_OCTETS + len, sizeof(kept),
		      roll(dice, UINT32_MAX)) -
	      TTL_OCTETS;
	uint8_t *p = anatomy_replace(
		&anatomy, o, &part, part.rdata, (size_t)(part.end - part.rdata), len);
	if (!p)
		return;
	memcpy(p, kept + TTL_OCTETS, len);
	memcpy(o->data + part.fixed + 4, kept, TTL_OCTETS);
}

/* At a border between parts, near one, or with octets behind the last. */
static void cut_or_grow(struct octets *o, struct dice *dice)
{
	const struct part *part = any_part(o, dice);
	size_t end = part ? part->end : o->size;
	if (!roll(dice, 3)) {
		uint8_t *p = octets_replace(o, o->size, 0, 3);
		if (p)
			memset(p, (int)roll(dice, 256), 3);
		return;
	}
	end -= roll(dice, 2) ? roll(dice, 12) : 0;
	if (end < o->size)
		o->size = end;
}

static const struct mutation list[] = {
	{ "drops a record", drop_part },
	{ "repeats a record", copy_part },
	{ "swaps two records", swap_records },
	{ "adds a record of any type", add_record },
	{ "moves the border between two sections", move_border },
	{ "changes a count", change_count },
	{ "changes ID or flags", change_header },
	{ "changes a type alone", change_type },
	{ "changes a type, and RDATA with it", change_type_and_rdata },
	{ "changes a class or TTL", change_class_or_ttl },
	{ "gives RDLENGTH another value", change_rdlength },
	{ "gives a field a new value of its kind", change_field },
	{ "bends the octets of a field", bend_field },
	{ "adds an option, or OPT", add_option },
	{ "changes the options of OPT", change_options },
	{ "lets a pointer lead elsewhere", message_point_elsewhere },
	{ "writes a name in full", message_expand },
	{ "ends a name in a pointer", message_compress },
	{ "changes the labels of a name", message_change_name },
	{ "puts another name in a name's place", message_replace_name },
	{ "cuts the end, or adds to it", cut_or_grow },
};

const struct mutations message_mutations = { list, sizeof(list) / sizeof(list[0]), 0 };

size_t mutate_splice(const uint8_t *into, size_t into_size, const uint8_t *from, size_t from_size,
	uint8_t *out, size_t room, unsigned seed)
{
	struct dice dice = { seed };
	if (from_size > sizeof(other) / 2 || into_size > room)
		return 0;
	memcpy(other, from, from_size);
	struct octets source = { other, from_size, sizeof(other), 0 };
	struct octets o = { out, into_size, room, 0 };
	const struct part *part = any_record(&source, &dice);
	if (!part)
		return 0;
	size_t nth = (size_t)(part - anatomy.part);
	anatomy_expand_part(&anatomy, &source, nth);
	if (!anatomy_of(&anatomy, &source) || anatomy.parts <= nth)
		return 0;
	part = &anatomy.part[nth];
	unsigned section = part->section;
	struct writer w = writer_of(kept, sizeof(kept));
	write_octets(&w, other + part->at, (size_t)(part->end - part->at));
	memcpy(out, into, into_size);
	if (!anatomy_of(&anatomy, &o))
		return 0;
	insert_record(&o, section, &w);
	return o.size;
}
