/* Writing messages: queries, and records for those who answer. */
#ifndef DNS_BUILD_H
#define DNS_BUILD_H

#include "resolver/dns/edns.h"

struct question {
	struct name name;
	uint16_t type, class;
};

/* The longest query: header, question, empty OPT */
enum { QUERY_OCTETS = HEADER_OCTETS + NAME_OCTETS + 4 + 11 };

/* A query with RD set and one question; edns: the UDP payload size to announce in an OPT record, 0
 * for none.  Returns the length, 0 when cap is too small. */
size_t build_query(
	uint8_t *out, size_t cap, uint16_t id, const struct question *question, uint16_t edns);

/* Header with counts of zero; write_count() fills them in. */
void write_header(struct writer *w, uint16_t id, uint16_t flags);
void write_count(struct writer *w, enum section section, uint16_t count);
void write_question(struct writer *w, const struct question *question);
/* Owner, type, class, TTL and room for RDLENGTH; rdata is written by the caller, then rr_end() with
 * what rr_begin() gave. */
size_t rr_begin(
	struct writer *w, const struct name *owner, uint16_t type, uint16_t class, uint32_t ttl);
void rr_end(struct writer *w, size_t begun);
/* An OPT record up to its options, which are the caller's to write, then rr_end(). */
size_t opt_begin(struct writer *w, const struct edns *edns);
/* An OPT record with n options, as they are: option_good() is the caller's to ask.  Full when they
 * do not fit, or not in RDLENGTH. */
void write_opt(
	struct writer *w, const struct edns *edns, const struct edns_option *options, size_t n);

/* The RDATA of a record of a checked message: names in full, compressed again only where RFC 3597 4
 * allows it. */
void write_rdata(struct writer *w, const struct msg *msg, const struct rr *rr);
/* A whole record, as rr_begin() to rr_end() would. */
void write_rr(struct writer *w, const struct msg *msg, const struct rr *rr);
/* All that is good of a checked message, into a writer that is empty.  False when it does not fit;
 * in full it may be longer than what it was made from. */
bool write_msg(struct writer *w, const struct msg *msg);

#endif
