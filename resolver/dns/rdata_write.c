/* RDATA from one place to another: the layout table's fourth interpreter. */
#include "resolver/dns/rdata_write.h"

#include "resolver/dns/code.h"
#include "resolver/dns/compound.h"
#include "resolver/dns/layout.h"

static void fold_name(struct name *name)
{
	for (size_t i = 0; i < name->len; i++) /* length octets are below 'A' */
		name->octets[i] = octet_fold(name->octets[i]);
}

static void write_field(struct writer *w, const uint8_t *data, struct reader *r,
	const uint8_t *start, char field, enum rdata_form form)
{
	const uint8_t *at = r->at;
	bool folded = form == RDATA_CANONICAL;
	struct name name;
	read_field(r, data, start, field);
	if (field == 'Z' && folded && start[0]) { /* up to its name, which is not compressed */
		write_octets(w, at, a6_name(start));
		at += a6_name(start);
	} else if (field != 'n' && field != 'N') {
		write_octets(w, at, (size_t)(r->at - at));
		return;
	}
	name_expand(&name, data, (name_ref)(at - data));
	if (folded)
		fold_name(&name);
	write_name(w, &name, form == RDATA_COMPRESSED && field == 'n');
}

void write_rdata_as(
	struct writer *w, const uint8_t *data, const struct rr *rr, enum rdata_form form)
{
	const uint8_t *start = data + rr->rdata;
	const char *field = rr->rdlen ? layout_fields(rr->type, rr->class) : "";
	struct reader r = { .at = start, .end = start + rr->rdlen };
	if (!*field)
		write_octets(w, start, rr->rdlen);
	for (; *field; field++)
		write_field(w, data, &r, start, *field, form);
}

/* Where in a field at `at` that ends at `end` a name begins; NULL: there is none. */
static const uint8_t *field_name(
	char field, const uint8_t *start, const uint8_t *at, const uint8_t *end)
{
	bool found = false;
	switch (field) {
	case 'n':
	case 'N':
	case 'U': found = true; break;
	case 'g': found = start[1] == GATEWAY_NAME; break;
	case 'r': found = (*at++ & RELAY_TYPE) == GATEWAY_NAME; break;
	case 'Z':
		at += a6_name(at);
		found = at < end;
		break;
	}
	return found ? at : NULL;
}

/* The nth name from `at` on, with nothing but names to the end; n becomes what is left of it. */
static const uint8_t *listed_name(const uint8_t *at, const uint8_t *end, unsigned *n)
{
	for (struct reader r = { .at = at, .end = end }; read_left(&r); read_plain_name(&r))
		if (!--*n)
			return r.at;
	return NULL;
}

size_t rdata_name(const uint8_t *data, const struct rr *rr, unsigned n)
{
	const uint8_t *start = data + rr->rdata, *found = NULL;
	struct reader r = { .at = start, .end = start + rr->rdlen };
	const char *field = rr->rdlen ? layout_fields(rr->type, rr->class) : "";
	for (; *field && !found; field++) {
		const uint8_t *at = r.at;
		read_field(&r, data, start, *field);
		if (*field == 'V')
			found = listed_name(at, r.end, &n);
		else if ((at = field_name(*field, start, at, r.at)) && !--n)
			found = at;
	}
	return found ? (size_t)(found - data) : 0;
}

void write_canonical(struct writer *w, const uint8_t *data, const struct rr *rr)
{
	struct name owner;
	name_expand(&owner, data, rr->owner);
	write_canonical_of(w, &owner, data, rr);
}

void write_canonical_of(
	struct writer *w, const struct name *owner, const uint8_t *data, const struct rr *rr)
{
	struct name folded;
	name_copy(&folded, owner);
	fold_name(&folded);
	write_name(w, &folded, false);
	write_u16(w, rr->type);
	write_u16(w, rr->class);
	write_u32(w, rr->ttl);
	write_u16(w, 0);
	size_t begun = w->len;
	write_rdata_as(w, data, rr, RDATA_CANONICAL);
	rr_end(w, begun);
}
