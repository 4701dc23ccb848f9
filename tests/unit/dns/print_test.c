/* Messages as text: goldens that are dig 9.18's output, and what dig does not show so. */
#include "resolver/dns/print.h"

#include <stdlib.h>
#include <string.h>
#include <stub/dns.h>
#include "tests/support/table.h"
#include "tests/unit/dns/vector.h"

static void check_golden(void **state)
{
	static char expected[FIXTURE_CHARS], printed[FIXTURE_CHARS];
	uint8_t data[VECTOR_OCTETS];
	size_t len = fixture_message(data, *state);
	fixture_read(expected, *state, ".txt");
	size_t size = stub_message_print(data, len, printed, sizeof(printed));
	assert_string_equal(printed, expected);
	assert_int_equal(size, strlen(expected));
}

struct row {
	const char *name, *hex;
	const char *contains;
};

/* clang-format off */
#define QA "0161 00 0001 0001 "
#define ONE "1234 8180 0001 0001 0000 0000 " QA "c00c "

static const struct row rows[] = {
	{ "a cut message says where", "1234 8180 0001 0000 0001 0000 " QA "c0ff",
		"ADDITIONAL: 0\n;; WARNING: malformed from octet 19\n\n;; QUESTION" },
	{ "octets behind the end are counted", "1234 8180 0001 0000 0000 0000 " QA "010203",
		"ADDITIONAL: 0\n;; WARNING: 3 octets after the end\n\n;; QUESTION" },
	{ "zeros behind WKS's ports have no text but octets", ONE "000b 0001 00000005 0007 c0000201 06 4000", "WKS\t\\# 7 C0000201064000\n" },
	{ "WKS without ports", ONE "000b 0001 00000005 0005 c0000201 06", "WKS\t192.0.2.1 6\n" },
	{ "a record not self-consistent has a text all the same (RFC 9460 2.4.3)", ONE "0041 0001 00000005 0007 0001 00 0002 0000", "HTTPS\t1 . no-default-alpn\n" },
	{ "a header alone prints", "0000 0000 0000 0000 0000 0000",
		";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 0\n;; flags:; QUERY: 0, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0\n" },
	{ "unknown opcode and status print as numbers", "0001 980c 0000 0000 0000 0000",
		"opcode: OPCODE3, status: RCODE12, id: 1\n" },
	{ "Z is named", "0001 8040 0000 0000 0000 0000", ";; flags: qr; MBZ: 0x4; QUERY: 0" },
	{ "EDNS flags that must be zero are named", "0001 8000 0000 0000 0000 0001 00 0029 0200 0001a001 0000",
		"\n;; OPT PSEUDOSECTION:\n; EDNS: version: 1, flags: do; MBZ: 0x2001, udp: 512\n" },
	{ "compact answers may be asked for (RFC 9824)", "0001 8000 0000 0000 0000 0001 00 0029 0200 00004001 0000",
		"; EDNS: version: 0, flags: co; MBZ: 0x0001, udp: 512\n" },
	{ "a bad cookie is a status", "0001 8007 0000 0000 0000 0001 00 0029 0200 01000000 0000", "status: BADCOOKIE, id: 1\n" },
	{ "an extended code without a name is a number", "0001 800f 0000 0000 0000 0001 00 0029 0200 ff000000 0000", "status: RCODE4095, id: 1\n" },
	{ "control octets of an option stay inside (IN23)", "0001 8000 0000 0000 0000 0001 00 0029 0200 00000000 0008 fde9 0004 1b5b4aff",
		"; OPT=65001: 1b 5b 4a ff (\".[J.\")\n" },
	{ "a TTL with its top bit prints as 0 (WF27)", ONE "0001 0001 80000000 0004 01020304", "a.\t\t\t0\tIN\tA\t1.2.3.4\n" },
	{ "an unknown type prints as RFC 3597 says (WF37)", ONE "ff00 0020 00000001 0003 abcdef",
		"a.\t\t\t1\tCLASS32\tTYPE65280 \\# 3 ABCDEF\n" },
	{ "RDATA of no octets prints as RFC 3597 says (WF37)", ONE "ff00 0001 00000001 0000", "TYPE65280 \\# 0\n" },
	{ "an A of another class is opaque", ONE "0001 0003 00000001 0004 01020304", "CH\tA\t\\# 4 01020304\n" },
	{ "control octets of a TXT are escaped (IN23)", ONE "0010 0001 00000001 0006 05 1b5b4a0a00", "TXT\t\"\\027[J\\010\\000\"\n" },
	{ "control octets of a name are escaped (IN23)", "0001 8000 0001 0000 0000 0000 04 1b5b4a0a 00 0001 0001", ";\\027[J\\010.\t\t" },
	{ "control octets of a CAA tag are escaped (IN23)", ONE "0101 0001 00000001 0004 00 02 1b20", "CAA\t0 \\027\\032 \"\"\n" },
	{ "a dot inside a label is escaped (IN02)", "0001 8000 0001 0000 0000 0000 03 612e62 00 0001 0001", ";a\\.b.\t\t" },
	{ "RRSIG times are UTC dates", ONE "002e 0001 00000001 0013 0001 08 01 00000e10 386d4380 65e08e80 1234 00",
		"RRSIG\tA 8 1 3600 20000101000000 20240229140240 4660 .\n" },
	{ "the first and the last second of RRSIG", ONE "002e 0001 00000001 0013 0001 08 01 00000e10 ffffffff 00000000 1234 00",
		"RRSIG\tA 8 1 3600 21060207062815 19700101000000 4660 .\n" },
};
/* clang-format on */

static void check(void **state)
{
	const struct row *row = *state;
	char printed[2048];
	uint8_t data[VECTOR_OCTETS];
	size_t len = vector_read(data, row->hex);
	assert_int_not_equal(stub_message_print(data, len, printed, sizeof(printed)), 0);
	if (!strstr(printed, row->contains))
		fail_msg("no '%s' in '%s'", row->contains, printed);
}

static void what_is_no_message_prints_nothing(void **state)
{
	(void)state;
	char printed[16] = "unchanged";
	assert_int_equal(
		stub_message_print((const uint8_t *)"abc", 3, printed, sizeof(printed)), 0);
	assert_string_equal(printed, "");
	assert_int_equal(stub_message_print((const uint8_t *)"abc", 3, NULL, 0), 0);
}

static void a_print_is_cut_where_its_room_ends(void **state)
{
	(void)state;
	static char whole[FIXTURE_CHARS];
	uint8_t data[VECTOR_OCTETS];
	size_t len = fixture_message(data, "kinds");
	size_t size = stub_message_print(data, len, whole, sizeof(whole));
	assert_int_equal(stub_message_print(data, len, NULL, 0), size);
	for (size_t cap = 1; cap <= size + 1; cap += 7) {
		char *out = malloc(cap);
		assert_int_equal(stub_message_print(data, len, out, cap), size);
		assert_memory_equal(out, whole, cap - 1);
		assert_int_equal(out[cap - 1], '\0');
		free(out);
	}
}

int main(void)
{
	for (size_t i = 0; i < FIXTURE_NAMES; i++)
		table_format(check_golden, fixture_names[i], "%s prints as dig prints it",
			fixture_names[i]);
	TABLE_ROWS(rows, check);
	table_test("what is no message prints nothing", what_is_no_message_prints_nothing);
	table_test("a print is cut where its room ends", a_print_is_cut_where_its_room_ends);
	return table_run("dns-print", NULL, NULL);
}
