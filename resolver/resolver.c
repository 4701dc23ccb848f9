/* The public resolver: options, jobs, and the one descriptor for event loops. */
#include "resolver/resolver.h"
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/dns/code.h"

enum { DEADLINE_MS = 30000, STRINGS = 8 };

struct stub_request {
	struct job job; /* first: a job is found by its request and the other way round */
	struct stub_resolver *resolver;
	struct stub_request *next, *previous; /* in one of the resolver's lists */
	const struct stub_events *events;
	void *arg;
	char text[]; /* the name */
};

static void request_stop(struct stub_request *request);

static void list_add(struct request_list *list, struct stub_request *request)
{
	request->next = NULL;
	request->previous = list->last;
	if (list->last)
		list->last->next = request;
	else
		list->first = request;
	list->last = request;
}

static void list_remove(struct request_list *list, struct stub_request *request)
{
	if (request->previous)
		request->previous->next = request->next;
	else
		list->first = request->next;
	if (request->next)
		request->next->previous = request->previous;
	else
		list->last = request->previous;
}

/* ---- opening and closing ---- */

static const struct backend_ops *find_backend(const char *name)
{
	for (const struct backend_ops *const *ops = backend_table; *ops; ops++)
		if (!name || !strcmp((*ops)->name, name))
			return *ops;
	return NULL;
}

/* Filled by whoever comes first; others wait the few instructions that it takes. */
const char *const *stub_backends(void)
{
	static const char *names[8];
	static atomic_int state; /* 1: being filled, 2: filled */
	int seen = 0;
	if (atomic_load(&state) == 2)
		return names;
	if (!atomic_compare_exchange_strong(&state, &seen, 1)) {
		while (atomic_load(&state) != 2)
			;
		return names;
	}
	unsigned n = 0;
	for (const struct backend_ops *const *ops = backend_table; *ops && n < 7; ops++)
		if (find_backend((*ops)->name) == *ops &&
			(ops == backend_table || *ops != backend_table[0]))
			names[n++] = (*ops)->name;
	atomic_store(&state, 2);
	return names;
}

int resolver_init(
	struct stub_resolver *r, const struct stub_options *options, void *room, size_t room_size)
{
	static const struct stub_options defaults = STUB_OPTIONS;
	r->options = options ? *options : defaults;
	r->io = (struct io){ .tracer = { r->options.trace, r->options.trace_arg } };
	r->requests = r->ended = (struct request_list){ 0 };
	r->dispatching = r->attached = false;
	r->strings = NULL;
	r->heap = NULL;
	r->detail[0] = '\0';
	waitset_init(&r->waits);
	loop_init(&r->loop);
	r->ops = find_backend(r->options.backend);
	if (!r->ops)
		return STUB_NOBACKEND;
	r->backend = room;
	if (r->ops->size > room_size) {
		r->backend = r->heap = calloc(1, r->ops->size);
		if (!r->heap)
			return STUB_NOMEMORY;
	}
	struct setup setup = { .io = &r->io, .options = &r->options, .detail = r->detail };
	int status = r->ops->open(r->backend, &setup);
	if (status == STUB_OK)
		return STUB_OK;
	r->ops->close(r->backend);
	free(r->heap);
	io_fini(&r->io);
	return status;
}

void resolver_fini(struct stub_resolver *r)
{
	r->dispatching = true; /* nobody will wait any more */
	for (struct stub_request *request;
		(request = r->requests.first ? r->requests.first : r->ended.first);) {
		request_stop(request);
		if (request->events->done)
			request->events->done(request->arg, STUB_CANCELED, NULL);
		free(request);
	}
	r->ops->close(r->backend);
	free(r->heap);
	waitset_fini(&r->waits);
	loop_fini(&r->loop, &r->io);
	io_fini(&r->io);
}

/* The options' strings, copied into one block that the resolver owns. */
static bool copy_strings(struct stub_options *o, char **out)
{
	const char **members[STRINGS] = { &o->backend, &o->servers, &o->resolv_conf, &o->hosts,
		&o->nsswitch_conf, &o->gai_conf, &o->nscd_socket, &o->services };
	size_t size = 1;
	for (unsigned i = 0; i < STRINGS; i++)
		size += *members[i] ? strlen(*members[i]) + 1 : 0;
	char *at = *out = malloc(size);
	for (unsigned i = 0; at && i < STRINGS; i++) {
		if (!*members[i])
			continue;
		size_t len = strlen(*members[i]) + 1;
		*members[i] = memcpy(at, *members[i], len);
		at += len;
	}
	return at;
}

