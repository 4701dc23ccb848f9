/* Messages from text: each line of dig's form, records, and what is refused, with its place. */
#include "resolver/encode.h"

#include <stdlib.h>
#include <string.h>
#include "resolver/dns/print.h"
#include "tests/support/table.h"
#include "tests/unit/dns/vector.h"

struct row {
	const char *name, *text;
	const char *hex; /* or NULL: refused */
	const char *error;
};

/* clang-format off */
#define HEADER ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n"
#define A_RECORD "0161 00 0001 0001 00000005 0004 01020304 "

static const struct row rows[] = {
	{ "nothing is a header of zeros", "", "0000 0000 0000 0000 0000 0000", NULL },
	{ "a header", ";; ->>HEADER<<- opcode: UPDATE, status: REFUSED, id: 4660\n", "1234 2805 0000 0000 0000 0000", NULL },
	{ "codes without a name", ";; ->>HEADER<<- opcode: OPCODE3, status: RCODE12, id: 65535", "ffff 180c 0000 0000 0000 0000", NULL },
	{ "every flag", ";; flags: qr aa tc rd ra ad cd; MBZ: 0x4; QUERY: 7\n", "0000 87f0 0000 0000 0000 0000", NULL },
	{ "no flag", ";; flags:; QUERY: 0\n", "0000 0000 0000 0000 0000 0000", NULL },
	{ "a question", ";; QUESTION SECTION:\n;a.\t\tIN\tAAAA\n", "0000 0000 0001 0000 0000 0000 0161 00 001c 0001", NULL },
	{ "a record alone is an answer", "a. 5 IN A 1.2.3.4\n", "0000 0000 0000 0001 0000 0000 " A_RECORD, NULL },
	{ "records of every section", ";; QUESTION SECTION:\n;a. IN A\n\n;; ANSWER SECTION:\na. 5 IN A 1.2.3.4\n;; AUTHORITY SECTION:\n"
		"a. 5 IN A 1.2.3.4\n;; ADDITIONAL SECTION:\na. 5 IN A 1.2.3.4",
		"0000 0000 0001 0001 0001 0001 0161 00 0001 0001 c00c 0001 0001 00000005 0004 01020304 "
		"c00c 0001 0001 00000005 0004 01020304 c00c 0001 0001 00000005 0004 01020304", NULL },
	{ "comments, and lines of other programs", "; <<>> DiG <<>>\n;; Got answer:\na. 5 IN A 1.2.3.4 ; c\n;; Query time: 1\n",
		"0000 0000 0000 0001 0000 0000 " A_RECORD, NULL },
	{ "EDNS comes last", "; EDNS: version: 1, flags: do co; MBZ: 0x0001, udp: 1232\na. 5 IN A 1.2.3.4\n",
		"0000 0000 0000 0001 0000 0001 " A_RECORD "00 0029 04d0 0001c001 0000", NULL },
	{ "a signature comes behind EDNS, in dig's section or ours (RFC 8945 5.1)", "; EDNS: version: 0, flags:; udp: 512\na. 5 IN A 1.2.3.4\n"
		";; TSIG PSEUDOSECTION:\nk. 0 ANY TSIG m. 1 300 0 7 NOERROR 0\n",
		"0000 0000 0000 0001 0000 0002 " A_RECORD "00 0029 0200 00000000 0000 "
		"016b 00 00fa 00ff 00000000 0013 016d 00 000000000001 012c 0000 0007 0000 0000", NULL },
	{ "so does one of a public key (RFC 2931 3)", "; EDNS: version: 0, flags:; udp: 512\n;; ADDITIONAL SECTION:\n. 0 ANY SIG TYPE0 8 0 0 2 1 7 k. AQ==\n",
		"0000 0000 0000 0000 0000 0002 00 0029 0200 00000000 0000 "
		"00 0018 00ff 00000000 0016 0000 08 00 00000000 00000002 00000001 0007 016b 00 01", NULL },
	{ "options are octets", "; EDNS: version: 0, flags:; udp: 512\n; OPT=65001: 61 6B (\".x\")\n; OPT=3:\n",
		"0000 0000 0000 0000 0000 0001 00 0029 0200 00000000 000a fde9 0002 616b 0003 0000", NULL },
	{ "an extended status goes into EDNS", ";; ->>HEADER<<- opcode: QUERY, status: BADCOOKIE, id: 1\n; EDNS: version: 0, flags:; udp: 512",
		"0001 0007 0000 0000 0000 0001 00 0029 0200 01000000 0000", NULL },
	{ "a name in RDATA is compressed", ";; QUESTION SECTION:\n;a. IN A\na. 5 CNAME b.a.\n",
		"0000 0000 0001 0001 0000 0000 0161 00 0001 0001 c00c 0005 0001 00000005 0004 0162 c00c", NULL },
	{ "an extended status needs EDNS", ";; ->>HEADER<<- opcode: QUERY, status: BADCOOKIE, id: 1\n", NULL,
		"line 1, column 1: expected EDNS, which this status needs" },
	{ "an unknown opcode is refused", ";; ->>HEADER<<- opcode: ASK, status: NOERROR, id: 1\n", NULL, "line 1, column 28: expected an opcode" },
	{ "an unknown status is refused", "\n;; ->>HEADER<<- opcode: QUERY, status: MAYBE, id: 1\n", NULL,
		"line 2, column 45: expected a response code" },
	{ "an ID over 16 bits is refused", ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 65536\n", NULL,
		"line 1, column 53: expected a number that fits" },
	{ "a second header is refused", HEADER HEADER, NULL, "line 2, column 16: expected one message" },
	{ "an unknown flag is refused", ";; flags: qr xy; QUERY: 1\n", NULL, "line 1, column 13: expected a flag" },
	{ "a flag with more behind it is refused", ";; flags: rdx; QUERY: 1\n", NULL, "line 1, column 13: expected a flag" },
	{ "a flag without a blank is refused", ";; flags:qr rd\n", NULL, "line 1, column 10: expected a flag" },
	{ "an ID with more behind it is refused", ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1x\n", NULL,
		"line 1, column 54: expected the end of the line" },
	{ "lines may end in a carriage return", ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\r\n;; flags: qr\r\n; EDNS: version: 0, flags: do; udp: 512\r\n",
		"0001 8000 0000 0000 0000 0001 00 0029 0200 00008000 0000", NULL },
	{ "EDNS with more behind it is refused", "; EDNS: version: 0, flags: do; udp: 512 x\n", NULL, "line 1, column 41: expected the end of the line" },
	{ "a question without a type is refused", ";; QUESTION SECTION:\n;a. IN\n", NULL, "line 2, column 7: expected a type" },
	{ "a question of an unknown class is refused", ";; QUESTION SECTION:\n;a. XX A\n", NULL, "line 2, column 7: expected a class" },
	{ "a bad address is refused, by its line", "\n;; ANSWER SECTION:\n\na. 5 IN A 1.2.3.400\n", NULL,
		"line 4, column 11: expected an IPv4 address" },
	{ "a section behind a later one is refused", ";; ADDITIONAL SECTION:\n;; ANSWER SECTION:\n", NULL,
		"line 2, column 19: expected sections in their order" },
	{ "an option that is told in words is refused", "; EDNS: version: 0, flags:; udp: 512\n; EDE: 15 (Blocked)\n", NULL,
		"line 2, column 3: expected an option as OPT=CODE: and its octets" },
	{ "half an octet of an option is refused", "; EDNS: version: 0, flags:; udp: 512\n; OPT=3: 6\n", NULL,
		"line 2, column 10: expected octets in hexadecimal" },
	{ "an option without EDNS is refused", "; OPT=3: 61\n", NULL, "line 1, column 7: expected EDNS before its options" },
	{ "EDNS twice is refused", "; EDNS: version: 0, flags:; udp: 512\n; EDNS: version: 0, flags:; udp: 512\n", NULL,
		"line 2, column 8: expected EDNS once" },
	{ "OPT as a record is refused", ". 0 CLASS512 OPT \\# 0\n", NULL, "line 1, column 1: expected OPT as its pseudosection" },
};
/* clang-format on */

