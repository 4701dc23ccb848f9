/* One URL from its name to its last octet, redirects included. */
#ifndef FETCH_TRANSFER_H
#define FETCH_TRANSFER_H

#include "fetch/cli.h"
#include "fetch/output.h"
#include "fetch/report.h"
#include "fetch/show.h"
#include "resolver/resolver.h"

/* What all transfers of one program share. */
struct fetcher {
	const struct cli *cli;
	struct stub_resolver *resolver;
	struct io *io; /* the resolver's: DNS and HTTP make one trace */
	struct show *show;
	struct console console;
};

/* Where the body of one URL goes: path NULL and not remote is standard output. */
struct choice {
	const char *path; /* of -o */
	bool remote;      /* -O */
};

/* FAIL_NONE, or a report. */
enum fail transfer_run(
	const struct fetcher *f, const char *url, struct choice choice, struct report *r);

#endif
