/* fetch: gets URLs and shows every step of it. */
#include <unistd.h>
#include <stub/version.h>
#include "fetch/request.h"
#include "fetch/transfer.h"

enum { MESSAGE_ROOM = 8192 };

/* Static: malloc's first block costs three system calls. */
static _Alignas(max_align_t) char backend_room[RESOLVER_ROOM];
static struct stub_resolver resolver;
static struct cli cli;
static struct show show;
static char message[MESSAGE_ROOM];

static void say(int fd, const struct text *t)
{
	struct io io = { .nclosing = 0 };
	io_write(&io, fd, t->base, t->len < t->cap ? t->len : t->cap - 1);
}

/* "fetch: (6) Could not resolve host: ..."; terminal: of io_isatty(), negative for nobody. */
static void complain(const struct report *r, int terminal)
{
	struct text t;
	if (terminal < 0)
		return;
	text_init(&t, message, sizeof(message));
	text_put(&t, "fetch: (");
	text_uint(&t, r->fail);
	text_put(&t, ") ");
	if (terminal)
		show_escaped(&t, piece_of(r->text));
	else
		text_put(&t, r->text);
	text_char(&t, '\n');
	say(STDERR_FILENO, &t);
}

static int say_and_end(void (*write)(struct text *t))
{
	struct text t;
	text_init(&t, message, sizeof(message));
	write(&t);
	struct io io = { .nclosing = 0 };
	return io_write(&io, STDOUT_FILENO, t.base, t.len) < 0 ? FAIL_WRITE : FAIL_NONE;
}

static void version(struct text *t)
{
	text_put(t, "fetch " STUB_VERSION_TEXT "\nProtocols: http\nResolver: ");
	text_put(t, backend_table[0]->name);
	text_char(t, '\n');
}

static bool to_stdout(const char *path)
{
	return path && path[0] == '-' && !path[1];
}

/* Does anything go to standard output? */
static bool wants_console(void)
{
	bool wanted = cli.outputs.n < cli.urls.n || (cli.layout && to_stdout(cli.trace_file));
	for (size_t i = 0; i < cli.outputs.n; i++)
		wanted = wanted || to_stdout(list_at(&cli.outputs, i));
	return wanted;
}

static enum fail start_resolver(struct report *r)
{
	struct stub_options options = STUB_OPTIONS;
	options.servers = cli.dns_servers;
	options.resolv_conf = cli.resolv_conf;
	if (show.layout == LAYOUT_EVENTS) {
		options.trace = show_event;
		options.trace_arg = &show;
	}
	int status = resolver_init(&resolver, &options, backend_room, sizeof(backend_room));
	show.tracer = &resolver.io.tracer;
	if (status == STUB_OK)
		return FAIL_NONE;
	return report(r, FAIL_ARGUMENT, "The resolver does not start: %s",
		resolver.detail[0] ? resolver.detail : stub_strerror(status));
}

/* The n-th -o or -O belongs to the n-th URL, as with curl. */
static struct choice choose(size_t i)
{
	if (i >= cli.outputs.n)
		return (struct choice){ .path = NULL };
	const char *path = list_at(&cli.outputs, i);
	return (struct choice){ .path = path, .remote = !path };
}

/* As with curl, the exit status is that of the last URL. */
static enum fail run(struct report *r, struct console console, int terminal)
{
	struct fetcher f = { .cli = &cli,
		.resolver = &resolver,
		.io = &resolver.io,
		.show = &show,
		.console = console };
	enum fail fail = FAIL_NONE;
	for (size_t i = 0; i < cli.urls.n; i++) {
		if (i)
			io_close_flush(&resolver.io);
		fail = transfer_run(&f, list_at(&cli.urls, i), choose(i), r);
		if (fail)
			complain(r, terminal);
	}
	return fail;
}

static enum fail start(struct report *r)
{
	int opened = show_open(&show, &cli);
	if (opened < 0)
		return report(r, FAIL_WRITE, "Could not write to %s: %s", cli.trace_file,
			report_error(opened));
	if (!request_safe(cli.agent))
		return report(r, FAIL_ARGUMENT,
			"A line end in the User-Agent would be a field of its own");
	return start_resolver(r);
}

int main(int argc, char **argv)
{
	struct text t;
	struct console console = { .ready = false };
	text_init(&t, message, sizeof(message));
	io_ignore_sigpipe();
	if (!cli_parse(&cli, argc, argv, &t)) {
		say(STDERR_FILENO, &t);
		return FAIL_USAGE;
	}
	if (cli.help || cli.version)
		return say_and_end(cli.help ? cli_help : version);
	static struct report r;
	/* both before anything is opened, which would take the number of a closed one */
	int terminal = cli.silent && !cli.show_error ? -1 : io_isatty(&show.io, STDERR_FILENO);
	if (wants_console())
		console = console_look(&show.io);
	enum fail fail = start(&r);
	if (fail) {
		complain(&r, terminal);
		return (int)fail;
	}
	/* what io_close_later() has gathered, the end of the process closes: a call saved */
	fail = run(&r, console, terminal);
	if (show_close(&show) < 0 && !fail) {
		fail = report(&r, FAIL_WRITE, "The trace could not be written");
		if (cli.trace_file)
			complain(&r, terminal);
	}
	cli_fini(&cli);
	return (int)fail;
}
