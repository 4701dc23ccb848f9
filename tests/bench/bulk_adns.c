/* Bulk lookups by adns. */
#include <adns.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include "tests/bench/bulk.h"

enum { FDS = 8 };

static void start(adns_state state, const struct bulk_run *run, unsigned long number)
{
	char name[BULK_NAME];
	adns_query query;
	bulk_name(run->first + number, name);
	adns_submit(state, name, adns_r_a, 0, NULL, &query);
	adns_submit(state, name, adns_r_aaaa, 0, NULL, &query);
}

/* The two queries of a name know nothing of each other: each counts half. */
static unsigned long take(adns_state state, unsigned long *good)
{
	unsigned long ended = 0;
	adns_query query = NULL;
	adns_answer *answer;
	void *context;
	while (adns_check(state, &query, &answer, &context) == 0) {
		ended++;
		*good += answer->status == adns_s_ok;
		free(answer);
		query = NULL;
	}
	return ended;
}

unsigned long bulk_adns(const struct bulk_run *run)
{
	adns_state state;
	char config[64];
	unsigned long next = 0, ended = 0, good = 0;
	int size = 8 << 20;
	unsigned enlarged = 0;
	snprintf(config, sizeof(config), "nameserver %.*s", (int)strcspn(run->server_text, ":"),
		run->server_text);
	if (adns_init_strcfg(&state, adns_if_noenv | adns_if_noautosys, stderr, config))
		return 0;
	while (ended < 2 * run->names) {
		while (next < run->names && 2 * next - ended + 2 <= 2 * run->in_flight)
			start(state, run, next++);
		struct pollfd fds[FDS];
		int n = FDS, timeout = -1;
		struct timeval now;
		gettimeofday(&now, NULL);
		if (adns_beforepoll(state, fds, &n, &timeout, &now))
			break;
		if (!enlarged++) /* one socket for all: replies wait in it */
			setsockopt(fds[0].fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
		if (poll(fds, (nfds_t)n, timeout) < 0)
			break;
		gettimeofday(&now, NULL);
		adns_afterpoll(state, fds, n, &now);
		ended += take(state, &good);
	}
	adns_finish(state);
	return good / 2;
}
