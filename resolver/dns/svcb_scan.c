/* SvcParams from text (RFC 9460 2.1, appendix A). */
#include "resolver/dns/svcb.h"

#include <arpa/inet.h>

#include "resolver/dns/code.h"

static bool key_value(const char *at, const char *end, uint16_t *out)
{
	struct token word = { .at = at, .end = end };
	char name[24];
	if (!token_copy(&word, name, sizeof(name)))
		return false;
	for (unsigned i = 0; i < SVC_KEYS; i++)
		if (mnemonic_equal(svc_params[i].name, name)) {
			*out = (uint16_t)i;
			return true;
		}
	bool zeros = strlen(name) > 4 && name[3] == '0'; /* RFC 9460 2.1: none in front */
	return !zeros && number_from_text(name, "KEY", out);
}

/* The octet at *at, decoded once; -1: a bad escape, or a quote within the value. */
static int value_octet(const char **at, const char *end)
{
	return **at == '"' ? -1 : token_octet(at, end);
}

static bool write_string(const char *at, const char *end, struct writer *w)
{
	while (at < end) {
		int octet = value_octet(&at, end);
		if (octet < 0)
			return false;
		write_u8(w, (uint8_t)octet);
	}
	return true;
}

/* Moves over an item of a list and its comma; *more: there was one.  Backslash and comma are
 * escaped in the items of strings, once more; keys and numbers have none. */
static bool next_item(
	const char **at, const char *end, char out[static UINT8_MAX + 1], size_t *len, bool *more)
{
	size_t n = 0;
	*more = false;
	while (*at < end && !*more) {
		int octet = value_octet(at, end);
		*more = octet == ',';
		if (octet == '\\') {
			octet = *at < end ? value_octet(at, end) : -1;
			if (octet != '\\' && octet != ',')
				return false;
		}
		if (octet < 0 || (n == UINT8_MAX && !*more))
			return false;
		if (!*more)
			out[n++] = (char)octet;
	}
	*len = n;
	return n > 0;
}

static bool write_item(char form, const char *item, size_t len, struct writer *w)
{
	uint8_t address[16];
	uint64_t number = 0;
	uint16_t key = 0;
	switch (form) {
	case SVC_LIST:
		if (!key_value(item, item + len, &key))
			return false;
		write_u16(w, key);
		return true;
	case SVC_IDS:
		write_u8(w, (uint8_t)len);
		write_octets(w, item, len);
		return true;
	case SVC_IPV4:
	case SVC_IPV6:
		if (!address_value(
			    form == SVC_IPV4 ? AF_INET : AF_INET6, item, item + len, address))
			return false;
		write_octets(w, address, form == SVC_IPV4 ? 4 : 16);
		return true;
	default:
		if (!digits_value(item, item + len, UINT16_MAX, &number))
			return false;
		write_u16(w, (uint16_t)number);
		return true;
	}
}

static bool write_list(char form, const char *at, const char *end, struct writer *w)
{
	for (bool more = true; more;) {
		char item[UINT8_MAX + 1];
		size_t len;
		if (!next_item(&at, end, item, &len, &more) || !write_item(form, item, len, w))
			return false;
	}
	return true;
}

static bool write_base64(const char *at, const char *end, struct writer *w)
{
	struct base_decoder d = { .base = BASE64 };
	while (at < end) {
		int octet = value_octet(&at, end);
		if (octet < 0 || !base_decode(&d, (char)octet, w))
			return false;
	}
	return base_whole(&d);
}

/* Keys may come in any order, but not twice. */
static void sort_keys(uint8_t *keys, size_t len)
{
	for (size_t i = 2; i < len; i += 2)
		for (size_t j = i; j && get_u16(keys + j - 2) > get_u16(keys + j); j -= 2) {
			uint16_t v = get_u16(keys + j);
			put_u16(keys + j, get_u16(keys + j - 2));
			put_u16(keys + j - 2, v);
		}
}

