#include "fetch/locate.h"
#include "resolver/lookup/literal.h"

enum { FIXED_MAX = 64, RESULT_ROOM = 4096 };

/* Static: the plain path of a fetch does not touch the heap. */
static struct stub_addr fixed[FIXED_MAX];
static _Alignas(max_align_t) char result_room[RESULT_ROOM];
static struct job job;

/* Up to the next `mark`, a bracketed part taken whole; NULL when there is no mark. */
static const char *part_end(const char *at, char mark)
{
	if (*at == '[')
		while (*at && *at != ']')
			at++;
	while (*at && *at != mark)
		at++;
	return *at ? at : NULL;
}

static struct piece unbracket(struct piece p)
{
	if (p.len > 1 && p.at[0] == '[' && p.at[p.len - 1] == ']')
		return (struct piece){ p.at + 1, p.len - 2 };
	return p;
}

static bool host_is(struct piece p, const char *host)
{
	size_t i = 0;
	while (i < p.len && host[i] && lower(p.at[i]) == lower(host[i]))
		i++;
	return i == p.len && !host[i];
}

static bool parse_address(struct piece p, struct stub_addr *out)
{
	char text[80];
	p = unbracket(p);
	if (!p.len || p.len >= sizeof(text))
		return false;
	memcpy(text, p.at, p.len);
	text[p.len] = '\0';
	return literal_parse(text, out);
}

static bool port_parse(struct piece p, uint16_t *out)
{
	uint32_t value = 0;
	for (size_t i = 0; i < p.len && value <= UINT16_MAX; i++) {
		if (!is_digit(p.at[i]))
			return false;
		value = value * 10 + (uint32_t)(p.at[i] - '0');
	}
	*out = (uint16_t)value;
	return value && value <= UINT16_MAX;
}

int resolve_match(const char *entry, const char *host, uint16_t port, struct stub_addr *out,
	int cap, bool *wild)
{
	if (*entry == '+')
		entry++; /* curl: the entry may expire; here no entry outlives the program */
	const char *host_end = part_end(entry, ':');
	const char *port_end = host_end ? part_end(host_end + 1, ':') : NULL;
	uint16_t own_port;
	if (!port_end || !port_parse(piece_between(host_end + 1, port_end), &own_port))
		return -1;
	struct piece own_host = unbracket(piece_between(entry, host_end));
	int n = 0;
	for (const char *at = port_end + 1, *end; at; at = end ? end + 1 : NULL) {
		struct stub_addr addr;
		end = part_end(at, ',');
		if (!parse_address(end ? piece_between(at, end) : piece_of(at), &addr))
			return -1;
		if (n < cap)
			out[n++] = addr;
	}
	*wild = piece_is(own_host, "*");
	return own_port == port && (*wild || host_is(own_host, host)) ? n : 0;
}

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
		int n = resolve_match(entry, url->host, url->port, some, FIXED_MAX, &wild);
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
