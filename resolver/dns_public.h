/* Between the structures of <stub/dns.h> and those of dns/. */
#ifndef RESOLVER_DNS_PUBLIC_H
#define RESOLVER_DNS_PUBLIC_H

#include <stub/dns.h>
#include "resolver/dns/layout.h"
#include "resolver/dns/msg.h"
#include "resolver/dns/scan.h"

static inline struct text text_of(char *out, size_t size)
{
	struct text text;
	text_init(&text, out, size);
	return text;
}

/* The public view has no more than the functions need. */
static inline struct msg msg_of(const struct stub_message *message)
{
	struct msg msg = {
		.data = message->octets,
		.size = (uint16_t)message->len,
		.end = (uint16_t)message->end,
		.cut = message->cut,
		.id = message->id,
		.flags = message->flags,
		.opt = message->opt,
	};
	memcpy(msg.count, message->count, sizeof(msg.count));
	memcpy(msg.start, message->start, sizeof(msg.start));
	return msg;
}

static inline struct rr rr_of(const struct stub_message *message, const struct stub_record *record)
{
	return (struct rr){
		.owner = record->owner,
		.type = record->type,
		.class = record->rr_class,
		.ttl = record->ttl,
		.rdata = record->rdata ? (uint16_t)(record->rdata - message->octets) : 0,
		.rdlen = record->rdlen,
	};
}

static inline struct name name_of(const struct stub_name *name)
{
	struct name out;
	out.len = name->len;
	memcpy(out.octets, name->octets, name->len);
	return out;
}

static inline struct stub_name name_shown(const struct name *name)
{
	struct stub_name out;
	out.len = name->len;
	memcpy(out.octets, name->octets, name->len);
	return out;
}

/* Octets that may be none. */
static inline const uint8_t *some(const uint8_t *octets)
{
	static const uint8_t none[1];
	return octets ? octets : none;
}

/* What others have made is a name, or a record. */
static inline bool name_good(const struct stub_name *name)
{
	struct reader r = reader_of(name->octets, name->len);
	read_plain_name(&r);
	return !r.bad && !read_left(&r);
}

static inline bool rr_good(const struct stub_rr *rr)
{
	return name_good(&rr->owner) &&
	       rdata_good(rr->type, rr->rr_class, some(rr->rdata), rr->rdlen);
}

static inline struct stub_text_error error_shown(const struct scan_error *error)
{
	return (struct stub_text_error){ error->place.line, error->place.column, error->expected };
}

#endif
