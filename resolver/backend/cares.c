/* The c-ares backend: both heights over one channel, whose sockets go through io/ and whose waiting
 * is the core's.
 *
 * c-ares runs callbacks from inside its own functions.  Ours only note what came and put it on a
 * list; jobs end afterwards, from deliver(), when no function of c-ares is on the stack. */
#include "resolver/backend/backend.h"

#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include "resolver/backend/cares.h"
#include "resolver/text.h"

/* One piece of work in c-ares's hands.  c-ares cannot cancel a single one: what nobody wants any
 * more stays here, with job NULL, until c-ares is done with it. */
struct ask {
	struct ask *next, *prev; /* in `asked`: pending and wanted; or, next only, in `over` */
	struct backend *owner;
	struct job *job;
	nsec begun;
	bool pending; /* the callback is yet to come */
	bool over;    /* on the list `over` */
	int code;     /* ARES_* */
	struct stub_reply *reply;
	struct ares_addrinfo *found;
};

struct backend {
	struct setup setup;
	struct io *io;
	ares_channel channel; /* NULL until the first job */
	uint16_t edns;
	unsigned pending; /* callbacks that are yet to come */
	struct ask *asked;
	struct ask *over, **over_end;
	struct socks socks;
};

static int status_of(int code)
{
	switch (code) {
	case ARES_SUCCESS: return STUB_OK;
	case ARES_ENODATA: return STUB_NODATA;
	case ARES_EFORMERR: return STUB_FORMERR;
	case ARES_ESERVFAIL: return STUB_SERVFAIL;
	case ARES_ENOTFOUND: return STUB_NXDOMAIN;
	case ARES_ENOTIMP: return STUB_NOTIMP;
	case ARES_EREFUSED: return STUB_REFUSED;
	case ARES_EBADNAME:
	case ARES_EBADSTR: return STUB_BADNAME;
	case ARES_EBADQUERY:
	case ARES_EBADFAMILY:
	case ARES_EBADFLAGS:
	case ARES_EBADHINTS: return STUB_INVALID;
	case ARES_EBADRESP: return STUB_BADREPLY;
	case 26: /* ARES_ENOSERVER, which 1.18 does not have */
	case ARES_ECONNREFUSED: return STUB_UNREACHABLE;
	case ARES_ETIMEOUT: return STUB_TIMEOUT;
	case ARES_ENOMEM: return STUB_NOMEMORY;
	case ARES_EDESTRUCTION:
	case ARES_ECANCELLED: return STUB_CANCELED;
	default: return STUB_SYSTEM;
	}
}

/* The lists */

static void asked_add(struct backend *b, struct ask *ask)
{
	ask->next = b->asked;
	if (ask->next)
		ask->next->prev = ask;
	b->asked = ask;
}

static void asked_remove(struct backend *b, struct ask *ask)
{
	if (ask->next)
		ask->next->prev = ask->prev;
	if (ask->prev)
		ask->prev->next = ask->next;
	else
		b->asked = ask->next;
	ask->next = ask->prev = NULL;
}

static void over_add(struct backend *b, struct ask *ask, int code)
{
	asked_remove(b, ask);
	ask->code = code;
	ask->over = true;
	*b->over_end = ask;
	b->over_end = &ask->next;
}

static void ask_free(struct ask *ask)
{
	if (ask->found)
		ares_freeaddrinfo(ask->found);
	free(ask->reply);
	free(ask);
}

/* What every callback ends with. */
static void came(struct ask *ask, int code)
{
	struct backend *b = ask->owner;
	ask->pending = false;
	b->pending--;
	if (ask->over)
		return;
	if (ask->job)
		over_add(b, ask, code);
	else
		ask_free(ask);
}

static void on_message(void *arg, int code, int timeouts, unsigned char *message, int len)
{
	struct ask *ask = arg;
	(void)timeouts;
	if (ask->job && !ask->over && message && len > 0) {
		ask->reply = reply_new(message, (size_t)len, NULL, STUB_UDP, io_now() - ask->begun);
		if (!ask->reply)
			code = ARES_ENOMEM;
	}
	came(ask, code);
}

