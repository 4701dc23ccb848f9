/* The table of what resolvers read otherwise: each example is found, and our column is true. */
#include <stdlib.h>
#include <string.h>
#include "resolver/conf/config.h"
#include "resolver/conf/peers.h"
#include "resolver/text.h"
#include "tests/support/table.h"

struct seen {
	const struct peer_row *row;
	const char *text;
	size_t len;
	unsigned last; /* line */
	bool found;
};

static unsigned lines_of(const char *text)
{
	unsigned n = 0;
	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void on_finding(void *arg, const struct lint_finding *finding)
{
	struct seen *s = arg;
	assert_true(finding->line >= 1 && finding->line <= s->last);
	assert_true(finding->text.at >= s->text &&
		    finding->text.at + finding->text.len <= s->text + s->len);
	s->found |= finding->row == s->row && finding->line == s->last && finding->text.len;
}

/* What our parser says of the last line. */
struct said {
	struct conf_notes notes;
	const char *last;
	bool ignored, clamped;
};

static void say(struct conf_notes *notes, enum stub_setting_kind kind, const char *name,
	struct slice where, const char *why)
{
	struct said *s = (struct said *)notes;
	(void)name, (void)why;
	if (where.at < s->last)
		return;
	s->ignored |= kind == STUB_SETTING_IGNORED;
	s->clamped |= kind == STUB_SETTING_CLAMPED;
}

static void read_ourselves(const struct peer_row *row, struct slice text, struct said *said)
{
	struct resolv_conf conf;
	struct nsswitch sw;
	struct policy policy;
	switch (row->file) {
	case LINT_RESOLV: resolv_conf_read(&conf, text, SERVERS_LIBC, &said->notes); break;
	case LINT_HOSTS: hosts_read(text, 10, &said->notes); break;
	case LINT_NSSWITCH:
		nsswitch_read(&sw, text, &said->notes);
		for (unsigned i = 0; i < sw.n; i++)
			said->ignored |= sw.list[i].service == SERVICE_UNKNOWN;
		break;
	default: policy_read(&policy, text, &said->notes); said->ignored |= policy.reload;
	}
}

static void check_row(void **state)
{
	const struct peer_row *row = *state;
	size_t len = strlen(row->example);
	char *exact = malloc(len);
	assert_non_null(exact);
	memcpy(exact, row->example, len);
	struct seen seen = { row, exact, len, lines_of(row->example), false };
	conf_lint(row->file, (struct slice){ exact, len }, on_finding, &seen);
	assert_true(seen.found);

	assert_int_equal(strlen(row->reading), PEERS);
	for (unsigned i = 0; i < PEERS; i++)
		assert_non_null(peer_reading_name((enum peer_reading)row->reading[i]));
	const char *last = exact + len - 1;
	while (last > exact && last[-1] != '\n')
		last--;
	struct said said = { { say }, last, false, false };
	read_ourselves(row, (struct slice){ exact, len }, &said);
	enum peer_reading ours = (enum peer_reading)row->reading[PEER_STUB];
	if (ours != PEER_OTHERWISE)
		assert_int_equal(said.ignored, ours == PEER_IGNORES);
	assert_int_equal(said.clamped, ours == PEER_CLAMPS);
	free(exact);
}

static void none(void *arg, const struct lint_finding *finding)
{
	(void)arg;
	fail_msg("found: %s: %.*s", finding->row->construct, (int)finding->text.len,
		finding->text.at);
}

static void check_plain(void **state)
{
	(void)state;
	static const char *const texts[LINT_FILES] = {
		[LINT_RESOLV] =
			("# comment\n; comment\n  # comment\n\nnameserver 192.0.2.1 # mine\n"
			 "nameserver 2001:db8::1\nsearch a.test b.test\noptions ndots:2"),
		[LINT_HOSTS] = "# comment\n192.0.2.1 a.test b.test # c.Test.\n2001:db8::1\ta\r\n",
		[LINT_NSSWITCH] =
			"passwd: files systemd\nhosts: files dns # nis\nnetworks: files\n",
		[LINT_GAI] = "# label ::1/128 0\nnosuch 1\n",
	};
	for (unsigned i = 0; i < LINT_FILES; i++)
		conf_lint((enum lint_file)i, (struct slice){ texts[i], strlen(texts[i]) }, none,
			NULL);
}

static void check_names(void **state)
{
	(void)state;
	for (unsigned i = 0; i < PEERS; i++)
		assert_non_null(peer_name((enum peer)i));
	assert_null(peer_name(PEERS));
	assert_null(peer_reading_name((enum peer_reading)'x'));
}

int main(void)
{
	for (unsigned i = 0; i < peer_row_count; i++)
		table_format(check_row, &peer_rows[i], "%s: %s",
			(const char *[]){ "resolv.conf", "hosts", "nsswitch.conf",
				"gai.conf" }[peer_rows[i].file],
			peer_rows[i].construct);
	table_test("what all read alike is not found", check_plain);
	table_test("names of resolvers and of readings", check_names);
	return table_run("lint", NULL, NULL);
}
