/* What libFuzzer calls to mutate, and what it lends for that. */
#ifndef FUZZ_DNS_CUSTOM_H
#define FUZZ_DNS_CUSTOM_H

#include "tests/fuzz/dns/mutate.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
	size_t size2, uint8_t *out, size_t room, unsigned seed);

/* Structure knows nothing of what the code compares with: libFuzzer's own way is one round in
 * three, and one in nine comes on top. */
static inline size_t custom_mutator(
	const struct mutations *m, uint8_t *data, size_t size, size_t room, unsigned seed)
{
	unsigned way = seed % 9;
	if (way < 3)
		return LLVMFuzzerMutate(data, size, room);
	size = mutate(m, data, size, room, seed);
	return way == 3 ? LLVMFuzzerMutate(data, size, room) : size;
}

#endif
