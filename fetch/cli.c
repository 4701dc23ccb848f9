/* The command line: the table of options, which both parser and help go by. */
#include "fetch/cli.h"
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <stub/version.h>
#include "fetch/piece.h"

enum kind { SWITCH, CHOICE, TEXT, LIST, REMOTE, SECONDS, COUNT, TRACE, FORMAT };

enum { NAME_ROOM = 16, REDIRECTS = 50 };

struct option {
	char letter; /* 0: none */
	char name[NAME_ROOM];
	enum kind kind;
	int value; /* CHOICE, TRACE: what the member becomes */
	size_t member;
	const char *argument, *help;
};

#define MEMBER(m) offsetof(struct cli, m)

static const struct option options[] = {
	{ 'A', "user-agent", TEXT, 0, MEMBER(agent), "NAME",
		"send this User-Agent; an empty one: none" },
	{ 0, "connect-timeout", SECONDS, 0, MEMBER(connect_timeout), "SECONDS",
		"limit for finding the address and connecting" },
	{ 0, "dns-servers", TEXT, 0, MEMBER(dns_servers), "LIST",
		"ask these servers: 127.0.0.1:5353,[::1]" },
	{ 'f', "fail", SWITCH, 0, MEMBER(fail), NULL,
		"exit with 22, without the body, on status 400 and above" },
	{ 'I', "head", SWITCH, 0, MEMBER(head), NULL, "ask for the head only, and show it" },
	{ 'h', "help", SWITCH, 0, MEMBER(help), NULL, "this list" },
	{ 'i', "include", SWITCH, 0, MEMBER(include), NULL,
		"put the head of the response before its body" },
	{ '4', "ipv4", CHOICE, AF_INET, MEMBER(family), NULL, "IPv4 addresses only, also in DNS" },
	{ '6', "ipv6", CHOICE, AF_INET6, MEMBER(family), NULL, "IPv6 addresses only, also in DNS" },
	{ 'L', "location", SWITCH, 0, MEMBER(location), NULL, "follow redirects" },
	{ 0, "max-redirs", COUNT, 0, MEMBER(max_redirects), "NUMBER",
		"follow so many of them (50); -1: all" },
	{ 'm', "max-time", SECONDS, 0, MEMBER(max_time), "SECONDS",
		"limit for each whole transfer" },
	{ 'o', "output", LIST, 0, MEMBER(outputs), "FILE",
		"write the body there; -: standard output" },
	{ 'O', "remote-name", REMOTE, 0, MEMBER(outputs), NULL,
		"write the body to a file named like the URL's last part" },
	{ 0, "resolv-conf", TEXT, 0, MEMBER(resolv_conf), "FILE",
		"read this in place of /etc/resolv.conf" },
	{ 0, "resolve", LIST, 0, MEMBER(resolves), "HOST:PORT:ADDR[,ADDR]",
		"take these addresses; HOST may be *" },
	{ 'S', "show-error", SWITCH, 0, MEMBER(show_error), NULL, "tell of errors even with -s" },
	{ 's', "silent", SWITCH, 0, MEMBER(silent), NULL, "do not tell of errors" },
	{ 0, "trace", TRACE, LAYOUT_HEX, MEMBER(trace_file), "FILE",
		"write what is sent and received there, in base 16; -: standard output" },
	{ 0, "trace-ascii", TRACE, LAYOUT_ASCII, MEMBER(trace_file), "FILE",
		"the same without the base 16" },
	{ 0, "trace-data", SWITCH, 0, MEMBER(trace_data), NULL,
		"all octets in a trace of events (strace -e read=all -e write=all)" },
	{ 0, "trace-duration", SWITCH, 0, MEMBER(trace_duration), NULL,
		"how long each call took, in a trace of events (strace -T)" },
	{ 0, "trace-format", FORMAT, 0, MEMBER(trace_format), "FORM",
		"trace every step, DNS too: as strace does, as text or as json" },
	{ 0, "trace-time", SWITCH, 0, MEMBER(trace_time), NULL,
		"time stamps in traces (strace -tt)" },
	{ 'v', "verbose", CHOICE, LAYOUT_VERBOSE, MEMBER(layout), NULL,
		"show heads and steps on standard error" },
	{ 'V', "version", SWITCH, 0, MEMBER(version), NULL, "the version" },
};

