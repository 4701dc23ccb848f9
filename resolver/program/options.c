/* The command line: the table of options, which parser and help go by. */
#include "resolver/program/settings.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum option_id {
	OPT_BACKEND = 256,
	OPT_SERVER,
	OPT_COMPARE,
	OPT_DIFF,
	OPT_EXPLAIN,
	OPT_LINT,
	OPT_JSON,
	OPT_HEX,
	OPT_TO_HEX,
	OPT_TRACE,
	OPT_TRACE_FORMAT,
	OPT_TRACE_DATA,
	OPT_TIMEOUT,
	OPT_ATTEMPTS,
	OPT_DEADLINE,
	OPT_RESOLV_CONF,
	OPT_HOSTS,
	OPT_NSSWITCH_CONF,
	OPT_GAI_CONF,
	OPT_ALL_SERVERS,
	OPT_EDNS,
	OPT_0X20,
	OPT_GRACE,
	OPT_NO_SORT,
	OPT_NO_NSCD,
	OPT_NO_HOSTS,
	OPT_NO_SEARCH,
};

/* id: the letter where it has one.  A row without a name is a heading of the help. */
static const struct row {
	int id;
	const char *name, *argument, *help;
} rows[] = {
	{ 0, NULL, NULL, "What is asked" },
	{ '4', "ipv4", NULL, "IPv4 addresses only" },
	{ '6', "ipv6", NULL, "IPv6 addresses only" },
	{ 't', "type", "TYPE", "ask DNS for records of TYPE, with many names" },
	{ 'f', "file", "FILE", "names from FILE, one a line; - is standard input" },
	{ 'j', "jobs", "N", "so many lookups at a time (100)" },
	{ OPT_COMPARE, "compare", "BACKENDS", "each name with each of native,c-ares,glibc" },
	{ OPT_DIFF, "diff", NULL, "of --compare only the names where they differ" },
	{ OPT_EXPLAIN, "explain", NULL,
		"each step, from the configuration's lines to the verdict" },
	{ OPT_LINT, "lint", NULL,
		"lines of this system's configuration that resolvers do not read alike" },
	{ OPT_HEX, "hex", "FILE",
		"decode the DNS message in FILE, - is standard input: base 16, raw octets, or a "
		"packet capture (pcap, pcapng)" },
	{ OPT_TO_HEX, "to-hex", "FILE", "the other way: a message in dig's form to base 16" },
	{ 0, NULL, NULL, "Who answers" },
	{ OPT_BACKEND, "backend", "NAME",
		"who looks up: native, c-ares, glibc (what is compiled in)" },
	{ OPT_SERVER, "server", "LIST",
		"ask these servers: 192.0.2.1,127.0.0.1:5353,[2001:db8::1]:53" },
	{ OPT_RESOLV_CONF, "resolv-conf", "FILE", "instead of /etc/resolv.conf" },
	{ OPT_HOSTS, "hosts", "FILE", "instead of /etc/hosts" },
	{ OPT_NSSWITCH_CONF, "nsswitch-conf", "FILE", "instead of /etc/nsswitch.conf" },
	{ OPT_GAI_CONF, "gai-conf", "FILE", "instead of /etc/gai.conf" },
	{ OPT_ALL_SERVERS, "all-servers", NULL,
		"up to eight servers of resolv.conf, not its first three" },
	{ OPT_EDNS, "edns", NULL, "with EDNS and cookies, as `options edns0`" },
	{ OPT_0X20, "0x20", NULL, "in letters of random case, insisted on in replies" },
	{ OPT_NO_NSCD, "no-nscd", NULL, "leave nscd out" },
	{ OPT_NO_HOSTS, "no-hosts", NULL, "leave the hosts file out" },
	{ OPT_NO_SEARCH, "no-search", NULL, "the name as it is, no search list" },
	{ 0, NULL, NULL, "How long" },
	{ OPT_TIMEOUT, "timeout", "SECONDS", "first wait for a reply" },
	{ OPT_ATTEMPTS, "attempts", "N", "rounds over the servers" },
	{ OPT_GRACE, "grace", "SECONDS",
		"wait for a family that is silent when the other has come" },
	{ OPT_DEADLINE, "deadline", "SECONDS", "for the whole of a lookup" },
	{ 0, NULL, NULL, "What is shown" },
	{ OPT_JSON, "json", NULL, "one JSON object a line" },
	{ OPT_NO_SORT, "no-sort", NULL, "addresses as they came, which is cheaper for many names" },
	{ OPT_TRACE, "trace", "FILE", "every step into FILE; - is standard error" },
	{ OPT_TRACE_FORMAT, "trace-format", "FORM", "text (default), strace, json" },
	{ OPT_TRACE_DATA, "trace-data", NULL, "with the messages in full" },
	{ 'h', "help", NULL, "this text" },
	{ 'V', "version", NULL, "version and backends" },
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]), HELP_COLUMN = 28, HELP_WIDTH = 96 };

