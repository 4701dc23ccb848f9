/* The checked view: what is accepted, what is cut, what is refused.  The traps of RFC 9267 are in a
 * file of their own, fixtures/dns/rfc9267.txt. */
#include "resolver/dns/msg.h"

#include <stdlib.h>
#include <string.h>
#include "resolver/dns/build.h"
#include "resolver/dns/code.h"
#include "resolver/dns/print.h"
#include "tests/support/table.h"
#include "tests/unit/dns/vector.h"

/* clang-format off */
#define QA "0161 00 0001 0001 " /* question: a. A IN, octets 12 to 18 */
#define C "c00c "               /* its name */
#define A_FIXED "0001 0001 00000e10 "
#define GOOD C A_FIXED "0004 c0a80a01 "
#define FIXED(type) type " 0001 00000e10 "
#define OPT "00 0029 04d0 00000000 "
#define H(qd, an, ns, ar) "1234 8180 " qd an ns ar
#define N0 "0000 "
#define N1 "0001 "
#define N2 "0002 "
#define ANSWER1 H(N1, N1, N0, N0) QA

struct row {
	const char *name, *hex;
	const char *expected; /* counts; "cut" where; "+" octets behind the end; "opt" */
};

static const struct row rows[] = {
	{ "a query", H(N1, N0, N0, N0) QA, "1/0/0/0" },
	{ "the owner may be written out", ANSWER1 "0161 00 " A_FIXED "0004 01020304", "1/1/0/0" },
	{ "nothing is no message", "", "refused" },
	{ "eleven octets are no message", "1234 8180 0000 0000 0000 00", "refused" },

	{ "rubbish behind the end is not looked at", H(N1, N0, N0, N0) QA "ff", "1/0/0/0 +1" },
	{ "a malformed AUTHORITY is cut (WF16)", H(N1, N1, N2, N0) QA GOOD C FIXED("0002") "0002 c00c " C FIXED("0002") "0002 c0ff ", "1/1/1/0 cut +14" },
	{ "behind a cut AUTHORITY there is no ADDITIONAL", H(N1, N1, N1, N1) QA GOOD "c0ff " A_FIXED "0004 01020304" OPT "0000", "1/1/0/0 cut +27" },
	{ "a malformed ADDITIONAL is cut", H(N1, N1, N0, N2) QA GOOD GOOD C A_FIXED "0003 010203", "1/1/0/1 cut +15" },

	{ "a record cut in its fixed part is refused", H(N1, N1, N0, N0) QA C "0001 0001 00000e10 00", "refused" },
	{ "class CH knows no layout of A (WF26)", ANSWER1 C "0001 0003 00000e10 0003 010203", "1/1/0/0" },
	{ "a TXT of class CH has its layout", ANSWER1 C "0010 0003 00000e10 0003 056162", "refused" },
	{ "Z, AD and CD do not matter (WF28)", "1234 81f0 0001 0001 0000 0000" QA GOOD, "1/1/0/0" },
	{ "TXT and RRSIG among the addresses (WF30)", H(N1, "0003 ", N0, N0) QA C FIXED("0010") "0003 026162 " GOOD
		C FIXED("002e") "0014 0001 08 01 00000e10 00000000 00000000 1234 00 ff ", "1/3/0/0" },

	{ "an OPT is found", H(N1, N0, N0, N1) QA OPT "0000", "1/0/0/1 opt" },
	{ "an OPT with options is found", H(N1, N0, N0, N1) QA OPT "0009 fde9 0001 ff fdea 0000", "1/0/0/1 opt" },
	{ "a second OPT is refused (WF31)", H(N1, N0, N0, N2) QA OPT "0000" OPT "0000", "refused" },
	{ "a second OPT is refused also when it is malformed (WF31)", H(N1, N0, N0, N2) QA OPT "0000" OPT "0001 00", "refused" },
	{ "an option longer than its OPT cuts (WF32)", H(N1, N0, N0, N1) QA OPT "0005 fde9 0002 ff", "1/0/0/0 cut +16" },
	{ "half an option header cuts (WF32)", H(N1, N0, N0, N1) QA OPT "0003 fde9 00", "1/0/0/0 cut +14" },
	{ "an OPT that the root does not own cuts", H(N1, N0, N0, N1) QA C "0029 04d0 00000000 0000", "1/0/0/0 cut +12" },
	{ "an OPT in ANSWER is refused", H(N1, N1, N0, N0) QA OPT "0000", "refused" },
	{ "an OPT in AUTHORITY cuts", H(N1, N0, N1, N0) QA OPT "0000", "1/0/0/0 cut +11" },
	{ "a question for OPT is a question", H(N1, N0, N0, N0) "00 0029 0001", "1/0/0/0" },
	{ "two questions are counted (WF33)", H(N2, N0, N0, N0) QA QA, "2/0/0/0" },

	{ "a compressed SRV target is followed (WF34)", ANSWER1 C FIXED("0021") "0008 0000 0000 0050 c00c", "1/1/0/0" },
	{ "compressed names in RDATA are followed (WF35)", H(N1, "0005 ", N0, N0) QA C FIXED("0002") "0002 c00c " C FIXED("0005") "0004 0162 c00c "
		C FIXED("000c") "0002 c00c " C FIXED("000f") "0004 000a c00c " C FIXED("0006") "0018 c00c c00c 00000001 00000002 00000003 00000004 00000005", "1/5/0/0" },
	{ "TXT: several strings, one empty (WF36)", ANSWER1 C FIXED("0010") "0006 0161 00 026263", "1/1/0/0" },
	{ "TXT: no string is refused (WF36)", ANSWER1 C FIXED("0010") "0000", "refused" },
	{ "an unknown type may be empty (WF38)", ANSWER1 C FIXED("ff00") "0000", "1/1/0/0" },
	{ "an empty MX is refused (WF38)", ANSWER1 C FIXED("000f") "0000", "refused" },
	{ "an empty SOA is refused (WF38)", ANSWER1 C FIXED("0006") "0000", "refused" },
	{ "an UPDATE asks and deletes without RDATA (RFC 2136 2.4, 2.5)", "1234 2800 0001 0003 0003 0000 0161 00 0006 0001 "
		C "000f 00ff 00000000 0000 " C "0006 00fe 00000000 0000 " C "00ff 00ff 00000000 0000 "
		C "0002 00ff 00000000 0000 " C "0010 00ff 00000000 0000 " C "0001 00ff 00000000 0000 ", "1/3/3/0" },
	{ "a CNAME of class ANY without RDATA is one of an UPDATE", ANSWER1 C "0005 00ff 00000000 0000", "1/1/0/0" },
	{ "a CNAME of class IN without RDATA is refused", ANSWER1 C FIXED("0005") "0000", "refused" },
	{ "RDATA of class ANY that is there is held to its layout", ANSWER1 C "000f 00ff 00000000 0001 00", "refused" },
	{ "an empty AAAA is refused (WF38)", ANSWER1 C FIXED("001c") "0000", "refused" },
	{ "a CAA of four octets is no address (WF44)", ANSWER1 C FIXED("0101") "0004 c0a80a01", "refused" },
	{ "HINFO \"RFC8482\" is an answer (WF46)", ANSWER1 C FIXED("000d") "0009 0752464338343832 00", "1/1/0/0" },
	{ "NSEC: windows must rise", ANSWER1 C FIXED("002f") "0007 00 000140 000140", "refused" },
	{ "NSEC: a window of 33 octets is refused", ANSWER1 C FIXED("002f")
		"0024 00 0021 00 0000000000000000000000000000000000000000000000000000000000000000", "refused" },
	{ "NSEC: a window without octets is refused", ANSWER1 C FIXED("002f") "0003 00 0000", "refused" },
	{ "NSEC: windows that rise are good", ANSWER1 C FIXED("002f") "0007 00 000140 010140", "1/1/0/0" },
	{ "RRSIG that ends before its signer is refused", ANSWER1 C FIXED("002e") "0012 0001 08 01 00000e10 00000000 00000000 1234", "refused" },
	{ "NAPTR with its three strings is good", ANSWER1 C FIXED("0023") "000c 0001 0002 0175 00 0378797a 00", "1/1/0/0" },
};
/* clang-format on */

