/* The native backend: drives lookups and exchanges with system calls. */
#include "resolver/backend/native.h"
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/dns/code.h"
#include "resolver/lookup/addrs.h"
#include "resolver/lookup/host_name.h"
#include "resolver/lookup/select.h"
#include "resolver/resolver.h"

_Static_assert(sizeof(struct backend) <= RESOLVER_ROOM, "fetch would have to call malloc");

static bool draw(void *arg, void *out, size_t len)
{
	return io_random(arg, out, len);
}

/* ---- configuration ---- */

static void generation_ready(struct backend *b, struct generation *g)
{
	engine_configure(&g->engine, &g->conf.resolv, b->setup.options);
	g->engine.random = draw;
	g->engine.random_arg = b->setup.io;
	g->engine.tracer = &b->setup.io->tracer;
}

/* The configuration as the files are now.  Tasks under way keep the one they started with. */
static void refresh(struct backend *b, nsec now)
{
	if (b->bulk && b->bulk->looked == now) /* for all that begin at this moment */
		return;
	if (b->bulk)
		b->bulk->looked = now;
	unsigned changed = system_files_changed(&b->files, now);
	if (!changed)
		return;
	if (changed & (WATCH_ROUTES | 1u << CONF_GAI))
		source_cache_clear(&b->sources);
	if (changed & WATCH_ROUTES)
		engine_moved(&b->current->engine);
	if (changed & 1u << CONF_GAI)
		b->files.policy_read = false;
	if (changed & 1u << CONF_NSSWITCH || changed & 1u << CONF_RESOLV) {
		struct generation *next = b->current;
		if (next->users) {
			next = malloc(sizeof(*next));
			if (next) {
				*next = *b->current;
				next->users = 0;
				b->current = next;
			}
		}
		if (next) { /* else the old one stays: the next change is another chance */
			system_conf_read(&b->files, changed, &next->conf);
			generation_ready(b, next);
		}
	}
	if (changed & 1u << CONF_HOSTS && !(b->setup.options->flags & STUB_NO_HOSTS))
		system_hosts_read(&b->files);
	if (changed & 1u << CONF_ALIASES)
		system_aliases_read(&b->files);
}

static void generation_leave(struct backend *b, struct generation *g)
{
	if (g && --g->users == 0 && g != b->current && g != &b->first)
		free(g);
}

/* ---- the end of a task ---- */

void native_task_fini(struct backend *b, struct task *task)
{
	if (task->nscd >= 0)
		io_close_later(b->setup.io, task->nscd);
	free(task->nscd_reply);
	lookup_fini(&task->lookup);
	generation_leave(b, task->generation);
}

static void task_free(struct backend *b, struct task *task)
{
	if (task->bulk) {
		native_bulk_free(b, task);
		return;
	}
	native_task_fini(b, task);
	if (task->previous)
		task->previous->next = task->next;
	else
		b->tasks = task->next;
	if (task->next)
		task->next->previous = task->previous;
	if (task == &b->first_task)
		b->first_task_used = false;
	else
		free(task);
}

/* Ends the task and its job; task is gone. */
static void finish(struct backend *b, struct task *task, int status)
{
	struct job *job = task->job;
	if (task->https)
		native_https_fini(task);
	task_free(b, task);
	job_end(job, status);
}

/* Which rule stands between each address and the next. */
static void trace_order(const struct tracer *tracer, const struct destination *v, size_t n)
{
	nsec now = io_now();
	for (size_t i = 1; i < n; i++) {
		char text[2][INET6_ADDRSTRLEN] = { "", "" };
		inet_ntop(v[i - 1].addr.family, v[i - 1].addr.octets, text[0], sizeof(text[0]));
		inet_ntop(v[i].addr.family, v[i].addr.octets, text[1], sizeof(text[1]));
		trace_step(tracer, now, "order: %s before %s, %s", text[0], text[1],
			select_reason(&v[i - 1], &v[i]));
	}
}

