/* Words of master-file text: white space, quotes, escapes, comments, parentheses. */
#include "resolver/dns/token.h"

#include <arpa/inet.h>

#include "resolver/dns/code.h"

static struct scan_place place_of(const struct scanner *s)
{
	return (struct scan_place){ s->lines, (unsigned)(s->at - s->line) + 1 };
}

struct scanner scanner_of(const char *text, size_t len)
{
	return (struct scanner){
		.at = text,
		.end = text + len,
		.line = text,
		.lines = 1,
		.class = CLASS_IN,
	};
}

void scan_fail(struct scanner *s, const char *expected)
{
	if (s->error.expected)
		return;
	s->error = (struct scan_error){ s->token.place, expected };
	s->peeked = false;
	s->at = s->end;
}

void scan_fail_here(struct scanner *s, const char *expected)
{
	s->token.place = place_of(s);
	scan_fail(s, expected);
}

static void skip_comment(struct scanner *s)
{
	while (s->at < s->end && *s->at != '\n')
		s->at++;
}

static void skip_newline(struct scanner *s)
{
	s->line = ++s->at;
	s->lines++;
}

/* To the next word, or to the end of the record. */
static void skip_blanks(struct scanner *s)
{
	while (s->at < s->end) {
		switch (*s->at) {
		case ' ':
		case '\t':
		case '\r': s->at++; break;
		case ';': skip_comment(s); break;
		case '(':
			s->depth++;
			s->at++;
			break;
		case ')':
			if (!s->depth) {
				scan_fail_here(s, "no closing parenthesis before an opening one");
				return;
			}
			s->depth--;
			s->at++;
			break;
		case '\n':
			if (!s->depth)
				return;
			skip_newline(s);
			break;
		default: return;
		}
	}
	if (s->depth)
		scan_fail_here(s, "a closing parenthesis");
}

bool token_line(struct scanner *s)
{
	while (!s->error.expected && s->at < s->end) {
		struct scanner begun = *s;
		skip_blanks(s);
		if (s->at < s->end && *s->at != '\n') {
			*s = begun; /* white space in front stands for the last owner */
			return true;
		}
		if (s->at < s->end)
			skip_newline(s);
	}
	return false;
}

static bool ends_word(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ';' || c == '(' || c == ')';
}

static bool is_control(char c)
{
	return (c >= 0 && c < ' ' && c != '\t') || c == 0x7f;
}

/* Up to the closing quote, or to the end of a word without quotes. */
static void skip_word(struct scanner *s, bool quoted)
{
	bool inside = quoted;
	for (; s->at < s->end; s->at++) {
		if (*s->at == '"') {
			if (quoted)
				return;
			inside = !inside;
			s->token.mixed = true;
		} else if (!inside && ends_word(*s->at)) {
			return;
		} else if (*s->at == '\\' && ++s->at == s->end) {
			break;
		} else if (is_control(*s->at)) {
			scan_fail_here(s, inside ? "a closing quote" : "no control character");
			return;
		}
	}
	if (inside)
		scan_fail_here(s, "a closing quote");
}

bool token_peek(struct scanner *s)
{
	if (s->peeked || s->error.expected)
		return s->peeked;
	skip_blanks(s);
	if (s->error.expected || s->at == s->end || *s->at == '\n')
		return false;
	bool quoted = *s->at == '"';
	s->token = (struct token){ .place = place_of(s), .quoted = quoted };
	s->at += quoted;
	s->token.at = s->at;
	skip_word(s, quoted);
	if (s->error.expected)
		return false;
	s->token.end = s->at;
	s->at += quoted;
	s->peeked = true;
	return true;
}

bool token_take(struct scanner *s, const char *expected)
{
	if (!token_peek(s)) {
		if (!s->error.expected)
			scan_fail_here(s, expected);
		return false;
	}
	s->peeked = false;
	return true;
}

bool token_take_bare(struct scanner *s, const char *expected)
{
	if (!token_take(s, expected))
		return false;
	if (s->token.quoted || s->token.mixed)
		scan_fail(s, expected);
	return !s->error.expected;
}

bool token_copy(const struct token *token, char *out, size_t cap)
{
	size_t len = (size_t)(token->end - token->at);
	if (len >= cap)
		return false;
	memcpy(out, token->at, len);
	out[len] = '\0';
	return true;
}

