/* The native backend with thousands of jobs under way: they share sockets, timers and one
 * descriptor.
 *
 *   start    puts a job among the fresh ones, and that is all
 *   gather   brings what has come to those it is for, and the time to those whose time is up
 *   flush    begins the fresh ones, and sends what all of them want sent in as few calls as it can
 */
#include "resolver/backend/native.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

enum { SPARES = 256, TAG_NSCD = FLOWS_MAX };
#define STARVED_WAIT (10 * (nsec)MILLISECOND)
#define BLOCKED_WAIT ((nsec)MILLISECOND)

static struct task *task_of(struct timer *timer)
{
	return (struct task *)((char *)timer - offsetof(struct task, timer));
}

/* ---- lists ---- */

static void list_add(struct task_list *list, struct task *task)
{
	task->next = NULL;
	task->previous = list->last;
	if (list->last)
		list->last->next = task;
	else
		list->first = task;
	list->last = task;
}

static void list_remove(struct task_list *list, struct task *task)
{
	if (task->previous)
		task->previous->next = task->next;
	else
		list->first = task->next;
	if (task->next)
		task->next->previous = task->previous;
	else
		list->last = task->previous;
}

/* ---- begin and end of a task ---- */

static void dispose(struct native_bulk *n, struct task *task)
{
	if (n->nspare == SPARES) {
		free(task);
		return;
	}
	task->next = n->spare;
	n->spare = task;
	n->nspare++;
}

static struct task *fetch(struct native_bulk *n)
{
	struct task *task = n->spare;
	if (!task)
		return malloc(sizeof(*task));
	n->spare = task->next;
	n->nspare--;
	return task;
}

void native_bulk_start(struct backend *b, struct job *job)
{
	struct native_bulk *n = b->bulk;
	struct task *task = timers_room(&n->timers, n->tasks + 1) ? fetch(n) : NULL;
	if (!task) {
		job_end(job, STUB_NOMEMORY);
		return;
	}
	native_task_init(b, task, job);
	task->bulk = true;
	task->begun = task->starved = task->listed = false;
	task->timer.place = 0;
	memset(task->leases, 0, sizeof(task->leases));
	list_add(&n->fresh, task);
	n->tasks++;
}

static void release(struct native_bulk *n, bulk_lease leases[QUESTIONS_MAX])
{
	for (unsigned i = 0; i < QUESTIONS_MAX; i++)
		if (leases[i])
			bulk_release(&n->io, leases[i]);
	memset(leases, 0, QUESTIONS_MAX * sizeof(leases[0]));
}

static void forget(struct native_bulk *n, struct task *task)
{
	timers_clear(&n->timers, &task->timer);
	if (task->listed || !task->begun)
		list_remove(task->begun ? &n->starved : &n->fresh, task);
	task->listed = false;
	if (task->begun && task->nscd >= 0)
		bulk_unwatch(&n->io, task->nscd);
}

void native_bulk_free(struct backend *b, struct task *task)
{
	struct native_bulk *n = b->bulk;
	forget(n, task);
	native_task_fini(b, task);
	n->tasks--;
	dispose(n, task);
}

void native_bulk_cancel(struct backend *b, struct task *task)
{
	struct native_bulk *n = b->bulk;
	if (!task->begun) {
		forget(n, task);
		n->tasks--;
		dispose(n, task);
		return;
	}
	nsec now = n->gathering ? n->now : io_now();
	exchange_stop(&task->lookup.exchange);
	native_pump(b, task, now);
	if (!n->gathering) {
		native_bulk_free(b, task);
		return;
	}
	/* it may be the one that is being told something */
	forget(n, task);
	task->dead = true;
	task->next = n->buried;
	n->buried = task;
}

static void bury(struct backend *b)
{
	struct native_bulk *n = b->bulk;
	for (struct task *task; (task = n->buried);) {
		n->buried = task->next;
		native_task_fini(b, task);
		n->tasks--;
		dispose(n, task);
	}
}

/* ---- what an exchange wants ---- */

static bool is_passing(int error)
{
	return error == -EMFILE || error == -ENFILE || error == -ENOBUFS || error == -EAGAIN;
}

