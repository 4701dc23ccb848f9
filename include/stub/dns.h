/* DNS messages (RFC 1035) and EDNS (RFC 6891), from octets and to octets, and all of it as text.
 *
 * stub_message_parse() proves a message once; nothing that takes the view can fail after it.
 * stub_write_begin() and what follows it makes a message; its first error stays, so one look at the
 * end is enough.  Nothing here allocates: what is read belongs to the caller, what is written goes
 * into the caller's room.  A view points into the octets that it was made of, which must stay as
 * they are as long as the view, its records, its options and its parameters are in use.  All
 * structures are values: copy them, and let them go without a call.  Every function is safe in any
 * number of threads.
 *
 * What writes text takes the room for it, size octets at out with the NUL, and returns the length
 * of the whole text without its NUL: size or more means that it was cut.  out may be NULL where
 * size is 0.  All of the text is printable ASCII, with tabs and newlines where said; names and
 * strings are escaped as in RFC 1035 5.1. */
#ifndef STUB_DNS_H
#define STUB_DNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stub/version.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- codes ---- */

/* A code by its name, in any case: "AAAA" or "TYPE28", "IN" or "CLASS1" (RFC 3597 5), "NXDOMAIN" or
 * "RCODE3".  False, and *out untouched, if text is none. */
STUB_API bool stub_type_from_text(const char *text, uint16_t *out);
STUB_API bool stub_class_from_text(const char *text, uint16_t *out);
STUB_API bool stub_rcode_from_text(const char *text, uint16_t *out);

/* The name of a code, or the form with its number where IANA has none. */
STUB_API size_t stub_type_to_text(uint16_t type, char *out, size_t size);
STUB_API size_t stub_class_to_text(uint16_t rr_class, char *out, size_t size);
STUB_API size_t stub_rcode_to_text(
	uint16_t rcode, char *out, size_t size); /* also extended ones, "BADVERS" */
STUB_API size_t stub_opcode_to_text(unsigned opcode, char *out, size_t size);

/* IANA "Resource Record (RR) TYPEs" and "DNS CLASSes": the usual ones; any other number will do. */
enum stub_type {
	STUB_TYPE_A = 1,
	STUB_TYPE_NS = 2,
	STUB_TYPE_CNAME = 5,
	STUB_TYPE_SOA = 6,
	STUB_TYPE_PTR = 12,
	STUB_TYPE_MX = 15,
	STUB_TYPE_TXT = 16,
	STUB_TYPE_AAAA = 28,
	STUB_TYPE_SRV = 33,
	STUB_TYPE_OPT = 41,
	STUB_TYPE_DS = 43,
	STUB_TYPE_RRSIG = 46,
	STUB_TYPE_NSEC = 47,
	STUB_TYPE_DNSKEY = 48,
	STUB_TYPE_NSEC3 = 50,
	STUB_TYPE_TLSA = 52,
	STUB_TYPE_SVCB = 64,
	STUB_TYPE_HTTPS = 65,
	STUB_TYPE_ANY = 255,
	STUB_TYPE_CAA = 257
};
enum stub_class {
	STUB_CLASS_IN = 1,
	STUB_CLASS_CH = 3,
	STUB_CLASS_NONE = 254,
	STUB_CLASS_ANY = 255
};

/* ---- names ---- */

enum {
	STUB_NAME_OCTETS = 255, /* RFC 1035 2.3.4, the root's octet included */
	STUB_NAME_TEXT = 1005   /* room for the text of any name, its NUL included */
};

/* A name in wire form (RFC 1035 3.1): labels, each behind its length, the root last; not
 * compressed.  Only the functions below make one.  len 0: no name. */
struct stub_name {
	uint8_t len;
	uint8_t octets[STUB_NAME_OCTETS];
};

/* "www.example.com", with or without a dot at its end; "." is the root; escapes as in RFC 1035 5.1.
 * False, and *out untouched, if text is no name. */
STUB_API bool stub_name_from_text(const char *text, struct stub_name *out);
/* The name that the octets begin with, in wire form: of the RDATA of an MX record that which begins
 * at its third octet.  False, and *out untouched: it is none, is compressed, or len octets end
 * before it does. */
