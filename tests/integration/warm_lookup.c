/* warm-lookup: makes warm calls of stub_lookup() and counts what each costs.
 *
 * The first lookup reads files and finds nscd absent; the ones after it are warm.  Between two
 * calls of getppid(2), which nothing else here makes, lies one warm lookup: that is how a tracer
 * finds it. */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <stub/stub.h>

static size_t allocations, allocated;

/* malloc and its kin, counted: glibc's own are there under a second name. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);

STUB_API void *malloc(size_t size)
{
	allocations++;
	allocated += size;
	return __libc_malloc(size);
}

STUB_API void *calloc(size_t n, size_t size)
{
	allocations++;
	allocated += n * size;
	return __libc_calloc(n, size);
}

STUB_API void *realloc(void *p, size_t size)
{
	allocations++;
	allocated += size;
	return __libc_realloc(p, size);
}

static void count_calls(void *arg, const struct stub_event *event)
{
	*(unsigned *)arg += event->kind == STUB_EVENT_CALL;
}

/* A counter of instructions in user space, or -1. */
static int open_counter(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof attr,
		.config = PERF_COUNT_HW_INSTRUCTIONS,
		.exclude_kernel = 1,
		.exclude_hv = 1,
	};
	return (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);
}

static uint64_t read_counter(int fd)
{
	uint64_t value;
	return fd >= 0 && read(fd, &value, sizeof value) == sizeof value ? value : 0;
}

static size_t lookup(struct stub_resolver *resolver, const char *name, int family)
{
	struct stub_addrs *addrs;
	int status = stub_lookup(resolver, name, family, &addrs);
	if (status) {
		fprintf(stderr, "%s: %s (%s)\n", name, stub_strerror(status),
			stub_resolver_detail(resolver));
		exit(1);
	}
	size_t count = addrs->count;
	stub_addrs_free(addrs);
	return count;
}

int main(int argc, char **argv)
{
	unsigned calls = 0, traced = argc > 4 && !strcmp(argv[4], "trace");
	if (argc < 4) {
		fputs("usage: warm-lookup NAME inet|any COUNT [trace]\n", stderr);
		return 2;
	}
	int family = strcmp(argv[2], "inet") ? AF_UNSPEC : AF_INET;
	unsigned count = (unsigned)strtoul(argv[3], NULL, 10);

	struct stub_resolver *resolver;
	struct stub_options options = STUB_OPTIONS;
	options.backend = "native";
	options.trace = traced ? count_calls : NULL;
	options.trace_arg = &calls;
	if (stub_resolver_new(&options, &resolver))
		return 1;
	for (unsigned i = 0; i < 3; i++)
		lookup(resolver, argv[1], family);

	int counter = open_counter();
	size_t addresses = 0, allocations_before = allocations, allocated_before = allocated;
	unsigned calls_before = calls;
	uint64_t before = read_counter(counter);
	for (unsigned i = 0; i < count; i++) {
		getppid();
		addresses = lookup(resolver, argv[1], family);
	}
	uint64_t after = read_counter(counter);
	size_t n = allocations - allocations_before, octets = allocated - allocated_before;
	getppid();
	printf("{\"lookups\": %u, \"addresses\": %zu, \"calls\": %u, \"allocations\": %zu, "
	       "\"allocated\": %zu, "
	       "\"instructions\": %llu}\n",
		count, addresses, calls - calls_before, n, octets,
		(unsigned long long)(after - before));
	stub_resolver_free(resolver);
	return 0;
}
