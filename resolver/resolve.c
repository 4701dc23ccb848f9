/* The program `resolve`: looks a name up, or asks one DNS question, with any backend that is
 * compiled in. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stub/stub.h>
#include "resolver/decode.h"
#include "resolver/text.h"

enum { EXIT_NO_ANSWER = 1, EXIT_USAGE = 2, EXIT_TROUBLE = 3 };

struct settings {
	struct stub_options options;
	int family;
	bool json;
	const char *hex, *to_hex; /* a file to decode, to encode, instead of looking up */
	FILE *trace;
	enum stub_trace_format format;
	unsigned trace_flags;
};

static const char help[] =
	"Usage: resolve [OPTION]... NAME [TYPE]\n"
	"       resolve [--json] --hex FILE\n"
	"       resolve --to-hex FILE\n"
	"Look up the addresses of NAME, or ask DNS for its records of TYPE, or decode a message.\n"
	"\n"
	"      --backend NAME       who looks up: native, c-ares, glibc (what is compiled in)\n"
	"      --server LIST        ask these servers: 192.0.2.1,127.0.0.1:5353,[2001:db8::1]:53\n"
	"  -4, -6                   IPv4, IPv6 addresses only\n"
	"      --hex FILE           decode the DNS message in FILE, - is standard input: "
	"hexadecimal\n"
	"                           text, raw octets, or a packet capture (pcap)\n"
	"      --to-hex FILE        the other way: a message in dig's form to hexadecimal\n"
	"      --json               one JSON object on standard output\n"
	"      --trace FILE         every step into FILE; - is standard error\n"
	"      --trace-format FORM  text (default), strace, json\n"
	"      --trace-data         with the messages in full\n"
	"      --timeout SECONDS    first wait for a reply\n"
	"      --attempts N         rounds over the servers\n"
	"      --deadline SECONDS   for the whole\n"
	"      --resolv-conf FILE   instead of /etc/resolv.conf\n"
	"      --hosts FILE         instead of /etc/hosts\n"
	"      --no-nscd, --no-hosts, --no-search\n"
	"                           leave out that source; the name as it is\n"
	"  -h, --help               this text\n"
	"  -V, --version            version and backends\n"
	"\n"
	"Exit status: 0 an answer; 1 none (no such name, no data, no reply; FILE is no DNS "
	"message);\n"
	"2 usage; 3 trouble.\n";

/* ---- options ---- */