STUB_API bool stub_name_from_octets(const uint8_t *octets, size_t len, struct stub_name *out);
/* With a dot at its end; "" for no name. */
STUB_API size_t stub_name_to_text(const struct stub_name *name, char *out, size_t size);
/* Letters without case (RFC 4343 3). */
STUB_API bool stub_name_equal(const struct stub_name *a, const struct stub_name *b);
/* name is in domain: "www.example.com." is under "example.com.", under itself and under ".". */
STUB_API bool stub_name_is_under(const struct stub_name *name, const struct stub_name *domain);
/* The canonical order (RFC 4034 6.1): below, equal to or above 0 as a comes before b, is equal, or
 * comes behind it. */
STUB_API int stub_name_compare(const struct stub_name *a, const struct stub_name *b);
/* The labels of prefix in front of domain.  False, and *out untouched: no name, or more than
 * STUB_NAME_OCTETS. */
STUB_API bool stub_name_join(
	const struct stub_name *prefix, const struct stub_name *domain, struct stub_name *out);

/* ---- messages ---- */

/* RFC 1035 4.1 */
enum stub_section { STUB_QUESTION, STUB_ANSWER, STUB_AUTHORITY, STUB_ADDITIONAL };
enum { STUB_SECTIONS = 4 };

enum { STUB_MESSAGE_OCTETS = 65535 }; /* the longest there is: TCP's two octets say no more */

/* Bits of a message's flags (RFC 1035 4.1.1, RFC 4035 3); OPCODE is above them, << 11, and the
 * lower four bits of RCODE are the last. */
enum stub_message_flag {
	STUB_QR = 0x8000, /* a response */
	STUB_AA = 0x0400, /* authoritative */
	STUB_TC = 0x0200, /* truncated */
	STUB_RD = 0x0100, /* recursion desired */
	STUB_RA = 0x0080, /* recursion available */
	STUB_AD = 0x0020, /* authentic data */
	STUB_CD = 0x0010  /* checking disabled */
};

/* A checked message. */
struct stub_message {
	const uint8_t *octets; /* what it was made of; the caller's */
	size_t len;
	size_t end; /* where the good part ends; nobody has proven what follows */
	bool cut;   /* AUTHORITY or ADDITIONAL is malformed from `end` on */
	uint16_t id;
	uint16_t flags; /* the header's second word: enum stub_message_flag, OPCODE and RCODE */
	uint16_t opcode;
	uint16_t rcode; /* all twelve bits, those of an OPT record included (RFC 6891 6.1.3) */
	uint16_t count[STUB_SECTIONS]; /* records that are there and good */
	uint16_t start[STUB_SECTIONS]; /* of use to the functions below only */
	uint16_t opt;
};

/* One record, or one question: of that TTL and RDATA are zero. */
struct stub_record {
	uint16_t type, rr_class;
	uint32_t ttl; /* seconds; 0 where the top bit was set (RFC 2181 8) */
	/* In the message, rdlen octets: a name in it may be compressed.  NULL: a question. */
	const uint8_t *rdata;
	uint16_t rdlen;
	uint16_t owner; /* of use to the functions below only */
};

struct stub_records {
	const struct stub_message *message;
	uint16_t at, left;
	bool question;
};

/* False, and *out untouched: no header, more than 65,535 octets, QUESTION or ANSWER malformed, or a
 * second OPT record.  RDATA is checked where the layout of its type is known.  Malformed AUTHORITY
 * or ADDITIONAL: true, with the good part; see cut. */
STUB_API bool stub_message_parse(struct stub_message *out, const uint8_t *octets, size_t len);

/* The records of a section, to be taken one after the other; message must stay where it is
 * meanwhile. */
STUB_API struct stub_records stub_message_records(
	const struct stub_message *message, enum stub_section section);
/* False, and *out untouched: there is no more. */
STUB_API bool stub_records_next(struct stub_records *records, struct stub_record *out);

/* The owner, "www.example.com." */
STUB_API size_t stub_record_owner(const struct stub_message *message,
	const struct stub_record *record, char *out, size_t size);
/* The names of a record: 0 is its owner, from 1 on those in its RDATA in their order, so that 1 is
 * the target of a CNAME, an MX, an SRV or an SVCB record.  False, and *out untouched: there is no
 * such name. */
STUB_API bool stub_record_name(const struct stub_message *message, const struct stub_record *record,
	unsigned n, struct stub_name *out);
