/* Writing again what a checked message says. */
#include "resolver/dns/build.h"

#include "resolver/dns/code.h"
#include "resolver/dns/layout.h"

/* What a field takes where its size is in the letter; 0: another kind. */
static size_t field_octets(char field)
{
	switch (field) {
	case '1': return 1;
	case '2':
	case 'Y': return 2;
	case '4':
	case 'T':
	case 'a': return 4;
	case 'A': return 16;
	default: return 0;
	}
}

static void copy_octets(struct writer *w, struct reader *r, size_t n)
{
	write_octets(w, read_octets(r, n), n);
}

static void copy_name(struct writer *w, struct reader *r, const struct msg *msg, bool compress)
{
	struct name name;
	size_t at = (size_t)(r->at - msg->data);
	name_expand(&name, msg->data, (name_ref)at);
	write_name(w, &name, compress);
	read_octets(r, name_skip(msg->data, at) - at);
}

void write_rdata(struct writer *w, const struct msg *msg, const struct rr *rr)
{
	struct reader r = reader_of(msg->data + rr->rdata, rr->rdlen);
	for (const char *field = layout_fields(rr->type, rr->class); *field; field++) {
		size_t n = field_octets(*field);
		if (n)
			copy_octets(w, &r, n);
		else if (*field == 'n' || *field == 'N')
			copy_name(w, &r, msg, *field == 'n');
		else if (*field == 's' || *field == 't')
			copy_octets(w, &r, read_left(&r) ? 1u + *r.at : 0);
		else
			break; /* no name that could be compressed comes behind these */
	}
	copy_octets(w, &r, read_left(&r));
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
