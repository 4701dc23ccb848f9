/* hosts(5) the other way round: names of addresses. */
#include <stdlib.h>
#include <string.h>
#include "resolver/conf/hosts_text.h"
#include "resolver/literal.h"

/* The lines with an address and a name, by the hash of the address. */
struct hosts_by_address {
	uint32_t mask;
	uint32_t *bucket; /* as entry.next */
	struct line_entry {
		uint32_t line; /* offset in the text */
		uint32_t next; /* 1 more than its number, 0: none */
	} entry[];
};

/* An interface index of zero is any. */
static bool address_same(const struct stub_addr *a, const struct stub_addr *b)
{
	return a->family == b->family &&
	       !memcmp(a->octets, b->octets, a->family == AF_INET ? 4 : 16) &&
	       (a->scope == b->scope || !a->scope || !b->scope);
}

static uint32_t address_hash(const struct hosts *h, const struct stub_addr *a)
{
	struct hash hash;
	hash_init(&hash, &h->key);
	for (unsigned i = 0; i < (a->family == AF_INET ? 4u : 16u); i++)
		hash_octet(&hash, a->octets[i]);
	return (uint32_t)hash_end(&hash);
}

/* A line that has an address and a name. */
static bool read_line(struct walk *w, struct hosts_line *out)
{
	struct slice name;
	struct slice rest = w->rest;
	if (!address_parse(w->address.at, w->address.len, &out->addr) || !next_word(&rest, &name))
		return false;
	out->canonical = name;
	out->aliases = rest;
	return true;
}

static struct hosts_by_address *index_new(const struct hosts *h)
{
	struct walk w = { .text = { h->text, h->len } };
	struct hosts_line line;
	size_t n = 0, buckets = 16, i = 0;

	if (h->len >= UINT32_MAX)
		return NULL;
	while (walk_line(&w))
		n += read_line(&w, &line);
	while (buckets < n)
		buckets *= 2;
	struct hosts_by_address *index =
		malloc(sizeof(*index) + n * sizeof(*index->entry) + buckets * sizeof(uint32_t));
	if (!index)
		return NULL;
	index->mask = (uint32_t)(buckets - 1);
	index->bucket = (uint32_t *)(index->entry + n);
	memset(index->bucket, 0, buckets * sizeof(uint32_t));
	w = (struct walk){ .text = { h->text, h->len } };
	while (i < n && walk_line(&w))
		if (read_line(&w, &line))
			index->entry[i++] = (struct line_entry){ (uint32_t)(w.line - h->text),
				address_hash(h, &line.addr) & index->mask };
	while (i--) { /* chains in the file's order */
		uint32_t *head = &index->bucket[index->entry[i].next];
		index->entry[i].next = *head;
		*head = (uint32_t)i + 1;
	}
	return index;
}

struct hosts_addr_iter hosts_find_addr(struct hosts *h, const struct stub_addr *addr)
{
	struct hosts_addr_iter it = { .hosts = h, .addr = *addr };

	if (h->asked_addr < 2 && ++h->asked_addr == 2)
		h->by_address = index_new(h);
	if (h->by_address) {
		it.indexed = true;
		it.at = h->by_address->bucket[address_hash(h, addr) & h->by_address->mask];
	}
	return it;
}

bool hosts_next_addr(struct hosts_addr_iter *it, struct hosts_line *out)
{
	const struct hosts *h = it->hosts;
	struct hosts_line line;

	if (!it->indexed) {
		struct walk w = { .text = { h->text + it->at, h->len - it->at } };
		bool found = false;
		while (!found && walk_line(&w))
			found = read_line(&w, &line) && address_same(&line.addr, &it->addr);
		it->at = h->len - w.text.len;
		if (found)
			*out = line;
		return found;
	}
	while (it->at) {
		const struct line_entry *e = &h->by_address->entry[it->at - 1];
		struct walk w = { .text = { h->text + e->line, h->len - e->line } };
		it->at = e->next;
		if (!walk_line(&w) || !read_line(&w, &line) || !address_same(&line.addr, &it->addr))
			continue;
		*out = line;
		return true;
	}
	return false;
}
