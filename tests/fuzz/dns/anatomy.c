/* The walk, and edits that keep pointers and lengths right. */
#include "tests/fuzz/dns/anatomy.h"

#include "resolver/dns/layout.h"

static void note_name(struct anatomy *a, struct reader *r, const uint8_t *data)
{
	struct place place = { .at = (uint16_t)(r->at - data), .part = (uint16_t)a->parts };
	while (read_left(r) && *r->at && *r->at < POINTER)
		read_octets(r, *r->at + 1u);
	if (read_left(r) >= 2 && *r->at >= POINTER)
		place.pointer = (uint16_t)(r->at - data);
	read_octets(r, place.pointer ? 2 : 1);
	place.end = (uint16_t)(r->at - data);
	if (!r->bad && a->names < NAMES_MOST)
		a->name[a->names++] = place;
}

static void note_rdata(struct anatomy *a, struct reader r, const uint8_t *data, const char *fields)
{
	const uint8_t *start = r.at;
	for (; *fields && !r.bad; fields++)
		if (*fields == 'n' || *fields == 'N')
			note_name(a, &r, data);
		else
			read_field(&r, data, start, *fields);
}

static bool note_part(struct anatomy *a, struct reader *r, const uint8_t *data, unsigned section)
{
	struct part part = { .at = (uint16_t)(r->at - data), .section = (uint8_t)section };
	size_t names = a->names;
	note_name(a, r, data);
	part.fixed = (uint16_t)(r->at - data);
	const uint8_t *fixed = read_octets(r, section == QUESTION ? 4 : FIXED_OCTETS);
	part.rdata = (uint16_t)(r->at - data);
	if (fixed && section != QUESTION) {
		struct reader in = *r;
		const char *fields = layout_fields(get_u16(fixed), get_u16(fixed + 2));
		if (read_octets(r, get_u16(fixed + 8))) {
			in.end = r->at;
			note_rdata(a, in, data, fields);
		}
	}
	if (r->bad) {
		a->names = names;
		return false;
	}
	part.end = (uint16_t)(r->at - data);
	a->part[a->parts++] = part;
	return true;
}

bool anatomy_of(struct anatomy *a, const struct octets *o)
{
	struct reader r = reader_of(o->data, o->size < UINT16_MAX ? o->size : UINT16_MAX);
	a->parts = a->names = 0;
	if (!read_octets(&r, HEADER_OCTETS))
		return false;
	size_t at = HEADER_OCTETS;
	for (unsigned section = QUESTION; section < SECTIONS; section++) {
		unsigned n = get_u16(o->data + COUNTS + 2 * section);
		a->border[section] = at;
		while (n-- && a->parts < PARTS_MOST && !r.bad && note_part(a, &r, o->data, section))
			at = (size_t)(r.at - o->data);
	}
	a->border[SECTIONS] = at;
	return true;
}

uint8_t *anatomy_replace(struct anatomy *a, struct octets *o, const struct part *in, size_t at,
	size_t gone, size_t more)
{
	size_t behind = at + gone;
	uint8_t *p = octets_replace(o, at, gone, more);
	if (!p)
		return NULL;
	size_t shift = more - gone; /* modulo SIZE_MAX + 1 */
	for (size_t i = 0; i < a->names; i++) {
		size_t pointer = a->name[i].pointer;
		if (!pointer || (pointer >= at && pointer < behind))
			continue;
		uint8_t *word = o->data + pointer + (pointer >= behind ? shift : 0);
		size_t target = get_u16(word) & 0x3fffu;
		if (target >= behind)
			put_u16(word, (uint16_t)(POINTER << 8 | ((target + shift) & 0x3fff)));
	}
	if (in && part_is_record(in) && at >= in->rdata) {
		uint8_t *len = o->data + in->rdata - 2;
		put_u16(len, (uint16_t)(get_u16(len) + shift));
	}
	return p;
}

bool anatomy_expand(struct anatomy *a, struct octets *o, const struct place *place)
{
	struct name name;
	struct reader r = reader_of(o->data + place->pointer, 2);
	size_t pointer = place->pointer;
	if (!pointer)
		return false;
	read_name(&r, o->data);
	if (r.bad)
		return false;
	name_expand(&name, o->data, (name_ref)pointer);
	uint8_t *p = anatomy_replace(a, o, &a->part[place->part], pointer, 2, name.len);
	if (p)
		memcpy(p, name.octets, name.len);
	return p;
}

void anatomy_expand_part(struct anatomy *a, struct octets *o, size_t part)
{
	for (bool more = true; more;) {
		more = false;
		if (!anatomy_of(a, o))
			return;
		for (size_t i = 0; i < a->names && !more; i++)
			more = a->name[i].part == part && anatomy_expand(a, o, &a->name[i]);
	}
}
