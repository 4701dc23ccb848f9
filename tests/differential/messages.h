/* The messages that both sides are asked about. */
#ifndef DIFFERENTIAL_MESSAGES_H
#define DIFFERENTIAL_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MESSAGE_OCTETS = 65535 };

struct message {
	const uint8_t *data;
	size_t size;
};

struct messages {
	struct message *list;
	size_t count, cap;
};

/* Adds what is at path: a file of messages, each behind its length in two octets; or a folder's
 * files, one message each, those named *.hex in hexadecimal, those named *.txt left out.  Says what
 * is wrong and returns false. */
bool messages_add(struct messages *m, const char *path);
void messages_fini(struct messages *m);

#endif
