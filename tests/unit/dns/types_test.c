/* Every type: text and RDATA both ways round, and RDATA that is no record of its type. */
#include "resolver/dns/scan.h"

#include <stdlib.h>
#include <string.h>
#include "resolver/dns/code.h"
#include "resolver/dns/layout.h"
#include "resolver/dns/print.h"
#include "resolver/dns/rdata_write.h"
#include "tests/support/table.h"
#include "tests/unit/dns/vector.h"

/* The record's text, scanned, is the record again. */
static void check_scanned(const struct msg *msg, const struct rr *rr)
{
	static uint8_t plain[VECTOR_OCTETS], scanned[VECTOR_OCTETS];
	static char text[FIXTURE_CHARS];
	struct writer p = writer_of(plain, sizeof(plain));
	struct writer w = writer_of(scanned, sizeof(scanned));
	struct text t;
	text_init(&t, text, sizeof(text));
	print_rdata(msg, rr, &t);
	write_rdata_as(&p, msg->data, rr, RDATA_PLAIN);
	struct scanner s = scanner_of(text, t.len);
	if (!scan_rdata(&s, &w, rr->type, rr->class))
		fail_msg("column %u of '%s': expected %s", s.error.place.column, text,
			s.error.expected);
	if (p.len != w.len || memcmp(plain, scanned, p.len))
		fail_msg("'%s' reads as other octets", text);
	assert_true(rdata_good(rr->type, rr->class, plain, p.len));
}

static void check_octets(void **state)
{
	uint8_t data[VECTOR_OCTETS];
	size_t len = fixture_message(data, *state);
	uint8_t *exact = vector_exact(data, len);
	struct msg msg;
	struct rr rr;
	assert_true(msg_parse(&msg, exact, len));
	for (int section = ANSWER; section < SECTIONS; section++)
		for (struct rr_iter it = msg_section(&msg, (enum section)section);
			rr_next(&it, &rr);)
			check_scanned(&msg, &rr);
	free(exact);
}

/* Each line of the golden, scanned and printed, is the line again. */
static void check_lines(void **state)
{
	static char text[FIXTURE_CHARS];
	fixture_read(text, *state, ".txt");
	const char *begin = strstr(text, ";; ANSWER SECTION:\n");
	struct scanner s = scanner_of(text, strlen(text));
	unsigned lines = 0;
	if (begin)
		s = scanner_of(begin, strlen(begin));
	for (struct record record; scan_line(&s); lines++) {
		uint8_t octets[VECTOR_OCTETS];
		char printed[FIXTURE_CHARS];
		struct text t;
		struct writer w = writer_of(octets, sizeof(octets));
		const char *line = s.line;
		if (!scan_record(&s, &w, &record))
			fail_msg("column %u: expected %s", s.error.place.column, s.error.expected);
		struct rr rr = {
			.owner = (name_ref)w.len,
			.type = record.type,
			.class = record.class,
			.ttl = record.ttl,
			.rdata = (uint16_t)record.rdata,
			.rdlen = (uint16_t)record.rdlen,
		};
		write_name(&w, &record.owner, false);
		struct msg msg = { .data = octets };
		text_init(&t, printed, sizeof(printed));
		print_record(&msg, &rr, &t);
		assert_int_equal(t.len, s.at - line);
		assert_memory_equal(printed, line, t.len);
	}
	assert_int_equal(s.error.expected == NULL, true);
	assert_true(!begin || lines);
}

struct row {
	const char *name;
	uint16_t type;
	const char *hex;
};

/* clang-format off */
#define H "04686f7374 00 "
#define MAC "0102030405060708090a0b0c0d0e0f1011121314"
#define LOC(size, angles) "00 " size " 1613 " angles " 00989680"