/* Two records have the same owner: letters without case (RFC 4343). */
STUB_API bool stub_record_same_owner(const struct stub_message *message,
	const struct stub_record *a, const struct stub_record *b);
/* The RDATA in master-file syntax, "10 mail.example.com."; \# LEN HEX for types without a layout
 * (RFC 3597 5). */
STUB_API size_t stub_record_data(const struct stub_message *message,
	const struct stub_record *record, char *out, size_t size);
/* The whole line: owner, TTL, class, type and RDATA with tabs between, no newline; of a question
 * owner, class and type. */
STUB_API size_t stub_record_print(const struct stub_message *message,
	const struct stub_record *record, char *out, size_t size);

/* A message in dig's form: header, EDNS, sections, one record a line, each line ended.  0: that is
 * no DNS message, and out is empty. */
STUB_API size_t stub_message_print(const uint8_t *octets, size_t len, char *out, size_t size);

/* ---- EDNS ---- */

enum stub_edns_flag {
	STUB_DO = 0x8000, /* DNSSEC records wanted (RFC 3225) */
	STUB_CO = 0x4000  /* compact answers wanted (RFC 9824) */
};

/* IANA "DNS EDNS0 Option Codes (OPT)": those whose format is checked */
enum stub_edns_code {
	STUB_NSID = 3,
	STUB_ECS = 8,
	STUB_EXPIRE = 9,
	STUB_COOKIE = 10,
	STUB_TCP_KEEPALIVE = 11,
	STUB_PADDING = 12,
	STUB_CHAIN = 13,
	STUB_KEY_TAG = 14,
	STUB_EDE = 15,
	STUB_CLIENT_TAG = 16,
	STUB_SERVER_TAG = 17,
	STUB_REPORT_CHANNEL = 18,
	STUB_ZONEVERSION = 19
};

struct stub_edns {
	uint16_t udp_size; /* octets that the sender takes by UDP */
	uint16_t flags;    /* enum stub_edns_flag, and bits without a meaning yet */
	uint8_t version;
};

struct stub_edns_option {
	uint16_t code; /* enum stub_edns_code, or another */
	uint16_t len;
	const uint8_t *data; /* len octets in the message */
	bool malformed;      /* data is not what the RFC of this option says */
};

struct stub_edns_options {
	const uint8_t *at, *end;
};

/* An extended error (RFC 8914). */
struct stub_edns_error {
	uint16_t code;
	const char *name; /* "Blocked"; "" where IANA has none; static storage */
	const char
		*text; /* in the message, no NUL behind it: UTF-8, if the sender keeps to the RFC */
	size_t text_len;
};

/* False, and *out untouched: the message has no OPT record. */
STUB_API bool stub_message_edns(const struct stub_message *message, struct stub_edns *out);
/* The options of its OPT record in their order; none where it has no OPT record. */
STUB_API struct stub_edns_options stub_message_edns_options(const struct stub_message *message);
/* False, and *out untouched: there is no more. */
STUB_API bool stub_edns_options_next(
	struct stub_edns_options *options, struct stub_edns_option *out);
/* False, and *out untouched: the option is no extended error, or malformed. */
STUB_API bool stub_edns_option_error(
	const struct stub_edns_option *option, struct stub_edns_error *out);
/* An option in dig's form, "; EDE: 15 (Blocked): (text)", without a newline; a malformed one in
 * hexadecimal, marked so. */
STUB_API size_t stub_edns_option_print(
	const struct stub_edns_option *option, char *out, size_t size);

/* ---- parameters of SVCB and HTTPS records (RFC 9460) ---- */

/* IANA "DNS Service Bindings (SVCB)": those whose value is checked */
enum stub_svc_key {
	STUB_SVC_MANDATORY = 0,
	STUB_SVC_ALPN = 1,
	STUB_SVC_NO_DEFAULT_ALPN = 2,
	STUB_SVC_PORT = 3,
	STUB_SVC_IPV4HINT = 4,
	STUB_SVC_ECH = 5,
	STUB_SVC_IPV6HINT = 6,
	STUB_SVC_DOHPATH = 7,
	STUB_SVC_OHTTP = 8,
	STUB_SVC_TLS_SUPPORTED_GROUPS = 9
};

