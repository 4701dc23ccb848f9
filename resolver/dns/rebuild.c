/* Writing again what a checked message says. */
#include "resolver/dns/build.h"

#include "resolver/dns/code.h"
#include "resolver/dns/rdata_write.h"

void write_rdata(struct writer *w, const struct msg *msg, const struct rr *rr)
{
	write_rdata_as(w, msg->data, rr, RDATA_COMPRESSED);
}

void write_rr(struct writer *w, const struct msg *msg, const struct rr *rr)
{
	struct name owner;
	uint32_t ttl = rr->ttl;
	if (rr->type == TYPE_OPT) /* all of its bits count (RFC 6891 6.1.3) */
		ttl = get_u32(msg->data + rr->rdata - 6);
	name_expand(&owner, msg->data, rr->owner);
	size_t begun = rr_begin(w, &owner, rr->type, rr->class, ttl);
	write_rdata(w, msg, rr);
	rr_end(w, begun);
}

bool write_msg(struct writer *w, const struct msg *msg)
{
	struct rr rr;
	write_header(w, msg->id, msg->flags);
	for (int section = QUESTION; section < SECTIONS; section++) {
		for (struct rr_iter it = msg_section(msg, (enum section)section);
			rr_next(&it, &rr);) {
			if (section != QUESTION) {
				write_rr(w, msg, &rr);
				continue;
			}
			struct question question = { .type = rr.type, .class = rr.class };
			name_expand(&question.name, msg->data, rr.owner);
			write_question(w, &question);
		}
		write_count(w, (enum section)section, msg->count[section]);
	}
	return !w->full;
}
