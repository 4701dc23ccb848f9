/* The nscd protocol: requests, and replies whole, in pieces and damaged. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/nscd/nscd.h"
#include "resolver/text.h"
#include "tests/support/table.h"

/* rows leave out what is zero */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define V4 "\300\0\2\1"
#define V6 "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"

/* The header's six numbers, then the body.  want: "addresses canonical" on NSCD_FOUND. */
static const struct row {
	const char *name;
	int32_t version, found, naddrs, addrslen, canonlen, error;
	const char *body;
	size_t len;
	enum nscd_verdict verdict;
	const char *want;
} rows[] = {
#define BODY(s) s, sizeof(s) - 1
	{ "one IPv4 address", 2, 1, 1, 4, 5, 0, BODY(V4 "\2ok.t\0"), NSCD_FOUND, "192.0.2.1 ok.t" },
	{ "one IPv6 address", 2, 1, 1, 16, 5, 0, BODY(V6 "\12ok.t\0"), NSCD_FOUND,
		"2001:db8::1 ok.t" },
	{ "both families", 2, 1, 3, 24, 5, 0, BODY(V4 V6 V4 "\2\12\2ok.t\0"), NSCD_FOUND,
		"192.0.2.1 2001:db8::1 192.0.2.1 ok.t" },
	{ "no canonical name", 2, 1, 1, 4, 0, 0, BODY(V4 "\2"), NSCD_FOUND, "192.0.2.1 -" },
	{ "an empty canonical name is none", 2, 1, 1, 4, 1, 0, BODY(V4 "\2\0"), NSCD_FOUND,
		"192.0.2.1 -" },
	{ "a canonical name that is no host name is left out", 2, 1, 1, 4, 6, 0,
		BODY(V4 "\2a;b.t\0"), NSCD_FOUND, "192.0.2.1 -" },
	{ "nor one with a blank", 2, 1, 1, 4, 6, 0, BODY(V4 "\2a b.t\0"), NSCD_FOUND,
		"192.0.2.1 -" },
	{ "nor one that looks like an option", 2, 1, 1, 4, 6, 0, BODY(V4 "\2-x.t.\0"), NSCD_FOUND,
		"192.0.2.1 -" },
	{ "nor one with octets over 127", 2, 1, 1, 4, 3, 0, BODY(V4 "\2\xc3\xa4\0"), NSCD_FOUND,
		"192.0.2.1 -" },
	{ "an underscore is well", 2, 1, 1, 4, 6, 0, BODY(V4 "\2_a.b9\0"), NSCD_FOUND,
		"192.0.2.1 _a.b9" },
	{ "octets after the reply do not matter", 2, 1, 1, 4, 0, 0, BODY(V4 "\2more"), NSCD_FOUND,
		"192.0.2.1 -" },
	{ "HO23 no such name", 2, 0, 0, 0, 0, HOST_NOT_FOUND, BODY(""), NSCD_NEGATIVE },
	{ "no data", 2, 0, 0, 0, 0, NO_DATA, BODY(""), NSCD_NEGATIVE },
	{ "negative without a reason", 2, 0, 0, 0, 0, 0, BODY(""), NSCD_NEGATIVE },
	{ "negative for now", 2, 0, 0, 0, 0, TRY_AGAIN, BODY(""), NSCD_TRYAGAIN },
	{ "negative with lengths is damaged", 2, 0, 1, 4, 0, 0, BODY(V4 "\2"), NSCD_UNUSABLE },
	{ "negative with a name is damaged", 2, 0, 0, 0, 1, 0, BODY("\0"), NSCD_UNUSABLE },
	{ "hosts are not cached: a host header of 32 octets", 2, -1, 0, 0, 0, 0,
		BODY("\0\0\0\0\0\0\0\0"), NSCD_UNUSABLE },
	{ "found is neither yes nor no", 2, 2, 1, 4, 0, 0, BODY(V4 "\2"), NSCD_UNUSABLE },
	{ "version 1", 1, 1, 1, 4, 0, 0, BODY(V4 "\2"), NSCD_UNUSABLE },
	{ "the other byte order", 0x02000000, 0x01000000, 0x01000000, 0x04000000, 0, 0,
		BODY(V4 "\2"), NSCD_UNUSABLE },
	{ "found without an address", 2, 1, 0, 0, 0, 0, BODY(""), NSCD_UNUSABLE },
	{ "a negative count", 2, 1, -1, -4, 0, 0, BODY(V4 "\2"), NSCD_UNUSABLE },
	{ "a negative length of addresses", 2, 1, 1, -4, 0, 0, BODY(V4 "\2"), NSCD_UNUSABLE },
	{ "a negative length of the name", 2, 1, 1, 4, -1, 0, BODY(V4 "\2"), NSCD_UNUSABLE },
	{ "the least length of the name", 2, 1, 1, 4, INT32_MIN, 0, BODY(V4 "\2"), NSCD_UNUSABLE },
	{ "a name too long for one", 2, 1, 1, 4, 1027, 0, BODY(V4 "\2"), NSCD_UNUSABLE },
	{ "too many addresses", 2, 1, 513, 513 * 4, 0, 0, BODY(V4 "\2"), NSCD_UNUSABLE },
	{ "the greatest count", 2, 1, INT32_MAX, INT32_MAX, INT32_MAX, 0, BODY(V4 "\2"),
		NSCD_UNUSABLE },
	{ "addresses too short for their count", 2, 1, 2, 4, 0, 0, BODY(V4 "\2\2"), NSCD_UNUSABLE },
	{ "addresses too long for their count", 2, 1, 1, 20, 0, 0, BODY(V6 V4 "\12"),
		NSCD_UNUSABLE },
	{ "families that need more octets", 2, 1, 2, 8, 0, 0, BODY(V4 V4 "\2\12"), NSCD_UNUSABLE },
	{ "families that need fewer octets", 2, 1, 2, 32, 0, 0, BODY(V6 V6 "\12\2"),
		NSCD_UNUSABLE },
	{ "an unknown family", 2, 1, 1, 4, 0, 0, BODY(V4 "\3"), NSCD_UNUSABLE },
	{ "family 0", 2, 1, 1, 4, 0, 0, BODY(V4 "\0"), NSCD_UNUSABLE },
	{ "a name without its NUL", 2, 1, 1, 4, 4, 0, BODY(V4 "\2ok.t"), NSCD_UNUSABLE },
	{ "a name with a NUL inside", 2, 1, 1, 4, 5, 0, BODY(V4 "\2o\0.t\0"), NSCD_UNUSABLE },
	{ "a reply cut short", 2, 1, 2, 8, 5, 0, BODY(V4 V4 "\2\2ok."), NSCD_MORE },
};

