/* The program `resolve`: looks names up, asks DNS questions, compares backends, decodes messages.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/decode.h"
#include "resolver/message_json.h"
#include "resolver/program/bulk.h"
#include "resolver/program/compare.h"
#include "resolver/program/explain.h"
#include "resolver/program/lint.h"
#include "resolver/program/outcome.h"
#include "resolver/program/settings.h"

static int version(void)
{
	printf("resolve %s, backends:", stub_version());
	for (const char *const *name = stub_backends(); *name; name++)
		printf(" %s", *name);
	putchar('\n');
	return 0;
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

/* ---- one name ---- */

static void show(const struct settings *s, const struct outcome *o)
{
	if (s->json)
		outcome_json(o);
	else if (o->status == STUB_OK)
		outcome_table(o);
	if (o->status != STUB_OK)
		outcome_complain(o);
}

static int look_up(const struct settings *s, struct stub_resolver *r, const char *name)
{
	struct stub_addrs *addrs = NULL;
	struct outcome o = { .name = name, .backend = stub_resolver_backend(r) };
	o.status = stub_lookup(r, name, s->family, &addrs);
	o.detail = stub_resolver_detail(r);
	o.addrs = addrs;
	show(s, &o);
	stub_addrs_free(addrs);
	return outcome_exit(o.status);
}

static int reverse(const struct settings *s, struct stub_resolver *r, const char *text,
	const struct stub_addr *addr)
{
	struct stub_names *names = NULL;
	struct outcome o = { .name = text, .backend = stub_resolver_backend(r) };
	o.status = stub_reverse(r, addr, &names);
	o.detail = stub_resolver_detail(r);
	o.names = names;
	show(s, &o);
	stub_names_free(names);
	return outcome_exit(o.status);
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

static void reply_json(const struct outcome *o, const char *type, const struct stub_reply *reply)
{
	printf("{\"status\":\"%s\"", stub_status_name(o->status));
	json_put("name", o->name);
	json_put("type", type);
	json_put("backend", o->backend);
	if (o->status != STUB_OK)
		json_put("detail", o->detail);
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
		struct stub_message m;
		if (stub_message_parse(&m, reply->message, reply->len)) {
			printf(",\"decoded\":");
			message_json(&m);
		}
	}
	puts("}");
}

static int query(const struct settings *s, struct stub_resolver *r, const char *name)
{
	uint16_t type;
	if (!stub_type_from_text(s->type, &type))
		return usage("no such record type", s->type);
	struct stub_reply *reply = NULL;
	struct outcome o = { .name = name, .backend = stub_resolver_backend(r) };
	o.status = stub_query(r, name, type, &reply);
	o.detail = stub_resolver_detail(r);
	if (s->json)
		reply_json(&o, s->type, reply);
	else if (reply)
		reply_text(reply);
	if (o.status != STUB_OK)
		outcome_complain(&o);
	stub_reply_free(reply);
	return outcome_exit(o.status);
}

/* ---- all names ---- */

static int query_all(const struct settings *s, struct stub_resolver *r, struct names *names)
{
	char name[NAME_TEXT + 1];
	int result = 0;
	for (enum names_next got; (got = names_next(names, name)) != NAMES_END;) {
		int one = 0;
		if (got == NAMES_ONE)
			one = query(s, r, name);
		else
			names_read(names);
		if (one > result)
			result = one;
	}
	if (names->error) {
		fprintf(stderr, "resolve: %s: %s\n", s->file, strerror(names->error));
		return EXIT_TROUBLE;
	}
	return result;
}

static int open_resolver(struct settings *s, struct stub_resolver **out)
{
	char why[200];
	if (s->trace) {
		s->options.trace = print_event;
		s->options.trace_arg = s;
	}
	s->options.why = why;
	s->options.why_size = sizeof(why);
	int status = stub_resolver_new(&s->options, out);
	if (status == STUB_OK)
		return 0;
	if (status == STUB_NOBACKEND)
		return usage("no such backend in this build (see resolve --version)",
			s->options.backend);
	fprintf(stderr, "resolve: %s\n", why[0] ? why : stub_strerror(status));
	return status == STUB_INVALID ? EXIT_USAGE : EXIT_TROUBLE;
}

static int resolve_names(struct settings *s, struct names *names, int argc, char **argv)
{
	if (s->compare)
		return compare_run(s, names);
	if (s->explain)
		return explain_run(s, names);
	struct stub_resolver *r;
	int result = open_resolver(s, &r);
	if (result)
		return result;
	if (!s->type && (s->file || argc > 1))
		return bulk_run(s, r, names);
	struct stub_addr addr;
	if (s->type)
		result = query_all(s, r, names);
	else if (addr_from_text(&addr, argv[0]))
		result = reverse(s, r, argv[0], &addr);
	else
		result = look_up(s, r, argv[0]);
	stub_resolver_free(r);
	return result;
}

/* "NAME TYPE", as dig and host have it: two words, of which the second is a type. */
static void take_type(struct settings *s, int *argc, char **argv)
{
	uint16_t type;
	if (*argc != 2 || s->type || s->file || s->compare || !stub_type_from_text(argv[1], &type))
		return;
	s->type = argv[1];
	argv[1] = NULL;
	*argc = 1;
}

static int resolve(struct settings *s, int argc, char **argv)
{
	static struct names names;
	take_type(s, &argc, argv);
	if (!argc == !s->file)
		return usage(argc ? "names on the command line beside --file" : "a name is missing",
			NULL);
	if (s->diff && !s->compare)
		return usage("--diff goes with --compare", NULL);
	if ((s->compare || s->explain) && s->type)
		return usage("--compare and --explain are for addresses, not for a type", s->type);
	if (s->explain && (s->compare || s->json || s->trace))
		return usage("--explain goes with none of --compare, --json and --trace", NULL);
	int error = names_open(&names, s->file, argv);
	if (error) {
		fprintf(stderr, "resolve: %s: %s\n", s->file, strerror(error));
		return EXIT_TROUBLE;
	}
	int result = resolve_names(s, &names, argc, argv);
	names_close(&names);
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
	int result = 0;
	if (s->help)
		options_help(stdout);
	else if (s->version)
		version();
	else if (s->lint)
		result = argc ? usage("--lint takes no names", NULL) : lint_run(s);
	else
		result = s->hex || s->to_hex ? decode(s, argc) : resolve(s, argc, argv);
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "resolve: standard output: %s\n", strerror(errno));
		return EXIT_TROUBLE;
	}
	return result;
}

int main(int argc, char **argv)
{
	static char lines[BUFSIZ];
	struct settings s;
	int first;
	io_keep_standard();
	setvbuf(stderr, lines, _IOLBF, sizeof(lines)); /* else each piece of a line costs a call */
	int result = options_parse(&s, argc, argv, &first);
	if (!result)
		result = run(&s, argc - first, argv + first);
	if (s.trace && s.trace != stderr && fclose(s.trace)) {
		fprintf(stderr, "resolve: trace: %s\n", strerror(errno));
		return EXIT_TROUBLE;
	}
	return result;
}
