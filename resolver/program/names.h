/* Where names to look up come from: the command line, or the lines of a file or pipe. */
#ifndef PROGRAM_NAMES_H
#define PROGRAM_NAMES_H

#include "resolver/dns/name.h"
#include "resolver/io/io.h"

struct names {
	char *const *argv; /* names of the command line, NULL at the end */
	struct io io;
	int fd;          /* -1: the command line */
	bool ended;      /* nothing more will come */
	int error;       /* errno of what ended it, 0: nothing did */
	size_t at, have; /* in room */
	char room[65536];
};

enum names_next { NAMES_ONE, NAMES_LATER, NAMES_END };

/* path NULL: argv; "-": standard input.  0, or the errno of opening it. */
int names_open(struct names *names, const char *path, char *const *argv);
/* NAMES_ONE: the next name, in out until the next call, cut where no name can be so long.  Blank
 * lines and those that begin with # are none.  NAMES_LATER: not before names_read(). */
enum names_next names_next(struct names *names, char out[static NAME_TEXT + 1]);
/* Reads on, once; blocks unless names->fd is readable. */
void names_read(struct names *names);
void names_close(struct names *names);

#endif
