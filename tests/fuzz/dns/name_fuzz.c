/* Any text as a name, and any octets as a name's wire form: both ways round. */
#include "resolver/dns/name.h"

#include <stdlib.h>

#include "tests/fuzz/dns/custom.h"

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

/* Names one after the other, behind a header: these may point to each other. */
static void chain_holds(const uint8_t *data, size_t size)
{
	struct name name;
	struct reader r = reader_of(data, size);
	size_t previous = 0;
	read_octets(&r, HEADER_OCTETS);
	for (unsigned n = 0; n < 64 && read_left(&r); n++) {
		size_t at = (size_t)(r.at - data);
		read_name(&r, data);
		if (r.bad)
			return;
		require(name_skip(data, at) == (size_t)(r.at - data));
		name_expand(&name, data, (name_ref)at);
		require(name_labels(&name) <= NAME_LABELS);
		require(name_equal_at(data, (name_ref)at, name.octets, 0));
		name_holds(&name);
		if (previous)
			require(name_equal_at(data, (name_ref)at, data, (name_ref)previous) ==
				name_equal_at(data, (name_ref)previous, data, (name_ref)at));
		previous = at;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct name name;
	if (size > UINT16_MAX)
		return 0;
	chain_holds(data, size);
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

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
	return custom_mutator(&name_mutations, data, size, room, seed);
}
