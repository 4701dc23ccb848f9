/* Messages with faults in them, the same ones for the same numbers. */
#ifndef DIFFERENTIAL_MUTATE_H
#define DIFFERENTIAL_MUTATE_H

#include "messages.h"

/* Writes mutation `number` of the messages under this seed to out and returns its size. */
size_t mutate(const struct messages *messages, uint64_t seed, uint64_t number,
	uint8_t out[static MESSAGE_OCTETS]);

#endif
