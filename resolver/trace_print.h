/* The forms of a printed trace event. */
#ifndef RESOLVER_TRACE_PRINT_H
#define RESOLVER_TRACE_PRINT_H

#include "resolver/text.h"
#include "resolver/trace.h"

void trace_print_strace(const struct stub_event *event, unsigned flags, struct text *t);
void trace_print_text(const struct stub_event *event, unsigned flags, struct text *t);
void trace_print_json(const struct stub_event *event, unsigned flags, struct text *t);

/* One line, as strace prints it: TIME and DURATION of flags count. */
void trace_print_call(const struct stub_event *event, unsigned flags, struct text *t);
/* Rows of base 16 and ASCII, as strace -e write=all prints them. */
void trace_print_dump(const void *data, size_t len, struct text *t);
/* The wall clock's time of day at a monotonic moment: 16:23:56.588983 */
void trace_print_clock(nsec moment, struct text *t);

/* The call's name. */
const char *call_name(enum call_id id);
/* What stands between a call's parentheses, as strace 6.1 prints it. */
void call_print_args(const struct stub_call *call, struct text *t);
/* The same for calls outside strace's classes `network` and `poll`. */
void call_print_other_args(const struct stub_call *call, struct text *t);
/* Octets that came, at most what there was room for: with MSG_TRUNC the result is more. */
size_t call_received(const struct stub_call *call);

enum {
	TRACE_SHOWN = 32
}; /* octets of a string, elements of an array: what strace shows without -s */

/* All octets, with quotes and escapes; NULL without. */
void quote_octets(struct text *t, const void *data, size_t len);
/* The first TRACE_SHOWN octets, then dots. */
void quote_string(struct text *t, const void *data, size_t len);
/* The same in base 16. */
void quote_hex(struct text *t, const void *data, size_t len);
void quote_pointer(struct text *t, const void *p);

/* "EINPROGRESS" and "Operation now in progress"; NULL for a number that Linux does not use. */
const char *errno_name(int error);
const char *errno_text(int error);

#endif
