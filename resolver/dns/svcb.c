/* SvcParams: the check and the presentation form. */
#include "resolver/dns/svcb.h"

#include "resolver/dns/print.h"

const struct svc_param svc_params[SVC_KEYS] = {
	[SVC_MANDATORY] = { "mandatory", SVC_LIST },
	[SVC_ALPN] = { "alpn", SVC_IDS },
	[SVC_NO_DEFAULT_ALPN] = { "no-default-alpn", SVC_EMPTY },
	[SVC_PORT] = { "port", SVC_NUMBER },
	[SVC_IPV4HINT] = { "ipv4hint", SVC_IPV4 },
	[SVC_ECH] = { "ech", SVC_BASE64 },
	[SVC_IPV6HINT] = { "ipv6hint", SVC_IPV6 },
	[SVC_DOHPATH] = { "dohpath", SVC_TEMPLATE },
	[SVC_OHTTP] = { "ohttp", SVC_EMPTY },
	[SVC_TLS_SUPPORTED_GROUPS] = { "tls-supported-groups", SVC_NUMBERS },
};

static inline bool multiple(size_t len, size_t of)
{
	return len && len % of == 0;
}

static inline bool ids_good(const uint8_t *value, size_t len)
{
	size_t at = 0;
	while (at < len && value[at])
		at += value[at] + 1u;
	return len && at == len;
}

static bool numbers_good(const uint8_t *value, size_t len)
{
	uint8_t seen[(UINT16_MAX + 1) / 8] = { 0 };
	for (struct reader r = reader_of(value, len); read_left(&r) >= 2;) {
		uint16_t v = read_u16(&r);
		if (seen[v / 8] & 1 << v % 8)
			return false;
		seen[v / 8] |= (uint8_t)(1 << v % 8);
	}
	return multiple(len, 2);
}

/* An absolute path with the variable "dns" in one of its braces. */
static bool template_good(const uint8_t *value, size_t len)
{
	static const char variable[] = "dns";
	bool inside = false, found = false;
	for (size_t i = 0; i < len; i++) {
		if (value[i] == '{' || value[i] == '}') {
			if (inside == (value[i] == '{'))
				return false;
			inside = !inside;
		} else if (inside && len - i > 3 && !memcmp(value + i, variable, 3)) {
			bool begins = strchr("{?&,", value[i - 1]);
			found |= begins && strchr("},", value[i + 3]);
		}
	}
	return len && value[0] == '/' && found && !inside;
}

/* Keys rise, are not "mandatory" itself, and each is among the parameters behind it. */
static bool mandatory_good(const uint8_t *value, size_t len, struct reader params)
{
	int last = SVC_MANDATORY;
	for (struct reader r = reader_of(value, len); read_left(&r) >= 2;) {
		int wanted = read_u16(&r), key = -1;
		if (wanted <= last)
			return false;
		while (key < wanted && read_left(&params)) {
			key = read_u16(&params);
			read_octets(&params, read_u16(&params));
		}
		if (key != wanted || params.bad)
			return false;
		last = wanted;
	}
	return true;
}

static inline bool value_good(uint16_t key, const uint8_t *value, size_t len)
{
	switch (svc_form(key)) {
	case SVC_LIST: return multiple(len, 2);
	case SVC_IDS: return ids_good(value, len);
	case SVC_EMPTY: return !len;
	case SVC_NUMBER: return len == 2;
	case SVC_NUMBERS: return numbers_good(value, len);
	case SVC_IPV4: return multiple(len, 4);
	case SVC_IPV6: return multiple(len, 16);
	case SVC_BASE64: return len;
	case SVC_TEMPLATE: return template_good(value, len);
	default: return true;
	}
}

bool svc_value_good(uint16_t key, const uint8_t *value, size_t len)
{
	return value_good(key, value, len);
}

bool svc_params_good(const uint8_t *params, size_t len)
{
	struct reader r = reader_of(params, len);
	for (int last = -1; read_left(&r);) {
		uint32_t head = read_u32(&r);
		uint16_t key = (uint16_t)(head >> 16), size = (uint16_t)head;
		const uint8_t *value = read_octets(&r, size);
		if (r.bad || key <= last || !value_good(key, value, size))
			return false;
		if (key == SVC_MANDATORY && !mandatory_good(value, size, r))
			return false;
		last = key;
	}
	return true;
}

static void print_key(uint16_t key, struct text *out)
{
	text_put(out, key < SVC_KEYS ? svc_params[key].name : "key");
	if (key >= SVC_KEYS)
		text_uint(out, key);
}

/* An octet of a list (RFC 9460 A.1): escaped for the list, then for the string around it. */
static void print_listed(uint8_t c, struct text *out)
{
	if (c == ',')
		text_put(out, "\\\\,");
	else if (c == '\\')
		text_put(out, "\\\\\\\\");
	else
		print_string_octet(c, out);
}

static void print_ids(struct reader *r, struct text *out)
{
	text_char(out, '"');
	for (bool first = true; read_left(r); first = false) {
		uint8_t len = read_u8(r);
		const uint8_t *id = read_octets(r, len);
		if (!first)
			text_char(out, ',');
		for (size_t i = 0; i < len; i++)
			print_listed(id[i], out);
	}
	text_char(out, '"');
}

static void print_item(struct reader *r, char form, struct text *out)
{
	switch (form) {
	case SVC_LIST: print_key(read_u16(r), out); break;
	case SVC_IPV4: print_ipv4(read_octets(r, 4), out); break;
	case SVC_IPV6: print_ipv6(read_octets(r, 16), out); break;
	default: text_uint(out, read_u16(r)); break;
	}
}

static void print_value(struct reader *r, char form, struct text *out)
{
	size_t len = read_left(r);
	switch (form) {
	case SVC_IDS: print_ids(r, out); break;
	case SVC_BASE64: base_to_text(BASE64, read_octets(r, len), len, 0, out); break;
	case SVC_OPAQUE:
	case SVC_TEMPLATE: print_quoted(read_octets(r, len), len, out); break;
	default:
		print_item(r, form, out);
		while (read_left(r)) {
			text_char(out, ',');
			print_item(r, form, out);
		}
		break;
	}
}

static void print_param(uint16_t key, char form, const uint8_t *value, size_t len, struct text *out)
{
	struct reader r = reader_of(value, len);
	print_key(key, out);
	if (!len)
		return;
	text_char(out, '=');
	print_value(&r, form, out);
}

void print_svc_params(struct reader *r, struct text *out)
{
	for (bool first = true; read_left(r); first = false) {
		uint16_t key = read_u16(r), len = read_u16(r);
		const uint8_t *value = read_octets(r, len);
		text_put(out, first ? "" : " ");
		print_param(key, svc_form(key), value, len, out);
	}
}

void print_svc_param(uint16_t key, const uint8_t *value, size_t len, struct text *out)
{
	bool good = svc_value_good(key, value, len);
	print_param(key, good ? svc_form(key) : SVC_OPAQUE, value, len, out);
}
