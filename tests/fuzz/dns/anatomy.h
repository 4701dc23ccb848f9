/* Where the parts of a message are, as far as a walk over it goes: pointers need not lead anywhere,
 * RDATA need not be good. */
#ifndef FUZZ_DNS_ANATOMY_H
#define FUZZ_DNS_ANATOMY_H

#include "resolver/dns/msg.h"
#include "tests/fuzz/dns/mutate.h"

enum { PARTS_MOST = 512, NAMES_MOST = 2048, COUNTS = 4, FIXED_OCTETS = 10 };

/* A record, or a question: its fixed part is four octets, and its RDATA empty. */
struct part {
	uint16_t at, fixed, rdata, end;
	uint8_t section;
};

/* A name as it stands: its labels, and where its pointer is, 0 if it has none. */
struct place {
	uint16_t at, end, pointer, part;
};

struct anatomy {
	struct part part[PARTS_MOST];
	struct place name[NAMES_MOST];
	size_t parts, names;
	size_t border[SECTIONS + 1]; /* where each section begins, and the last one ends */
};

/* False where there is not even a header. */
bool anatomy_of(struct anatomy *a, const struct octets *o);

/* octets_replace() within one part, with RDLENGTH made right and all pointers of the message kept
 * on what they led to.  The anatomy is void afterwards. */
uint8_t *anatomy_replace(struct anatomy *a, struct octets *o, const struct part *in, size_t at,
	size_t gone, size_t more);

/* A pointer's name in full in its place.  False where it leads to none, or there is no room. */
bool anatomy_expand(struct anatomy *a, struct octets *o, const struct place *place);
/* So all names of one part. */
void anatomy_expand_part(struct anatomy *a, struct octets *o, size_t part);

static inline bool part_is_record(const struct part *part)
{
	return part->section != QUESTION;
}

static inline uint16_t part_type(const struct octets *o, const struct part *part)
{
	return get_u16(o->data + part->fixed);
}

static inline uint16_t part_class(const struct octets *o, const struct part *part)
{
	return get_u16(o->data + part->fixed + 2);
}

#endif
