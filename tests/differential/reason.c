/* The second reading: one line for each type, and a function for each kind of field. */
#include "reason.h"

#include <string.h>

/* What is being read: the RDATA that is left, in its message. */
struct field {
	const uint8_t *data;
	size_t size, at, end;
	const struct frame *frame;
	enum reason reason;
};

enum { IN = 1, NONE = 254, ANY = 255, OPT = 41, ADDITIONAL = 3, HEADER = 12 };

/* 1 to 8: so many octets; 9: sixteen.  c u: a name, with pointers or without.  s: a string; S: one
 * or more; o: one or none.  r: the rest, which may be empty behind other fields.  R: the rest, not
 * empty.  B: bitmap.  h: a length and so many octets; H: the same, not zero; z: the same with two
 * octets of length.  Capitals of the types' own: below. */
static const struct {
	uint16_t type;
	bool in;
	const char *fields;
} types[] = {
	{ 1, true, "4" },
	{ 2, false, "c" },
	{ 3, false, "c" },
	{ 4, false, "c" },
	{ 5, false, "c" },
	{ 6, false, "cc44444" },
	{ 7, false, "c" },
	{ 8, false, "c" },
	{ 9, false, "c" },
	{ 11, true, "41r" },
	{ 12, false, "c" },
	{ 13, false, "ss" },
	{ 14, false, "cc" },
	{ 15, false, "2c" },
	{ 16, false, "S" },
	{ 17, false, "cc" },
	{ 18, false, "2c" },
	{ 19, false, "s" },
	{ 20, false, "so" },
	{ 21, false, "2c" },
	{ 22, true, "R" },
	{ 23, true, "u" },
	{ 24, false, "2114442cr" },
	{ 25, false, "211r" },
	{ 26, true, "2cc" },
	{ 27, false, "sss" },
	{ 28, true, "9" },
	{ 29, false, "L" },
	{ 30, false, "cX" },
	{ 31, true, "R" },
	{ 32, true, "R" },
	{ 33, true, "222c" },
	{ 34, true, "W" },
	{ 35, false, "22sssc" },
	{ 36, true, "2c" },
	{ 37, false, "221r" },
	{ 38, true, "Z" },
	{ 39, false, "c" },
	{ 40, false, "111r" },
	{ 41, false, "O" },
	{ 42, true, "A" },
	{ 43, false, "21D" },
	{ 44, false, "11r" },
	{ 45, false, "1K" },
	{ 46, false, "2114442cr" },
	{ 47, false, "uB" },
	{ 48, false, "211r" },
	{ 49, true, "R" },
	{ 50, false, "112hHB" },
	{ 51, false, "112h" },
	{ 52, false, "111r" },
	{ 53, false, "111r" },
	{ 55, false, "I" },
	{ 56, false, "S" },
	{ 57, false, "211r" },
	{ 58, false, "uu" },
	{ 59, false, "21D" },
	{ 60, false, "211r" },
	{ 61, false, "R" },
	{ 62, false, "42B" },
	{ 63, false, "41E" },
	{ 64, true, "2uP" },
	{ 65, true, "2uP" },
	{ 66, false, "212u" },
	{ 67, false, "R" },
	{ 68, false, "R" },
	{ 99, false, "S" },
	{ 104, false, "28" },
	{ 105, false, "24" },
	{ 106, false, "28" },
	{ 107, false, "2u" },
	{ 108, false, "6" },
	{ 109, false, "8" },
	{ 249, false, "u4422zz" },
	{ 250, false, "u62z22z" },
	{ 256, false, "22r" },
	{ 257, false, "1Hr" },
	{ 258, false, "S" },
	{ 259, false, "441sr" },
	{ 260, false, "1G" },
	{ 261, false, "S" },
	{ 262, false, "S" },
	{ 263, false, "S" },
	{ 264, false, "8" },
	{ 32768, false, "21D" },
	{ 32769, false, "21D" },
};

enum { TYPES = sizeof(types) / sizeof(types[0]) };

bool only_in(uint16_t type)
{
	for (size_t i = 0; i < TYPES; i++)
		if (types[i].type == type)
			return types[i].in;
	return false;
}

static void fail(struct field *f, enum reason reason)
{
	if (f->reason == GOOD)
		f->reason = reason;
	f->at = f->end;
}

static size_t left(const struct field *f)
{
	return f->end - f->at;
}

