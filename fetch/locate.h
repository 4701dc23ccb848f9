/* From a URL's host to addresses: --resolve first, then the resolver. */
#ifndef FETCH_LOCATE_H
#define FETCH_LOCATE_H

#include "fetch/cli.h"
#include "fetch/limits.h"
#include "fetch/report.h"
#include "fetch/show.h"
#include "fetch/url.h"
#include "resolver/resolver.h"

/* Addresses in the order to try them. */
struct place {
	const struct stub_addr *list;
	size_t count;
	struct job *job; /* whose they are, or NULL */
};

/* FAIL_NONE, or FAIL_RESOLVE, FAIL_TIMEOUT, FAIL_MEMORY, FAIL_SYNTAX with a report.  What *out
 * shows lasts until the next call or place_fini(). */
enum fail locate(const struct cli *cli, struct stub_resolver *resolver, const struct url *url,
	const struct limits *limits, struct show *show, struct place *out, struct report *r);
void place_fini(struct place *p);

#endif
