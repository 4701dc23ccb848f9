/* Words of ldns's text put into the form that ours has: what all that do so share, and their names.
 */
#ifndef DIFFERENTIAL_MEND_H
#define DIFFERENTIAL_MEND_H

#include "known.h"

enum {
	SIG = 24,
	LOC = 29,
	NXT = 30,
	WKS = 11,
	ATMA = 34,
	CERT = 37,
	A6 = 38,
	SINK = 40,
	APL = 42,
	IPSECKEY = 45,
	RRSIG = 46,
	SVCB = 64,
	HTTPS = 65,
	DSYNC = 66,
	NID = 104,
	L64 = 106,
	NSEC3 = 50,
	TKEY = 249,
	TSIG = 250,
	URI = 256,
	CAA = 257,
	DOA = 259,
	AMTRELAY = 260,
	IPN = 264,
	IN = 1,
};

static inline const uint8_t *rdata(const struct at_issue *at)
{
	return at->data + at->frame->rdata;
}

static inline uint32_t octets32(const uint8_t *p)
{
	return (uint32_t)octets16(p) << 16 | octets16(p + 2);
}

static inline bool is_record(const struct at_issue *at)
{
	return !at->frame->question;
}

/* Word i becomes this text; false where there is none, or it is this one. */
bool mend_word(struct words *w, size_t i, const char *text);
/* The RDATA's words become those of this text. */
void mend_rdata(const struct at_issue *at, struct words *w, const char *text);
/* They become the form that every RDATA has (RFC 3597 5).  True. */
bool mend_whole(const struct at_issue *at, struct words *theirs);
/* False: no such word, or it has no room. */
bool word_copy(const struct words *w, size_t i, char *out, size_t cap);
/* ldns's own printing of the name at this offset. */
bool name_text(const struct at_issue *at, size_t offset, char *out, size_t cap);
void put_address(char *out, size_t cap, int family, const uint8_t *p);
/* Each octet as \DDD; how many characters that is. */
size_t put_escaped(char *out, size_t cap, const uint8_t *p, size_t n);

/* Of any type: mend_any.c; of one or two: mend_type.c; of those without a text: mend_untold.c. */
typedef bool mend(const struct at_issue *at, struct words *ours, struct words *theirs);
mend mend_opaque, mend_names, mend_ttl, mend_times, mend_tkey, mend_atma, mend_alpn, mend_no_key,
	mend_tag, mend_target, mend_nxt, mend_loc, mend_error, mend_cert, mend_apl, mend_groups,
	mend_hash, mend_gateway, mend_untold;

#endif
