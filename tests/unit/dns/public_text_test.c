/* <stub/dns.h>: names, records outside messages, master-file text and parameters, as a program of
 * somebody else uses them. */
#include <stub/dns.h>

#include <stdlib.h>
#include <string.h>
#include "tests/support/table.h"
#include "tests/unit/dns/vector.h"

static struct stub_name name_of(const char *text)
{
	struct stub_name name;
	if (!stub_name_from_text(text, &name))
		fail_msg("no name: '%s'", text);
	return name;
}

/* ---- names ---- */

static void names_go_both_ways(void **state)
{
	(void)state;
	static const char *const texts[][2] = { { "a", "a." }, { "A.b.", "A.b." }, { ".", "." },
		{ "a\\.b.\\000\\\"", "a\\.b.\\000\\\"." } };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char text[STUB_NAME_TEXT];
		struct stub_name name = name_of(texts[i][0]), again;
		assert_int_equal(stub_name_to_text(&name, text, sizeof(text)), strlen(texts[i][1]));
		assert_string_equal(text, texts[i][1]);
		assert_true(stub_name_from_octets(name.octets, name.len, &again));
		assert_true(stub_name_equal(&name, &again));
	}
}

static void what_is_no_name_leaves_out_alone(void **state)
{
	(void)state;
	static const char *const texts[] = { "", "a..b", ".a", "\\256", "\\",
		"1234567890123456789012345678901234567890123456789012345678901234" };
	struct stub_name name = { .len = 7 };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_false(stub_name_from_text(texts[i], &name));
		assert_int_equal(name.len, 7);
	}
	static const char *const octets[] = { "", "01", "0161", "c00c", "40 00", "0161 c000" };
	for (size_t i = 0; i < sizeof(octets) / sizeof(octets[0]); i++) {
		uint8_t data[VECTOR_OCTETS];
		size_t len = vector_read(data, octets[i]);
		uint8_t *exact = vector_exact(data, len);
		assert_false(stub_name_from_octets(exact, len, &name));
		assert_int_equal(name.len, 7);
		free(exact);
	}
}

static void a_name_ends_before_what_follows(void **state)
{
	(void)state;
	struct stub_name name;
	assert_true(stub_name_from_octets((const uint8_t *)"\1a\0\1b", 5, &name));
	assert_int_equal(name.len, 3);
}

/* RFC 4034 6.1's example, and each of its names with each */
static void the_order_of_names_is_canonical(void **state)
{
	(void)state;
	static const char *const order[] = { ".", "example", "a.example", "yljkjljk.a.example",
		"Z.a.example", "zABC.a.EXAMPLE", "z.example", "\\001.z.example", "*.z.example",
		"\\200.z.example" };
	enum { N = sizeof(order) / sizeof(order[0]) };
	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++) {
			struct stub_name a = name_of(order[i]), b = name_of(order[j]);
			int result = stub_name_compare(&a, &b);
			assert_int_equal((result > 0) - (result < 0), (i > j) - (i < j));
			assert_int_equal(stub_name_equal(&a, &b), i == j);
		}
	struct stub_name upper = name_of("A.Example"), lower = name_of("a.example");
	assert_int_equal(stub_name_compare(&upper, &lower), 0);
	assert_true(stub_name_equal(&upper, &lower));
}

static void names_are_under_domains(void **state)
{
	(void)state;
	struct stub_name www = name_of("www.example.com"), com = name_of("example.COM"),
			 root = name_of("."), other = name_of("ple.com"), none = { .len = 0 };
	assert_true(stub_name_is_under(&www, &com));
	assert_true(stub_name_is_under(&www, &www));
	assert_true(stub_name_is_under(&www, &root));
	assert_false(stub_name_is_under(&com, &www));
	assert_false(stub_name_is_under(&www, &other));
	assert_false(stub_name_is_under(&www, &none));
	assert_false(stub_name_is_under(&none, &root));
}

