/* Whether a datagram or TCP message answers a query of ours (RFC 5452 9.1, RFC 1035 7.3). */
#ifndef QUERY_ACCEPT_H
#define QUERY_ACCEPT_H

#include <stddef.h>
#include <stdint.h>

/* value, text for the trace */
#define DROP_MAP(X) \
	X(DROP_NOT, "accepted") \
	X(DROP_SHORT, "shorter than a header") \
	X(DROP_ID, "wrong id") \
	X(DROP_QUERY, "a query, not a response (QR=0)") \
	X(DROP_OPCODE, "wrong opcode") \
	X(DROP_QUESTION, "wrong question") \
	X(DROP_NO_QUESTION, "no question, and no error code that would excuse it") \
	X(DROP_MALFORMED, "malformed") \
	X(DROP_LATE, "not awaited: already answered, or not asked yet")

enum drop {
#define DROP_ENUM(value, text) value,
	DROP_MAP(DROP_ENUM)
#undef DROP_ENUM
		DROP_REASONS
};

const char *drop_text(enum drop reason);

/* Holds the reply's header and question against the query's: ID, QR, opcode, QDCOUNT 1 and the same
 * question (letters of the name without case), or no question at all with an RCODE of FORMERR,
 * SERVFAIL, NOTIMP or REFUSED, which servers send that could not read or would not touch the query.
 * Nothing behind the question is looked at.  query is one of ours: one question, of question_len
 * octets behind the header; id is what it was sent with. */
enum drop accept_reply(
	const uint8_t *query, size_t question_len, uint16_t id, const uint8_t *reply, size_t len);

#endif