static void print(char *out, size_t size, const struct nscd_reply *reply)
{
	struct text t;
	struct stub_addr addr;
	struct nscd_at at = { 0, 0 };
	char host[INET6_ADDRSTRLEN];
	unsigned n = 0;

	text_init(&t, out, size);
	for (; nscd_next(reply, &at, &addr); n++)
		text_printf(&t, "%s ", inet_ntop(addr.family, addr.octets, host, sizeof(host)));
	assert_int_equal(n, reply->count);
	text_put(&t, reply->canonical ? reply->canonical : "-");
	assert_true(text_whole(&t));
}

/* A block of just len octets, as a read past its end would show. */
static enum nscd_verdict parse(
	const unsigned char *data, size_t len, bool ended, char *text, size_t size)
{
	unsigned char *exact = malloc(len + !len);
	struct nscd_reply reply = { .count = 77 };

	assert_non_null(exact);
	memcpy(exact, data, len);
	enum nscd_verdict verdict = nscd_parse(exact, len, ended, &reply);
	if (verdict == NSCD_FOUND)
		print(text, size, &reply);
	else
		assert_int_equal(reply.count, 77);
	free(exact);
	return verdict;
}

static void check_row(void **state)
{
	const struct row *row = *state;
	const int32_t header[6] = { row->version, row->found, row->naddrs, row->addrslen,
		row->canonlen, row->error };
	unsigned char data[200];
	size_t len = sizeof(header) + row->len;
	char got[200];

	memcpy(data, header, sizeof(header));
	memcpy(data + sizeof(header), row->body, row->len);
	assert_int_equal(parse(data, len, false, got, sizeof(got)), row->verdict);
	if (row->verdict == NSCD_FOUND)
		assert_string_equal(got, row->want);
	/* every shorter piece: more is wanted until it is whole, and nothing else is ever said */
	bool decided = false;
	for (size_t piece = 0; piece <= len; piece++) {
		enum nscd_verdict verdict = parse(data, piece, false, got, sizeof(got));
		if (decided || verdict != NSCD_MORE)
			assert_int_equal(verdict, row->verdict);
		decided = verdict != NSCD_MORE;
		assert_int_equal(parse(data, piece, true, got, sizeof(got)),
			decided ? verdict : NSCD_UNUSABLE);
	}
}