struct stub_svc_param {
	uint16_t key; /* enum stub_svc_key, or another */
	uint16_t len;
	const uint8_t *value; /* len octets in the RDATA, in wire form (RFC 9460 7, 8) */
	const char *name;     /* "alpn"; "" for a key that is not above; static storage */
};

struct stub_svc_params {
	const uint8_t *at, *end;
};

/* The parameters in the RDATA of a record, which may be one of a message: their keys rise.  None
 * where its type and class have no parameters, or the RDATA is malformed. */
STUB_API struct stub_svc_params stub_svc_params(
	uint16_t type, uint16_t rr_class, const uint8_t *rdata, size_t rdlen);
/* False, and *out untouched: there is no more. */
STUB_API bool stub_svc_params_next(struct stub_svc_params *params, struct stub_svc_param *out);
/* KEY=VALUE in presentation form, "ipv4hint=192.0.2.1,192.0.2.2"; a value that is not what its key
 * asks for as octets. */
STUB_API size_t stub_svc_param_print(const struct stub_svc_param *param, char *out, size_t size);

/* ---- records outside messages, and master-file text (RFC 1035 5.1) ---- */

struct stub_rr {
	struct stub_name owner;
	uint16_t type, rr_class;
	uint32_t ttl;         /* seconds */
	const uint8_t *rdata; /* rdlen octets, no name in it compressed; the caller's */
	uint16_t rdlen;
};

/* What is wrong with a text. */
struct stub_text_error {
	unsigned line, column; /* from 1; columns count octets */
	const char *expected;  /* "an IPv4 address"; NULL: nothing is wrong; static storage */
};

/* Text with any number of records, to be taken one after the other.  origin, ttl and rr_class may
 * be set before the first one. */
struct stub_scan {
	const char *at, *end; /* what is still to come */
	const char *line;     /* where the line of `at` begins */
	unsigned lines;       /* its number */
	struct stub_text_error error;
	/* What names without a dot at their end are under, and what @ stands for; $ORIGIN sets it.
	 * len 0: such names are absolute, and @ is an error. */
	struct stub_name origin;
	struct stub_name owner; /* the last one, for lines that begin with white space */
	/* Of records that do not say theirs: those that were said last, or the TTL of $TTL. */
	uint32_t ttl;
	uint16_t rr_class;
	bool ttl_fixed; /* by $TTL (RFC 2308 4) */
};

/* A message's record for itself; room for its RDATA, names in full, is the size octets at room, and
 * must stay as long as *out is in use.  False, and *out untouched: a question, or no room. */
STUB_API bool stub_record_copy(const struct stub_message *message, const struct stub_record *record,
	uint8_t *room, size_t size, struct stub_rr *out);

/* The first record comes first; ttl is 0 and rr_class IN then, if text says none.  $ORIGIN and $TTL
 * are obeyed, $INCLUDE and $GENERATE are errors.  text is the caller's, and needs no NUL. */
STUB_API struct stub_scan stub_scan_begin(const char *text, size_t len);
/* The next record, its RDATA in room as for stub_record_copy().  False, and *out untouched: there
 * is no more, or an error, which stays; see scan->error. */
STUB_API bool stub_scan_next(
	struct stub_scan *scan, uint8_t *room, size_t size, struct stub_rr *out);
/* One record, "www.example.com. 300 IN A 192.0.2.1", and nothing else.  False: *out is untouched,
 * and *error, which may be NULL, says why. */
STUB_API bool stub_rr_from_text(const char *text, uint8_t *room, size_t size, struct stub_rr *out,
	struct stub_text_error *error);
/* The whole line, as stub_record_print() has it; "" and 0 if the RDATA or the owner is malformed.
 */
STUB_API size_t stub_rr_to_text(const struct stub_rr *rr, char *out, size_t size);

/* RDATA alone, "10 mail.example.com.", its octets at out.  False: *rdlen is untouched, and *error,
 * which may be NULL, says why. */
STUB_API bool stub_rdata_from_text(uint16_t type, uint16_t rr_class, const char *text, uint8_t *out,
	size_t size, uint16_t *rdlen, struct stub_text_error *error);
