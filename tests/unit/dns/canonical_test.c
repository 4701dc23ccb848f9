/* RDATA written again: canonical form (RFC 4034 6.2), and what may be compressed (RFC 3597 4). */
#include "resolver/dns/rdata_write.h"

#include <stdlib.h>
#include <string.h>
#include "resolver/dns/code.h"
#include "resolver/dns/layout.h"
#include "resolver/dns/scan.h"
#include "tests/support/table.h"
#include "tests/unit/dns/vector.h"

struct row {
	const char *name, *text;
	const char *canonical; /* as text */
};

/* clang-format off */
static const struct row rows[] = {
	{ "NS in lower case", "NS Ns1.EXAMPLE.", "NS ns1.example." },
	{ "SOA in lower case", "SOA A.B. C.D. 1 2 3 4 5", "SOA a.b. c.d. 1 2 3 4 5" },
	{ "MX in lower case", "MX 1 A.", "MX 1 a." },
	{ "MINFO in lower case", "MINFO A. B.", "MINFO a. b." },
	{ "RP in lower case", "RP A. B.", "RP a. b." },
	{ "PX in lower case", "PX 1 A. B.", "PX 1 a. b." },
	{ "NXT in lower case, its types as they are", "NXT A. A MX", "NXT a. A MX" },
	{ "SRV in lower case", "SRV 1 2 3 A.", "SRV 1 2 3 a." },
	{ "NAPTR: the name only", "NAPTR 1 2 U Sip !A! A.", "NAPTR 1 2 U Sip !A! a." },
	{ "KX in lower case", "KX 1 A.", "KX 1 a." },
	{ "A6: the name only", "A6 64 ::4142:4344:0:1 A.", "A6 64 ::4142:4344:0:1 a." },
	{ "A6 without a name", "A6 0 4142:4344::1", "A6 0 4142:4344::1" },
	{ "DNAME in lower case", "DNAME A.", "DNAME a." },
	{ "RRSIG: the signer only", "RRSIG A 8 2 3 4 5 6 A. QUJD", "RRSIG A 8 2 3 4 5 6 a. QUJD" },
	{ "SIG: the signer only", "SIG A 8 2 3 4 5 6 A. QUJD", "SIG A 8 2 3 4 5 6 a. QUJD" },
	{ "NSEC as it is (RFC 6840 5.1)", "NSEC A. A", "NSEC A. A" },
	{ "HINFO as it is", "HINFO PC Linux", "HINFO PC Linux" },
	{ "TXT as it is", "TXT ABC", "TXT ABC" },
	{ "CAA as it is", "CAA 0 ISSUE CA", "CAA 0 ISSUE CA" },
	{ "SVCB as it is", "SVCB 1 A. alpn=H2", "SVCB 1 A. alpn=H2" },
	{ "LP as it is", "LP 1 A.", "LP 1 A." },
	{ "HIP as it is", "HIP 2 41 QUJD A.", "HIP 2 41 QUJD A." },
	{ "an unknown type as it is", "TYPE65280 \\# 3 024100", "TYPE65280 \\# 3 024100" },
};
/* clang-format on */

static size_t scan(const char *text, uint8_t out[static VECTOR_OCTETS], struct rr *rr)
{
	struct writer w = writer_of(out, VECTOR_OCTETS);
	char line[128];
	struct record record;
	snprintf(line, sizeof(line), ". %s", text);
	struct scanner s = scanner_of(line, strlen(line));
	assert_true(scan_record(&s, &w, &record));
	*rr = (struct rr){
		.type = record.type, .class = record.class, .rdlen = (uint16_t)record.rdlen
	};
	return w.len;
}

static void check(void **state)
{
	const struct row *row = *state;
	uint8_t data[VECTOR_OCTETS], expected[VECTOR_OCTETS], out[VECTOR_OCTETS];
	struct writer w = writer_of(out, sizeof(out));
	struct rr rr;
	size_t len = scan(row->canonical, expected, &rr);
	scan(row->text, data, &rr);
	write_rdata_as(&w, data, &rr, RDATA_CANONICAL);
	assert_int_equal(w.len, len);
	assert_memory_equal(out, expected, len);
}

/* Pointers of a message are followed, in the owner also. */
static void a_record_of_a_message_is_whole(void **state)
{
	(void)state;
	uint8_t data[VECTOR_OCTETS], expected[VECTOR_OCTETS], out[VECTOR_OCTETS];
	size_t len = vector_read(data, "0001 8000 0001 0001 0000 0000 0141 0142 00 000f 0001 "
				       "c00c 000f 0001 00000e10 0006 000a 0143 c00e");
	size_t n = vector_read(expected, "0161 0162 00 000f 0001 00000e10 0007 000a 0163 0162 00");
	struct writer w = writer_of(out, sizeof(out));
	struct msg msg;
	struct rr rr;
	assert_true(msg_parse(&msg, data, len));
	struct rr_iter it = msg_section(&msg, ANSWER);
	assert_true(rr_next(&it, &rr));
	write_canonical(&w, data, &rr);
	assert_int_equal(w.len, n);
	assert_memory_equal(out, expected, n);
	for (size_t cap = 0; cap < n; cap++) {
		w = writer_of(out, cap);
		write_canonical(&w, data, &rr);
		assert_true(w.full);
	}
}

/* Behind the owner that a name repeats, so that a pointer could be written. */
static size_t written(const char *text, enum rdata_form form)
{
	uint8_t data[VECTOR_OCTETS], out[VECTOR_OCTETS];
	struct writer w = writer_of(out, sizeof(out));
	struct name name;
	struct rr rr;
	scan(text, data, &rr);
	assert_true(name_from_text(&name, "host.example."));
	write_header(&w, 0, 0);
	write_name(&w, &name, true);
	size_t begun = w.len;
	write_rdata_as(&w, data, &rr, form);
	return w.len - begun;
}

static void only_types_of_rfc_1035_are_compressed(void **state)
{
	(void)state;
	assert_int_equal(written("NS host.example.", RDATA_PLAIN), 14);
	assert_int_equal(written("NS host.example.", RDATA_CANONICAL), 14);
	assert_int_equal(written("NS host.example.", RDATA_COMPRESSED), 2);
	assert_int_equal(written("MX 1 mx.example.", RDATA_COMPRESSED), 2 + 3 + 2);
	assert_int_equal(written("SOA host.example. root.example. 1 2 3 4 5", RDATA_COMPRESSED),
		2 + 5 + 2 + 20);
	assert_int_equal(written("SRV 1 2 3 host.example.", RDATA_COMPRESSED), 6 + 14);
	assert_int_equal(written("DNAME host.example.", RDATA_COMPRESSED), 14);
	assert_int_equal(written("RP host.example. host.example.", RDATA_COMPRESSED), 28);
	assert_int_equal(written("SVCB 1 host.example.", RDATA_COMPRESSED), 2 + 14);
}

int main(void)
{
	TABLE_ROWS(rows, check);
	table_test("a record of a message is whole", a_record_of_a_message_is_whole);
	table_test("only types of RFC 1035 are compressed", only_types_of_rfc_1035_are_compressed);
	return table_run("dns-canonical", NULL, NULL);
}
