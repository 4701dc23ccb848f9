/* EDNS: each option's format, and its text, which is dig 9.18's where that knows the option. */
#include "resolver/dns/edns.h"

#include <stdlib.h>
#include <string.h>
#include "resolver/dns/build.h"
#include "resolver/dns/print.h"
#include "tests/support/table.h"
#include "tests/unit/dns/vector.h"

struct row {
	const char *name;
	uint16_t code;
	const char *hex;
	const char *line;
};

/* clang-format off */
static const struct row rows[] = {
	{ "NSID is shown in hex and as text", 3, "6e73312e 61", "; NSID: 6e 73 31 2e 61 (\"ns1.a\")" },
	{ "an NSID asked for has no data", 3, "", "; NSID:" },
	{ "control octets of an NSID become dots", 3, "00ff2261", "; NSID: 00 ff 22 61 (\"..\"a\")" },

	{ "ECS of IPv4", 8, "0001 18 00 c00002", "; CLIENT-SUBNET: 192.0.2.0/24/0" },
	{ "ECS of IPv6", 8, "0002 38 20 20010db8000001", "; CLIENT-SUBNET: 2001:db8:0:100::/56/32" },
	{ "ECS of no address", 8, "0001 00 00", "; CLIENT-SUBNET: 0.0.0.0/0/0" },
	{ "ECS of no family", 8, "0000 00 00", "; CLIENT-SUBNET: 0/0/0" },
	{ "ECS of 20 bits", 8, "0001 14 00 c000f0", "; CLIENT-SUBNET: 192.0.240.0/20/0" },
	{ "ECS with a bit behind its prefix is malformed", 8, "0001 14 00 c000f8",
		"; CLIENT-SUBNET: 00 01 14 00 c0 00 f8 (\".......\") (malformed)" },
	{ "ECS of an unknown family is malformed", 8, "0003 00 00", "; CLIENT-SUBNET: 00 03 00 00 (\"....\") (malformed)" },
	{ "ECS with an octet too few is malformed", 8, "0001 18 00 c000", "; CLIENT-SUBNET: 00 01 18 00 c0 00 (\"......\") (malformed)" },
	{ "ECS with an octet too many is malformed", 8, "0001 18 00 c0000200",
		"; CLIENT-SUBNET: 00 01 18 00 c0 00 02 00 (\"........\") (malformed)" },
	{ "ECS of IPv4 with a prefix of 33 is malformed", 8, "0001 21 00 c000020180",
		"; CLIENT-SUBNET: 00 01 21 00 c0 00 02 01 80 (\"..!......\") (malformed)" },
	{ "ECS of IPv4 with a scope of 33 is malformed", 8, "0001 00 21", "; CLIENT-SUBNET: 00 01 00 21 (\"...!\") (malformed)" },
	{ "ECS of IPv6 with a prefix of 128", 8, "0002 80 80 20010db8000000000000000000000001", "; CLIENT-SUBNET: 2001:db8::1/128/128" },
	{ "ECS of IPv6 with a prefix of 255 is malformed", 8, "0002 ff 00",
		"; CLIENT-SUBNET: 00 02 ff 00 (\"....\") (malformed)" },
	{ "ECS cut in its fixed part is malformed", 8, "0001 18", "; CLIENT-SUBNET: 00 01 18 (\"...\") (malformed)" },
	{ "ECS of nothing is malformed", 8, "", "; CLIENT-SUBNET: (malformed)" },

	{ "EXPIRE is told in words", 9, "00093a80", "; EXPIRE: 604800 (1 week)" },
	{ "EXPIRE in every unit", 9, "00125e51", "; EXPIRE: 1203793 (1 week 6 days 22 hours 23 minutes 13 seconds)" },
	{ "EXPIRE now", 9, "00000000", "; EXPIRE: 0 (0 seconds)" },
	{ "an EXPIRE asked for", 9, "", "; EXPIRE:" },
	{ "EXPIRE of two octets is malformed", 9, "6162", "; EXPIRE: 61 62 (\"ab\") (malformed)" },

	{ "a client's COOKIE", 10, "0001020304050607", "; COOKIE: 0001020304050607" },
	{ "a client's and a server's COOKIE", 10, "0001020304050607 0001020304050607", "; COOKIE: 00010203040506070001020304050607" },
	{ "a COOKIE of 40 octets is the longest", 10, "0001020304050607 0001020304050607 0001020304050607 0001020304050607 0001020304050607",
		"; COOKIE: 00010203040506070001020304050607000102030405060700010203040506070001020304050607" },
	{ "a COOKIE of 9 octets is malformed", 10, "616161616161616161",
		"; COOKIE: 61 61 61 61 61 61 61 61 61 (\"aaaaaaaaa\") (malformed)" },
	{ "a COOKIE of 7 octets is malformed", 10, "61616161616161", "; COOKIE: 61 61 61 61 61 61 61 (\"aaaaaaa\") (malformed)" },
	{ "no COOKIE is malformed", 10, "", "; COOKIE: (malformed)" },

	{ "TCP-KEEPALIVE counts tenths of a second", 11, "04d2", "; TCP KEEPALIVE: 123.4 secs" },
	{ "a TCP-KEEPALIVE offered", 11, "", "; TCP KEEPALIVE:" },
	{ "TCP-KEEPALIVE of one octet is malformed", 11, "61", "; TCP KEEPALIVE: 61 (\"a\") (malformed)" },
	{ "PADDING is counted", 12, "0000000000", "; PAD: (5 bytes)" },
	{ "PADDING of nothing", 12, "", "; PAD:" },

	{ "CHAIN is a name", 13, "03636f6d 00", "; CHAIN: com." },
	{ "CHAIN from the root", 13, "00", "; CHAIN: ." },
	{ "CHAIN cut in a label is malformed", 13, "0361", "; CHAIN: 03 61 (\".a\") (malformed)" },
	{ "CHAIN without its root is malformed", 13, "0161", "; CHAIN: 01 61 (\".a\") (malformed)" },
	{ "CHAIN with an octet behind it is malformed", 13, "0161 00 61", "; CHAIN: 01 61 00 61 (\".a.a\") (malformed)" },
	{ "CHAIN of nothing is malformed", 13, "", "; CHAIN: (malformed)" },
	{ "a pointer in CHAIN is malformed", 13, "0161 c00c", "; CHAIN: 01 61 c0 0c (\".a..\") (malformed)" },

	{ "KEY-TAG is a list", 14, "4f66 9728", "; KEY-TAG: 20326, 38696" },
	{ "KEY-TAG of an odd number of octets is malformed", 14, "4f6697", "; KEY-TAG: 4f 66 97 (\"Of.\") (malformed)" },
	{ "KEY-TAG of nothing is malformed", 14, "", "; KEY-TAG: (malformed)" },

	{ "EDE has a name", 15, "000f", "; EDE: 15 (Blocked)" },
	{ "EDE has a name and a text", 15, "000f 74657874", "; EDE: 15 (Blocked): (text)" },
	{ "EDE 0 has a name", 15, "0000", "; EDE: 0 (Other Error)" },
	{ "EDE 30 has a name", 15, "001e", "; EDE: 30 (Invalid Query Type)" },
	{ "an unknown EDE is a number", 15, "03e7 6128782922", "; EDE: 999: (a(x)\")" },
	{ "octets of an EDE's text outside ASCII are escaped (IN23)", 15, "000f c3a41b00", "; EDE: 15 (Blocked): (\\195\\164\\027\\000)" },
	{ "EDE of one octet is malformed", 15, "61", "; EDE: 61 (\"a\") (malformed)" },
	{ "EDE of nothing is malformed", 15, "", "; EDE: (malformed)" },

	{ "CLIENT-TAG is a number", 16, "0102", "; CLIENT-TAG: 258" },
	{ "SERVER-TAG is a number", 17, "0102", "; SERVER-TAG: 258" },
	{ "CLIENT-TAG of three octets is malformed", 16, "616161", "; CLIENT-TAG: 61 61 61 (\"aaa\") (malformed)" },
	{ "SERVER-TAG of nothing is malformed", 17, "", "; SERVER-TAG: (malformed)" },
	{ "REPORT-CHANNEL is a name", 18, "056167656e74 076578616d706c65 00", "; REPORT-CHANNEL: agent.example." },
	{ "ZONEVERSION is a serial", 19, "02 00 00000005", "; ZONEVERSION: SOA-SERIAL: 5 (2 labels)" },
	{ "ZONEVERSION of another type", 19, "01 f6 6162", "; ZONEVERSION: TYPE246: 61 62 (\"ab\") (1 label)" },
	{ "a ZONEVERSION asked for", 19, "", "; ZONEVERSION:" },
	{ "ZONEVERSION with a serial of three octets is malformed", 19, "61 00 616161",
		"; ZONEVERSION: 61 00 61 61 61 (\"a.aaa\") (malformed)" },
	{ "ZONEVERSION of one octet is malformed", 19, "61", "; ZONEVERSION: 61 (\"a\") (malformed)" },
	{ "an unknown option is a number", 65001, "6162", "; OPT=65001: 61 62 (\"ab\")" },
	{ "an unknown option of nothing", 20, "", "; OPT=20:" },
};
/* clang-format on */

