/* hosts(5): addresses of names, from the file's text as it is.
 *
 * The first look scans.  The second makes a hash table of all names in the text, so that a process
 * that asks often does not read the file again each time; without memory for it every look scans.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/conf/config.h"
#include "resolver/conf/words.h"
#include "resolver/literal.h"

enum { WORD_MAX = NAME_OCTETS + 1 }; /* a longer one is no name */

/* One name of one line.  Offsets in the text. */
struct entry {
	uint32_t line, name;
	uint32_t next; /* of the same bucket, later in the text; 1 more than its number, 0: none */
};

struct hosts_index {
	uint32_t mask;
	uint32_t *bucket; /* as entry.next */
	struct entry *entry;
	uint64_t shapes[32]; /* lengths that there are, by first letter: most names are told by that
			      */
};

/* A walk over all names of the text. */
struct walk {
	struct slice text, rest; /* text: the lines to come; rest: the words to come of this line */
	const char *line;
};

static bool walk_line(struct walk *w)
{
	struct slice line, address;
	while (next_line(&w->text, &line)) {
		w->line = line.at;
		w->rest = cut_comment(line, "#");
		if (next_word(&w->rest, &address))
			return true;
	}
	return false;
}

static bool walk_name(struct walk *w, struct slice *out)
{
	while (!next_word(&w->rest, out))
		if (!walk_line(w))
			return false;
	return true;
}

static struct slice without_dot(struct slice s)
{
	if (s.len && s.at[s.len - 1] == '.')
		s.len--;
	return s;
}

/* What has no escape in a name's presentation form. */
static bool is_plain(uint8_t c)
{
	return c > ' ' && c < 0x7f && c != '.' && c != '\\';
}

/* Is word the presentation form of name?  A name that needs escapes has none that a hosts file
 * knows. */
static bool word_is(struct slice word, const struct name *name)
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
		if (word_is(word, name))
			return true;
	return false;
}

/* False for a line whose address cannot be read. */
static bool hit_of(struct slice line, struct hosts_hit *out)
{
	struct slice address, first;
	struct hosts_hit hit;

	line = cut_comment(line, "#");
	if (!next_word(&line, &address) || !next_word(&line, &first) ||
		!address_parse(address.at, address.len, &hit.addr))
		return false;
	hit.canonical = first.at;
	hit.canonical_len = first.len;
	*out = hit;
	return true;
}

/* FNV-1a over the letters in lower case, dots between the labels: the same for word and name. */
static uint32_t hash_octet(uint32_t hash, uint8_t c)
{
	return (hash ^ octet_fold(c)) * 16777619;
}

static uint32_t word_hash(struct slice word)
{
	uint32_t hash = 2166136261;
	word = without_dot(word);
	for (size_t i = 0; i < word.len; i++)
		hash = hash_octet(hash, (uint8_t)word.at[i]);
	return hash ^ hash >> 15;
}

static uint32_t name_hash(const struct name *name)
{
	uint32_t hash = 2166136261;
	const uint8_t *at = name->octets;
	for (unsigned left = name->len ? *at++ : 0; left;) {
		for (; left; left--)
			hash = hash_octet(hash, *at++);
		left = *at++;
		if (left)
			hash = hash_octet(hash, '.');
	}
	return hash ^ hash >> 15;
}

/* Where in shapes a name stands that begins with this octet and has so many, dots and letters. */
static uint64_t *shape_row(struct hosts_index *index, char first)
{
	return &index->shapes[octet_fold((uint8_t)first) % 32];
}

static uint64_t shape_bit(size_t len)
{
	return (uint64_t)1 << len % 64;
}

static struct hosts_index *index_new(const char *text, size_t len)
{
	struct walk w = { .text = { text, len } };
	struct slice word;
	size_t n = 0, buckets = 16;

	if (len >= UINT32_MAX)
		return NULL;
	while (walk_name(&w, &word))
		n++;
	while (buckets < n)
		buckets *= 2;
	struct hosts_index *index =
		malloc(sizeof(*index) + n * sizeof(struct entry) + buckets * sizeof(uint32_t));
	if (!index)
		return NULL;
	index->mask = (uint32_t)(buckets - 1);
	index->entry = (struct entry *)(index + 1);
	index->bucket = (uint32_t *)(index->entry + n);
	memset(index->bucket, 0, buckets * sizeof(uint32_t));
	memset(index->shapes, 0, sizeof(index->shapes));

	/* First each entry's bucket in `next`; then chained from the last to the first, so that
	 * chains are in the file's order. */
	w = (struct walk){ .text = { text, len } };
	for (size_t i = 0; i < n && walk_name(&w, &word); i++) {
		index->entry[i] = (struct entry){ (uint32_t)(w.line - text),
			(uint32_t)(word.at - text), word_hash(word) & index->mask };
		word = without_dot(word);
		if (word.len)
			*shape_row(index, word.at[0]) |= shape_bit(word.len);
	}
	for (size_t i = n; i--;) {
		uint32_t *head = &index->bucket[index->entry[i].next];
		index->entry[i].next = *head;
		*head = (uint32_t)i + 1;
	}
	return index;
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
	*h = (struct hosts){ 0 };
}

struct hosts_iter hosts_find(struct hosts *h, const struct name *name)
{
	struct hosts_iter it = { .hosts = h, .name = name };

	if (h->asked < 2 && ++h->asked == 2)
		h->index = index_new(h->text, h->len);
	if (h->index) {
		it.indexed = true;
		bool none = name->len < 3 || !(*shape_row(h->index, (char)name->octets[1]) &
						     shape_bit(name->len - 2u));
		it.at = none ? 0 : h->index->bucket[name_hash(name) & h->index->mask];
	}
	return it;
}

static bool next_scanned(struct hosts_iter *it, struct hosts_hit *out)
{
	const struct hosts *h = it->hosts;
	struct slice text = { h->text + it->at, h->len - it->at }, line;
	bool found = false;

	while (!found && next_line(&text, &line)) {
		struct slice names = cut_comment(line, "#"), address;
		found = next_word(&names, &address) && line_has(names, it->name) &&
			hit_of(line, out);
	}
	it->at = h->len - text.len;
	return found;
}

static bool next_indexed(struct hosts_iter *it, struct hosts_hit *out)
{
	const struct hosts *h = it->hosts;
	const struct hosts_index *index = h->index;

	while (it->at) {
		const struct entry *e = &index->entry[it->at - 1];
		size_t left = h->len - e->name;
		struct slice text = { h->text + e->name, left < WORD_MAX ? left : WORD_MAX }, line,
			     word;

		it->at = e->next;
		if (!next_line(&text, &line))
			continue;
		line = cut_comment(line, "#");
		if (!next_word(&line, &word) || !word_is(word, it->name))
			continue;
		/* the name once more on its line is the same hit */
		while (it->at && index->entry[it->at - 1].line == e->line)
			it->at = index->entry[it->at - 1].next;
		text = (struct slice){ h->text + e->line, h->len - e->line };
		if (next_line(&text, &line) && hit_of(line, out))
			return true;
	}
	return false;
}

bool hosts_next(struct hosts_iter *it, struct hosts_hit *out)
{
	return it->indexed ? next_indexed(it, out) : next_scanned(it, out);
}
