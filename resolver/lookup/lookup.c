/* One lookup: a name in, addresses out. */
#include "resolver/lookup/lookup.h"
#include <string.h>
#include "resolver/dns/code.h"
#include "resolver/literal.h"
#include "resolver/lookup/reverse.h"

static enum lookup_want over(struct lookup *l, int status)
{
	l->status = status;
	return WANT_NOTHING;
}

static bool wanted(const struct lookup *l, int family)
{
	return l->family == AF_UNSPEC || l->family == family;
}

static void begin(struct lookup *l, unsigned flags, nsec until, const struct tracer *tracer)
{
	l->text = NULL;
	l->addr = NULL;
	l->flags = flags;
	l->until = until;
	l->tracer = tracer;
	l->canonical.len = 0;
	l->searching = false;
	l->service = l->ncauses = 0;
	l->source = 0;
	l->names = (struct name_list){ 0 };
	exchange_init(&l->exchange);
	addr_list_init(&l->addrs);
}

enum lookup_want lookup_start(struct lookup *l, const char *text, int family, unsigned flags,
	nsec now, nsec until, const struct tracer *tracer)
{
	begin(l, flags, until, tracer);
	l->text = text;
	l->family = family;

	struct stub_addr literal;
	if (literal_parse(text, &literal)) {
		trace_step(tracer, now, "%s is an address", text);
		l->source = STUB_FROM_LITERAL;
		if (!wanted(l, literal.family))
			return over(l, STUB_NODATA);
		return over(l, addr_list_add(&l->addrs, &literal) ? STUB_OK : STUB_NOMEMORY);
	}
	/* no escapes, no white space or control octets, ASCII */
	bool dot;
	if (!name_from_plain_text(&l->name, text, &dot) || l->name.len == 1)
		return over(l, STUB_BADNAME);
	l->special = special_of(&l->name);
	l->absolute = dot || l->special != SPECIAL_NONE || flags & STUB_NO_SEARCH;
	/* nscd would ask DNS for localhost and .onion as well */
	if (flags & STUB_NO_NSCD || l->special == SPECIAL_LOOPBACK ||
		l->special == SPECIAL_NXDOMAIN)
		return WANT_CONFIG;
	return WANT_NSCD;
}

static bool is_loopback(const struct stub_addr *addr)
{
	static const uint8_t v6[16] = { [15] = 1 }, v4[4] = { 127, 0, 0, 1 };
	return addr->family == AF_INET ? !memcmp(addr->octets, v4, sizeof(v4))
				       : !memcmp(addr->octets, v6, sizeof(v6));
}

enum lookup_want lookup_start_reverse(struct lookup *l, const struct stub_addr *addr,
	unsigned flags, nsec until, const struct tracer *tracer)
{
	begin(l, flags, until, tracer);
	l->addr = addr;
	reverse_name(&l->name, addr);
	l->absolute = true;
	/* whatever DNS says, unless hosts knows better (RFC 6761 6.3, RFC 6303 4) */
	l->special = is_loopback(addr) ? SPECIAL_LOOPBACK : SPECIAL_NONE;
	return flags & STUB_NO_NSCD || l->special == SPECIAL_LOOPBACK ? WANT_CONFIG : WANT_NSCD;
}

/* Whether the daemon has something; else *want is what comes next. */
static bool nscd_has(struct lookup *l, enum nscd_verdict verdict, nsec now, enum lookup_want *want)
{
	*want = WANT_CONFIG;
	if (verdict == NSCD_FOUND || verdict == NSCD_NEGATIVE || verdict == NSCD_TRYAGAIN)
		l->source = STUB_FROM_NSCD;
	if (verdict == NSCD_NEGATIVE || verdict == NSCD_TRYAGAIN) {
		trace_step(l->tracer, now, "nscd: %s",
			verdict == NSCD_NEGATIVE ? "no such name" : "temporary failure");
		*want = over(l, verdict == NSCD_NEGATIVE ? STUB_NXDOMAIN : STUB_TEMPORARY);
	}
	return verdict == NSCD_FOUND;
}

enum lookup_want lookup_nscd(
	struct lookup *l, enum nscd_verdict verdict, const struct nscd_reply *reply, nsec now)
{
	enum lookup_want want;
	if (!nscd_has(l, verdict, now, &want))
		return want;
	struct stub_addr addr;
	for (struct nscd_at at = { 0 }; nscd_next(reply, &at, &addr);)
		if (wanted(l, addr.family) && !addr_list_add(&l->addrs, &addr))
			return over(l, STUB_NOMEMORY);
	if (reply->canonical && !name_from_text(&l->canonical, reply->canonical))
		l->canonical.len = 0;
	trace_step(l->tracer, now, "nscd: %zu addresses", l->addrs.count);
	return over(l, l->addrs.count ? STUB_OK : STUB_NODATA);
}