static void on_addresses(void *arg, int code, int timeouts, struct ares_addrinfo *found)
{
	struct ask *ask = arg;
	(void)timeouts;
	ask->found = found;
	came(ask, code);
}

/* Ends of jobs */

static const char *canonical_name(const struct ares_addrinfo *found, const char *asked)
{
	const char *name = asked;
#if ARES_VERSION >= 0x011201
	if (found->name)
		name = found->name;
#endif
	for (const struct ares_addrinfo_cname *c = found->cnames; c; c = c->next)
		if (c->name)
			name = c->name;
	return name;
}

static void end_lookup(struct job *job, const struct ares_addrinfo *found)
{
	size_t n = 0;
	for (const struct ares_addrinfo_node *node = found->nodes; node; node = node->ai_next)
		n++;
	struct stub_addr *list = malloc((n ? n : 1) * sizeof *list);
	if (!list) {
		job_end(job, STUB_NOMEMORY);
		return;
	}
	n = 0;
	for (const struct ares_addrinfo_node *node = found->nodes; node; node = node->ai_next)
		if (addr_from_system(&list[n], node->ai_addr, node->ai_addrlen))
			list[n++].ttl = node->ai_ttl > 0 ? (uint32_t)node->ai_ttl : 0;
	job_found(job, list, n, canonical_name(found, job->text));
	free(list);
}

static void end_failed(struct job *job, int code, int status)
{
	struct text t;
	text_init(&t, job->detail, sizeof job->detail);
	text_printf(&t, "c-ares: %s", ares_strerror(code));
	if (code == ARES_ECONNREFUSED) /* 1.18 keeps what the servers said to itself */
		text_put(&t, ", or they answer with an error");
	job_end(job, status);
}

/* An ask that is pending is c-ares's again with the job_end(): not looked at after it. */
static void end_job(struct ask *ask, struct job *job)
{
	int code = ask->code, status = status_of(code);
	trace_step(&ask->owner->io->tracer, io_now(), "c-ares: end of %s: %s",
		job->kind == JOB_QUERY ? "query" : "lookup", ares_strerror(code));
	job->state = NULL;
	if (ask->reply) {
		job->reply = ask->reply;
		ask->reply = NULL;
		status = reply_status(job->reply->message, job->reply->len);
	}
	if (code != ARES_SUCCESS)
		end_failed(job, code, status);
	else if (ask->found)
		end_lookup(job, ask->found);
	else
		job_end(job, job->reply ? status : STUB_BADREPLY);
}

/* Ends the jobs on the list.  Each end may start or cancel other jobs, and so come here again. */
static void deliver(struct backend *b)
{
	while (b->over) {
		struct ask *ask = b->over;
		b->over = ask->next;
		if (!b->over)
			b->over_end = &b->over;
		ask->next = NULL;
		ask->over = false;
		struct job *job = ask->job;
		bool pending = ask->pending;
		ask->job = NULL;
		if (job)
			end_job(ask, job);
		if (!pending)
			ask_free(ask);
	}
	/* only what nobody wants is left: c-ares need not go on with it */
	if (!b->asked && b->pending)
		ares_cancel(b->channel);
}

static int cares_open(struct backend *b, const struct setup *setup)
{
	b->setup = *setup;
	b->io = setup->io;
	b->socks.io = setup->io;
	b->over_end = &b->over;
	struct text t;
	text_init(&t, setup->detail, setup->detail ? DETAIL_TEXT : 0);
	const char *what = channel_lacks(setup->options);
	if (what) {
		text_printf(&t, "c-ares %s cannot be given %s", ares_version(NULL), what);
		return STUB_UNSUPPORTED;
	}
	struct resolv_conf conf;
	resolv_conf_init(&conf);
	return setup_servers(setup, &conf) ? STUB_OK : STUB_INVALID;
}

static void cares_close(struct backend *b)
{
	if (b->channel)
		ares_destroy(b->channel);
	free(b->socks.list);
}

