/* hosts(5): addresses of names, from the file's text as it is.
 *
 * The first look scans.  The second makes a hash table of all names in the text, so that a process
 * that asks often does not read the file again each time; without memory for it every look scans.
 */
#include <stdlib.h>
#include <string.h>
#include "resolver/conf/hosts_text.h"
#include "resolver/literal.h"

/* What has no escape in a name's presentation form. */
static bool is_plain(uint8_t c)
{
	return c > ' ' && c < 0x7f && c != '.' && c != '\\';
}

bool hosts_word_is(struct slice word, const struct name *name)
{
	word = without_dot(word);
	/* "a.bc" is 1 a 2 b c 0: two octets more */
	if (!word.len || word.len + 2 != name->len)
		return false;
	const char *text = word.at;
	const uint8_t *at = name->octets;
	for (unsigned left = *at++;;) {
		for (; left; left--, at++, text++)
			if (octet_fold((uint8_t)*text) != octet_fold(*at) || !is_plain(*at))
				return false;
		left = *at++;
		if (!left)
			return true;
		if (*text++ != '.')
			return false;
	}
}

static bool line_has(struct slice names, const struct name *name)
{
	struct slice word;
	while (next_word(&names, &word))
		if (hosts_word_is(word, name))
			return true;
	return false;
}

bool hosts_hit_of(struct slice line, struct hosts_hit *out)
{
	struct slice address, first;
	struct hosts_hit hit;

	if (!next_word(&line, &address) || !next_word(&line, &first) ||
		!address_parse(address.at, address.len, &hit.addr))
		return false;
	hit.canonical = first.at;
	hit.canonical_len = first.len;
	*out = hit;
	return true;
}

void hosts_init(struct hosts *h, const char *text, size_t len)
{
	*h = (struct hosts){ .text = len ? text : "", .len = len };
}

void hosts_fini(struct hosts *h)
{
	if (!h)
		return;
	free(h->index);
	free(h->by_address);
	*h = (struct hosts){ 0 };
}

struct hosts_iter hosts_find(struct hosts *h, const struct name *name)
{
	struct hosts_iter it = { .hosts = h, .name = name };

	if (h->asked < 2 && ++h->asked == 2)
		h->index = hosts_index_new(h);
	if (h->index) {
		it.indexed = true;
		it.at = hosts_index_find(h, name);
	}
	return it;
}

static bool next_scanned(struct hosts_iter *it, struct hosts_hit *out)
{
	const struct hosts *h = it->hosts;
	struct slice text = { h->text + it->at, h->len - it->at }, line;
	bool found = false;

	while (!found && next_line(&text, &line)) {
		line = cut_comment(line, "#");
		struct slice names = line, address;
		found = next_word(&names, &address) && line_has(names, it->name) &&
			hosts_hit_of(line, out);
	}
	it->at = h->len - text.len;
	return found;
}

bool hosts_next(struct hosts_iter *it, struct hosts_hit *out)
{
	return it->indexed ? hosts_index_next(it, out) : next_scanned(it, out);
}

/* Why a word is no name of a host: the names that a lookup can ask for. */
static const char *why_no_name(struct slice word)
{
	struct name name;
	char text[WORD_MAX + 1];
	bool dot;
	if (!slice_copy(word, text, sizeof(text)) || !name_from_plain_text(&name, text, &dot) ||
		name.len == 1)
		return "no name can be asked for that matches this";
	return NULL;
}

void hosts_read(struct slice text, unsigned most, struct conf_notes *notes)
{
	struct walk w = { .text = text };
	struct stub_addr addr;

	while (most && walk_line(&w)) {
		struct slice word;
		const char *why = NULL;
		if (!address_parse(w.address.at, w.address.len, &addr)) {
			note_ignored(notes, "hosts file", w.address, "not an address");
			most--;
			continue;
		}
		if (!next_word(&w.rest, &word)) {
			note_ignored(notes, "hosts file", w.address, "no name follows");
			most--;
			continue;
		}
		do {
			why = why_no_name(word);
			if (!why)
				continue;
			note_ignored(notes, "hosts file", word, why);
			most--;
		} while (most && next_word(&w.rest, &word));
	}
}