int usage(const char *why, const char *what)
{
	fprintf(stderr, "resolve: %s%s%s\nTry 'resolve --help'.\n", why, what ? ": " : "",
		what ? what : "");
	return EXIT_USAGE;
}

/* Words from HELP_COLUMN on, in as many lines as they need. */
static void print_wrapped(FILE *out, const char *text)
{
	int column = HELP_COLUMN;
	while (*text) {
		int len = (int)strcspn(text, " ");
		if (column > HELP_COLUMN && column + len > HELP_WIDTH) {
			fprintf(out, "\n%*s", HELP_COLUMN, "");
			column = HELP_COLUMN;
		}
		fprintf(out, "%.*s", len, text);
		text += len;
		column += len + 1;
		text += strspn(text, " ");
		if (*text && column + (int)strcspn(text, " ") <= HELP_WIDTH)
			fputc(' ', out);
	}
	fputc('\n', out);
}

void options_help(FILE *out)
{
	fputs("Usage: resolve [OPTION]... NAME [TYPE]\n"
	      "       resolve [OPTION]... NAME... | --file FILE\n"
	      "       resolve --compare BACKENDS [--diff] NAME... | --file FILE\n"
	      "       resolve --explain NAME...\n"
	      "       resolve --lint\n"
	      "       resolve [--json] --hex FILE\n"
	      "       resolve --to-hex FILE\n"
	      "Look up the addresses of NAME, ask DNS for its records of TYPE, or decode a "
	      "message.\n",
		out);
	for (const struct row *row = rows; row < rows + ROWS; row++) {
		if (!row->name) {
			fprintf(out, "\n%s:\n", row->help);
			continue;
		}
		int width = row->id < 256 ? fprintf(out, "  -%c, --%s", row->id, row->name)
					  : fprintf(out, "      --%s", row->name);
		if (row->argument)
			width += fprintf(out, " %s", row->argument);
		fprintf(out, "%*s", width < HELP_COLUMN ? HELP_COLUMN - width : 1, "");
		print_wrapped(out, row->help);
	}
	fputs("\nExit status: 0 an answer to everything; 1 none to something (no such name, no "
	      "data, no reply;\nFILE is no DNS message), or a difference; 2 usage; 3 trouble.\n",
		out);
}

static bool seconds(const char *text, unsigned *ms)
{
	char *end;
	double value = strtod(text, &end);
	if (end == text || *end || !(value > 0) || value > 86400)
		return false;
	*ms = (unsigned)(value * 1000 + 0.5);
	if (!*ms)
		*ms = 1;
	return true;
}

static bool count(const char *text, long most, unsigned *out)
{
	char *end;
	long value = strtol(text, &end, 10);
	if (end == text || *end || value < 1 || value > most)
		return false;
	*out = (unsigned)value;
	return true;
}

static bool format_of(const char *text, enum stub_trace_format *out)
{
	static const char *const names[] = { [STUB_TRACE_STRACE] = "strace",
		[STUB_TRACE_TEXT] = "text",
		[STUB_TRACE_JSON] = "json" };
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(text, names[i])) {
			*out = (enum stub_trace_format)i;
			return true;
		}
	return false;
}

static int open_trace(struct settings *s, const char *path)
{
	if (s->trace && s->trace != stderr)
		fclose(s->trace);
	s->trace = strcmp(path, "-") ? fopen(path, "we") : stderr;
	if (s->trace)
		return 0;
	fprintf(stderr, "resolve: %s: %s\n", path, strerror(errno));
	return EXIT_TROUBLE;
}