/* The value of a parameter, with or without its quotes: the tokenizer has seen that they match. */
static bool write_value(uint16_t key, const char *at, const char *end, struct writer *w)
{
	char form = svc_form(key);
	size_t begun = w->len;
	bool quoted = at < end && *at == '"';
	at += quoted;
	end -= quoted;
	switch (form) {
	case SVC_OPAQUE:
	case SVC_TEMPLATE: return write_string(at, end, w);
	case SVC_EMPTY: return at == end;
	case SVC_BASE64: return write_base64(at, end, w);
	}
	if (!write_list(form, at, end, w))
		return false;
	if (form == SVC_LIST && !w->full)
		sort_keys(w->base + begun, w->len - begun);
	return true;
}

static void reverse(uint8_t *at, uint8_t *end)
{
	while (at < end) {
		uint8_t v = *at;
		*at++ = *--end;
		*end = v;
	}
}

/* Moves the parameter at `last` in front of those with greater keys.  False if its key is there. */
static bool param_sort(struct writer *w, size_t begun, size_t last)
{
	uint16_t key = get_u16(w->base + last);
	size_t at = begun;
	while (at < last && get_u16(w->base + at) < key)
		at += 4u + get_u16(w->base + at + 2);
	if (at == last)
		return true;
	if (get_u16(w->base + at) == key)
		return false;
	reverse(w->base + at, w->base + last);
	reverse(w->base + last, w->base + w->len);
	reverse(w->base + at, w->base + w->len);
	return true;
}

/* KEY, KEY=VALUE or KEY="VALUE" */
static void scan_param(struct scanner *s, struct writer *w, size_t begun)
{
	static const char expected[] = "a parameter like port=53";
	if (!token_take(s, expected))
		return;
	const char *at = s->token.at, *end = s->token.end;
	const char *sign = memchr(at, '=', (size_t)(end - at));
	size_t last = w->len;
	uint16_t key = 0;
	if (s->token.quoted || !key_value(at, sign ? sign : end, &key)) {
		scan_fail(s, expected);
		return;
	}
	write_u16(w, key);
	write_u16(w, 0);
	size_t value = w->len;
	if (!write_value(key, sign ? sign + 1 : end, end, w))
		scan_fail(s, "a value of this parameter's form");
	if (w->full || s->error.expected)
		return;
	size_t len = w->len - value;
	if (len > UINT16_MAX || !svc_value_good(key, w->base + value, len)) {
		scan_fail(s, "a value of this parameter's form");
		return;
	}
	put_u16(w->base + value - 2, (uint16_t)len);
	if (!param_sort(w, begun, last))
		scan_fail(s, "no parameter twice");
}

/* RFC 9460 7.1.1: no-default-alpn without alpn is not self-consistent, which is not malformed.
 * 2.4.3 asks those who read zones to enforce it and nobody else: so read_svc_params() does not, and
 * such a record of a message is scanned only as \# of RFC 3597 5. */
static bool params_consistent(const uint8_t *params, size_t len)
{
	bool seen[SVC_KEYS] = { false };
	struct reader r = reader_of(params, len);
	while (read_left(&r)) {
		uint16_t key = read_u16(&r);
		read_octets(&r, read_u16(&r));
		if (key < SVC_KEYS)
			seen[key] = true;
	}
	return seen[SVC_ALPN] || !seen[SVC_NO_DEFAULT_ALPN];
}

void scan_svc_params(struct scanner *s, struct writer *w)
{
	size_t begun = w->len;
	while (token_peek(s))
		scan_param(s, w, begun);
	if (w->full || s->error.expected)
		return;
	const uint8_t *params = w->base + begun;
	if (!params_consistent(params, w->len - begun))
		scan_fail(s, "alpn beside no-default-alpn");
	if (!svc_params_good(params, w->len - begun))
		scan_fail(s, "every mandatory parameter once, and not \"mandatory\"");
}
