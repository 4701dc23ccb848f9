/* Any text as a name, and any octets as a name's wire form: both ways round. */
#include "resolver/dns/name.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool property)
{
	if (!property)
		abort();
}

static void name_holds(const struct name *name)
{
	char text[NAME_TEXT];
	struct text t;
	struct name again;
	text_init(&t, text, sizeof(text));
	name_to_text(name, true, &t);
	require(text_whole(&t));
	for (const char *p = text; *p; p++)
		require(*p > ' ' && *p < 0x7f);
	require(name_from_text(&again, text));
	require(again.len == name->len && !memcmp(again.octets, name->octets, name->len));
	require(name_equal(&again, name) && name_is_under(name, &again));
	struct reader r = reader_of(name->octets, name->len);
	read_name(&r, name->octets);
	require(!r.bad && r.at == r.end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct name name;
	struct reader r = reader_of(data, size);
	read_name(&r, data);
	if (!r.bad) {
		name_expand(&name, data, 0);
		name_holds(&name);
		require(name_skip(data, 0) == (size_t)(r.at - data));
	}
	char *text = malloc(size + 1);
	require(text);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	if (name_from_text(&name, text))
		name_holds(&name);
	free(text);
	return 0;
}
