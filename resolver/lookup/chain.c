/* The end of a CNAME chain in a reply. */
#include "resolver/lookup/chain.h"
#include "resolver/dns/code.h"
#include "resolver/lookup/answer.h"

static bool find_link(const struct msg *m, name_ref owner, struct rr *out)
{
	for (struct rr_iter it = msg_section(m, ANSWER); rr_next(&it, out);)
		if (out->type == TYPE_CNAME && out->class == CLASS_IN &&
			name_same(m, out->owner, owner))
			return true;
	return false;
}

bool chain_follow(const struct msg *m, struct chain_end *out)
{
	struct chain_end end = { .owner = m->start[QUESTION], .ttl = UINT32_MAX };
	struct rr rr;
	for (unsigned links = 0; find_link(m, end.owner, &rr); links++) {
		if (links == CHAIN_LINKS)
			return false;
		end.owner = rr.rdata;
		if (rr.ttl < end.ttl)
			end.ttl = rr.ttl;
	}
	*out = end;
	return true;
}
