/* The native backend. */
#include "tests/unit/backend/behaviour.h"

static const struct behaviour rows[] = {
	{ "a dangling CNAME gives NXDOMAIN", JOB_LOOKUP, "dangling.test", .family = AF_INET,
		.status = STUB_NXDOMAIN },
	{ "a query that is refused gives the reply", JOB_QUERY, "refused.test", TYPE_A,
		.status = STUB_REFUSED, .reply = true },
	{ "a query that fails at the server gives the reply", JOB_QUERY, "servfail.test", TYPE_A,
		.status = STUB_SERVFAIL, .reply = true },
	{ "a name of two bad labels costs no query", JOB_LOOKUP, "a..b", .status = STUB_BADNAME },
};

int main(void)
{
	return behaviour_main(&native_backend, rows, sizeof(rows) / sizeof(*rows), NULL, 0);
}
