/* RDATA and records from master-file text. */
#include "resolver/dns/scan.h"

#include <arpa/inet.h>

#include "resolver/dns/address.h"
#include "resolver/dns/bitmap.h"
#include "resolver/dns/code.h"
#include "resolver/dns/compound.h"
#include "resolver/dns/layout.h"
#include "resolver/dns/loc.h"
#include "resolver/dns/svcb.h"

enum {
	TTL_MAX = 0x7fffffff, /* RFC 2181 8 */
	DATE_DIGITS = 14,
};

static const char number_8[] = "a number from 0 to 255";
static const char number_16[] = "a number from 0 to 65535";

static void write_wide(struct writer *w, unsigned octets, uint64_t v)
{
	while (octets--)
		write_u8(w, (uint8_t)(v >> 8 * octets));
}

static void scan_wide(struct scanner *s, struct writer *w, unsigned octets)
{
	uint64_t max = octets == 8 ? UINT64_MAX : (UINT64_C(1) << 8 * octets) - 1;
	const char *expected = octets == 1   ? number_8
			       : octets == 2 ? number_16
			       : octets == 4 ? "a number from 0 to 4294967295"
			       : octets == 6 ? "a number of 48 bits"
					     : "a number of 64 bits";
	write_wide(w, octets, scan_number(s, max, expected));
}

static void scan_period(struct scanner *s, struct writer *w)
{
	static const char expected[] = "a number of seconds, or a period like 1h30m";
	uint32_t value = 0;
	if (token_take_bare(s, expected) &&
		!period_value(s->token.at, s->token.end, UINT32_MAX, &value))
		scan_fail(s, expected);
	write_u32(w, value);
}

/* A word, or its number. */
static void scan_word(struct scanner *s, struct writer *w, enum word_set set, unsigned octets,
	const char *expected)
{
	char word[24];
	uint16_t code = 0;
	uint64_t value = 0;
	if (!token_take_bare(s, expected))
		return;
	if (token_copy(&s->token, word, sizeof(word)) && word_from_text(set, word, &code))
		value = code;
	else if (!digits_value(
			 s->token.at, s->token.end, octets == 1 ? UINT8_MAX : UINT16_MAX, &value))
		scan_fail(s, expected);
	write_wide(w, octets, value);
}

static void scan_type(struct scanner *s, struct writer *w)
{
	char name[16];
	uint16_t type = 0;
	if (!token_take_bare(s, "a type"))
		return;
	if (!token_copy(&s->token, name, sizeof(name)) || !type_from_text(name, &type))
		scan_fail(s, "a type");
	write_u16(w, type);
}

static unsigned two_digits(const char *p)
{
	return (unsigned)(p[0] - '0') * 10 + (unsigned)(p[1] - '0');
}

/* Days since 1970 of a date of the Gregorian calendar; false if there is no such day. */
static bool date_days(unsigned year, unsigned month, unsigned day, uint64_t *out)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100) || year % 400 == 0;
	if (year < 1970 || month - 1 > 11 || !day ||
		day > days[month - 1] + (month == 2 && leap ? 1u : 0))
		return false;
	uint64_t n = (year - 1970) * 365u + (year - 1969) / 4 - (year - 1901) / 100 +
		     (year - 1601) / 400 + day - 1;
	for (unsigned m = 1; m < month; m++)
		n += days[m - 1] + (m == 2 && leap ? 1u : 0);
	*out = n;
	return true;
}

/* YYYYMMDDHHmmSS, or seconds since 1970 (RFC 4034 3.2). */
static void scan_time(struct scanner *s, struct writer *w)
{
	static const char expected[] = "a time like 20240229123456";
	uint64_t value = 0, days;
	if (!token_take_bare(s, expected))
		return;
	const char *p = s->token.at;
	bool date = s->token.end - p == DATE_DIGITS;
	bool good = digits_value(p, s->token.end, date ? UINT64_MAX : UINT32_MAX, &value);
	if (good && date) {
		unsigned year = two_digits(p) * 100 + two_digits(p + 2);
		unsigned hour = two_digits(p + 8), minute = two_digits(p + 10);
		unsigned second = two_digits(p + 12);
		good = date_days(year, two_digits(p + 4), two_digits(p + 6), &days) && hour < 24 &&
		       minute < 60 && second < 60;
		value = good ? days * 86400 + hour * 3600 + minute * 60 + second : 0;
		good = good && value <= UINT32_MAX;
	}
	if (!good)
		scan_fail(s, expected);
	write_u32(w, (uint32_t)value);
}