static void names_are_joined(void **state)
{
	(void)state;
	struct stub_name a = name_of("a"), b = name_of("b.c"), joined, none = { .len = 0 };
	char text[STUB_NAME_TEXT];
	assert_true(stub_name_join(&a, &b, &joined));
	stub_name_to_text(&joined, text, sizeof(text));
	assert_string_equal(text, "a.b.c.");
	assert_true(stub_name_join(&a, &joined, &joined));
	assert_int_equal(joined.len, 9);
	assert_false(stub_name_join(&none, &a, &joined));
	assert_int_equal(joined.len, 9);
	while (stub_name_join(&joined, &joined, &joined))
		;
	assert_int_equal(joined.len, 129);
	assert_int_equal(stub_name_to_text(&none, text, sizeof(text)), 0);
	assert_string_equal(text, "");
}

/* The names of a message's record, in full. */
struct names_row {
	const char *name, *text;
	const char *expected; /* with blanks between */
};

/* clang-format off */
static const struct names_row names_rows[] = {
	{ "A has its owner", "a. A 192.0.2.1", "a." },
	{ "MX has an exchange", "a. MX 5 b.a.", "a. b.a." },
	{ "SOA has two", "a. SOA b.a. c.b.a. 1 2 3 4 5", "a. b.a. c.b.a." },
	{ "RRSIG has a signer", "a. RRSIG A 8 2 3 4 5 6 b.a. QUJD", "a. b.a." },
	{ "NSEC has the next", "a. NSEC b.a. A", "a. b.a." },
	{ "SVCB has a target", "a. SVCB 1 b. port=5", "a. b." },
	{ "HIP has servers", "a. HIP 2 0102 QUJD b. c. d.", "a. b. c. d." },
	{ "HIP without servers", "a. HIP 2 0102 QUJD", "a." },
	{ "IPSECKEY with a gateway's name", "a. IPSECKEY 1 3 2 b. QUJD", "a. b." },
	{ "IPSECKEY with a gateway's address", "a. IPSECKEY 1 1 2 192.0.2.1 QUJD", "a." },
	{ "AMTRELAY with a relay's name", "a. AMTRELAY 1 1 3 b.", "a. b." },
	{ "AMTRELAY with a relay's address", "a. AMTRELAY 1 0 1 192.0.2.1", "a." },
	{ "A6 with a prefix", "a. A6 64 ::1 b.", "a. b." },
	{ "A6 without", "a. A6 0 ::1", "a." },
	{ "an unknown type has none", "a. TYPE65280 \\# 3 016200", "a." },
};
/* clang-format on */

static void check_names(void **state)
{
	const struct names_row *row = *state;
	uint8_t room[512];
	struct stub_message m;
	struct stub_record record;
	struct stub_name name;
	char got[256] = "";
	struct stub_writer w = stub_write_begin(room, sizeof(room), 1, 0);
	stub_write_text(&w, STUB_ANSWER, row->text);
	assert_true(stub_message_parse(&m, room, stub_write_finish(&w)));
	struct stub_records records = stub_message_records(&m, STUB_ANSWER);
	assert_true(stub_records_next(&records, &record));
	for (unsigned n = 0; stub_record_name(&m, &record, n, &name); n++) {
		size_t len = strlen(got);
		if (n)
			got[len++] = ' ';
		stub_name_to_text(&name, got + len, sizeof(got) - len);
	}
	assert_string_equal(got, row->expected);
	name.len = 0;
	assert_false(stub_record_name(&m, &record, 99, &name));
	assert_int_equal(name.len, 0);
}

