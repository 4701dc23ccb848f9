/* ask: looks up the names that it reads, one a line, with one resolver, and says for each in a line
 * of JSON what came, from where, and what it cost. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <stub/stub.h>

static size_t allocations;
static char calls[65536];

/* malloc and its kin, counted: glibc's own are there under a second name. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);

STUB_API void *malloc(size_t size)
{
	allocations++;
	return __libc_malloc(size);
}

STUB_API void *calloc(size_t n, size_t size)
{
	allocations++;
	return __libc_calloc(n, size);
}

STUB_API void *realloc(void *p, size_t size)
{
	allocations++;
	return __libc_realloc(p, size);
}

/* Their names, as a list. */
static void note_call(void *arg, const struct stub_event *event)
{
	char line[8192];
	(void)arg;
	if (event->kind != STUB_EVENT_CALL)
		return;
	stub_event_print(event, STUB_TRACE_STRACE, STUB_TRACE_ALL_CALLS, line, sizeof line);
	size_t len = strcspn(line, "("), at = strlen(calls);
	if (at + len + 4 < sizeof calls)
		snprintf(calls + at, sizeof calls - at, "%s\"%.*s\"", at ? ", " : "", (int)len,
			line);
}

static void ask(struct stub_resolver *r, const char *name)
{
	struct stub_addrs *addrs = NULL;
	calls[0] = '\0';
	allocations = 0;
	int status = stub_lookup(r, name, AF_UNSPEC, &addrs);
	size_t n = allocations;
	printf("{\"status\": \"%s\", \"nscd\": %s, \"allocations\": %zu, \"calls\": [%s], "
	       "\"addresses\": [",
		status ? stub_strerror(status) : "",
		addrs && addrs->source == STUB_FROM_NSCD ? "true" : "false", n, calls);
	for (size_t i = 0; addrs && i < addrs->count; i++) {
		char text[INET6_ADDRSTRLEN];
		printf("%s\"%s\"", i ? ", " : "",
			inet_ntop(addrs->list[i].family, addrs->list[i].octets, text, sizeof text));
	}
	puts("]}");
	fflush(stdout);
	stub_addrs_free(addrs);
}

int main(void)
{
	struct stub_resolver *resolver;
	struct stub_options options = STUB_OPTIONS;
	char line[1100];
	options.backend = "native";
	options.trace = note_call;
	if (stub_resolver_new(&options, &resolver))
		return 1;
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		ask(resolver, line);
	}
	stub_resolver_free(resolver);
	return 0;
}
