/* Work that blocks, done on other threads, its ends announced on one descriptor.
 *
 * All functions are called from the owner's thread; only run() runs elsewhere.  A piece of work is
 * freed by whoever is the last to hold it, so that it can be given up while it runs. */
#ifndef BACKEND_WORKER_H
#define BACKEND_WORKER_H

#include <stdbool.h>
#include "resolver/io/io.h"

/* The first member of a larger struct from malloc. */
struct work {
	struct work *next, *prev;
	void (*run)(struct work *work);     /* on a worker: touches nothing but the work */
	void (*destroy)(struct work *work); /* frees it, on any thread, once */
	bool unwanted, done;                /* the workers' */
};

struct workers;

/* NULL, and errno set: no memory or no descriptor.  io is used by the owner's calls only. */
struct workers *workers_new(struct io *io);
/* Frees what is idle or done; a worker that runs something frees that and itself when it can.  NULL
 * is allowed. */
void workers_free(struct workers *all, struct io *io);
/* Readable when workers_collect() has something to give. */
int workers_fd(const struct workers *all);

/* False: no thread can be had, the work is still the caller's.  Else it is given back by
 * workers_collect() when it is done. */
bool workers_submit(struct workers *all, struct work *work);
/* Nobody waits for it any more: it is not given back, but destroyed, now or when it ends. */
void workers_drop(struct workers *all, struct work *work);
/* One that is done and now the caller's; NULL: none, and the descriptor is no longer readable. */
struct work *workers_collect(struct workers *all, struct io *io);

#endif
