/* What other resolvers make of this system's configuration files. */
#ifndef PROGRAM_LINT_H
#define PROGRAM_LINT_H

#include "resolver/program/settings.h"

/* The exit status: EXIT_NO_ANSWER when there is a line that is not read alike. */
int lint_run(const struct settings *s);

#endif
