/* Names of whole messages, and where their pointers lead. */
#include "tests/fuzz/dns/message_name.h"

#include "tests/fuzz/dns/anatomy.h"
#include "tests/fuzz/dns/generate.h"

static struct anatomy anatomy; /* of the message that is mutated */

static const struct place *any_name(const struct octets *o, struct dice *dice)
{
	if (!anatomy_of(&anatomy, o) || !anatomy.names)
		return NULL;
	return &anatomy.name[roll(dice, anatomy.names)];
}

/* Where names begin, inside them, themselves, the header, anywhere. */
static size_t any_target(const struct octets *o, const struct place *from, struct dice *dice)
{
	const struct place *to = &anatomy.name[roll(dice, anatomy.names)];
	size_t at = to->at;
	switch (roll(dice, 8)) {
	case 0: return from->pointer;
	case 1: return from->at;
	case 2: return roll(dice, HEADER_OCTETS + 1);
	case 3: return roll(dice, o->size + 2);
	case 4: return at + roll(dice, (size_t)(to->end - at) + 1);
	case 5:
	case 6: /* a label that is not the first */
		for (unsigned n = roll(dice, 4); n && at + 1 < to->end && o->data[at] < POINTER;
			n--)
			at += o->data[at] + 1u;
		return at < to->end ? at : to->at;
	default: return at;
	}
}

void message_point_elsewhere(struct octets *o, struct dice *dice)
{
	for (unsigned tries = 0; tries < 8; tries++) {
		const struct place *place = any_name(o, dice);
		if (!place)
			return;
		if (!place->pointer)
			continue;
		size_t target = any_target(o, place, dice) & 0x3fff;
		put_u16(o->data + place->pointer, (uint16_t)(POINTER << 8 | target));
		return;
	}
}

/* From one of its labels on, a name becomes a pointer: to the same, where that is written before,
 * or to whatever there is. */
void message_compress(struct octets *o, struct dice *dice)
{
	const struct place *place = any_name(o, dice);
	if (!place)
		return;
	size_t from = place->at, nth = (size_t)(place - anatomy.name), target = 0;
	for (unsigned n = roll(dice, 3); n && o->data[from] && o->data[from] < POINTER; n--)
		from += o->data[from] + 1u;
	struct reader r = reader_of(o->data + from, (size_t)(place->end - from));
	read_name(&r, o->data);
	for (size_t i = 0; i < nth && !r.bad && !target; i++) {
		struct reader before = reader_of(o->data + anatomy.name[i].at, 0);
		before.end = o->data + anatomy.name[i].end;
		read_name(&before, o->data);
		if (!before.bad &&
			name_equal_at(o->data, anatomy.name[i].at, o->data, (name_ref)from))
			target = anatomy.name[i].at;
	}
	if (!target)
		target = any_target(o, place, dice);
	uint8_t *p = anatomy_replace(
		&anatomy, o, &anatomy.part[place->part], from, (size_t)(place->end - from), 2);
	if (p)
		put_u16(p, (uint16_t)(POINTER << 8 | (target & 0x3fff)));
}

/* By the mutations for names alone. */
void message_change_name(struct octets *o, struct dice *dice)
{
	const struct place *place = any_name(o, dice);
	if (!place)
		return;
	uint8_t kept[4 * NAME_OCTETS];
	size_t len = (size_t)(place->end - place->at);
	if (len > NAME_OCTETS)
		return;
	memcpy(kept, o->data + place->at, len);
	len = mutate(&name_mutations, kept, len, sizeof(kept), roll(dice, UINT32_MAX));
	uint8_t *p = anatomy_replace(&anatomy, o, &anatomy.part[place->part], place->at,
		(size_t)(place->end - place->at), len);
	if (p && len)
		memcpy(p, kept, len);
}

void message_replace_name(struct octets *o, struct dice *dice)
{
	uint8_t room[2 * NAME_OCTETS];
	struct writer w = writer_of(room, sizeof(room));
	const struct place *place = any_name(o, dice);
	if (!place)
		return;
	make_name(&w, dice);
	uint8_t *p = anatomy_replace(&anatomy, o, &anatomy.part[place->part], place->at,
		(size_t)(place->end - place->at), w.len);
	if (p)
		memcpy(p, room, w.len);
}

void message_expand(struct octets *o, struct dice *dice)
{
	const struct place *place = any_name(o, dice);
	if (place)
		anatomy_expand(&anatomy, o, place);
}
