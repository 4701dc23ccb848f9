/* The order to try addresses in.
 *
 * What the rules of RFC 6724 6 say of a destination is packed into one number, most significant
 * rule first and the place in the list last, so that numbers differ and any sort is a stable one.
 * Two things are decided here that the RFC leaves open: between families rule 9 says nothing, so
 * the family that came first stays first (a comparison of pairs would give no order at all); and
 * where the prefix length of a source is unknown, an IPv6 interface identifier is taken to have 64
 * bits. */
#include "resolver/lookup/select.h"

#include <sys/socket.h>
#include "resolver/dns/wire.h"

/* An IPv6 address, or an IPv4 address as ::ffff:a.b.c.d, as two numbers. */
struct bits {
	uint64_t high, low;
};

enum { SCOPE_LINK = 2, SCOPE_SITE = 5, SCOPE_GLOBAL = 14 };

static uint64_t get_u64(const uint8_t *p)
{
	return (uint64_t)get_u32(p) << 32 | get_u32(p + 4);
}

static struct bits bits_of(const struct stub_addr *a)
{
	if (a->family == AF_INET6)
		return (struct bits){ get_u64(a->octets), get_u64(a->octets + 8) };
	return (struct bits){ 0, (uint64_t)0xffff << 32 | get_u32(a->octets) };
}

static bool is_mapped(struct bits a)
{
	return !a.high && a.low >> 32 == 0xffff;
}

static unsigned leading_zeros(uint64_t v)
{
	return v ? (unsigned)__builtin_clzll(v) : 64;
}

static unsigned common_bits(struct bits a, struct bits b)
{
	return a.high != b.high ? leading_zeros(a.high ^ b.high)
				: 64 + leading_zeros(a.low ^ b.low);
}

/* RFC 6724 3.2, or gai.conf's own */
static unsigned scope_of_v4(uint32_t a, const struct policy *policy)
{
	for (const struct scope_row *row = policy->scope; row < policy->scope + policy->nscopes;
		row++)
		if ((a & row->mask) == row->network)
			return row->scope;
	return a >> 24 == 127 || a >> 16 == 0xa9fe ? SCOPE_LINK : SCOPE_GLOBAL;
}

/* RFC 6724 3.1 to 3.4 */
static unsigned scope_of(struct bits a, const struct policy *policy)
{
	unsigned top = (unsigned)(a.high >> 48);

	if (is_mapped(a))
		return scope_of_v4((uint32_t)a.low, policy);
	if (top >> 8 == 0xff)
		return top & 0x0f;
	if ((top & 0xffc0) == 0xfe80 || (!a.high && a.low == 1))
		return SCOPE_LINK;
	return (top & 0xffc0) == 0xfec0 ? SCOPE_SITE : SCOPE_GLOBAL;
}

/* The first n bits set. */
static uint64_t mask_of(unsigned n)
{
	return n == 0 ? 0 : n >= 64 ? UINT64_MAX : UINT64_MAX << (64 - n);
}

/* Rows are longest prefix first; NULL: none matches. */
static const struct policy_row *row_of(const struct policy_row *table, unsigned n, struct bits a)
{
	for (const struct policy_row *row = table; row < table + n; row++) {
		if ((a.high ^ get_u64(row->prefix)) & mask_of(row->bits))
			continue;
		if (row->bits <= 64 ||
			!((a.low ^ get_u64(row->prefix + 8)) & mask_of(row->bits - 64u)))
			return row;
	}
	return NULL;
}

/* Only equality counts. */
static int label_of(const struct policy *policy, struct bits a)
{
	const struct policy_row *row = row_of(policy->label, policy->nlabels, a);
	return row ? row->value : -1;
}

/* As good for comparing as the precedence, and small. */
static unsigned rank_of(const struct policy *policy, struct bits a)
{
	const struct policy_row *row = row_of(policy->precedence, policy->nprecedences, a);
	return row ? row->rank : policy->nprecedences;
}

/* Rule 9: bits that source and destination have in common, within the source's prefix (RFC
 * 6724 2.2).  Of IPv4 only what is on the source's own network has any: prefixes say nothing else
 * there. */
static unsigned prefix_of(const struct destination *d, struct bits addr, struct bits source)
{
	unsigned common = common_bits(addr, source), bits = d->source_bits;

	if (is_mapped(addr) != is_mapped(source))
		return 0;
	if (is_mapped(addr))
		return bits && bits <= 32 && common >= 96 + bits ? bits : 0;
	if (!bits || bits > 128)
		bits = 64;
	return common < bits ? common : bits;
}

static uint64_t rules_of(const struct destination *d, const struct policy *policy)
{
	struct bits addr = bits_of(&d->addr), source = bits_of(&d->source);
	bool unusable = !d->source.family;
	unsigned scope = scope_of(addr, policy);
	uint64_t key = unusable; /* rule 1 */

	key = key << 1 | (unusable || scope != scope_of(source, policy));                  /* 2 */
	key = key << 1 | (!unusable && d->deprecated);                                     /* 3 */
	key = key << 1 | (unusable || !d->home);                                           /* 4 */
	key = key << 1 | (unusable || label_of(policy, addr) != label_of(policy, source)); /* 5 */
	key = key << 6 | rank_of(policy, addr);                                            /* 6 */
	/* 7, native transport: what is encapsulated is not known here */
	key = key << 4 | scope; /* 8 */
	return key << 9 |
	       (128 - (unusable ? 0 : prefix_of(d, addr, source))); /* 9, below FAMILY_BIT */
}

enum { FAMILY_BIT = 8 };

/* What the rules say does not change while the pair and the policy are the same. */
static uint64_t key_of(const struct destination *d, const struct policy *policy, int first_family)
{
	uint64_t key = d->known && *d->known ? *d->known : rules_of(d, policy);
	if (d->known)
		*d->known = key;
	return key | (uint64_t)(d->addr.family != first_family) << FAMILY_BIT;
}

enum { PLACE_BITS = 36, SORT_BITS = 4 };

/* Shell's sort: no memory, n^1.5 comparisons at worst, next to nothing for the few addresses that
 * most names have. */
static void sort(struct destination *v, size_t n)
{
	size_t gap = 1;
	while (gap < n / 3)
		gap = gap * 3 + 1;
	for (; gap; gap /= 3) {
		for (size_t i = gap; i < n; i++) {
			if (v[i - gap].key < v[i].key)
				continue;
			struct destination moved = v[i];
			size_t j = i;
			for (; j >= gap && v[j - gap].key > moved.key; j -= gap)
				v[j] = v[j - gap];
			v[j] = moved;
		}
	}
}

void select_order(struct destination *v, size_t n, const struct policy *policy)
{
	if (n < 2)
		return;
	for (size_t i = 0; i < n; i++) { /* rule 10: the place, once the sort list has spoken */
		uint64_t key = key_of(&v[i], policy, v[0].addr.family) << SORT_BITS | v[i].sort;
		v[i].key = key << PLACE_BITS | i;
	}
	sort(v, n);
}
