/* What was behind a failure of the native backend, in one line for people. */
#include <string.h>
#include "resolver/backend/native.h"
#include "resolver/dns/code.h"
#include "resolver/dns/edns.h"

static const char *rcode_name(unsigned rcode, char room[static 16])
{
	struct text t;
	text_init(&t, room, 16);
	rcode_to_text(rcode, &t);
	return room;
}

/* ": DNSSEC Bogus (its own words)" (RFC 8914) */
static void describe_error(const struct exchange *x, const struct verdict *v, struct text *out)
{
	if (!v->ede_mark)
		return;
	const char *name = ede_to_text(v->ede);
	if (*name)
		text_printf(out, ": %s", name);
	else
		text_printf(out, ": extended error %u", v->ede);
	if (v->ede_mark == x->ede_mark && x->ede_len)
		text_printf(out, " (%.*s)", (int)x->ede_len, x->ede_text);
}

/* All servers, this one first. */
static void describe_silence(const struct engine *e, const struct verdict *v, struct text *out)
{
	char server[ADDRESS_TEXT];
	address_to_text(&e->servers[v->server], server);
	text_printf(out, "no answer from %s", server);
	for (unsigned i = 0; i < e->nplaces; i++) {
		if (e->places[i] == v->server)
			continue;
		address_to_text(&e->servers[e->places[i]], server);
		text_printf(out, ", %s", server);
	}
	text_printf(out, " within %.3g s", (double)v->elapsed / 1e9);
}

static void describe(const struct task *task, int status, const struct verdict *v, struct text *out)
{
	const struct engine *e = &task->generation->engine;
	char server[ADDRESS_TEXT], rcode[16];
	address_to_text(&e->servers[v->server], server);
	switch (status) {
	case STUB_TIMEOUT: describe_silence(e, v, out); break;
	case STUB_UNREACHABLE:
		text_printf(
			out, "%s: %s", server, v->error ? strerror(v->error) : "connection closed");
		break;
	case STUB_BADREPLY: text_printf(out, "unusable reply from %s", server); break;
	case STUB_NODATA:
	case STUB_NXDOMAIN:
		text_printf(
			out, "%s from %s", status == STUB_NODATA ? "NODATA" : "NXDOMAIN", server);
		describe_error(&task->lookup.exchange, v, out);
		break;
	case STUB_SYSTEM: text_put(out, strerror(v->error)); break;
	case STUB_NOMEMORY: text_put(out, stub_strerror(status)); break;
	default:
		if (v->rcode == RCODE_NOERROR)
			text_printf(
				out, "lame answer from %s: it does not serve this name", server);
		else
			text_printf(out, "%s from %s", rcode_name(v->rcode, rcode), server);
		describe_error(&task->lookup.exchange, v, out);
	}
}

void native_describe(const struct task *task, int status, const struct verdict *v)
{
	struct text out;
	text_init(&out, task->job->detail, DETAIL_TEXT);
	if (v)
		describe(task, status, v, &out);
	else if (task->lookup.source == STUB_FROM_NSCD)
		text_printf(&out, "%s, says nscd", stub_strerror(status));
	else
		text_put(&out, stub_strerror(status));
}

void native_stats(const struct backend *b, nsec now, struct stub_stats *out)
{
	engine_stats(&b->current->engine, now, out);
}
