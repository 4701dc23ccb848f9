/* nsswitch.conf and gai.conf: the same text as either. */
#include <stdlib.h>
#include <string.h>
#include "resolver/conf/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool ok)
{
	if (!ok)
		abort();
}

static void check_services(const struct nsswitch *n)
{
	require(n->n >= 1 && n->n <= SERVICES_MAX);
	for (unsigned i = 0; i < n->n; i++) {
		require(n->list[i].service <= SERVICE_UNKNOWN);
		require(*n->list[i].name && memchr(n->list[i].name, '\0', sizeof(n->list[i].name)));
	}
}

static void check_rows(const struct policy_row *table, unsigned n)
{
	require(n <= POLICY_ROWS);
	for (unsigned i = 0; i < n; i++) {
		require(table[i].bits <= 128 && table[i].value >= 0);
		require(!i || table[i - 1].bits >= table[i].bits);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + !size);
	struct nsswitch n;
	struct policy policy;

	require(text);
	if (size)
		memcpy(text, data, size);
	nsswitch_parse(&n, text, size);
	check_services(&n);
	policy_parse(&policy, text, size);
	check_rows(policy.label, policy.nlabels);
	check_rows(policy.precedence, policy.nprecedences);
	require(policy.nlabels && policy.nprecedences);
	free(text);
	return 0;
}
