/* The command line: one table of options, which the help comes from too. */
#ifndef FETCH_CLI_H
#define FETCH_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include "resolver/text.h"
#include "resolver/trace.h"

/* Texts in the order they were given; the first few need no memory from the heap. */
enum { LIST_FEW = 8 };

struct list {
	const char **v; /* NULL: few */
	size_t n, cap;
	const char *few[LIST_FEW];
};

static inline const char *list_at(const struct list *l, size_t i)
{
	return l->v ? l->v[i] : l->few[i];
}

/* How the steps of a transfer are shown: not, -v, --trace-ascii, --trace, or as events. */
enum layout { LAYOUT_NONE, LAYOUT_VERBOSE, LAYOUT_ASCII, LAYOUT_HEX, LAYOUT_EVENTS };

struct cli {
	bool silent, show_error, include, head, fail, location, help, version;
	bool trace_time, trace_duration, trace_data;
	int layout;             /* enum layout */
	int trace_format;       /* enum stub_trace_format, counts with LAYOUT_EVENTS */
	const char *trace_file; /* NULL: standard error; "-": standard output */
	int family;             /* AF_UNSPEC, AF_INET, AF_INET6 */
	const char *agent;
	const char *dns_servers, *resolv_conf; /* NULL: not given */
	nsec connect_timeout, max_time;        /* 0: not given */
	int max_redirects;                     /* -1: no limit */
	struct list urls, outputs, resolves;   /* outputs: NULL for -O */
};

/* Fills all of *out; texts stay where argv has them.  False: *error has lines for the user, each
 * with its line end. */
bool cli_parse(struct cli *out, int argc, char *const *argv, struct text *error);
void cli_fini(struct cli *cli);
void cli_help(struct text *out);

#endif