/* False: no memory.  What is no name is left out. */
static bool add_name(struct lookup *l, const char *text)
{
	struct name name;
	return !name_from_text(&name, text) || name_list_add(&l->names, &name);
}

enum lookup_want lookup_nscd_host(
	struct lookup *l, enum nscd_verdict verdict, const struct nscd_host *host, nsec now)
{
	enum lookup_want want;
	if (!nscd_has(l, verdict, now, &want))
		return want;
	const char *alias;
	bool memory = !host->name || add_name(l, host->name);
	for (struct nscd_at at = { 0 }; memory && nscd_next_alias(host, &at, &alias);)
		memory = add_name(l, alias);
	trace_step(l->tracer, now, "nscd: %zu names", l->names.count);
	return over(l, !memory ? STUB_NOMEMORY : l->names.count ? STUB_OK : STUB_NODATA);
}

/* ---- services ---- */

static int from_hosts(struct lookup *l, nsec now)
{
	if (l->flags & STUB_NO_HOSTS)
		return STUB_NXDOMAIN;
	struct hosts_hit hit;
	for (struct hosts_iter it = hosts_find(l->env.hosts, &l->name); hosts_next(&it, &hit);) {
		if (!wanted(l, hit.addr.family))
			continue;
		if (!addr_list_add(&l->addrs, &hit.addr))
			return STUB_NOMEMORY;
		char canonical[NAME_OCTETS + 1];
		if (l->canonical.len || hit.canonical_len >= sizeof(canonical))
			continue;
		memcpy(canonical, hit.canonical, hit.canonical_len);
		canonical[hit.canonical_len] = '\0';
		if (!name_from_text(&l->canonical, canonical))
			l->canonical.len = 0;
	}
	if (!l->addrs.count) {
		trace_step(l->tracer, now, "hosts: nothing for %s", l->text);
		return STUB_NXDOMAIN;
	}
	l->source = STUB_FROM_HOSTS;
	trace_step(l->tracer, now, "hosts: %zu addresses", l->addrs.count);
	return STUB_OK;
}

static int names_from_hosts(struct lookup *l, nsec now)
{
	if (l->flags & STUB_NO_HOSTS)
		return STUB_NXDOMAIN;
	if (!reverse_hosts(l->env.hosts, l->addr, &l->names))
		return STUB_NOMEMORY;
	trace_step(l->tracer, now, "hosts: %zu names", l->names.count);
	if (!l->names.count)
		return STUB_NXDOMAIN;
	l->source = STUB_FROM_HOSTS;
	return STUB_OK;
}

static int loopback(struct lookup *l)
{
	if (l->addr) {
		static const struct name localhost = { 11, "\11localhost" };
		l->source = STUB_FROM_SPECIAL;
		return name_list_add(&l->names, &localhost) ? STUB_OK : STUB_NOMEMORY;
	}
	struct stub_addr v6 = { .family = AF_INET6, .octets = { [15] = 1 } },
			 v4 = { .family = AF_INET, .octets = { 127, 0, 0, 1 } };
	if (wanted(l, AF_INET6))
		addr_list_add(&l->addrs, &v6);
	if (wanted(l, AF_INET))
		addr_list_add(&l->addrs, &v4);
	l->canonical = l->name;
	l->source = STUB_FROM_SPECIAL;
	return STUB_OK;
}

static enum lookup_want ask_names(struct lookup *l, nsec now)
{
	ask_about(&l->exchange.asks[0], &l->name, TYPE_PTR, CLASS_IN);
	l->source = STUB_FROM_DNS;
	l->landed = -1;
	exchange_start(&l->exchange, l->env.engine, 1, now, l->until);
	return WANT_EXCHANGE;
}

static enum lookup_want ask(struct lookup *l, const struct name *candidate, nsec now)
{
	static const struct {
		int family;
		uint16_t type;
	} types[] = { { AF_INET, TYPE_A }, { AF_INET6, TYPE_AAAA } };
	unsigned n = 0;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (!wanted(l, types[i].family) ||
			(types[i].family == AF_INET6 && l->env.conf->no_aaaa))
			continue;
		ask_about(&l->exchange.asks[n++], candidate, types[i].type, CLASS_IN);
	}
	if (n == 0) /* only AAAA was wanted, and resolv.conf says no-aaaa */
		return over(l, STUB_NODATA);
	l->source = STUB_FROM_DNS;
	l->landed = -1;
	l->had = l->addrs.count;
	exchange_start(&l->exchange, l->env.engine, n, now, l->until);
	return WANT_EXCHANGE;
}

