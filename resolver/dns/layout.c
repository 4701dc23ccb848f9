/* The table of RDATA layouts, and the check of RDATA against it. */
#include "resolver/dns/layout.h"

#include "resolver/dns/code.h"
#include "resolver/dns/name.h"

#define ROW(type, class, name, fields) [type] = { type, class, name, fields }

static const struct layout rows[] = {
	ROW(TYPE_A, CLASS_IN, "A", "a"),
	ROW(TYPE_NS, 0, "NS", "n"),
	ROW(3, 0, "MD", "n"),
	ROW(4, 0, "MF", "n"),
	ROW(TYPE_CNAME, 0, "CNAME", "n"),
	ROW(TYPE_SOA, 0, "SOA", "nn44444"),
	ROW(7, 0, "MB", "n"),
	ROW(8, 0, "MG", "n"),
	ROW(9, 0, "MR", "n"),
	ROW(10, 0, "NULL", ""),
	ROW(11, 0, "WKS", ""),
	ROW(TYPE_PTR, 0, "PTR", "n"),
	ROW(13, 0, "HINFO", "ss"),
	ROW(14, 0, "MINFO", "nn"),
	ROW(TYPE_MX, 0, "MX", "2n"),
	ROW(TYPE_TXT, 0, "TXT", "S"),
	ROW(17, 0, "RP", "NN"),
	ROW(18, 0, "AFSDB", "2N"),
	ROW(19, 0, "X25", ""),
	ROW(20, 0, "ISDN", ""),
	ROW(21, 0, "RT", "2N"),
	ROW(24, 0, "SIG", ""),
	ROW(25, 0, "KEY", ""),
	ROW(TYPE_AAAA, CLASS_IN, "AAAA", "A"),
	ROW(29, 0, "LOC", ""),
	ROW(TYPE_SRV, CLASS_IN, "SRV", "222N"),
	ROW(35, 0, "NAPTR", "22sssN"),
	ROW(36, CLASS_IN, "KX", "2N"),
	ROW(37, 0, "CERT", ""),
	ROW(TYPE_DNAME, 0, "DNAME", "N"),
	ROW(TYPE_OPT, 0, "OPT", "O"),
	ROW(42, 0, "APL", ""),
	ROW(43, 0, "DS", "211x"),
	ROW(44, 0, "SSHFP", "11x"),
	ROW(45, 0, "IPSECKEY", ""),
	ROW(46, 0, "RRSIG", "Y114TT2Nb"),
	ROW(47, 0, "NSEC", "NB"),
	ROW(48, 0, "DNSKEY", "211b"),
	ROW(49, CLASS_IN, "DHCID", "b"),
	ROW(50, 0, "NSEC3", ""),
	ROW(51, 0, "NSEC3PARAM", ""),
	ROW(52, 0, "TLSA", "111x"),
	ROW(53, 0, "SMIMEA", "111x"),
	ROW(55, 0, "HIP", ""),
	ROW(59, 0, "CDS", "211x"),
	ROW(60, 0, "CDNSKEY", "211b"),
	ROW(61, 0, "OPENPGPKEY", "b"),
	ROW(62, 0, "CSYNC", "42B"),
	ROW(63, 0, "ZONEMD", "411x"),
	ROW(64, CLASS_IN, "SVCB", ""),
	ROW(TYPE_HTTPS, CLASS_IN, "HTTPS", ""),
	ROW(99, 0, "SPF", "S"),
	ROW(249, 0, "TKEY", ""),
	ROW(250, 0, "TSIG", ""),
	ROW(251, 0, "IXFR", ""),
	ROW(252, 0, "AXFR", ""),
	ROW(253, 0, "MAILB", ""),
	ROW(254, 0, "MAILA", ""),
	ROW(TYPE_ANY, 0, "ANY", ""),
	ROW(256, 0, "URI", "22q"),
	ROW(257, 0, "CAA", "1tq"),
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

const struct layout *layout_of(uint16_t type)
{
	return type < ROWS && rows[type].type ? &rows[type] : NULL;
}

const struct layout *layout_named(const char *mnemonic)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].type && mnemonic_equal(rows[i].name, mnemonic))
			return &rows[i];
	return NULL;
}

const char *layout_fields(uint16_t type, uint16_t class)
{
	const struct layout *row = layout_of(type);
	return row && (!row->class || row->class == class) ? row->fields : "";
}

static void skip_string(struct reader *r)
{
	read_octets(r, read_u8(r));
}

/* RFC 4034 4.1.2: windows in rising order, one to 32 octets each. */
static void read_bitmap(struct reader *r)
{
	int last = -1;
	while (read_left(r)) {
		int window = read_u8(r);
		uint8_t len = read_u8(r);
		read_octets(r, len);
		if (window <= last || !len || len > 32)
			read_fail(r);
		last = window;
	}
}

static void read_field(struct reader *r, const uint8_t *data, char field)
{
	switch (field) {
	case '1': read_octets(r, 1); break;
	case '2':
	case 'Y': read_octets(r, 2); break;
	case '4':
	case 'T':
	case 'a': read_octets(r, 4); break;
	case 'A': read_octets(r, 16); break;
	case 'n':
	case 'N': read_name(r, data); break;
	case 's':
	case 't': skip_string(r); break;
	case 'S':
		do
			skip_string(r);
		while (read_left(r));
		break;
	case 'B': read_bitmap(r); break;
	case 'O':
		while (read_left(r)) {
			read_octets(r, 2);
			read_octets(r, read_u16(r));
		}
		break;
	default: read_octets(r, read_left(r)); break;
	}
}

void read_rdata(
	struct reader *r, const uint8_t *data, uint16_t type, uint16_t class, uint16_t rdlen)
{
	const uint8_t *at = read_octets(r, rdlen);
	const char *field = layout_fields(type, class);
	if (!at || !*field)
		return;
	struct reader in = *r; /* with what it remembers */
	in.at = at;
	in.end = at + rdlen;
	for (; *field; field++)
		read_field(&in, data, *field);
	if (in.bad || read_left(&in))
		read_fail(r);
}