static void check(void **state)
{
	const struct row *row = *state;
	static uint8_t out[UINT16_MAX];
	uint8_t expected[VECTOR_OCTETS];
	size_t len = strlen(row->text);
	uint8_t *exact = vector_exact((const uint8_t *)row->text, len);
	struct writer w = writer_of(out, sizeof(out));
	struct scan_error error = { .expected = NULL };
	bool good = message_from_text(&w, (const char *)exact, len, &error);
	char why[256] = "";
	struct text t;
	text_init(&t, why, sizeof(why));
	if (!good)
		scan_error_to_text(&error, &t);
	free(exact);
	assert_string_equal(why, row->error ? row->error : "");
	if (row->hex) {
		assert_int_equal(w.len, vector_read(expected, row->hex));
		assert_memory_equal(out, expected, w.len);
	}
}

/* Whatever is left of it, a text is read within its end. */
static void check_prefixes(void **state)
{
	static char text[FIXTURE_CHARS];
	static uint8_t out[UINT16_MAX];
	fixture_read(text, *state, ".txt");
	for (size_t n = 0, len = strlen(text); n <= len; n++) {
		uint8_t *exact = vector_exact((const uint8_t *)text, n);
		struct writer w = writer_of(out, sizeof(out));
		struct scan_error error = { .expected = NULL };
		struct msg msg;
		if (message_from_text(&w, (const char *)exact, n, &error))
			assert_true(msg_parse(&msg, out, w.len) && msg.end == w.len && !msg.cut);
		else
			assert_non_null(error.expected);
		free(exact);
	}
}

static void a_message_too_long_is_refused(void **state)
{
	(void)state;
	static uint8_t out[64];
	static const char text[] =
		"a. 5 IN A 1.2.3.4\na. 5 IN A 1.2.3.4\nb. 5 IN TXT \"0123456789\"\n";
	struct writer w = writer_of(out, sizeof(out));
	struct scan_error error = { .expected = NULL };
	assert_false(message_from_text(&w, text, strlen(text), &error));
	assert_string_equal(error.expected, "a message of at most 65,535 octets");
	assert_int_equal(error.place.line, 3);
}

int main(void)
{
	TABLE_ROWS(rows, check);
	for (size_t i = 0; i < FIXTURE_NAMES; i += 3)
		table_format(check_prefixes, fixture_names[i], "every prefix of the text of %s",
			fixture_names[i]);
	table_test("a message too long is refused", a_message_too_long_is_refused);
	return table_run("encode", NULL, NULL);
}