enum { OPTIONS = sizeof(options) / sizeof(*options) };

/* What cli_parse() is at. */
struct parse {
	struct cli *cli;
	char *const *argv;
	int at, argc;
	const char *shown; /* the option as the user wrote it */
	struct text *error;
};

static bool complain(struct parse *p, const char *what)
{
	text_put(p->error, "fetch: option ");
	text_put(p->error, p->shown);
	text_put(p->error, ": ");
	text_put(p->error, what);
	text_char(p->error, '\n');
	return false;
}

static bool list_push(struct list *l, const char *item)
{
	if (!l->v && l->n < LIST_FEW) {
		l->few[l->n++] = item;
		return true;
	}
	if (!l->v || l->n == l->cap) {
		size_t cap = l->n * 2;
		const char **v = realloc(l->v, cap * sizeof(*v));
		if (!v)
			return false;
		if (!l->v)
			memcpy(v, l->few, sizeof(l->few));
		l->v = v;
		l->cap = cap;
	}
	l->v[l->n++] = item;
	return true;
}

static bool parse_list(struct parse *p, struct list *l, const char *item)
{
	return list_push(l, item) || complain(p, "no memory");
}

/* "10", "0.5", whatever the locale; at most some thirty years. */
static bool parse_seconds(const char *text, nsec *out)
{
	nsec value = 0, unit = SECOND;
	if (!is_digit(*text) && *text != '.')
		return false;
	bool digits = is_digit(*text) || is_digit(text[1]);
	for (; is_digit(*text); text++) {
		value = value * 10 + (nsec)(*text - '0') * SECOND;
		if (value > (nsec)1000000000 * SECOND)
			return false;
	}
	if (*text == '.')
		for (text++; is_digit(*text); text++)
			value += (unit /= 10) * (nsec)(*text - '0');
	*out = value;
	return digits && !*text;
}

static bool parse_count(const char *text, int *out)
{
	if (!strcmp(text, "-1")) {
		*out = -1;
		return true;
	}
	int value = 0;
	bool digits = *text;
	for (; is_digit(*text) && value < 100000000; text++)
		value = value * 10 + (*text - '0');
	*out = value;
	return digits && !*text;
}

static bool parse_format(const char *text, int *out)
{
	static const struct {
		char name[8];
		enum stub_trace_format format;
	} forms[] = { { "strace", STUB_TRACE_STRACE }, { "text", STUB_TRACE_TEXT },
		{ "json", STUB_TRACE_JSON } };
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (!strcmp(text, forms[i].name)) {
			*out = forms[i].format;
			return true;
		}
	return false;
}

static bool has_argument(const struct option *o)
{
	return o->argument;
}

static bool apply(struct parse *p, const struct option *o, bool on, const char *argument)
{
	void *member = (char *)p->cli + o->member;
	static const char number[] = "expected a proper numerical parameter";
	switch (o->kind) {
	case SWITCH: *(bool *)member = on; return true;
	case CHOICE: *(int *)member = on ? o->value : 0; return true;
	case TEXT: *(const char **)member = argument; return true;
	case LIST: return parse_list(p, member, argument);
	case REMOTE: return parse_list(p, member, NULL);
	case SECONDS: return parse_seconds(argument, member) || complain(p, number);
	case COUNT: return parse_count(argument, member) || complain(p, number);
	case TRACE:
		*(const char **)member = argument;
		p->cli->layout = o->value;
		return true;
	case FORMAT:
		if (!parse_format(argument, member))
			return complain(p, "expected strace, text or json");
		return true;
	}
	return false;
}

static const struct option *find_long(const char *name)
{
	for (size_t i = 0; i < OPTIONS; i++)
		if (!strcmp(name, options[i].name))
			return &options[i];
	return NULL;
}

static const struct option *find_letter(char letter)
{
	for (size_t i = 0; i < OPTIONS; i++)
		if (options[i].letter == letter)
			return &options[i];
	return NULL;
}

