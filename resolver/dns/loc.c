/* RDATA of LOC: a place on earth, its size and how well it is known. */
#include "resolver/dns/loc.h"

enum {
	REST_OCTETS = 15,       /* behind the version */
	MILLISECONDS = 3600000, /* of a degree */
	ALTITUDE_ZERO = 10000000,
};

#define EQUATOR 0x80000000u /* and the prime meridian */

static bool precision_good(uint8_t v)
{
	return (v >> 4) <= 9 && (v & 15) <= 9;
}

static bool angle_good(const uint8_t *p, uint32_t degrees)
{
	uint32_t v = get_u32(p), limit = degrees * MILLISECONDS;
	return v >= EQUATOR - limit && v <= EQUATOR + limit;
}

void read_loc(struct reader *r)
{
	uint8_t version = read_u8(r);
	if (version) { /* which nobody has defined */
		read_octets(r, read_left(r));
		return;
	}
	const uint8_t *p = read_octets(r, REST_OCTETS);
	if (!p || !precision_good(p[0]) || !precision_good(p[1]) || !precision_good(p[2]) ||
		!angle_good(p + 3, 90) || !angle_good(p + 7, 180))
		read_fail(r);
}

static bool precision_has_text(uint8_t v)
{
	return v >> 4 || !v;
}

bool loc_has_text(const uint8_t *rdata)
{
	return !rdata[0] && precision_has_text(rdata[1]) && precision_has_text(rdata[2]) &&
	       precision_has_text(rdata[3]);
}

static void print_angle(uint32_t v, const char *hemispheres, struct text *out)
{
	bool positive = v >= EQUATOR;
	uint32_t ms = positive ? v - EQUATOR : EQUATOR - v;
	text_printf(out, "%u %u %u.%03u %c ", ms / MILLISECONDS, ms / 60000 % 60, ms / 1000 % 60,
		ms % 1000, hemispheres[!positive]);
}

static void print_precision(uint8_t v, struct text *out)
{
	uint64_t cm = v >> 4;
	for (unsigned e = v & 15; e; e--)
		cm *= 10;
	text_uint(out, cm / 100);
	if (cm % 100)
		text_printf(out, ".%02u", (unsigned)(cm % 100));
	text_char(out, 'm');
}

void print_loc(struct reader *r, struct text *out)
{
	const uint8_t *p = read_octets(r, 1 + REST_OCTETS) + 1;
	print_angle(get_u32(p + 3), "NS", out);
	print_angle(get_u32(p + 7), "EW", out);
	int64_t cm = (int64_t)get_u32(p + 11) - ALTITUDE_ZERO;
	uint64_t size = (uint64_t)(cm < 0 ? -cm : cm);
	text_printf(out, "%s%llu.%02um", cm < 0 ? "-" : "", (unsigned long long)size / 100,
		(unsigned)(size % 100));
	for (int i = 0; i < 3; i++) {
		text_char(out, ' ');
		print_precision(p[i], out);
	}
}

/* "12", "12.3", "12.345" in units of 10^-places. */
static bool fixed_value(
	const char *at, const char *end, unsigned places, uint64_t max, uint64_t *out)
{
	const char *dot = memchr(at, '.', (size_t)(end - at));
	uint64_t whole = 0, part = 0, unit = 1;
	size_t digits = dot ? (size_t)(end - dot) - 1 : 0;
	if (!digits_value(at, dot ? dot : end, max, &whole) || digits > places)
		return false;
	if (digits && !digits_value(dot + 1, end, max, &part))
		return false;
	for (size_t i = 0; i < places; i++) {
		unit *= 10;
		part *= i >= digits ? 10 : 1;
	}
	*out = whole * unit + part;
	return *out <= max;
}

/* Degrees, then minutes and seconds if they are there, then the hemisphere. */
static uint32_t scan_angle(struct scanner *s, uint32_t degrees, const char *hemispheres)
{
	static const char expected[] = "degrees, minutes, seconds and a hemisphere";
	static const uint32_t unit[] = { MILLISECONDS, 60000, 1 };
	static const uint32_t most[] = { 180, 59, 59999 };
	uint32_t ms = 0, limit = degrees * MILLISECONDS;
	for (unsigned i = 0; token_take_bare(s, expected); i++) {
		uint64_t value;
		const struct token *t = &s->token;
		char c = (char)octet_fold((uint8_t)*t->at);
		if (i && t->end - t->at == 1 && (c == hemispheres[0] || c == hemispheres[1])) {
			if (ms <= limit)
				return c == hemispheres[0] ? EQUATOR + ms : EQUATOR - ms;
			break;
		}
		if (i == 3 || !fixed_value(t->at, t->end, i == 2 ? 3 : 0, most[i], &value))
			break;
		ms += (uint32_t)value * unit[i];
	}
	scan_fail(s, expected);
	return 0;
}

/* Metres with two places, an "m" behind them or not, as centimetres. */
static uint64_t scan_metres(struct scanner *s, uint64_t max, bool *negative, const char *expected)
{
	uint64_t cm = 0;
	if (!token_take_bare(s, expected))
		return 0;
	const char *at = s->token.at, *end = s->token.end;
	if (negative && at < end && (*at == '-' || *at == '+'))
		*negative = *at++ == '-';
	if (end > at + 1 && octet_fold((uint8_t)end[-1]) == 'm')
		end--;
	if (!fixed_value(at, end, 2, max, &cm))
		scan_fail(s, expected);
	return cm;
}

static uint32_t scan_altitude(struct scanner *s)
{
	static const char expected[] = "an altitude from -100000.00m to 42849672.95m";
	bool negative = false;
	uint64_t cm = scan_metres(s, UINT32_MAX - ALTITUDE_ZERO, &negative, expected);
	if (negative && cm > ALTITUDE_ZERO) {
		scan_fail(s, expected);
		return 0;
	}
	return ALTITUDE_ZERO + (uint32_t)(negative ? -cm : cm);
}

/* One digit and a power of ten; further digits are dropped. */
static uint8_t scan_precision(struct scanner *s, uint8_t otherwise)
{
	if (!token_peek(s))
		return otherwise;
	uint64_t cm = scan_metres(s, 9999999999, NULL, "metres up to 90000000");
	unsigned exponent = 0;
	for (; cm >= 10; cm /= 10)
		exponent++;
	return (uint8_t)(cm << 4 | exponent);
}

void scan_loc(struct scanner *s, struct writer *w)
{
	uint32_t latitude = scan_angle(s, 90, "ns");
	uint32_t longitude = scan_angle(s, 180, "ew");
	uint32_t altitude = scan_altitude(s);
	write_u8(w, 0);
	write_u8(w, scan_precision(s, 0x12)); /* RFC 1876 3: 1 m, 10,000 m, 10 m */
	write_u8(w, scan_precision(s, 0x16));
	write_u8(w, scan_precision(s, 0x13));
	write_u32(w, latitude);
	write_u32(w, longitude);
	write_u32(w, altitude);
}
