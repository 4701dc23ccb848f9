/* Whether a datagram or TCP message answers a query of ours (RFC 5452 9.1, RFC 1035 7.3). */
#ifndef QUERY_ACCEPT_H
#define QUERY_ACCEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stub/resolver.h>

/* What the reply is held against. */
struct expected {
	const uint8_t *query;  /* one of ours: a header, one question */
	uint16_t question_len; /* octets of the question */
	uint16_t id;           /* with which it was sent */
	bool exact;            /* the letters of the name as they were sent (0x20) */
	bool stream;           /* by TCP: truncation excuses nothing */
};

/* Header and question: ID, QR, opcode, QDCOUNT 1 and the same question (letters of the name without
 * case, unless exact), or no question at all with an RCODE of FORMERR, SERVFAIL, NOTIMP or REFUSED,
 * which servers send that could not read or would not touch the query, or with TC, which asks for
 * TCP.  Nothing behind the question is looked at. */
enum stub_drop accept_reply(const struct expected *expected, const uint8_t *reply, size_t len);

/* Whether the reply, accepted, has the question in the very letters of the query. */
bool accept_exact(const struct expected *expected, const uint8_t *reply);

#endif
