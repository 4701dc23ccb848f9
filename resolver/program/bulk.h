/* Many names, many lookups at a time, results as they land. */
#ifndef PROGRAM_BULK_H
#define PROGRAM_BULK_H

#include "resolver/program/names.h"
#include "resolver/program/settings.h"

/* The exit status: the worst of all.  r is gone afterwards. */
int bulk_run(const struct settings *s, struct stub_resolver *r, struct names *names);

#endif
