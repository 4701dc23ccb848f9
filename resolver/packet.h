/* A captured packet, down to what UDP and TCP carry. */
#ifndef RESOLVER_PACKET_H
#define RESOLVER_PACKET_H

#include "resolver/dns/wire.h"

struct link;

struct packet {
	const uint8_t *data; /* what UDP carries, or a segment of TCP: len octets, one at least */
	size_t len;
	bool dns, tcp;         /* DNS's port is at one of its ends */
	uint32_t sequence;     /* TCP's number of the first octet */
	uint8_t addresses[32]; /* of both ends, and their ports: a flow in one direction */
	uint8_t ports[4];
};

/* A kind of link by the number that captures have for it (LINKTYPE_); NULL: not known here. */
const struct link *link_of(uint32_t type);
/* False, and *out untouched: neither UDP nor TCP, not whole, or empty. */
bool packet_read(struct packet *out, const uint8_t *data, size_t len, const struct link *link);

#endif
