/* Domain names: the only walk over labels and compression pointers. */
#include "resolver/dns/name.h"

enum { OFFSETS = 0x4000 }; /* what the fourteen bits of a pointer reach */

static inline size_t pointer_target(const uint8_t *at)
{
	return get_u16(at) & (OFFSETS - 1u);
}

/* What a pointer leads to must lie wholly before what led to it, so the walk ends and stays inside
 * what was read; there may be as many pointers as labels, no more (RFC 9267 2). */
const uint8_t *name_after(
	const uint8_t *data, const uint8_t *at, const uint8_t *end, const struct known_name *known)
{
	const uint8_t *low = at, *after = NULL;
	size_t octets = 0;
	for (unsigned hops = 0;; hops++) {
		const uint8_t *run = at;
		while (at < end && *at - 1u < LABEL_OCTETS)
			at += *at + 1;
		octets += (size_t)(at - run);
		if (at >= end || octets >= NAME_OCTETS)
			return NULL;
		if (!*at)
			return after ? after : at + 1;
		if (*at < POINTER || end - at < 2)
			return NULL;
		if (!after)
			after = at + 2;
		size_t target = pointer_target(at);
		at = data + target;
		if (target < HEADER_OCTETS || at >= low || hops == NAME_LABELS)
			return NULL;
		if (name_known(known, target)) {
			octets += known->len - (target - HEADER_OCTETS);
			bool before = low - data >= HEADER_OCTETS + known->len;
			return before && octets <= NAME_OCTETS ? after : NULL;
		}
		end = low;
		low = at;
	}
}

void read_plain_name_into(struct reader *r, struct name *out)
{
	const uint8_t *name = r->at;
	read_plain_name(r);
	if (r->bad)
		return;
	out->len = (uint8_t)(r->at - name);
	memcpy(out->octets, name, out->len);
}

/* The label at `at`, or where the pointer there leads.  For proven names. */
static inline const uint8_t *label_at(const uint8_t *at, const uint8_t *data)
{
	while (*at >= POINTER)
		at = data + pointer_target(at);
	return at;
}

void name_expand(struct name *out, const uint8_t *data, name_ref ref)
{
	size_t len = 0;
	const uint8_t *at = label_at(data + ref, data);
	while (*at) {
		size_t n = *at + 1u;
		memcpy(out->octets + len, at, n);
		len += n;
		at = label_at(at + n, data);
	}
	out->octets[len++] = 0;
	out->len = (uint8_t)len;
}

/* Folding leaves length octets alone: they are below 'A'. */
static bool octets_equal(const uint8_t *a, const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i] && octet_fold(a[i]) != octet_fold(b[i]))
			return false;
	return true;
}

bool name_equal_at(const uint8_t *a_data, name_ref a, const uint8_t *b_data, name_ref b)
{
	const uint8_t *x = label_at(a_data + a, a_data), *y = label_at(b_data + b, b_data);
	while (x != y) {
		size_t n = *x + 1u;
		if (!octets_equal(x, y, n))
			return false;
		if (n == 1)
			return true;
		x = label_at(x + n, a_data);
		y = label_at(y + n, b_data);
	}
	return true;
}

bool name_equal(const struct name *a, const struct name *b)
{
	return a->len == b->len && octets_equal(a->octets, b->octets, a->len);
}

bool name_is_under(const struct name *name, const struct name *domain)
{
	size_t at = 0;
	if (!domain->len)
		return false;
	while (at + domain->len < name->len)
		at += name->octets[at] + 1u;
	return at + domain->len == name->len &&
	       octets_equal(name->octets + at, domain->octets, domain->len);
}

unsigned name_labels(const struct name *name)
{
	unsigned n = 0;
	for (size_t at = 0; at + 1 < name->len; at += name->octets[at] + 1u)
		n++;
	return n;
}

bool name_join(struct name *out, const struct name *prefix, const struct name *domain)
{
	if (!prefix->len || !domain->len || prefix->len - 1 + domain->len > NAME_OCTETS)
		return false;
	struct name joined;
	memcpy(joined.octets, prefix->octets, prefix->len - 1u);
	memcpy(joined.octets + prefix->len - 1, domain->octets, domain->len);
	joined.len = (uint8_t)(prefix->len - 1 + domain->len);
	*out = joined;
	return true;
}

/* Value of the escape behind a backslash, and *text moved past it; -1 if it is none. */
static int escape_value(const char **text)
{
	const char *s = *text;
	if (*s < '0' || *s > '9') {
		*text = *s ? s + 1 : s;
		return *s ? (uint8_t)*s : -1;
	}
	int value = 0;
	for (int i = 0; i < 3; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		value = value * 10 + (s[i] - '0');
	}
	*text = s + 3;
	return value <= UINT8_MAX ? value : -1;
}

#define OTHER_7 \
	OCTET_OTHER, OCTET_OTHER, OCTET_OTHER, OCTET_OTHER, OCTET_OTHER, OCTET_OTHER, OCTET_OTHER
#define OTHER_8 OCTET_OTHER, OTHER_7
#define OTHER_32 OTHER_8, OTHER_8, OTHER_8, OTHER_8

/* What is not named is plain. */
const uint8_t octet_kinds[256] = {
	[0] = OCTET_END,
	OTHER_7,
	OTHER_8,
	OTHER_8,
	OTHER_8,
	OCTET_OTHER,
	['.'] = OCTET_DOT,
	['\\'] = OCTET_ESCAPE,
	['"'] = OCTET_QUOTED,
	[';'] = OCTET_QUOTED,
	['@'] = OCTET_QUOTED,
	['$'] = OCTET_QUOTED,
	['('] = OCTET_QUOTED,
	[')'] = OCTET_QUOTED,
	[0x7f] = OCTET_OTHER,
	OTHER_32,
	OTHER_32,
	OTHER_32,
	OTHER_32,
};

