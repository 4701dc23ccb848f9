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
	NO_POINTER = 0,
};

/* Nothing gets at it but what is inlined here: it lives in registers. */
struct parse {
	struct msg *msg;
	struct reader in;
	uint16_t proven; /* the last compression pointer proven: most owners are the same one */
	bool refused;
};

static inline void read_owner(struct parse *p)
{
	const uint8_t *at = p->in.at;
	bool pointer = read_left(&p->in) >= 2 && *at >= POINTER;
	if (pointer) {
		uint16_t word = get_u16(at);
		if (word == p->proven || name_known(&p->in.known, word & 0x3fffu)) {
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

/* A compression pointer to this offset; NO_POINTER where none reaches. */
static inline uint16_t pointer_to(ptrdiff_t offset)
{
	return offset < 0x4000 ? (uint16_t)(POINTER << 8 | offset) : NO_POINTER;
}

/* Whether RDATA of this type and class (in one word) and length is an address: what most records
 * are, known without the table. */
static inline bool is_address(uint32_t kind, unsigned rdlen)
{
	return (kind == (TYPE_A << 16 | CLASS_IN) && rdlen == 4) ||
	       (kind == (TYPE_AAAA << 16 | CLASS_IN) && rdlen == 16);
}

/* Addresses of an owner proven before, which come in rows. */
static inline unsigned skip_addresses(struct parse *p, unsigned most)
{
	unsigned n = 0;
	if (p->proven == NO_POINTER) /* two octets that could be there */
		return 0;
	for (; n < most && read_left(&p->in) >= 2 + RECORD_FIXED; n++) {
		const uint8_t *at = p->in.at;
		unsigned rdlen = get_u16(at + 10);
		if (get_u16(at) != p->proven || !is_address(get_u32(at + 2), rdlen) ||
			read_left(&p->in) - (2 + RECORD_FIXED) < rdlen)
			break;
		p->in.at = at + 2 + RECORD_FIXED + rdlen;
	}
	return n;
}

/* A CNAME's RDATA, which is one name in any class, without the table: its records come next, most
 * likely. */
static inline bool read_alias(struct parse *p, unsigned rdlen)
{
	const uint8_t *name = read_octets(&p->in, rdlen), *data = p->msg->data;
	if (!name || name_after(data, name, name + rdlen, &p->in.known) != name + rdlen)
		read_fail(&p->in);
	else
		p->proven = pointer_to(name - data);
	return !p->in.bad;
}

/* How many records it has read, of `most` at most: none if the next one is bad. */
static inline unsigned read_records(struct parse *p, enum section section, unsigned most)
{
	const uint8_t *owner = p->in.at;
	read_owner(p);
	const uint8_t *fixed = read_octets(&p->in, RECORD_FIXED);
	if (!fixed)
		return 0;
	uint16_t type = get_u16(fixed), class = get_u16(fixed + 2), rdlen = get_u16(fixed + 8);
	if (is_address(get_u32(fixed), rdlen))
		return read_octets(&p->in, rdlen) ? 1 + skip_addresses(p, most - 1) : 0;
	if (type == TYPE_CNAME && rdlen) /* an UPDATE has some without */
		return read_alias(p, rdlen);
	read_rdata(&p->in, p->msg->data, type, class, rdlen);
	if (type == TYPE_OPT)
		note_opt(p, section, owner);
	return !p->in.bad;
}

static inline bool read_question(struct parse *p)
{
	if (p->in.at == p->msg->data + HEADER_OCTETS) {
		read_first_name(&p->in);
		p->proven = POINTER << 8 | HEADER_OCTETS;
	} else {
		read_name(&p->in, p->msg->data);
	}
	return read_octets(&p->in, 4);
}

static inline bool read_questions(struct parse *p, unsigned count)
{
	struct msg *msg = p->msg;
	unsigned n = 0;
	msg->start[QUESTION] = HEADER_OCTETS;
	for (; n < count && read_question(p); n++)
		msg->end = (uint16_t)(p->in.at - msg->data);
	msg->count[QUESTION] = (uint16_t)n;
	return n == count;
}

/* Counts the good ones of the records that the header promises.  False: not all are. */
static inline bool read_section(struct parse *p, enum section section, unsigned count)
{
	struct msg *msg = p->msg;
	const uint8_t *good = p->in.at;
	unsigned n = 0, some = 1;
	while (n < count && some) {
		some = read_records(p, section, count - n);
		n += some;
		if (some)
			good = p->in.at;
	}
	msg->count[section] = (uint16_t)n;
	msg->end = (uint16_t)(good - msg->data);
	return n == count;
}

/* The one question, of so many octets, that somebody has proven. */
static inline void take_question(struct parse *p, size_t octets)
{
	struct msg *msg = p->msg;
	p->in.known = (struct known_name){ p->in.at, (uint8_t)(octets - 4) };
	p->in.at += octets;
	p->proven = POINTER << 8 | HEADER_OCTETS;
	msg->start[QUESTION] = HEADER_OCTETS;
	msg->count[QUESTION] = 1;
	msg->end = (uint16_t)(HEADER_OCTETS + octets);
}

/* question: as take_question() has it; 0: there is none such. */
static bool parse_sections(
	struct msg *out, const uint8_t *data, size_t size, size_t question, enum section last)
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
	struct parse p = {
		.msg = out,
		.in = reader_of(data + HEADER_OCTETS, size - HEADER_OCTETS),
		.proven = NO_POINTER,
	};
	if (question && questions == 1 && question <= read_left(&p.in))
		take_question(&p, question);
	else if (!read_questions(&p, (unsigned)questions))
		return false;
	for (enum section section = ANSWER; section <= last; section++) {
		unsigned count = get_u16(data + COUNTS + 2 * section);
		out->start[section] = out->end;
		if (!count || out->cut) /* cut: nobody knows where this section starts */
			continue;
		out->cut = !read_section(&p, section, count);
		if (section == ANSWER && out->cut)
			return false;
	}
	return !p.refused;
}

bool msg_parse(struct msg *out, const uint8_t *data, size_t size)
{
	return parse_sections(out, data, size, 0, ADDITIONAL);
}

bool msg_parse_reply(struct msg *out, const uint8_t *data, size_t size, size_t question)
{
	/* one record cannot be two OPTs, which refuse the message */
	bool all = size >= HEADER_OCTETS && get_u16(data + COUNTS + 2 * ADDITIONAL) > 1;
	return parse_sections(out, data, size, question, all ? ADDITIONAL : ANSWER);
}

bool msg_parse_answer(struct msg *out, const uint8_t *data, size_t size)
{
	return msg_parse_reply(out, data, size, 0);
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

bool name_same(const struct msg *msg, name_ref a, name_ref b)
{
	return a == b || name_equal_at(msg->data, a, msg->data, b);
}

bool name_matches(const struct msg *msg, name_ref ref, const struct name *name)
{
	return name->len && name_equal_at(msg->data, ref, name->octets, 0);
}
