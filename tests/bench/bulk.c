/* Bulk lookups, A and AAAA of many names: what they cost us, other libraries, and a program that
 * does nothing but send and receive.
 *
 *   bench-bulk [-n NAMES]... [-j IN_FLIGHT] [-s SOCKETS] [-r ROUNDS] [SUBJECT]...
 *
 * Each subject runs in a process of its own against a responder on loopback, in a network namespace
 * of their own where that is allowed.  CPU is user and system time of the subject's process; the
 * least of the rounds counts, since what others do on the machine only adds to it. */
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "tests/bench/bulk.h"
#include "tests/support/responder.h"

enum { SIZES = 8, SUBJECTS = 8, PORT = 53 };

static const struct subject {
	const char *name;
	bulk_subject *run;
	bool port_53; /* knows no other */
} subjects[] = {
	{ "floor", bulk_floor, false },
	{ "floor, segments", bulk_floor_segments, false },
	{ "stub", bulk_ours, false },
	{ "stub, sorted", bulk_ours_sorted, false },
#ifdef HAVE_CARES
	{ "c-ares", bulk_cares, false },
#endif
#ifdef HAVE_UDNS
	{ "udns", bulk_udns, false },
#endif
#ifdef HAVE_ADNS
	{ "adns", bulk_adns, true },
#endif
#ifdef HAVE_DNSPERF
	{ "dnsperf", bulk_dnsperf, false },
#endif
};

struct result {
	unsigned long good;
	double user, sys, wall; /* seconds */
};

size_t bulk_name(unsigned long number, char out[static BULK_NAME])
{
	/* spread over lengths as names are, and distinct by the number */
	static const char *const words[] = { "www", "mail", "static", "a", "img-cdn", "ns1",
		"autodiscover", "api" };
	return (size_t)snprintf(
		out, BULK_NAME, "%s.%lu.bulk.test", words[number * 2654435761u >> 5 & 7], number);
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct result measure(bulk_subject *subject, const struct bulk_run *run)
{
	struct rusage before, after;
	struct result result;
	double began = now();
	getrusage(RUSAGE_SELF, &before);
	result.good = subject(run);
	getrusage(RUSAGE_SELF, &after);
	result.wall = now() - began;
	result.user = seconds(after.ru_utime) - seconds(before.ru_utime);
	result.sys = seconds(after.ru_stime) - seconds(before.ru_stime);
	getrusage(RUSAGE_CHILDREN, &after); /* of a subject that is a program */
	result.user += seconds(after.ru_utime);
	result.sys += seconds(after.ru_stime);
	return result;
}

/* In a child: no subject inherits another's heap. */
static bool apart(bulk_subject *subject, const struct bulk_run *run, struct result *out)
{
	int ends[2];
	if (pipe(ends))
		return false;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		struct result result = measure(subject, run);
		_exit(write(ends[1], &result, sizeof(result)) != sizeof(result));
	}
	close(ends[1]);
	bool good = pid > 0 && read(ends[0], out, sizeof(*out)) == sizeof(*out);
	close(ends[0]);
	waitpid(pid, NULL, 0);
	return good;
}

static double cpu(const struct result *r)
{
	return r->user + r->sys;
}

/* A namespace with a loopback of its own, where every port is free. */
static bool enter_namespace(void)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	if (unshare(CLONE_NEWNET) && unshare(CLONE_NEWUSER | CLONE_NEWNET))
		return false;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	bool up = ioctl(fd, SIOCSIFFLAGS, &lo) == 0;
	close(fd);
	return up;
}

static bool wanted(const char *name, char **words, int n)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(words[i], name))
			return true;
	return n == 0;
}

/* Returns the CPU of one lookup in microseconds, 0: it could not be measured. */
static double row(const struct subject *s, struct bulk_run *run, unsigned rounds, double floor)
{
	struct result best = { 0 };
	unsigned long least = run->names;
	for (unsigned i = 0; i < rounds; i++) {
		struct result result;
		if (!apart(s->run, run, &result) || !result.good)
			return 0;
		run->first += run->names;
		if (result.good < least)
			least = result.good;
		if (i == 0 || cpu(&result) / (double)result.good < cpu(&best) / (double)best.good)
			best = result;
	}
	double n = (double)best.good;
	double each = cpu(&best) / n * 1e6;
	printf("%-16s %9lu %9.2f %8.2f %8.2f %8.2f %9.0f %7lu\n", s->name, run->names, each,
		best.user / n * 1e6, best.sys / n * 1e6, floor > 0 ? each / floor : 1,
		n / best.wall, run->names - least);
	return each;
}

int main(int argc, char **argv)
{
	unsigned long sizes[SIZES] = { 1000, 10000, 100000 };
	unsigned nsizes = 3, rounds = 3;
	bool sizes_given = false;
	struct bulk_run run = { .in_flight = 1000 };
	for (int c; (c = getopt(argc, argv, "n:j:s:r:")) != -1;) {
		if (c == 'n' && !sizes_given)
			nsizes = 0, sizes_given = true;
		switch (c) {
		case 'n':
			if (nsizes < SIZES)
				sizes[nsizes++] = strtoul(optarg, NULL, 10);
			break;
		case 'j': run.in_flight = (unsigned)strtoul(optarg, NULL, 10); break;
		case 's': run.sockets = (unsigned)strtoul(optarg, NULL, 10); break;
		case 'r': rounds = (unsigned)strtoul(optarg, NULL, 10); break;
		default: return 2;
		}
	}
	bool alone = enter_namespace();
	struct responder responder;
	int error = responder_start(
		&responder, &(struct responder_options){ .port = alone ? PORT : 0 });
	if (error) {
		fprintf(stderr, "bench-bulk: %s\n", strerror(error));
		return 77;
	}
	run.server = responder.at;
	run.server_text = responder.text;
	printf("%-16s %9s %9s %8s %8s %8s %9s %7s\n", "subject", "names", "us/lookup", "user",
		"sys", "x floor", "lookups/s", "lost");
	int result = 0;
	for (unsigned i = 0; i < nsizes; i++) {
		double floor = 0;
		run.names = sizes[i];
		for (size_t k = 0; k < sizeof(subjects) / sizeof(*subjects); k++) {
			const struct subject *s = &subjects[k];
			if (s->port_53 && !alone) {
				printf("%-16s needs port 53\n", s->name);
				continue;
			}
			if (!wanted(s->name, argv + optind, argc - optind))
				continue;
			double each = row(s, &run, rounds, floor);
			if (k == 0)
				floor = each;
			if (each <= 0) {
				printf("%-16s %9lu failed\n", s->name, run.names);
				result = 1;
			}
		}
	}
	responder_stop(&responder);
	return result;
}
