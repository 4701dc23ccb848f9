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
/* RFC 4034 6.1: below, equal to or above 0. */
int name_compare(const struct name *a, const struct name *b);
/* Labels without the root. */
unsigned name_labels(const struct name *name);
/* *out = prefix + domain.  False when that is longer than 255 octets. */
bool name_join(struct name *out, const struct name *prefix, const struct name *domain);

/* Whether a pointer's target is a label of the name that is known, the root among them: one right
 * behind the header and not compressed, into which most pointers lead. */
static inline bool name_known(const struct known_name *known, size_t target)
{
	size_t wanted = target - HEADER_OCTETS, at = 0;
	if (wanted >= known->len)
		return false;
	while (at < wanted)
		at += known->octets[at] + 1u;
	return at == wanted;
}

/* Proves a possibly compressed name at `at` inside message data..end: pointers past the header,
 * strictly backwards, to what lies wholly before them; labels of the two known kinds; at most 255
 * octets in full.  Returns what is behind it, or NULL. */
const uint8_t *name_after(
	const uint8_t *data, const uint8_t *at, const uint8_t *end, const struct known_name *known);

/* Walks over such a name. */
static inline void read_name(struct reader *r, const uint8_t *data)
{
	const uint8_t *after = name_after(data, r->at, r->end, &r->known);
	if (after)
		r->at = after;
	else
		read_fail(r);
}

/* The same where no compression is allowed (RFC 3597 4). */
static inline void read_plain_name(struct reader *r)
{
	size_t left = read_left(r), len = 0;
	while (len < left && r->at[len] - 1u < LABEL_OCTETS)
		len += r->at[len] + 1u;
	if (len < left && len < NAME_OCTETS && !r->at[len])
		r->at += len + 1;
	else
		read_fail(r);
}

/* The first question's name, where nothing is in front that it could point to.  r knows it then. */
static inline void read_first_name(struct reader *r)
{
	const uint8_t *name = r->at;
	read_plain_name(r);
	if (!r->bad)
		r->known = (struct known_name){ name, (uint8_t)(r->at - name) };
}

/* The same for who wants it; out is untouched where the name is bad. */
void read_plain_name_into(struct reader *r, struct name *out);

/* A proven name, copied out of its message. */
void name_expand(struct name *out, const uint8_t *data, name_ref ref);
/* The offset behind a proven name as it stands in its message. */
static inline size_t name_skip(const uint8_t *data, size_t at)
{
	while (data[at] && data[at] < POINTER)
		at += data[at] + 1u;
	return at + (data[at] ? 2 : 1);
}
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