static unsigned walk(const struct msg *msg)
{
	unsigned n = 0;
	struct rr rr = { 0 };
	for (int section = QUESTION; section < SECTIONS; section++)
		for (struct rr_iter it = msg_section(msg, (enum section)section);
			rr_next(&it, &rr);)
			n += name_same(msg, rr.owner, rr.owner);
	return n;
}

static void describe(const struct msg *msg, char out[static 64])
{
	struct text t;
	text_init(&t, out, 64);
	text_printf(&t, "%u/%u/%u/%u", msg->count[QUESTION], msg->count[ANSWER],
		msg->count[AUTHORITY], msg->count[ADDITIONAL]);
	text_put(&t, msg->cut ? " cut" : "");
	if (msg->end < msg->size)
		text_printf(&t, " +%d", msg->size - msg->end);
	text_put(&t, msg->opt ? " opt" : "");
}

static void check(void **state)
{
	const struct row *row = *state;
	uint8_t data[VECTOR_OCTETS];
	size_t len = vector_read(data, row->hex);
	uint8_t *exact = vector_exact(data, len);
	struct msg msg, answer;
	char got[64] = "refused";
	bool good = msg_parse(&msg, exact, len);
	assert_int_equal(msg_parse_answer(&answer, exact, len), good);
	if (good) {
		assert_int_equal(answer.count[QUESTION], msg.count[QUESTION]);
		assert_int_equal(answer.count[ANSWER], msg.count[ANSWER]);
		assert_int_equal(answer.start[ANSWER], msg.start[ANSWER]);
		describe(&msg, got);
		assert_int_equal(walk(&msg), msg.count[QUESTION] + msg.count[ANSWER] +
						     msg.count[AUTHORITY] + msg.count[ADDITIONAL]);
	}
	free(exact);
	assert_string_equal(got, row->expected);
}

