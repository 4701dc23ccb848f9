/* Where a record lies in its message, by its own octets alone: nothing of the library is asked. */
#ifndef DIFFERENTIAL_FRAME_H
#define DIFFERENTIAL_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct frame {
	size_t owner, fixed, rdata; /* offsets: owner, type, RDATA */
	size_t rdlen, end;
	uint16_t type, class;
	uint32_t ttl;
	bool question;
};

static inline unsigned octets16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

/* The offset behind a name as it stands there, be it good or not; size where it runs out. */
static inline size_t behind_name(const uint8_t *data, size_t size, size_t at)
{
	while (at < size && data[at] && data[at] < 0xc0)
		at += data[at] + 1u;
	at += at < size && data[at] ? 2 : 1;
	return at < size ? at : size;
}

/* The record, or question, that begins at this offset.  False: there is not all of it; *out is set
 * where the RDATA alone is missing. */
static inline bool frame_at(
	struct frame *out, const uint8_t *data, size_t size, size_t at, bool question)
{
	size_t fixed = behind_name(data, size, at), octets = question ? 4 : 10;
	if (fixed + octets > size)
		return false;
	*out = (struct frame){ .owner = at, .fixed = fixed, .question = question };
	out->type = (uint16_t)octets16(data + fixed);
	out->class = (uint16_t)octets16(data + fixed + 2);
	out->rdata = out->end = fixed + octets;
	if (!question) {
		out->ttl = (uint32_t)octets16(data + fixed + 4) << 16 | octets16(data + fixed + 6);
		out->rdlen = octets16(data + fixed + 8);
		out->end = out->rdata + out->rdlen;
	}
	return out->end <= size;
}

#endif
