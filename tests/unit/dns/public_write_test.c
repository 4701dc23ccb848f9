/* <stub/dns.h>: messages as a program of somebody else writes them, and each way in which that can
 * go wrong. */
#include <stub/dns.h>

#include <stdlib.h>
#include <string.h>
#include "tests/support/table.h"
#include "tests/unit/dns/vector.h"

enum { ROOM = 1 << 16 };

/* One call of the writer. */
struct call {
	enum { END, ASK, TEXT, DATA, RR, EDNS } what;
	enum stub_section section;
	const char *name; /* or the text of TEXT */
	uint16_t type;
	const char *rdata; /* of DATA; of RR and EDNS hexadecimal */
	uint16_t rcode;    /* of EDNS */
};

struct row {
	const char *name;
	struct call calls[5];
	const char *hex; /* of the message; or what is wrong */
	enum stub_write_error error;
	const char *before; /* with an error: what the message is all the same */
};

/* clang-format off */
#define HEADER "1234 0100 "
#define ASK_A { ASK, STUB_QUESTION, "a.", STUB_TYPE_A, NULL, 0 }
#define QUESTION_A "0161 00 0001 0001 "

static const struct row rows[] = {
	{ "a header alone", { { 0 } }, HEADER "0000 0000 0000 0000", 0, NULL },
	{ "a question", { ASK_A }, HEADER "0001 0000 0000 0000 " QUESTION_A, 0, NULL },
	{ "two questions", { ASK_A, ASK_A }, HEADER "0002 0000 0000 0000 " QUESTION_A "c00c 0001 0001", 0, NULL },
	{ "a record from text", { ASK_A, { TEXT, STUB_ANSWER, "a. 300 IN A 192.0.2.1", 0, NULL, 0 } },
		HEADER "0001 0001 0000 0000 " QUESTION_A "c00c 0001 0001 0000012c 0004 c0000201", 0, NULL },
	{ "text of several records, with an origin", { { TEXT, STUB_AUTHORITY, "$ORIGIN a.\n@ 5 NS b\nb 6 A 192.0.2.1 ; c\n", 0, NULL, 0 } },
		HEADER "0000 0000 0002 0000 0161 00 0002 0001 00000005 0004 0162 c00c c019 0001 0001 00000006 0004 c0000201", 0, NULL },
	{ "text of no record", { { TEXT, STUB_ANSWER, "; none", 0, NULL, 0 } }, HEADER "0000 0000 0000 0000", 0, NULL },
	{ "RDATA as text, its name compressed", { ASK_A, { DATA, STUB_ANSWER, "a", STUB_TYPE_MX, "10 b.a.", 0 } },
		HEADER "0001 0001 0000 0000 " QUESTION_A "c00c 000f 0001 00000005 0006 000a 0162 c00c", 0, NULL },
	{ "RDATA as octets", { ASK_A, { RR, STUB_ADDITIONAL, "a", STUB_TYPE_TXT, "0162", 0 } },
		HEADER "0001 0000 0000 0001 " QUESTION_A "c00c 0010 0001 00000005 0002 0162", 0, NULL },
	{ "no name in SVCB is compressed", { ASK_A, { DATA, STUB_ANSWER, "a", STUB_TYPE_SVCB, "0 a.", 0 } },
		HEADER "0001 0001 0000 0000 " QUESTION_A "c00c 0040 0001 00000005 0005 0000 0161 00", 0, NULL },
	{ "EDNS with an extended RCODE", { { EDNS, 0, NULL, 0, "", 23 } },
		"1234 0107 0000 0000 0000 0001 00 0029 04d0 01008000 0000", 0, NULL },
	{ "EDNS with an option", { { EDNS, 0, NULL, 0, "0102", 0 } },
		HEADER "0000 0000 0000 0001 00 0029 04d0 00008000 0006 fde9 0002 0102", 0, NULL },
	{ "a record behind EDNS", { { EDNS, 0, NULL, 0, "", 0 }, { TEXT, STUB_ADDITIONAL, ". 5 NS .", 0, NULL, 0 } },
		HEADER "0000 0000 0000 0002 00 0029 04d0 00008000 0000 00 0002 0001 00000005 0001 00", 0, NULL },

	{ "a name that is none", { ASK_A, { ASK, 0, "a..b", 1, NULL, 0 } }, "QUESTION, record 2: not a domain name",
		STUB_WRITE_NAME, HEADER "0001 0000 0000 0000 " QUESTION_A },
	{ "an empty name", { { ASK, 0, "", 1, NULL, 0 } }, "QUESTION, record 1: not a domain name",
		STUB_WRITE_NAME, HEADER "0000 0000 0000 0000" },
	{ "an owner that is none", { ASK_A, { DATA, STUB_ANSWER, "", 1, "192.0.2.1", 0 } }, "ANSWER, record 1: not a domain name",
		STUB_WRITE_NAME, HEADER "0001 0000 0000 0000 " QUESTION_A },
	{ "a question behind an answer", { { TEXT, STUB_ANSWER, ". 5 NS .", 0, NULL, 0 }, ASK_A },
		"QUESTION, record 1: not a section for this, or a later one begun", STUB_WRITE_SECTION,
		HEADER "0000 0001 0000 0000 00 0002 0001 00000005 0001 00" },
	{ "an answer behind AUTHORITY", { { TEXT, STUB_AUTHORITY, "", 0, NULL, 0 }, { DATA, STUB_ANSWER, ".", STUB_TYPE_NS, ".", 0 } },
		"ANSWER, record 1: not a section for this, or a later one begun", STUB_WRITE_SECTION, HEADER "0000 0000 0000 0000" },
	{ "a record as a question", { { DATA, STUB_QUESTION, ".", STUB_TYPE_NS, ".", 0 } },
		"QUESTION, record 1: not a section for this, or a later one begun", STUB_WRITE_SECTION, HEADER "0000 0000 0000 0000" },
	{ "a record of text as a question", { { TEXT, STUB_QUESTION, ". NS .", 0, NULL, 0 } },
		"QUESTION, record 1: not a section for this, or a later one begun", STUB_WRITE_SECTION, HEADER "0000 0000 0000 0000" },
	{ "a section that there is not", { ASK_A, { TEXT, (enum stub_section)4, ". NS .", 0, NULL, 0 } },
		"QUESTION, record 2: not a section for this, or a later one begun", STUB_WRITE_SECTION, HEADER "0001 0000 0000 0000 " QUESTION_A },
	{ "text that is wrong, behind what is right", { { TEXT, STUB_ANSWER, ". 5 NS .\n\n. A 192.0.2.300", 0, NULL, 0 } },
		"ANSWER, record 2: line 3, column 5: expected an IPv4 address", STUB_WRITE_TEXT,
		HEADER "0000 0001 0000 0000 00 0002 0001 00000005 0001 00" },
	{ "RDATA that is wrong", { { DATA, STUB_ANSWER, ".", STUB_TYPE_MX, "x .", 0 } },
		"ANSWER, record 1: line 1, column 1: expected a number from 0 to 65535", STUB_WRITE_TEXT, HEADER "0000 0000 0000 0000" },
	{ "octets that are no RDATA", { { RR, STUB_ANSWER, ".", STUB_TYPE_A, "010203", 0 } },
		"ANSWER, record 1: RDATA is not what its type allows", STUB_WRITE_RDATA, HEADER "0000 0000 0000 0000" },
	{ "compressed RDATA is none", { ASK_A, { RR, STUB_ANSWER, ".", STUB_TYPE_NS, "c00c", 0 } },
		"ANSWER, record 1: RDATA is not what its type allows", STUB_WRITE_RDATA, HEADER "0001 0000 0000 0000 " QUESTION_A },
	{ "EDNS twice", { { EDNS, 0, NULL, 0, "", 1 }, { EDNS, 0, NULL, 0, "", 2 } },
		"ADDITIONAL, record 2: OPT twice, or not what EDNS has room for", STUB_WRITE_EDNS,
		"1234 0101 0000 0000 0000 0001 00 0029 04d0 00008000 0000" },
	{ "an RCODE of 13 bits", { { EDNS, 0, NULL, 0, "", 0x1000 } },
		"ADDITIONAL, record 1: OPT twice, or not what EDNS has room for", STUB_WRITE_EDNS, HEADER "0000 0000 0000 0000" },
	{ "OPT as a record", { { RR, STUB_ADDITIONAL, ".", STUB_TYPE_OPT, "", 0 } },
		"ADDITIONAL, record 1: OPT twice, or not what EDNS has room for", STUB_WRITE_EDNS, HEADER "0000 0000 0000 0000" },
	{ "OPT as text", { { TEXT, STUB_ADDITIONAL, ". OPT \\# 0", 0, NULL, 0 } },
		"ADDITIONAL, record 1: OPT twice, or not what EDNS has room for", STUB_WRITE_EDNS, HEADER "0000 0000 0000 0000" },
	{ "the first error stays", { { ASK, 0, "", 1, NULL, 0 }, ASK_A, { TEXT, STUB_ANSWER, "x", 0, NULL, 0 }, { EDNS, 0, NULL, 0, "", 0x1000 } },
		"QUESTION, record 1: not a domain name", STUB_WRITE_NAME, HEADER "0000 0000 0000 0000" },
};
/* clang-format on */

