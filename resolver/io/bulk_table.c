/* Who waits for (socket, ID): open addressing, linear, without tombstones. */
#include <stdlib.h>
#include "resolver/io/bulk_parts.h"

enum { FIRST_BITS = 8 };

static unsigned place_of(const struct bulk *b, bulk_lease lease)
{
	return lease * 0x9e3779b1u >> (32 - b->bits);
}

static unsigned after(const struct bulk *b, unsigned place)
{
	return (place + 1) & ((1u << b->bits) - 1);
}

struct bulk_entry *table_find(const struct bulk *b, bulk_lease lease)
{
	if (!b->used)
		return NULL;
	unsigned at = place_of(b, lease);
	while (b->table[at].key && b->table[at].key != lease)
		at = after(b, at);
	return b->table[at].key ? &b->table[at] : NULL;
}

void table_add(struct bulk *b, bulk_lease lease, void *owner, unsigned tag)
{
	unsigned at = place_of(b, lease);
	while (b->table[at].key)
		at = after(b, at);
	b->table[at] = (struct bulk_entry){ .key = lease, .tag = tag, .owner = owner };
	b->used++;
}

bool table_room(struct bulk *b)
{
	unsigned room = b->table ? 1u << b->bits : 0;
	if (b->used < room / 4 * 3)
		return true;
	unsigned bits = room ? b->bits + 1 : (unsigned)FIRST_BITS;
	struct bulk_entry *old = b->table, *table = calloc((size_t)1 << bits, sizeof(*table));
	if (!table)
		return false;
	b->table = table;
	b->bits = bits;
	b->used = 0;
	for (unsigned i = 0; i < room; i++)
		if (old[i].key)
			table_add(b, old[i].key, old[i].owner, old[i].tag);
	free(old);
	return true;
}

/* Moves those behind it that stand too far from their place into the gap. */
bool table_remove(struct bulk *b, bulk_lease lease)
{
	struct bulk_entry *entry = table_find(b, lease);
	if (!entry)
		return false;
	unsigned mask = (1u << b->bits) - 1, gap = (unsigned)(entry - b->table);
	for (unsigned at = after(b, gap); b->table[at].key; at = after(b, at)) {
		unsigned distance = (at - place_of(b, b->table[at].key)) & mask;
		if (distance < ((at - gap) & mask))
			continue;
		b->table[gap] = b->table[at];
		gap = at;
	}
	b->table[gap].key = 0;
	b->used--;
	return true;
}

unsigned table_leases(const struct bulk *b, uint32_t socket, bulk_lease *out, unsigned n)
{
	unsigned count = 0;
	for (size_t i = 0; b->used && i >> b->bits == 0 && count < n; i++)
		if (b->table[i].key && socket_of(b->table[i].key) == socket)
			out[count++] = b->table[i].key;
	return count;
}