static void a_question_has_its_owner_alone(void **state)
{
	(void)state;
	uint8_t room[64];
	struct stub_message m;
	struct stub_record record;
	struct stub_name name;
	struct stub_rr rr = { .ttl = 7 };
	size_t len = stub_write_query(room, sizeof(room), "a", STUB_TYPE_MX, 1, 1, 0, 0);
	assert_true(stub_message_parse(&m, room, len));
	struct stub_records records = stub_message_records(&m, STUB_QUESTION);
	assert_true(stub_records_next(&records, &record));
	assert_true(stub_record_name(&m, &record, 0, &name));
	assert_int_equal(name.len, 3);
	assert_false(stub_record_name(&m, &record, 1, &name));
	uint8_t rdata[8];
	assert_false(stub_record_copy(&m, &record, rdata, sizeof(rdata), &rr));
	assert_int_equal(rr.ttl, 7);
}

/* ---- records and their text ---- */

static void a_record_is_scanned_and_printed(void **state)
{
	(void)state;
	uint8_t rdata[64];
	char text[128];
	struct stub_rr rr;
	assert_true(stub_rr_from_text(
		"\nwww. 300 IN MX ( 10\n mail. ) ; c\n\n", rdata, sizeof(rdata), &rr, NULL));
	assert_int_equal(rr.type, STUB_TYPE_MX);
	assert_int_equal(rr.rr_class, STUB_CLASS_IN);
	assert_int_equal(rr.ttl, 300);
	assert_int_equal(rr.rdlen, 8);
	assert_memory_equal(rr.rdata, "\0\12\4mail", 8);
	size_t len = stub_rr_to_text(&rr, text, sizeof(text));
	assert_int_equal(len, strlen(text));
	assert_string_equal(text, "www.\t\t\t300\tIN\tMX\t10 mail.");
	rr.rdlen = 7;
	assert_int_equal(stub_rr_to_text(&rr, text, sizeof(text)), 0);
	assert_string_equal(text, "");
	/* RDATA may be empty, and its pointer with it */
	rr = (struct stub_rr){ name_of("a"), 65280, 1, 5, NULL, 0 };
	stub_rr_to_text(&rr, text, sizeof(text));
	assert_string_equal(text, "a.\t\t\t5\tIN\tTYPE65280 \\# 0");
}

struct error_row {
	const char *name, *text;
	size_t size; /* of the room */
	const char *error;
};

/* clang-format off */
static const struct error_row error_rows[] = {
	{ "no text", "", 64, "line 1, column 1: expected a record" },
	{ "a comment alone", "\n; c", 64, "line 2, column 4: expected a record" },
	{ "a second record", "a. A 192.0.2.1\nb. A 192.0.2.1", 64, "line 2, column 1: expected the end of the text" },
	{ "a bad address", "a. A 192.0.2", 64, "line 1, column 6: expected an IPv4 address" },
	{ "an error on the second line", "a. A 192.0.2.1\n$X", 64, "line 2, column 1: expected $ORIGIN, $TTL or a record" },
	{ "no room", "a. A 192.0.2.1", 3, "line 1, column 6: expected fewer octets" },
};
/* clang-format on */

static void check_error(void **state)
{
	const struct error_row *row = *state;
	uint8_t *room = malloc(row->size);
	char text[128] = "x";
	struct stub_rr rr = { .ttl = 7 };
	struct stub_text_error error = { 0 };
	assert_false(stub_rr_from_text(row->text, room, row->size, &rr, &error));
	assert_int_equal(rr.ttl, 7);
	assert_int_equal(stub_text_error_print(&error, text, sizeof(text)), strlen(row->error));
	assert_string_equal(text, row->error);
	assert_false(stub_rr_from_text(row->text, room, row->size, &rr, NULL));
	free(room);
}

