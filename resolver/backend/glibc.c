/* The glibc backend: queries by res_nsend(3), lookups by getaddrinfo(3), on the caller's thread or
 * on a worker.
 *
 * Neither can be interrupted: canceling or a deadline detaches.  A blocking job runs on the
 * caller's thread, where only glibc's own timeouts end it, unless a deadline or settings of its own
 * ask for a worker. */
#include "resolver/backend/backend.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/backend/glibc.h"
#include "resolver/text.h"

enum { PATIENCE = 25 }; /* seconds: a deadline this far away is left to glibc's timeouts */

struct backend {
	struct setup setup;
	struct io *io;
	struct settings settings;
	struct workers *workers;   /* NULL until needed */
	struct task *first, *last; /* on workers, oldest first */
};

static void end_lookup(struct job *job, const struct addrinfo *found)
{
	size_t n = 0;
	for (const struct addrinfo *a = found; a; a = a->ai_next)
		n++;
	struct stub_addr *list = malloc((n ? n : 1) * sizeof *list);
	if (!list) {
		job_end(job, STUB_NOMEMORY);
		return;
	}
	n = 0;
	for (const struct addrinfo *a = found; a; a = a->ai_next)
		n += addr_from_system(&list[n], a->ai_addr, a->ai_addrlen);
	job_found(job, list, n, found && found->ai_canonname ? found->ai_canonname : job->text);
	free(list);
}

/* Of a task that has run; frees it. */
static void end_task(struct backend *b, struct task *task)
{
	struct job *job = task->job;
	trace_step(&b->io->tracer, io_now(), "glibc: end of %s: %s",
		job->kind == JOB_QUERY ? "res_nsend" : "getaddrinfo", stub_strerror(task->status));
	job->state = NULL;
	job->reply = task->reply;
	task->reply = NULL;
	memcpy(job->detail, task->detail, sizeof job->detail);
	if (job->kind == JOB_LOOKUP && task->status == STUB_OK)
		end_lookup(job, task->found);
	else
		job_end(job, task->status);
	task_destroy(&task->work);
}

static void list_add(struct backend *b, struct task *task)
{
	task->prev = b->last;
	if (b->last)
		b->last->next = task;
	else
		b->first = task;
	b->last = task;
}

static void list_remove(struct backend *b, struct task *task)
{
	if (task->prev)
		task->prev->next = task->next;
	else
		b->first = task->next;
	if (task->next)
		task->next->prev = task->prev;
	else
		b->last = task->prev;
}

/* The vtable */

static int glibc_open(struct backend *b, const struct setup *setup)
{
	const struct stub_options *o = setup->options;
	struct resolv_conf conf;
	struct text t;
	b->setup = *setup;
	b->io = setup->io;
	text_init(&t, setup->detail, setup->detail ? DETAIL_TEXT : 0);
	if (o->resolv_conf) {
		text_put(&t, "glibc cannot be given another resolv.conf");
		return STUB_UNSUPPORTED;
	}
	if (o->flags & (STUB_EDNS | STUB_0X20) || o->grace_ms) {
		text_printf(&t, "glibc cannot be given %s",
			o->flags & STUB_EDNS   ? "EDNS but by resolv.conf"
			: o->flags & STUB_0X20 ? "letters of random case to ask in"
					       : "a grace for the late family");
		return STUB_UNSUPPORTED;
	}
	resolv_conf_init(&conf);
	if (!setup_servers(setup, &conf))
		return STUB_INVALID;
	if (o->servers && conf.nservers > MAXNS) {
		text_printf(&t, "glibc takes %d servers at most", MAXNS);
		return STUB_UNSUPPORTED;
	}
	b->settings.nservers = o->servers ? conf.nservers : 0;
	memcpy(b->settings.server, conf.server, sizeof b->settings.server);
	b->settings.timeout_s = o->timeout_ms / 1000 + (o->timeout_ms % 1000 != 0);
	b->settings.attempts = o->attempts;
	b->settings.no_search = o->flags & STUB_NO_SEARCH;
	return STUB_OK;
}

static void glibc_close(struct backend *b)
{
	workers_free(b->workers, b->io);
}

static const char *lookup_lacks(const struct stub_options *o)
{
	if (o->hosts)
		return "be given another hosts file";
	if (o->nsswitch_conf)
		return "be given another nsswitch.conf";
	if (o->gai_conf)
		return "be given another gai.conf";
	if (o->nscd_socket)
		return "be given another nscd socket";
	if (o->flags & STUB_NO_NSCD)
		return "leave nscd out";
	return o->flags & STUB_NO_HOSTS ? "leave the hosts file out" : NULL;
}

