/* The addresses in an accepted reply. */
#include "resolver/lookup/answer.h"
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "resolver/dns/code.h"

void addr_list_init(struct addr_list *list)
{
	list->at = list->few;
	list->count = 0;
	list->cap = ADDRS_FEW;
}

void addr_list_fini(struct addr_list *list)
{
	if (list->at != list->few)
		free(list->at);
	addr_list_init(list);
}

static bool grow(struct addr_list *list)
{
	size_t cap = list->cap * 4;
	struct stub_addr *at = realloc(list->at == list->few ? NULL : list->at, cap * sizeof(*at));
	if (!at)
		return false;
	if (list->at == list->few)
		memcpy(at, list->few, sizeof(list->few));
	list->at = at;
	list->cap = cap;
	return true;
}

bool addr_list_add(struct addr_list *list, const struct stub_addr *addr)
{
	for (const struct stub_addr *a = list->at; a < list->at + list->count; a++)
		if (a->family == addr->family && a->scope == addr->scope &&
			!memcmp(a->octets, addr->octets, sizeof(a->octets)))
			return true;
	if (list->count == list->cap && !grow(list))
		return false;
	list->at[list->count++] = *addr;
	return true;
}

/* Appends the addresses that owner has.  False: no memory. */
static bool take_addresses(
	const struct msg *m, name_ref owner, uint16_t type, uint32_t ttl, struct addr_list *list)
{
	struct rr rr;
	for (struct rr_iter it = msg_section(m, ANSWER); rr_next(&it, &rr);) {
		if (rr.type != type || rr.class != CLASS_IN || !name_same(m, rr.owner, owner))
			continue;
		struct stub_addr addr = { .family = type == TYPE_A ? AF_INET : AF_INET6,
			.ttl = rr.ttl < ttl ? rr.ttl : ttl };
		memcpy(addr.octets, m->data + rr.rdata, type == TYPE_A ? 4 : 16);
		if (!addr_list_add(list, &addr))
			return false;
	}
	return true;
}

static bool find_cname(const struct msg *m, name_ref owner, struct rr *out)
{
	struct rr rr;
	for (struct rr_iter it = msg_section(m, ANSWER); rr_next(&it, &rr);) {
		if (rr.type != TYPE_CNAME || rr.class != CLASS_IN || !name_same(m, rr.owner, owner))
			continue;
		*out = rr;
		return true;
	}
	return false;
}

int answer_read(const struct msg *m, uint16_t type, struct addr_list *list, name_ref *end)
{
	size_t before = list->count;
	uint32_t ttl = UINT32_MAX;
	name_ref owner = m->start[QUESTION];
	struct rr cname;
	unsigned links = 0;
	for (; find_cname(m, owner, &cname); links++) {
		if (links == CHAIN_LINKS)
			return STUB_BADREPLY;
		if (cname.ttl < ttl)
			ttl = cname.ttl;
		owner = cname.rdata;
	}
	*end = owner;
	if (msg_rcode(m) == RCODE_NXDOMAIN)
		return STUB_NXDOMAIN;
	if (!take_addresses(m, owner, type, ttl, list))
		return STUB_NOMEMORY;
	return list->count > before ? STUB_OK : STUB_NODATA;
}
