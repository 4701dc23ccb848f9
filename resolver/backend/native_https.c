/* The native backend's question for HTTPS records beside a lookup's A and AAAA (RFC 9460).
 *
 * It is a job of its own, with its own flows and timers, so that nothing that becomes of it touches
 * the addresses.  One candidate of the search list is asked for at a time, as its addresses are. */
#include <stdlib.h>
#include "resolver/backend/native.h"
#include "resolver/dns/code.h"
#include "resolver/lookup/addrs.h"
#include "resolver/lookup/https.h"

/* How long addresses that are there wait for it. */
#define HTTPS_GRACE (50 * (nsec)MILLISECOND)

struct https {
	struct job job;
	struct question question;
	struct task *task;
	struct https_path path;
	struct stub_reply *reply; /* that has services */
	nsec grace;               /* of the wait under way, 0: none */
	bool due;                 /* the exchange has begun, and this has not been asked yet */
	bool under_way, found;
};

void native_https_init(struct task *task)
{
	struct https *h = task->https = calloc(1, sizeof(*h)); /* without memory: without it */
	if (h)
		h->task = task;
}

static void stop(struct https *h)
{
	struct backend *b = h->task->owner;
	if (h->under_way)
		native_backend.cancel(b, &h->job);
	stub_reply_free(h->reply);
	h->reply = NULL;
	h->under_way = h->found = h->due = false;
	h->grace = 0;
}

void native_https_next(struct task *task, bool candidate)
{
	struct https *h = task->https;
	stop(h);
	h->due = candidate;
}

void native_https_fini(struct task *task)
{
	stop(task->https);
	free(task->https);
	task->https = NULL;
}

static void ask(struct https *h, nsec now);

/* The message of the reply that has services; false: only a path has been found. */
static bool services_message(const struct https *h, struct msg *m)
{
	return h->reply && msg_parse_answer(m, h->reply->message, h->reply->len);
}

/* Addresses to try while there are no others.  The request may be gone afterwards. */
static void tell_hints(struct https *h, nsec now)
{
	struct task *task = h->task;
	struct lookup *l = &task->lookup;
	const struct stub_service *services = NULL;
	struct addr_list hints;
	struct msg m;
	size_t n = 0;
	if (!task->job->partial || exchange_over(&l->exchange) || l->landed == STUB_OK ||
		!services_message(h, &m))
		return;
	void *memory = malloc(https_build(&m, &h->path, NULL, NULL, NULL));
	if (!memory)
		return;
	https_build(&m, &h->path, memory, &services, &n);
	addr_list_init(&hints);
	for (const struct stub_service *s = services; s < services + n; s++)
		for (size_t i = 0; s->flags & STUB_SERVICE_OWN && i < s->nhints; i++)
			if (l->family == AF_UNSPEC || l->family == s->hints[i].family)
				addr_list_add(&hints, &s->hints[i]);
	free(memory);
	struct stub_addrs *addrs =
		hints.count ? addrs_new(hints.at, hints.count, NULL, STUB_FROM_HINT) : NULL;
	addr_list_fini(&hints);
	if (addrs) {
		trace_step(l->tracer, now, "https: hints until there are addresses");
		task->job->partial(task->job, AF_UNSPEC, addrs);
	}
	stub_addrs_free(addrs);
}

static void https_done(struct job *job)
{
	struct https *h = (struct https *)job;
	nsec now = io_now();
	struct msg m;
	h->under_way = false;
	enum https_step step = HTTPS_NOTHING;
	bool answered = job->status == STUB_OK || job->status == STUB_NODATA;
	if (answered && job->reply && msg_parse_answer(&m, job->reply->message, job->reply->len))
		step = https_read(&m, &h->path);
	if (step == HTTPS_SERVICES) {
		h->reply = job->reply;
		job->reply = NULL;
	}
	job_clear(job);
	/* AliasMode that ends where there are no records still leads there (RFC 9460 3) */
	h->found = step == HTTPS_SERVICES || (answered && step == HTTPS_NOTHING && h->path.links &&
						     job->status == STUB_NODATA);
	trace_step(h->task->lookup.tracer, now, "https: %s",
		step == HTTPS_ALIAS ? "an alias, asked for in turn"
		: h->found          ? "there are services"
				    : "no services");
	if (h->task->bulk)
		native_bulk_touch(h->task->owner, h->task);
	if (step == HTTPS_ALIAS)
		ask(h, now);
	else if (step == HTTPS_SERVICES)
		tell_hints(h, now);
}

static void ask(struct https *h, nsec now)
{
	struct task *task = h->task;
	h->question = (struct question){ .type = TYPE_HTTPS, .class = CLASS_IN };
	name_copy(&h->question.name, &h->path.names[h->path.links]);
	h->job = (struct job){
		.kind = JOB_QUERY,
		.until = task->job->until,
		.question = &h->question,
		.done = https_done,
	};
	h->under_way = true;
	native_backend.start(task->owner, &h->job, now);
}

void native_https_ask(struct task *task, nsec now)
{
	struct https *h = task->https;
	if (!h->due)
		return;
	h->due = false;
	struct name name;
	ask_name(&task->lookup.exchange.asks[0], &name);
	https_begin(&h->path, &name);
	ask(h, now);
}

bool native_https_awaited(struct task *task, nsec now)
{
	struct https *h = task->https;
	if (!h->under_way || task->lookup.landed != STUB_OK)
		return false;
	if (!h->grace)
		h->grace =
			now + HTTPS_GRACE < task->job->until ? now + HTTPS_GRACE : task->job->until;
	if (now < h->grace)
		return true;
	trace_step(task->lookup.tracer, now, "https: not in time: going on without it");
	return false;
}

nsec native_https_until(const struct task *task)
{
	const struct https *h = task->https;
	return !h->grace ? NSEC_NEVER : h->under_way ? h->grace : 0;
}

static size_t round_up(size_t len)
{
	return (len + _Alignof(struct stub_service) - 1) / _Alignof(struct stub_service) *
	       _Alignof(struct stub_service);
}

bool native_https_place(struct task *task, const char *canonical)
{
	const struct https *h = task->https;
	const struct lookup *l = &task->lookup;
	struct job *job = task->job;
	struct msg m;
	if (!h->found)
		return job_place(job, l->addrs.at, l->addrs.count, canonical, l->source);
	const struct msg *reply = services_message(h, &m) ? &m : NULL;
	size_t own = round_up(addrs_size(l->addrs.count, canonical));
	size_t size = own + https_build(reply, &h->path, NULL, NULL, NULL);
	char *memory = job->room && size <= job->room_size ? job->room : malloc(size);
	if (!memory)
		return false;
	job->addrs = addrs_place(memory, l->addrs.at, l->addrs.count, canonical, l->source);
	https_build(reply, &h->path, memory + own, &job->addrs->services, &job->addrs->nservices);
	return true;
}
