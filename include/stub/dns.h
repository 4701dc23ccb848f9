/* DNS messages (RFC 1035) and EDNS (RFC 6891): a checked view of the octets, and all of it as text.
 *
 * stub_message_parse() proves a message once; nothing that takes the view can fail after it.
 * Nothing here allocates, and a view points into the octets that it was made of: they belong to the
 * caller, and must stay as they are as long as the view, its records and its options are in use.
 * Views are values: copy them, and let them go without a call.  Every function is safe in any
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

/* ---- messages ---- */

/* RFC 1035 4.1 */
enum stub_section { STUB_QUESTION, STUB_ANSWER, STUB_AUTHORITY, STUB_ADDITIONAL };
enum { STUB_SECTIONS = 4 };

/* Bits of a message's flags (RFC 1035 4.1.1, RFC 4035 3) */
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

#ifdef __cplusplus
}
#endif

#endif