static const struct row bad[] = {
	{ "NS: empty", 2, "" },
	{ "MD: an octet too many", 3, H "00" },
	{ "WKS: no protocol", 11, "c0000201" },
	{ "WKS: a short address", 11, "c00002" },
	{ "HINFO: one string", 13, "0161" },
	{ "HINFO: three strings", 13, "0161 0161 0161" },
	{ "MINFO: one name", 14, H },
	{ "RP: one name", 17, H },
	{ "AFSDB: no host", 18, "0001" },
	{ "X25: no string", 19, "" },
	{ "X25: two strings", 19, "0131 0132" },
	{ "ISDN: three strings", 20, "0131 0132 0133" },
	{ "ISDN: a string over the end", 20, "0131 0232" },
	{ "RT: a preference cut", 21, "00" },
	{ "NSAP: empty", 22, "" },
	{ "NSAP-PTR: a compression pointer", 23, "c00c" },
	{ "SIG: no signer", 24, "0001 05 02 00000e10 00000000 00000000 0001" },
	{ "KEY: cut in its head", 25, "0100 03" },
	{ "PX: one name", 26, "000a " H },
	{ "GPOS: two strings", 27, "0131 0132" },
	{ "LOC: 15 octets", 29, "00 12 16 13 80000000 80000000 009896" },
	{ "LOC: 17 octets", 29, LOC("12", "80000000 80000000") "00" },
	{ "LOC: a mantissa of 10", 29, LOC("a0", "80000000 80000000") },
	{ "LOC: an exponent of 10", 29, LOC("1a", "80000000 80000000") },
	{ "LOC: north of the pole", 29, LOC("12", "934fd901 80000000") },
	{ "LOC: south of the pole", 29, LOC("12", "6cb026ff 80000000") },
	{ "LOC: east of the date line", 29, LOC("12", "80000000 a69fb201") },
	{ "NXT: the bit of type 0", 30, H "80" },
	{ "NXT: a zero octet at the end", 30, H "4000" },
	{ "NXT: 17 octets", 30, H "4000000000000000 0000000000000000 01" },
	{ "EID: empty", 31, "" },
	{ "NIMLOC: empty", 32, "" },
	{ "SRV: no target", 33, "0001 0002 0003" },
	{ "ATMA: no address", 34, "00" },
	{ "ATMA: a letter in E.164", 34, "01 3161" },
	{ "NAPTR: no replacement", 35, "0001 0002 0161 0162 0163" },
	{ "KX: empty", 36, "" },
	{ "CERT: cut in its head", 37, "0001 0002" },
	{ "A6: a prefix of 129", 38, "81 " H },
	{ "A6: a suffix cut", 38, "40 01020304050607" },
	{ "A6: no name", 38, "40 0102030405060708" },
	{ "A6: bits of the prefix in the suffix", 38, "3d 0f01020304050607 08" H },
	{ "A6: a name behind a whole address", 38, "00 00000000000000000000000000000001 " H },
	{ "SINK: two octets", 40, "0102" },
	{ "APL: an item cut", 42, "0001 15" },
	{ "APL: an address over the end", 42, "0001 15 03 c0a8" },
	{ "APL: a zero octet at the end", 42, "0001 15 03 c0a800" },
	{ "APL: an IPv4 prefix of 33", 42, "0001 21 01 c0" },
	{ "APL: five octets of IPv4", 42, "0001 15 05 0102030405" },
	{ "APL: an IPv6 prefix of 129", 42, "0002 81 01 20" },
	{ "DS: cut in its head", 43, "0001 08" },
	{ "DS: SHA-1 of 19 octets", 43, "0001 08 01 0102030405060708090a0b0c0d0e0f10111213" },
	{ "DS: SHA-1 of 21 octets", 43, "0001 08 01 " MAC "15" },
	{ "DS: SHA-256 of 20 octets", 43, "0001 08 02 " MAC },
	{ "DS: SHA-384 of nothing", 43, "0001 08 04" },
	{ "SSHFP: one octet", 44, "01" },
	{ "IPSECKEY: cut in its head", 45, "0a01" },
	{ "IPSECKEY: an IPv4 gateway cut", 45, "0a 01 02 c00002" },
	{ "IPSECKEY: an IPv6 gateway cut", 45, "0a 02 02 20010db8" },
	{ "IPSECKEY: a gateway without its root", 45, "0a 03 02 0161" },
	{ "IPSECKEY: a compressed gateway", 45, "0a 03 02 c00c 01" },
	{ "RRSIG: cut in its times", 46, "0001 05 02 00000e10 00000000 0000" },
	{ "NSEC: a compressed name", 47, "c00c 0001 40" },
	{ "NSEC: a window of no octets", 47, H "0000" },
	{ "NSEC: a window of 33 octets", 47, H "0021 01 0000000000000000 0000000000000000 0000000000000000 0000000000000001" },
	{ "NSEC: windows that do not rise", 47, H "000140 000140" },
	{ "NSEC: a zero octet at a window's end", 47, H "00024000" },
	{ "DNSKEY: three octets", 48, "010003" },
	{ "DHCID: empty", 49, "" },
	{ "NSEC3: a salt over the end", 50, "01 00 0001 04 aabbcc" },
	{ "NSEC3: a hash of no octets", 50, "01 00 0001 00 00" },
	{ "NSEC3: a hash over the end", 50, "01 00 0001 00 02 01" },
	{ "NSEC3: a bad bitmap", 50, "01 00 0001 00 01 01 0001" },
	{ "NSEC3PARAM: a salt over the end", 51, "01 00 0001 02 aa" },
	{ "NSEC3PARAM: an octet too many", 51, "01 00 0001 01 aa 00" },
	{ "TLSA: two octets", 52, "0301" },
	{ "SMIMEA: two octets", 53, "0301" },
	{ "HIP: no tag", 55, "00 02 0001 01" },
	{ "HIP: no key", 55, "01 02 0000 01" },
	{ "HIP: a key over the end", 55, "01 02 0004 01 010203" },
	{ "HIP: a compressed server", 55, "01 02 0001 01 02 c00c" },
	{ "NINFO: empty", 56, "" },
	{ "RKEY: three octets", 57, "000001" },
	{ "TALINK: one name", 58, H },
	{ "CDS: SHA-256 of 20 octets", 59, "0001 08 02 " MAC },
	{ "CDNSKEY: three octets", 60, "010003" },
	{ "OPENPGPKEY: empty", 61, "" },
	{ "CSYNC: cut in its flags", 62, "00000001 00" },
	{ "CSYNC: a bad bitmap", 62, "00000001 0000 0003 40" },
	{ "ZONEMD: SHA-384 of 20 octets", 63, "00000001 01 01 " MAC },
	{ "ZONEMD: SHA-512 of nothing", 63, "00000001 01 02" },
	{ "SVCB: no target", 64, "0001" },
	{ "SVCB: a compressed target", 64, "0001 c00c" },
	{ "SVCB: a parameter cut", 64, "0001 00 0003" },
	{ "SVCB: a value over the end", 64, "0001 00 0003 0003 0035" },
	{ "SVCB: keys that fall", 64, "0001 00 0003 0002 0035 0001 0003 026832" },
	{ "SVCB: a key twice", 64, "0001 00 0003 0002 0035 0003 0002 0035" },
	{ "SVCB: mandatory of nothing", 64, "0001 00 0000 0000" },
	{ "SVCB: mandatory of three octets", 64, "0001 00 0000 0003 000300 0003 0002 0035" },
	{ "SVCB: mandatory names itself", 64, "0001 00 0000 0002 0000" },
	{ "SVCB: mandatory names what is not there", 64, "0001 00 0000 0002 0004 0003 0002 0035" },
	{ "SVCB: mandatory names a key twice", 64, "0001 00 0000 0004 0003 0003 0003 0002 0035" },
	{ "SVCB: mandatory keys that fall", 64, "0001 00 0000 0004 0003 0001 0001 0003 026832 0003 0002 0035" },
	{ "SVCB: alpn of nothing", 64, "0001 00 0001 0000" },
	{ "SVCB: alpn with an empty identifier", 64, "0001 00 0001 0004 02683200" },
	{ "SVCB: alpn over the end", 64, "0001 00 0001 0003 036832" },
	{ "SVCB: no-default-alpn with a value", 64, "0001 00 0002 0001 00" },
	{ "SVCB: a port of one octet", 64, "0001 00 0003 0001 35" },
	{ "SVCB: a port of three octets", 64, "0001 00 0003 0003 003535" },
	{ "SVCB: an ipv4hint of nothing", 64, "0001 00 0004 0000" },
	{ "SVCB: an ipv4hint of five octets", 64, "0001 00 0004 0005 0102030405" },
	{ "SVCB: an ech of nothing", 64, "0001 00 0005 0000" },
	{ "SVCB: an ipv6hint of nothing", 64, "0001 00 0006 0000" },
	{ "SVCB: an ipv6hint of four octets", 64, "0001 00 0006 0004 01020304" },
	{ "SVCB: a dohpath of nothing", 64, "0001 00 0007 0000" },
	{ "SVCB: a dohpath that is relative", 64, "0001 00 0007 0006 7b3f646e737d" },
	{ "SVCB: a dohpath without a variable", 64, "0001 00 0007 0004 2f646e73" },
	{ "SVCB: an ohttp with a value", 64, "0001 00 0008 0001 00" },
	{ "SVCB: tls-supported-groups of nothing", 64, "0001 00 0009 0000" },
	{ "SVCB: tls-supported-groups of three octets", 64, "0001 00 0009 0003 001d00" },
	{ "SVCB: a group twice", 64, "0001 00 0009 0006 001d 0017 001d" },
	{ "HTTPS: a port of one octet", 65, "0001 00 0003 0001 35" },
	{ "DSYNC: a compressed target", 66, "003b 01 0035 c00c" },
	{ "DSYNC: no target", 66, "003b 01 0035" },
	{ "HHIT: empty", 67, "" },
	{ "BRID: empty", 68, "" },
	{ "SPF: empty", 99, "" },
	{ "NID: seven octets", 104, "000a 01020304050607" },
	{ "L32: three octets", 105, "000a 010203" },
	{ "L64: nine octets", 106, "000a 010203040506070809" },
	{ "LP: a compressed name", 107, "000a c00c" },
	{ "EUI48: five octets", 108, "0102030405" },
	{ "EUI48: seven octets", 108, "01020304050607" },
	{ "EUI64: seven octets", 109, "01020304050607" },
	{ "TKEY: a key over the end", 249, H "00000000 00000000 0001 0000 0002 01" },
	{ "TKEY: no other data", 249, H "00000000 00000000 0001 0000 0001 01" },
	{ "TSIG: a time of five octets", 250, H "0000000000" },
	{ "TSIG: a MAC over the end", 250, H "000000000000 012c 0004 010203" },
	{ "TSIG: an octet too many", 250, H "000000000000 012c 0001 01 0001 0000 0000 00" },
	{ "URI: cut in its head", 256, "0001 00" },
	{ "CAA: no tag", 257, "00" },
	{ "CAA: an empty tag", 257, "00 00 61" },
	{ "CAA: a tag over the end", 257, "00 05 69737375" },
	{ "AVC: empty", 258, "" },
	{ "DOA: no media type", 259, "00000000 00000001 02" },
	{ "AMTRELAY: no type", 260, "0a" },
	{ "AMTRELAY: no relay, and one", 260, "0a 00 01" },
	{ "AMTRELAY: an IPv4 relay cut", 260, "0a 81 cb0071" },
	{ "AMTRELAY: an IPv6 relay of four octets", 260, "0a 02 cb007101" },
	{ "AMTRELAY: a compressed relay", 260, "0a 03 c00c" },
	{ "RESINFO: a string over the end", 261, "0261" },
	{ "WALLET: empty", 262, "" },
	{ "CLA: empty", 263, "" },
	{ "IPN: seven octets", 264, "01020304050607" },
	{ "IPN: nine octets", 264, "010203040506070809" },
	{ "TA: SHA-1 of 19 octets", 32768, "0001 08 01 0102030405060708090a0b0c0d0e0f10111213" },
	{ "DLV: two octets", 32769, "0001" },
};

