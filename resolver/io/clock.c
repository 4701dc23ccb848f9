/* The monotonic clock, and the timing of traced calls. */
#include <time.h>
#include "resolver/io/call.h"

nsec io_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (nsec)t.tv_sec * SECOND + (nsec)t.tv_nsec;
}

nsec io_wall_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (nsec)t.tv_sec * SECOND + (nsec)t.tv_nsec;
}

void call_end(const struct io *io, nsec begun, const struct stub_call *call)
{
	struct stub_event event = {
		.kind = STUB_EVENT_CALL,
		.time = begun,
		.duration = io_now() - begun,
		.call = call,
	};
	trace_emit(&io->tracer, &event);
}
