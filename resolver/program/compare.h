/* The same names with several backends, side by side. */
#ifndef PROGRAM_COMPARE_H
#define PROGRAM_COMPARE_H

#include "resolver/program/names.h"
#include "resolver/program/settings.h"

/* The exit status: EXIT_NO_ANSWER when the backends differ in anything. */
int compare_run(const struct settings *s, struct names *names);

#endif
