/* Deadlines of many, the earliest first. */
#include "resolver/backend/timers.h"
#include <stdlib.h>

enum { BRANCHES = 4, ROOM_FIRST = 64 };

static unsigned parent_of(unsigned place)
{
	return (place + BRANCHES - 2) / BRANCHES;
}

static unsigned first_child_of(unsigned place)
{
	return BRANCHES * (place - 1) + 2;
}

static void put(struct timers *t, unsigned place, struct timer_entry entry)
{
	t->heap[place] = entry;
	entry.timer->place = place;
}

/* Finds the place for an entry that may belong higher than the gap. */
static void rise(struct timers *t, unsigned gap, struct timer_entry entry)
{
	for (; gap > 1 && entry.when < t->heap[parent_of(gap)].when; gap = parent_of(gap))
		put(t, gap, t->heap[parent_of(gap)]);
	put(t, gap, entry);
}

static unsigned least_child(const struct timers *t, unsigned place)
{
	unsigned child = first_child_of(place), least = child;
	for (unsigned end = child + BRANCHES; child < end && child <= t->n; child++)
		if (t->heap[child].when < t->heap[least].when)
			least = child;
	return least;
}

/* The same for one that may belong lower. */
static void sink(struct timers *t, unsigned gap, struct timer_entry entry)
{
	for (unsigned child; (child = least_child(t, gap)) <= t->n; gap = child) {
		if (entry.when <= t->heap[child].when)
			break;
		put(t, gap, t->heap[child]);
	}
	put(t, gap, entry);
}

void timers_fini(struct timers *t)
{
	free(t->heap);
	*t = (struct timers){ 0 };
}

bool timers_room(struct timers *t, unsigned n)
{
	unsigned room = t->room ? t->room : ROOM_FIRST;
	while (room <= n)
		room *= 2;
	if (room == t->room)
		return true;
	struct timer_entry *heap = realloc(t->heap, room * sizeof(*heap));
	if (!heap)
		return false;
	t->heap = heap;
	t->room = room;
	return true;
}

void timers_set(struct timers *t, struct timer *timer, nsec when)
{
	struct timer_entry entry = { when, timer };
	unsigned place = timer->place;
	if (!place)
		rise(t, ++t->n, entry);
	else if (when < t->heap[place].when)
		rise(t, place, entry);
	else if (when > t->heap[place].when)
		sink(t, place, entry);
}

void timers_clear(struct timers *t, struct timer *timer)
{
	unsigned place = timer->place;
	if (!place)
		return;
	timer->place = 0;
	struct timer_entry last = t->heap[t->n--];
	if (place > t->n)
		return;
	if (place > 1 && last.when < t->heap[parent_of(place)].when)
		rise(t, place, last);
	else
		sink(t, place, last);
}

struct timer *timers_first(const struct timers *t, nsec *when)
{
	if (!t->n)
		return NULL;
	*when = t->heap[1].when;
	return t->heap[1].timer;
}
