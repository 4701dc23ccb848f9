/* Connecting to the first of several addresses that answers. */
#ifndef FETCH_CONNECT_H
#define FETCH_CONNECT_H

#include "fetch/limits.h"
#include "fetch/locate.h"

/* FAIL_NONE and a descriptor, or FAIL_CONNECT, FAIL_TIMEOUT with a report that has every address
 * and its reason. */
enum fail connect_any(struct io *io, const struct cli *cli, const struct url *url,
	const struct place *place, const struct limits *limits, struct show *show, int *out,
	struct report *r);

#endif
