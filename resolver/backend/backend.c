/* The common part of the backend seam: jobs, replies, and what to wait for. */
#include "resolver/backend/backend.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/dns/code.h"
#include "resolver/dns/msg.h"
#include "resolver/lookup/addrs.h"
#include "resolver/lookup/host_name.h"
#include "resolver/query/exchange.h"
#include "resolver/text.h"

void job_end(struct job *job, int status)
{
	assert(!job->ended);
	job->ended = true;
	job->status = status;
	if (job->done)
		job->done(job);
}

bool job_place(struct job *job, const struct stub_addr *list, size_t count, const char *canonical,
	enum stub_source source)
{
	if (job->room && addrs_size(count, canonical) <= job->room_size)
		job->addrs = addrs_place(job->room, list, count, canonical, source);
	else
		job->addrs = addrs_new(list, count, canonical, source);
	return job->addrs;
}

void job_addrs(struct job *job, const struct stub_addr *list, size_t count, const char *canonical,
	enum stub_source source)
{
	job_end(job, job_place(job, list, count, canonical, source) ? STUB_OK : STUB_NOMEMORY);
}

void job_found(struct job *job, const struct stub_addr *list, size_t count, const char *name)
{
	char canonical[NAME_TEXT];
	struct text t;
	text_init(&t, canonical, sizeof canonical);
	host_text_to_text(name, &t);
	if (count)
		job_addrs(job, list, count, canonical, STUB_FROM_SYSTEM);
	else
		job_end(job, STUB_NODATA);
}

bool addr_from_system(struct stub_addr *out, const struct sockaddr *from, size_t len)
{
	union address a = { .any.sa_family = AF_UNSPEC };
	if (from && len <= sizeof a)
		memcpy(&a, from, len);
	*out = (struct stub_addr){ .family = a.any.sa_family };
	if (out->family == AF_INET) {
		memcpy(out->octets, &a.in.sin_addr, 4);
	} else if (out->family == AF_INET6) {
		memcpy(out->octets, &a.in6.sin6_addr, 16);
		out->scope = a.in6.sin6_scope_id;
	} else {
		return false;
	}
	return true;
}

void job_clear(struct job *job)
{
	if ((void *)job->addrs != job->room)
		free(job->addrs);
	job->addrs = NULL;
	free(job->reply);
	job->reply = NULL;
	free(job->names);
	job->names = NULL;
}

struct stub_reply *reply_new(const uint8_t *message, size_t len, const char *server,
	enum stub_transport transport, nsec elapsed)
{
	size_t text = server ? strlen(server) + 1 : 0;
	struct stub_reply *reply = malloc(sizeof *reply + len + text);
	if (!reply)
		return NULL;
	uint8_t *octets = (uint8_t *)(reply + 1);
	if (len)
		memcpy(octets, message, len);
	*reply = (struct stub_reply){
		.message = octets, .len = len, .transport = transport, .elapsed = elapsed
	};
	if (server)
		reply->server = memcpy(octets + len, server, text);
	return reply;
}

static bool has_records(const struct msg *m)
{
	struct rr asked = { .type = TYPE_ANY }, rr;
	struct rr_iter it = msg_section(m, QUESTION);
	rr_next(&it, &asked);
	for (it = msg_section(m, ANSWER); rr_next(&it, &rr);)
		if (rr.type == asked.type || asked.type == TYPE_ANY)
			return true;
	return false;
}

int reply_status(const uint8_t *message, size_t len)
{
	struct msg m;
	if (!msg_parse(&m, message, len))
		return STUB_BADREPLY;
	unsigned rcode = msg_extended_rcode(&m);
	return rcode == RCODE_NOERROR && !has_records(&m) ? STUB_NODATA : rcode_status(rcode);
}

void waitset_init(struct waitset *w)
{
	w->fds = w->few;
	w->cap = WAITSET_FEW;
	waitset_reset(w);
}

void waitset_reset(struct waitset *w)
{
	w->n = 0;
	w->until = NSEC_NEVER;
	w->full = false;
}

static bool grow(struct waitset *w)
{
	unsigned cap = w->cap * 2;
	bool few = w->fds == w->few;
	struct pollfd *fds = realloc(few ? NULL : w->fds, cap * sizeof *fds);
	if (!fds)
		return false;
	if (few)
		memcpy(fds, w->few, sizeof w->few);
	w->fds = fds;
	w->cap = cap;
	return true;
}

void waitset_add(struct waitset *w, int fd, short events)
{
	if (w->full ||
		(w->n == w->cap &&
			!grow(w))) { /* once full nothing more: indexes stay those of a prefix */
		w->full = true;
		return;
	}
	w->fds[w->n++] = (struct pollfd){ .fd = fd, .events = events };
}

void waitset_until(struct waitset *w, nsec until)
{
	if (until < w->until)
		w->until = until;
}

void waitset_fini(struct waitset *w)
{
	if (w->fds != w->few)
		free(w->fds);
	waitset_init(w);
}

bool setup_servers(const struct setup *setup, struct resolv_conf *conf)
{
	const char *servers = setup->options->servers;
	if (!servers || resolv_conf_servers(conf, servers))
		return true;
	struct text t;
	text_init(&t, setup->detail, setup->detail ? DETAIL_TEXT : 0);
	text_printf(&t, "not a list of servers: %s", servers);
	return false;
}