bool native_bulk_out(struct backend *b, struct task *task, const struct out *out, nsec now)
{
	struct exchange *x = &task->lookup.exchange;
	struct flow *f = out->flow;
	unsigned index = (unsigned)(f - x->flows);
	bulk_lease *leases = task->leases[index];
	if (out->op == OUT_CLOSE)
		release(b->bulk, leases);
	if (out->op != OUT_SEND) {
		exchange_sent(x, out, 0, now);
		return true;
	}
	if (f->state == FLOW_ENDING)
		return true;       /* it failed a moment ago: the next round closes it */
	if (leases[out->question]) /* an older query of this flow, given up */
		bulk_release(&b->bulk->io, leases[out->question]);
	leases[out->question] = 0;
	int error = bulk_send(&b->bulk->io, &task->generation->engine.servers[f->server],
		leases[0] ? leases[0] : leases[1], out->data, out->len, task, index,
		&leases[out->question]);
	if (is_passing(error)) {
		task->starved = true;
		return false;
	}
	if (error)
		exchange_end(x, f, -error, now);
	else
		exchange_sent(x, out, out->len, now);
	return true;
}

/* False when one could not be: the exchange has been told, and may have more to do. */
static bool watch_streams(struct backend *b, struct task *task)
{
	bool all = true;
	struct exchange *x = &task->lookup.exchange;
	struct bulk *io = &b->bulk->io;
	for (struct flow *f = x->flows; f < x->flows + x->nflows; f++) {
		if (f->transport != STUB_TCP || f->state != FLOW_OPEN)
			continue;
		uint32_t events = f->unsent ? EPOLLIN | EPOLLOUT : EPOLLIN;
		int error = bulk_watch(io, f->handle, events, task, (unsigned)(f - x->flows));
		if (!error)
			continue;
		exchange_end(x, f, -error, b->bulk->now);
		all = false;
	}
	return all;
}

/* After a step: what it waits for now. */
static void settle(struct backend *b, struct task *task)
{
	struct native_bulk *n = b->bulk;
	if (task->dead)
		return;
	while (!watch_streams(b, task))
		if (!native_advance(b, task, WANT_EXCHANGE, n->now))
			return;
	if (task->starved && !task->listed) {
		list_add(&n->starved, task);
		task->listed = true;
	}
	nsec until = exchange_deadline(&task->lookup.exchange);
	if (task->nscd >= 0) {
		until = task->nscd_until;
		if (bulk_watch(&n->io, task->nscd, EPOLLIN, task, TAG_NSCD))
			until = n->now; /* epoll would not take it: as if the daemon were silent */
	}
	if (task->https && native_https_until(task) < until)
		until = native_https_until(task);
	timers_set(&n->timers, &task->timer, until);
}

void native_bulk_touch(struct backend *b, struct task *task)
{
	if (task->begun && !task->dead)
		timers_set(&b->bulk->timers, &task->timer, 0);
}

static void advance(struct backend *b, struct task *task, enum lookup_want want)
{
	task->starved = false;
	if (native_advance(b, task, want, b->bulk->now))
		settle(b, task);
}

/* The exchange may have more to do, or be over. */
static void go_on(struct backend *b, struct task *task)
{
	const struct exchange *x = &task->lookup.exchange;
	if (!task->dead && (x->work || x->landed || exchange_over(x)))
		advance(b, task, WANT_EXCHANGE);
}

/* ---- what comes ---- */

static void on_reply(void *arg, void *owner, unsigned tag, const uint8_t *data, size_t len)
{
	struct backend *b = arg;
	struct task *task = owner;
	struct exchange *x = &task->lookup.exchange;
	exchange_feed(x, &x->flows[tag], data, len, b->bulk->now);
	native_take(task);
	go_on(b, task);
}

static void on_failed(void *arg, void *owner, unsigned tag, int error)
{
	struct backend *b = arg;
	struct task *task = owner;
	struct exchange *x = &task->lookup.exchange;
	exchange_end(x, &x->flows[tag], error, b->bulk->now);
	go_on(b, task);
}

static void on_stray(void *arg, const uint8_t *data, size_t len)
{
	struct backend *b = arg;
	enum stub_drop reason = len < HEADER_OCTETS ? STUB_DROP_SHORT : STUB_DROP_ID;
	b->current->engine.drops[reason]++;
	if (tracing(&b->setup.io->tracer))
		trace_emit(&b->setup.io->tracer, &(struct stub_event){ .kind = STUB_EVENT_DROP,
							 .time = b->bulk->now,
							 .transport = STUB_UDP,
							 .text = stub_drop_text(reason),
							 .data = data,
							 .len = len });
}

