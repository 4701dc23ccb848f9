/* glibc's resolver at work for one job: runs on any thread and touches nothing but its task. */
#include "resolver/backend/glibc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/dns/code.h"
#include "resolver/text.h"

enum {
	ANSWER_OCTETS = 65535,
	EDNS_OCTETS = 1200, /* what glibc's own queries announce */
};

static void say(struct task *task, const char *who, const char *why)
{
	struct text t;
	text_init(&t, task->detail, sizeof task->detail);
	text_printf(&t, "%s: %s", who, why);
}

void task_say_errno(struct task *task, const char *who, int error)
{
	char room[128];
	say(task, who, strerror_r(error, room, sizeof room));
}

/* resolv.h has no room for IPv6 but in its private part, which glibc has kept as it is since 2.0.
 */
static bool set_servers(struct __res_state *state, const struct settings *settings)
{
	for (unsigned i = 0; i < MAXNS; i++) {
		struct sockaddr_in6 **six = &state->_u._ext.nsaddrs[i];
		const union address *server = &settings->server[i];
		state->_u._ext.nssocks[i] = -1;
		free(*six);
		*six = NULL;
		if (i >= settings->nservers)
			continue;
		state->nsaddr_list[i] = server->in;
		if (server->any.sa_family != AF_INET6)
			continue;
		state->nsaddr_list[i].sin_family = 0;
		*six = malloc(sizeof **six);
		if (!*six)
			return false;
		**six = server->in6;
	}
	state->nscount = (int)settings->nservers;
	return true;
}

static bool state_init(struct __res_state *state, const struct settings *settings)
{
	if (res_ninit(state) < 0)
		return false;
	if (settings->nservers && !set_servers(state, settings)) {
		res_nclose(state);
		return false;
	}
	if (settings->timeout_s)
		state->retrans = (int)settings->timeout_s;
	if (settings->attempts)
		state->retry = (int)settings->attempts;
	if (settings->no_search)
		state->options &= ~(unsigned long)(RES_DNSRCH | RES_DEFNAMES);
	state->options |= RES_NORELOAD;
	return true;
}

/* res_nsend() loses a reply with an error code when the other servers have nothing better, but
 * leaves it in the buffer. */
static size_t salvage(const struct task *task, const uint8_t *answer)
{
	struct msg m;
	struct rr rr;
	if (!msg_parse(&m, answer, ANSWER_OCTETS) || m.id != task->id || !(m.flags & FLAG_QR))
		return 0;
	unsigned code = msg_rcode(&m);
	if (code != RCODE_SERVFAIL && code != RCODE_NOTIMP && code != RCODE_REFUSED)
		return 0;
	struct rr_iter it = msg_section(&m, QUESTION);
	if (!rr_next(&it, &rr) || rr.type != task->question.type ||
		!name_matches(&m, rr.owner, &task->question.name))
		return 0;
	return m.end;
}

static void no_answer(struct task *task, int error)
{
	task_say_errno(task, "res_nsend", error);
	if (error == ETIMEDOUT)
		task->status = STUB_TIMEOUT;
	else if (error == ENOMEM)
		task->status = STUB_NOMEMORY;
	else if (error == ECONNREFUSED || error == ENETUNREACH || error == EHOSTUNREACH ||
		 error == ESRCH)
		task->status = STUB_UNREACHABLE;
	else
		task->status = STUB_SYSTEM;
}

static void send_query(struct task *task, struct __res_state *state, uint8_t *answer)
{
	uint8_t query[QUERY_OCTETS];
	bool edns = state->options & RES_USE_EDNS0;
	size_t len =
		build_query(query, sizeof query, task->id, &task->question, edns ? EDNS_OCTETS : 0);
	nsec begun = io_now();
	errno = 0;
	int n = res_nsend(state, query, (int)len, answer, ANSWER_OCTETS);
	int error = errno;
	size_t got = n > 0 ? (size_t)n : salvage(task, answer);
	if (!got) {
		no_answer(task, error);
		return;
	}
	if (got > ANSWER_OCTETS)
		got = ANSWER_OCTETS;
	task->reply = reply_new(answer, got, NULL, STUB_UDP, io_now() - begun);
	task->status = task->reply ? reply_status(answer, got) : STUB_NOMEMORY;
}

static void run_query(struct task *task)
{
	struct __res_state state = { .options = 0 };
	uint8_t *answer = calloc(1, ANSWER_OCTETS);
	task->status = STUB_NOMEMORY;
	if (!answer)
		return;
	if (state_init(&state, &task->settings)) {
		send_query(task, &state, answer);
		res_nclose(&state);
	}
	free(answer);
}

static int lookup_status(int error)
{
	switch (error) {
	case 0: return STUB_OK;
	case EAI_NONAME: return STUB_NXDOMAIN;
	case EAI_NODATA:
	case EAI_ADDRFAMILY: return STUB_NODATA;
	case EAI_AGAIN: return STUB_TEMPORARY;
	case EAI_FAIL: return STUB_RCODE; /* any code but NXDOMAIN and SERVFAIL */
	case EAI_MEMORY: return STUB_NOMEMORY;
	case EAI_IDN_ENCODE: return STUB_BADNAME;
	case EAI_FAMILY:
	case EAI_BADFLAGS: return STUB_INVALID;
	default: return STUB_SYSTEM;
	}
}

bool settings_any(const struct settings *s)
{
	return s->nservers || s->timeout_s || s->attempts || s->no_search;
}

/* With settings: on a worker only, whose _res is nobody else's. */
static void run_lookup(struct task *task)
{
	const struct addrinfo hints = {
		.ai_family = task->family, .ai_socktype = SOCK_STREAM, .ai_flags = AI_CANONNAME
	};
	if (settings_any(&task->settings)) {
		if (_res.options & RES_INIT)
			res_nclose(&_res);
		if (!state_init(&_res, &task->settings)) {
			task->status = STUB_NOMEMORY;
			return;
		}
	}
	errno = 0;
	int error = getaddrinfo(task->text, NULL, &hints, &task->found);
	task->status = lookup_status(error);
	if (error == EAI_SYSTEM)
		task_say_errno(task, "getaddrinfo", errno);
	else if (error)
		say(task, "getaddrinfo", gai_strerror(error));
}

void task_run(struct work *work)
{
	struct task *task = (struct task *)work;
	if (task->kind == JOB_QUERY)
		run_query(task);
	else
		run_lookup(task);
}

void task_destroy(struct work *work)
{
	struct task *task = (struct task *)work;
	if (task->found)
		freeaddrinfo(task->found);
	free(task->reply);
	free(task);
}
