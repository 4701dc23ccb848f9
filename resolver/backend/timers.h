/* Deadlines of many, the earliest first: a heap of four branches.  Pure. */
#ifndef BACKEND_TIMERS_H
#define BACKEND_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include "resolver/trace.h"

/* What a timer's owner holds: where it stands in the heap. */
struct timer {
	unsigned place; /* 0: not set */
};

struct timers {
	struct timer_entry {
		nsec when;
		struct timer *timer;
	} * heap; /* from place 1 on */
	unsigned n, room;
};

/* All zeros: empty. */
void timers_fini(struct timers *t);
/* Room for n timers: setting that many cannot fail then.  False: no memory. */
bool timers_room(struct timers *t, unsigned n);
void timers_set(struct timers *t, struct timer *timer, nsec when);
void timers_clear(struct timers *t, struct timer *timer);
/* The earliest, NULL: there is none; *when is its moment. */
struct timer *timers_first(const struct timers *t, nsec *when);

#endif