static void rdata_goes_both_ways(void **state)
{
	(void)state;
	uint8_t rdata[64];
	char text[64];
	uint16_t len = 7;
	struct stub_text_error error = { 0 };
	assert_true(stub_rdata_from_text(
		STUB_TYPE_SRV, STUB_CLASS_IN, "1 2 53 a.", rdata, sizeof(rdata), &len, &error));
	assert_null(error.expected);
	assert_int_equal(len, 9);
	assert_memory_equal(rdata, "\0\1\0\2\0\65\1a", 9);
	assert_int_equal(
		stub_rdata_to_text(STUB_TYPE_SRV, STUB_CLASS_IN, rdata, len, text, sizeof(text)),
		9);
	assert_string_equal(text, "1 2 53 a.");
	assert_int_equal(
		stub_rdata_to_text(STUB_TYPE_SRV, STUB_CLASS_IN, rdata, 8, text, sizeof(text)), 0);
	assert_string_equal(text, "");
	assert_int_equal(stub_rdata_to_text(42, 1, NULL, 0, text, sizeof(text)), 4);
	assert_string_equal(text, "\\# 0");
	static uint8_t large[65537];
	assert_int_equal(stub_rdata_to_text(65280, 1, large, sizeof(large), text, sizeof(text)), 0);

	len = 7;
	assert_false(stub_rdata_from_text(STUB_TYPE_A, 1, "x", rdata, sizeof(rdata), &len, &error));
	assert_int_equal(error.column, 1);
	assert_string_equal(error.expected, "an IPv4 address");
	assert_false(stub_rdata_from_text(
		STUB_TYPE_A, 1, "192.0.2.1\n5", rdata, sizeof(rdata), &len, &error));
	assert_int_equal(error.line, 2);
	assert_string_equal(error.expected, "the end of the text");
	assert_false(stub_rdata_from_text(STUB_TYPE_A, 1, "192.0.2.1", rdata, 3, &len, NULL));
	assert_int_equal(len, 7);
}

static void text_is_scanned_record_by_record(void **state)
{
	(void)state;
	static const char text[] = "$TTL 1h\n@ NS ns\n\t5 NS b.\nns A 192.0.2.1\nx. A bad\ny. NS .";
	static const char *const lines[] = { "a.\t\t\t3600\tIN\tNS\tns.a.", "a.\t\t\t5\tIN\tNS\tb.",
		"ns.a.\t\t\t3600\tIN\tA\t192.0.2.1" };
	uint8_t *exact = vector_exact((const uint8_t *)text, sizeof(text) - 1);
	uint8_t rdata[64];
	char line[128];
	struct stub_rr rr = { .ttl = 0 };
	struct stub_scan scan = stub_scan_begin((const char *)exact, sizeof(text) - 1);
	scan.origin = name_of("a");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_true(stub_scan_next(&scan, rdata, sizeof(rdata), &rr));
		assert_null(scan.error.expected);
		stub_rr_to_text(&rr, line, sizeof(line));
		assert_string_equal(line, lines[i]);
	}
	rr.ttl = 7;
	for (int i = 0; i < 2; i++) { /* an error stays */
		assert_false(stub_scan_next(&scan, rdata, sizeof(rdata), &rr));
		stub_text_error_print(&scan.error, line, sizeof(line));
		assert_string_equal(line, "line 5, column 6: expected an IPv4 address");
		assert_int_equal(rr.ttl, 7);
	}
	free(exact);
}

static void a_scan_has_its_defaults(void **state)
{
	(void)state;
	static const char text[] = "a. TXT b\nc. 5 CH TXT d\ne. TXT f";
	uint8_t rdata[64];
	char line[128];
	struct stub_rr rr;
	struct stub_scan scan = stub_scan_begin(text, sizeof(text) - 1);
	scan.ttl = 77;
	assert_true(stub_scan_next(&scan, rdata, sizeof(rdata), &rr));
	stub_rr_to_text(&rr, line, sizeof(line));
	assert_string_equal(line, "a.\t\t\t77\tIN\tTXT\t\"b\"");
	assert_true(stub_scan_next(&scan, rdata, sizeof(rdata), &rr));
	assert_true(stub_scan_next(&scan, rdata, sizeof(rdata), &rr));
	stub_rr_to_text(&rr, line, sizeof(line));
	assert_string_equal(line, "e.\t\t\t5\tCH\tTXT\t\"f\"");
	assert_false(stub_scan_next(&scan, rdata, sizeof(rdata), &rr));
	assert_null(scan.error.expected);
	assert_int_equal(stub_text_error_print(&scan.error, line, sizeof(line)), 0);
	assert_string_equal(line, "");
}

