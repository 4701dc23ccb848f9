/* What ldns says of a message, record by record. */
#ifndef DIFFERENTIAL_JUDGE_H
#define DIFFERENTIAL_JUDGE_H

#include <ldns/ldns.h>

#include "frame.h"

/* A walk over the records of one message. */
struct judge {
	uint8_t *data; /* the judge's own copy */
	size_t size, at;
	unsigned counts[4];
	unsigned section, done; /* the next record's section; how many of it are done */
	unsigned good;          /* records taken so far */
	ldns_status status;     /* of the last one */
	ldns_rr *rr;            /* the last one, until the next step */
	struct frame frame;     /* where the last one begins, as far as it is there */
	bool framed;
};

/* False: no header. */
bool judge_init(struct judge *j, const uint8_t *data, size_t size);
/* True: a record was taken.  False: there are no more (status is OK), or it is refused. */
bool judge_next(struct judge *j);
/* Goes on behind a record that ldns refuses and that is there. */
void judge_skip(struct judge *j);
void judge_fini(struct judge *j);

/* The record's text, without comments; false where ldns has none. */
bool judge_text(const ldns_rr *rr, ldns_buffer *out);

/* A type that ldns does not know, but whose RFC says that its format is that of one that it does:
 * it is judged under that one's number.  0: no such. */
uint16_t judged_as(uint16_t type);
/* The mnemonic of a type that ldns has no name for (IANA, "Resource Record (RR) TYPEs"); NULL. */
const char *unnamed_type(uint16_t type);

#endif