int stub_resolver_new(const struct stub_options *options, struct stub_resolver **out)
{
	struct stub_options own = STUB_OPTIONS;
	if (options && options->size < sizeof(own.size))
		return STUB_INVALID;
	if (options) /* a caller built with another version's options: what both know */
		memcpy(&own, options, options->size < sizeof(own) ? options->size : sizeof(own));
	own.size = sizeof(own);
	if (own.why && own.why_size)
		own.why[0] = '\0';
	char *strings;
	struct stub_resolver *r = malloc(sizeof(*r));
	if (!r || !copy_strings(&own, &strings)) {
		free(r);
		return STUB_NOMEMORY;
	}
	int status = resolver_init(r, &own, NULL, 0);
	if (status != STUB_OK) {
		if (own.why && own.why_size)
			snprintf(own.why, own.why_size, "%s",
				r->detail[0] ? r->detail : stub_strerror(status));
		free(strings);
		free(r);
		return status;
	}
	r->strings = strings;
	*out = r;
	return STUB_OK;
}

void stub_resolver_free(struct stub_resolver *r)
{
	if (!r)
		return;
	resolver_fini(r);
	free(r->strings);
	free(r);
}

int stub_resolver_stats(const struct stub_resolver *r, struct stub_stats *out)
{
	struct stub_stats own = STUB_STATS;
	if (out->size < sizeof(own.size))
		return STUB_INVALID;
	if (!r->ops->stats)
		return STUB_UNSUPPORTED;
	r->ops->stats(r->backend, io_now(), &own);
	own.size = out->size; /* a caller built with another version's: what both know */
	memcpy(out, &own, out->size < sizeof(own) ? out->size : sizeof(own));
	return STUB_OK;
}

const char *stub_resolver_backend(const struct stub_resolver *r)
{
	return r->ops->name;
}

const char *stub_resolver_detail(const struct stub_resolver *r)
{
	return r->detail;
}

/* ---- blocking ---- */

static nsec deadline(const struct stub_resolver *r, nsec now)
{
	unsigned ms = r->options.deadline_ms;
	return now + (ms ? ms : (unsigned)DEADLINE_MS) * (nsec)MILLISECOND;
}

static void job_begin(struct stub_resolver *r, struct job *job, nsec now)
{
	job->ended = false;
	job->addrs = NULL;
	job->reply = NULL;
	job->names = NULL;
	job->detail[0] = '\0';
	if (!job->until)
		job->until = deadline(r, now);
	if (r->ops->kinds & job->kind)
		r->ops->start(r->backend, job, now);
	else
		job_end(job, STUB_UNSUPPORTED);
}

/* The job's own words about its failure, the status' where it has none. */
static void keep_detail(struct stub_resolver *r, const struct job *job)
{
	const char *detail = job->detail[0] ? job->detail : stub_strerror(job->status);
	size_t len = strnlen(detail, DETAIL_TEXT - 1);
	memcpy(r->detail, detail, len);
	r->detail[len] = '\0';
}

void resolver_say(struct stub_resolver *r, int status)
{
	struct text t;
	text_init(&t, r->detail, DETAIL_TEXT);
	text_put(&t, stub_strerror(status));
}

int resolver_run(struct stub_resolver *r, struct job *job)
{
	nsec now = io_now();
	job->blocking = true;
	job->done = NULL;
	job->partial = NULL;
	job_begin(r, job, now);
	while (!job->ended) {
		waitset_reset(&r->waits);
		r->ops->prepare(r->backend, &r->waits, now);
		/* without memory for all descriptors: look again soon */
		waitset_until(&r->waits, r->waits.full ? now + 10 * MILLISECOND : NSEC_NEVER);
		io_poll(&r->io, r->waits.fds, r->waits.n, r->waits.until);
		now = io_now();
		r->ops->dispatch(r->backend, &r->waits, now);
	}
	if (job->status != STUB_OK)
		keep_detail(r, job);
	return job->status;
}

/* Makes the one descriptor wait for what the backend waits for now. */
static void rearm(struct stub_resolver *r)
{
	if (r->ops->attach) {
		io_close_flush(&r->io);
		if (r->attached)
			r->ops->wake(r->backend);
		return;
	}
	nsec now = io_now();
	waitset_reset(&r->waits);
	r->ops->prepare(r->backend, &r->waits, now);
	waitset_until(&r->waits, r->ended.first  ? 0
				 : r->waits.full ? now + 10 * MILLISECOND
						 : NSEC_NEVER);
	io_close_flush(&r->io);
	loop_arm(&r->loop, &r->io, &r->waits);
}

/* Requests go on meanwhile: they may wait for something else in the end, or for nothing more. */
int resolver_run_between(struct stub_resolver *r, struct job *job)
{
	bool inside = r->dispatching; /* of a done() */
	r->dispatching = true;
	int status = resolver_run(r, job);
	r->dispatching = inside;
	io_close_flush(&r->io);
	if ((r->requests.first || r->ended.first) && !inside)
		rearm(r);
	return status;
}

int stub_lookup(struct stub_resolver *r, const char *name, int family, struct stub_addrs **out)
{
	if (family != AF_UNSPEC && family != AF_INET && family != AF_INET6) {
		resolver_say(r, STUB_INVALID);
		return STUB_INVALID;
	}
	struct job job;
	job.kind = JOB_LOOKUP;
	job.until = 0;
	job.text = name;
	job.family = family;
	job.room = NULL;
	job.room_size = 0;
	int status = resolver_run_between(r, &job);
	if (status == STUB_OK)
		*out = job.addrs;
	return status;
}