/* Jobs */

static void ask_query(struct backend *b, struct ask *ask)
{
	uint8_t query[QUERY_OCTETS];
	uint16_t id; /* c-ares 1.18 sends it as it is, later ones choose their own */
	if (!io_random(b->io, &id, sizeof id)) {
		came(ask, ARES_ENOTINITIALIZED);
		return;
	}
	size_t len = build_query(query, sizeof query, id, ask->job->question, b->edns);
	ares_send(b->channel, query, (int)len, on_message, ask);
}

static void ask_lookup(struct backend *b, struct ask *ask)
{
	struct ares_addrinfo_hints hints = { .ai_flags = ARES_AI_CANONNAME,
		.ai_family = ask->job->family };
	ares_getaddrinfo(b->channel, ask->job->text, NULL, &hints, on_addresses, ask);
}

static void cares_start(struct backend *b, struct job *job, nsec now)
{
	int code = ARES_SUCCESS;
	if (!b->channel)
		code = channel_new(&b->channel, &b->setup, &b->socks, &b->edns);
	struct ask *ask = code == ARES_SUCCESS ? calloc(1, sizeof *ask) : NULL;
	if (!ask) {
		code = code == ARES_SUCCESS ? ARES_ENOMEM : code;
		end_failed(job, code, status_of(code));
		return;
	}
	trace_step(&b->io->tracer, now,
		"c-ares %s: %s (files and getsockname calls of its own are not traced)",
		ares_version(NULL), job->kind == JOB_QUERY ? "query" : "lookup");
	ask->owner = b;
	ask->job = job;
	ask->begun = now;
	ask->pending = true;
	b->pending++;
	job->state = ask;
	asked_add(b, ask);
	if (job->kind == JOB_QUERY)
		ask_query(b, ask);
	else
		ask_lookup(b, ask);
	deliver(b);
}

static void cares_cancel(struct backend *b, struct job *job)
{
	struct ask *ask = job->state;
	if (!ask)
		return;
	if (!ask->over)
		asked_remove(b, ask);
	ask->job = NULL;
	job->state = NULL;
	if (!b->over)
		deliver(b);
}

static void cares_prepare(struct backend *b, struct waitset *w, nsec now)
{
	struct timeval room, *tv = b->channel ? ares_timeout(b->channel, NULL, &room) : NULL;
	if (tv)
		waitset_until(w, now + (nsec)tv->tv_sec * SECOND + (nsec)tv->tv_usec * 1000);
	for (unsigned i = 0; i < b->socks.n; i++)
		if (b->socks.list[i].events)
			waitset_add(w, b->socks.list[i].fd, b->socks.list[i].events);
	for (const struct ask *ask = b->asked; ask; ask = ask->next)
		waitset_until(w, ask->job->until);
}

static void expire(struct backend *b, nsec now)
{
	struct ask *next;
	for (struct ask *ask = b->asked; ask; ask = next) {
		next = ask->next;
		if (ask->job->until <= now)
			over_add(b, ask, ARES_ETIMEOUT);
	}
}

static void cares_dispatch(struct backend *b, const struct waitset *w, nsec now)
{
	if (!b->channel)
		return;
	for (unsigned i = 0; i < w->n; i++) {
		short ready = w->fds[i].revents;
		int fd = w->fds[i].fd;
		if (!ready || !socks_find(&b->socks, fd))
			continue;
		ares_process_fd(b->channel, ready & ~POLLOUT ? fd : ARES_SOCKET_BAD,
			ready & ~POLLIN ? fd : ARES_SOCKET_BAD);
	}
	ares_process_fd(b->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	expire(b, now);
	deliver(b);
}

const struct backend_ops cares_backend = {
	.name = "c-ares",
	.kinds = JOB_QUERY | JOB_LOOKUP,
	.size = sizeof(struct backend),
	.open = cares_open,
	.close = cares_close,
	.start = cares_start,
	.cancel = cares_cancel,
	.prepare = cares_prepare,
	.dispatch = cares_dispatch,
};
