/* The public reverse lookup: a job of the backend, or made out of a query where it has none. */
#include "resolver/lookup/reverse.h"
#include <stdlib.h>
#include <sys/socket.h>
#include "resolver/dns/code.h"
#include "resolver/resolver.h"

static int by_backend(
	struct stub_resolver *r, const struct stub_addr *addr, struct stub_names **out)
{
	struct job job = { .kind = JOB_REVERSE, .addr = *addr };
	int status = resolver_run_between(r, &job);
	*out = job.names;
	return status;
}

static int read_names(const struct stub_reply *reply, struct stub_names **out)
{
	struct name_list list = { 0 };
	struct msg m;
	int status = msg_parse_answer(&m, reply->message, reply->len) ? reverse_read(&m, &list)
								      : STUB_BADREPLY;
	if (status == STUB_OK && !(*out = names_new(&list, STUB_FROM_DNS)))
		status = STUB_NOMEMORY;
	name_list_fini(&list);
	return status;
}

static int by_query(struct stub_resolver *r, const struct stub_addr *addr, struct stub_names **out)
{
	struct question question = { .type = TYPE_PTR, .class = CLASS_IN };
	struct job job = { .kind = JOB_QUERY, .question = &question };
	reverse_name(&question.name, addr);
	int status = resolver_run_between(r, &job);
	if (status == STUB_OK && (status = read_names(job.reply, out)) != STUB_OK)
		resolver_say(r, status);
	job_clear(&job);
	return status;
}

int stub_reverse(struct stub_resolver *r, const struct stub_addr *addr, struct stub_names **out)
{
	if (addr->family != AF_INET && addr->family != AF_INET6) {
		resolver_say(r, STUB_INVALID);
		return STUB_INVALID;
	}
	struct stub_addr own = reverse_unmapped(addr);
	struct stub_names *names = NULL;
	int status = (r->ops->kinds & JOB_REVERSE ? by_backend : by_query)(r, &own, &names);
	if (status == STUB_OK)
		*out = names;
	return status;
}

void stub_names_free(struct stub_names *names)
{
	free(names);
}
