/* The text behind an exit code. */
#ifndef FETCH_REPORT_H
#define FETCH_REPORT_H

#include "fetch/fail.h"
#include "resolver/text.h"
#include "resolver/trace.h"

enum { REPORT_TEXT = 1024 };

struct report {
	enum fail fail;
	char text[REPORT_TEXT]; /* one line */
};

/* Sets both; returns fail. */
enum fail report(struct report *r, enum fail fail, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* "3 s", "0.25 s" */
void report_span(struct text *t, nsec span);

/* What an -errno of io/ means, for people. */
const char *report_error(long error);

#endif