/* A record of each fixture is the same for itself: its text, its canonical form. */
static void check_records(void **state)
{
	static char line[FIXTURE_CHARS], again[FIXTURE_CHARS];
	uint8_t data[VECTOR_OCTETS], rdata[VECTOR_OCTETS], other[VECTOR_OCTETS];
	uint8_t canonical[VECTOR_OCTETS], twice[VECTOR_OCTETS];
	struct stub_message m;
	struct stub_record r;
	struct stub_rr rr, scanned;
	size_t len = fixture_message(data, *state);
	assert_true(stub_message_parse(&m, data, len));
	for (int section = STUB_ANSWER; section < STUB_SECTIONS; section++) {
		struct stub_records records = stub_message_records(&m, (enum stub_section)section);
		while (stub_records_next(&records, &r)) {
			assert_true(stub_record_copy(&m, &r, rdata, sizeof(rdata), &rr));
			stub_record_print(&m, &r, line, sizeof(line));
			stub_rr_to_text(&rr, again, sizeof(again));
			assert_string_equal(again, line);
			for (size_t size = 0; size < rr.rdlen; size++)
				assert_false(stub_record_copy(&m, &r, other, size, &scanned));
			if (!stub_rr_from_text(line, other, sizeof(other), &scanned, NULL))
				fail_msg("no record: %s", line);
			assert_int_equal(scanned.rdlen, rr.rdlen);
			assert_memory_equal(scanned.rdata, rr.rdata, rr.rdlen);
			assert_true(stub_name_equal(&scanned.owner, &rr.owner));
			size_t n = stub_rr_canonical(&rr, canonical, sizeof(canonical));
			assert_int_equal(n, rr.owner.len + 10u + rr.rdlen);
			assert_int_equal(stub_rr_canonical(&rr, twice, n), n);
			assert_int_equal(stub_rr_canonical(&rr, twice, n - 1), 0);
		}
	}
}

static void the_canonical_form_is_in_lower_case(void **state)
{
	(void)state;
	uint8_t rdata[64], out[64], expected[VECTOR_OCTETS];
	struct stub_rr rr;
	size_t len = vector_read(expected, "0161 00 000f 0001 00000005 0005 0001 0162 00");
	assert_true(stub_rr_from_text("A. 5 MX 1 B.", rdata, sizeof(rdata), &rr, NULL));
	assert_int_equal(stub_rr_canonical(&rr, out, sizeof(out)), len);
	assert_memory_equal(out, expected, len);
	rr.rdlen--;
	assert_int_equal(stub_rr_canonical(&rr, out, sizeof(out)), 0);
}

/* ---- parameters ---- */