static void make(struct stub_writer *w, const struct call *call)
{
	uint8_t octets[VECTOR_OCTETS];
	struct stub_rr rr = { .type = call->type, .rr_class = STUB_CLASS_IN, .ttl = 5 };
	struct stub_edns edns = { .udp_size = 1232, .flags = STUB_DO };
	struct stub_edns_option option = { .code = 65001, .data = octets };
	switch (call->what) {
	case END: break;
	case ASK: stub_write_question(w, call->name, call->type, STUB_CLASS_IN); break;
	case TEXT: stub_write_text(w, call->section, call->name); break;
	case DATA:
		stub_write_data(
			w, call->section, call->name, call->type, STUB_CLASS_IN, 5, call->rdata);
		break;
	case RR:
		assert_true(stub_name_from_text(call->name, &rr.owner));
		rr.rdata = octets;
		rr.rdlen = (uint16_t)vector_read(octets, call->rdata);
		stub_write_rr(w, call->section, &rr);
		break;
	case EDNS:
		option.len = (uint16_t)vector_read(octets, call->rdata);
		stub_write_edns(w, &edns, call->rcode, &option, option.len ? 1 : 0);
		break;
	}
}

static struct stub_writer make_all(const struct row *row, uint8_t *room, size_t size)
{
	struct stub_writer w = stub_write_begin(room, size, 0x1234, STUB_RD);
	for (const struct call *call = row->calls; call->what; call++)
		make(&w, call);
	return w;
}