/* The next field of a line of the file, which are parted by " | ". */
static char *next_field(char **line)
{
	char *field = *line, *end = strstr(field, " | ");
	if (end)
		*end = '\0';
	*line = end ? end + 3 : field + strlen(field);
	return field;
}

enum { TRAPS_MOST = 160, TRAP_SECTIONS = 7 };

static unsigned trap_count[TRAP_SECTIONS]; /* vectors for each section of the RFC */

static void no_section_is_without_traps(void **state)
{
	(void)state;
	for (unsigned section = 2; section < TRAP_SECTIONS; section++)
		assert_true(trap_count[section] >= 10);
}

/* A test for each vector of the file, which stays in memory for that. */
static void add_traps(void)
{
	static char file[FIXTURE_CHARS];
	static struct row traps[TRAPS_MOST];
	size_t n = 0;
	char *rest = file;
	fixture_read(file, "rfc9267", ".txt");
	for (char *line; (line = strsep(&rest, "\n"));) {
		if (*line == '#' || !*line)
			continue;
		assert_true(n < TRAPS_MOST);
		const char *section = next_field(&line), *id = next_field(&line);
		traps[n].expected = next_field(&line);
		traps[n].name = next_field(&line);
		traps[n].hex = next_field(&line);
		table_format(check, &traps[n], "RFC 9267 %s: %s: %s (%s)", section, traps[n].name,
			traps[n].expected, id);
		n++;
		unsigned nth = (unsigned)(*section - '0');
		trap_count[nth < TRAP_SECTIONS ? nth : 0]++;
	}
	table_test("each section of RFC 9267 has its vectors", no_section_is_without_traps);
}

static struct name name_of(const char *text)
{
	struct name name;
	assert_true(name_from_text(&name, text));
	return name;
}

static void parse(struct msg *msg, uint8_t data[static VECTOR_OCTETS], const char *hex)
{
	size_t len = vector_read(data, hex);
	assert_true(msg_parse(msg, data, len));
}

