/* A zone in memory, and what an authoritative server answers from it. */
#ifndef LAB_ZONE_H
#define LAB_ZONE_H

#include "resolver/dns/build.h"

enum { ZONE_RECORDS = 256, ZONE_AFTER = 272, ZONE_UDP = 512 };

/* RDATA is `before`, then names, then `after`: names stay apart so that they can be compressed. */
struct zone_record {
	struct name owner;
	uint16_t type;
	uint32_t ttl;
	uint8_t nbefore, nnames;
	uint16_t nafter;
	uint8_t before[2];
	struct name names[2];
	uint8_t after[ZONE_AFTER];
};

struct zone {
	unsigned n;
	struct zone_record record[ZONE_RECORDS];
};

/* Adds the records of a master file (RFC 1035 5): $ORIGIN, $TTL, comments, one record a line, types
 * SOA NS A AAAA CNAME PTR MX TXT.  Returns 0, or the number of the first line it cannot use. */
unsigned zone_parse(struct zone *zone, char *text);

/* The answer to one query, flags QR AA RD RA: the CNAME chain and what it ends in, then the zone's
 * NS, or its SOA where there is nothing.  At most `room` octets; what does not fit becomes TC with
 * no record at all.  0: not a query. */
size_t zone_answer(const struct zone *zone, const struct msg *query, uint8_t *out, size_t room);

/* The question of a query.  False: it has none. */
bool zone_question(const struct msg *query, struct question *out);
/* An answer without records, with these flags (TC, an RCODE) beside QR. */
size_t zone_bare(const struct msg *query, uint16_t flags, uint8_t *out, size_t room);
/* What the client can take over UDP: 512, or what its OPT says. */
size_t zone_udp_room(const struct msg *query);

#endif
