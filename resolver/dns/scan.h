/* Records from master-file text (RFC 1035 5.1): the layout table's third interpreter.
 *
 * $ORIGIN and $TTL are obeyed.  Names without a final dot are taken as absolute, and @ is not
 * known, until there is an origin. */
#ifndef DNS_SCAN_H
#define DNS_SCAN_H

#include "resolver/dns/name.h"

struct scan_place {
	unsigned line, column; /* from 1; columns count octets */
};

/* What is wrong: "line 1, column 15: expected an IPv4 address". */
struct scan_error {
	struct scan_place place;
	const char *expected; /* NULL: nothing is wrong */
};

/* One word as it stands, its escapes still in it. */
struct token {
	const char *at, *end;
	struct scan_place place;
	bool quoted; /* it stood between quotes, which are not part of it */
	bool mixed;  /* it has a part between quotes, as in key="value" */
};

struct scanner {
	const char *at, *end;
	const char *line; /* where the line of `at` begins */
	unsigned lines;   /* its number */
	unsigned depth;   /* of parentheses */
	bool peeked;      /* token is still to be taken */
	struct token token;
	struct scan_error error;
	struct name owner;  /* of the last record, for lines that begin with white space */
	struct name origin; /* len 0: there is none */
	uint32_t ttl;       /* of records that do not say theirs */
	uint16_t class;     /* the same */
	bool ttl_fixed;     /* by $TTL: what a record says is for that record (RFC 2308 4) */
};

struct record {
	struct name owner;
	uint16_t type, class;
	uint32_t ttl;
	size_t rdata, rdlen; /* in the writer's octets */
};

struct scanner scanner_of(const char *text, size_t len);
/* Moves to the next line that holds a record, and obeys the directives before it.  False at the
 * text's end or after an error. */
bool scan_line(struct scanner *s);
/* One record, its RDATA appended to w, names uncompressed.  TTL and class may be left out: those
 * said last, or 0 and IN.  False: see s->error. */
bool scan_record(struct scanner *s, struct writer *w, struct record *out);
/* RDATA alone, up to the end of the line, also as \# LEN HEX (RFC 3597 5). */
bool scan_rdata(struct scanner *s, struct writer *w, uint16_t type, uint16_t class);
void scan_error_to_text(const struct scan_error *error, struct text *out);

#endif
