/* Names as they are handed out. */
#include "resolver/lookup/host_name.h"
#include <string.h>

static bool is_host_octet(uint8_t c)
{
	uint8_t letter = octet_fold(c);
	return (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
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

void host_name_to_text(const struct name *name, struct text *out)
{
	const uint8_t *at = name->octets;
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