/* The next n octets; NULL, and the reason, where they are not all there. */
static const uint8_t *take(struct field *f, size_t n, enum reason otherwise)
{
	if (f->reason != GOOD || left(f) < n) {
		fail(f, otherwise);
		return NULL;
	}
	f->at += n;
	return f->data + f->at - n;
}

static unsigned number(struct field *f, size_t octets)
{
	const uint8_t *p = take(f, octets, RDATA_SHORT);
	unsigned v = 0;
	for (size_t i = 0; p && i < octets; i++)
		v = v << 8 | p[i];
	return v;
}

/* RFC 1035 4.1.4: a pointer leads to a prior occurrence.  We ask that each leads before the labels
 * it comes from and that what it leads to is over before them (RFC 9267 2). */
static void name(struct field *f, bool pointers)
{
	size_t run = f->at, at = f->at, end = f->end, octets = 0, after = 0;
	if (f->reason != GOOD)
		return;
	for (;;) {
		if (at >= end) {
			fail(f, after ? NAME_RUNS_ON : NAME_OUTSIDE);
			return;
		}
		unsigned len = f->data[at];
		if (len == 0) {
			if (octets + 1 > 255)
				fail(f, NAME_LONG);
			else
				f->at = after ? after : at + 1;
			return;
		}
		if (len < 0x40) {
			octets += len + 1;
			at += len + 1;
			continue;
		}
		if (len < 0xc0 || !pointers) {
			fail(f, len < 0xc0 ? NAME_LABEL : NAME_COMPRESSED);
			return;
		}
		if (at + 2 > end) {
			fail(f, after ? NAME_RUNS_ON : NAME_OUTSIDE);
			return;
		}
		size_t target = octets16(f->data + at) & 0x3fff;
		if (target < HEADER || target >= run) {
			fail(f, target < HEADER ? NAME_HEADER : NAME_FORWARD);
			return;
		}
		if (!after)
			after = at + 2;
		end = run;
		at = run = target;
	}
}

static void string(struct field *f)
{
	unsigned len = number(f, 1);
	take(f, len, FIELD_LENGTH);
}

/* RFC 4034 4.1.2 */
static void bitmap(struct field *f)
{
	for (int last = -1; f->reason == GOOD && left(f);) {
		const uint8_t *head = take(f, 2, BITMAP);
		const uint8_t *map = head ? take(f, head[1], BITMAP) : NULL;
		if (!map || head[0] <= last || !head[1] || head[1] > 32 || !map[head[1] - 1])
			fail(f, BITMAP);
		else
			last = head[0];
	}
}

/* RFC 2535 5.2: types to 127, no zero octets at the end, type 0 not set; or nothing. */
static void old_bitmap(struct field *f)
{
	size_t n = left(f);
	const uint8_t *map = take(f, n, BITMAP);
	if (map && n && (n > 16 || !map[n - 1] || map[0] & 0x80))
		fail(f, BITMAP);
}

/* RFC 4509, 6605, 3658; RFC 8976 2.2.4: how long the digest of this type is. */
static void digest(struct field *f, bool zonemd)
{
	static const uint8_t ds[] = { 0, 20, 32, 32, 48 }, zone[] = { 0, 48, 64 };
	unsigned type = number(f, 1);
	size_t wanted = zonemd ? (type < sizeof(zone) ? zone[type] : 0)
			       : (type < sizeof(ds) ? ds[type] : 0);
	if (f->reason == GOOD && wanted && left(f) != wanted)
		fail(f, FIELD_LENGTH);
	take(f, left(f), RDATA_SHORT);
}

/* RFC 1876 2 */
static void location(struct field *f)
{
	const uint8_t *p = take(f, 1, RDATA_SHORT);
	if (p && *p) {
		take(f, left(f), RDATA_SHORT);
		return;
	}
	p = take(f, 15, RDATA_SHORT);
	for (int i = 0; p && i < 3; i++)
		if (p[i] >> 4 > 9 || (p[i] & 15) > 9)
			fail(f, FIELD_VALUE);
	for (int i = 0; p && i < 2; i++) {
		const uint8_t *v = p + 3 + 4 * i;
		int64_t angle = ((int64_t)octets16(v) << 16 | octets16(v + 2)) - 0x80000000;
		int64_t most = (i ? 180 : 90) * (int64_t)3600000;
		if (angle > most || angle < -most)
			fail(f, FIELD_VALUE);
	}
}

