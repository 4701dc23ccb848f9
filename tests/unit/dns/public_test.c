/* <stub/dns.h>: a message as a program of somebody else reads it. */
#include <stub/dns.h>

#include <stdlib.h>
#include <string.h>
#include "tests/support/table.h"
#include "tests/unit/dns/vector.h"

/* clang-format off */
#define MESSAGE "1234 85a0 0001 0002 0000 0002 " \
	"0377777707 6578616d706c65 00 0001 0001 " \
	"c00c 0005 0001 0000003c 0004 0161 c010 " \
	"0141 c010 0001 0001 80000000 0004 c0000201 " \
	"0162 c010 ff00 0020 00000001 0002 abcd " \
	"00 0029 04d0 0100c000 0011 000f 0006 0017 74657874 000a 0003 616263 "
/* clang-format on */

static uint8_t *parse(struct stub_message *out, const char *hex)
{
	uint8_t data[VECTOR_OCTETS];
	size_t len = vector_read(data, hex);
	uint8_t *exact = vector_exact(data, len);
	assert_true(stub_message_parse(out, exact, len));
	return exact;
}

static void a_message_has_its_header(void **state)
{
	(void)state;
	struct stub_message m;
	uint8_t *octets = parse(&m, MESSAGE);
	assert_ptr_equal(m.octets, octets);
	assert_int_equal(m.id, 0x1234);
	assert_int_equal(m.flags, STUB_QR | STUB_AA | STUB_RD | STUB_RA | STUB_AD);
	assert_int_equal(m.opcode, 0);
	assert_int_equal(m.rcode, 16);
	assert_int_equal(m.end, m.len);
	assert_false(m.cut);
	static const uint16_t counts[STUB_SECTIONS] = { 1, 2, 0, 2 };
	assert_memory_equal(m.count, counts, sizeof(counts));
	free(octets);
}

static void sections_have_their_records(void **state)
{
	(void)state;
	struct stub_message m;
	struct stub_record r, last = { 0 };
	char text[128];
	uint8_t *octets = parse(&m, MESSAGE);
	struct stub_records records = stub_message_records(&m, STUB_QUESTION);
	assert_true(stub_records_next(&records, &r));
	assert_null(r.rdata);
	size_t len = stub_record_print(&m, &r, text, sizeof(text));
	assert_int_equal(len, strlen(text));
	assert_string_equal(text, "www.example.\t\t\tIN\tA");
	assert_int_equal(stub_record_data(&m, &r, text, sizeof(text)), 0);
	assert_false(stub_records_next(&records, &r));

	records = stub_message_records(&m, STUB_ANSWER);
	assert_true(stub_records_next(&records, &r));
	assert_int_equal(r.type, 5);
	assert_int_equal(r.ttl, 60);
	assert_int_equal(stub_record_owner(&m, &r, text, sizeof(text)), strlen("www.example."));
	assert_string_equal(text, "www.example.");
	stub_record_data(&m, &r, text, sizeof(text));
	assert_string_equal(text, "a.example.");
	last = r;
	assert_true(stub_records_next(&records, &r));
	assert_false(stub_record_same_owner(&m, &r, &last));
	assert_true(stub_record_same_owner(&m, &r, &r));
	assert_int_equal(r.ttl, 0);
	assert_int_equal(r.rdlen, 4);
	assert_memory_equal(r.rdata, "\300\0\2\1", 4);
	assert_false(stub_records_next(&records, &r));

	records = stub_message_records(&m, STUB_AUTHORITY);
	assert_false(stub_records_next(&records, &r));
	records = stub_message_records(&m, STUB_ADDITIONAL);
	assert_true(stub_records_next(&records, &r));
	assert_int_equal(r.type, 65280);
	assert_int_equal(r.rr_class, 32);
	stub_record_print(&m, &r, text, sizeof(text));
	assert_string_equal(text, "b.example.\t\t1\tCLASS32\tTYPE65280 \\# 2 ABCD");
	assert_true(stub_records_next(&records, &r));
	assert_int_equal(r.type, 41);
	assert_false(stub_records_next(&records, &r));
	free(octets);
}

