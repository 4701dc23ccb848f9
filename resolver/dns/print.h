/* Messages and records as text, in dig's form and in master-file syntax (RFC 1035 5.1). */
#ifndef DNS_PRINT_H
#define DNS_PRINT_H

#include "resolver/dns/msg.h"

/* Owner, TTL, class, type and RDATA with tabs between, no newline.  OPT is not for this:
 * msg_print() shows it. */
void print_record(const struct msg *msg, const struct rr *rr, struct text *out);
/* The same for a record outside a message, whose owner is apart from it. */
void print_record_of(
	const struct name *owner, const struct msg *msg, const struct rr *rr, struct text *out);
/* Owner, class and type: a question. */
void print_question_line(const struct msg *msg, const struct rr *rr, struct text *out);
/* RDATA alone; where it has no layout, as \# LEN HEX (RFC 3597 5). */
void print_rdata(const struct msg *msg, const struct rr *rr, struct text *out);
/* The whole message as `dig` prints it: ";; ->>HEADER<<-" to the last section, each line ended. */
void msg_print(const struct msg *msg, struct text *out);
/* The name at ref in presentation form with its final dot. */
void print_name(const struct msg *msg, name_ref ref, struct text *out);

/* Parts of RDATA */
void print_ipv4(const uint8_t *a, struct text *out);
void print_ipv6(const uint8_t *a, struct text *out);
/* A <character-string> of RFC 1035 5.1, and one octet between its quotes. */
void print_quoted(const uint8_t *data, size_t len, struct text *out);
void print_string_octet(uint8_t c, struct text *out);
/* A proven name that is not compressed. */
void print_plain_name(struct reader *r, struct text *out);

#endif
