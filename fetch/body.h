/* Bodies of HTTP/1 messages (RFC 9112 6 and 7): incremental, hands out slices of its input. */
#ifndef FETCH_BODY_H
#define FETCH_BODY_H

#include <stdbool.h>
#include <stdint.h>
#include "fetch/fail.h"
#include "fetch/piece.h"

/* Octets of chunk extensions, and of trailer fields, in one body. */
enum { BODY_EXTENSION_OCTETS = 16 * 1024, BODY_TRAILER_OCTETS = 16 * 1024 };

struct framing {
	enum { BODY_NONE, BODY_LENGTH, BODY_CHUNKED, BODY_TO_CLOSE } kind;
	uint64_t octets; /* BODY_LENGTH */
};

enum body_event {
	BODY_MORE,    /* the input is used up */
	BODY_DATA,    /* *out is content */
	BODY_TRAILER, /* *out is a piece of the trailer section, line ends included */
	BODY_DONE,    /* what is left of the input does not belong to this body */
	BODY_BAD      /* b->fail, b->why */
};

struct body {
	struct framing framing;
	uint64_t left;       /* of BODY_LENGTH, or of the chunk */
	unsigned state;      /* of the chunked coding */
	unsigned digits;     /* of the chunk size */
	uint32_t extensions; /* octets so far */
	uint32_t trailers;
	enum fail fail;
	const char *why; /* static storage */
};

void body_init(struct body *b, struct framing framing);
/* Takes from *in what belongs to the event.  Call it until BODY_MORE, BODY_DONE or BODY_BAD. */
enum body_event body_next(struct body *b, struct piece *in, struct piece *out);
/* The connection was closed by the peer: FAIL_NONE if the body is complete, else FAIL_PARTIAL and
 * *why. */
enum fail body_closed(const struct body *b, const char **why);
/* How many octets it is sure to need: never reads into what comes after a body of known length. */
uint64_t body_wants(const struct body *b, uint64_t room);

#endif
