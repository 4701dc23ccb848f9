/* The table of RDATA layouts, and the check of RDATA against it. */
#include "resolver/dns/layout.h"

#include "resolver/dns/address.h"
#include "resolver/dns/bitmap.h"
#include "resolver/dns/compound.h"
#include "resolver/dns/loc.h"
#include "resolver/dns/svcb.h"

#define ROW(type, class, name, fields) [type] = { type, class, name, fields }

static const struct layout rows[] = {
	ROW(TYPE_A, CLASS_IN, "A", "a"),
	ROW(TYPE_NS, 0, "NS", "n"),
	ROW(3, 0, "MD", "n"),
	ROW(4, 0, "MF", "n"),
	ROW(TYPE_CNAME, 0, "CNAME", "n"),
	ROW(TYPE_SOA, 0, "SOA", "nn4uuuu"),
	ROW(7, 0, "MB", "n"),
	ROW(8, 0, "MG", "n"),
	ROW(9, 0, "MR", "n"),
	ROW(10, 0, "NULL", ""),
	ROW(TYPE_WKS, CLASS_IN, "WKS", "aW"),
	ROW(TYPE_PTR, 0, "PTR", "n"),
	ROW(13, 0, "HINFO", "ss"),
	ROW(14, 0, "MINFO", "nn"),
	ROW(TYPE_MX, 0, "MX", "2n"),
	ROW(TYPE_TXT, 0, "TXT", "S"),
	ROW(17, 0, "RP", "NN"),
	ROW(18, 0, "AFSDB", "2N"),
	ROW(19, 0, "X25", "s"),
	ROW(20, 0, "ISDN", "so"),
	ROW(21, 0, "RT", "2N"),
	ROW(22, CLASS_IN, "NSAP", "p"),
	ROW(23, CLASS_IN, "NSAP-PTR", "U"),
	ROW(24, 0, "SIG", "YG14TT2Nb"),
	ROW(25, 0, "KEY", "21Gb"),
	ROW(26, CLASS_IN, "PX", "2NN"),
	ROW(27, 0, "GPOS", "sss"),
	ROW(TYPE_AAAA, CLASS_IN, "AAAA", "A"),
	ROW(TYPE_LOC, 0, "LOC", "L"),
	ROW(30, 0, "NXT", "NM"),
	ROW(31, CLASS_IN, "EID", "x"),
	ROW(32, CLASS_IN, "NIMLOC", "x"),
	ROW(TYPE_SRV, CLASS_IN, "SRV", "222N"),
	ROW(TYPE_ATMA, CLASS_IN, "ATMA", "w"),
	ROW(35, 0, "NAPTR", "22sssN"),
	ROW(36, CLASS_IN, "KX", "2N"),
	ROW(37, 0, "CERT", "C2Kb"),
	ROW(TYPE_A6, CLASS_IN, "A6", "Z"),
	ROW(TYPE_DNAME, 0, "DNAME", "N"),
	ROW(40, 0, "SINK", "111b"),
	ROW(TYPE_OPT, 0, "OPT", "O"),
	ROW(TYPE_APL, CLASS_IN, "APL", "l"),
	ROW(43, 0, "DS", "2G1d"),
	ROW(44, 0, "SSHFP", "11x"),
	ROW(TYPE_IPSECKEY, 0, "IPSECKEY", "111gb"),
	ROW(46, 0, "RRSIG", "YG14TT2Nb"),
	ROW(47, 0, "NSEC", "UB"),
	ROW(48, 0, "DNSKEY", "21Gb"),
	ROW(49, CLASS_IN, "DHCID", "b"),
	ROW(50, 0, "NSEC3", "112hHB"),
	ROW(51, 0, "NSEC3PARAM", "112h"),
	ROW(52, 0, "TLSA", "111x"),
	ROW(53, 0, "SMIMEA", "111x"),
	ROW(55, 0, "HIP", "iV"),
	ROW(56, 0, "NINFO", "S"),
	ROW(57, 0, "RKEY", "21Gb"),
	ROW(58, 0, "TALINK", "UU"),
	ROW(59, 0, "CDS", "2G1d"),
	ROW(60, 0, "CDNSKEY", "21Gb"),
	ROW(61, 0, "OPENPGPKEY", "b"),
	ROW(62, 0, "CSYNC", "42B"),
	ROW(63, 0, "ZONEMD", "411D"),
	ROW(TYPE_SVCB, CLASS_IN, "SVCB", "2UP"),
	ROW(TYPE_HTTPS, CLASS_IN, "HTTPS", "2UP"),
	ROW(66, 0, "DSYNC", "Ym2U"),
	ROW(67, 0, "HHIT", "b"),
	ROW(68, 0, "BRID", "b"),
	ROW(99, 0, "SPF", "S"),
	ROW(104, 0, "NID", "2k"),
	ROW(105, 0, "L32", "2a"),
	ROW(106, 0, "L64", "2k"),
	ROW(107, 0, "LP", "2U"),
	ROW(108, 0, "EUI48", "e"),
	ROW(109, 0, "EUI64", "E"),
	ROW(128, 0, "NXNAME", ""),
	ROW(249, 0, "TKEY", "U442Rzz"),
	ROW(TYPE_TSIG, 0, "TSIG", "U62z2Rz"),
	ROW(251, 0, "IXFR", ""),
	ROW(252, 0, "AXFR", ""),
	ROW(253, 0, "MAILB", ""),
	ROW(254, 0, "MAILA", ""),
	ROW(TYPE_ANY, 0, "ANY", ""),
	ROW(256, 0, "URI", "22q"),
	ROW(257, 0, "CAA", "1tq"),
	ROW(258, 0, "AVC", "S"),
	ROW(259, 0, "DOA", "441sj"),
	ROW(TYPE_AMTRELAY, 0, "AMTRELAY", "1r"),
	ROW(261, 0, "RESINFO", "S"),
	ROW(262, 0, "WALLET", "S"),
	ROW(263, 0, "CLA", "S"),
	ROW(264, 0, "IPN", "8"),
};