/* As stub_record_data() has it; "" and 0 if rdata is not what its type allows. */
STUB_API size_t stub_rdata_to_text(uint16_t type, uint16_t rr_class, const uint8_t *rdata,
	size_t rdlen, char *out, size_t size);

/* "line 1, column 15: expected an IPv4 address"; "" where nothing is wrong. */
STUB_API size_t stub_text_error_print(const struct stub_text_error *error, char *out, size_t size);

/* The octets of a record in canonical form (RFC 4034 6.2), with which DNSSEC signs; the TTL is
 * rr->ttl.  How many there are at out; 0: no room, or the RDATA or the owner is malformed. */
STUB_API size_t stub_rr_canonical(const struct stub_rr *rr, uint8_t *out, size_t size);

/* ---- writing messages ---- */

enum stub_write_error {
	STUB_WRITE_OK,
	STUB_WRITE_FULL,    /* it does not fit in its room, or in STUB_MESSAGE_OCTETS */
	STUB_WRITE_SECTION, /* behind a later section, or none for such a record */
	STUB_WRITE_NAME,    /* no name */
	STUB_WRITE_TEXT,    /* see text_error */
	STUB_WRITE_RDATA,   /* not what its type allows */
	STUB_WRITE_EDNS     /* a second OPT record, or what EDNS has no room for */
};

/* A message under construction. */
struct stub_writer {
	uint8_t *octets; /* the caller's room, size octets */
	size_t size;
	size_t len;                    /* of the message so far */
	enum stub_write_error error;   /* the first; nothing is written behind it */
	enum stub_section section;     /* the last one written to, or where the error is */
	uint16_t count[STUB_SECTIONS]; /* records written: one before that with the error */
	struct stub_text_error text_error;
	bool has_edns; /* of use to the functions below only */
	uint8_t nseen;
	uint16_t seen[16];
};

/* A message with a header: STUB_QR and so on, OPCODE << 11 and RCODE in flags.  What follows adds
 * to it, in the order of the sections, and after each call octets has a whole message of len
 * octets: also after an error, one of what came before it.  Names are compressed where RFC 3597 4
 * allows it. */
STUB_API struct stub_writer stub_write_begin(
	uint8_t *octets, size_t size, uint16_t id, uint16_t flags);
STUB_API void stub_write_question(
	struct stub_writer *w, const char *name, uint16_t type, uint16_t rr_class);
/* All records of a text, as stub_scan_next() takes them.  It needs 64 KiB of stack. */
STUB_API void stub_write_text(struct stub_writer *w, enum stub_section section, const char *text);
/* RDATA as text, "10 mail.example.com."; the same stack. */
STUB_API void stub_write_data(struct stub_writer *w, enum stub_section section, const char *owner,
	uint16_t type, uint16_t rr_class, uint32_t ttl, const char *rdata);
/* RDATA as octets, which are checked. */
STUB_API void stub_write_rr(
	struct stub_writer *w, enum stub_section section, const struct stub_rr *rr);
/* A record or a question of another message, whose octets are not those of this one. */
STUB_API void stub_write_record(struct stub_writer *w, enum stub_section section,
	const struct stub_message *message, const struct stub_record *record);
/* The OPT record, with n options; malformed in an option has no meaning.  rcode: all twelve bits,
 * of which four replace those in the header (RFC 6891 6.1.3).  It is in STUB_ADDITIONAL. */
STUB_API void stub_write_edns(struct stub_writer *w, const struct stub_edns *edns, uint16_t rcode,
	const struct stub_edns_option *options, size_t n);
/* The length of the message, 0 after an error. */
STUB_API size_t stub_write_finish(const struct stub_writer *w);
/* What is wrong, "ANSWER, record 2: line 1, column 25: expected an IPv4 address"; "" for nothing.
 */
STUB_API size_t stub_write_why(const struct stub_writer *w, char *out, size_t size);

enum { STUB_QUERY_OCTETS = 282 }; /* the longest that stub_write_query() writes */

/* A query in one call: one question, and an OPT record if udp_size, the octets to take by UDP, is
 * not 0.  Its length; 0: name is none, or no room. */
STUB_API size_t stub_write_query(uint8_t *out, size_t size, const char *name, uint16_t type,
	uint16_t rr_class, uint16_t id, uint16_t flags, uint16_t udp_size);

#ifdef __cplusplus
}
#endif

#endif