/* A query with this one option, in a block of its own. */
static uint8_t *message_with(const struct edns_option *options, size_t n, size_t *len)
{
	uint8_t out[VECTOR_OCTETS];
	struct writer w = writer_of(out, sizeof(out));
	write_header(&w, 1, FLAG_RD);
	write_opt(&w, &(struct edns){ .udp = 1232, .flags = EDNS_DO, .rcode = 1 }, options, n);
	write_count(&w, ADDITIONAL, 1);
	assert_false(w.full);
	*len = w.len;
	return vector_exact(out, w.len);
}

static void check(void **state)
{
	const struct row *row = *state;
	uint8_t data[VECTOR_OCTETS];
	struct edns_option option = {
		.code = row->code, .len = (uint16_t)vector_read(data, row->hex), .data = data
	};
	size_t len;
	uint8_t *message = message_with(&option, 1, &len);
	struct msg msg;
	assert_true(msg_parse(&msg, message, len));
	assert_int_equal(msg.end, len);
	assert_int_equal(msg_extended_rcode(&msg), 16);
	struct edns_iter it = msg_options(&msg);
	struct edns_option got;
	assert_true(option_next(&it, &got));
	assert_int_equal(got.code, row->code);
	assert_int_equal(got.len, option.len);
	assert_memory_equal(got.data, data, got.len);
	assert_int_equal(option_good(&got), !strstr(row->line, "(malformed)"));
	char printed[1024];
	struct text t;
	text_init(&t, printed, sizeof(printed));
	print_option(&got, &t);
	assert_string_equal(printed, row->line);
	assert_false(option_next(&it, &got));
	assert_false(option_next(&it, &got));
	free(message);
}