/* Text to name; strict: no escapes and nothing that would need one.  Returns where the text ends,
 * or NULL. */
static const char *name_scan(struct name *out, const char *text, bool strict)
{
	uint8_t *label = out->octets,
		*at = label + 1; /* its length octet; where its next octet goes */
	const uint8_t *last = out->octets + NAME_OCTETS - 2; /* the root comes behind it */
	for (;; text++) {
		uint8_t c = (uint8_t)*text;
		unsigned kind = octet_kinds[c];
		if (kind >= OCTET_OTHER) {
			if (kind == OCTET_END)
				break;
			if (kind == OCTET_DOT) {
				size_t len = (size_t)(at - label) - 1;
				if (len - 1 >= LABEL_OCTETS)
					return NULL;
				*label = (uint8_t)len;
				label = at++;
				continue;
			}
			if (strict)
				return NULL;
			if (kind == OCTET_ESCAPE) {
				const char *value = text + 1;
				int octet = escape_value(&value);
				if (octet < 0)
					return NULL;
				text = value - 1;
				c = (uint8_t)octet;
			}
		}
		if (at > last)
			return NULL;
		*at++ = c;
	}
	if (at > label + 1) { /* no final dot: the root is still to come */
		if (at - label - 1 > LABEL_OCTETS)
			return NULL;
		*label = (uint8_t)(at - label - 1);
		label = at++;
	}
	*label = 0;
	out->len = (uint8_t)(at - out->octets);
	return text;
}

/* Where the labels start: "." has none. */
static const char *first_label(const char *text)
{
	return text[0] == '.' && !text[1] ? text + 1 : text;
}

bool name_from_text(struct name *out, const char *text)
{
	return *text && name_scan(out, first_label(text), false);
}

bool name_from_plain_text(struct name *out, const char *text, bool *absolute)
{
	const char *end = *text ? name_scan(out, first_label(text), true) : NULL;
	if (!end)
		return false;
	*absolute = end[-1] == '.';
	return true;
}

void escape_octet(uint8_t c, struct text *out)
{
	text_char(out, '\\');
	if (c <= ' ' || c >= 0x7f) {
		text_char(out, (char)('0' + c / 100));
		text_char(out, (char)('0' + c / 10 % 10));
		c = (uint8_t)('0' + c % 10);
	}
	text_char(out, (char)c);
}

static void label_to_text(const uint8_t *octets, size_t len, struct text *out)
{
	for (size_t i = 0; i < len; i++) {
		if (octet_is_plain(octets[i]))
			text_char(out, (char)octets[i]);
		else
			escape_octet(octets[i], out);
	}
}

/* Most names need no escape: their text is their octets with dots for the lengths.  False, and
 * nothing written, for one that does or has no room. */
static bool plain_to_text(const struct name *name, struct text *out)
{
	if (name->len < 3 || out->len + name->len >= out->cap)
		return false;
	char *to = out->base + out->len;
	const uint8_t *at = name->octets;
	for (unsigned left = *at++; left; left = *at++) {
		for (; left; left--, at++) {
			if (!octet_is_plain(*at))
				return false;
			*to++ = (char)*at;
		}
		*to++ = '.';
	}
	to[-1] = '\0'; /* the final dot is the caller's to add */
	out->len += name->len - 2u;
	return true;
}

void name_to_text(const struct name *name, bool dot, struct text *out)
{
	bool plain = plain_to_text(name, out);
	for (size_t at = 0; !plain && at + 1 < name->len; at += name->octets[at] + 1u) {
		if (at)
			text_char(out, '.');
		label_to_text(name->octets + at + 1, name->octets[at], out);
	}
	if (name->len == 1 || (name->len && dot))
		text_char(out, '.');
}

/* Also in case: a compressed name reads back as it was written. */
static bool suffix_is_at(const uint8_t *base, size_t offset, const uint8_t *suffix)
{
	const uint8_t *at = label_at(base + offset, base);
	while (*at == *suffix && !memcmp(at, suffix, *at + 1u)) {
		if (!*at)
			return true;
		suffix += *suffix + 1;
		at = label_at(at + *at + 1, base);
	}
	return false;
}

/* Offset of a name written before that equals suffix; 0 if there is none. */
static size_t suffix_written(const struct writer *w, const uint8_t *suffix)
{
	for (size_t i = 0; i < w->nseen; i++)
		if (suffix_is_at(w->base, w->seen[i], suffix))
			return w->seen[i];
	return 0;
}

static void suffix_remember(struct writer *w, size_t offset)
{
	if (offset < OFFSETS && w->nseen < sizeof(w->seen) / sizeof(w->seen[0]))
		w->seen[w->nseen++] = (uint16_t)offset;
}

void write_name(struct writer *w, const struct name *name, bool compress)
{
	const uint8_t *at = name->octets;
	size_t begun = w->len, target = 0;
	while (*at && !(compress && (target = suffix_written(w, at))))
		at += *at + 1;
	size_t labels = (size_t)(at - name->octets);
	uint8_t *p = write_room(w, labels + (target ? 2 : 1));
	if (!p)
		return;
	memcpy(p, name->octets, labels);
	if (target)
		put_u16(p + labels, (uint16_t)(POINTER << 8 | target));
	else
		p[labels] = 0;
	for (size_t i = 0; i < labels; i += name->octets[i] + 1u)
		suffix_remember(w, begun + i);
}