/* What all candidates together mean (resolv.conf(5); resolver.md 4). */
static int search_status(const struct lookup *l)
{
	int status;
	if (l->search.as_is_first && l->as_is_settled)
		status = l->as_is;
	else if (l->nodata)
		status = STUB_NODATA;
	else if (l->failure)
		status = l->failure;
	else
		status = l->hard ? l->hard : STUB_NXDOMAIN;
	/* no answer in time is never "no such name" */
	return status == STUB_NXDOMAIN && l->hard ? l->hard : status;
}

/* Which candidate, and why it is one. */
static void trace_candidate(const struct lookup *l, const struct name *candidate, nsec now)
{
	char text[NAME_TEXT];
	struct text t;
	text_init(&t, text, sizeof(text));
	name_to_text(candidate, true, &t);
	trace_step(l->tracer, now, "search: %s, %s", text,
		!l->search.as_is        ? "with a domain of the list"
		: l->absolute           ? "as it is, alone"
		: l->search.as_is_first ? "as it is, first: it has ndots dots, or there is no list"
					: "as it is, after the list");
}

static enum lookup_want search_on(struct lookup *l, nsec now)
{
	struct name candidate;
	if (!search_next(&l->search, &candidate))
		return over(l, search_status(l));
	if (tracing(l->tracer) && !l->addr)
		trace_candidate(l, &candidate, now);
	if (now < l->until)
		return l->addr ? ask_names(l, now) : ask(l, &candidate, now);
	if (!l->hard)
		l->hard = STUB_TIMEOUT;
	return over(l, search_status(l));
}

/* HOSTALIASES is about names of one label (hostname(7)); what it makes of them is asked as if it
 * had been the name, but for names that are not asked in DNS. */
static bool is_alias(const struct lookup *l, struct name *out, bool *absolute)
{
	if (!l->env.aliases || !l->env.aliases->len || l->absolute || name_labels(&l->name) != 1 ||
		!hostaliases_find(*l->env.aliases, &l->name, out))
		return false;
	enum special special = special_of(out);
	*absolute = special == SPECIAL_EXACT;
	return special == SPECIAL_NONE || special == SPECIAL_EXACT;
}

static enum lookup_want from_dns(struct lookup *l, nsec now)
{
	if (l->special == SPECIAL_LOOPBACK)
		return over(l, loopback(l));
	l->source = STUB_FROM_DNS;
	if (l->special == SPECIAL_NXDOMAIN) {
		trace_step(l->tracer, now, "%s is a special-use name: not asked in DNS", l->text);
		return over(l, STUB_NXDOMAIN);
	}
	bool absolute = l->absolute, alias = is_alias(l, &l->alias, &absolute);
	if (alias)
		trace_step(l->tracer, now, "%s is an alias of HOSTALIASES", l->text);
	search_init(&l->search, l->env.conf, alias ? &l->alias : &l->name, absolute);
	l->searching = true;
	l->as_is_settled = l->nodata = false;
	l->failure = l->hard = STUB_OK;
	return search_on(l, now);
}

static enum service_status service_status(int status)
{
	switch (status) {
	case STUB_OK: return SERVICE_SUCCESS;
	case STUB_NXDOMAIN:
	case STUB_NODATA: return SERVICE_NOTFOUND;
	case STUB_UNREACHABLE: return SERVICE_UNAVAIL;
	default: return SERVICE_TRYAGAIN;
	}
}

/* An address is worth more than any failure, a failure more than "no data", that more than "no such
 * name". */
static unsigned rank(int status)
{
	switch (status) {
	case STUB_OK: return 4;
	case STUB_NODATA: return 2;
	case STUB_NXDOMAIN: return 1;
	default: return 3;
	}
}

/* From l->service on, until one has the name, stops the list, or has to wait for an exchange.
 * status is what those before have said: who finds nothing does not take a failure back. */
static enum lookup_want services(struct lookup *l, int status, nsec now)
{
	const struct nsswitch *sw = l->env.nsswitch;
	for (; l->service < sw->n; l->service++) {
		enum service_status kind = SERVICE_UNAVAIL;
		int found = STUB_NXDOMAIN;
		if (sw->list[l->service].service == SERVICE_FILES) {
			found = l->addr ? names_from_hosts(l, now) : from_hosts(l, now);
			kind = service_status(found);
		} else if (sw->list[l->service].service == SERVICE_DNS) {
			if (from_dns(l, now) == WANT_EXCHANGE)
				return WANT_EXCHANGE;
			found = l->status;
			kind = service_status(found);
		} else {
			trace_step(l->tracer, now, "nsswitch.conf: no module %s here: skipped",
				sw->list[l->service].name);
		}
		if (rank(found) > rank(status))
			status = found;
		if (found == STUB_NOMEMORY || sw->list[l->service].stop[kind])
			break;
	}
	/* RFC 6761 6.3, whatever the list of services */
	if (status == STUB_NXDOMAIN && l->special == SPECIAL_LOOPBACK)
		status = loopback(l);
	return over(l, status);
}