/* RFC 6724 order */
static bool sort_addresses(struct backend *b, struct addr_list *addrs)
{
	enum { FEW = 32 };
	struct destination few[FEW], *v = few;
	if (addrs->count < 2 || b->setup.options->flags & STUB_NO_SORT)
		return true;
	if (addrs->count > FEW && !(v = malloc(addrs->count * sizeof(*v))))
		return false;
	const struct resolv_conf *conf = &b->current->conf.resolv;
	for (size_t i = 0; i < addrs->count; i++)
		v[i] = (struct destination){ .addr = addrs->at[i],
			.sort = conf->nsort ? (uint8_t)sortlist_place(conf, &addrs->at[i]) : 0 };
	source_find(b->setup.io, v, addrs->count, &b->sources);
	select_order(v, addrs->count, system_policy(&b->files));
	if (tracing(&b->setup.io->tracer))
		trace_order(&b->setup.io->tracer, v, addrs->count);
	for (size_t i = 0; i < addrs->count; i++)
		addrs->at[i] = v[i].addr;
	if (v != few)
		free(v);
	return true;
}

static void finish_lookup(struct backend *b, struct task *task, nsec now)
{
	struct lookup *l = &task->lookup;
	struct job *job = task->job;
	int status = l->status;
	if (status != STUB_OK) {
		struct verdict cause;
		native_describe(task, status, lookup_cause(l, &cause) ? &cause : NULL);
		finish(b, task, status);
		return;
	}
	if (job->kind == JOB_REVERSE) {
		job->names = names_new(&l->names, l->source);
		finish(b, task, job->names ? STUB_OK : STUB_NOMEMORY);
		return;
	}
	char canonical[NAME_TEXT];
	struct text t;
	text_init(&t, canonical, sizeof(canonical));
	if (l->canonical.len)
		host_name_to_text(&l->canonical, &t);
	/* nscd has answered: nobody has looked at the files and routes yet */
	if (!task->generation && l->addrs.count > 1)
		refresh(b, now);
	const char *name = t.len ? canonical : NULL;
	if (!sort_addresses(b, &l->addrs) ||
		!(task->https ? native_https_place(task, name)
			      : job_place(job, l->addrs.at, l->addrs.count, name, l->source)))
		status = STUB_NOMEMORY;
	finish(b, task, status);
}

static void finish_query(struct task *task, const struct ask *ask)
{
	struct job *job = task->job;
	const struct verdict *v = &ask->verdict;
	int status = v->status;
	if (v->reply.data) {
		char server[ADDRESS_TEXT];
		address_to_text(&task->generation->engine.servers[v->server], server);
		job->reply =
			reply_new(v->reply.data, v->reply.size, server, v->transport, v->elapsed);
		if (job->reply) /* AD as it may be passed on */
			put_u16((uint8_t *)job->reply->message + 2, v->reply.flags);
		if (status == STUB_OK)
			status = job->reply ? reply_status(v->reply.data, v->reply.size)
					    : STUB_NOMEMORY;
	}
	if (status != STUB_OK)
		native_describe(task, status, v);
	task->status = status;
}

/* ---- tasks ---- */

/* Apart from native_take(), which most lookups pass without it: room for sorting costs. */
__attribute__((noinline)) static void partial(struct task *task, const struct ask *ask)
{
	struct lookup *l = &task->lookup;
	int family = ask->question.type == TYPE_A ? AF_INET : AF_INET6;
	if (exchange_over(&l->exchange))
		return;
	sort_addresses(task->owner, &l->addrs);
	struct stub_addrs *addrs = addrs_new(l->addrs.at, l->addrs.count, NULL, STUB_FROM_DNS);
	if (addrs)
		task->job->partial(task->job, family, addrs);
	stub_addrs_free(addrs);
}

void native_take(struct task *task)
{
	for (const struct ask *ask; (ask = exchange_landed(&task->lookup.exchange));) {
		if (task->job->kind == JOB_QUERY)
			finish_query(task, ask);
		else if (lookup_landed(&task->lookup, ask) == STUB_OK && task->job->partial)
			partial(task, ask);
	}
}