static void check(void **state)
{
	const struct row *row = *state;
	uint8_t room[VECTOR_OCTETS], expected[VECTOR_OCTETS];
	struct stub_message m;
	char why[128] = "x";
	struct stub_writer w = make_all(row, room, sizeof(room));
	size_t n = stub_write_why(&w, why, sizeof(why));
	assert_int_equal(n, strlen(why));
	assert_string_equal(why, row->error ? row->hex : "");
	assert_int_equal(w.error, row->error);
	size_t len = vector_read(expected, row->error ? row->before : row->hex);
	assert_int_equal(stub_write_finish(&w), row->error ? 0 : len);
	assert_int_equal(w.len, len);
	assert_memory_equal(room, expected, len);
	assert_true(stub_message_parse(&m, room, w.len));
	assert_memory_equal(m.count, w.count, sizeof(m.count));
	assert_int_equal(m.end, len);
	assert_false(m.cut);
}

/* At every size: not overrun, and what has no room leaves a whole message of what had. */
static void check_room(void **state)
{
	const struct row *row = *state;
	uint8_t expected[VECTOR_OCTETS];
	size_t len = vector_read(expected, row->hex);
	for (size_t size = 0; size <= len; size++) {
		uint8_t *room = malloc(size ? size : 1);
		struct stub_message m;
		struct stub_writer w = make_all(row, room, size);
		assert_int_equal(stub_write_finish(&w), size == len ? len : 0);
		assert_int_equal(w.error, size == len ? STUB_WRITE_OK : STUB_WRITE_FULL);
		if (size < 12) {
			assert_int_equal(w.len, 0);
		} else {
			assert_true(stub_message_parse(&m, room, w.len));
			assert_int_equal(m.end, w.len);
			assert_memory_equal(m.count, w.count, sizeof(m.count));
		}
		free(room);
	}
}

