/* Names being gathered, and the block they are handed out in. */
#include "resolver/lookup/names.h"
#include <stdlib.h>
#include <string.h>
#include "resolver/lookup/host_name.h"

static const char *behind(const char *text)
{
	return text + strlen(text) + 1;
}

bool name_list_add(struct name_list *list, const struct name *name)
{
	char room[NAME_TEXT];
	struct text t;
	text_init(&t, room, sizeof(room));
	host_name_to_text(name, &t);
	const char *at = list->text;
	for (size_t i = 0; i < list->count; i++, at = behind(at))
		if (mnemonic_equal(at, room))
			return true;
	if (list->cap - list->len <= t.len) {
		size_t cap = list->cap * 2 + NAME_TEXT;
		char *text = realloc(list->text, cap);
		if (!text)
			return false;
		list->text = text;
		list->cap = cap;
	}
	memcpy(list->text + list->len, room, t.len + 1);
	list->len += t.len + 1;
	list->count++;
	return true;
}

void name_list_fini(struct name_list *list)
{
	free(list->text);
	*list = (struct name_list){ 0 };
}

struct stub_names *names_new(const struct name_list *list, enum stub_source source)
{
	struct stub_names *out =
		malloc(sizeof(*out) + list->count * sizeof(const char *) + list->len);
	if (!out)
		return NULL;
	const char **pointers = (const char **)(out + 1);
	char *text = (char *)(pointers + list->count);
	if (list->len)
		memcpy(text, list->text, list->len);
	*out = (struct stub_names){
		.count = list->count, .list = pointers, .source = source, .ttl = list->ttl
	};
	for (const char *at = text; at < text + list->len; at = behind(at))
		*pointers++ = at;
	return out;
}
