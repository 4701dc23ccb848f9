/* The pool of threads for work that blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <cmocka.h>
#include "resolver/backend/worker.h"

enum { MANY = 200 };

/* Work that waits at a gate, when it has one. */
struct piece {
	struct work work;
	sem_t *gate;
	int value;
};

static struct io io;
static atomic_uint destroyed, running;

static void run(struct work *work)
{
	struct piece *piece = (struct piece *)work;
	atomic_fetch_add(&running, 1);
	if (piece->gate)
		sem_wait(piece->gate);
	piece->value *= 2;
}

static void destroy(struct work *work)
{
	free(work);
	atomic_fetch_add(&destroyed, 1);
}

static struct piece *piece_new(int value, sem_t *gate)
{
	struct piece *piece = calloc(1, sizeof *piece);
	assert_non_null(piece);
	piece->work.run = run;
	piece->work.destroy = destroy;
	piece->value = value;
	piece->gate = gate;
	return piece;
}

static struct piece *collect(struct workers *all)
{
	for (;;) {
		struct work *work = workers_collect(all, &io);
		if (work)
			return (struct piece *)work;
		struct pollfd fd = { .fd = workers_fd(all), .events = POLLIN };
		assert_true(io_poll(&io, &fd, 1, io_now() + 10 * (nsec)SECOND) > 0);
	}
}

static void wait_for(atomic_uint *count, unsigned n)
{
	nsec give_up = io_now() + 10 * (nsec)SECOND;
	while (atomic_load(count) < n && io_now() < give_up)
		io_poll(&io, NULL, 0, io_now() + MILLISECOND);
	assert_int_equal(atomic_load(count), n);
}

static void all_come_back(void **state)
{
	(void)state;
	struct workers *all = workers_new(&io);
	assert_non_null(all);
	for (int i = 0; i < MANY; i++)
		assert_true(workers_submit(all, &piece_new(1 << (i % 8), NULL)->work));
	int sum = 0;
	for (int i = 0; i < MANY; i++) {
		struct piece *piece = collect(all);
		sum += piece->value;
		free(piece);
	}
	assert_int_equal(sum, 2 * 255 * (MANY / 8));
	assert_null(workers_collect(all, &io));
	struct pollfd fd = { .fd = workers_fd(all), .events = POLLIN };
	assert_int_equal(io_poll(&io, &fd, 1, io_now()), 0);
	workers_free(all, &io);
}

static void dropped(void **state)
{
	(void)state;
	sem_t gate;
	sem_init(&gate, 0, 0);
	atomic_store(&destroyed, 0);
	atomic_store(&running, 0);
	struct workers *all = workers_new(&io);
	struct piece *busy[40];
	for (int i = 0; i < 40; i++) {
		busy[i] = piece_new(1, &gate);
		assert_true(workers_submit(all, &busy[i]->work));
	}
	wait_for(&running, 32);
	/* the last ones have found no thread yet */
	workers_drop(all, &busy[39]->work);
	workers_drop(all, &busy[33]->work);
	assert_int_equal(atomic_load(&destroyed), 2);
	workers_drop(all, &busy[0]->work);
	assert_int_equal(atomic_load(&destroyed), 2);
	for (int i = 0; i < 40; i++)
		sem_post(&gate);
	for (int i = 0; i < 37; i++)
		free(collect(all));
	wait_for(&destroyed, 3);
	assert_null(workers_collect(all, &io));
	struct piece *done = piece_new(1, NULL);
	assert_true(workers_submit(all, &done->work));
	struct pollfd fd = { .fd = workers_fd(all), .events = POLLIN };
	assert_int_equal(io_poll(&io, &fd, 1, io_now() + 10 * (nsec)SECOND), 1);
	workers_drop(all, &done->work);
	wait_for(&destroyed, 4);
	workers_free(all, &io);
	sem_destroy(&gate);
}

static void freed_while_running(void **state)
{
	(void)state;
	static sem_t gate;
	sem_init(&gate, 0, 0);
	atomic_store(&destroyed, 0);
	atomic_store(&running, 0);
	struct workers *all = workers_new(&io);
	struct piece *piece = piece_new(1, &gate);
	assert_true(workers_submit(all, &piece->work));
	wait_for(&running, 1);
	workers_drop(all, &piece->work);
	workers_free(all, &io);
	assert_int_equal(atomic_load(&destroyed), 0);
	sem_post(&gate);
	wait_for(&destroyed, 1);
}

static void freed_unused(void **state)
{
	(void)state;
	workers_free(NULL, &io);
	workers_free(workers_new(&io), &io);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "all work comes back, and then nothing is readable", all_come_back, NULL, NULL,
			NULL },
		{ "dropped work is destroyed in every state", dropped, NULL, NULL, NULL },
		{ "a pool may go while something runs", freed_while_running, NULL, NULL, NULL },
		{ "a pool that did nothing may go", freed_unused, NULL, NULL, NULL },
	};
	return cmocka_run_group_tests_name("worker", tests, NULL, NULL);
}