static void check_largest(void **state)
{
	(void)state;
	unsigned char *data = calloc(1, NSCD_REPLY_MAX);
	const int32_t header[6] = { 2, 1, NSCD_ADDRS_MAX, NSCD_ADDRS_MAX * 16, 1026, 0 };
	struct nscd_reply reply;

	assert_non_null(data);
	memcpy(data, header, sizeof(header));
	memset(data + sizeof(header) + NSCD_ADDRS_MAX * 16, 10, NSCD_ADDRS_MAX);
	memset(data + sizeof(header) + NSCD_ADDRS_MAX * 17, 'a', 1025);
	assert_int_equal(nscd_parse(data, NSCD_REPLY_MAX - 1, false, &reply), NSCD_MORE);
	assert_int_equal(nscd_parse(data, NSCD_REPLY_MAX, false, &reply), NSCD_FOUND);
	assert_int_equal(reply.count, NSCD_ADDRS_MAX);
	assert_int_equal(strlen(reply.canonical), 1025);
	free(data);
}

static void check_request(void **state)
{
	(void)state;
	unsigned char out[NSCD_REQUEST_MAX];
	const int32_t header[3] = { 2, 14, 5 };
	char name[1012];

	assert_int_equal(nscd_request(out, "ok.t"), 17);
	assert_memory_equal(out, header, sizeof(header));
	assert_memory_equal(out + 12, "ok.t", 5);
	memset(name, 'a', sizeof(name));
	name[1010] = '\0';
	assert_int_equal(nscd_request(out, name), NSCD_REQUEST_MAX);
	assert_memory_equal(out + 12, name, 1011);
	name[1010] = 'a';
	name[1011] = '\0';
	assert_int_equal(nscd_request(out, name), 0);
}

/* Replies of glibc 2.36's own daemon; little-endian. */
static void check_real(void **state)
{
	static const struct {
		const char *file;
		enum nscd_verdict verdict;
		const char *want;
	} files[] = {
		{ "found", NSCD_FOUND, "192.168.10.1 host1.example.com" },
		{ "both", NSCD_FOUND, "2001:db8::1 192.0.2.7 both.example.com" },
		{ "negative", NSCD_NEGATIVE, NULL },
		{ "disabled", NSCD_UNUSABLE, NULL },
	};
	(void)state;
	if (htonl(1) == 1)
		skip();
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char path[1000], got[200];
		unsigned char data[400];
		snprintf(path, sizeof(path), "%s/nscd/%s", getenv("FIXTURES"), files[i].file);
		FILE *f = fopen(path, "rb");
		assert_non_null(f);
		size_t len = fread(data, 1, sizeof(data), f);
		fclose(f);
		assert_int_equal(parse(data, len, true, got, sizeof(got)), files[i].verdict);
		if (files[i].want)
			assert_string_equal(got, files[i].want);
	}
}

int main(void)
{
	TABLE_ROWS(rows, check_row);
	table_test("the largest reply", check_largest);
	table_test("requests", check_request);
	table_test("HO22 what a real daemon says", check_real);
	return table_run("nscd", NULL, NULL);
}