static const struct row good[] = {
	{ "LOC: at the poles and at the date line", 29, LOC("12", "934fd900 a69fb200") },
	{ "LOC: an unknown version is anything", 29, "01" },
	{ "ATMA: an unknown format is anything", 34, "02ff" },
	{ "APL: of nothing", 42, "" },
	{ "APL: an unknown family is anything", 42, "0003 ff 05 0102030400" },
	{ "DS: a digest of unknown type has any length", 43, "0001 08 09 01" },
	{ "IPSECKEY: a gateway of unknown type is anything", 45, "0a 04 02" },
	{ "WKS: no ports", 11, "c0000201 06" },
	{ "WKS: zeros behind the ports", 11, "c0000201 06 4000" },
	{ "NSEC: no types", 47, H },
	{ "SVCB: AliasMode", 64, "0000 " H },
	{ "SVCB: mandatory that is all there", 64, "0001 00 0000 0004 0001 0003 0001 0003 026832 0003 0002 0035" },
	{ "SVCB: a dohpath with more variables", 64, "0001 00 0007 000a 2f717b3f782c646e737d" },
	{ "SVCB: ohttp", 64, "0001 00 0008 0000" },
	{ "SVCB: groups", 64, "0001 00 0009 0004 001d 0017" },
	{ "SVCB: an unknown key of nothing", 64, "0001 00 ffff 0000" },
	{ "AMTRELAY: a relay of unknown type is anything", 260, "0a 04 0102" },
	{ "TSIG: as short as can be", 250, "00 000000000000 012c 0000 0001 0000 0000" },
};
/* clang-format on */