/* Too far out for a table by number. */
static const struct layout far_rows[] = {
	{ 32768, 0, "TA", "2G1d" },
	{ 32769, 0, "DLV", "2G1d" },
};

enum {
	ROWS = sizeof(rows) / sizeof(rows[0]),
	FAR_ROWS = sizeof(far_rows) / sizeof(far_rows[0]),
};

static const struct layout *far_layout(uint16_t type)
{
	for (size_t i = 0; i < FAR_ROWS; i++)
		if (far_rows[i].type == type)
			return &far_rows[i];
	return NULL;
}

const struct layout *layout_of(uint16_t type)
{
	if (type >= ROWS)
		return far_layout(type);
	return rows[type].type ? &rows[type] : NULL;
}

const struct layout *layout_named(const char *mnemonic)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].type && mnemonic_equal(rows[i].name, mnemonic))
			return &rows[i];
	for (size_t i = 0; i < FAR_ROWS; i++)
		if (mnemonic_equal(far_rows[i].name, mnemonic))
			return &far_rows[i];
	return NULL;
}

const char *layout_fields(uint16_t type, uint16_t class)
{
	/* a type below ROWS without a row has no fields, and no class */
	const struct layout *row = type < ROWS ? &rows[type] : far_layout(type);
	return row && (!row->class || row->class == class) ? row->fields : "";
}

const char *layout_text_fields(uint16_t type, uint16_t class, const uint8_t *rdata, size_t len)
{
	const char *fields = layout_fields(type, class);
	bool text = *fields && len;
	enum { WKS_FIXED = 5 }; /* address and protocol */
	switch (text ? type : 0) {
	case TYPE_WKS: text = len == WKS_FIXED || rdata[len - 1]; break; /* zeros may follow */
	case TYPE_LOC: text = loc_has_text(rdata); break;
	case TYPE_ATMA: text = atma_has_text(rdata); break;
	case TYPE_OPT: text = false; break;
	case TYPE_APL: text = apl_has_text(rdata, len); break;
	case TYPE_IPSECKEY: text = rdata[1] < GATEWAYS; break;
	case TYPE_AMTRELAY: text = (rdata[1] & RELAY_TYPE) < GATEWAYS; break;
	}
	return text ? fields : "";
}

static void skip_string(struct reader *r)
{
	read_octets(r, read_u8(r));
}

/* Digest lengths by type; 0 where any will do. */
static void read_digest(struct reader *r, const uint8_t *start, char field)
{
	static const uint8_t ds[] = { 0, 20, 32, 32, 48 };
	static const uint8_t zonemd[] = { 0, 48, 64 };
	uint8_t type = r->at > start ? r->at[-1] : 0;
	size_t len = read_left(r), good = 0;
	if (field == 'd' && type < sizeof(ds))
		good = ds[type];
	else if (field == 'D' && type < sizeof(zonemd))
		good = zonemd[type];
	read_octets(r, len);
	if (good && len != good)
		read_fail(r);
}

