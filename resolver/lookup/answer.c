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

/* The way along the chain. */
struct chain {
	const struct msg *msg;
	struct addr_list *list;
	size_t before; /* addresses that others had put into the list */
	uint16_t type;
	name_ref owner; /* as far as the chain has been followed */
	uint32_t ttl;
	unsigned links;
	bool memory;
};

static void add_address(struct chain *c, const struct rr *rr)
{
	struct stub_addr addr = { .family = c->type == TYPE_A ? AF_INET : AF_INET6,
		.ttl = rr->ttl < c->ttl ? rr->ttl : c->ttl };
	memcpy(addr.octets, c->msg->data + rr->rdata, c->type == TYPE_A ? 4 : 16);
	c->memory &= addr_list_add(c->list, &addr);
}

/* Where there is a CNAME there is nothing else (RFC 1034 3.6.2): addresses of its owner do not
 * count. */
static void follow(struct chain *c, const struct rr *rr)
{
	c->list->count = c->before;
	c->owner = rr->rdata;
	c->links++;
	if (rr->ttl < c->ttl)
		c->ttl = rr->ttl;
}

/* One pass in the reply's order, which is the chain's in most replies.  True when a record was
 * passed that may belong to what came later: one more pass is due. */
static bool pass(struct chain *c)
{
	struct rr rr;
	bool passed = false, again = false;
	for (struct rr_iter it = msg_section(c->msg, ANSWER); rr_next(&it, &rr);) {
		if ((rr.type != c->type && rr.type != TYPE_CNAME) || rr.class != CLASS_IN)
			continue;
		if (!name_same(c->msg, rr.owner, c->owner)) {
			passed = true;
		} else if (rr.type == c->type) {
			add_address(c, &rr);
		} else {
			follow(c, &rr);
			again = passed;
			if (c->links > CHAIN_LINKS)
				return false;
		}
	}
	return again;
}

int answer_read(const struct msg *m, uint16_t type, struct addr_list *list, name_ref *end)
{
	struct chain c = {
		.msg = m,
		.list = list,
		.before = list->count,
		.type = type,
		.owner = m->start[QUESTION],
		.ttl = UINT32_MAX,
		.memory = true,
	};
	unsigned links;
	bool again;
	do { /* a chain that ends without an address may have come round to where it began */
		links = c.links;
		again = pass(&c) || (c.links > links && list->count == c.before);
	} while (again && c.links <= CHAIN_LINKS);
	*end = c.owner;
	if (!c.memory)
		return STUB_NOMEMORY;
	bool bad = c.links > CHAIN_LINKS;
	if (bad || msg_rcode(m) == RCODE_NXDOMAIN)
		list->count = c.before;
	if (bad)
		return STUB_BADREPLY;
	if (msg_rcode(m) == RCODE_NXDOMAIN)
		return STUB_NXDOMAIN;
	return list->count > c.before ? STUB_OK : STUB_NODATA;
}
