/* Events for people. */
#include "resolver/trace_print.h"

void trace_print_text(const struct stub_event *event, unsigned flags, struct text *t)
{
	(void)flags;
	if (!event->text)
		return;
	text_put(t, event->text);
	text_char(t, '\n');
}