int stub_query(struct stub_resolver *r, const char *name, uint16_t type, struct stub_reply **out)
{
	struct job job;
	job.kind = JOB_QUERY;
	job.until = 0;
	struct question question = { .type = type, .class = CLASS_IN };
	job.question = &question;
	job.room = NULL;
	job.room_size = 0;
	*out = NULL;
	if (!name_from_text(&question.name, name)) {
		resolver_say(r, STUB_BADNAME);
		return STUB_BADNAME;
	}
	int status = resolver_run_between(r, &job);
	*out = job.reply;
	return status;
}

void stub_addrs_free(struct stub_addrs *addrs)
{
	free(addrs);
}

void stub_reply_free(struct stub_reply *reply)
{
	free(reply);
}

/* ---- event loops ---- */

static void request_partial(struct job *job, int family, const struct stub_addrs *addrs)
{
	struct stub_request *request = (struct stub_request *)job;
	request->events->partial(request->arg, family, addrs);
}

/* The end is told by dispatch(), also when start() already knew it: done() never runs inside
 * stub_start(). */
static void request_ended(struct job *job)
{
	struct stub_request *request = (struct stub_request *)job;
	list_remove(&request->resolver->requests, request);
	list_add(&request->resolver->ended, request);
}

static void request_tell(struct stub_request *request)
{
	struct stub_resolver *r = request->resolver;
	const struct job *job = &request->job;
	request->resolver = NULL;
	if (job->status != STUB_OK)
		keep_detail(r, job);
	if (request->events->done)
		request->events->done(request->arg, job->status, job->addrs);
	else
		stub_addrs_free(job->addrs);
	free(request);
}

int stub_resolver_fd(struct stub_resolver *r)
{
	if (!r->ops->attach)
		return loop_open(&r->loop, &r->io);
	int fd = r->ops->attach(r->backend);
	r->attached = fd >= 0;
	if (fd < 0)
		errno = -fd;
	return fd < 0 ? -1 : fd;
}

/* What has ended so far: what ends meanwhile waits for the next round. */
static void tell(struct stub_resolver *r)
{
	const struct stub_request *last = r->ended.last;
	for (struct stub_request *request; last && (request = r->ended.first);) {
		bool is_last = request == last;
		list_remove(&r->ended, request);
		request_tell(request);
		if (is_last)
			break;
	}
}

static void dispatch_many(struct stub_resolver *r)
{
	r->dispatching = true;
	r->ops->gather(r->backend);
	tell(r);
	r->ops->flush(r->backend);
	if (r->ended.first) /* what had just begun needed nobody */
		r->ops->wake(r->backend);
	r->dispatching = false;
	io_close_flush(&r->io);
}

void stub_resolver_dispatch(struct stub_resolver *r)
{
	if (r->ops->attach) {
		if (r->attached)
			dispatch_many(r);
		return;
	}
	nsec now = io_now();
	waitset_reset(&r->waits);
	r->ops->prepare(r->backend, &r->waits, now);
	if (r->waits.n)
		io_poll(&r->io, r->waits.fds, r->waits.n, 0);
	r->dispatching = true;
	r->ops->dispatch(r->backend, &r->waits, now);
	tell(r);
	r->dispatching = false;
	rearm(r);
}

int stub_start(struct stub_resolver *r, const char *name, int family,
	const struct stub_events *events, void *arg, struct stub_request **out)
{
	if (family != AF_UNSPEC && family != AF_INET && family != AF_INET6) {
		resolver_say(r, STUB_INVALID);
		return STUB_INVALID;
	}
	if (!r->attached && stub_resolver_fd(r) < 0)
		return STUB_SYSTEM;
	size_t len = strlen(name) + 1;
	struct stub_request *request = malloc(sizeof(*request) + len);
	if (!request)
		return STUB_NOMEMORY;
	struct job *job = &request->job;
	job->kind = JOB_LOOKUP;
	job->blocking = false;
	job->until = 0;
	job->text = memcpy(request->text, name, len);
	job->family = family;
	job->room = NULL;
	job->room_size = 0;
	job->partial = events->partial ? request_partial : NULL;
	job->done = request_ended;
	request->resolver = r;
	request->events = events;
	request->arg = arg;
	list_add(&r->requests, request);
	job_begin(r, &request->job, io_now());
	if (!r->dispatching)
		rearm(r);
	*out = request;
	return STUB_OK;
}

/* Nothing is under way for it any more, and nothing will be told. */
static void request_stop(struct stub_request *request)
{
	struct stub_resolver *r = request->resolver;
	list_remove(request->job.ended ? &r->ended : &r->requests, request);
	if (request->job.ended)
		stub_addrs_free(request->job.addrs);
	else
		r->ops->cancel(r->backend, &request->job);
	request->resolver = NULL;
}

void stub_cancel(struct stub_request *request)
{
	struct stub_resolver *r = request->resolver;
	if (!r) /* in its own done(): it goes when that returns */
		return;
	request_stop(request);
	free(request);
	if (!r->dispatching)
		rearm(r);
}
