/* The differences between the library and ldns that are as they should be. */
#ifndef DIFFERENTIAL_KNOWN_H
#define DIFFERENTIAL_KNOWN_H

#include "reason.h"
#include "words.h"

#include <ldns/ldns.h>

/* The record at issue. */
struct at_issue {
	const uint8_t *data;
	size_t size;
	const struct frame *frame; /* NULL where not even its fixed part is there */
	size_t owner;              /* offset */
	unsigned section;
	ldns_status status; /* OK: ldns takes it */
	enum reason reason; /* why it is not good */
};

struct known {
	const char *name; /* what differs, and why that is right */
	/* One of these.  reason: we refuse the record for it, ldns does not; types: only theirs
	 * may have it, 0: any. */
	enum reason reason;
	uint16_t types[12];
	/* We take the record, ldns does not; whether this is why. */
	bool (*taken)(const struct at_issue *at);
	/* Both take it, and ldns goes on before its end. */
	bool (*ended)(const struct at_issue *at);
	/* Where the reason holds, words are put into the other side's form, so that what is left
	 * must be equal; whether it did so. */
	bool (*mend)(const struct at_issue *at, struct words *ours, struct words *theirs);
	unsigned long count;
};

extern struct known differences[];
extern const size_t ndifferences;

#endif
