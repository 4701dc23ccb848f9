/* What a warm lookup costs with each backend, against a server on loopback that is a process of its
 * own.
 *
 * The whole process counts: given other servers than the system's, glibc looks up on a worker
 * thread, so its figures have the hand-over in them. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <stub/stub.h>
#include "tests/support/dns_server.h"

enum { A = 1, AAAA = 28, WARM = 20, ROUNDS = 2000 };

static const struct dns_row zone[] = {
	{ "host1.test", 5, DNS_ANSWER, "www.test" },
	{ "www.test", A, DNS_ANSWER, "192.0.2.1" },
	{ "dual.test", A, DNS_ANSWER, "192.0.2.1" },
	{ "dual.test", AAAA, DNS_ANSWER, "2001:db8::1" },
};

static double seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Microseconds of CPU and of wall time for one lookup; false when one fails. */
static bool measure(struct stub_resolver *r, const char *name, double *cpu, double *wall)
{
	double cpu_began = 0, wall_began = 0;
	for (int i = 0; i < WARM + ROUNDS; i++) {
		if (i == WARM) {
			cpu_began = seconds(CLOCK_PROCESS_CPUTIME_ID);
			wall_began = seconds(CLOCK_MONOTONIC);
		}
		struct stub_addrs *addrs;
		if (stub_lookup(r, name, AF_UNSPEC, &addrs) != STUB_OK)
			return false;
		stub_addrs_free(addrs);
	}
	*cpu = (seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_began) / ROUNDS * 1e6;
	*wall = (seconds(CLOCK_MONOTONIC) - wall_began) / ROUNDS * 1e6;
	return true;
}

int main(void)
{
	static const char *const names[] = { "host1.test", "dual.test" };
	char address[DNS_SERVER_ADDRESS];
	pid_t server = dns_server_spawn(zone, sizeof(zone) / sizeof(zone[0]), address);
	if (server < 0)
		return 1;
	int result = 0;
	printf("%-12s %-12s %14s %14s\n", "backend", "name", "CPU us/lookup", "wall us/lookup");
	for (const char *const *backend = stub_backends(); *backend; backend++) {
		struct stub_options o = STUB_OPTIONS;
		o.backend = *backend;
		o.servers = address;
		struct stub_resolver *r;
		if (stub_resolver_new(&o, &r) != STUB_OK)
			continue;
		for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
			double cpu, wall;
			if (measure(r, names[i], &cpu, &wall))
				printf("%-12s %-12s %14.1f %14.1f\n", *backend, names[i], cpu,
					wall);
			else
				result = 1;
		}
		stub_resolver_free(r);
	}
	dns_server_end(server);
	return result;
}
