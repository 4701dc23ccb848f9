/* Why a record is not good: a second reading of the RFCs, which shares nothing with the library.
 *
 * A difference of verdict counts as known only where this finds its reason in the record itself. */
#ifndef DIFFERENTIAL_REASON_H
#define DIFFERENTIAL_REASON_H

#include "frame.h"

enum reason {
	GOOD,
	CUT_SHORT,       /* the message ends in it */
	NAME_FORWARD,    /* a pointer that does not lead to before the name it stands in */
	NAME_HEADER,     /* a pointer into the header */
	NAME_RUNS_ON,    /* the octets a pointer leads to reach into what led there */
	NAME_LONG,       /* over 255 octets */
	NAME_LABEL,      /* a label of an unknown kind */
	NAME_COMPRESSED, /* a pointer where the type has none */
	NAME_OUTSIDE,    /* reaches over the RDATA's end */
	RDATA_EMPTY,     /* no octet of RDATA at all */
	RDATA_SHORT,     /* ends within its fields */
	RDATA_LONG,      /* octets behind the last field */
	FIELD_LENGTH, /* a length within it reaches over its end, or is not one that its type has */
	FIELD_VALUE,  /* a value that its type has not */
	BITMAP,       /* windows that fall, are empty, too long, or end in zeros */
	PARAMETERS,   /* SvcParams out of order, or malformed */
	OPT_PLACE,    /* OPT outside ADDITIONAL, or with an owner */
	OPTIONS,      /* EDNS options that do not fit */
	REASONS
};

/* section: 0 is QUESTION. */
enum reason reason_of(const uint8_t *data, size_t size, size_t at, unsigned section);

/* The types that have a format in class IN alone. */
bool only_in(uint16_t type);

#endif