static int usage(const char *why, const char *what)
{
	fprintf(stderr, "resolve: %s%s%s\nTry 'resolve --help'.\n", why, what ? ": " : "",
		what ? what : "");
	return EXIT_USAGE;
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

static bool count(const char *text, unsigned *out)
{
	char *end;
	long value = strtol(text, &end, 10);
	if (end == text || *end || value < 1 || value > 100)
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

static int version(void)
{
	printf("resolve %s, backends:", stub_version());
	for (const char *const *name = stub_backends(); *name; name++)
		printf(" %s", *name);
	putchar('\n');
	return 0;
}

enum option_id {
	OPT_BACKEND = 256,
	OPT_SERVER,
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
	OPT_NO_NSCD,
	OPT_NO_HOSTS,
	OPT_NO_SEARCH,
};

static const struct option long_options[] = {
	{ "backend", required_argument, NULL, OPT_BACKEND },
	{ "server", required_argument, NULL, OPT_SERVER },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "hex", required_argument, NULL, OPT_HEX },
	{ "to-hex", required_argument, NULL, OPT_TO_HEX },
	{ "trace", required_argument, NULL, OPT_TRACE },
	{ "trace-format", required_argument, NULL, OPT_TRACE_FORMAT },
	{ "trace-data", no_argument, NULL, OPT_TRACE_DATA },
	{ "timeout", required_argument, NULL, OPT_TIMEOUT },
	{ "attempts", required_argument, NULL, OPT_ATTEMPTS },
	{ "deadline", required_argument, NULL, OPT_DEADLINE },
	{ "resolv-conf", required_argument, NULL, OPT_RESOLV_CONF },
	{ "hosts", required_argument, NULL, OPT_HOSTS },
	{ "no-nscd", no_argument, NULL, OPT_NO_NSCD },
	{ "no-hosts", no_argument, NULL, OPT_NO_HOSTS },
	{ "no-search", no_argument, NULL, OPT_NO_SEARCH },
	{ "ipv4", no_argument, NULL, '4' },
	{ "ipv6", no_argument, NULL, '6' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

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

/* One option.  0, or the exit status. */
static int set_option(struct settings *s, int id, const char *value)
{
	struct stub_options *o = &s->options;
	switch (id) {
	case OPT_BACKEND: o->backend = value; return 0;
	case OPT_SERVER: o->servers = value; return 0;
	case OPT_JSON: s->json = true; return 0;
	case OPT_HEX: s->hex = value; return 0;
	case OPT_TO_HEX: s->to_hex = value; return 0;
	case OPT_TRACE: return open_trace(s, value);
	case OPT_TRACE_FORMAT:
		return format_of(value, &s->format) ? 0 : usage("not a trace format", value);
	case OPT_TRACE_DATA: s->trace_flags |= STUB_TRACE_DATA; return 0;
	case OPT_TIMEOUT:
		return seconds(value, &o->timeout_ms) ? 0 : usage("not a number of seconds", value);
	case OPT_ATTEMPTS:
		return count(value, &o->attempts) ? 0 : usage("not a number of attempts", value);
	case OPT_DEADLINE:
		return seconds(value, &o->deadline_ms) ? 0
						       : usage("not a number of seconds", value);
	case OPT_RESOLV_CONF: o->resolv_conf = value; return 0;
	case OPT_HOSTS: o->hosts = value; return 0;
	case OPT_NO_NSCD: o->flags |= STUB_NO_NSCD; return 0;
	case OPT_NO_HOSTS: o->flags |= STUB_NO_HOSTS; return 0;
	case OPT_NO_SEARCH: o->flags |= STUB_NO_SEARCH; return 0;
	case '4': s->family = AF_INET; return 0;
	case '6': s->family = AF_INET6; return 0;
	default: return usage("unknown option, or its argument is missing", NULL);
	}
}

static void print_event(void *arg, const struct stub_event *event)
{
	const struct settings *s = arg;
	char room[2048], *text = room;
	size_t len = stub_event_print(event, s->format, s->trace_flags, room, sizeof(room));
	if (len >= sizeof(room) && (text = malloc(len + 1)))
		stub_event_print(event, s->format, s->trace_flags, text, len + 1);
	fputs(text ? text : room, s->trace);
	if (text != room)
		free(text);
}

/* ---- output ---- */

static void address_text(
	const struct stub_addr *a, char out[static INET6_ADDRSTRLEN + IF_NAMESIZE + 1])
{
	inet_ntop(a->family, a->octets, out, INET6_ADDRSTRLEN);
	char zone[IF_NAMESIZE];
	if (a->scope && if_indextoname(a->scope, zone)) {
		size_t len = strlen(out);
		snprintf(out + len, IF_NAMESIZE + 1, "%%%s", zone);
	}
}

static void json_put(const char *key, const char *value)
{
	char room[4096], *large = NULL;
	struct text t;
	text_init(&t, room, sizeof(room));
	text_json(&t, value);
	size_t size = t.len + 1;
	if (!text_whole(&t) && (large = malloc(size))) {
		text_init(&t, large, size);
		text_json(&t, value);
	}
	printf(",\"%s\":%s", key, text_whole(&t) ? t.base : "null");
	free(large);
}

static void addrs_json(const char *name, const char *backend, int status, const char *detail,
	const struct stub_addrs *addrs)
{
	printf("{\"status\":\"%s\"", stub_status_name(status));
	json_put("name", name);
	json_put("backend", backend);
	if (status != STUB_OK) {
		json_put("detail", detail);
	} else {
		json_put("source", stub_source_name(addrs->source));
		if (addrs->canonical)
			json_put("canonical", addrs->canonical);
		printf(",\"addresses\":[");
		for (size_t i = 0; i < addrs->count; i++) {
			char text[INET6_ADDRSTRLEN + IF_NAMESIZE + 1];
			address_text(&addrs->list[i], text);
			printf("%s{\"address\":\"%s\",\"family\":\"%s\",\"ttl\":%u}", i ? "," : "",
				text, addrs->list[i].family == AF_INET ? "IPv4" : "IPv6",
				addrs->list[i].ttl);
		}
		printf("]");
	}
	puts("}");
}

static void addrs_text(const struct stub_addrs *addrs)
{
	for (size_t i = 0; i < addrs->count; i++) {
		const struct stub_addr *a = &addrs->list[i];
		char text[INET6_ADDRSTRLEN + IF_NAMESIZE + 1];
		address_text(a, text);
		printf("%-39s %s  %s", text, a->family == AF_INET ? "IPv4" : "IPv6",
			stub_source_name(addrs->source));
		if (addrs->source == STUB_FROM_DNS)
			printf("  ttl %u", a->ttl);
		if (addrs->canonical)
			printf("  %s", addrs->canonical);
		putchar('\n');
	}
}

static int failed(const char *name, int status, const char *detail)
{
	fprintf(stderr, "resolve: %s: %s", name, stub_strerror(status));
	if (detail && strcmp(detail, stub_strerror(status)))
		fprintf(stderr, " (%s)", detail);
	fputc('\n', stderr);
	return status == STUB_BADNAME || status == STUB_INVALID      ? EXIT_USAGE
	       : status >= STUB_UNSUPPORTED && status <= STUB_SYSTEM ? EXIT_TROUBLE
								     : EXIT_NO_ANSWER;
}

static int look_up(const struct settings *s, struct stub_resolver *r, const char *name)
{
	struct stub_addrs *addrs = NULL;
	int status = stub_lookup(r, name, s->family, &addrs);
	const char *detail = stub_resolver_detail(r);
	if (s->json)
		addrs_json(name, stub_resolver_backend(r), status, detail, addrs);
	else if (status == STUB_OK)
		addrs_text(addrs);
	stub_addrs_free(addrs);
	return status == STUB_OK ? 0 : failed(name, status, detail);
}

static void reply_text(const struct stub_reply *reply)
{
	size_t size = stub_message_print(reply->message, reply->len, NULL, 0) + 1;
	char *text = malloc(size);
	if (text && stub_message_print(reply->message, reply->len, text, size))
		fputs(text, stdout);
	free(text);
	printf("\n;; Query time: %.1f msec\n", (double)reply->elapsed / 1e6);
	if (reply->server)
		printf(";; SERVER: %s (%s)\n", reply->server,
			reply->transport == STUB_TCP ? "TCP" : "UDP");
	printf(";; MSG SIZE  rcvd: %zu\n", reply->len);
}

static void reply_json(const char *name, const char *type, const char *backend, int status,
	const char *detail, const struct stub_reply *reply)
{
	printf("{\"status\":\"%s\"", stub_status_name(status));
	json_put("name", name);
	json_put("type", type);
	json_put("backend", backend);
	if (status != STUB_OK)
		json_put("detail", detail);
	if (reply) {
		if (reply->server) { /* a backend that does not tell tells neither */
			json_put("server", reply->server);
			json_put("transport", reply->transport == STUB_TCP ? "tcp" : "udp");
		}
		printf(",\"elapsed_ns\":%llu,\"octets\":%zu,\"message\":\"",
			(unsigned long long)reply->elapsed, reply->len);
		for (size_t i = 0; i < reply->len; i++)
			printf("%02x", reply->message[i]);
		putchar('"');
	}
	puts("}");
}

static int query(
	const struct settings *s, struct stub_resolver *r, const char *name, const char *type_text)
{
	uint16_t type;
	if (!stub_type_from_text(type_text, &type))
		return usage("no such record type", type_text);
	struct stub_reply *reply = NULL;
	int status = stub_query(r, name, type, &reply);
	const char *detail = stub_resolver_detail(r);
	if (s->json)
		reply_json(name, type_text, stub_resolver_backend(r), status, detail, reply);
	else if (reply)
		reply_text(reply);
	stub_reply_free(reply);
	return status == STUB_OK ? 0 : failed(name, status, detail);
}

static int resolve(struct settings *s, int argc, char **argv)
{
	if (argc < 1 || argc > 2)
		return usage(argc < 1 ? "a name is missing" : "too many arguments", NULL);
	if (s->trace) {
		s->options.trace = print_event;
		s->options.trace_arg = s;
	}
	char why[200];
	s->options.why = why;
	s->options.why_size = sizeof(why);
	struct stub_resolver *r;
	int status = stub_resolver_new(&s->options, &r);
	if (status == STUB_NOBACKEND)
		return usage("no such backend in this build (see resolve --version)",
			s->options.backend);
	if (status != STUB_OK) {
		fprintf(stderr, "resolve: %s\n", why[0] ? why : stub_strerror(status));
		return status == STUB_INVALID ? EXIT_USAGE : EXIT_TROUBLE;
	}
	int result = argc == 1 ? look_up(s, r, argv[0]) : query(s, r, argv[0], argv[1]);
	stub_resolver_free(r);
	return result;
}

static int decode(const struct settings *s, int argc)
{
	static const int exits[] = {
		[DECODED] = 0, [DECODE_REFUSED] = EXIT_NO_ANSWER, [DECODE_TROUBLE] = EXIT_TROUBLE
	};
	if (argc || (s->hex && s->to_hex))
		return usage("too many arguments", NULL);
	return exits[s->hex ? decode_capture(s->hex, s->json) : encode_text(s->to_hex)];
}

static int run(struct settings *s, int argc, char **argv)
{
	int result = s->hex || s->to_hex ? decode(s, argc) : resolve(s, argc, argv);
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "resolve: standard output: %s\n", strerror(errno));
		return EXIT_TROUBLE;
	}
	return result;
}

int main(int argc, char **argv)
{
	struct settings s = {
		.options = STUB_OPTIONS, .family = AF_UNSPEC, .format = STUB_TRACE_TEXT
	};
	opterr = 0;
	int result = 0;
	for (int id;
		result == 0 && (id = getopt_long(argc, argv, "46hV", long_options, NULL)) != -1;) {
		if (id == 'h')
			return fputs(help, stdout) < 0 || fflush(stdout) ? EXIT_TROUBLE : 0;
		if (id == 'V')
			return version();
		if (id == '?')
			result = usage(
				"unknown option, or its argument is missing", argv[optind - 1]);
		else
			result = set_option(&s, id, optarg);
	}
	if (result == 0)
		result = run(&s, argc - optind, argv + optind);
	if (s.trace && s.trace != stderr && fclose(s.trace)) {
		fprintf(stderr, "resolve: trace: %s\n", strerror(errno));
		return EXIT_TROUBLE;
	}
	return result;
}
