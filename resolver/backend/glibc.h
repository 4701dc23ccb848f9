/* One job of the glibc backend, apart from the thread that runs it. */
#ifndef BACKEND_GLIBC_H
#define BACKEND_GLIBC_H

#include <netdb.h>
#include <resolv.h>
#include "resolver/backend/backend.h"
#include "resolver/backend/worker.h"

/* What res_state is to say instead of resolv.conf. */
struct settings {
	union address server[MAXNS];
	unsigned nservers; /* 0: resolv.conf's, and so below */
	unsigned timeout_s, attempts;
	bool no_search;
};

bool settings_any(const struct settings *s);

/* A job as a worker sees it: everything it needs, owned. */
struct task {
	struct work work;
	struct settings settings;
	enum job_kind kind;
	int family;
	uint16_t id;
	struct question question;
	/* results */
	int status;
	struct stub_reply *reply;
	struct addrinfo *found;
	char detail[DETAIL_TEXT];
	/* the owner's thread's */
	struct task *next, *prev;
	struct job *job;
	char text[];
};

/* The functions of its work.  A lookup with settings changes the thread's _res: on a worker only.
 */
void task_run(struct work *work);
void task_destroy(struct work *work);
void task_say_errno(struct task *task, const char *who, int error);

#endif