static void nscd_step(struct backend *b, struct task *task, bool readable)
{
	int fd = task->nscd;
	enum lookup_want want = native_read_nscd(b, task, readable, b->bulk->now);
	if (task->nscd != fd)
		bulk_unwatch(&b->bulk->io, fd);
	if (want == WANT_NSCD)
		settle(b, task);
	else
		advance(b, task, want);
}

static void on_ready(void *arg, void *owner, unsigned tag, uint32_t events)
{
	struct backend *b = arg;
	struct task *task = owner;
	if (tag == TAG_NSCD) {
		nscd_step(b, task, true);
		return;
	}
	struct exchange *x = &task->lookup.exchange;
	if (events & (EPOLLIN | EPOLLERR | EPOLLHUP))
		native_read_tcp(b, task, &x->flows[tag], b->bulk->now);
	if (events & EPOLLOUT)
		x->work = true;
	native_take(task);
	go_on(b, task);
}

static void expire(struct backend *b)
{
	struct native_bulk *n = b->bulk;
	nsec when;
	for (struct timer *first; (first = timers_first(&n->timers, &when)) && when <= n->now;) {
		struct task *task = task_of(first);
		timers_clear(&n->timers, first);
		if (task->nscd >= 0) {
			nscd_step(b, task, false);
			continue;
		}
		exchange_tick(&task->lookup.exchange, n->now);
		advance(b, task, WANT_EXCHANGE);
	}
}

void native_gather(struct backend *b)
{
	struct native_bulk *n = b->bulk;
	n->now = io_now();
	n->gathering = true;
	bulk_gather(&n->io, n->now);
	expire(b);
	n->gathering = false;
	bury(b);
}

/* ---- what goes ---- */

/* As long as descriptors are to be had: the first that gets none is the last that tries. */
static void feed_starved(struct backend *b)
{
	struct native_bulk *n = b->bulk;
	for (struct task *task; (task = n->starved.first);) {
		list_remove(&n->starved, task);
		task->listed = false;
		task->lookup.exchange.work = true;
		advance(b, task, WANT_EXCHANGE);
		if (n->starved.last == task)
			return;
	}
}

static void begin_fresh(struct backend *b)
{
	struct native_bulk *n = b->bulk;
	for (struct task *task; (task = n->fresh.first);) {
		list_remove(&n->fresh, task);
		task->begun = true;
		if (native_begin(b, task, n->now))
			settle(b, task);
	}
}

void native_flush(struct backend *b)
{
	struct native_bulk *n = b->bulk;
	n->now = io_now();
	n->gathering = true;
	n->io.now = n->now;
	feed_starved(b);
	begin_fresh(b);
	bool all = bulk_flush(&n->io, n->now);
	n->gathering = false;
	bury(b);
	nsec until = NSEC_NEVER;
	timers_first(&n->timers, &until);
	if (n->starved.first && until > n->now + STARVED_WAIT)
		until = n->now + STARVED_WAIT;
	if (!all && until > n->now + BLOCKED_WAIT)
		until = n->now + BLOCKED_WAIT;
	bulk_arm(&n->io, n->fresh.first ? 0 : until);
}

void native_wake(struct backend *b)
{
	bulk_arm(&b->bulk->io, 0);
}

/* ---- opening and closing ---- */

int native_attach(struct backend *b)
{
	static const struct bulk_events events = { on_reply, on_failed, on_stray, on_ready };
	if (b->bulk)
		return bulk_fd(&b->bulk->io);
	struct native_bulk *n = calloc(1, sizeof(*n));
	if (!n)
		return -ENOMEM;
	int error = bulk_init(&n->io, b->setup.io, b->setup.options->sockets, &events, b);
	if (error) {
		free(n);
		return error;
	}
	b->bulk = n;
	return bulk_fd(&n->io);
}

void native_bulk_close(struct backend *b)
{
	struct native_bulk *n = b->bulk;
	if (!n)
		return;
	for (struct task *task; (task = n->spare);) {
		n->spare = task->next;
		free(task);
	}
	timers_fini(&n->timers);
	bulk_fini(&n->io);
	free(n);
	b->bulk = NULL;
}
