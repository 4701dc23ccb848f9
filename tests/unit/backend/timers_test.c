/* The heap of deadlines, held against a list that is searched. */
#include <stdlib.h>
#include "resolver/backend/timers.h"
#include "tests/support/table.h"

enum { TIMERS = 300, STEPS = 20000 };

static struct timer all[TIMERS];
static nsec set_to[TIMERS]; /* 0: not set */

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static void check_first(const struct timers *t)
{
	nsec least = UINT64_MAX, when = 0;
	for (unsigned i = 0; i < TIMERS; i++)
		if (set_to[i] && set_to[i] < least)
			least = set_to[i];
	struct timer *first = timers_first(t, &when);
	if (least == UINT64_MAX) {
		assert_null(first);
		return;
	}
	assert_non_null(first);
	assert_true(when == least);
	assert_true(set_to[first - all] == least);
}

static void random_steps(void **state)
{
	(void)state;
	struct timers t = { 0 };
	uint32_t random = 7;
	assert_true(timers_room(&t, TIMERS));
	for (unsigned step = 0; step < STEPS; step++) {
		unsigned i = next_random(&random) % TIMERS;
		if (next_random(&random) % 3) {
			set_to[i] = 1 + next_random(&random) % 1000;
			timers_set(&t, &all[i], set_to[i]);
		} else {
			set_to[i] = 0;
			timers_clear(&t, &all[i]);
		}
		check_first(&t);
	}
	timers_fini(&t);
}

static void in_order(void **state)
{
	(void)state;
	struct timers t = { 0 };
	struct timer v[TIMERS] = { { 0 } };
	nsec when, before = 0;
	uint32_t random = 3;
	assert_true(timers_room(&t, TIMERS));
	for (unsigned i = 0; i < TIMERS; i++)
		timers_set(&t, &v[i], next_random(&random));
	for (struct timer *first; (first = timers_first(&t, &when)); before = when) {
		assert_true(when >= before);
		timers_clear(&t, first);
		assert_int_equal(first->place, 0);
	}
	assert_true(before > 0);
	timers_fini(&t);
}

static const struct CMUnitTest tests[] = {
	{ "the first is the earliest, whatever is set, moved and cleared", random_steps, NULL, NULL,
		NULL },
	{ "they come out in order", in_order, NULL, NULL, NULL },
};

int main(void)
{
	TABLE_TESTS(tests);
	return table_run("timers", NULL, NULL);
}
