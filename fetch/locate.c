/* From a URL's host to addresses: by --resolve, as a literal, or from the resolver. */
#include "fetch/locate.h"
#include "fetch/fixed.h"
#include "resolver/literal.h"

enum { FIXED_MAX = 64, RESULT_ROOM = 4096 };

/* Static: the plain path of a fetch does not touch the heap. */
static struct stub_addr fixed[FIXED_MAX];
static _Alignas(max_align_t) char result_room[RESULT_ROOM];
static struct job job;

static size_t keep_family(struct stub_addr *list, size_t n, int family)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (family == AF_UNSPEC || list[i].family == family)
			list[kept++] = list[i];
	return kept;
}

/* The last entry for the host counts, and any of those before one for all hosts. */
static enum fail locate_fixed(
	const struct cli *cli, const struct url *url, struct place *out, struct report *r)
{
	bool found_wild = true;
	for (size_t i = 0; i < cli->resolves.n; i++) {
		struct stub_addr some[FIXED_MAX];
		bool wild;
		const char *entry = list_at(&cli->resolves, i);
		int n = fixed_match(entry, url->host, url->port, some, FIXED_MAX, &wild);
		if (n < 0)
			return report(r, FAIL_SYNTAX,
				"--resolve %s: expected HOST:PORT:ADDR[,ADDR]", entry);
		if (n == 0 || (wild && !found_wild))
			continue;
		found_wild = wild;
		memcpy(fixed, some, (size_t)n * sizeof(*some));
		*out = (struct place){ .list = fixed,
			.count = keep_family(fixed, (size_t)n, cli->family) };
		if (!out->count)
			return report(r, FAIL_RESOLVE,
				"Could not resolve host: %s: no address of that family in "
				"--resolve",
				url->host);
	}
	return FAIL_NONE;
}

static enum fail failed(
	const struct cli *cli, const char *host, const struct limits *limits, struct report *r)
{
	bool ours = limits->connect != NSEC_NEVER && job.status == STUB_TIMEOUT &&
		    io_now() >= limits->connect;
	if (ours) {
		char what[400];
		struct text t;
		text_init(&t, what, sizeof(what));
		text_printf(&t, "Could not resolve host: %s: no answer", host);
		return limits_report(limits, cli, limits->connect, what, r);
	}
	return report(r, job.status == STUB_NOMEMORY ? FAIL_MEMORY : FAIL_RESOLVE,
		"Could not resolve host: %s: %s", host,
		job.detail[0] ? job.detail : stub_strerror(job.status));
}

/* A host that is an address concerns no resolver: c-ares 1.18 asks DNS for "127.0.0.1". */
static enum fail locate_literal(const struct cli *cli, const struct url *url, const char *host,
	struct place *out, struct report *r)
{
	if (!literal_parse(host, fixed)) {
		if (!url->ipv6)
			return FAIL_NONE;
		return report(r, FAIL_RESOLVE,
			"Could not resolve host: %s: no such zone here, or none that goes with the "
			"address",
			host);
	}
	*out = (struct place){ .list = fixed, .count = keep_family(fixed, 1, cli->family) };
	if (out->count)
		return FAIL_NONE;
	return report(r, FAIL_RESOLVE,
		"Could not resolve host: %s: it is an address of the other family", host);
}

enum fail locate(const struct cli *cli, struct stub_resolver *resolver, const struct url *url,
	const struct limits *limits, struct show *show, struct place *out, struct report *r)
{
	*out = (struct place){ 0 };
	if (cli->resolves.n) {
		enum fail fail = locate_fixed(cli, url, out, r);
		if (fail || out->count) {
			if (!fail)
				show_info(show, "%s: address from --resolve", url->host);
			return fail;
		}
	}
	char host[URL_HOST_TEXT];
	url_host_text(url, host);
	enum fail fail = locate_literal(cli, url, host, out, r);
	if (fail || out->count)
		return fail;
	job.kind = JOB_LOOKUP;
	job.text = host;
	job.family = cli->family;
	job.room = result_room;
	job.room_size = sizeof(result_room);
	/* 0: the resolver's own deadline */
	job.until = limits->connect == NSEC_NEVER ? 0 : limits->connect;
	if (resolver_run(resolver, &job) != STUB_OK)
		return failed(cli, host, limits, r);
	*out = (struct place){ .list = job.addrs->list, .count = job.addrs->count, .job = &job };
	return FAIL_NONE;
}

void place_fini(struct place *p)
{
	if (p->job)
		job_clear(p->job);
	p->job = NULL;
}