static int set_option(struct settings *s, int id, const char *value)
{
	struct stub_options *o = &s->options;
	static const char no_number[] = "not a number of seconds";
	switch (id) {
	case '4': s->family = AF_INET; return 0;
	case '6': s->family = AF_INET6; return 0;
	case 't': s->type = value; return 0;
	case 'f': s->file = value; return 0;
	case 'j': return count(value, 100000, &s->jobs) ? 0 : usage("not a number of jobs", value);
	case 'h': s->help = true; return 0;
	case 'V': s->version = true; return 0;
	case OPT_COMPARE: s->compare = value; return 0;
	case OPT_DIFF: s->diff = true; return 0;
	case OPT_EXPLAIN: s->explain = true; return 0;
	case OPT_LINT: s->lint = true; return 0;
	case OPT_BACKEND: o->backend = value; return 0;
	case OPT_SERVER: o->servers = value; return 0;
	case OPT_JSON: s->json = true; return 0;
	case OPT_HEX: s->hex = value; return 0;
	case OPT_TO_HEX: s->to_hex = value; return 0;
	case OPT_TRACE: return open_trace(s, value);
	case OPT_TRACE_FORMAT:
		return format_of(value, &s->format) ? 0 : usage("not a trace format", value);
	case OPT_TRACE_DATA: s->trace_flags |= STUB_TRACE_DATA; return 0;
	case OPT_TIMEOUT: return seconds(value, &o->timeout_ms) ? 0 : usage(no_number, value);
	case OPT_ATTEMPTS:
		return count(value, 100, &o->attempts) ? 0
						       : usage("not a number of attempts", value);
	case OPT_DEADLINE: return seconds(value, &o->deadline_ms) ? 0 : usage(no_number, value);
	case OPT_RESOLV_CONF: o->resolv_conf = value; return 0;
	case OPT_HOSTS: o->hosts = value; return 0;
	case OPT_NSSWITCH_CONF: o->nsswitch_conf = value; return 0;
	case OPT_GAI_CONF: o->gai_conf = value; return 0;
	case OPT_ALL_SERVERS: o->flags |= STUB_ALL_SERVERS; return 0;
	case OPT_EDNS: o->flags |= STUB_EDNS; return 0;
	case OPT_0X20: o->flags |= STUB_0X20; return 0;
	case OPT_NO_SORT: o->flags |= STUB_NO_SORT; return 0;
	case OPT_GRACE: return seconds(value, &o->grace_ms) ? 0 : usage(no_number, value);
	case OPT_NO_NSCD: o->flags |= STUB_NO_NSCD; return 0;
	case OPT_NO_HOSTS: o->flags |= STUB_NO_HOSTS; return 0;
	default: o->flags |= STUB_NO_SEARCH; return 0;
	}
}

/* What getopt_long() wants to be told, from the table. */
static void tell_getopt(struct option longs[static ROWS + 1], char letters[static 2 * ROWS + 2])
{
	unsigned n = 0;
	char *at = letters;
	*at++ = ':'; /* a missing argument is told from an unknown option */
	for (const struct row *row = rows; row < rows + ROWS; row++) {
		if (!row->name)
			continue;
		longs[n++] = (struct option){ row->name,
			row->argument ? required_argument : no_argument, NULL, row->id };
		if (row->id < 256) {
			*at++ = (char)row->id;
			if (row->argument)
				*at++ = ':';
		}
	}
	longs[n] = (struct option){ 0 };
	*at = '\0';
}

int options_parse(struct settings *out, int argc, char **argv, int *first)
{
	struct option longs[ROWS + 1];
	char letters[2 * ROWS + 2];
	int result = 0;
	tell_getopt(longs, letters);
	*out = (struct settings){
		.options = STUB_OPTIONS, .family = AF_UNSPEC, .jobs = 100, .format = STUB_TRACE_TEXT
	};
	opterr = 0;
	for (int id; !result && (id = getopt_long(argc, argv, letters, longs, NULL)) != -1;) {
		if (id == ':')
			result = usage("an argument is missing behind", argv[optind - 1]);
		else if (id == '?')
			result = usage("unknown option", argv[optind - 1]);
		else
			result = set_option(out, id, optarg);
	}
	*first = optind;
	return result;
}
