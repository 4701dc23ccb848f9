/* DNS codes and their names (IANA "Domain Name System (DNS) Parameters"). */
#ifndef DNS_CODE_H
#define DNS_CODE_H

#include <stdbool.h>
#include <stdint.h>
#include "resolver/text.h"

enum rr_type {
	TYPE_A = 1,
	TYPE_NS = 2,
	TYPE_CNAME = 5,
	TYPE_SOA = 6,
	TYPE_WKS = 11,
	TYPE_PTR = 12,
	TYPE_MX = 15,
	TYPE_TXT = 16,
	TYPE_SIG = 24,
	TYPE_AAAA = 28,
	TYPE_LOC = 29,
	TYPE_SRV = 33,
	TYPE_ATMA = 34,
	TYPE_A6 = 38,
	TYPE_DNAME = 39,
	TYPE_OPT = 41,
	TYPE_APL = 42,
	TYPE_IPSECKEY = 45,
	TYPE_RRSIG = 46,
	TYPE_SVCB = 64,
	TYPE_HTTPS = 65,
	TYPE_TSIG = 250,
	TYPE_ANY = 255,
	TYPE_AMTRELAY = 260,
};

enum rr_class { CLASS_IN = 1, CLASS_CH = 3, CLASS_NONE = 254, CLASS_ANY = 255 };

enum rcode {
	RCODE_NOERROR = 0,
	RCODE_FORMERR = 1,
	RCODE_SERVFAIL = 2,
	RCODE_NXDOMAIN = 3,
	RCODE_NOTIMP = 4,
	RCODE_REFUSED = 5,
	RCODE_BADVERS = 16,
	RCODE_BADCOOKIE = 23,
};

/* Mnemonic, or TYPE65280, CLASS32 (RFC 3597 5), RCODE23, OPCODE7. */
void type_to_text(uint16_t type, struct text *out);
void class_to_text(uint16_t class, struct text *out);
void rcode_to_text(unsigned rcode, struct text *out);
void opcode_to_text(unsigned opcode, struct text *out);

/* Numbers that RDATA may write as words. */
enum word_set {
	WORDS_CERT,      /* types of certificate (RFC 4398 2.1) */
	WORDS_ALGORITHM, /* DNSSEC's algorithms */
	WORDS_ERROR,     /* TSIG's and TKEY's errors (RFC 8945 3) */
	WORDS_SCHEME,    /* DSYNC's schemes (RFC 9859 2.1) */
};

/* The word, or the number where there is none. */
void word_to_text(enum word_set set, unsigned code, struct text *out);
/* Without case.  False, *out untouched, for what is no word; numbers are the caller's. */
bool word_from_text(enum word_set set, const char *text, uint16_t *out);

/* PREFIX12345: without case, up to 65535. */
bool number_from_text(const char *text, const char *prefix, uint16_t *out);
/* Without case; also TYPE65280, CLASS32 and RCODE23.  False, *out untouched, for anything else. */
bool type_from_text(const char *text, uint16_t *out);
bool class_from_text(const char *text, uint16_t *out);
bool rcode_from_text(const char *text, uint16_t *out);

#endif
