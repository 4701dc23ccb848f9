/* Mutations of messages: blind ones, and ones that know where a record's parts are. */
#include "mutate.h"

#include <string.h>

#include "frame.h"

enum {
	HEADER = 12,
	RECORDS = 512, /* as many as a mutation looks at */
	LARGE = 2048,  /* octets from which on a message is taken more rarely */
};

struct mutant {
	uint64_t state;
	const struct messages *messages;
	uint8_t *data;
	size_t size;
	struct frame frames[RECORDS];
	size_t nframes, nquestions;
};

/* SplitMix64: any seed will do, also neighbours. */
static uint64_t draw(struct mutant *m)
{
	uint64_t z = m->state += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static size_t below(struct mutant *m, size_t n)
{
	return n ? draw(m) % n : 0;
}

static void put16(uint8_t *p, size_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* One more or less, one bit, a small number, any number. */
static unsigned other16(struct mutant *m, unsigned v)
{
	switch (below(m, 5)) {
	case 0: return v + 1;
	case 1: return v - 1;
	case 2: return v ^ 1u << below(m, 16);
	case 3: return (unsigned)below(m, 270);
	default: return (unsigned)draw(m);
	}
}

static void find_frames(struct mutant *m)
{
	size_t at = HEADER, questions = m->size < HEADER ? 0 : octets16(m->data + 4);
	m->nframes = m->nquestions = 0;
	for (size_t n = 0; n < RECORDS; n++) {
		struct frame *frame = &m->frames[m->nframes];
		if (at >= m->size || !frame_at(frame, m->data, m->size, at, n < questions))
			break;
		m->nquestions += n < questions;
		m->nframes++;
		at = frame->end;
	}
}

/* One with RDATA, or NULL. */
static const struct frame *some_record(struct mutant *m)
{
	size_t n = m->nframes - m->nquestions;
	return n ? &m->frames[m->nquestions + below(m, n)] : NULL;
}

static const struct message *some_message(struct mutant *m)
{
	const struct message *message = NULL;
	for (int tries = 0; tries < 4; tries++) {
		message = &m->messages->list[below(m, m->messages->count)];
		if (message->size < LARGE)
			break;
	}
	return message;
}

/* Puts n octets in the place of `old` ones. */
static void replace(struct mutant *m, size_t at, size_t old, const uint8_t *data, size_t n)
{
	size_t rest = m->size - at - old;
	if (at + n + rest > MESSAGE_OCTETS)
		return;
	memmove(m->data + at + n, m->data + at + old, rest);
	if (n)
		memcpy(m->data + at, data, n);
	m->size = at + n + rest;
}

static void flip_bits(struct mutant *m)
{
	for (size_t n = 1 + below(m, 3); n; n--)
		m->data[below(m, m->size)] ^= (uint8_t)(1u << below(m, 8));
}

static void change_octet(struct mutant *m)
{
	static const uint8_t special[] = { 0, 1, 0x3f, 0x40, 0x7f, 0x80, 0xbf, 0xc0, 0xff };
	size_t at = below(m, m->size);
	m->data[at] = (uint8_t)(below(m, 2) ? special[below(m, sizeof(special))] : draw(m));
}

static void change_by_one(struct mutant *m)
{
	uint8_t *octet = &m->data[below(m, m->size)];
	*octet = (uint8_t)(below(m, 2) ? *octet + 1 : *octet - 1);
}

static void cut_off(struct mutant *m)
{
	m->size = below(m, m->size);
}

static void insert_octets(struct mutant *m)
{
	uint8_t octets[8];
	size_t n = 1 + below(m, sizeof(octets));
	for (size_t i = 0; i < n; i++)
		octets[i] = (uint8_t)draw(m);
	replace(m, below(m, m->size + 1), 0, octets, n);
}

static void remove_octets(struct mutant *m)
{
	size_t at = below(m, m->size), n = 1 + below(m, 8);
	replace(m, at, n < m->size - at ? n : m->size - at, NULL, 0);
}

static void change_count(struct mutant *m)
{
	size_t at = 4 + 2 * below(m, 4);
	if (m->size >= HEADER)
		put16(m->data + at, other16(m, octets16(m->data + at)));
}

static void change_rdlength(struct mutant *m)
{
	const struct frame *frame = some_record(m);
	if (frame)
		put16(m->data + frame->rdata - 2, other16(m, (unsigned)frame->rdlen));
}

/* The RDATA of one type under another type's number. */
static void change_type(struct mutant *m)
{
	if (!m->nframes)
		return;
	const struct frame *frame = &m->frames[below(m, m->nframes)];
	const struct message *other = some_message(m);
	unsigned type = other16(m, frame->type);
	if (below(m, 2) && other->size > HEADER + 4)
		type = octets16(other->data + behind_name(other->data, other->size - 2, HEADER));
	put16(m->data + frame->fixed, type);
}

static void change_class(struct mutant *m)
{
	static const uint8_t classes[] = { 1, 3, 4, 254, 255 };
	if (!m->nframes)
		return;
	const struct frame *frame = &m->frames[below(m, m->nframes)];
	unsigned class = classes[below(m, sizeof(classes))];
	put16(m->data + frame->fixed + 2, below(m, 4) ? class : (unsigned)draw(m));
}

static void change_ttl(struct mutant *m)
{
	const struct frame *frame = some_record(m);
	if (frame)
		m->data[frame->fixed + 4 + below(m, 4)] ^= (uint8_t)(1u << below(m, 8));
}

/* A pointer that is there leads elsewhere, or one comes where none was. */
static void change_pointer(struct mutant *m)
{
	size_t at = below(m, m->size), begun = at;
	do
		at = (at + 1) % m->size;
	while (at != begun && m->data[at] < 0xc0 && below(m, 64));
	if (at + 1 < m->size)
		put16(m->data + at, 0xc000 | below(m, below(m, 4) ? m->size : at + 2));
}

/* Length octets of names and strings. */
static void change_label(struct mutant *m)
{
	if (!m->nframes)
		return;
	const struct frame *frame = &m->frames[below(m, m->nframes)];
	size_t at = frame->owner;
	while (at < frame->fixed && m->data[at] && m->data[at] < 0xc0 && below(m, 3))
		at += m->data[at] + 1u;
	if (at < m->size)
		m->data[at] = (uint8_t)other16(m, m->data[at]);
}

/* Changes the RDATA, and RDLENGTH with it. */
static void change_rdata(struct mutant *m)
{
	uint8_t octets[64];
	const struct frame *frame = some_record(m);
	if (!frame)
		return;
	size_t at = frame->rdata + below(m, frame->rdlen + 1), left = frame->end - at;
	size_t old = below(m, 3) ? left - below(m, left < 4 ? left + 1 : 4) : left;
	size_t n = below(m, 2) ? 0 : below(m, sizeof(octets));
	if (below(m, 3) == 0)
		old = below(m, 4) < left ? below(m, 4) : 0;
	for (size_t i = 0; i < n; i++)
		octets[i] = (uint8_t)(below(m, 3) ? draw(m) : below(m, 4));
	size_t before = m->size;
	replace(m, at, old < left ? old : left, octets, n);
	put16(m->data + frame->rdata - 2, frame->rdlen + m->size - before);
}

/* A few octets of the RDATA, its length untouched. */
static void disturb_rdata(struct mutant *m)
{
	const struct frame *frame = some_record(m);
	for (size_t n = 1 + below(m, 4); frame && frame->rdlen && n; n--) {
		uint8_t *octet = m->data + frame->rdata + below(m, below(m, 2) ? frame->rdlen : 4);
		if (octet < m->data + frame->end)
			*octet = (uint8_t)(below(m, 2) ? draw(m) : *octet + 1u - below(m, 3));
	}
}

/* The first part of one message and the last of another. */
static void splice(struct mutant *m)
{
	const struct message *other = some_message(m);
	size_t at = below(m, m->size), from = below(m, other->size);
	size_t n = other->size - from;
	if (at + n > MESSAGE_OCTETS)
		return;
	memcpy(m->data + at, other->data + from, n);
	m->size = at + n;
}

/* A record once more, counted: OPT too. */
static void repeat_record(struct mutant *m)
{
	uint8_t copy[512];
	const struct frame *frame = some_record(m);
	size_t len = frame ? frame->end - frame->owner : 0, count = 6 + 2 * below(m, 3);
	if (!len || len > sizeof(copy))
		return;
	memcpy(copy, m->data + frame->owner, len);
	replace(m, below(m, 2) ? m->size : frame->owner, 0, copy, len);
	put16(m->data + count, octets16(m->data + count) + 1);
}

size_t mutate(const struct messages *messages, uint64_t seed, uint64_t number,
	uint8_t out[static MESSAGE_OCTETS])
{
	static void (*const kinds[])(struct mutant *) = { flip_bits, change_octet, change_by_one,
		cut_off, insert_octets, remove_octets, change_count, change_rdlength, change_type,
		change_class, change_ttl, change_pointer, change_label, change_rdata, change_rdata,
		disturb_rdata, disturb_rdata, splice, repeat_record };
	struct mutant m = { .state = seed, .messages = messages, .data = out };
	m.state = draw(&m) + number;
	const struct message *base = some_message(&m);
	memcpy(out, base->data, base->size);
	m.size = base->size;
	for (size_t n = below(&m, 4) ? 1 : 1 + below(&m, 3); n && m.size; n--) {
		find_frames(&m);
		kinds[below(&m, sizeof(kinds) / sizeof(kinds[0]))](&m);
	}
	return m.size;
}
