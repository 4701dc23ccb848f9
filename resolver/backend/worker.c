/* A small pool of threads for work that blocks: threads start on demand and stay until the pool
 * goes. */
#include "resolver/backend/worker.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>

enum { THREADS_MAX = 32 };

struct queue {
	struct work *first, *last;
};

struct worker {
	struct workers *all;
	pthread_t thread;
	bool busy;
};

/* Everything but fd is under the lock.  Held by its owner and by each thread; the last one frees
 * it. */
struct workers {
	pthread_mutex_t lock;
	pthread_cond_t more;
	int fd;
	bool closing;
	unsigned holders, idle, n;
	struct queue waiting, done;
	struct worker worker[THREADS_MAX];
};

static void queue_add(struct queue *q, struct work *work)
{
	work->next = NULL;
	work->prev = q->last;
	if (q->last)
		q->last->next = work;
	else
		q->first = work;
	q->last = work;
}

static void queue_remove(struct queue *q, struct work *work)
{
	if (work->prev)
		work->prev->next = work->next;
	else
		q->first = work->next;
	if (work->next)
		work->next->prev = work->prev;
	else
		q->last = work->prev;
}

static struct work *queue_take(struct queue *q)
{
	struct work *work = q->first;
	if (work)
		queue_remove(q, work);
	return work;
}

struct workers *workers_new(struct io *io)
{
	struct workers *all = calloc(1, sizeof *all);
	if (!all)
		return NULL;
	all->fd = io_eventfd(io);
	if (all->fd < 0) {
		errno = -all->fd;
		free(all);
		return NULL;
	}
	/* neither can fail with default attributes on Linux */
	pthread_mutex_init(&all->lock, NULL);
	pthread_cond_init(&all->more, NULL);
	all->holders = 1;
	return all;
}

int workers_fd(const struct workers *all)
{
	return all->fd;
}

/* Gives up the lock, and the pool with it when this was its last holder. */
static void release(struct workers *all)
{
	bool last = --all->holders == 0;
	pthread_mutex_unlock(&all->lock);
	if (!last)
		return;
	pthread_cond_destroy(&all->more);
	pthread_mutex_destroy(&all->lock);
	free(all);
}

/* Tells the owner, whose tracer is not for this thread. */
static void announce(struct workers *all)
{
	struct io quiet = { .nclosing = 0 };
	const uint64_t one = 1;
	io_write(&quiet, all->fd, &one, sizeof one);
}

/* Runs one piece; the lock is held before and after, not while it runs. */
static void run_one(struct workers *all, struct worker *self, struct work *work)
{
	self->busy = true;
	pthread_mutex_unlock(&all->lock);
	work->run(work);
	pthread_mutex_lock(&all->lock);
	self->busy = false;
	work->done = true;
	if (work->unwanted || all->closing) {
		work->destroy(work);
		return;
	}
	queue_add(&all->done, work);
	announce(all);
}

static void *worker_main(void *arg)
{
	struct worker *self = arg;
	struct workers *all = self->all;
	pthread_mutex_lock(&all->lock);
	while (!all->closing) {
		struct work *work = queue_take(&all->waiting);
		if (work) {
			run_one(all, self, work);
			continue;
		}
		all->idle++;
		pthread_cond_wait(&all->more, &all->lock);
		all->idle--;
	}
	release(all);
	return NULL;
}

/* The program's signals are not for our threads. */
static bool thread_start(struct workers *all)
{
	struct worker *w = &all->worker[all->n];
	sigset_t every, old;
	w->all = all;
	sigfillset(&every);
	pthread_sigmask(SIG_SETMASK, &every, &old);
	bool made = pthread_create(&w->thread, NULL, worker_main, w) == 0;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (made) {
		all->n++;
		all->holders++;
	}
	return made;
}

static unsigned queued(const struct workers *all)
{
	unsigned n = 0;
	for (const struct work *w = all->waiting.first; w && n <= all->idle; w = w->next)
		n++;
	return n;
}

bool workers_submit(struct workers *all, struct work *work)
{
	pthread_mutex_lock(&all->lock);
	bool taken =
		queued(all) < all->idle || all->n == THREADS_MAX || thread_start(all) || all->n;
	if (taken) {
		work->unwanted = work->done = false;
		queue_add(&all->waiting, work);
		pthread_cond_signal(&all->more);
	}
	pthread_mutex_unlock(&all->lock);
	return taken;
}

static bool queue_has(const struct queue *q, const struct work *work)
{
	return work->prev || q->first == work;
}

void workers_drop(struct workers *all, struct work *work)
{
	pthread_mutex_lock(&all->lock);
	bool ours = true;
	if (work->done)
		queue_remove(&all->done, work);
	else if (queue_has(&all->waiting, work))
		queue_remove(&all->waiting, work);
	else
		ours = false;
	work->unwanted = true;
	pthread_mutex_unlock(&all->lock);
	if (ours)
		work->destroy(work);
}

struct work *workers_collect(struct workers *all, struct io *io)
{
	pthread_mutex_lock(&all->lock);
	struct work *work = queue_take(&all->done);
	uint64_t count;
	if (!work)
		io_read(io, all->fd, &count, sizeof count);
	pthread_mutex_unlock(&all->lock);
	return work;
}

/* Idle threads are joined, so that nothing of them is left; the others end by themselves. */
void workers_free(struct workers *all, struct io *io)
{
	if (!all)
		return;
	pthread_t join[THREADS_MAX];
	unsigned joins = 0;
	struct work *work;
	pthread_mutex_lock(&all->lock);
	all->closing = true;
	pthread_cond_broadcast(&all->more);
	for (unsigned i = 0; i < all->n; i++) {
		if (all->worker[i].busy)
			pthread_detach(all->worker[i].thread);
		else
			join[joins++] = all->worker[i].thread;
	}
	while ((work = queue_take(&all->waiting)) || (work = queue_take(&all->done)))
		work->destroy(work);
	io_close(io, all->fd);
	release(all);
	for (unsigned i = 0; i < joins; i++)
		pthread_join(join[i], NULL);
}
