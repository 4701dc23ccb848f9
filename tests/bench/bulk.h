/* What the bulk benchmark's subjects share: names, the server, how a subject tells what it did. */
#ifndef BENCH_BULK_H
#define BENCH_BULK_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

/* One run: `names` names from number `first` on, A and AAAA of each, `in_flight` at a time. */
struct bulk_run {
	unsigned long first, names;
	unsigned in_flight;
	struct sockaddr_in server;
	const char *server_text;
	unsigned sockets; /* ours: 0: its default */
};

enum { BULK_NAME = 64 };

/* The name of a number, without a last dot: lengths vary as names do. */
size_t bulk_name(unsigned long number, char out[static BULK_NAME]);

/* Runs all lookups and returns how many brought addresses of both families. */
typedef unsigned long bulk_subject(const struct bulk_run *run);

bulk_subject bulk_floor, bulk_floor_segments, bulk_ours, bulk_ours_sorted, bulk_dnsperf, bulk_cares,
	bulk_udns, bulk_adns;

#endif