static void a_refused_message_tells_where_its_good_part_ends(void **state)
{
	static const struct {
		const char *hex;
		unsigned end;
	} refused[] = {
		{ H(N1, N0, N0, N0) "c000 0001 0001", 12 },
		{ H(N2, N0, N0, N0) QA "c000 0001 0001", 19 },
		{ H(N2, N0, N0, N0) QA "0162 00 0001", 19 },
		{ ANSWER1 C A_FIXED "0003 010203", 19 },
		{ H(N1, N2, N0, N0) QA GOOD C A_FIXED "0003 010203", 35 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		uint8_t data[VECTOR_OCTETS];
		struct msg msg = { 0 };
		assert_false(msg_parse(&msg, data, vector_read(data, refused[i].hex)));
		assert_int_equal(msg.end, refused[i].end);
	}
}

static void fields_of_a_record(void **state)
{
	(void)state;
	uint8_t data[VECTOR_OCTETS];
	struct msg msg;
	struct rr rr = { 0 };
	parse(&msg, data,
		H(N1, N2, N0, N1) QA GOOD "0142 c00c 000f 0001 ffffffff 0003 000a 00"
					  "00 0029 04d0 12008000 0000");
	assert_int_equal(msg.id, 0x1234);
	assert_int_equal(msg.flags, FLAG_QR | FLAG_RD | FLAG_RA);
	struct rr_iter it = msg_section(&msg, QUESTION);
	assert_true(rr_next(&it, &rr));
	assert_int_equal(rr.owner, 12);
	assert_int_equal(rr.type, TYPE_A);
	assert_int_equal(rr.class, CLASS_IN);
	assert_false(rr_next(&it, &rr));
	it = msg_section(&msg, ANSWER);
	assert_true(rr_next(&it, &rr));
	assert_int_equal(rr.ttl, 3600);
	assert_int_equal(rr.rdlen, 4);
	assert_int_equal(get_u32(data + rr.rdata), 0xc0a80a01);
	assert_true(name_same(&msg, rr.owner, 12));
	assert_true(rr_next(&it, &rr));
	assert_int_equal(rr.type, TYPE_MX);
	assert_int_equal(rr.ttl, 0); /* WF27 */
	assert_int_equal(rr.rdlen, 3);
	assert_false(name_same(&msg, rr.owner, 12));
	struct name name = name_of("b.A");
	assert_true(name_matches(&msg, rr.owner, &name));
	assert_false(rr_next(&it, &rr));
	assert_int_equal(msg_extended_rcode(&msg), 0x120);
}

static void owners_match_by_name(void **state)
{
	(void)state;
	uint8_t data[VECTOR_OCTETS];
	struct msg msg;
	struct rr rr = { 0 };
	struct name a = name_of("a"), none = { 0 };
	parse(&msg, data,
		H(N1, "0004 ", N0, N0) QA GOOD "0141 00 " A_FIXED "0004 01020304"
					       "0162 c00c " A_FIXED "0004 01020304"
					       "00 " A_FIXED "0004 01020304");
	static const bool same[] = {
		true,  /* a pointer */
		true,  /* written out, in the other case (WF41) */
		false, /* a name below it (WF47) */
		false, /* the root */
	};
	struct rr_iter it = msg_section(&msg, ANSWER);
	for (size_t i = 0; rr_next(&it, &rr); i++) {
		assert_int_equal(name_same(&msg, rr.owner, 12), same[i]);
		assert_int_equal(name_same(&msg, 12, rr.owner), same[i]);
		assert_int_equal(name_matches(&msg, rr.owner, &a), same[i]);
		assert_false(name_matches(&msg, rr.owner, &none));
	}
}

/* Each record's owner is a pointer to the one before. */
static size_t pointer_chain(uint8_t data[static VECTOR_OCTETS], unsigned records)
{
	struct writer w = writer_of(data, VECTOR_OCTETS);
	write_header(&w, 1, FLAG_QR);
	write_octets(&w, "\1a\0\0\1\0\1", 7);
	size_t last = HEADER_OCTETS;
	for (unsigned i = 0; i < records; i++) {
		size_t at = w.len;
		write_u16(&w, (uint16_t)(0xc000 | last));
		write_octets(&w, "\0\1\0\1\0\0\0\0\0\4\1\2\3\4", 14);
		last = at;
	}
	write_count(&w, QUESTION, 1);
	write_count(&w, ANSWER, (uint16_t)records);
	assert_false(w.full);
	return w.len;
}

static void chains_of_pointers_are_bounded(void **state)
{
	(void)state;
	uint8_t data[VECTOR_OCTETS];
	struct msg msg;
	assert_true(msg_parse(&msg, data, pointer_chain(data, NAME_LABELS)));
	assert_int_equal(walk(&msg), NAME_LABELS + 1);
	assert_false(msg_parse(&msg, data, pointer_chain(data, NAME_LABELS + 1)));
}

static void the_largest_message_parses(void **state)
{
	(void)state;
	uint8_t *data = calloc(1, UINT16_MAX + 1);
	struct writer w = writer_of(data, UINT16_MAX);
	struct question question = { name_of("a"), TYPE_A, CLASS_IN };
	unsigned n = 0;
	write_header(&w, 1, FLAG_QR);
	write_question(&w, &question);
	for (; UINT16_MAX - w.len >= 16; n++) {
		size_t begun = rr_begin(&w, &question.name, TYPE_A, CLASS_IN, n);
		write_u32(&w, n);
		rr_end(&w, begun);
	}
	write_count(&w, QUESTION, 1);
	write_count(&w, ANSWER, (uint16_t)n);
	assert_true(n > 4000);
	struct msg msg;
	assert_true(msg_parse(&msg, data, UINT16_MAX));
	assert_int_equal(msg.count[ANSWER], n);
	assert_int_equal(msg.end, w.len);
	assert_int_equal(walk(&msg), n + 1);
	assert_false(msg_parse(&msg, data, UINT16_MAX + 1));
	free(data);
}

int main(void)
{
	TABLE_ROWS(rows, check);
	add_traps();
	table_test(
		"the fields of a record; a TTL with its top bit is 0 (WF27)", fields_of_a_record);
	table_test("a refused message tells where its good part ends",
		a_refused_message_tells_where_its_good_part_ends);
	table_test("owners match by name, not by form (WF41, WF47)", owners_match_by_name);
	table_test("chains of pointers are bounded (WF48)", chains_of_pointers_are_bounded);
	table_test("65,535 octets with 4,000 addresses parse, 65,536 do not (WF39)",
		the_largest_message_parses);
	return table_run("dns-msg", NULL, NULL);
}
