/* Bounds-checked big-endian cursors with a sticky error.
 *
 * A failed read returns zero, sets bad and leaves at == end, so a run of reads needs one check, at
 * its end.  A write that does not fit sets full and writes nothing, then and later. */
#ifndef DNS_WIRE_H
#define DNS_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Part of the input that has been proven: see name.h. */
struct known_name {
	const uint8_t *octets;
	uint8_t len;
};

struct reader {
	const uint8_t *at, *end;
	struct known_name known; /* what read_name() need not walk over again; len 0: nothing */
	bool bad;
};

static inline struct reader reader_of(const uint8_t *data, size_t len)
{
	return (struct reader){ .at = data, .end = data + len };
}

static inline size_t read_left(const struct reader *r)
{
	return (size_t)(r->end - r->at);
}

static inline void read_fail(struct reader *r)
{
	r->at = r->end;
	r->bad = true;
}

/* The next n octets, or NULL. */
static inline const uint8_t *read_octets(struct reader *r, size_t n)
{
	if (read_left(r) < n) {
		read_fail(r);
		return NULL;
	}
	const uint8_t *at = r->at;
	r->at += n;
	return at;
}

static inline uint16_t get_u16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t get_u32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline void put_u16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static inline uint8_t read_u8(struct reader *r)
{
	const uint8_t *p = read_octets(r, 1);
	return p ? *p : 0;
}

static inline uint16_t read_u16(struct reader *r)
{
	const uint8_t *p = read_octets(r, 2);
	return p ? get_u16(p) : 0;
}

static inline uint32_t read_u32(struct reader *r)
{
	const uint8_t *p = read_octets(r, 4);
	return p ? get_u32(p) : 0;
}

struct writer {
	uint8_t *base;
	size_t len, cap;
	bool full;
	uint8_t nseen;
	uint16_t seen[16]; /* offsets of names written, for compression */
};

static inline struct writer writer_of(uint8_t *base, size_t cap)
{
	return (struct writer){ .base = base, .cap = cap };
}

/* Room for n octets to be filled in by the caller, or NULL. */
static inline uint8_t *write_room(struct writer *w, size_t n)
{
	if (w->full || w->cap - w->len < n) {
		w->full = true;
		return NULL;
	}
	uint8_t *p = w->base + w->len;
	w->len += n;
	return p;
}

static inline void write_octets(struct writer *w, const void *data, size_t n)
{
	uint8_t *p = write_room(w, n);
	if (p && n)
		memcpy(p, data, n);
}

static inline void write_u8(struct writer *w, uint8_t v)
{
	write_octets(w, &v, 1);
}

static inline void write_u16(struct writer *w, uint16_t v)
{
	uint8_t *p = write_room(w, 2);
	if (p)
		put_u16(p, v);
}

static inline void write_u32(struct writer *w, uint32_t v)
{
	write_u16(w, (uint16_t)(v >> 16));
	write_u16(w, (uint16_t)v);
}

#endif