static void scan_tag(struct scanner *s, struct writer *w)
{
	static const char expected[] = "a tag of 1 to 255 octets";
	size_t begun = w->len;
	if (token_peek(s) && (s->token.quoted || s->token.mixed))
		scan_fail(s, expected);
	scan_string(s, w);
	if (!w->full && !s->error.expected && !w->base[begun])
		scan_fail(s, expected);
}

static void scan_strings(struct scanner *s, struct writer *w)
{
	do
		scan_string(s, w);
	while (token_peek(s));
}

/* One string without a length octet: as long as the RDATA may be. */
static void scan_long_string(struct scanner *s, struct writer *w)
{
	if (!token_take(s, "a string"))
		return;
	if (s->token.mixed)
		scan_fail(s, "a string");
	for (const char *at = s->token.at; !s->error.expected && at < s->token.end;) {
		int octet = token_octet(&at, s->token.end);
		if (octet < 0)
			scan_fail(s, "no escape but \\C and \\DDD");
		else
			write_u8(w, (uint8_t)octet);
	}
}

static void scan_names(struct scanner *s, struct writer *w)
{
	while (token_peek(s))
		scan_wire_name(s, w);
}

static void scan_hashed(struct scanner *s, struct writer *w, char field)
{
	bool salt = field == 'h';
	const char *expected = salt ? "a salt in hexadecimal, or -" : "a hash in base 32";
	size_t begun = w->len;
	write_u8(w, 0);
	if (salt && token_peek(s) && token_is(&s->token, "-")) {
		token_take(s, expected);
		return;
	}
	scan_digits(s, salt ? BASE16 : BASE32HEX, expected, w);
	size_t len = w->len - begun - 1;
	if (w->full || s->error.expected)
		return;
	if (!len || len > UINT8_MAX)
		scan_fail(s, expected);
	else
		w->base[begun] = (uint8_t)len;
}

/* A length, then so many octets in as many words as it takes. */
static void scan_counted_base64(struct scanner *s, struct writer *w)
{
	struct base_decoder d = { .base = BASE64 };
	uint64_t len = scan_number(s, UINT16_MAX, number_16);
	write_u16(w, (uint16_t)len);
	size_t begun = w->len;
	while (!s->error.expected && !w->full && w->len - begun < len)
		scan_base_word(s, &d, "base 64", w);
	if (w->full || s->error.expected)
		return;
	if (!base_whole(&d) || w->len - begun != len)
		scan_fail(s, "base 64 of this many octets");
}

static void scan_rest_base64(struct scanner *s, struct writer *w)
{
	if (token_peek(s) && token_is(&s->token, "-"))
		token_take(s, "");
	else
		scan_all_digits(s, BASE64, "base 64", w);
}

static void scan_rare(struct scanner *s, struct writer *w, size_t start, char field)
{
	switch (field) {
	case 'C': scan_word(s, w, WORDS_CERT, 2, "a type of certificate"); break;
	case 'R': scan_word(s, w, WORDS_ERROR, 2, "an error"); break;
	case 'G':
	case 'K': scan_word(s, w, WORDS_ALGORITHM, 1, "an algorithm"); break;
	case 'm': scan_word(s, w, WORDS_SCHEME, 1, "a scheme"); break;
	case 'h':
	case 'H': scan_hashed(s, w, field); break;
	case 'z': scan_counted_base64(s, w); break;
	case 'j': scan_rest_base64(s, w); break;
	case 'e': scan_eui(s, w, 6); break;
	case 'E': scan_eui(s, w, 8); break;
	case 'k': scan_groups(s, w); break;
	case 'B': scan_bitmap(s, w); break;
	case 'M': scan_old_bitmap(s, w); break;
	case 'W': scan_services(s, w); break;
	case 'P': scan_svc_params(s, w); break;
	case 'L': scan_loc(s, w); break;
	case 'l': scan_apl(s, w); break;
	case 'Z': scan_a6(s, w); break;
	case 'w': scan_atma(s, w); break;
	case 'p': scan_nsap(s, w); break;
	case 'g': scan_gateway(s, w->full ? 0 : w->base[start + 1], w); break;
	case 'r': scan_relay(s, w); break;
	case 'i': scan_hip(s, w); break;
	default: scan_fail(s, "\\#"); break;
	}
}