/* What a caller made by hand is held against the rules of names. */
static void owners_made_by_hand_are_checked(void **state)
{
	(void)state;
	static const struct {
		uint8_t len, octets[6];
	} owners[] = { { 0, { 0 } }, { 2, { 1, 'a' } }, { 3, { 2, 'a', 0 } }, { 1, { 'a' } },
		{ 4, { 1, 'a', 0, 0 } }, { 2, { 0xc0, 12 } } };
	for (size_t i = 0; i < sizeof(owners) / sizeof(owners[0]); i++) {
		uint8_t room[64];
		char text[64] = "x";
		struct stub_rr rr = {
			.type = STUB_TYPE_NS, .rdata = (const uint8_t *)"", .rdlen = 1
		};
		rr.owner.len = owners[i].len;
		memcpy(rr.owner.octets, owners[i].octets, sizeof(owners[i].octets));
		struct stub_writer w = stub_write_begin(room, sizeof(room), 1, 0);
		stub_write_rr(&w, STUB_ANSWER, &rr);
		assert_int_equal(w.error, STUB_WRITE_NAME);
		assert_int_equal(stub_rr_to_text(&rr, text, sizeof(text)), 0);
		assert_string_equal(text, "");
		assert_int_equal(stub_rr_canonical(&rr, room, sizeof(room)), 0);
	}
}

static void records_of_messages_keep_to_their_sections(void **state)
{
	(void)state;
	uint8_t data[VECTOR_OCTETS], room[256];
	struct stub_message m;
	struct stub_record question, opt, record;
	size_t len = vector_read(data, "0001 8000 0001 0001 0000 0001 00 0002 0001 "
				       "00 0002 0001 00000005 0001 00 "
				       "00 0029 04d0 81008000 0000");
	assert_true(stub_message_parse(&m, data, len));
	struct stub_records records = stub_message_records(&m, STUB_QUESTION);
	assert_true(stub_records_next(&records, &question));
	records = stub_message_records(&m, STUB_ANSWER);
	assert_true(stub_records_next(&records, &record));
	records = stub_message_records(&m, STUB_ADDITIONAL);
	assert_true(stub_records_next(&records, &opt));

	const struct {
		const struct stub_record *first, *second;
		enum stub_section in_first, in_second;
		enum stub_write_error error;
	} cases[] = {
		{ &question, &record, STUB_QUESTION, STUB_ANSWER, STUB_WRITE_OK },
		{ &question, &question, STUB_QUESTION, STUB_ANSWER, STUB_WRITE_SECTION },
		{ &question, &record, STUB_QUESTION, STUB_QUESTION, STUB_WRITE_SECTION },
		{ &record, &opt, STUB_ANSWER, STUB_ANSWER, STUB_WRITE_EDNS },
		{ &opt, &record, STUB_ADDITIONAL, STUB_ADDITIONAL, STUB_WRITE_OK },
		{ &opt, &opt, STUB_ADDITIONAL, STUB_ADDITIONAL, STUB_WRITE_EDNS },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct stub_writer w = stub_write_begin(room, sizeof(room), 1, 0);
		stub_write_record(&w, cases[i].in_first, &m, cases[i].first);
		assert_int_equal(w.error, STUB_WRITE_OK);
		stub_write_record(&w, cases[i].in_second, &m, cases[i].second);
		assert_int_equal(w.error, cases[i].error);
	}
	/* the top bit of an OPT record's TTL is one of its RCODE */
	struct stub_message copy;
	struct stub_writer w = stub_write_begin(room, sizeof(room), 1, 0);
	stub_write_record(&w, STUB_ADDITIONAL, &m, &opt);
	stub_write_edns(&w, &(struct stub_edns){ .udp_size = 512 }, 0, NULL, 0);
	assert_int_equal(w.error, STUB_WRITE_EDNS);
	assert_true(stub_message_parse(&copy, room, w.len));
	assert_int_equal(copy.rcode, 0x810);
}

static void options_have_room_for_65535_octets(void **state)
{
	(void)state;
	static uint8_t room[ROOM], data[32768];
	struct stub_edns_option options[2] = { { 3, 32768, data, false },
		{ 3, 32760, data, false } };
	struct stub_edns edns = { .udp_size = 512 };
	struct stub_writer w = stub_write_begin(room, sizeof(room), 1, 0);
	stub_write_edns(&w, &edns, 0, options, 2);
	assert_int_equal(w.error, STUB_WRITE_FULL);
	assert_int_equal(w.len, 12);
	options[1].len = 65535 - 12 - 11 - 4 - 32768 - 4;
	w = stub_write_begin(room, sizeof(room), 1, 0);
	stub_write_edns(&w, &edns, 0, options, 2);
	assert_int_equal(stub_write_finish(&w), STUB_MESSAGE_OCTETS);
}