bool token_is(const struct token *token, const char *word)
{
	char copy[16];
	return !token->quoted && token_copy(token, copy, sizeof(copy)) &&
	       mnemonic_equal(copy, word);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int token_octet(const char **at, const char *end)
{
	const char *p = *at;
	*at = p + 1;
	if (*p != '\\')
		return (uint8_t)*p;
	if (++p == end)
		return -1;
	*at = p + 1;
	if (!is_digit(*p))
		return (uint8_t)*p;
	if (end - p < 3 || !is_digit(p[1]) || !is_digit(p[2]))
		return -1;
	*at = p + 3;
	int value = (p[0] - '0') * 100 + (p[1] - '0') * 10 + (p[2] - '0');
	return value <= UINT8_MAX ? value : -1;
}

bool digits_value(const char *at, const char *end, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;
	if (at == end)
		return false;
	for (; at < end; at++) {
		uint64_t digit = (uint64_t)(*at - '0');
		if (!is_digit(*at) || value > (max - digit) / 10 || digit > max)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}

static uint32_t unit_seconds(char unit)
{
	switch (octet_fold((uint8_t)unit)) {
	case 'w': return 604800;
	case 'd': return 86400;
	case 'h': return 3600;
	case 'm': return 60;
	case 's': return 1;
	default: return 0;
	}
}

bool period_value(const char *at, const char *end, uint32_t max, uint32_t *out)
{
	uint64_t sum = 0, value = 0;
	bool units = at < end && !is_digit(end[-1]);
	if (at == end)
		return false;
	for (const char *digits = at; at < end; digits = at) {
		while (at < end && is_digit(*at))
			at++;
		uint32_t unit = !units ? 1 : at < end ? unit_seconds(*at) : 0;
		if (!unit || !digits_value(digits, at, max, &value))
			return false;
		sum += value * unit;
		if (sum > max || (!units && at < end))
			return false;
		at += units;
	}
	*out = (uint32_t)sum;
	return true;
}

uint64_t scan_number(struct scanner *s, uint64_t max, const char *expected)
{
	uint64_t value = 0;
	if (token_take_bare(s, expected) && !digits_value(s->token.at, s->token.end, max, &value))
		scan_fail(s, expected);
	return value;
}

/* A dot at the end that is not escaped. */
static bool is_absolute(const char *text)
{
	for (; *text; text++)
		if (*text == '\\')
			text++;
		else if (*text == '.' && !text[1])
			return true;
	return false;
}

static bool name_under(struct name *out, const char *text, const struct name *origin)
{
	if (!strcmp(text, "@")) {
		name_copy(out, origin);
		return origin->len;
	}
	if (!name_from_text(out, text))
		return false;
	return !origin->len || is_absolute(text) || name_join(out, out, origin);
}

void scan_name(struct scanner *s, struct name *out)
{
	static const char expected[] = "a domain name";
	char text[NAME_TEXT];
	out->len = 0;
	if (!token_take_bare(s, expected))
		return;
	if (token_copy(&s->token, text, sizeof(text)) && name_under(out, text, &s->origin))
		return;
	out->len = 0;
	scan_fail(s, expected);
}

void scan_wire_name(struct scanner *s, struct writer *w)
{
	struct name name;
	scan_name(s, &name);
	if (name.len)
		write_name(w, &name, false);
}

void scan_string(struct scanner *s, struct writer *w)
{
	static const char expected[] = "a string of at most 255 octets";
	uint8_t string[1 + UINT8_MAX];
	size_t len = 0;
	if (!token_take(s, expected))
		return;
	if (s->token.mixed)
		scan_fail(s, expected);
	for (const char *at = s->token.at; !s->error.expected && at < s->token.end;) {
		int octet = token_octet(&at, s->token.end);
		if (octet < 0)
			scan_fail(s, "no escape but \\C and \\DDD");
		else if (len == UINT8_MAX)
			scan_fail(s, expected);
		else
			string[++len] = (uint8_t)octet;
	}
	string[0] = (uint8_t)len;
	write_octets(w, string, len + 1);
}

bool address_value(int family, const char *at, const char *end, uint8_t out[static 16])
{
	char text[INET6_ADDRSTRLEN];
	struct token token = { .at = at, .end = end };
	return token_copy(&token, text, sizeof(text)) && inet_pton(family, text, out) == 1;
}

void scan_address(struct scanner *s, int family, struct writer *w)
{
	const char *expected = family == AF_INET ? "an IPv4 address" : "an IPv6 address";
	uint8_t address[16];
	if (!token_take_bare(s, expected))
		return;
	if (address_value(family, s->token.at, s->token.end, address))
		write_octets(w, address, family == AF_INET ? 4 : 16);
	else
		scan_fail(s, expected);
}

void scan_base_word(
	struct scanner *s, struct base_decoder *d, const char *expected, struct writer *w)
{
	if (!token_take_bare(s, expected))
		return;
	for (const char *at = s->token.at; at < s->token.end; at++)
		if (!base_decode(d, *at, w)) {
			scan_fail(s, expected);
			return;
		}
}

void scan_digits(struct scanner *s, enum base base, const char *expected, struct writer *w)
{
	struct base_decoder d = { .base = base };
	scan_base_word(s, &d, expected, w);
	if (!base_whole(&d))
		scan_fail(s, expected);
}

void scan_all_digits(struct scanner *s, enum base base, const char *expected, struct writer *w)
{
	struct base_decoder d = { .base = base };
	while (token_peek(s))
		scan_base_word(s, &d, expected, w);
	if (!base_whole(&d))
		scan_fail(s, expected);
}
