/* The text and JSON forms of trace events. */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "resolver/trace.h"
#include "tests/support/table.h"

#define HEADER(flags, an) "\356-" flags "\0\1\0" an "\0\0\0\0"
#define QUESTION_A "\5host1\7example\3com\0\0\1\0\1"

static const char query[] = HEADER("\1\0", "\0") QUESTION_A;
static const char reply[] =
	HEADER("\205\200", "\1") QUESTION_A "\300\14\0\1\0\1\0\0\16\20\0\4\300\250\n\1";
static const char nxdomain[] = HEADER("\203\203", "\0") QUESTION_A;
static const char escapes[] = HEADER("\1\0", "\0") "\4a\"\33.\0\0\34\0\1";

static const struct sockaddr_in server = { .sin_family = AF_INET, .sin_port = 0x3500 };
static const struct stub_call connecting = {
	.id = CALL_CONNECT,
	.fd = 3,
	.result = -EINPROGRESS,
	.name = { .addr = (const struct sockaddr *)&server, .len = sizeof(server) },
};
static const struct stub_call sending = {
	.id = CALL_SENDTO, .fd = 3, .result = 2, .data = { .data = "a\"b", .room = 3 }
};
static const struct stub_call strange = { .id = CALL_CLOSE, .fd = 3, .result = -4711 };

#define EVENT_CALL(c) \
	{ \
		.kind = STUB_EVENT_CALL, .time = 5, .duration = 1234567, .call = (c) \
	}
#define EVENT_DNS(k, m, ...) \
	{ \
		.kind = (k), .time = 5, .server = "192.0.2.1:53", .data = (const uint8_t *)(m), \
		.len = sizeof(m) - 1, __VA_ARGS__ \
	}

struct row {
	const char *name;
	struct stub_event event;
	enum stub_trace_format format;
	unsigned flags;
	const char *expected;
};