/* Names that lie behind the reach of a pointer's 14 bits are not pointed to. */
static void a_long_message_reads_back(void **state)
{
	(void)state;
	static uint8_t room[ROOM];
	struct stub_message m;
	struct stub_record record;
	unsigned n = 0;
	char owner[32], text[64], expected[64];
	struct stub_writer w = stub_write_begin(room, sizeof(room), 1, STUB_QR);
	for (; !w.error; n++) {
		snprintf(owner, sizeof(owner), "n%u.d%u.example.", n, n / 7);
		stub_write_data(&w, STUB_ANSWER, owner, STUB_TYPE_PTR, STUB_CLASS_IN, 5, owner);
	}
	assert_int_equal(w.error, STUB_WRITE_FULL);
	assert_int_equal(w.count[STUB_ANSWER], n - 1);
	assert_in_range(w.len, STUB_MESSAGE_OCTETS - 64, STUB_MESSAGE_OCTETS);
	assert_true(stub_message_parse(&m, room, w.len));
	struct stub_records records = stub_message_records(&m, STUB_ANSWER);
	for (unsigned i = 0; i < n - 1; i++) {
		assert_true(stub_records_next(&records, &record));
		stub_record_owner(&m, &record, text, sizeof(text));
		snprintf(expected, sizeof(expected), "n%u.d%u.example.", i, i / 7);
		assert_string_equal(text, expected);
		stub_record_data(&m, &record, text, sizeof(text));
		assert_string_equal(text, expected);
	}
}

struct query_row {
	const char *name, *host;
	uint16_t flags, udp_size;
	const char *hex; /* "": refused */
};

/* clang-format off */
static const struct query_row query_rows[] = {
	{ "a query", "a", STUB_RD, 0, "0007 0100 0001 0000 0000 0000 0161 00 001c 0001" },
	{ "a query with EDNS", "a.", STUB_RD | STUB_CD, 1232, "0007 0110 0001 0000 0000 0001 0161 00 001c 0001 00 0029 04d0 00000000 0000" },
	{ "flags stay as they are", ".", 0xffff, 512, "0007 ffff 0001 0000 0000 0001 00 001c 0001 00 0029 0200 00000000 0000" },
	{ "a query for no name", "a b..", STUB_RD, 0, "" },
};
/* clang-format on */

static void check_query(void **state)
{
	const struct query_row *row = *state;
	uint8_t expected[VECTOR_OCTETS];
	size_t len = vector_read(expected, row->hex);
	for (size_t size = 0; size <= (len ? len : STUB_QUERY_OCTETS); size++) {
		uint8_t *room = malloc(size ? size : 1);
		size_t n = stub_write_query(room, size, row->host, STUB_TYPE_AAAA, STUB_CLASS_IN, 7,
			row->flags, row->udp_size);
		assert_int_equal(n, size == len ? len : 0);
		if (n)
			assert_memory_equal(room, expected, n);
		free(room);
	}
}

static void the_longest_query_fits(void **state)
{
	(void)state;
	uint8_t room[STUB_QUERY_OCTETS];
	char name[256];
	for (size_t i = 0; i < 254; i++)
		name[i] = i % 2 ? '.' : 'a';
	name[254] = '\0';
	assert_int_equal(
		stub_write_query(room, sizeof(room), name, 1, 1, 1, 0, 512), STUB_QUERY_OCTETS);
	assert_int_equal(stub_write_query(room, sizeof(room) - 1, name, 1, 1, 1, 0, 512), 0);
}

/* ---- the fixtures, written again ---- */

typedef void write_fn(struct stub_writer *w, enum stub_section section,
	const struct stub_message *m, const struct stub_record *r);

static void by_copy(struct stub_writer *w, enum stub_section section, const struct stub_message *m,
	const struct stub_record *r)
{
	stub_write_record(w, section, m, r);
}

static void edns_again(struct stub_writer *w, const struct stub_message *m)
{
	struct stub_edns edns;
	struct stub_edns_option options[32];
	size_t n = 0;
	struct stub_edns_options it = stub_message_edns_options(m);
	assert_true(stub_message_edns(m, &edns));
	while (stub_edns_options_next(&it, &options[n]))
		n++;
	stub_write_edns(w, &edns, m->rcode, options, n);
}