static struct task *task_new(struct backend *b, struct job *job)
{
	size_t len = job->kind == JOB_LOOKUP ? strlen(job->text) : 0;
	struct task *task = calloc(1, sizeof *task + len + 1);
	if (!task)
		return NULL;
	task->work = (struct work){ .run = task_run, .destroy = task_destroy };
	task->settings = b->settings;
	task->kind = job->kind;
	task->family = job->family;
	task->job = job;
	if (job->kind == JOB_LOOKUP)
		memcpy(task->text, job->text, len + 1);
	else
		task->question = *job->question;
	if (job->kind == JOB_LOOKUP || io_random(b->io, &task->id, sizeof task->id))
		return task;
	free(task);
	return NULL;
}

static bool on_this_thread(const struct backend *b, const struct job *job, nsec now)
{
	return job->blocking && b->setup.options->deadline_ms == 0 &&
	       !(job->kind == JOB_LOOKUP && settings_any(&b->settings)) && job->until > now &&
	       job->until - now >= (nsec)PATIENCE * SECOND;
}

static void submit(struct backend *b, struct task *task)
{
	struct job *job = task->job;
	if (!b->workers)
		b->workers = workers_new(b->io);
	if (b->workers && workers_submit(b->workers, &task->work)) {
		job->state = task;
		list_add(b, task);
		return;
	}
	task_say_errno(task, "no thread", errno);
	task->status = STUB_SYSTEM;
	end_task(b, task);
}

static void glibc_start(struct backend *b, struct job *job, nsec now)
{
	const char *lack = job->kind == JOB_LOOKUP ? lookup_lacks(b->setup.options) : NULL;
	if (lack) {
		struct text t;
		text_init(&t, job->detail, sizeof job->detail);
		text_printf(&t, "glibc's getaddrinfo cannot %s", lack);
		job_end(job, STUB_UNSUPPORTED);
		return;
	}
	struct task *task = task_new(b, job);
	if (!task) {
		job_end(job, STUB_NOMEMORY);
		return;
	}
	trace_step(&b->io->tracer, now, "glibc: %s (its system calls are not traced)",
		job->kind == JOB_QUERY ? "res_nsend" : "getaddrinfo");
	if (on_this_thread(b, job, now)) {
		task_run(&task->work);
		end_task(b, task);
	} else {
		submit(b, task);
	}
}

static void detach(struct backend *b, struct task *task)
{
	task->job->state = NULL;
	list_remove(b, task);
	workers_drop(b->workers, &task->work);
}

static void glibc_cancel(struct backend *b, struct job *job)
{
	if (job->state)
		detach(b, job->state);
}

static void glibc_prepare(struct backend *b, struct waitset *w, nsec now)
{
	(void)now;
	if (!b->first)
		return;
	waitset_add(w, workers_fd(b->workers), POLLIN);
	for (const struct task *task = b->first; task; task = task->next)
		waitset_until(w, task->job->until);
}

static struct task *first_expired(const struct backend *b, nsec now)
{
	struct task *task = b->first;
	while (task && task->job->until > now)
		task = task->next;
	return task;
}

static void glibc_dispatch(struct backend *b, const struct waitset *w, nsec now)
{
	(void)w;
	struct work *work;
	struct task *task;
	if (!b->workers)
		return;
	while ((work = workers_collect(b->workers, b->io))) {
		task = (struct task *)work;
		list_remove(b, task);
		end_task(b, task);
	}
	/* from the head each time: an end may start and cancel others */
	while ((task = first_expired(b, now))) {
		struct job *job = task->job;
		struct text t;
		detach(b, task);
		text_init(&t, job->detail, sizeof job->detail);
		text_put(&t, "glibc had no answer by the deadline");
		job_end(job, STUB_TIMEOUT);
	}
}

const struct backend_ops glibc_backend = {
	.name = "glibc",
	.kinds = JOB_QUERY | JOB_LOOKUP,
	.size = sizeof(struct backend),
	.open = glibc_open,
	.close = glibc_close,
	.start = glibc_start,
	.cancel = glibc_cancel,
	.prepare = glibc_prepare,
	.dispatch = glibc_dispatch,
};
