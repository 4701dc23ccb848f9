/* The text behind an exit code, with the words that several reports need. */
#include "fetch/report.h"
#include <stdarg.h>
#include <stdio.h>
#include "resolver/trace_print.h"

enum fail report(struct report *r, enum fail fail, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(r->text, sizeof(r->text), format, args);
	va_end(args);
	r->fail = fail;
	return fail;
}

void report_span(struct text *t, nsec span)
{
	nsec ms = (span + MILLISECOND / 2) / MILLISECOND;
	text_uint(t, ms / 1000);
	if (ms % 1000) {
		text_char(t, '.');
		for (nsec unit = 100, rest = ms % 1000; rest; rest %= unit, unit /= 10)
			text_char(t, (char)('0' + rest / unit));
	}
	text_put(t, " s");
}

const char *report_error(long error)
{
	const char *text = errno_text((int)-error);
	return text ? text : "unknown error";
}
