/* Vectors in hexadecimal, and the fixtures that are written so. */
#ifndef TESTS_DNS_VECTOR_H
#define TESTS_DNS_VECTOR_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/support/table.h"

enum { VECTOR_OCTETS = 4096, FIXTURE_CHARS = 32768 };

/* Hexadecimal digits, whatever is between them; # begins a comment. */
static inline size_t vector_read(uint8_t out[static VECTOR_OCTETS], const char *hex)
{
	size_t digits = 0;
	for (; *hex; hex++) {
		static const char alphabet[] = "0123456789abcdef";
		const char *digit = strchr(alphabet, *hex);
		if (*hex == '#')
			hex += strcspn(hex, "\n") - 1;
		if (!digit)
			continue;
		uint8_t *octet = out + digits / 2;
		assert_true(digits / 2 < VECTOR_OCTETS);
		*octet = (uint8_t)((digits % 2 ? *octet << 4 : 0) | (digit - alphabet));
		digits++;
	}
	assert_int_equal(digits % 2, 0);
	return digits / 2;
}

/* The same octets in a block of their own, so that a read behind them is seen. */
static inline uint8_t *vector_exact(const uint8_t *data, size_t len)
{
	uint8_t *exact = malloc(len ? len : 1);
	assert_non_null(exact);
	memcpy(exact, data, len);
	return exact;
}

/* The file dns/NAME of the fixtures. */
static inline void fixture_read(
	char out[static FIXTURE_CHARS], const char *name, const char *suffix)
{
	const char *folder = getenv("FIXTURES");
	char path[4096];
	snprintf(path, sizeof(path), "%s/dns/%s%s", folder ? folder : "fixtures", name, suffix);
	FILE *f = fopen(path, "r");
	if (!f)
		fail_msg("%s is missing", path);
	size_t n = fread(out, 1, FIXTURE_CHARS - 1, f);
	bool whole = feof(f);
	fclose(f);
	if (!whole)
		fail_msg("%s is longer than %d characters", path, FIXTURE_CHARS - 2);
	out[n] = '\0';
}

static inline size_t fixture_message(uint8_t out[static VECTOR_OCTETS], const char *name)
{
	static char hex[FIXTURE_CHARS];
	fixture_read(hex, name, ".hex");
	return vector_read(out, hex);
}

static const char *const fixture_names[] = { "a", "a6", "aaaa", "afsdb", "amtrelay", "apl",
	"article-a", "article-aaaa", "atma", "avc", "badvers", "brid", "caa", "cdnskey", "cds",
	"cert", "chaos", "cla", "cname", "cname-chain", "columns", "csync", "dhcid", "dlv", "dname",
	"dnskey", "doa", "ds", "dsync", "eid", "eui48", "eui64", "gpos", "hhit", "hinfo", "hip",
	"https", "ipn", "ipseckey", "isdn", "key", "kinds", "kx", "l32", "l64", "loc", "lp", "mb",
	"md", "mf", "mg", "minfo", "mr", "mx", "naptr", "nid", "nimloc", "ninfo", "ns", "nsap",
	"nsap-ptr", "nsec", "nsec3", "nsec3param", "null", "nxdomain", "nxname", "nxt",
	"openpgpkey", "opt", "ptr", "px", "referral", "resinfo", "rkey", "rp", "rrsig", "rt", "sig",
	"signed", "sink", "smimea", "soa", "spf", "srv", "sshfp", "svcb", "ta", "talink", "tkey",
	"tlsa", "truncated", "tsig", "txt", "unknown-type", "update", "uri", "wallet", "wks", "x25",
	"zonemd" };

enum { FIXTURE_NAMES = sizeof(fixture_names) / sizeof(fixture_names[0]) };

#endif
