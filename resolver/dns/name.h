/* Domain names: wire form, text with escapes, comparison (RFC 1035 3.1, 4.1.4, 5.1; RFC 4343). */
#ifndef DNS_NAME_H
#define DNS_NAME_H

#include "resolver/dns/wire.h"
#include "resolver/text.h"

enum {
	NAME_OCTETS = 255,    /* RFC 1035 2.3.4, root label included */
	LABEL_OCTETS = 63,    /* RFC 1035 2.3.4 */
	NAME_LABELS = 127,    /* what 255 octets have room for */
	NAME_TEXT = 1004 + 1, /* the longest text of a name, all escapes, final dot, NUL */
	HEADER_OCTETS = 12,
	POINTER = 0xc0, /* the bits that make a length octet the first of a pointer (RFC 1035 4.1.4)
			 */
};

/* A name outside a message: wire form, uncompressed, root label included.  len 0: no name. */
struct name {
	uint8_t len, octets[NAME_OCTETS];
};

typedef uint16_t name_ref; /* a name inside a checked message: the offset where it starts */

/* Text to name; escapes \. and \046 are decoded (RFC 1035 5.1).  A final dot is allowed; "." is the
 * root.  False for an empty text, an empty label, a label or name too long, or a bad escape; *out
 * is then undefined. */
bool name_from_text(struct name *out, const char *text);
/* The same for who takes no escapes and none of OCTET_OTHER.  absolute: there is a final dot. */
bool name_from_plain_text(struct name *out, const char *text, bool *absolute);

/* Appends the name in presentation form.  dot: with a final dot; the root is "." in either case. */
void name_to_text(const struct name *name, bool dot, struct text *out);

/* What an octet is in the text of a name (RFC 1035 5.1). */
enum octet_kind {
	OCTET_PLAIN,  /* stands for itself */
	OCTET_QUOTED, /* printable, but escaped when a name is written: " ; @ $ ( ) */
	OCTET_OTHER,  /* white space, control octets, outside ASCII: \DDD when written */
	OCTET_ESCAPE, /* the backslash */
	OCTET_DOT,
	OCTET_END, /* NUL */
};
extern const uint8_t octet_kinds[256];

static inline bool octet_is_plain(uint8_t c)
{
	return octet_kinds[c] == OCTET_PLAIN;
}

/* One octet as \c or, if it is not printable, \DDD. */
void escape_octet(uint8_t c, struct text *out);

static inline void name_copy(struct name *out, const struct name *name)
{
	out->len = name->len;
	memcpy(out->octets, name->octets, name->len);
}

/* name is in domain: "www.example.com" is under "example.com" and under itself. */
bool name_is_under(const struct name *name, const struct name *domain);
/* ASCII letters without case, all other octets exactly (RFC 4343 3). */
bool name_equal(const struct name *a, const struct name *b);
/* Labels without the root. */
unsigned name_labels(const struct name *name);
/* *out = prefix + domain.  False when that is longer than 255 octets. */
bool name_join(struct name *out, const struct name *prefix, const struct name *domain);

/* Walks over a possibly compressed name at r->at inside message data..end and proves it: pointers
 * past the header, strictly backwards, to what lies wholly before them; labels of the two known
 * kinds; at most 255 octets in full.  Sets r->bad otherwise. */
void read_name(struct reader *r, const uint8_t *data);

/* The same where no compression is allowed (RFC 3597 4).  out may be NULL, and is untouched where
 * the name is bad. */
void read_plain_name(struct reader *r, struct name *out);

/* What read_name() may remember of the question's name, which most pointers lead into: for each of
 * its labels how many octets the name has from there on, root included, at [offset -
 * HEADER_OCTETS]; zero inside labels.  name: uncompressed and proven, len octets; r->suffixes and
 * r->nsuffixes are set. */
void name_suffixes(
	struct reader *r, uint8_t room[static NAME_OCTETS], const uint8_t *name, size_t len);

/* A proven name, copied out of its message. */
void name_expand(struct name *out, const uint8_t *data, name_ref ref);
/* The offset behind a proven name as it stands in its message. */
size_t name_skip(const uint8_t *data, size_t at);
/* Compares two proven names, each within its own octets; name_equal()'s rules. */
bool name_equal_at(const uint8_t *a_data, name_ref a, const uint8_t *b_data, name_ref b);

/* Writes a name; with compress, as labels and a pointer to an equal suffix written before (offsets
 * below 0x4000 only), and remembers it for later names. */
void write_name(struct writer *w, const struct name *name, bool compress);

/* One octet of a name, letters in lower case. */
static inline uint8_t octet_fold(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

/* Codes by name: letters without case. */
static inline bool mnemonic_equal(const char *a, const char *b)
{
	while (*a && octet_fold((uint8_t)*a) == octet_fold((uint8_t)*b))
		a++, b++;
	return *a == *b;
}

#endif