/* RFC 3123 4 */
static void prefixes(struct field *f)
{
	while (f->reason == GOOD && left(f)) {
		const uint8_t *p = take(f, 4, RDATA_SHORT);
		size_t n = p ? p[3] & 0x7f : 0;
		const uint8_t *address = take(f, n, FIELD_LENGTH);
		unsigned family = p ? octets16(p) : 0, most = family == 1   ? 4
							      : family == 2 ? 16
									    : 0;
		if (!address || !most)
			continue;
		if (n > most)
			fail(f, FIELD_LENGTH);
		else if (p[2] > 8 * most || (n && !address[n - 1]))
			fail(f, FIELD_VALUE);
	}
}

static void gateway(struct field *f, unsigned kind)
{
	switch (kind) {
	case 0: break;
	case 1: take(f, 4, RDATA_SHORT); break;
	case 2: take(f, 16, RDATA_SHORT); break;
	case 3: name(f, false); break;
	default: take(f, left(f), RDATA_SHORT); break;
	}
}

/* RFC 4025 2.1 */
static void ipseckey(struct field *f)
{
	unsigned kind = number(f, 1);
	number(f, 1);
	gateway(f, kind);
	take(f, left(f), RDATA_SHORT);
}

/* RFC 8005 5: neither tag nor key is empty. */
static void hip(struct field *f)
{
	unsigned tag = number(f, 1);
	number(f, 1);
	unsigned key = number(f, 2);
	take(f, tag + key, FIELD_LENGTH);
	if (!tag || !key)
		fail(f, FIELD_LENGTH);
	while (f->reason == GOOD && left(f))
		name(f, false);
}

/* RFC 2874 3.1 */
static void a6(struct field *f)
{
	unsigned prefix = number(f, 1);
	if (prefix > 128) {
		fail(f, FIELD_VALUE);
		return;
	}
	const uint8_t *suffix = take(f, (128 - prefix + 7) / 8, RDATA_SHORT);
	if (suffix && prefix % 8 && *suffix >> (8 - prefix % 8))
		fail(f, FIELD_VALUE);
	if (prefix)
		name(f, false);
}

/* ATM Forum af-saa-0069.000: an E.164 address is digits. */
static void atma(struct field *f)
{
	unsigned format = number(f, 1);
	size_t n = left(f);
	const uint8_t *p = take(f, n, RDATA_SHORT);
	if (!p || !n)
		fail(f, RDATA_SHORT);
	for (size_t i = 0; p && format == 1 && i < n; i++)
		if (p[i] < '0' || p[i] > '9')
			fail(f, FIELD_VALUE);
}

/* Whether one of the keys behind this parameter is the key. */
static bool follows(const struct field *f, unsigned key)
{
	for (size_t at = f->at; at + 4 <= f->end; at += 4 + octets16(f->data + at + 2))
		if (octets16(f->data + at) == key)
			return true;
	return false;
}

static bool mandatory(const struct field *f, const uint8_t *p, size_t n)
{
	bool good = n && n % 2 == 0;
	for (size_t i = 0; good && i < n; i += 2)
		good = octets16(p + i) && (!i || octets16(p + i) > octets16(p + i - 2)) &&
		       follows(f, octets16(p + i));
	return good;
}

static bool alpn(const uint8_t *p, size_t n)
{
	size_t at = 0;
	while (at < n && p[at] && at + p[at] < n)
		at += p[at] + 1u;
	return n && at == n;
}

/* No number twice. */
static bool groups(const uint8_t *p, size_t n)
{
	bool good = n && n % 2 == 0;
	for (size_t i = 0; good && i < n; i += 2)
		for (size_t k = 0; good && k < i; k += 2)
			good = octets16(p + i) != octets16(p + k);
	return good;
}

/* RFC 9461 5, RFC 6570 2: a path in whose expressions, {...}, the variable "dns" is. */
static bool template(const uint8_t *p, size_t n)
{
	bool found = false;
	size_t open = 0; /* where the expression at hand begins, behind its brace */
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '{' || p[i] == '}') {
			if ((p[i] == '{') != !open)
				return false;
			open = p[i] == '{' ? i + 1 : 0;
		} else if (open && n - i > 3 && !memcmp(p + i, "dns", 3)) {
			bool begins = i == open || strchr("?&,", p[i - 1]);
			found |= begins && p[i - 1] && (p[i + 3] == '}' || p[i + 3] == ',');
		}
	}
	return n && p[0] == '/' && found && !open;
}

