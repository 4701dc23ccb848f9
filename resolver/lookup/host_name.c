/* Names as they are handed out. */
#include "resolver/lookup/host_name.h"
#include <string.h>

/* Letters, digits, '-' and '_'; a designator begins a run. */
/* clang-format off */
static const uint8_t host_octets[256] = {
	['-'] = 1,
	['0'] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	['A'] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	['_'] = 1,
	['a'] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};
/* clang-format on */

static bool is_host_octet(uint8_t c)
{
	return host_octets[c];
}

static void put_escaped(uint8_t c, struct text *out)
{
	const char escape[] = { '\\', (char)('0' + c / 100), (char)('0' + c / 10 % 10),
		(char)('0' + c % 10) };
	text_octets(out, escape, sizeof(escape));
}

/* A label, or a piece of one.  first: nothing of the name is in front of it. */
static void put_octets(const uint8_t *at, const uint8_t *end, bool first, struct text *out)
{
	if (first && at < end && *at == '-')
		put_escaped(*at++, out);
	while (at < end) {
		const uint8_t *run = at;
		while (at < end && is_host_octet(*at))
			at++;
		text_octets(out, run, (size_t)(at - run));
		if (at < end)
			put_escaped(*at++, out);
	}
}

/* Most names have nothing to escape.  False, nothing appended: this one has, or there is no room.
 */
static bool put_plain(const struct name *name, struct text *out)
{
	const uint8_t *at = name->octets;
	if (!*at || at[1] == '-' || out->cap < out->len + name->len)
		return false;
	char *to = out->base + out->len;
	for (unsigned left = *at++; left;) {
		for (; left; left--, at++) {
			if (!is_host_octet(*at))
				return false;
			*to++ = (char)*at;
		}
		left = *at++;
		*to++ = left ? '.' : '\0';
	}
	out->len = (size_t)(to - out->base) - 1;
	return true;
}

void host_name_to_text(const struct name *name, struct text *out)
{
	const uint8_t *at = name->octets;
	if (put_plain(name, out))
		return;
	if (!*at)
		text_char(out, '.');
	for (; *at; at += *at + 1) {
		if (at > name->octets)
			text_char(out, '.');
		put_octets(at + 1, at + 1 + *at, at == name->octets, out);
	}
}

void host_text_to_text(const char *text, struct text *out)
{
	struct name name;
	if (name_from_text(&name, text)) {
		host_name_to_text(&name, out);
		return;
	}
	for (const char *at = text; *at;) {
		size_t len = strcspn(at, ".");
		put_octets((const uint8_t *)at, (const uint8_t *)at + len, at == text, out);
		at += len;
		if (*at)
			text_char(out, *at++);
	}
}

bool host_text_is_plain(const char *text)
{
	return !strchr(text, '\\');
}