/* What the user may have meant: "--silent=x", "--sil". */
static bool unknown_long(struct parse *p, const char *name)
{
	size_t len = strcspn(name, "=");
	complain(p, "is unknown");
	for (size_t i = 0; i < OPTIONS; i++) {
		const struct option *o = &options[i];
		if (len < 2 || strncmp(o->name, name, len) != 0)
			continue;
		text_put(p->error, "fetch: perhaps --");
		text_put(p->error, o->name);
		if (has_argument(o)) {
			text_char(p->error, ' ');
			text_put(p->error, o->argument);
		}
		text_char(p->error, '\n');
	}
	return false;
}

static bool next_argument(struct parse *p, const char **out)
{
	if (p->at == p->argc)
		return complain(p, "requires parameter");
	*out = p->argv[p->at++];
	return true;
}

static bool parse_long(struct parse *p, const char *name)
{
	bool on = strncmp(name, "no-", 3) != 0;
	const struct option *o = find_long(on ? name : name + 3);
	const char *argument = NULL;
	if (!o)
		return unknown_long(p, name);
	if (!on && o->kind != SWITCH && o->kind != CHOICE)
		return complain(p, "used '--no-' for option that isn't a boolean");
	if (has_argument(o) && !next_argument(p, &argument))
		return false;
	return apply(p, o, on, argument);
}

/* "-sSo FILE", "-oFILE" */
static bool parse_letters(struct parse *p, const char *letters)
{
	while (*letters) {
		char shown[] = { '-', *letters, '\0' };
		p->shown = shown;
		const struct option *o = find_letter(*letters++);
		if (!o)
			return complain(p, "is unknown");
		const char *argument = NULL;
		if (has_argument(o)) {
			argument = letters;
			letters = "";
			if (!*argument && !next_argument(p, &argument))
				return false;
		}
		if (!apply(p, o, true, argument))
			return false;
	}
	return true;
}

static bool parse_one(struct parse *p, const char *word, bool *still_options)
{
	p->shown = word;
	if (!*still_options || word[0] != '-')
		return parse_list(p, &p->cli->urls, word);
	if (!strcmp(word, "--")) {
		*still_options = false;
		return true;
	}
	if (word[1] == '-')
		return parse_long(p, word + 2);
	return word[1] ? parse_letters(p, word + 1) : complain(p, "is unknown");
}

bool cli_parse(struct cli *out, int argc, char *const *argv, struct text *error)
{
	*out = (struct cli){
		.agent = "fetch/" STUB_VERSION_TEXT, .max_redirects = REDIRECTS, .trace_format = -1
	};
	struct parse p = { .cli = out, .argv = argv, .at = 1, .argc = argc, .error = error };
	bool still_options = true, good = true;
	while (good && p.at < argc)
		good = parse_one(&p, argv[p.at++], &still_options);
	if (out->trace_format >= 0)
		out->layout = LAYOUT_EVENTS;
	if (good && !out->urls.n && !out->help && !out->version) {
		text_put(error, "fetch: no URL specified\n");
		good = false;
	}
	if (!good)
		text_put(error, "fetch: try 'fetch --help' for more information\n");
	return good;
}

void cli_fini(struct cli *cli)
{
	free(cli->urls.v);
	free(cli->outputs.v);
	free(cli->resolves.v);
}

void cli_help(struct text *out)
{
	enum { HELP_COLUMN = 34 };
	text_put(out, "Usage: fetch [options...] URL...\n");
	for (size_t i = 0; i < OPTIONS; i++) {
		const struct option *o = &options[i];
		size_t start = out->len;
		text_put(out, o->letter ? " -" : "   ");
		text_char(out, o->letter ? o->letter : ' ');
		text_put(out, o->letter ? ", --" : "  --");
		text_put(out, o->name);
		if (has_argument(o)) {
			text_char(out, ' ');
			text_put(out, o->argument);
		}
		if (out->len - start >= HELP_COLUMN) {
			text_char(out, '\n');
			start = out->len;
		}
		text_pad(out, start, HELP_COLUMN);
		text_put(out, o->help);
		text_char(out, '\n');
	}
}