static void edns_and_its_options(void **state)
{
	(void)state;
	struct stub_message m;
	struct stub_edns edns;
	struct stub_edns_option option;
	struct stub_edns_error error = { .code = 7 };
	char text[128];
	uint8_t *octets = parse(&m, MESSAGE);
	assert_true(stub_message_edns(&m, &edns));
	assert_int_equal(edns.udp_size, 1232);
	assert_int_equal(edns.flags, STUB_DO | STUB_CO);
	assert_int_equal(edns.version, 0);
	struct stub_edns_options options = stub_message_edns_options(&m);
	assert_true(stub_edns_options_next(&options, &option));
	assert_int_equal(option.code, STUB_EDE);
	assert_false(option.malformed);
	assert_true(stub_edns_option_error(&option, &error));
	assert_int_equal(error.code, 23);
	assert_string_equal(error.name, "Network Error");
	assert_int_equal(error.text_len, 4);
	assert_memory_equal(error.text, "text", 4);
	size_t len = stub_edns_option_print(&option, text, sizeof(text));
	assert_int_equal(len, strlen(text));
	assert_string_equal(text, "; EDE: 23 (Network Error): (text)");
	option.malformed = true;
	error.code = 7;
	assert_false(stub_edns_option_error(&option, &error));
	assert_true(stub_edns_options_next(&options, &option));
	assert_int_equal(option.code, STUB_COOKIE);
	assert_true(option.malformed);
	assert_false(stub_edns_option_error(&option, &error));
	assert_int_equal(error.code, 7);
	assert_false(stub_edns_options_next(&options, &option));
	assert_int_equal(option.code, STUB_COOKIE);
	free(octets);
}

/* As those for stub_write_edns() may be: without octets, and nobody has set malformed. */
static void an_option_made_by_hand_is_no_error(void **state)
{
	(void)state;
	char text[32];
	struct stub_edns_error error;
	struct stub_edns_option option = { .code = STUB_EDE };
	assert_false(stub_edns_option_error(&option, &error));
	option.len = 1;
	option.data = (const uint8_t[]){ 0 };
	assert_false(stub_edns_option_error(&option, &error));
	option = (struct stub_edns_option){ .code = STUB_NSID };
	assert_int_equal(stub_edns_option_print(&option, text, sizeof(text)), 7);
	assert_string_equal(text, "; NSID:");
}

static void what_is_refused_leaves_the_view_alone(void **state)
{
	(void)state;
	struct stub_message m = { .id = 7 };
	assert_false(stub_message_parse(&m, (const uint8_t *)"abc", 3));
	assert_int_equal(m.id, 7);
}

static void a_message_without_opt_has_no_options(void **state)
{
	(void)state;
	struct stub_message m;
	struct stub_edns edns = { .version = 7 };
	struct stub_edns_option option;
	uint8_t *octets = parse(&m, "0001 8000 0000 0000 0001 0000 00 0001");
	assert_true(m.cut);
	assert_int_equal(m.end, 12);
	assert_false(stub_message_edns(&m, &edns));
	assert_int_equal(edns.version, 7);
	struct stub_edns_options options = stub_message_edns_options(&m);
	assert_false(stub_edns_options_next(&options, &option));
	free(octets);
}

static void text_is_cut_where_its_room_ends(void **state)
{
	(void)state;
	char text[8] = "";
	assert_int_equal(stub_rcode_to_text(23, text, sizeof(text)), 9);
	assert_string_equal(text, "BADCOOK");
	assert_int_equal(stub_type_to_text(28, NULL, 0), 4);
	assert_int_equal(stub_class_to_text(254, text, sizeof(text)), 4);
	assert_string_equal(text, "NONE");
	assert_int_equal(stub_opcode_to_text(5, text, sizeof(text)), 6);
	assert_string_equal(text, "UPDATE");
}

/* What is walked through the public view is what is printed. */
static void check_lines(void **state)
{
	static char printed[FIXTURE_CHARS];
	char line[2048];
	uint8_t data[VECTOR_OCTETS];
	struct stub_message m;
	struct stub_record r;
	size_t len = fixture_message(data, *state);
	stub_message_print(data, len, printed, sizeof(printed));
	assert_true(stub_message_parse(&m, data, len));
	for (int section = 0; section < STUB_SECTIONS; section++) {
		struct stub_records records = stub_message_records(&m, (enum stub_section)section);
		unsigned n = 0;
		for (; stub_records_next(&records, &r); n++) {
			stub_record_print(&m, &r, line, sizeof(line));
			if (r.type != 41 && !strstr(printed, line))
				fail_msg("no '%s' in '%s'", line, printed);
		}
		assert_int_equal(n, m.count[section]);
	}
}

int main(void)
{
	table_test("a message has its header", a_message_has_its_header);
	table_test("sections have their records", sections_have_their_records);
	table_test("EDNS and its options", edns_and_its_options);
	table_test("an option made by hand is no error", an_option_made_by_hand_is_no_error);
	table_test("what is refused leaves the view alone", what_is_refused_leaves_the_view_alone);
	table_test("a message without OPT has no options", a_message_without_opt_has_no_options);
	table_test("text is cut where its room ends", text_is_cut_where_its_room_ends);
	for (size_t i = 0; i < FIXTURE_NAMES; i++)
		table_format(check_lines, fixture_names[i], "the lines of %s, one by one",
			fixture_names[i]);
	return table_run("dns-public", NULL, NULL);
}
