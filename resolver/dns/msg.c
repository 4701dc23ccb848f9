/* The one walk that proves a message, and the accessors that rely on it. */
#include "resolver/dns/msg.h"

#include <stddef.h>
#include "resolver/dns/code.h"
#include "resolver/dns/layout.h"

enum {
	COUNTS = 4,          /* offset of the four counts in the header */
	QUESTION_OCTETS = 5, /* the shortest: root, type, class */
	RECORD_OCTETS = 11,  /* the shortest: root, and the fixed part */
	RECORD_FIXED = 10,   /* type, class, TTL, RDLENGTH */
};

struct parse {
	struct msg *msg;
	struct reader in;
	uint16_t proven; /* the last compression pointer proven: most owners are the same one */
	bool refused;
	uint8_t suffixes[NAME_OCTETS]; /* see name_suffixes() */
};

static inline void read_owner(struct parse *p)
{
	const uint8_t *at = p->in.at;
	bool pointer = read_left(&p->in) >= 2 && *at >= POINTER;
	if (pointer) {
		uint16_t word = get_u16(at);
		unsigned known = word - (POINTER << 8 | HEADER_OCTETS);
		if (word == p->proven || (known < p->in.nsuffixes && p->in.suffixes[known])) {
			p->in.at = at + 2;
			return;
		}
	}
	read_name(&p->in, p->msg->data);
	if (pointer && !p->in.bad)
		p->proven = get_u16(at);
}

/* RFC 6891 6.1.1: owned by the root, in ADDITIONAL, once. */
static void note_opt(struct parse *p, enum section section, const uint8_t *owner)
{
	if (p->msg->opt)
		p->refused = true;
	if (*owner || section != ADDITIONAL)
		read_fail(&p->in);
	if (!p->in.bad)
		p->msg->opt = (uint16_t)(owner - p->msg->data);
}

/* Most records are this one: an owner proven before and an IPv4 address, 16 octets in all. */
static inline unsigned skip_addresses(struct parse *p, unsigned most)
{
	const uint8_t *at = p->in.at;
	unsigned n = 0;
	while (n < most && p->proven && (size_t)(p->in.end - at) >= 2 + RECORD_FIXED + 4 &&
		get_u16(at) == p->proven && get_u32(at + 2) == (TYPE_A << 16 | CLASS_IN) &&
		get_u16(at + 10) == 4) {
		at += 2 + RECORD_FIXED + 4;
		n++;
	}
	p->in.at = at;
	return n;
}

/* A compression pointer to this offset; 0 where none reaches. */
static uint16_t pointer_to(ptrdiff_t offset)
{
	return offset < 0x4000 ? (uint16_t)(POINTER << 8 | offset) : 0;
}

static void read_record(struct parse *p, enum section section)
{
	const uint8_t *owner = p->in.at;
	read_owner(p);
	const uint8_t *fixed = read_octets(&p->in, RECORD_FIXED);
	if (!fixed)
		return;
	uint16_t type = get_u16(fixed), class = get_u16(fixed + 2), rdlen = get_u16(fixed + 8);
	read_rdata(&p->in, p->msg->data, type, class, rdlen);
	if (type == TYPE_OPT)
		note_opt(p, section, owner);
	else if (type == TYPE_CNAME && !p->in.bad) /* whose record comes next, most likely */
		p->proven = pointer_to(fixed + RECORD_FIXED - p->msg->data);
}

static inline void read_question(struct parse *p)
{
	const uint8_t *name = p->in.at;
	read_name(&p->in, p->msg->data);
	size_t len = (size_t)(p->in.at - name);
	read_octets(&p->in, 4);
	if (p->in.bad || p->proven)
		return;
	p->proven = POINTER << 8 | HEADER_OCTETS;
	/* the first question has nothing before it to point to */
	name_suffixes(&p->in, p->suffixes, name, len);
}

/* Counts the good ones of the records that the header promises. */
static inline void read_section(struct parse *p, enum section section)
{
	struct msg *msg = p->msg;
	unsigned count = get_u16(msg->data + COUNTS + 2 * section), n = 0;
	const uint8_t *good;
	msg->start[section] = msg->end;
	if (p->in.bad) /* nobody knows where this section starts */
		return;
	for (;;) {
		if (section != QUESTION)
			n += skip_addresses(p, count - n);
		good = p->in.at;
		if (n == count)
			break;
		if (section == QUESTION)
			read_question(p);
		else
			read_record(p, section);
		if (p->in.bad)
			break;
		n++;
	}
	msg->count[section] = (uint16_t)n;
	msg->end = (uint16_t)(good - msg->data);
}

static bool parse_sections(struct msg *out, const uint8_t *data, size_t size, enum section last)
{
	if (size < HEADER_OCTETS || size > UINT16_MAX)
		return false;
	size_t questions = get_u16(data + COUNTS), answers = get_u16(data + COUNTS + 2);
	if (questions * QUESTION_OCTETS + answers * RECORD_OCTETS > size - HEADER_OCTETS)
		return false;
	*out = (struct msg){
		.data = data,
		.size = (uint16_t)size,
		.id = get_u16(data),
		.flags = get_u16(data + 2),
		.end = HEADER_OCTETS,
	};
	struct parse p; /* not zeroed as a whole: suffixes is large */
	p.msg = out;
	p.in = reader_of(data + HEADER_OCTETS, size - HEADER_OCTETS);
	p.proven = 0;
	p.refused = false;
	for (enum section section = QUESTION; section <= last; section++) {
		read_section(&p, section);
		if (section == ANSWER && p.in.bad)
			return false;
	}
	out->cut = p.in.bad;
	return !p.refused;
}

bool msg_parse(struct msg *out, const uint8_t *data, size_t size)
{
	return parse_sections(out, data, size, ADDITIONAL);
}

bool msg_parse_answer(struct msg *out, const uint8_t *data, size_t size)
{
	/* one record cannot be two OPTs, which refuse the message */
	bool all = size >= HEADER_OCTETS && get_u16(data + COUNTS + 2 * ADDITIONAL) > 1;
	return parse_sections(out, data, size, all ? ADDITIONAL : ANSWER);
}

struct rr_iter msg_section(const struct msg *msg, enum section section)
{
	return (struct rr_iter){
		.msg = msg,
		.at = msg->start[section],
		.left = msg->count[section],
		.question = section == QUESTION,
	};
}

bool rr_next(struct rr_iter *it, struct rr *out)
{
	if (!it->left)
		return false;
	const uint8_t *data = it->msg->data;
	size_t at = name_skip(data, it->at);
	out->owner = it->at;
	out->type = get_u16(data + at);
	out->class = get_u16(data + at + 2);
	at += 4;
	if (it->question) {
		out->ttl = 0;
		out->rdata = out->rdlen = 0;
	} else {
		uint32_t ttl = get_u32(data + at);
		out->ttl = ttl >> 31 ? 0 : ttl;
		out->rdlen = get_u16(data + at + 4);
		out->rdata = (uint16_t)(at + 6);
		at += 6u + out->rdlen;
	}
	it->at = (uint16_t)at;
	it->left--;
	return true;
}

bool name_same(const struct msg *msg, name_ref a, name_ref b)
{
	return a == b || name_equal_at(msg->data, a, msg->data, b);
}

bool name_matches(const struct msg *msg, name_ref ref, const struct name *name)
{
	return name->len && name_equal_at(msg->data, ref, name->octets, 0);
}
