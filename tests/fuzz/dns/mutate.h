/* Structure-aware mutation: inputs of the fuzzers changed in the terms of their own format.
 *
 * A mutation changes octets in place, within their room, and does nothing where it finds nothing to
 * its taste.  What it does follows from the octets and the dice alone. */
#ifndef FUZZ_DNS_MUTATE_H
#define FUZZ_DNS_MUTATE_H

#include "resolver/dns/wire.h"

struct dice {
	uint64_t state;
};

/* 0 to n - 1; 0 for n 0. */
static inline uint32_t roll(struct dice *dice, size_t n)
{
	uint64_t z = dice->state += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	z ^= z >> 31;
	return n ? (uint32_t)(z % n) : 0;
}

/* The octets of an input, with room for more. */
struct octets {
	uint8_t *data;
	size_t size, room;
	size_t start; /* where a list of items begins */
};

struct mutation {
	const char *name; /* a sentence's end: "drops a record" */
	void (*apply)(struct octets *o, struct dice *dice);
};

struct mutations {
	const struct mutation *list;
	size_t n, start;
};

extern const struct mutations message_mutations; /* a whole message */
extern const struct mutations name_mutations;    /* names, as they stand in a message */
extern const struct mutations text_mutations;    /* records or SvcParams as text */
extern const struct mutations param_mutations;   /* SvcParams in wire form */
extern const struct mutations option_mutations;  /* four octets and the options of an OPT */

/* One to four of them.  Returns the new size, at most room. */
size_t mutate(const struct mutations *m, uint8_t *data, size_t size, size_t room, unsigned seed);

/* A message with a record of another in it.  Returns its size, 0 for none. */
size_t mutate_splice(const uint8_t *into, size_t into_size, const uint8_t *from, size_t from_size,
	uint8_t *out, size_t room, unsigned seed);

/* `more` octets to be filled in, in place of the `gone` ones at `at`; NULL, and nothing changed,
 * where there is no room. */
uint8_t *octets_replace(struct octets *o, size_t at, size_t gone, size_t more);
/* A value at a limit, or next to what it was, or any. */
uint16_t odd_number(struct dice *dice, uint16_t old);

#endif
