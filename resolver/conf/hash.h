/* SipHash-1-3 (Aumasson, Bernstein 2012) of octets that come one by one: who does not know the key
 * cannot write names that all fall together. */
#ifndef CONF_HASH_H
#define CONF_HASH_H

#include <stddef.h>
#include <stdint.h>

struct hash_key {
	uint64_t k[2];
};

struct hash {
	uint64_t v[4], word;
	size_t n;
};

static inline uint64_t hash_rotate(uint64_t v, unsigned n)
{
	return v << n | v >> (64 - n);
}

static inline void hash_round(struct hash *h)
{
	h->v[0] += h->v[1];
	h->v[2] += h->v[3];
	h->v[1] = hash_rotate(h->v[1], 13) ^ h->v[0];
	h->v[3] = hash_rotate(h->v[3], 16) ^ h->v[2];
	h->v[0] = hash_rotate(h->v[0], 32) + h->v[3];
	h->v[2] += h->v[1];
	h->v[1] = hash_rotate(h->v[1], 17) ^ h->v[2];
	h->v[3] = hash_rotate(h->v[3], 21) ^ h->v[0];
	h->v[2] = hash_rotate(h->v[2], 32);
}

static inline void hash_init(struct hash *h, const struct hash_key *key)
{
	*h = (struct hash){ .v = { key->k[0] ^ 0x736f6d6570736575, key->k[1] ^ 0x646f72616e646f6d,
				    key->k[0] ^ 0x6c7967656e657261,
				    key->k[1] ^ 0x7465646279746573 } };
}

static inline void hash_word(struct hash *h)
{
	h->v[3] ^= h->word;
	hash_round(h);
	h->v[0] ^= h->word;
	h->word = 0;
}

static inline void hash_octet(struct hash *h, uint8_t octet)
{
	h->word |= (uint64_t)octet << 8 * (h->n++ % 8);
	if (h->n % 8 == 0)
		hash_word(h);
}

static inline uint64_t hash_end(struct hash *h)
{
	h->word |= (uint64_t)h->n << 56;
	hash_word(h);
	h->v[2] ^= 0xff;
	for (unsigned i = 0; i < 3; i++)
		hash_round(h);
	return h->v[0] ^ h->v[1] ^ h->v[2] ^ h->v[3];
}

#endif
