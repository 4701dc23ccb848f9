/* What other resolvers make of a line of a configuration file, where they do not all read what it
 * says. */
#ifndef CONF_PEERS_H
#define CONF_PEERS_H

#include "resolver/conf/words.h"

enum peer { PEER_GLIBC, PEER_MUSL, PEER_CARES_118, PEER_CARES_134, PEER_STUB, PEERS };

/* "glibc 2.36", "musl 1.2.3", "c-ares 1.18", "c-ares 1.34", "stubfetch" */
const char *peer_name(enum peer peer);

enum peer_reading {
	PEER_READS = 'r',     /* as it is written */
	PEER_CLAMPS = 'c',    /* as the next value that it takes */
	PEER_OTHERWISE = 'o', /* as something else */
	PEER_IGNORES = 'i',
	PEER_ABORTS = 'a' /* and with it the program */
};

const char *peer_reading_name(enum peer_reading reading);

enum lint_file { LINT_RESOLV, LINT_HOSTS, LINT_NSSWITCH, LINT_GAI, LINT_FILES };

/* A construct that is not read alike. */
struct peer_row {
	enum lint_file file;
	const char *construct, *reading; /* reading[peer]: an enum peer_reading */
	const char *note;                /* what `otherwise` is, and the like; NULL: nothing */
	const char *example;             /* a file in which it is found, on the last line */
};

extern const struct peer_row peer_rows[];
extern const unsigned peer_row_count;

/* The words of one line that are an instance of a row. */
struct lint_finding {
	const struct peer_row *row;
	unsigned line; /* from 1 */
	struct slice text;
};

/* Tells each instance in the file's text, line by line.  Pure. */
void conf_lint(enum lint_file file, struct slice text,
	void (*found)(void *arg, const struct lint_finding *finding), void *arg);

#endif
