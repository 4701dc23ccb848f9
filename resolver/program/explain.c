/* A lookup told from the configuration's lines to the verdict. */
#include "resolver/program/explain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/program/outcome.h"
#include "resolver/query/engine.h"

/* What is said while a lookup runs. */
struct telling {
	nsec began;
	unsigned queries, replies, drops;
};

/* The lines of an event, each behind the time that has passed. */
static void tell(void *arg, const struct stub_event *event)
{
	static char room[1 << 17];
	struct telling *t = arg;
	t->queries += event->kind == STUB_EVENT_SENT;
	t->replies += event->kind == STUB_EVENT_REPLY;
	t->drops += event->kind == STUB_EVENT_DROP;
	stub_event_print(event, STUB_TRACE_TEXT, 0, room, sizeof(room));
	for (char *line = room; *line;) {
		size_t len = strcspn(line, "\n");
		printf("%9.2f ms  %.*s\n",
			event->time > t->began ? (double)(event->time - t->began) / 1e6 : 0.0,
			(int)len, line);
		line += len + (line[len] != '\0');
	}
}

/* What the waits follow from. */
struct waits {
	unsigned nservers, attempts;
	double timeout;
	char servers[SERVERS_MAX][ADDRESS_TEXT];
};

/* Of what is clamped the value that counts is told as well. */
static void note_setting(struct waits *w, const struct stub_setting *setting)
{
	if (setting->kind != STUB_SETTING_VALUE)
		return;
	if (!strcmp(setting->name, "nameserver") && w->nservers < SERVERS_MAX)
		snprintf(w->servers[w->nservers++], ADDRESS_TEXT, "%s", setting->value);
	else if (!strcmp(setting->name, "timeout"))
		w->timeout = strtod(setting->value, NULL);
	else if (!strcmp(setting->name, "attempts"))
		w->attempts = (unsigned)strtoul(setting->value, NULL, 10);
}

/* Where every server is silent. */
static void show_waits(const struct waits *w)
{
	nsec timeout = (nsec)(w->timeout * 1e9), round = 0;
	printf("\nWaits for servers that are silent\n  each round ");
	for (unsigned i = 0; i < w->nservers; i++) {
		nsec wait = engine_wait(timeout, i, w->nservers);
		round += wait;
		printf("%s%s %.3g s", i ? ", " : "", w->servers[i], (double)wait / 1e9);
	}
	printf("\n  in all     %.3g s in %u rounds, for a name that is asked for once\n",
		(double)round * w->attempts / 1e9, w->attempts);
}

/* "value, from /etc/resolv.conf line 3" */
static void show_setting(void *arg, const struct stub_setting *setting)
{
	static const char *const origins[] = {
		[STUB_ORIGIN_DEFAULT] = "default",
		[STUB_ORIGIN_FILE] = "",
		[STUB_ORIGIN_ENVIRONMENT] = "environment ",
		[STUB_ORIGIN_OPTION] = "option ",
	};
	note_setting(arg, setting);
	printf("  %-22s %-32s %s%s", setting->name, setting->value, origins[setting->origin],
		setting->where && setting->origin != STUB_ORIGIN_DEFAULT ? setting->where : "");
	if (setting->line)
		printf(":%u", setting->line);
	if (setting->kind != STUB_SETTING_VALUE)
		printf("  %s", stub_setting_kind_name(setting->kind));
	if (setting->why)
		printf("%s%s", setting->kind == STUB_SETTING_VALUE ? "  " : ": ", setting->why);
	putchar('\n');
}

static void show_one(size_t number, const char *text, enum stub_source source, uint32_t ttl)
{
	if (source == STUB_FROM_DNS)
		printf("  %zu. %-39s  ttl %u\n", number, text, ttl);
	else
		printf("  %zu. %s\n", number, text);
}

