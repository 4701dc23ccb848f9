/* The native backend: lookups and exchanges driven with system calls.  What its files share. */
#ifndef BACKEND_NATIVE_H
#define BACKEND_NATIVE_H

#include "resolver/backend/backend.h"
#include "resolver/backend/timers.h"
#include "resolver/conf/reload.h"
#include "resolver/io/bulk.h"
#include "resolver/io/source.h"
#include "resolver/lookup/lookup.h"
#include "resolver/nscd/map.h"

enum {
	NSCD_REST = 100, /* lookups without a try after the daemon was of no use */
	NSCD_SILENT = 3, /* replies in a row that have to be missing for that */
};
#define NSCD_PATIENCE (300 * (nsec)MILLISECOND)
#define NSCD_MAP_AGE (NSCD_MAP_TIMEOUT * (nsec)SECOND)

/* The configuration of a moment, kept while a task that began under it runs. */
struct generation {
	unsigned users;
	struct system_conf conf;
	struct engine engine;
};

/* One job under way. */
struct task {
	struct backend *owner;
	struct job *job;
	struct task *next, *previous;
	struct generation *generation; /* NULL until the configuration was needed */
	unsigned slot;                 /* in the waitset: of its first descriptor */
	bool dead;                     /* cancelled while dispatch() runs */
	bool bulk;                     /* one of many: native_bulk.c's */
	bool begun;                    /* bulk: no longer among the fresh */
	bool starved, listed;          /* bulk: wants a descriptor; waits among the starved */
	struct timer timer;            /* bulk: its next deadline */
	bulk_lease leases[FLOWS_MAX][QUESTIONS_MAX]; /* bulk: what its UDP flows wait on */
	int status;                                  /* QUERY: how it ended */
	int nscd;                                    /* descriptor, -1: none */
	unsigned char *nscd_reply;
	size_t nscd_have;
	nsec nscd_until;
	struct https *https;  /* the HTTPS question beside a lookup; NULL: none */
	struct lookup lookup; /* QUERY: its exchange alone */
};

/* What is known of nscd.  All zeros at the start. */
struct nscd_link {
	unsigned silent;     /* replies in a row that did not come, or not whole */
	unsigned rest;       /* lookups without the daemon that are left */
	unsigned map_rest;   /* lookups by its socket alone that are left */
	bool met;            /* it has taken a question */
	int asking;          /* descriptor where the map was asked for, plus 1; 0: none */
	nsec patience;       /* until when that may take */
	nsec map_until;      /* until when the map is believed to be its daemon's */
	struct nscd_map map; /* data NULL: none */
};

struct backend {
	struct setup setup;
	struct system_files files;
	struct source_cache sources;
	struct generation first, *current;
	struct nscd_link nscd;
	bool localdomain, dispatching, first_task_used;
	struct task first_task, *tasks; /* the first one costs no allocation; not those of bulk */
	struct native_bulk *bulk;       /* NULL until native_attach() */
	unsigned bulk_slot;             /* in the waitset of a blocking call */
	uint8_t in[QUESTIONS_MAX][TCP_MESSAGE];
};

struct task_list {
	struct task *first, *last;
};

/* Lookups by the thousand: what they share. */
struct native_bulk {
	struct bulk io;
	struct timers timers;
	struct task_list fresh, starved; /* to be begun; to be tried again */
	struct task *buried;             /* cancelled while somebody was told something */
	struct task *spare;              /* memory for the next ones */
	unsigned tasks, nspare;
	bool gathering;
	nsec now, looked; /* looked: when the files were looked at */
};

/* native_flows.c: does what the exchange wants done until there is nothing, or nothing that is
 * possible now */
void native_pump(struct backend *b, struct task *task, nsec now);
/* Reads those of the task's flows that fds, in their order, says are ready; verdicts are taken as
 * they come. */
void native_read(
	struct backend *b, struct task *task, const struct pollfd *fds, unsigned nfds, nsec now);
void native_read_tcp(struct backend *b, struct task *task, struct flow *f, nsec now);

/* native.c: hands on what the exchange has settled */
void native_take(struct task *task);
/* Begins a lookup or query, and goes on with one until it has to wait: false: it is over and gone.
 */
bool native_begin(struct backend *b, struct task *task, nsec now);
bool native_advance(struct backend *b, struct task *task, enum lookup_want want, nsec now);
void native_task_init(struct backend *b, struct task *task, struct job *job);
/* All that the task holds but its own memory and its flows. */
void native_task_fini(struct backend *b, struct task *task);

/* native_bulk.c: tasks that share sockets, timers and one descriptor */
int native_attach(struct backend *b);
void native_gather(struct backend *b);
void native_flush(struct backend *b);
void native_wake(struct backend *b);
void native_bulk_start(struct backend *b, struct job *job);
void native_bulk_cancel(struct backend *b, struct task *task);
void native_bulk_free(struct backend *b, struct task *task);
void native_bulk_close(struct backend *b);
/* The task is to be advanced soon, whatever it waits for. */
void native_bulk_touch(struct backend *b, struct task *task);
/* One thing that the exchange wants done with a UDP flow; false: not now. */
bool native_bulk_out(struct backend *b, struct task *task, const struct out *out, nsec now);

/* native_nscd.c: asks the daemon: WANT_NSCD while it may answer, else what the lookup wants next */
enum lookup_want native_ask_nscd(struct backend *b, struct task *task, nsec now);
enum lookup_want native_read_nscd(struct backend *b, struct task *task, bool readable, nsec now);
/* Gives back the map and what is under way for it. */
void native_nscd_close(struct backend *b);

/* native_https.c, for tasks with task->https.  init: a lookup that is to ask for HTTPS records as
 * well. */
void native_https_init(struct task *task);
/* What was asked for is not wanted any more; candidate: the lookup's exchange has begun anew. */
void native_https_next(struct task *task, bool candidate);
/* Asks, once an exchange. */
void native_https_ask(struct task *task, nsec now);
/* Whether addresses that are there are to wait for it. */
bool native_https_awaited(struct task *task, nsec now);
/* When a lookup that awaits it has to be advanced; NSEC_NEVER: it does not. */
nsec native_https_until(const struct task *task);
/* job_place() with what has come; false: no memory. */
bool native_https_place(struct task *task, const char *canonical);
void native_https_fini(struct task *task);

/* native_detail.c: sets the job's detail; v NULL: no server was behind it */
void native_describe(const struct task *task, int status, const struct verdict *v);
void native_stats(const struct backend *b, nsec now, struct stub_stats *out);

#endif
