/* Events as JSON, one object a line. */
#include "resolver/trace_print.h"

void trace_print_json(const struct stub_event *event, unsigned flags, struct text *t)
{
	(void)flags;
	text_put(t, "{\"time\":");
	text_uint(t, event->time);
	if (event->text) {
		text_put(t, ",\"text\":");
		text_json(t, event->text);
	}
	text_put(t, "}\n");
}
