/* Emitting trace events, and choosing the form to print one in. */
#include <stdarg.h>
#include <stdio.h>
#include "resolver/trace_print.h"

enum { STEP_TEXT = 1024 };

void trace_emit(const struct tracer *tracer, const struct stub_event *event)
{
	if (tracing(tracer))
		tracer->fn(tracer->arg, event);
}

void trace_step(const struct tracer *tracer, nsec now, const char *format, ...)
{
	if (!tracing(tracer))
		return;
	char text[STEP_TEXT];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	trace_emit(
		tracer, &(struct stub_event){ .kind = STUB_EVENT_STEP, .time = now, .text = text });
}

size_t stub_event_print(const struct stub_event *event, enum stub_trace_format format,
	unsigned flags, char *out, size_t size)
{
	struct text t;
	text_init(&t, out, size);
	switch (format) {
	case STUB_TRACE_STRACE: trace_print_strace(event, flags, &t); break;
	case STUB_TRACE_TEXT: trace_print_text(event, flags, &t); break;
	case STUB_TRACE_JSON: trace_print_json(event, flags, &t); break;
	}
	return t.len;
}