static size_t row_message(const struct row *row, uint8_t out[static VECTOR_OCTETS])
{
	uint8_t rdata[VECTOR_OCTETS];
	size_t len = vector_read(rdata, row->hex);
	struct name root = { 1, { 0 } };
	struct writer w = writer_of(out, VECTOR_OCTETS);
	write_header(&w, 1, FLAG_QR);
	write_count(&w, ANSWER, 1);
	size_t begun = rr_begin(&w, &root, row->type, CLASS_IN, 0);
	write_octets(&w, rdata, len);
	rr_end(&w, begun);
	return w.len;
}

static void check_refused(void **state)
{
	const struct row *row = *state;
	uint8_t data[VECTOR_OCTETS];
	size_t len = row_message(row, data);
	uint8_t *exact = vector_exact(data, len);
	struct msg msg;
	assert_false(msg_parse(&msg, exact, len));
	free(exact);
}

static void check_taken(void **state)
{
	const struct row *row = *state;
	uint8_t data[VECTOR_OCTETS];
	size_t len = row_message(row, data);
	uint8_t *exact = vector_exact(data, len);
	struct msg msg;
	struct rr rr;
	assert_true(msg_parse(&msg, exact, len));
	struct rr_iter it = msg_section(&msg, ANSWER);
	assert_true(rr_next(&it, &rr));
	check_scanned(&msg, &rr);
	free(exact);
}

