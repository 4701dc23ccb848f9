/* Answers questions from the lab's zones, as an authoritative server does. */
#include "tests/lab/zone.h"
#include "resolver/dns/code.h"

enum { CHAIN = 16 };

struct answer {
	const struct zone *zone;
	struct writer w;
	uint16_t count[SECTIONS];
};

static void put(struct answer *a, enum section section, const struct zone_record *rr)
{
	size_t begun = rr_begin(&a->w, &rr->owner, rr->type, CLASS_IN, rr->ttl);
	write_octets(&a->w, rr->before, rr->nbefore);
	for (unsigned i = 0; i < rr->nnames; i++)
		write_name(&a->w, &rr->names[i], true);
	write_octets(&a->w, rr->after, rr->nafter);
	rr_end(&a->w, begun);
	a->count[section]++;
}

/* Puts the owner's records of a type; says how many. */
static unsigned put_type(
	struct answer *a, enum section section, const struct name *owner, uint16_t type)
{
	unsigned n = 0;
	for (unsigned i = 0; i < a->zone->n; i++) {
		const struct zone_record *rr = &a->zone->record[i];
		if ((rr->type == type || type == TYPE_ANY) && name_equal(&rr->owner, owner)) {
			put(a, section, rr);
			n++;
		}
	}
	return n;
}

static const struct zone_record *cname_of(const struct zone *zone, const struct name *owner)
{
	for (unsigned i = 0; i < zone->n; i++)
		if (zone->record[i].type == TYPE_CNAME && name_equal(&zone->record[i].owner, owner))
			return &zone->record[i];
	return NULL;
}

/* The name exists, if only because something below it does (RFC 4592 2.2.2). */
static bool exists(const struct zone *zone, const struct name *name)
{
	for (unsigned i = 0; i < zone->n; i++)
		if (name_is_under(&zone->record[i].owner, name))
			return true;
	return false;
}

/* The nearest SOA at or above the name, NULL outside all zones. */
static const struct zone_record *apex_of(const struct zone *zone, const struct name *name)
{
	const struct zone_record *best = NULL;
	for (unsigned i = 0; i < zone->n; i++) {
		const struct zone_record *rr = &zone->record[i];
		if (rr->type == TYPE_SOA && name_is_under(name, &rr->owner) &&
			(!best || rr->owner.len > best->owner.len))
			best = rr;
	}
	return best;
}

/* Follows the chain from the question's name; returns the RCODE. */
static unsigned put_all(struct answer *a, const struct question *question)
{
	struct name name = question->name;
	const struct zone_record *apex = apex_of(a->zone, &name), *cname;
	if (!apex)
		return RCODE_REFUSED;
	for (unsigned i = 0; i < CHAIN; i++) {
		unsigned found = put_type(a, ANSWER, &name, question->type);
		if (found) {
			put_type(a, AUTHORITY, &apex->owner, TYPE_NS);
			return RCODE_NOERROR;
		}
		cname = cname_of(a->zone, &name);
		if (!cname)
			break;
		put(a, ANSWER, cname);
		name = cname->names[0];
		apex = apex_of(a->zone, &name);
		if (!apex) /* the chain leaves for somebody else's zone */
			return RCODE_NOERROR;
	}
	put(a, AUTHORITY, apex);
	return exists(a->zone, &name) ? RCODE_NOERROR : RCODE_NXDOMAIN;
}

bool zone_question(const struct msg *query, struct question *out)
{
	struct rr_iter it = msg_section(query, QUESTION);
	struct rr rr;
	if (query->flags & FLAG_QR || !rr_next(&it, &rr))
		return false;
	name_expand(&out->name, query->data, rr.owner);
	out->type = rr.type;
	out->class = rr.class;
	return true;
}

size_t zone_udp_room(const struct msg *query)
{
	if (!query->opt)
		return ZONE_UDP;
	uint16_t size = get_u16(query->data + query->opt + 1 + 2); /* root owner, type */
	return size > ZONE_UDP ? size : ZONE_UDP;
}

static void put_opt(struct answer *a, const struct msg *query)
{
	static const struct name root = { .len = 1 };
	if (!query->opt)
		return;
	rr_end(&a->w, rr_begin(&a->w, &root, TYPE_OPT, 1232, 0));
	a->count[ADDITIONAL]++;
}

static size_t finish(struct answer *a, const struct msg *query, unsigned rcode)
{
	put_opt(a, query);
	if (a->w.full)
		return 0;
	for (enum section s = QUESTION; s < SECTIONS; s++)
		write_count(&a->w, s, a->count[s]);
	put_u16(a->w.base + 2, (uint16_t)(get_u16(a->w.base + 2) | rcode));
	return a->w.len;
}

static struct answer begin(const struct msg *query, uint16_t flags, uint8_t *out, size_t room)
{
	struct answer a = { .w = writer_of(out, room) };
	struct question question;
	write_header(&a.w, query->id, (uint16_t)(FLAG_QR | flags | (query->flags & FLAG_RD)));
	if (zone_question(query, &question)) {
		write_question(&a.w, &question);
		a.count[QUESTION] = 1;
	}
	return a;
}

size_t zone_bare(const struct msg *query, uint16_t flags, uint8_t *out, size_t room)
{
	struct answer a = begin(query, flags, out, room);
	return finish(&a, query, 0);
}

size_t zone_answer(const struct zone *zone, const struct msg *query, uint8_t *out, size_t room)
{
	struct question question;
	if (!zone_question(query, &question))
		return 0;
	struct answer a = begin(query, FLAG_AA | FLAG_RA, out, room);
	a.zone = zone;
	unsigned rcode = put_all(&a, &question);
	if (rcode == RCODE_REFUSED)
		return zone_bare(query, RCODE_REFUSED, out, room);
	size_t len = finish(&a, query, rcode);
	return len ? len : zone_bare(query, FLAG_AA | FLAG_RA | FLAG_TC, out, room);
}