static void question_again(
	struct stub_writer *w, const struct stub_message *m, const struct stub_record *r)
{
	char owner[STUB_NAME_TEXT];
	stub_record_owner(m, r, owner, sizeof(owner));
	stub_write_question(w, owner, r->type, r->rr_class);
}

static void by_octets(struct stub_writer *w, enum stub_section section,
	const struct stub_message *m, const struct stub_record *r)
{
	uint8_t rdata[VECTOR_OCTETS];
	struct stub_rr rr;
	if (!r->rdata) {
		question_again(w, m, r);
	} else if (r->type == STUB_TYPE_OPT) {
		edns_again(w, m);
	} else {
		assert_true(stub_record_copy(m, r, rdata, sizeof(rdata), &rr));
		stub_write_rr(w, section, &rr);
	}
}

static void by_text(struct stub_writer *w, enum stub_section section, const struct stub_message *m,
	const struct stub_record *r)
{
	char line[FIXTURE_CHARS];
	stub_record_print(m, r, line, sizeof(line));
	if (!r->rdata || r->type == STUB_TYPE_OPT)
		by_octets(w, section, m, r);
	else
		stub_write_text(w, section, line);
}

static void by_data(struct stub_writer *w, enum stub_section section, const struct stub_message *m,
	const struct stub_record *r)
{
	char owner[STUB_NAME_TEXT], data[FIXTURE_CHARS];
	stub_record_owner(m, r, owner, sizeof(owner));
	stub_record_data(m, r, data, sizeof(data));
	if (!r->rdata || r->type == STUB_TYPE_OPT)
		by_octets(w, section, m, r);
	else
		stub_write_data(w, section, owner, r->type, r->rr_class, r->ttl, data);
}

/* The fixture's message, record by record, is the same message by its text. */
static void written_again(const char *fixture, write_fn *write)
{
	static char text[FIXTURE_CHARS], again[FIXTURE_CHARS];
	static uint8_t room[ROOM];
	uint8_t data[VECTOR_OCTETS];
	char why[128];
	struct stub_message m;
	struct stub_record r;
	size_t len = fixture_message(data, fixture);
	assert_true(stub_message_parse(&m, data, len));
	struct stub_writer w = stub_write_begin(room, sizeof(room), m.id, m.flags);
	for (int section = 0; section < STUB_SECTIONS; section++) {
		struct stub_records records = stub_message_records(&m, (enum stub_section)section);
		while (stub_records_next(&records, &r))
			write(&w, (enum stub_section)section, &m, &r);
	}
	stub_write_why(&w, why, sizeof(why));
	assert_string_equal(why, "");
	size_t n = stub_write_finish(&w);
	assert_in_range(stub_message_print(data, len, text, sizeof(text)), 1, sizeof(text) - 1);
	assert_in_range(stub_message_print(room, n, again, sizeof(again)), 1, sizeof(again) - 1);
	assert_string_equal(again, text);
}

static void check_copy(void **state)
{
	written_again(*state, by_copy);
}

static void check_octets(void **state)
{
	written_again(*state, by_octets);
}

static void check_text(void **state)
{
	written_again(*state, by_text);
}

static void check_data(void **state)
{
	written_again(*state, by_data);
}

int main(void)
{
	TABLE_ROWS(rows, check);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!rows[i].error)
			table_format(check_room, &rows[i], "%s: room for it may end anywhere",
				rows[i].name);
	table_test("owners made by hand are checked", owners_made_by_hand_are_checked);
	table_test("records of messages keep to their sections",
		records_of_messages_keep_to_their_sections);
	table_test("options have room for 65,535 octets", options_have_room_for_65535_octets);
	table_test("a long message reads back", a_long_message_reads_back);
	TABLE_ROWS(query_rows, check_query);
	table_test("the longest query fits", the_longest_query_fits);
	for (size_t i = 0; i < FIXTURE_NAMES; i++) {
		const char *name = fixture_names[i];
		table_format(check_copy, name, "WF40 %s written again by copying", name);
		table_format(check_octets, name, "%s written again from octets", name);
		table_format(check_text, name, "%s written again from text", name);
		table_format(check_data, name, "%s written again from RDATA as text", name);
	}
	return table_run("dns-public-write", NULL, NULL);
}
