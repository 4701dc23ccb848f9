/* A configuration file of the kind that the first octet says: what is noted and what is found are
 * parts of it, in lines that it has; and notes change no value. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/conf/config.h"
#include "resolver/conf/peers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool ok)
{
	if (!ok)
		abort();
}

struct sink {
	struct conf_notes notes;
	struct slice text;
	unsigned lines;
};

static void check_part(const struct sink *s, struct slice part)
{
	require(part.at >= s->text.at && part.len <= s->text.len &&
		part.at + part.len <= s->text.at + s->text.len);
}

static void say(struct conf_notes *notes, enum stub_setting_kind kind, const char *name,
	struct slice where, const char *why)
{
	const struct sink *s = (const struct sink *)notes;
	require(kind == STUB_SETTING_VALUE ? name && !why : (bool)why);
	check_part(s, where);
}

static void found(void *arg, const struct lint_finding *finding)
{
	const struct sink *s = arg;
	require(finding->line >= 1 && finding->line <= s->lines);
	check_part(s, finding->text);
}

static void check_resolv(struct sink *s)
{
	struct resolv_conf noted, plain;
	memset(&noted, 0, sizeof(noted));
	memset(&plain, 0, sizeof(plain));
	resolv_conf_read(&noted, s->text, SERVERS_MAX, &s->notes);
	resolv_conf_read(&plain, s->text, SERVERS_MAX, NULL);
	require(noted.nservers == plain.nservers && noted.ignored == plain.ignored &&
		noted.nsearch == plain.nsearch && noted.nsort == plain.nsort &&
		noted.ndots == plain.ndots && noted.timeout_s == plain.timeout_s &&
		noted.attempts == plain.attempts && noted.rotate == plain.rotate);
	require(noted.nservers <= SERVERS_MAX && noted.nsort <= SORTLIST_MAX);
	for (unsigned i = 0; i < noted.nsearch; i++)
		require(name_equal(&noted.search[i], &plain.search[i]));
}

static void check_others(struct sink *s)
{
	struct nsswitch sw;
	struct policy policy;
	struct name label, target;
	struct slice service;
	uint16_t port;

	nsswitch_read(&sw, s->text, &s->notes);
	policy_read(&policy, s->text, &s->notes);
	require(sw.n <= SERVICES_MAX && policy.nscopes <= SCOPE_ROWS);
	require(policy.nlabels && policy.nlabels <= POLICY_ROWS);
	require(policy.nprecedences && policy.nprecedences <= POLICY_ROWS);
	hosts_read(s->text, 100, &s->notes);
	if (services_port(s->text, (struct slice){ "http", 4 }, NULL, &port)) {
		require(services_name(s->text, port, NULL, &service));
		check_part(s, service);
	}
	require(name_from_text(&label, "a"));
	if (hostaliases_find(s->text, &label, &target))
		require(target.len > 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	char *text = malloc(size);
	require(text);
	memcpy(text, data + 1, size - 1);
	struct sink s = { { say }, { text, size - 1 }, 1 };
	for (size_t i = 0; i < size - 1; i++)
		s.lines += text[i] == '\n';
	conf_lint((enum lint_file)(*data % LINT_FILES), s.text, found, &s);
	check_resolv(&s);
	check_others(&s);
	free(text);
	return 0;
}
