/* EDNS: the OPT record of a message and its options (RFC 6891). */
#ifndef DNS_EDNS_H
#define DNS_EDNS_H

#include "resolver/dns/msg.h"

enum { EDNS_DO = 0x8000, EDNS_CO = 0x4000 }; /* RFC 3225; RFC 9824 */

/* IANA "DNS EDNS0 Option Codes (OPT)" */
enum option_code {
	OPTION_NSID = 3,
	OPTION_ECS = 8,
	OPTION_EXPIRE = 9,
	OPTION_COOKIE = 10,
	OPTION_TCP_KEEPALIVE = 11,
	OPTION_PADDING = 12,
	OPTION_CHAIN = 13,
	OPTION_KEY_TAG = 14,
	OPTION_EDE = 15,
	OPTION_CLIENT_TAG = 16,
	OPTION_SERVER_TAG = 17,
	OPTION_REPORT_CHANNEL = 18,
	OPTION_ZONEVERSION = 19,
};

/* What the OPT record says beside its options (RFC 6891 6.1.2, 6.1.3). */
struct edns {
	uint16_t udp;   /* the sender's UDP payload size, octets */
	uint16_t flags; /* EDNS_DO, EDNS_CO, and bits that must be zero */
	uint8_t version;
	uint8_t rcode; /* the upper eight bits of the RCODE */
};

struct edns_option {
	uint16_t code, len;
	const uint8_t *data; /* in the message */
};

struct edns_iter {
	struct reader in;
};

/* The OPT record of a message that msg_parse() accepted; false, and *out untouched: it has none. */
bool msg_edns(const struct msg *msg, struct edns *out);
/* Its options in their order; none where there is no OPT.  Cannot fail, as all of msg.h. */
struct edns_iter msg_options(const struct msg *msg);
bool option_next(struct edns_iter *it, struct edns_option *out);

/* How the data of an option is laid out. */
enum option_form {
	FORM_OPAQUE,
	FORM_ECS,
	FORM_SECONDS,
	FORM_COOKIE,
	FORM_KEEPALIVE,
	FORM_PADDING,
	FORM_NAME,
	FORM_NUMBERS,
	FORM_EDE,
	FORM_ZONEVERSION,
};

struct edns_layout {
	uint16_t code;
	uint8_t form;  /* enum option_form */
	char name[16]; /* dig's */
};

/* NULL for a code without a row. */
const struct edns_layout *option_layout_of(uint16_t code);
/* The data is what the option's own RFC says; true for a code without a row. */
bool option_good(const struct edns_option *option);

/* The description of an extended error (RFC 8914 5.2), "" where IANA has none. */
const char *ede_to_text(uint16_t code);

/* One option as `dig` prints it, "; NSID: 61 (\"a\")", without a newline; a malformed one in
 * hexadecimal, and so marked. */
void print_option(const struct edns_option *option, struct text *out);
/* The lines of the OPT pseudosection that are EDNS's; nothing where there is no OPT. */
void print_edns(const struct msg *msg, struct text *out);

#endif
