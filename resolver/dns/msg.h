/* A checked, zero-copy view of one DNS message (RFC 1035 4).
 *
 * msg_parse() walks the octets once and proves everything; after it no accessor can fail.  The view
 * lives as long as the octets it was made of. */
#ifndef DNS_MSG_H
#define DNS_MSG_H

#include "resolver/dns/name.h"

enum section { QUESTION, ANSWER, AUTHORITY, ADDITIONAL, SECTIONS };

/* Bits of the second header word */
enum {
	FLAG_QR = 0x8000,
	FLAG_AA = 0x0400,
	FLAG_TC = 0x0200,
	FLAG_RD = 0x0100,
	FLAG_RA = 0x0080,
	FLAG_AD = 0x0020,
	FLAG_CD = 0x0010,
	OPCODE_MASK = 0x7800,
	RCODE_MASK = 0x000f,
};

struct msg {
	const uint8_t *data;
	uint16_t size, id, flags;
	uint16_t count[SECTIONS]; /* records that are there and good: may be less than the header
				     says, see cut */
	uint16_t start[SECTIONS]; /* offset of the section's first record */
	uint16_t end; /* where the good part ends; less than size: octets that nobody has proven */
	uint16_t opt; /* offset of the OPT record's owner, 0 if none */
	bool cut;     /* AUTHORITY or ADDITIONAL was malformed from `end` on */
};

/* One record, or one question (ttl, rdata and rdlen zero). */
struct rr {
	name_ref owner;
	uint16_t type, class;
	uint16_t rdata, rdlen; /* offset and length */
	uint32_t ttl;          /* 0 where the top bit was set (RFC 2181 8) */
};

struct rr_iter {
	const struct msg *msg;
	uint16_t at, left;
	bool question;
};

/* False: no header, size over 65,535, QUESTION or ANSWER malformed, or a second OPT; out->end is
 * then where the good part ends, or untouched when the header alone refuses the message.  Malformed
 * AUTHORITY or ADDITIONAL: true, with the good part counted and cut set. */
bool msg_parse(struct msg *out, const uint8_t *data, size_t size);
/* The same verdict for who looks at QUESTION and ANSWER only: the other sections are not there, and
 * not proven, except where they could refuse the message.  Its end and cut mean nothing. */
bool msg_parse_answer(struct msg *out, const uint8_t *data, size_t size);
/* The same for who has held the question against his own, octet for octet but for the case of
 * letters: question octets, name, type and class. */
bool msg_parse_reply(struct msg *out, const uint8_t *data, size_t size, size_t question);

/* None of these can fail on a message that msg_parse() accepted. */
struct rr_iter msg_section(const struct msg *msg, enum section section);
static inline bool rr_next(struct rr_iter *it, struct rr *out)
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
bool name_same(const struct msg *msg, name_ref a, name_ref b);
bool name_matches(const struct msg *msg, name_ref ref, const struct name *name);

static inline unsigned msg_rcode(const struct msg *msg) /* the header's four bits */
{
	return msg->flags & RCODE_MASK;
}

/* All twelve bits, OPT's included (RFC 6891 6.1.3). */
static inline unsigned msg_extended_rcode(const struct msg *msg)
{
	/* behind the root's octet, type and class: the upper eight bits */
	return msg_rcode(msg) | (msg->opt ? (unsigned)msg->data[msg->opt + 5] << 4 : 0);
}

#endif