static void names_keep_to_255_octets(void **state)
{
	(void)state;
	uint8_t data[300];
	memset(data, 1, sizeof(data));
	struct edns_option option = { OPTION_CHAIN, 255, data };
	data[254] = 0;
	assert_true(option_good(&option));
	data[254] = 1;
	data[256] = 0;
	option.len = 257;
	assert_false(option_good(&option));
	memset(data, 'a', sizeof(data));
	data[0] = 63;
	data[64] = 0;
	option.len = 65;
	assert_true(option_good(&option));
	data[0] = 64;
	data[65] = 0;
	option.len = 66;
	assert_false(option_good(&option));
}

static void a_message_tells_its_edns(void **state)
{
	(void)state;
	static const struct edns_option options[] = {
		{ OPTION_NSID, 1, (const uint8_t *)"a" },
		{ OPTION_EDE, 2, (const uint8_t *)"\0\22" },
	};
	size_t len;
	uint8_t *message = message_with(options, 2, &len);
	char printed[1024];
	struct text t;
	struct msg msg;
	struct edns edns;
	text_init(&t, printed, sizeof(printed));
	assert_true(msg_parse(&msg, message, len));
	assert_true(msg_edns(&msg, &edns));
	assert_int_equal(edns.udp, 1232);
	assert_int_equal(edns.version, 0);
	assert_int_equal(edns.flags, EDNS_DO);
	assert_int_equal(edns.rcode, 1);
	print_edns(&msg, &t);
	assert_string_equal(printed, "; EDNS: version: 0, flags: do; udp: 1232\n"
				     "; NSID: 61 (\"a\")\n; EDE: 18 (Prohibited)\n");
	free(message);
}

static void a_message_without_opt_has_none(void **state)
{
	(void)state;
	uint8_t data[VECTOR_OCTETS];
	char printed[16];
	struct text t;
	struct msg msg;
	struct edns edns = { .udp = 7 };
	struct edns_option option;
	size_t len = vector_read(data, "0001 0100 0000 0000 0000 0000");
	text_init(&t, printed, sizeof(printed));
	assert_true(msg_parse(&msg, data, len));
	assert_false(msg_edns(&msg, &edns));
	assert_int_equal(edns.udp, 7);
	struct edns_iter it = msg_options(&msg);
	assert_false(option_next(&it, &option));
	print_edns(&msg, &t);
	assert_int_equal(t.len, 0);
}

static void options_that_do_not_fit_are_not_written(void **state)
{
	(void)state;
	static uint8_t data[UINT16_MAX];
	const struct edns_option options[] = { { OPTION_PADDING, 40000, data },
		{ OPTION_PADDING, 25527, data } };
	struct edns edns = { .udp = 512 };
	size_t whole = HEADER_OCTETS + 11 + 4 + 40000;
	uint8_t *out = malloc(70000);
	for (size_t cap = whole - 1; cap <= whole; cap++) {
		struct writer w = writer_of(out, cap);
		write_header(&w, 0, 0);
		write_opt(&w, &edns, options, 1);
		assert_int_equal(w.full, cap < whole);
	}
	for (unsigned more = 0; more < 2; more++) { /* RDLENGTH has 16 bits */
		struct edns_option last = options[1];
		last.len = (uint16_t)(last.len + more);
		struct writer w = writer_of(out, 70000);
		write_header(&w, 0, 0);
		write_opt(&w, &edns, (const struct edns_option[]){ options[0], last }, 2);
		assert_int_equal(w.full, more);
	}
	free(out);
}

int main(void)
{
	TABLE_ROWS(rows, check);
	table_test("names of options keep to 255 octets and 63 a label", names_keep_to_255_octets);
	table_test("a message tells its EDNS", a_message_tells_its_edns);
	table_test("a message without OPT has no EDNS", a_message_without_opt_has_none);
	table_test(
		"options that do not fit are not written", options_that_do_not_fit_are_not_written);
	return table_run("dns-edns", NULL, NULL);
}
