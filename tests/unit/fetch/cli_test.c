/* Command lines. */
#include "fetch/cli.h"
#include <stdio.h>
#include <sys/socket.h>
#include <stdlib.h>
#include <string.h>
#include "tests/support/table.h"

enum { WORDS = 40 };

static struct cli cli;
static char said[2000];

static bool parse(const char *line)
{
	static char words[1000];
	static char *argv[WORDS];
	int argc = 0;
	snprintf(words, sizeof(words), "fetch %s", line);
	for (char *word = strtok(words, " "); word && argc < WORDS; word = strtok(NULL, " "))
		argv[argc++] = word;
	struct text error;
	text_init(&error, said, sizeof(said));
	return cli_parse(&cli, argc, argv, &error);
}

/* What a good line means, as one text. */
static void describe(char *out, size_t size)
{
	struct text t;
	text_init(&t, out, size);
	static const char letters[] = "sSiIfLhV";
	const bool on[] = { cli.silent, cli.show_error, cli.include, cli.head, cli.fail,
		cli.location, cli.help, cli.version };
	for (size_t i = 0; i < sizeof(on); i++)
		if (on[i])
			text_char(&t, letters[i]);
	for (size_t i = 0; i < cli.urls.n; i++)
		text_printf(&t, " %s", list_at(&cli.urls, i));
	for (size_t i = 0; i < cli.outputs.n; i++)
		text_printf(&t, " o:%s",
			list_at(&cli.outputs, i) ? list_at(&cli.outputs, i) : "(remote)");
	for (size_t i = 0; i < cli.resolves.n; i++)
		text_printf(&t, " r:%s", list_at(&cli.resolves, i));
	if (cli.family)
		text_printf(&t, " %s", cli.family == AF_INET ? "4" : "6");
	if (cli.max_time)
		text_printf(&t, " m:%llu", (unsigned long long)cli.max_time);
	if (cli.connect_timeout)
		text_printf(&t, " c:%llu", (unsigned long long)cli.connect_timeout);
	if (cli.max_redirects != 50)
		text_printf(&t, " n:%d", cli.max_redirects);
	if (cli.layout)
		text_printf(&t, " t:%d", cli.layout);
	if (cli.trace_file)
		text_printf(&t, ",%s", cli.trace_file);
	if (strcmp(cli.agent, "fetch/0.1.0") != 0)
		text_printf(&t, " A:%s", cli.agent);
}

struct row {
	const char *name, *line, *want;
};

static const struct row good[] = {
	{ "a URL", "u", " u" },
	{ "the article's line", "-s -o /dev/null -A curl/7.29.0 host1.example.com",
		"s host1.example.com o:/dev/null A:curl/7.29.0" },
	{ "letters together", "-sSo f u", "sS u o:f" },
	{ "a value right behind its letter", "-sof u", "s u o:f" },
	{ "a value that looks like an option", "-o -s u", " u o:-s" },
	{ "options behind the URL", "u -s", "s u" },
	{ "two dashes end the options", "-s -- -x -s", "s -x -s" },
	{ "long names", "--silent --show-error --include --head --fail --location u", "sSiIfL u" },
	{ "long names with values", "--output f --user-agent a --max-time 2 u",
		" u o:f m:2000000000 A:a" },
	{ "a switch switched off again", "-s --no-silent u", " u" },
	{ "the later family counts", "-4 -6 u", " u 6" },
	{ "IPv4", "--ipv4 u", " u 4" },
	{ "several URLs and outputs", "-o a u -O v", " u v o:a o:(remote)" },
	{ "several --resolve", "--resolve a:1:1.1.1.1 --resolve b:1:1.1.1.1 u",
		" u r:a:1:1.1.1.1 r:b:1:1.1.1.1" },
	{ "fractions of seconds", "-m 0.25 --connect-timeout .5 u", " u m:250000000 c:500000000" },
	{ "more digits than nanoseconds", "-m 1.0000000019 u", " u m:1000000001" },
	{ "seconds ending in a dot", "-m 1. u", " u m:1000000000" },
	{ "no limit", "-m 0 u", " u" },
	{ "redirects", "--max-redirs 3 u", " u n:3" },
	{ "redirects without a limit", "--max-redirs -1 u", " u n:-1" },
	{ "-v", "-v u", " u t:1" },
	{ "--trace-ascii", "--trace-ascii - u", " u t:2,-" },
	{ "--trace", "--trace f u", " u t:3,f" },
	{ "a form makes --trace one of events", "--trace-format strace --trace f u", " u t:4,f" },
	{ "help needs no URL", "-h", "h" },
	{ "version needs no URL", "--version", "V" },
	{ "more URLs than there is static room for", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18",
		" 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18" },
};

static void check_good(void **state)
{
	const struct row *row = *state;
	char text[1000];
	assert_true(parse(row->line));
	assert_string_equal(said, "");
	describe(text, sizeof(text));
	assert_string_equal(text, row->want);
	cli_fini(&cli);
}

static const struct row bad[] = {
	{ "no URL", "-s", "no URL specified" },
	{ "an unknown letter", "-s~ u", "option -~: is unknown" },
	{ "an unknown name", "--nothing u", "option --nothing: is unknown" },
	{ "an equals sign", "--max-time=2 u", "perhaps --max-time SECONDS" },
	{ "the beginning of a name", "--sil u", "perhaps --silent" },
	{ "a dash alone", "- u", "option -: is unknown" },
	{ "a value is missing", "u -o", "option -o: requires parameter" },
	{ "a value is missing behind a name", "u --output", "option --output: requires parameter" },
	{ "no number", "-m x u", "expected a proper numerical parameter" },
	{ "a number with something behind", "-m 1x u", "expected a proper numerical parameter" },
	{ "only a dot", "-m . u", "expected a proper numerical parameter" },
	{ "a negative number", "-m -1 u", "expected a proper numerical parameter" },
	{ "a number that would overflow", "-m 99999999999999999999 u",
		"expected a proper numerical parameter" },
	{ "redirects below -1", "--max-redirs -2 u", "expected a proper numerical parameter" },
	{ "redirects beyond reason", "--max-redirs 99999999999 u",
		"expected a proper numerical parameter" },
	{ "an unknown form", "--trace-format xml u", "expected strace, text or json" },
	{ "--no- before an option with a value", "--no-output u", "isn't a boolean" },
};

static void check_bad(void **state)
{
	const struct row *row = *state;
	assert_false(parse(row->line));
	if (!strstr(said, row->want))
		fail_msg("%s is not in %s", row->want, said);
	assert_non_null(strstr(said, "try 'fetch --help'"));
	cli_fini(&cli);
}

static void help_has_room(void **state)
{
	(void)state;
	char room[8192];
	struct text t;
	text_init(&t, room, sizeof(room));
	cli_help(&t);
	assert_true(text_whole(&t));
	assert_non_null(strstr(room, " -s, --silent  "));
}

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(help_has_room),
	};
	TABLE_ROWS(good, check_good);
	TABLE_ROWS(bad, check_bad);
	TABLE_TESTS(others);
	return table_run("cli", NULL, NULL);
}
