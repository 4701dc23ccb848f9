/* What all mutations share. */
#include "tests/fuzz/dns/mutate.h"

uint8_t *octets_replace(struct octets *o, size_t at, size_t gone, size_t more)
{
	if (at > o->size || gone > o->size - at || o->room - (o->size - gone) < more)
		return NULL;
	uint8_t *p = o->data + at;
	memmove(p + more, p + gone, o->size - at - gone);
	o->size += more - gone;
	return p;
}

uint16_t odd_number(struct dice *dice, uint16_t old)
{
	static const uint16_t limits[] = { 0, 1, 2, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xff, 0x100, 512,
		0x3fff, 0x4000, 0x7fff, 0x8000, 0xc00c, 0xfffe, 0xffff };
	switch (roll(dice, 4)) {
	case 0: return limits[roll(dice, sizeof(limits) / sizeof(limits[0]))];
	case 1: return (uint16_t)(old + 1);
	case 2: return (uint16_t)(old - 1);
	default: return (uint16_t)roll(dice, 65536);
	}
}

size_t mutate(const struct mutations *m, uint8_t *data, size_t size, size_t room, unsigned seed)
{
	struct octets o = { data, size, room, m->start };
	struct dice dice = { seed };
	for (unsigned times = 1 + roll(&dice, 2) * roll(&dice, 4); times; times--)
		m->list[roll(&dice, m->n)].apply(&o, &dice);
	return o.size;
}
