/* Showing the steps of a transfer: -v, --trace, --trace-ascii and traced events, to one place. */
#ifndef FETCH_SHOW_H
#define FETCH_SHOW_H

#include "fetch/cli.h"
#include "fetch/piece.h"
#include "resolver/io/io.h"

struct show {
	enum layout layout;
	enum stub_trace_format format; /* LAYOUT_EVENTS */
	unsigned flags;                /* of enum STUB_TRACE_* */
	int fd;
	bool own;                    /* fd was opened here */
	bool stamp;                  /* a time of day before each line */
	bool escape;                 /* fd is a terminal: control octets are escaped */
	bool data_told;              /* -v tells of content once */
	bool data_seen;              /* ... and not where it can be seen anyway */
	bool broken;                 /* a write has failed: nothing more is tried */
	struct io io;                /* untraced: the trace does not trace itself */
	const struct tracer *tracer; /* LAYOUT_EVENTS: where our own steps go */
};

/* Opens what the options ask for.  0 or -errno. */
int show_open(struct show *s, const struct cli *cli);
/* 0 or -errno, also of an earlier write. */
int show_close(struct show *s);

static inline bool showing(const struct show *s)
{
	return s->layout;
}

/* None of these does anything but test when nothing is shown. */
void show_info(struct show *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
void show_request(struct show *s, struct piece request);
void show_head_line(struct show *s, struct piece line);
void show_data(struct show *s, struct piece data);

/* arg: the struct show */
void show_event(void *arg, const struct stub_event *event);

/* Appends octets with the control octets escaped: "\x1b".  Tabs and line ends stay. */
void show_escaped(struct text *t, struct piece p);

#endif
