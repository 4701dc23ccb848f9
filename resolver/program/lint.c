/* What other resolvers make of this system's configuration files. */
#include "resolver/program/lint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/conf/peers.h"
#include "resolver/io/io.h"
#include "resolver/program/outcome.h"

struct lint {
	const struct settings *settings;
	const char *path;
	unsigned found;
};

/* The words of a line as they are shown: bounded, and nothing that moves a cursor. */
static void finding_text(const struct lint_finding *finding, char out[static 81])
{
	size_t len = finding->text.len < 80 ? finding->text.len : 80;
	memcpy(out, finding->text.at, len);
	out[len] = '\0';
	for (size_t i = 0; i < len; i++)
		if (!out[i])
			out[i] = ' ';
}

static void show_text(const struct lint *lint, const struct lint_finding *finding)
{
	const struct peer_row *row = finding->row;
	char text[81];
	finding_text(finding, text);
	printf("%s:%u: %s: ", lint->path, finding->line, row->construct);
	put_safe(stdout, text);
	putchar('\n');
	for (enum peer peer = 0; peer < PEERS; peer++)
		printf("%s%s %s", peer ? ", " : "    ", peer_name(peer),
			peer_reading_name((enum peer_reading)row->reading[peer]));
	putchar('\n');
	if (row->note)
		printf("    %s\n", row->note);
}

static void show_json(const struct lint *lint, const struct lint_finding *finding)
{
	const struct peer_row *row = finding->row;
	char text[81];
	finding_text(finding, text);
	printf("{\"line\":%u", finding->line);
	json_put("file", lint->path);
	json_put("construct", row->construct);
	json_put("text", text);
	if (row->note)
		json_put("note", row->note);
	fputs(",\"readings\":{", stdout);
	for (enum peer peer = 0; peer < PEERS; peer++)
		printf("%s\"%s\":\"%s\"", peer ? "," : "", peer_name(peer),
			peer_reading_name((enum peer_reading)row->reading[peer]));
	puts("}}");
}

static void show(void *arg, const struct lint_finding *finding)
{
	struct lint *lint = arg;
	lint->found++;
	if (lint->settings->json)
		show_json(lint, finding);
	else
		show_text(lint, finding);
}

/* 0, or the errno of reading it; a system's file may be missing. */
static int lint_file(struct lint *lint, enum lint_file file, const char *given, const char *usual)
{
	struct io io = { 0 };
	char *text;
	lint->path = given ? given : usual;
	ssize_t len = io_read_file(&io, lint->path, NULL, 0, &text);
	io_fini(&io);
	if (len < 0 && (given || len != -ENOENT)) {
		fprintf(stderr, "resolve: %s: %s\n", lint->path, strerror((int)-len));
		return (int)-len;
	}
	if (len < 0)
		return 0;
	conf_lint(file, (struct slice){ text, (size_t)len }, show, lint);
	free(text);
	return 0;
}

int lint_run(const struct settings *s)
{
	const struct stub_options *o = &s->options;
	struct lint lint = { .settings = s };
	int error = lint_file(&lint, LINT_RESOLV, o->resolv_conf, "/etc/resolv.conf");
	error |= lint_file(&lint, LINT_HOSTS, o->hosts, "/etc/hosts");
	error |= lint_file(&lint, LINT_NSSWITCH, o->nsswitch_conf, "/etc/nsswitch.conf");
	error |= lint_file(&lint, LINT_GAI, o->gai_conf, "/etc/gai.conf");
	if (error)
		return EXIT_TROUBLE;
	if (!lint.found && !s->json)
		puts("every line is read alike");
	return lint.found ? EXIT_NO_ANSWER : 0;
}