static void scan_field(struct scanner *s, struct writer *w, size_t start, char field)
{
	switch (field) {
	case '1':
	case '2':
	case '4':
	case '6':
	case '8': scan_wide(s, w, (unsigned)(field - '0')); break;
	case 'u': scan_period(s, w); break;
	case 'T': scan_time(s, w); break;
	case 'Y': scan_type(s, w); break;
	case 'n':
	case 'N':
	case 'U': scan_wire_name(s, w); break;
	case 'V': scan_names(s, w); break;
	case 'o':
		if (token_peek(s))
			scan_string(s, w);
		break;
	case 's': scan_string(s, w); break;
	case 'S': scan_strings(s, w); break;
	case 't': scan_tag(s, w); break;
	case 'q': scan_long_string(s, w); break;
	case 'a': scan_address(s, AF_INET, w); break;
	case 'A': scan_address(s, AF_INET6, w); break;
	case 'b': scan_all_digits(s, BASE64, "base 64", w); break;
	case 'x':
	case 'd':
	case 'D': scan_all_digits(s, BASE16, "hexadecimal digits", w); break;
	default: scan_rare(s, w, start, field); break;
	}
}

/* RFC 3597 5: behind \# the length, then the octets. */
static void scan_opaque(struct scanner *s, struct writer *w)
{
	size_t begun = w->len;
	uint64_t len = scan_number(s, UINT16_MAX, number_16);
	scan_all_digits(s, BASE16, "hexadecimal digits", w);
	if (!w->full && w->len - begun != len)
		scan_fail(s, "as many octets as announced");
}

static void scan_fields(struct scanner *s, struct writer *w, uint16_t type, uint16_t class)
{
	const char *field = layout_fields(type, class);
	if (token_peek(s) && token_is(&s->token, "\\#")) {
		token_take(s, "");
		scan_opaque(s, w);
		return;
	}
	if (!*field && token_take(s, "\\# and octets"))
		scan_fail(s, "\\# and octets");
	for (size_t start = w->len; *field && !s->error.expected; field++)
		scan_field(s, w, start, *field);
}

bool scan_rdata(struct scanner *s, struct writer *w, uint16_t type, uint16_t class)
{
	size_t begun = w->len;
	scan_fields(s, w, type, class);
	if (token_peek(s))
		scan_fail(s, "the end of the record");
	size_t len = w->len - begun;
	if (w->full || len > UINT16_MAX)
		scan_fail(s, "fewer octets");
	else if (!s->error.expected && !rdata_good(type, class, w->base + begun, len))
		scan_fail(s, "what its type allows");
	return !s->error.expected;
}

/* TTL and class in either order, then the type.  True: there was a TTL. */
static bool scan_head(struct scanner *s, struct record *out)
{
	static const char expected[] = "a TTL, a class or a type";
	bool ttl = false, class = false;
	char word[16];
	while (token_take_bare(s, class ? "a type" : expected)) {
		const struct token *t = &s->token;
		if (!ttl && period_value(t->at, t->end, TTL_MAX, &out->ttl)) {
			ttl = true;
			continue;
		}
		bool fits = token_copy(t, word, sizeof(word));
		if (fits && !class && class_from_text(word, &out->class)) {
			class = true;
			continue;
		}
		if (!fits || !type_from_text(word, &out->type))
			scan_fail(s, class && ttl ? "a type" : expected);
		break;
	}
	return ttl;
}

/* RFC 2308 4: a signature without a TTL has that of what it signs. */
static bool has_original_ttl(uint16_t type)
{
	return type == TYPE_SIG || type == TYPE_RRSIG;
}

bool scan_record(struct scanner *s, struct writer *w, struct record *out)
{
	enum { ORIGINAL_TTL = 4 }; /* its offset in the RDATA */
	struct record record = { .ttl = s->ttl, .class = s->class };
	bool owned = s->at < s->end && *s->at != ' ' && *s->at != '\t';
	if (owned)
		scan_name(s, &s->owner);
	else if (!s->owner.len && token_take(s, "an owner"))
		scan_fail(s, "an owner at the beginning of the line");
	name_copy(&record.owner, &s->owner);
	bool stated = scan_head(s, &record);
	record.rdata = w->len;
	if (s->error.expected || !scan_rdata(s, w, record.type, record.class))
		return false;
	record.rdlen = w->len - record.rdata;
	s->class = record.class;
	if (stated && !s->ttl_fixed) /* RFC 1035 5.1 */
		s->ttl = record.ttl;
	if (!stated && has_original_ttl(record.type))
		record.ttl = get_u32(w->base + record.rdata + ORIGINAL_TTL) & TTL_MAX;
	*out = record;
	return true;
}

void scan_error_to_text(const struct scan_error *error, struct text *out)
{
	if (error->expected)
		text_printf(out, "line %u, column %u: expected %s", error->place.line,
			error->place.column, error->expected);
}
