/* The names of a hosts file, by their hash. */
#include <stdlib.h>
#include <string.h>
#include "resolver/conf/hosts_text.h"

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

/* The letters in lower case, dots between the labels: the same for word and name. */
static uint32_t word_hash(const struct hosts *h, struct slice word)
{
	struct hash hash;
	hash_init(&hash, &h->key);
	word = without_dot(word);
	for (size_t i = 0; i < word.len; i++)
		hash_octet(&hash, octet_fold((uint8_t)word.at[i]));
	return (uint32_t)hash_end(&hash);
}

static uint32_t name_hash(const struct hosts *h, const struct name *name)
{
	struct hash hash;
	hash_init(&hash, &h->key);
	const uint8_t *at = name->octets;
	for (unsigned left = name->len ? *at++ : 0; left;) {
		for (; left; left--)
			hash_octet(&hash, octet_fold(*at++));
		left = *at++;
		if (left)
			hash_octet(&hash, '.');
	}
	return (uint32_t)hash_end(&hash);
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

/* The word of an entry; one that is longer than any name may be cut. */
static struct slice entry_word(const struct hosts *h, const struct entry *e)
{
	size_t left = h->len - e->name;
	struct slice text = { h->text + e->name, left < WORD_MAX ? left : WORD_MAX }, line, word;

	if (next_line(&text, &line)) {
		line = cut_comment(line, "#");
		if (next_word(&line, &word))
			return word;
	}
	return (struct slice){ NULL, 0 };
}

static bool same_word(struct slice a, struct slice b)
{
	a = without_dot(a);
	b = without_dot(b);
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (octet_fold((uint8_t)a.at[i]) != octet_fold((uint8_t)b.at[i]))
			return false;
	return true;
}

static struct hosts_index *index_alloc(size_t n)
{
	size_t buckets = 16;
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
	return index;
}

/* From the last to the first, so that chains are in the file's order.  A name once more on its line
 * is the same hit: left out, or a line of one name a million times would cost each lookup of it. */
static void chain(const struct hosts *h, struct hosts_index *index, size_t n)
{
	for (size_t i = n; i--;) {
		struct entry *e = &index->entry[i];
		uint32_t *head = &index->bucket[e->next], later = *head;
		if (later && index->entry[later - 1].line == e->line &&
			same_word(entry_word(h, e), entry_word(h, &index->entry[later - 1])))
			later = index->entry[later - 1].next;
		e->next = later;
		*head = (uint32_t)i + 1;
	}
}

struct hosts_index *hosts_index_new(const struct hosts *h)
{
	struct walk w = { .text = { h->text, h->len } };
	struct slice word;
	size_t n = 0;

	if (h->len >= UINT32_MAX)
		return NULL;
	while (walk_name(&w, &word))
		n++;
	struct hosts_index *index = index_alloc(n);
	if (!index)
		return NULL;
	/* first each entry's bucket in `next` */
	w = (struct walk){ .text = { h->text, h->len } };
	for (size_t i = 0; i < n && walk_name(&w, &word); i++) {
		index->entry[i] = (struct entry){ (uint32_t)(w.line - h->text),
			(uint32_t)(word.at - h->text), word_hash(h, word) & index->mask };
		word = without_dot(word);
		if (word.len)
			*shape_row(index, word.at[0]) |= shape_bit(word.len);
	}
	chain(h, index, n);
	return index;
}

size_t hosts_index_find(const struct hosts *h, const struct name *name)
{
	struct hosts_index *index = h->index;
	if (name->len < 3 ||
		!(*shape_row(index, (char)name->octets[1]) & shape_bit(name->len - 2u)))
		return 0;
	return index->bucket[name_hash(h, name) & index->mask];
}

bool hosts_index_next(struct hosts_iter *it, struct hosts_hit *out)
{
	const struct hosts *h = it->hosts;
	const struct hosts_index *index = h->index;

	while (it->at) {
		const struct entry *e = &index->entry[it->at - 1];
		struct slice word = entry_word(h, e);

		it->at = e->next;
		if (!word.at || !hosts_word_is(word, it->name))
			continue;
		/* the name once more on its line, another between them in the chain */
		while (it->at && index->entry[it->at - 1].line == e->line)
			it->at = index->entry[it->at - 1].next;
		/* up to the name: a line may be as long as the file */
		struct slice line = { h->text + e->line,
			(size_t)(word.at - h->text) + word.len - e->line };
		if (hosts_hit_of(line, out))
			return true;
	}
	return false;
}
