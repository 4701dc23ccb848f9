/* Where a body goes: standard output, a file, or nowhere. */
#ifndef FETCH_OUTPUT_H
#define FETCH_OUTPUT_H

#include "fetch/piece.h"
#include "fetch/report.h"
#include "resolver/io/io.h"

/* Standard output, looked at once and before any socket is opened: a closed one leaves its number
 * to the next socket. */
struct console {
	bool ready;  /* somebody reads or keeps what is written */
	bool screen; /* a terminal */
};

struct output {
	struct io *io;
	const char *path; /* NULL: standard output */
	struct console console;
	bool discard; /* /dev/null: nobody reads it, so nobody opens it */
	bool asked;   /* "-o -": the user wants all octets, whatever they do to a terminal */
	int fd;       /* -1: not opened */
	uint64_t written;
};

struct console console_look(struct io *io);

/* path: of -o; NULL where none was given. */
void output_init(struct output *o, struct io *io, const char *path, struct console console);
/* The first write opens the file.  FAIL_NONE, or FAIL_WRITE with a report. */
enum fail output_write(struct output *o, struct piece data, struct report *r);
/* The same for text, whose control octets a terminal does not get to see. */
enum fail output_text(struct output *o, struct piece line, struct report *r);
/* The end of a transfer that went well: an empty body makes an empty file. */
enum fail output_end(struct output *o, struct report *r);
/* What is left of a transfer that did not; NULL-safe by itself when nothing was opened. */
void output_fini(struct output *o);

/* The last part of a URL's path as a file name, in room: false when there is none that could be
 * written. */
bool output_name(struct piece path, char *room, size_t cap);

#endif