static const struct row rows[] = {
	{ "a step is its text", { .kind = STUB_EVENT_STEP, .text = "hosts: 2 addresses" },
		STUB_TRACE_TEXT, 0, "hosts: 2 addresses\n" },
	{ "control octets in a step are escaped",
		{ .kind = STUB_EVENT_STEP, .text = "a\033[2J\r\n\177\303\251b" }, STUB_TRACE_TEXT,
		0, "a\\033[2J\\015\\012\\177\\303\\251b\n" },
	{ "a query is a line", EVENT_DNS(STUB_EVENT_SENT, query, .transport = STUB_UDP),
		STUB_TRACE_TEXT, 0,
		"ask 192.0.2.1:53 udp  A host1.example.com. id 0xee2d, 35 octets\n" },
	{ "a query over TCP says so", EVENT_DNS(STUB_EVENT_SENT, query, .transport = STUB_TCP),
		STUB_TRACE_TEXT, 0,
		"ask 192.0.2.1:53 tcp  A host1.example.com. id 0xee2d, 35 octets\n" },
	{ "names in a query are escaped",
		EVENT_DNS(STUB_EVENT_SENT, escapes, .transport = STUB_UDP), STUB_TRACE_TEXT, 0,
		"ask 192.0.2.1:53 udp  AAAA a\\\"\\027\\.. id 0xee2d, 22 octets\n" },
	{ "a reply is a line", EVENT_DNS(STUB_EVENT_REPLY, reply, .transport = STUB_UDP),
		STUB_TRACE_TEXT, 0,
		"reply 192.0.2.1:53 udp  A host1.example.com. id 0xee2d NOERROR aa ra, 1 answer, 0 "
		"authority, "
		"0 additional, 51 octets\n" },
	{ "a truncated denial says both",
		EVENT_DNS(STUB_EVENT_REPLY, nxdomain, .transport = STUB_UDP), STUB_TRACE_TEXT, 0,
		"reply 192.0.2.1:53 udp  A host1.example.com. id 0xee2d NXDOMAIN tc ra, 0 answers, "
		"0 authority, "
		"0 additional, 35 octets\n" },
	{ "a drop has its reason", EVENT_DNS(STUB_EVENT_DROP, "not DNS", .text = "too short"),
		STUB_TRACE_TEXT, 0,
		"drop 192.0.2.1:53 udp  too short:  not a DNS message, 7 octets\n" },
	{ "a drop without data has its reason",
		{ .kind = STUB_EVENT_DROP, .server = "192.0.2.1:53", .text = "late" },
		STUB_TRACE_TEXT, 0, "drop 192.0.2.1:53 udp  late\n" },
	{ "what is no message is dumped", EVENT_DNS(STUB_EVENT_DROP, "not DNS", .text = "x"),
		STUB_TRACE_TEXT, STUB_TRACE_DATA,
		"drop 192.0.2.1:53 udp  x:  not a DNS message, 7 octets\n"
		" | 00000  6e 6f 74 20 44 4e 53                              not DNS          "
		"|\n" },
	{ "people see no calls", EVENT_CALL(&connecting), STUB_TRACE_TEXT, 0, "" },
	{ "people see calls when they ask for all", EVENT_CALL(&connecting), STUB_TRACE_TEXT,
		STUB_TRACE_ALL_CALLS,
		"call connect(3, {sa_family=AF_INET, sin_port=htons(53), "
		"sin_addr=inet_addr(\"0.0.0.0\")}, 16) "
		"= -1 EINPROGRESS (Operation now in progress)\n" },
	{ "an error without a name is a number", EVENT_CALL(&strange), STUB_TRACE_STRACE,
		STUB_TRACE_ALL_CALLS,
		"close(3)                                = -1 (errno 4711)\n" },
	{ "strace has no steps", { .kind = STUB_EVENT_STEP, .text = "x" }, STUB_TRACE_STRACE, ~0u,
		"" },
	{ "strace has no files unless asked", EVENT_CALL(&strange), STUB_TRACE_STRACE, 0, "" },

	{ "JSON: a step", { .kind = STUB_EVENT_STEP, .time = 5, .text = "a \"b\"\033\377" },
		STUB_TRACE_JSON, 0,
		"{\"time\":5,\"event\":\"step\",\"text\":\"a \\\"b\\\"\\u001b\\ufffd\"}\n" },
	{ "JSON: a call", EVENT_CALL(&connecting), STUB_TRACE_JSON, 0,
		"{\"time\":5,\"event\":\"call\",\"name\":\"connect\",\"fd\":3,\"args\":\"3, "
		"{sa_family=AF_INET, "
		"sin_port=htons(53), sin_addr=inet_addr(\\\"0.0.0.0\\\")}, 16\",\"result\":-1,"
		"\"errno\":\"EINPROGRESS\",\"duration\":1234567}\n" },
	{ "JSON: a call with data", EVENT_CALL(&sending), STUB_TRACE_JSON, STUB_TRACE_DATA,
		"{\"time\":5,\"event\":\"call\",\"name\":\"sendto\",\"fd\":3,\"args\":\"3, "
		"\\\"a\\\\\\\"b\\\", 3, 0, "
		"NULL, 0\",\"result\":2,\"duration\":1234567,\"hex\":\"6122\"}\n" },
	{ "JSON: an error without a name", EVENT_CALL(&strange), STUB_TRACE_JSON, 0,
		"{\"time\":5,\"event\":\"call\",\"name\":\"close\",\"fd\":3,\"args\":\"3\","
		"\"result\":-1,"
		"\"errno\":4711,\"duration\":1234567}\n" },
	{ "JSON: a query", EVENT_DNS(STUB_EVENT_SENT, query, .transport = STUB_UDP),
		STUB_TRACE_JSON, 0,
		"{\"time\":5,\"event\":\"sent\",\"server\":\"192.0.2.1:53\",\"transport\":\"udp\","
		"\"id\":60973,"
		"\"question\":\"host1.example.com. A\",\"octets\":35}\n" },
	{ "JSON: a reply", EVENT_DNS(STUB_EVENT_REPLY, reply, .transport = STUB_TCP),
		STUB_TRACE_JSON, 0,
		"{\"time\":5,\"event\":\"reply\",\"server\":\"192.0.2.1:53\",\"transport\":\"tcp\","
		"\"id\":60973,"
		"\"rcode\":\"NOERROR\",\"truncated\":false,\"answers\":1,\"question\":\"host1."
		"example.com. A\","
		"\"octets\":51}\n" },
	{ "JSON: a drop with data", EVENT_DNS(STUB_EVENT_DROP, "a\xff", .text = "why"),
		STUB_TRACE_JSON, STUB_TRACE_DATA,
		"{\"time\":5,\"event\":\"drop\",\"server\":\"192.0.2.1:53\",\"text\":\"why\","
		"\"transport\":\"udp\","
		"\"octets\":2,\"hex\":\"61ff\"}\n" },
};