bool native_advance(struct backend *b, struct task *task, enum lookup_want want, nsec now)
{
	struct lookup *l = &task->lookup;
	for (;;) {
		switch (want) {
		case WANT_NSCD:
			if (task->nscd >= 0)
				return true;
			want = native_ask_nscd(b, task, now);
			break;
		case WANT_CONFIG:
			refresh(b, now);
			task->generation = b->current;
			task->generation->users++;
			struct lookup_env env = {
				.conf = &task->generation->conf.resolv,
				.nsswitch = &task->generation->conf.nsswitch,
				.hosts = &b->files.hosts,
				.engine = &task->generation->engine,
				.aliases = &b->files.aliases,
			};
			want = lookup_configured(l, &env, now);
			if (task->https)
				native_https_next(task, want == WANT_EXCHANGE);
			break;
		case WANT_EXCHANGE:
			/* a verdict may point into a flow that the pump is about to close; and
			 * where nothing can be sent the pump brings verdicts of its own */
			native_take(task);
			native_pump(b, task, now);
			if (task->https)
				native_https_ask(task, now);
			native_take(task);
			if (task->dead || !exchange_over(&l->exchange))
				return true;
			native_pump(b, task, now);
			if (task->https && native_https_awaited(task, now))
				return true;
			want = task->job->kind == JOB_QUERY ? WANT_NOTHING : lookup_next(l, now);
			if (task->https && want == WANT_EXCHANGE)
				native_https_next(task, true);
			break;
		case WANT_NOTHING:
			if (task->job->kind == JOB_QUERY)
				finish(b, task, task->status);
			else
				finish_lookup(b, task, now);
			return false;
		}
	}
}

void native_task_init(struct backend *b, struct task *task, struct job *job)
{
	task->owner = b;
	task->job = job;
	task->nscd = -1;
	task->nscd_reply = NULL;
	task->generation = NULL;
	task->https = NULL;
	task->dead = task->bulk = task->starved = false;
	task->status = STUB_CANCELED;
	job->state = task;
}

static struct task *task_new(struct backend *b, struct job *job)
{
	struct task *task = b->first_task_used ? malloc(sizeof(*task)) : &b->first_task;
	if (!task)
		return NULL;
	if (task == &b->first_task)
		b->first_task_used = true;
	native_task_init(b, task, job);
	task->previous = NULL;
	task->next = b->tasks;
	if (b->tasks)
		b->tasks->previous = task;
	b->tasks = task;
	return task;
}

static bool begin_query(struct backend *b, struct task *task, nsec now)
{
	addr_list_init(&task->lookup.addrs);
	task->lookup.names = (struct name_list){ 0 };
	exchange_init(&task->lookup.exchange);
	task->lookup.source = STUB_FROM_DNS;
	refresh(b, now);
	task->generation = b->current;
	task->generation->users++;
	const struct question *q = task->job->question;
	ask_about(&task->lookup.exchange.asks[0], &q->name, q->type, q->class);
	exchange_start(&task->lookup.exchange, &task->generation->engine, 1, now, task->job->until);
	return native_advance(b, task, WANT_EXCHANGE, now);
}

bool native_begin(struct backend *b, struct task *task, nsec now)
{
	const struct job *job = task->job;
	if (job->kind == JOB_QUERY)
		return begin_query(b, task, now);
	const struct tracer *tracer = &b->setup.io->tracer;
	if (b->setup.options->flags & STUB_HTTPS && job->kind == JOB_LOOKUP)
		native_https_init(task);
	unsigned flags =
		b->setup.options->flags | (b->localdomain || task->https ? STUB_NO_NSCD : 0u);
	enum lookup_want want =
		job->kind == JOB_REVERSE
			? lookup_start_reverse(&task->lookup, &job->addr, flags, job->until, tracer)
			: lookup_start(&task->lookup, job->text, job->family, flags, now,
				  job->until, tracer);
	return native_advance(b, task, want, now);
}

static void native_start(struct backend *b, struct job *job, nsec now)
{
	if (b->bulk && !job->blocking) {
		native_bulk_start(b, job);
		return;
	}
	struct task *task = task_new(b, job);
	if (task)
		native_begin(b, task, now);
	else
		job_end(job, STUB_NOMEMORY);
}

static void native_cancel(struct backend *b, struct job *job)
{
	struct task *task = job->state;
	if (task->https)
		native_https_fini(task);
	if (task->bulk) {
		native_bulk_cancel(b, task);
		return;
	}
	exchange_stop(&task->lookup.exchange);
	native_pump(b, task, io_now());
	if (b->dispatching)
		task->dead = true; /* dispatch() may be walking over it */
	else
		task_free(b, task);
}

