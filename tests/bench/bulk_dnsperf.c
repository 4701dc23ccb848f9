/* dnsperf as a sender: it counts replies and does nothing with them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tests/bench/bulk.h"

static int write_queries(const struct bulk_run *run, char *path)
{
	char name[BULK_NAME];
	int fd = mkstemp(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
	if (!f)
		return -1;
	for (unsigned long i = 0; i < run->names; i++) {
		bulk_name(run->first + i, name);
		fprintf(f, "%s A\n%s AAAA\n", name, name);
	}
	return fclose(f);
}

unsigned long bulk_dnsperf(const struct bulk_run *run)
{
	char path[] = "/tmp/bulk-queries-XXXXXX", command[200], line[200];
	unsigned long completed = 0;
	if (write_queries(run, path))
		return 0;
	snprintf(command, sizeof(command),
		"dnsperf -s %.*s -p %u -d %s -n 1 -c 1 -T 1 -q %u -b 8192 2>/dev/null",
		(int)strcspn(run->server_text, ":"), run->server_text, ntohs(run->server.sin_port),
		path, 2 * run->in_flight);
	FILE *f = popen(command, "r");
	while (f && fgets(line, sizeof(line), f))
		sscanf(line, " Queries completed: %lu", &completed);
	if (f)
		pclose(f);
	unlink(path);
	return completed / 2;
}
