/* A lookup told from the configuration's lines to the verdict. */
#ifndef PROGRAM_EXPLAIN_H
#define PROGRAM_EXPLAIN_H

#include "resolver/program/names.h"
#include "resolver/program/settings.h"

/* The exit status, as of a lookup without it. */
int explain_run(const struct settings *s, struct names *names);

#endif
