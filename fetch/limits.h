/* The moments by which parts of a transfer must be over. */
#ifndef FETCH_LIMITS_H
#define FETCH_LIMITS_H

#include "fetch/cli.h"
#include "fetch/report.h"
#include "resolver/io/io.h"

struct limits {
	nsec connect; /* moment: the earlier of --connect-timeout and --max-time; NSEC_NEVER */
	nsec whole;   /* moment: --max-time; NSEC_NEVER */
};

/* Starts the clock of --max-time. */
void limits_begin(struct limits *l, const struct cli *cli);
/* Starts the clock of --connect-timeout: once for each connection. */
void limits_connect(struct limits *l, const struct cli *cli);

/* FAIL_TIMEOUT with "WHAT within 2 s (--max-time)". */
enum fail limits_report(const struct limits *l, const struct cli *cli, nsec passed,
	const char *what, struct report *r);

#endif
