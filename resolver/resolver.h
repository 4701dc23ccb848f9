/* A resolver on the caller's memory, for the programs: fetch looks up without touching the heap. */
#ifndef RESOLVER_RESOLVER_H
#define RESOLVER_RESOLVER_H

#include "resolver/backend/backend.h"
#include "resolver/loop.h"

struct stub_request;

struct stub_resolver {
	struct io io;
	struct stub_options options; /* strings are the caller's: they outlive the resolver */
	const struct backend_ops *ops;
	struct backend *backend;
	struct waitset waits;
	struct request_list {
		struct stub_request *first, *last;
	} requests, ended; /* under way; over, which is still to be told */
	char *strings;     /* what stub_resolver_new() copied, else NULL */
	void *heap;        /* the backend's memory when it is from malloc, else NULL */
	struct loop loop;
	bool dispatching, attached; /* attached: the descriptor is the backend's */
	char detail[DETAIL_TEXT];
};

/* Room enough for the native backend: it is not touched before it is used. */
enum { RESOLVER_ROOM = 192 * 1024 };

/* Initialises r with the backend `options->backend` of backend_table; room (aligned for anything,
 * may be NULL) is used for the backend when it is large enough.  A stub_status; on failure there is
 * nothing to finish. */
int resolver_init(
	struct stub_resolver *r, const struct stub_options *options, void *room, size_t room_size);
void resolver_fini(struct stub_resolver *r);

/* Runs one job to its end: blocks.  The caller has set kind, the question or text and family, and
 * perhaps room; until 0: the options' deadline.  Returns job->status; results are in the job.  What
 * io_close_later() gathered is left to the caller. */
int resolver_run(struct stub_resolver *r, struct job *job);
/* The same for one of a public resolver's blocking calls, which may come between and within its
 * requests. */
int resolver_run_between(struct stub_resolver *r, struct job *job);
/* What stub_resolver_detail() says of a failure that no job is behind. */
void resolver_say(struct stub_resolver *r, int status);

#endif