enum { ROWS = sizeof(rows) / sizeof(*rows), ROOM = 4096 };

/* Also cut off at each length: what is there is a beginning of the whole, and the rest is counted.
 */
static void check_row(void **state)
{
	const struct row *row = *state;
	char out[ROOM];
	size_t len = strlen(row->expected);
	assert_int_equal(
		stub_event_print(&row->event, row->format, row->flags, out, sizeof(out)), len);
	assert_string_equal(out, row->expected);
	for (size_t size = 0; size <= len; size++) {
		memset(out, 'x', sizeof(out));
		assert_int_equal(
			stub_event_print(&row->event, row->format, row->flags, out, size), len);
		assert_int_equal(out[size], 'x');
		if (!size)
			continue;
		assert_memory_equal(out, row->expected, size - 1);
		assert_int_equal(out[size - 1], 0);
	}
}

static void check_dig_form(void **state)
{
	(void)state;
	static const struct stub_event event =
		EVENT_DNS(STUB_EVENT_REPLY, reply, .transport = STUB_UDP);
	char out[ROOM];
	size_t len = stub_event_print(&event, STUB_TRACE_TEXT, STUB_TRACE_DATA, out, sizeof(out));
	assert_int_equal(len, strlen(out));
	assert_non_null(strstr(
		out, "octets\n    ;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 60973\n"));
	assert_non_null(strstr(out, "\n    host1.example.com.\t3600\tIN\tA\t192.168.10.1\n"));
}

static void check_clock(void **state)
{
	(void)state;
	static const struct stub_event event = { .kind = STUB_EVENT_STEP, .text = "x" };
	unsigned h, m, s, us;
	char out[ROOM];
	stub_event_print(&event, STUB_TRACE_TEXT, STUB_TRACE_TIME, out, sizeof(out));
	assert_int_equal(sscanf(out, "%2u:%2u:%2u.%6u x\n", &h, &m, &s, &us), 4);
	assert_int_equal(strlen(out), strlen("00:00:00.000000 x\n"));
}

static void check_json_parses(void **state)
{
	(void)state;
	char out[ROOM];
	if (system("command -v python3 >/dev/null") != 0) {
		print_message("# python3 is not installed\n");
		skip();
	}
	FILE *python = popen(
		"python3 -c 'import json, sys\nfor line in sys.stdin.buffer: json.loads(line)'",
		"w");
	assert_non_null(python);
	for (size_t i = 0; i < ROWS; i++) {
		size_t len =
			stub_event_print(&rows[i].event, STUB_TRACE_JSON, ~0u, out, sizeof(out));
		assert_true(len < sizeof(out));
		fwrite(out, 1, len, python);
	}
	assert_int_equal(pclose(python), 0);
}

static void keep(void *arg, const struct stub_event *event)
{
	assert_int_equal(event->kind, STUB_EVENT_STEP);
	snprintf(arg, ROOM, "%llu %s", (unsigned long long)event->time, event->text);
}

static void check_steps(void **state)
{
	(void)state;
	char out[ROOM] = "";
	trace_step(&(struct tracer){ NULL, out }, 7, "%d", 1);
	assert_string_equal(out, "");
	trace_step(&(struct tracer){ keep, out }, 7, "%s %d", "hosts", 2);
	assert_string_equal(out, "7 hosts 2");
}

int main(void)
{
	static const struct CMUnitTest others[] = {
		{ "with data a reply is followed by dig's form, indented", check_dig_form, NULL,
			NULL, NULL },
		{ "a time stamp is a time of day", check_clock, NULL, NULL, NULL },
		{ "python3 parses every JSON line", check_json_parses, NULL, NULL, NULL },
		{ "a step is formatted only for a listener", check_steps, NULL, NULL, NULL },
	};
	TABLE_ROWS(rows, check_row);
	TABLE_TESTS(others);
	return table_run("trace", NULL, NULL);
}