/* A type's own golden has a record of it. */
static void every_type_has_a_golden(void **state)
{
	(void)state;
	static bool seen[UINT16_MAX + 1];
	for (size_t i = 0; i < FIXTURE_NAMES; i++) {
		uint8_t data[VECTOR_OCTETS];
		size_t len = fixture_message(data, fixture_names[i]);
		struct msg msg;
		struct rr rr;
		assert_true(msg_parse(&msg, data, len));
		for (struct rr_iter it = msg_section(&msg, ANSWER); rr_next(&it, &rr);)
			seen[rr.type] = true;
	}
	for (unsigned type = 0; type <= UINT16_MAX; type++) {
		const char *fields = layout_fields((uint16_t)type, CLASS_IN);
		if (*fields && type != TYPE_OPT && !seen[type])
			fail_msg("no golden has a record of type %u", type);
	}
}

/* WKS has a bit for each port there is, and no more. */
static void ports_end_at_65535(void **state)
{
	(void)state;
	static uint8_t rdata[5 + 8192 + 1];
	enum { WKS = 11 };
	rdata[5 + 8191] = 1;
	rdata[5 + 8192] = 1;
	assert_true(rdata_good(WKS, CLASS_IN, rdata, 5 + 8192));
	assert_false(rdata_good(WKS, CLASS_IN, rdata, 5 + 8193));
}

int main(void)
{
	table_test("ports end at 65,535", ports_end_at_65535);
	for (size_t i = 0; i < FIXTURE_NAMES; i++) {
		table_format(check_octets, fixture_names[i],
			"records of %s are what their text says", fixture_names[i]);
		table_format(check_lines, fixture_names[i], "lines of %s are what they say",
			fixture_names[i]);
	}
	TABLE_ROWS(bad, check_refused);
	TABLE_ROWS(good, check_taken);
	table_test("every type has a golden", every_type_has_a_golden);
	return table_run("dns-types", NULL, NULL);
}
