/* A DNS responder that is fast enough to load: a process of its own that answers A and AAAA for
 * whatever name it is asked, in batches, and can lose a share of the datagrams either way. */
#ifndef SUPPORT_RESPONDER_H
#define SUPPORT_RESPONDER_H

#include <netinet/in.h>
#include <stdint.h>
#include <sys/types.h>

struct responder_options {
	const char *address; /* IPv4; NULL: 127.0.0.1 */
	uint16_t port;       /* 0: the kernel chooses */
	unsigned loss;       /* in 1/1000, of queries and again of replies */
	uint32_t seed;       /* of the losses */
	unsigned silence_ms; /* ends by itself when nothing has come for so long; 0: 60,000 */
};

/* What it counted, shared with the process that started it. */
struct responder_counts {
	uint64_t queries;  /* that came, also those it lost */
	uint64_t answered; /* that it sent a reply to */
	uint64_t ports;    /* source ports seen */
};

struct responder {
	pid_t pid;
	struct sockaddr_in at;
	char text[32]; /* "127.0.0.1:4711" */
	volatile struct responder_counts *counts;
};

/* The answer to a name: the first four octets of its A and the last four of its AAAA are these, in
 * network order.  name is in wire form, len octets. */
uint32_t responder_hash(const uint8_t *name, unsigned len);

/* 0, or an errno. */
int responder_start(struct responder *r, const struct responder_options *options);
void responder_stop(struct responder *r);

#endif