/* RFC 9460 2.2, 7, 8; RFC 9461 5; RFC 9540 4; RFC 9848 */
static void parameters(struct field *f)
{
	for (long last = -1; f->reason == GOOD && left(f);) {
		const uint8_t *head = take(f, 4, PARAMETERS);
		size_t n = head ? octets16(head + 2) : 0;
		long key = head ? (long)octets16(head) : 0;
		const uint8_t *p = take(f, n, PARAMETERS);
		bool good = p && key > last;
		switch (good ? key : -1) {
		case 0: good = mandatory(f, p, n); break;
		case 1: good = alpn(p, n); break;
		case 2:
		case 8: good = n == 0; break;
		case 3: good = n == 2; break;
		case 4: good = n && n % 4 == 0; break;
		case 5: good = n; break;
		case 6: good = n && n % 16 == 0; break;
		case 7: good = template(p, n); break;
		case 9: good = groups(p, n); break;
		}
		if (!good)
			fail(f, PARAMETERS);
		last = key;
	}
}

/* RFC 6891 6.1.2 */
static void options(struct field *f)
{
	while (f->reason == GOOD && left(f)) {
		const uint8_t *head = take(f, 4, OPTIONS);
		take(f, head ? octets16(head + 2) : 0, OPTIONS);
	}
}

static void field(struct field *f, char kind)
{
	switch (kind) {
	case '9': take(f, 16, RDATA_SHORT); break;
	case 'c': name(f, true); break;
	case 'u': name(f, false); break;
	case 's': string(f); break;
	case 'S':
		do
			string(f);
		while (f->reason == GOOD && left(f));
		break;
	case 'o':
		if (left(f))
			string(f);
		break;
	case 'R': take(f, left(f) ? left(f) : 1, RDATA_SHORT); break;
	case 'r': take(f, left(f), RDATA_SHORT); break;
	case 'h':
	case 'H': {
		unsigned n = number(f, 1);
		take(f, n, FIELD_LENGTH);
		if (kind == 'H' && !n)
			fail(f, FIELD_LENGTH);
		break;
	}
	case 'z': {
		unsigned n = number(f, 2);
		take(f, n, FIELD_LENGTH);
		break;
	}
	case 'B': bitmap(f); break;
	case 'X': old_bitmap(f); break;
	case 'D':
	case 'E': digest(f, kind == 'E'); break;
	case 'L': location(f); break;
	case 'A': prefixes(f); break;
	case 'K': ipseckey(f); break;
	case 'G': gateway(f, number(f, 1) & 0x7f); break;
	case 'I': hip(f); break;
	case 'Z': a6(f); break;
	case 'W': atma(f); break;
	case 'P': parameters(f); break;
	case 'O': options(f); break;
	default: take(f, (size_t)(kind - '0'), RDATA_SHORT); break;
	}
}

static enum reason rdata_reason(const uint8_t *data, size_t size, const struct frame *frame)
{
	struct field f = { data, size, frame->rdata, frame->end, frame, GOOD };
	const char *fields = "";
	for (size_t i = 0; i < TYPES; i++)
		if (types[i].type == frame->type && (!types[i].in || frame->class == IN))
			fields = types[i].fields;
	if (!*fields)
		return GOOD;
	if (!frame->rdlen && (frame->class == NONE || frame->class == ANY))
		return GOOD; /* RFC 2136 2.4, 2.5 */
	if (!frame->rdlen && frame->type != OPT && frame->type != 42)
		return RDATA_EMPTY;
	for (; *fields; fields++)
		field(&f, *fields);
	if (f.reason == GOOD && left(&f))
		return RDATA_LONG;
	return f.reason;
}

enum reason reason_of(const uint8_t *data, size_t size, size_t at, unsigned section)
{
	struct frame frame;
	struct field f = { data, size, at, size, NULL, GOOD };
	name(&f, true);
	if (f.reason == NAME_OUTSIDE)
		return CUT_SHORT;
	if (f.reason != GOOD)
		return f.reason;
	if (!frame_at(&frame, data, size, at, section == 0))
		return CUT_SHORT;
	if (section && frame.type == OPT && (data[at] || section != ADDITIONAL)) {
		enum reason reason = rdata_reason(data, size, &frame);
		return reason == GOOD ? OPT_PLACE : reason;
	}
	return section ? rdata_reason(data, size, &frame) : GOOD;
}
