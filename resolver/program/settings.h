/* What the command line of `resolve` asks for. */
#ifndef PROGRAM_SETTINGS_H
#define PROGRAM_SETTINGS_H

#include <stdbool.h>
#include <stdio.h>
#include <stub/stub.h>

enum { EXIT_NO_ANSWER = 1, EXIT_USAGE = 2, EXIT_TROUBLE = 3 };

struct settings {
	struct stub_options options;
	int family;
	bool help, version, json, diff;
	unsigned jobs;
	const char *type;         /* ask for these records; NULL: look up addresses */
	const char *file;         /* names are there, one a line; NULL: on the command line */
	const char *compare;      /* backends, with commas between */
	const char *hex, *to_hex; /* a file to decode, to encode, instead of looking up */
	FILE *trace;
	enum stub_trace_format format;
	unsigned trace_flags;
};

/* The options of the command line; *first is where the rest begins.  0, or the exit status after a
 * message. */
int options_parse(struct settings *out, int argc, char **argv, int *first);
void options_help(FILE *out);
/* A message and where to read on; returns EXIT_USAGE. */
int usage(const char *why, const char *what);

#endif
