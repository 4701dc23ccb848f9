/* The forms of a printed trace event. */
#ifndef RESOLVER_TRACE_PRINT_H
#define RESOLVER_TRACE_PRINT_H

#include "resolver/text.h"
#include "resolver/trace.h"

void trace_print_strace(const struct stub_event *event, unsigned flags, struct text *t);
void trace_print_text(const struct stub_event *event, unsigned flags, struct text *t);
void trace_print_json(const struct stub_event *event, unsigned flags, struct text *t);

/* The wall clock's time of day at a monotonic moment: 16:23:56.588983 */
void trace_print_clock(nsec moment, struct text *t);

/* The call's name. */
const char *call_name(enum call_id id);
/* What stands between a call's parentheses, as strace 6.1 prints it. */
void call_print_args(const struct stub_call *call, struct text *t);
/* Octets as strace quotes them, without the quotes, no abbreviation. */
void octets_print_quoted(const void *data, size_t len, struct text *t);

/* "EINPROGRESS" and "Operation now in progress"; NULL for a number that Linux does not use. */
const char *errno_name(int error);
const char *errno_text(int error);

#endif