static void show_order(const struct stub_addrs *addrs)
{
	if (addrs->canonical)
		printf("  canonical name %s\n", addrs->canonical);
	for (size_t i = 0; i < addrs->count; i++) {
		char text[ADDR_TEXT];
		addr_text(&addrs->list[i], text);
		show_one(i + 1, text, addrs->source, addrs->list[i].ttl);
	}
}

static void show_verdict(
	const struct outcome *o, const struct telling *t, nsec elapsed, struct stub_resolver *r)
{
	struct stub_stats stats = STUB_STATS;
	puts("\nVerdict");
	printf("  %s after %.2f ms", stub_status_name(o->status), (double)elapsed / 1e6);
	if (o->status == STUB_OK)
		printf(", from %s",
			stub_source_name(o->names ? o->names->source : o->addrs->source));
	else
		printf(": %s", o->detail);
	printf("\n  %u queries sent, %u replies taken, %u dropped\n", t->queries, t->replies,
		t->drops);
	if (o->addrs)
		show_order(o->addrs);
	for (size_t i = 0; o->names && i < o->names->count; i++)
		show_one(i + 1, o->names->list[i], o->names->source, o->names->ttl);
	if (stub_resolver_stats(r, &stats) != STUB_OK || !stats.queries)
		return;
	puts("\nServers");
	for (unsigned i = 0; i < stats.nservers; i++) {
		const struct stub_server_stats *server = &stats.servers[i];
		printf("  %-28s %llu queries, %llu replies, %llu without answer", server->server,
			(unsigned long long)server->queries, (unsigned long long)server->replies,
			(unsigned long long)server->timeouts);
		if (server->rtt)
			printf(", %.2f ms round trip", (double)server->rtt / 1e6);
		if (server->last_for)
			printf(", asked last for %.0f s", (double)server->last_for / 1e9);
		putchar('\n');
	}
}

static int explain(
	const struct settings *s, struct stub_resolver *r, struct telling *t, const char *name)
{
	struct stub_addrs *addrs = NULL;
	struct stub_names *found = NULL;
	struct stub_addr addr;
	struct outcome o = { .name = name, .backend = stub_resolver_backend(r) };
	fputs("\nSteps for ", stdout);
	put_safe(stdout, name);
	printf(", by the backend %s\n", o.backend);
	*t = (struct telling){ .began = io_now() };
	o.status = addr_from_text(&addr, name) ? stub_reverse(r, &addr, &found)
					       : stub_lookup(r, name, s->family, &addrs);
	nsec elapsed = io_now() - t->began;
	o.detail = stub_resolver_detail(r);
	o.addrs = addrs;
	o.names = found;
	show_verdict(&o, t, elapsed, r);
	stub_addrs_free(addrs);
	stub_names_free(found);
	return outcome_exit(o.status);
}

int explain_run(const struct settings *s, struct names *names)
{
	struct stub_options options = s->options;
	struct telling telling = { 0 };
	struct stub_resolver *r;
	char why[200], name[NAME_TEXT + 1];
	options.trace = tell;
	options.trace_arg = &telling;
	options.why = why;
	options.why_size = sizeof(why);
	int status = stub_resolver_new(&options, &r), result = 0;
	if (status != STUB_OK) {
		fprintf(stderr, "resolve: %s\n", why[0] ? why : stub_strerror(status));
		return outcome_exit(status);
	}
	puts("Configuration");
	struct waits waits = { 0 };
	stub_resolver_settings(r, show_setting, &waits);
	show_waits(&waits);
	for (enum names_next got; (got = names_next(names, name)) != NAMES_END;) {
		int one = 0;
		if (got == NAMES_ONE)
			one = explain(s, r, &telling, name);
		else
			names_read(names);
		if (one > result)
			result = one;
	}
	stub_resolver_free(r);
	if (names->error) {
		fprintf(stderr, "resolve: %s: %s\n", s->file, strerror(names->error));
		return EXIT_TROUBLE;
	}
	return result;
}
