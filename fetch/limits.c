/* The moments by which parts of a transfer must be over, set by two options. */
#include "fetch/limits.h"

void limits_begin(struct limits *l, const struct cli *cli)
{
	*l = (struct limits){ .connect = NSEC_NEVER, .whole = NSEC_NEVER };
	if (!cli->max_time)
		return;

	l->connect = l->whole = io_now() + cli->max_time;
}

void limits_connect(struct limits *l, const struct cli *cli)
{
	l->connect = l->whole;
	if (!cli->connect_timeout)
		return;
	nsec until = io_now() + cli->connect_timeout;
	if (until < l->whole)
		l->connect = until;
}

enum fail limits_report(const struct limits *l, const struct cli *cli, nsec passed,
	const char *what, struct report *r)
{
	bool whole = passed == l->whole;
	char span[32];
	struct text t;
	text_init(&t, span, sizeof(span));
	report_span(&t, whole ? cli->max_time : cli->connect_timeout);
	return report(r, FAIL_TIMEOUT, "%s within %s (--%s)", what, span,
		whole ? "max-time" : "connect-timeout");
}
