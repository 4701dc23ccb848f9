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

/* What stands at one owner. */
struct owned {
	bool memory, alias;
	struct rr cname; /* alias: the first one */
};

/* Appends the addresses that owner has, and looks for its CNAME on the same way. */
static struct owned look_at(
	const struct msg *m, name_ref owner, uint16_t type, uint32_t ttl, struct addr_list *list)
{
	struct owned found = { .memory = true };
	struct rr rr;
	for (struct rr_iter it = msg_section(m, ANSWER); rr_next(&it, &rr);) {
		if ((rr.type != type && rr.type != TYPE_CNAME) || rr.class != CLASS_IN ||
			!name_same(m, rr.owner, owner))
			continue;
		if (rr.type == TYPE_CNAME) {
			if (!found.alias)
				found.cname = rr;
			found.alias = true;
			continue;
		}
		struct stub_addr addr = { .family = type == TYPE_A ? AF_INET : AF_INET6,
			.ttl = rr.ttl < ttl ? rr.ttl : ttl };
		memcpy(addr.octets, m->data + rr.rdata, type == TYPE_A ? 4 : 16);
		found.memory &= addr_list_add(list, &addr);
	}
	return found;
}

int answer_read(const struct msg *m, uint16_t type, struct addr_list *list, name_ref *end)
{
	size_t before = list->count;
	uint32_t ttl = UINT32_MAX;
	name_ref owner = m->start[QUESTION];
	for (unsigned links = 0;; links++) {
		struct owned found = look_at(m, owner, type, ttl, list);
		if (!found.memory)
			return STUB_NOMEMORY;
		if (!found.alias)
			break;
		list->count =
			before; /* where there is a CNAME there is nothing else (RFC 1034 3.6.2) */
		if (links == CHAIN_LINKS)
			return STUB_BADREPLY;
		if (found.cname.ttl < ttl)
			ttl = found.cname.ttl;
		owner = found.cname.rdata;
	}
	*end = owner;
	if (msg_rcode(m) == RCODE_NXDOMAIN) {
		list->count = before;
		return STUB_NXDOMAIN;
	}
	return list->count > before ? STUB_OK : STUB_NODATA;
}