static void parameters_are_taken_one_after_the_other(void **state)
{
	(void)state;
	static const struct {
		uint16_t key;
		const char *name, *value, *text;
	} expected[] = {
		{ STUB_SVC_ALPN, "alpn", "026832 026833", "alpn=\"h2,h3\"" },
		{ STUB_SVC_NO_DEFAULT_ALPN, "no-default-alpn", "", "no-default-alpn" },
		{ STUB_SVC_PORT, "port", "0035", "port=53" },
		{ STUB_SVC_IPV4HINT, "ipv4hint", "c0000201 c0000202",
			"ipv4hint=192.0.2.1,192.0.2.2" },
		{ 667, "", "6162", "key667=\"ab\"" },
	};
	uint8_t room[256], octets[VECTOR_OCTETS];
	char text[64];
	struct stub_rr rr;
	struct stub_svc_param param = { .key = 7 };
	assert_true(stub_rr_from_text("a. HTTPS 1 b. key667=ab ipv4hint=192.0.2.1,192.0.2.2 "
				      "no-default-alpn port=53 alpn=h2,h3",
		room, sizeof(room), &rr, NULL));
	uint8_t *exact = vector_exact(rr.rdata, rr.rdlen);
	struct stub_svc_params params = stub_svc_params(rr.type, rr.rr_class, exact, rr.rdlen);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		assert_true(stub_svc_params_next(&params, &param));
		assert_int_equal(param.key, expected[i].key);
		assert_string_equal(param.name, expected[i].name);
		assert_int_equal(param.len, vector_read(octets, expected[i].value));
		assert_memory_equal(param.value, octets, param.len);
		assert_int_equal(
			stub_svc_param_print(&param, text, sizeof(text)), strlen(expected[i].text));
		assert_string_equal(text, expected[i].text);
	}
	param.key = 7;
	assert_false(stub_svc_params_next(&params, &param));
	assert_int_equal(param.key, 7);

	/* not for other types and classes, nor where it is malformed */
	const struct {
		uint16_t type, rr_class, rdlen;
	} others[] = { { STUB_TYPE_TXT, 1, rr.rdlen }, { rr.type, 3, rr.rdlen },
		{ rr.type, 1, (uint16_t)(rr.rdlen - 1) }, { rr.type, 1, 0 } };
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		params = stub_svc_params(others[i].type, others[i].rr_class,
			others[i].rdlen ? exact : NULL, others[i].rdlen);
		assert_false(stub_svc_params_next(&params, &param));
	}
	free(exact);
}

static void a_value_made_by_hand_is_printed_as_octets(void **state)
{
	(void)state;
	char text[64];
	struct stub_svc_param param = {
		.key = STUB_SVC_IPV4HINT, .len = 3, .value = (const uint8_t *)"\300\0a"
	};
	stub_svc_param_print(&param, text, sizeof(text));
	assert_string_equal(text, "ipv4hint=\"\\192\\000a\"");
	param = (struct stub_svc_param){ .key = STUB_SVC_PORT };
	stub_svc_param_print(&param, text, sizeof(text));
	assert_string_equal(text, "port");
}

static void no_octets_may_be_at_null(void **state)
{
	(void)state;
	uint8_t room[8];
	struct stub_name name;
	struct stub_rr rr;
	struct stub_scan scan = stub_scan_begin(NULL, 0);
	assert_false(stub_scan_next(&scan, room, sizeof(room), &rr));
	assert_null(scan.error.expected);
	assert_false(stub_name_from_octets(NULL, 0, &name));
}

int main(void)
{
	table_test("names go both ways", names_go_both_ways);
	table_test("what is no name leaves *out alone", what_is_no_name_leaves_out_alone);
	table_test("a name ends before what follows", a_name_ends_before_what_follows);
	table_test("the order of names is canonical", the_order_of_names_is_canonical);
	table_test("names are under domains", names_are_under_domains);
	table_test("names are joined", names_are_joined);
	TABLE_ROWS(names_rows, check_names);
	table_test("a question has its owner alone", a_question_has_its_owner_alone);
	table_test("a record is scanned and printed", a_record_is_scanned_and_printed);
	TABLE_ROWS(error_rows, check_error);
	table_test("RDATA goes both ways", rdata_goes_both_ways);
	table_test("text is scanned record by record", text_is_scanned_record_by_record);
	table_test("a scan has its defaults", a_scan_has_its_defaults);
	for (size_t i = 0; i < FIXTURE_NAMES; i++)
		table_format(check_records, fixture_names[i], "the records of %s for themselves",
			fixture_names[i]);
	table_test("the canonical form is in lower case", the_canonical_form_is_in_lower_case);
	table_test("parameters are taken one after the other",
		parameters_are_taken_one_after_the_other);
	table_test("a value made by hand is printed as octets",
		a_value_made_by_hand_is_printed_as_octets);
	table_test("no octets may be at NULL", no_octets_may_be_at_null);
	return table_run("dns-public-text", NULL, NULL);
}
