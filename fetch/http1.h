/* Heads of HTTP/1 responses (RFC 9112): incremental, on the caller's memory, without a copy.
 *
 * The caller gathers octets in a buffer and shows all of them after each arrival; the result does
 * not depend on where they were cut.  Offsets are into that buffer, so it may move between two
 * calls. */
#ifndef FETCH_HTTP1_H
#define FETCH_HTTP1_H

#include <stdbool.h>
#include <stdint.h>
#include "fetch/body.h"
#include "fetch/fail.h"
#include "fetch/piece.h"

enum { HEAD_OCTETS = 300 * 1024, HEAD_LINE_OCTETS = 100 * 1024, HEAD_FIELDS = 5000 };

enum head_state { HEAD_MORE, HEAD_DONE, HEAD_BAD };

struct span {
	uint32_t at, len;
};

/* What Content-Length and Transfer-Encoding have said so far. */
struct lengths {
	enum { LENGTH_NONE, LENGTH_GIVEN, LENGTH_UNEQUAL, LENGTH_WRONG } given;
	uint64_t octets;
	bool coded;   /* there is a Transfer-Encoding */
	bool chunked; /* its last coding so far is chunked */
	bool foreign; /* a coding that is not ours, or chunked where it may not be */
};

struct head {
	enum { AT_START, AT_STATUS, AT_FIRST_FIELD, AT_FIELDS, AT_END } at;
	uint32_t line; /* where the line under way starts */
	uint32_t end;  /* where a complete field ends that the next line may continue, else 0 */
	uint32_t next; /* the first octet not looked at */
	uint32_t fields;
	/* results */
	uint32_t len;   /* HEAD_DONE: octets of the head with its empty line */
	unsigned minor; /* of HTTP/1.x */
	unsigned status;
	struct span reason, location; /* empty where missing; the first Location counts */
	struct lengths lengths;
	enum fail fail;  /* HEAD_BAD */
	const char *why; /* static storage */
};

void head_init(struct head *h);
/* len octets are at base, what earlier calls saw included.  A folded line is unfolded in place: its
 * CR and LF become spaces (RFC 9112 5.2).  Octets behind the head are not looked at. */
enum head_state head_scan(struct head *h, char *base, size_t len);

/* Line by line, each with its line end: false at the end of what is complete.  *at starts at 0. */
bool head_line(const struct head *h, const char *base, uint32_t *at, struct piece *out);

/* How the body behind a complete head is framed (RFC 9112 6.3).  asked_head: the request was HEAD.
 * FAIL_NONE, else *why says what is wrong.  A length beside a coding is ignored, and *doubtful set:
 * this connection is not to be used again. */
enum fail head_framing(const struct head *h, bool asked_head, struct framing *out, bool *doubtful,
	const char **why);

#endif