static void native_prepare(struct backend *b, struct waitset *w, nsec now)
{
	b->bulk_slot = w->n;
	if (b->bulk && b->bulk->tasks) {
		waitset_add(w, bulk_fd(&b->bulk->io), POLLIN);
		waitset_until(w, b->bulk->fresh.first ? now : NSEC_NEVER);
	}
	for (struct task *task = b->tasks; task; task = task->next) {
		task->slot = w->n;
		if (task->nscd >= 0) {
			waitset_add(w, task->nscd, POLLIN);
			waitset_until(w, task->nscd_until);
			continue;
		}
		struct exchange *x = &task->lookup.exchange;
		for (struct flow *f = x->flows; f < x->flows + x->nflows; f++)
			if (f->state == FLOW_OPEN)
				waitset_add(w, f->handle,
					(short)(f->unsent ? POLLIN | POLLOUT : POLLIN));
		waitset_until(w, exchange_deadline(x));
		if (task->https)
			waitset_until(w, native_https_until(task));
	}
}

static void task_dispatch(struct backend *b, struct task *task, const struct waitset *w, nsec now)
{
	const struct pollfd *fds = w->fds + task->slot;
	unsigned nfds = w->n - task->slot;
	if (task->nscd >= 0) {
		enum lookup_want want = native_read_nscd(b, task, nfds && fds->revents, now);
		if (want != WANT_NSCD)
			native_advance(b, task, want, now);
		return;
	}
	native_read(b, task, fds, nfds, now);
	exchange_tick(&task->lookup.exchange, now);
	native_advance(b, task, WANT_EXCHANGE, now);
}

static void native_dispatch(struct backend *b, const struct waitset *w, nsec now)
{
	if (b->bulk && b->bulk->tasks && b->bulk_slot < w->n) {
		if (w->fds[b->bulk_slot].revents)
			native_gather(b);
		native_flush(b);
	}
	b->dispatching = true;
	for (struct task *task = b->tasks, *next; task; task = next) {
		next = task->next;
		if (!task->dead)
			task_dispatch(b, task, w, now);
	}
	b->dispatching = false;
	for (struct task *task = b->tasks, *next; task; task = next) {
		next = task->next;
		if (task->dead)
			task_free(b, task);
	}
}

/* The system may lack a file (resolv.conf(5)); one that somebody has named must be there. */
static bool named_files_are_there(const struct setup *setup)
{
	const struct stub_options *o = setup->options;
	const char *const named[] = { o->resolv_conf, o->hosts, o->nsswitch_conf, o->gai_conf,
		o->services };
	for (unsigned i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		struct stat st;
		int error = named[i] ? -io_stat(setup->io, named[i], &st) : 0;
		if (!error && named[i] && S_ISDIR(st.st_mode))
			error = EISDIR;
		if (!error)
			continue;
		if (setup->detail)
			snprintf(setup->detail, DETAIL_TEXT, "%.120s: %s", named[i],
				strerror(error));
		return false;
	}
	return true;
}

static int native_open(struct backend *b, const struct setup *setup)
{
	b->setup = *setup;
	b->current = &b->first;
	b->localdomain = secure_getenv("LOCALDOMAIN");
	system_files_init(&b->files, setup->io, setup->options);
	bool good = named_files_are_there(setup) && setup_servers(setup, &b->first.conf.resolv);
	return good ? STUB_OK : STUB_INVALID;
}

static void native_close(struct backend *b)
{
	native_bulk_close(b);
	native_nscd_close(b);
	system_files_fini(&b->files);
	if (b->current != &b->first)
		free(b->current);
}

const struct backend_ops native_backend = {
	.name = "native",
	.kinds = JOB_QUERY | JOB_LOOKUP | JOB_REVERSE,
	.size = sizeof(struct backend),
	.open = native_open,
	.close = native_close,
	.start = native_start,
	.cancel = native_cancel,
	.prepare = native_prepare,
	.dispatch = native_dispatch,
	.stats = native_stats,
	.attach = native_attach,
	.gather = native_gather,
	.flush = native_flush,
	.wake = native_wake,
};
