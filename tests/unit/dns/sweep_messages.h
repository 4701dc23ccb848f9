/* The 200 messages of which every prefix and every flipped bit is tried. */
#ifndef TESTS_DNS_SWEEP_MESSAGES_H
#define TESTS_DNS_SWEEP_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SWEEP_MESSAGES = 200, MESSAGE_OCTETS = 4 << 10 };

/* One that msg_parse() accepts. */
struct message {
	char name[80];
	uint8_t data[MESSAGE_OCTETS];
	size_t len;
	bool ours; /* not from the corpus: no pointer leads to where no name is meant */
};

/* The fixtures, those that are built, and of the corpus so many that there are enough.  Returns how
 * many there are. */
size_t sweep_messages(struct message out[static SWEEP_MESSAGES]);

#endif
