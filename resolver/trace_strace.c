/* System calls as strace prints them. */
#include "resolver/trace_print.h"

const char *call_name(enum call_id id)
{
	switch (id) {
#define CALL_NAME(id, name) \
	case CALL_##id: return name;
		CALL_MAP(CALL_NAME)
#undef CALL_NAME
	}
	return "?";
}

void trace_print_strace(const struct stub_event *event, unsigned flags, struct text *t)
{
	if (event->kind != STUB_EVENT_CALL ||
		!(call_is_network(event->call->id) || flags & STUB_TRACE_ALL_CALLS))
		return;
	text_printf(t, "%s(%d) = %ld\n", call_name(event->call->id), event->call->fd,
		event->call->result);
}
