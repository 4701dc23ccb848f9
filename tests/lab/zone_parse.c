/* Reads the zones of the lab from master files. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include "tests/lab/zone.h"
#include "resolver/dns/code.h"

struct parser {
	struct zone *zone;
	struct name origin, owner;
	uint32_t ttl;
	char *at; /* in the line, NUL-terminated */
};

/* The next word of the line, cut out of it; "" at the line's end. */
static char *word(struct parser *p)
{
	p->at += strspn(p->at, " \t\r");
	char *start = p->at;
	p->at += strcspn(p->at, " \t\r");
	if (*p->at)
		*p->at++ = '\0';
	return start;
}

static bool take_name(struct parser *p, struct name *out)
{
	const char *text = word(p);
	if (!strcmp(text, "@")) {
		*out = p->origin;
		return true;
	}
	struct name relative;
	size_t len = strlen(text);
	if (!name_from_text(&relative, text))
		return false;
	if (text[len - 1] == '.')
		*out = relative;
	else if (!name_join(out, &relative, &p->origin))
		return false;
	return true;
}

static bool take_number(struct parser *p, uint32_t *out)
{
	char *end;
	const char *text = word(p);
	unsigned long value = strtoul(text, &end, 10);
	*out = (uint32_t)value;
	return *text >= '0' && *text <= '9' && !*end && value <= UINT32_MAX;
}

static bool take_soa(struct parser *p, struct zone_record *rr)
{
	struct writer w = writer_of(rr->after, sizeof rr->after);
	rr->nnames = 2;
	if (!take_name(p, &rr->names[0]) || !take_name(p, &rr->names[1]))
		return false;
	for (unsigned i = 0; i < 5; i++) {
		uint32_t value;
		if (!take_number(p, &value))
			return false;
		write_u32(&w, value);
	}
	rr->nafter = (uint16_t)w.len;
	return true;
}

/* Strings in quotes or single words. */
static bool take_txt(struct parser *p, struct zone_record *rr)
{
	struct writer w = writer_of(rr->after, sizeof rr->after);
	for (;;) {
		p->at += strspn(p->at, " \t\r");
		bool quoted = *p->at == '"';
		p->at += quoted;
		size_t len = strcspn(p->at, quoted ? "\"" : " \t\r");
		if (!len && !quoted)
			break;
		if (len > 255 || (quoted && !p->at[len]))
			return false;
		write_u8(&w, (uint8_t)len);
		write_octets(&w, p->at, len);
		p->at += len + quoted;
	}
	rr->nafter = (uint16_t)w.len;
	return w.len && !w.full;
}

static bool take_address(struct parser *p, struct zone_record *rr, int family, uint16_t len)
{
	rr->nafter = len;
	return inet_pton(family, word(p), rr->after) == 1;
}

static bool take_mx(struct parser *p, struct zone_record *rr)
{
	uint32_t preference;
	if (!take_number(p, &preference) || preference > UINT16_MAX)
		return false;
	put_u16(rr->before, (uint16_t)preference);
	rr->nbefore = 2;
	rr->nnames = 1;
	return take_name(p, &rr->names[0]);
}

static bool take_rdata(struct parser *p, struct zone_record *rr)
{
	switch (rr->type) {
	case TYPE_SOA: return take_soa(p, rr);
	case TYPE_TXT: return take_txt(p, rr);
	case TYPE_MX: return take_mx(p, rr);
	case TYPE_A: return take_address(p, rr, AF_INET, 4);
	case TYPE_AAAA: return take_address(p, rr, AF_INET6, 16);
	case TYPE_NS:
	case TYPE_CNAME:
	case TYPE_PTR: rr->nnames = 1; return take_name(p, &rr->names[0]);
	default: return false;
	}
}

static bool take_record(struct parser *p)
{
	if (p->zone->n == ZONE_RECORDS)
		return false;
	struct zone_record *rr = &p->zone->record[p->zone->n];
	*rr = (struct zone_record){ 0 };
	bool blank = *p->at == ' ' || *p->at == '\t';
	if (!blank && !take_name(p, &p->owner))
		return false;
	rr->owner = p->owner;
	rr->ttl = p->ttl;
	char *type = word(p);
	if (*type >= '0' && *type <= '9') {
		rr->ttl = (uint32_t)strtoul(type, NULL, 10);
		type = word(p);
	}
	if (!strcmp(type, "IN"))
		type = word(p);
	if (!type_from_text(type, &rr->type) || !take_rdata(p, rr) || *word(p))
		return false;
	p->zone->n++;
	return true;
}

static bool take_line(struct parser *p, char *line)
{
	line[strcspn(line, ";")] = '\0';
	p->at = line;
	if (!line[strspn(line, " \t\r")])
		return true;
	if (*line != '$')
		return take_record(p);
	const char *directive = word(p);
	if (!strcmp(directive, "$ORIGIN"))
		return take_name(p, &p->origin);
	return !strcmp(directive, "$TTL") && take_number(p, &p->ttl);
}

unsigned zone_parse(struct zone *zone, char *text)
{
	struct parser p = { .zone = zone, .origin = { .len = 1 }, .ttl = 3600 };
	for (unsigned number = 1; *text; number++) {
		size_t len = strcspn(text, "\n");
		char *next = text + len + (text[len] == '\n');
		text[len] = '\0';
		if (!take_line(&p, text))
			return number;
		text = next;
	}
	return 0;
}