enum lookup_want lookup_configured(struct lookup *l, const struct lookup_env *env, nsec now)
{
	l->env = *env;
	return services(l, STUB_NXDOMAIN, now);
}

/* ---- verdicts ---- */

static const struct cause *cause_of(const struct lookup *l, int status)
{
	for (const struct cause *c = l->causes; c < l->causes + l->ncauses; c++)
		if (c->status == status)
			return c;
	return NULL;
}

static void note_cause(struct lookup *l, int status, const struct verdict *verdict)
{
	if (l->ncauses == CAUSES_MAX || cause_of(l, status))
		return;
	l->causes[l->ncauses++] = (struct cause){
		.elapsed = verdict->elapsed,
		.error = verdict->error,
		.rcode = (uint16_t)verdict->rcode,
		.ede = verdict->ede,
		.status = (uint8_t)status,
		.server = verdict->server,
		.ede_mark = verdict->ede_mark,
	};
}

bool lookup_cause(const struct lookup *l, struct verdict *out)
{
	const struct cause *c = l->source == STUB_FROM_DNS ? cause_of(l, l->status) : NULL;
	if (c)
		*out = (struct verdict){ .status = c->status,
			.rcode = c->rcode,
			.ede = c->ede,
			.server = c->server,
			.ede_mark = c->ede_mark,
			.error = c->error,
			.elapsed = c->elapsed };
	return c;
}

static void take_canonical(struct lookup *l, const struct msg *reply, name_ref end)
{
	name_expand(&l->canonical, reply->data, end);
	/* what of the question is in it has the random case of 0x20 */
	for (unsigned i = 0; l->env.engine->mixed_case && i < l->canonical.len; i++)
		l->canonical.octets[i] = octet_fold(l->canonical.octets[i]);
}

/* With strict-error one family's failure is that of both. */
static unsigned rank_of_family(const struct lookup *l, int status)
{
	bool failure = rank(status) == 3;
	return failure && l->env.engine->strict_error ? rank(STUB_OK) + 1 : rank(status);
}

int lookup_landed(struct lookup *l, const struct ask *ask)
{
	const struct verdict *v = &ask->verdict;
	const struct engine *e = l->env.engine;
	int status = v->status;
	if (status == STUB_OK && l->addr) {
		status = reverse_read(&v->reply, &l->names);
	} else if (status == STUB_OK) {
		name_ref end;
		size_t before = l->addrs.count;
		status = answer_read(&v->reply, ask->question.type, &l->addrs, &end);
		/* both replies may name one: the first that has addresses, A before AAAA, counts */
		if (status == STUB_OK && (before == 0 || ask->question.type == TYPE_A))
			take_canonical(l, &v->reply, end);
		if (status == STUB_OK && e->grace) /* so long for the other, no longer */
			exchange_hurry(&l->exchange, l->exchange.began + v->elapsed + e->grace);
	}
	l->ended[ask - l->exchange.asks] = status;
	if (l->landed < 0 || rank_of_family(l, status) > rank_of_family(l, l->landed))
		l->landed = status;
	return status;
}

static bool ends_list(int status)
{
	return rank(status) == 3 && status != STUB_SERVFAIL;
}

enum lookup_want lookup_next(struct lookup *l, nsec now)
{
	int status = l->landed;
	if (status != STUB_OK) {
		l->addrs.count = l->had; /* strict-error: not those of the other family */
		for (unsigned i = 0; i < l->exchange.nasks; i++)
			note_cause(l, l->ended[i], &l->exchange.asks[i].verdict);
		if (l->search.as_is) {
			l->as_is = status;
			l->as_is_settled = true;
		}
		l->nodata |= status == STUB_NODATA;
		if (status == STUB_SERVFAIL && !l->failure)
			l->failure = status;
		if (ends_list(status)) {
			if (!l->hard)
				l->hard = status;
			search_stop_list(&l->search);
		}
		if (search_on(l, now) == WANT_EXCHANGE)
			return WANT_EXCHANGE;
		status = l->status;
	}
	bool stop = l->env.nsswitch->list[l->service].stop[service_status(status)];
	l->service++;
	return stop ? over(l, status) : services(l, status, now);
}

void lookup_fini(struct lookup *l)
{
	addr_list_fini(&l->addrs);
	name_list_fini(&l->names);
}