/* A length octet that must not be zero, and so many octets. */
static void read_some(struct reader *r)
{
	uint8_t len = read_u8(r);
	read_octets(r, len);
	if (!len)
		read_fail(r);
}

/* A record may end in an empty rest, but not consist of one. */
static void read_rest(struct reader *r, const uint8_t *start)
{
	bool alone = r->at == start;
	size_t len = read_left(r);
	read_octets(r, len);
	if (alone && !len)
		read_fail(r);
}

static void read_options(struct reader *r)
{
	while (read_left(r)) {
		read_octets(r, 2);
		read_octets(r, read_u16(r));
	}
}

/* The kinds that answers to a lookup do not have. */
static void read_rare(struct reader *r, const uint8_t *start, char field)
{
	switch (field) {
	case 'V':
		while (read_left(r))
			read_plain_name(r);
		break;
	case 'o':
		if (read_left(r))
			skip_string(r);
		break;
	case 'h': skip_string(r); break;
	case 't':
	case 'H': read_some(r); break;
	case 'z': read_octets(r, read_u16(r)); break;
	case 'd':
	case 'D': read_digest(r, start, field); break;
	case 'B': read_bitmap(r); break;
	case 'M': read_old_bitmap(r); break;
	case 'O': read_options(r); break;
	case 'L': read_loc(r); break;
	case 'l': read_apl(r); break;
	case 'Z': read_a6(r); break;
	case 'w': read_atma(r); break;
	case 'W': read_services(r); break;
	case 'g':
		if (!r->bad)
			read_gateway(r, start[1]);
		break;
	case 'r': read_relay(r); break;
	case 'i': read_hip(r); break;
	default: read_rest(r, start); break;
	}
}

/* Octets of the fields that are always as long; 0: it depends on what is in them. */
static const uint8_t widths[128] = {
	['1'] = 1,
	['G'] = 1,
	['K'] = 1,
	['m'] = 1,
	['2'] = 2,
	['Y'] = 2,
	['C'] = 2,
	['R'] = 2,
	['4'] = 4,
	['u'] = 4,
	['T'] = 4,
	['a'] = 4,
	['6'] = 6,
	['e'] = 6,
	['8'] = 8,
	['E'] = 8,
	['k'] = 8,
	['A'] = 16,
};

static inline void read_varying(
	struct reader *r, const uint8_t *data, const uint8_t *start, char field)
{
	switch (field) {
	case 'n':
	case 'N': read_name(r, data); break;
	case 'U': read_plain_name(r); break;
	case 's': skip_string(r); break;
	case 'S':
		do
			skip_string(r);
		while (read_left(r));
		break;
	case 'P':
		if (!svc_params_good(r->at, read_left(r)))
			read_fail(r);
		r->at = r->end;
		break;
	default: {
		struct reader other = *r; /* which may be in memory; *r is in registers */
		read_rare(&other, start, field);
		*r = other;
	}
	}
}

/* What is fixed is checked once for all fields in a row. */
static inline void read_fields(
	struct reader *r, const uint8_t *data, const uint8_t *start, const char *field)
{
	for (;; field++) {
		size_t fixed = 0;
		for (; widths[(uint8_t)*field]; field++)
			fixed += widths[(uint8_t)*field];
		read_octets(r, fixed);
		if (!*field)
			break;
		read_varying(r, data, start, *field);
	}
}

void read_field(struct reader *r, const uint8_t *data, const uint8_t *start, char field)
{
	if (widths[(uint8_t)field])
		read_octets(r, widths[(uint8_t)field]);
	else
		read_varying(r, data, start, field);
}

bool rdata_good(uint16_t type, uint16_t class, const uint8_t *rdata, size_t len)
{
	const char *field = layout_fields(type, class);
	struct reader r = reader_of(rdata, len);
	bool known = *field;
	for (; *field; field++)
		read_field(&r, rdata, rdata, *field == 'n' || *field == 'N' ? 'U' : *field);
	return !known || (!r.bad && !read_left(&r)) || rdata_absent(class, len);
}

bool rdata_fits(const uint8_t *data, const uint8_t *rdata, size_t len, const char *fields,
	const struct known_name *known)
{
	struct reader r = reader_of(rdata, len);
	r.known = *known;
	read_fields(&r, data, rdata, fields);
	return !r.bad && !read_left(&r);
}
