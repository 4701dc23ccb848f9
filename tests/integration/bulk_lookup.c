/* Looks many numbered names up, so many at a time, and tells in JSON what came of it.
 *
 *   bulk-lookup SERVERS NAMES IN_FLIGHT
 *
 * nI.bulk.test has the addresses 10.I and 2001:db8::I, I in 24 bits. */
#include <dirent.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <stub/stub.h>

static struct stub_resolver *resolver;
static unsigned long names, started, ended, good, wrong, failed;

struct ask {
	unsigned long number;
};

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static unsigned descriptors(void)
{
	unsigned n = 0;
	DIR *d = opendir("/proc/self/fd");
	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n;
}

static bool is_of(const struct stub_addr *a, unsigned long number)
{
	const uint8_t *end = a->octets + (a->family == AF_INET ? 4 : 16);
	return end[-3] == number >> 16 && end[-2] == (number >> 8 & 255) &&
	       end[-1] == (number & 255) && a->octets[0] == (a->family == AF_INET ? 10 : 0x20);
}

static void start(struct ask *ask);

static void done(void *arg, int status, struct stub_addrs *addrs)
{
	struct ask *ask = arg;
	ended++;
	failed += status != STUB_OK;
	good += status == STUB_OK && addrs->count == 2;
	for (size_t i = 0; addrs && i < addrs->count; i++)
		wrong += !is_of(&addrs->list[i], ask->number);
	stub_addrs_free(addrs);
	start(ask);
}

static void start(struct ask *ask)
{
	static const struct stub_events events = { .done = done };
	struct stub_request *request;
	char name[40];
	if (started == names)
		return;
	ask->number = started++;
	snprintf(name, sizeof(name), "n%lu.bulk.test", ask->number);
	if (stub_start(resolver, name, AF_UNSPEC, &events, ask, &request) != STUB_OK) {
		ended++;
		failed++;
	}
}

int main(int argc, char **argv)
{
	struct stub_options o = STUB_OPTIONS;
	o.backend = "native";
	if (argc != 4)
		return 2;
	names = strtoul(argv[2], NULL, 10);
	unsigned long in_flight = strtoul(argv[3], NULL, 10);
	struct ask *asks = calloc(in_flight, sizeof(*asks));
	unsigned before = descriptors(), most = 0;
	o.servers = argv[1];
	o.flags = STUB_NO_NSCD | STUB_NO_HOSTS | STUB_NO_SEARCH | STUB_NO_SORT;
	if (!asks || stub_resolver_new(&o, &resolver) != STUB_OK)
		return 1;
	double began = seconds();
	for (unsigned long i = 0; i < in_flight; i++)
		start(&asks[i]);
	struct pollfd p = { .fd = stub_resolver_fd(resolver), .events = POLLIN };
	for (unsigned round = 0; ended < names && poll(&p, 1, 60000) > 0; round++) {
		stub_resolver_dispatch(resolver);
		if (round % 256 == 0 && descriptors() > most)
			most = descriptors();
	}
	double wall = seconds() - began;
	stub_resolver_free(resolver);
	free(asks);
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
		     (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
	printf("{\"ended\": %lu, \"good\": %lu, \"wrong\": %lu, \"failed\": %lu, \"wall\": %.3f, "
	       "\"cpu_us\": %.2f, \"left\": %d, \"most\": %u, \"rss_kib\": %ld}\n",
		ended, good, wrong, failed, wall, cpu / (double)names * 1e6,
		(int)descriptors() - (int)before, most - before, usage.ru_maxrss);
	return 0;
}
