/* nscd's host requests, and their replies whole, in pieces and damaged in every field. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/nscd/nscd.h"
#include "resolver/text.h"
#include "tests/support/table.h"

/* rows leave out what is zero */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define V4 "\300\0\2\1"
#define W4 "\300\0\2\2"
#define V6 "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"
#define BODY(s) s, sizeof(s) - 1
#define BIG INT32_MAX

/* The reply's header after its version, then name, alias lengths ('4' stands for a length of 4 and
 * so on, '-' for -1, 'z' for the greatest), addresses, aliases. */
static const struct row {
	const char *name;
	int32_t version, found, name_len, naliases, family, length, naddrs, error;
	const char *names, *lengths, *rest;
	size_t rest_len;
	enum nscd_verdict verdict;
	const char *want;
} rows[] = {
	{ "one address", 2, 1, 5, 0, 2, 4, 1, 0, "ok.t", "", BODY(V4), NSCD_FOUND,
		"ok.t 192.0.2.1" },
	{ "two addresses", 2, 1, 5, 0, 2, 4, 2, 0, "ok.t", "", BODY(W4 V4), NSCD_FOUND,
		"ok.t 192.0.2.2 192.0.2.1" },
	{ "an IPv6 address", 2, 1, 5, 0, 10, 16, 1, 0, "ok.t", "", BODY(V6), NSCD_FOUND,
		"ok.t 2001:db8::1" },
	{ "aliases", 2, 1, 5, 2, 2, 4, 1, 0, "ok.t", "46", BODY(V4 "a.t\0bb.t.\0"), NSCD_FOUND,
		"ok.t 192.0.2.1 = a.t = bb.t." },
	{ "an alias that is no host name is left out", 2, 1, 5, 3, 2, 4, 1, 0, "ok.t", "442",
		BODY(V4 "a/t\0a.t\0-\0"), NSCD_FOUND, "ok.t 192.0.2.1 = a.t" },
	{ "an empty alias is left out", 2, 1, 5, 2, 2, 4, 1, 0, "ok.t", "14", BODY(V4 "\0a.t\0"),
		NSCD_FOUND, "ok.t 192.0.2.1 = a.t" },
	{ "a name that is no host name is left out", 2, 1, 5, 0, 2, 4, 1, 0, "o;.t", "", BODY(V4),
		NSCD_FOUND, "- 192.0.2.1" },
	{ "octets after the reply do not matter", 2, 1, 5, 0, 2, 4, 1, 0, "ok.t", "",
		BODY(V4 "more"), NSCD_FOUND, "ok.t 192.0.2.1" },
	{ "no such name", 2, 0, 0, 0, -1, -1, 0, HOST_NOT_FOUND, "", "", BODY(""), NSCD_NEGATIVE },
	{ "negative for now", 2, 0, 0, 0, -1, -1, 0, TRY_AGAIN, "", "", BODY(""), NSCD_TRYAGAIN },
	{ "hosts are not cached", 2, -1, 0, 0, -1, -1, 0, -1, "", "", BODY(""), NSCD_UNUSABLE },
	{ "negative with a name is damaged", 2, 0, 5, 0, 2, 4, 0, 1, "ok.t", "", BODY(V4),
		NSCD_UNUSABLE },
	{ "negative with an alias is damaged", 2, 0, 0, 1, 2, 4, 0, 1, "", "", BODY(""),
		NSCD_UNUSABLE },
	{ "negative with an address is damaged", 2, 0, 0, 0, 2, 4, 1, 1, "", "", BODY(V4),
		NSCD_UNUSABLE },
	{ "found is neither yes nor no", 2, 2, 5, 0, 2, 4, 1, 0, "ok.t", "", BODY(V4),
		NSCD_UNUSABLE },
	{ "version 1", 1, 1, 5, 0, 2, 4, 1, 0, "ok.t", "", BODY(V4), NSCD_UNUSABLE },
	{ "the other byte order", 0x02000000, 0x01000000, 0x05000000, 0, 0x02000000, 0x04000000,
		0x01000000, 0, "ok.t", "", BODY(V4), NSCD_UNUSABLE },
	{ "no name", 2, 1, 0, 0, 2, 4, 1, 0, "", "", BODY(V4), NSCD_UNUSABLE },
	{ "a negative length of the name", 2, 1, -1, 0, 2, 4, 1, 0, "ok.t", "", BODY(V4),
		NSCD_UNUSABLE },
	{ "the least length of the name", 2, 1, INT32_MIN, 0, 2, 4, 1, 0, "ok.t", "", BODY(V4),
		NSCD_UNUSABLE },
	{ "a name too long for one", 2, 1, 1027, 0, 2, 4, 1, 0, "ok.t", "", BODY(V4),
		NSCD_UNUSABLE },
	{ "the greatest length of the name", 2, 1, BIG, 0, 2, 4, 1, 0, "ok.t", "", BODY(V4),
		NSCD_UNUSABLE },
	{ "a name without its NUL", 2, 1, 4, 0, 2, 4, 1, 0, "ok.t", "", BODY(V4), NSCD_UNUSABLE },
	{ "a name with a NUL inside", 2, 1, 5, 0, 2, 4, 1, 0, "ok", "", BODY("\0t\0" V4),
		NSCD_UNUSABLE },
	{ "a negative count of aliases", 2, 1, 5, -1, 2, 4, 1, 0, "ok.t", "", BODY(V4),
		NSCD_UNUSABLE },
	{ "too many aliases", 2, 1, 5, 513, 2, 4, 1, 0, "ok.t", "", BODY(V4), NSCD_UNUSABLE },
	{ "the greatest count of aliases", 2, 1, 5, BIG, 2, 4, 1, 0, "ok.t", "", BODY(V4),
		NSCD_UNUSABLE },
	{ "an alias of no octets", 2, 1, 5, 1, 2, 4, 1, 0, "ok.t", "0", BODY(V4), NSCD_UNUSABLE },
	{ "an alias of negative length", 2, 1, 5, 1, 2, 4, 1, 0, "ok.t", "-", BODY(V4),
		NSCD_UNUSABLE },
	{ "an alias of the greatest length", 2, 1, 5, 1, 2, 4, 1, 0, "ok.t", "z", BODY(V4),
		NSCD_UNUSABLE },
	{ "aliases whose sum overflows", 2, 1, 5, 3, 2, 4, 1, 0, "ok.t", "zz4", BODY(V4 "a.t\0"),
		NSCD_UNUSABLE },
	{ "an alias without its NUL", 2, 1, 5, 1, 2, 4, 1, 0, "ok.t", "3", BODY(V4 "a.t\0"),
		NSCD_UNUSABLE },
	{ "an alias with a NUL inside", 2, 1, 5, 1, 2, 4, 1, 0, "ok.t", "4", BODY(V4 "a\0t\0"),
		NSCD_UNUSABLE },
	{ "the other family", 2, 1, 5, 0, 10, 16, 1, 0, "ok.t", "", BODY(V4 V4 V4 V4),
		NSCD_UNUSABLE, "2" },
	{ "an unknown family", 2, 1, 5, 0, 7, 4, 1, 0, "ok.t", "", BODY(V4), NSCD_UNUSABLE },
	{ "a family of none", 2, 1, 5, 0, -1, -1, 1, 0, "ok.t", "", BODY(V4), NSCD_UNUSABLE },
	{ "addresses too short for their family", 2, 1, 5, 0, 2, 3, 1, 0, "ok.t", "", BODY(V4),
		NSCD_UNUSABLE },
	{ "addresses too long for their family", 2, 1, 5, 0, 2, 16, 1, 0, "ok.t", "", BODY(V6),
		NSCD_UNUSABLE },
	{ "addresses of no octets", 2, 1, 5, 0, 2, 0, 1, 0, "ok.t", "", BODY(V4), NSCD_UNUSABLE },
	{ "addresses of negative length", 2, 1, 5, 0, 2, -4, 1, 0, "ok.t", "", BODY(V4),
		NSCD_UNUSABLE },
	{ "found without an address", 2, 1, 5, 0, 2, 4, 0, 0, "ok.t", "", BODY(V4), NSCD_UNUSABLE },
	{ "a negative count of addresses", 2, 1, 5, 0, 2, 4, -1, 0, "ok.t", "", BODY(V4),
		NSCD_UNUSABLE },
	{ "too many addresses", 2, 1, 5, 0, 2, 4, 513, 0, "ok.t", "", BODY(V4), NSCD_UNUSABLE },
	{ "the greatest count of addresses", 2, 1, 5, 0, 2, 4, BIG, 0, "ok.t", "", BODY(V4),
		NSCD_UNUSABLE },
	{ "a reply cut in its addresses", 2, 1, 5, 0, 2, 4, 2, 0, "ok.t", "", BODY(V4 "\300"),
		NSCD_MORE },
	{ "a reply cut in its aliases", 2, 1, 5, 1, 2, 4, 1, 0, "ok.t", "4", BODY(V4 "a.t"),
		NSCD_MORE },
	{ "a reply cut in the lengths of its aliases", 2, 1, 5, 9, 2, 4, 1, 0, "ok.t", "4",
		BODY(""), NSCD_MORE },
};

static size_t build(const struct row *row, unsigned char out[300])
{
	const int32_t header[8] = { row->version, row->found, row->name_len, row->naliases,
		row->family, row->length, row->naddrs, row->error };
	size_t len = sizeof(header), name = strlen(row->names);
	memcpy(out, header, len);
	memcpy(out + len, row->names, name + 1);
	/* without its NUL where the length says so */
	len += row->name_len > 0 && (size_t)row->name_len == name + 1 ? name + 1 : name;
	for (const char *c = row->lengths; *c; c++) {
		int32_t length = *c == '-' ? -1 : *c == 'z' ? INT32_MAX : *c - '0';
		memcpy(out + len, &length, 4);
		len += 4;
	}
	memcpy(out + len, row->rest, row->rest_len);
	return len + row->rest_len;
}

static void print(char *out, size_t size, const struct nscd_host *host)
{
	struct text t;
	struct stub_addr addr;
	struct nscd_at at = { 0, 0 };
	char text[INET6_ADDRSTRLEN];
	text_init(&t, out, size);
	text_put(&t, host->name ? host->name : "-");
	for (unsigned i = 0; i < host->count; i++) {
		nscd_host_addr(host, i, &addr);
		text_printf(&t, " %s", inet_ntop(addr.family, addr.octets, text, sizeof(text)));
	}
	for (const char *alias; nscd_next_alias(host, &at, &alias);)
		text_printf(&t, " = %s", alias);
	assert_true(text_whole(&t));
}

/* A block of just len octets, as a read past its end would show. */
static enum nscd_verdict parse(
	const unsigned char *data, size_t len, bool ended, int family, char *text, size_t size)
{
	unsigned char *exact = malloc(len + !len);
	struct nscd_host host = { .count = 77 };
	assert_non_null(exact);
	memcpy(exact, data, len);
	enum nscd_verdict verdict = nscd_parse_host(exact, len, ended, family, &host);
	if (verdict == NSCD_FOUND)
		print(text, size, &host);
	else
		assert_int_equal(host.count, 77);
	free(exact);
	return verdict;
}

static void check_row(void **state)
{
	const struct row *row = *state;
	unsigned char data[300];
	char got[200];
	size_t len = build(row, data);
	/* want of a row that is not found: the family asked for */
	int family = row->family == 10 && row->verdict == NSCD_FOUND ? AF_INET6 : AF_INET;
	assert_int_equal(parse(data, len, false, family, got, sizeof(got)), row->verdict);
	if (row->verdict == NSCD_FOUND)
		assert_string_equal(got, row->want);
	/* every shorter piece: more is wanted until it is decided, and nothing else is ever said */
	bool decided = false;
	for (size_t piece = 0; piece <= len; piece++) {
		enum nscd_verdict verdict = parse(data, piece, false, family, got, sizeof(got));
		if (decided || verdict != NSCD_MORE)
			assert_int_equal(verdict, row->verdict);
		decided = verdict != NSCD_MORE;
		assert_int_equal(parse(data, piece, true, family, got, sizeof(got)),
			decided ? verdict : NSCD_UNUSABLE);
	}
}

/* Replies of no more than NSCD_REPLY_MAX octets can be whole. */
static void check_largest(void **state)
{
	(void)state;
	static unsigned char data[NSCD_REPLY_MAX + 8];
	struct nscd_host host;
	/* 32 + 2 + n * 4 + 4 + n * 16 octets for n aliases of 16 */
	for (int32_t n = 485; n <= 486; n++) {
		const int32_t header[8] = { 2, 1, 2, n, 2, 4, 1, 0 };
		memset(data, 'a', sizeof(data));
		memcpy(data, header, sizeof(header));
		data[33] = 0;
		for (int32_t i = 0; i < n; i++)
			memcpy(data + 34 + i * 4, &(int32_t){ 16 }, 4);
		for (int32_t i = 1; i <= n; i++)
			data[34 + n * 4 + 4 + i * 16 - 1] = 0;
		size_t len = 38 + (size_t)n * 20;
		bool fits = len <= NSCD_REPLY_MAX;
		assert_int_equal(fits, n == 485);
		assert_int_equal(nscd_parse_host(data, len, true, AF_INET, &host),
			fits ? NSCD_FOUND : NSCD_UNUSABLE);
		/* decided as soon as the lengths are there */
		assert_int_equal(nscd_parse_host(data, 34 + (size_t)n * 4, false, AF_INET, &host),
			fits ? NSCD_MORE : NSCD_UNUSABLE);
	}
}

static void check_reverse(void **state)
{
	(void)state;
	static const struct {
		struct row row;
		enum nscd_verdict verdict;
	} cases[] = {
		{ { "", 2, 1, 5, 0, 2, 4, 1, 0, "ok.t", "", BODY(V4) }, NSCD_FOUND },
		{ { "", 2, 1, 5, 0, 2, 4, 2, 0, "ok.t", "", BODY(W4 V4) }, NSCD_FOUND },
		{ { "", 2, 1, 5, 0, 2, 4, 1, 0, "ok.t", "", BODY(W4) }, NSCD_UNUSABLE },
		{ { "", 2, 1, 5, 0, 2, 4, 1, 0, "o;.t", "", BODY(V4) }, NSCD_UNUSABLE },
		{ { "", 2, 1, 5, 0, 10, 16, 1, 0, "ok.t", "", BODY(V6) }, NSCD_UNUSABLE },
		{ { "", 2, 0, 0, 0, -1, -1, 0, HOST_NOT_FOUND, "", "", BODY("") }, NSCD_NEGATIVE },
		{ { "", 2, 1, 5, 0, 2, 4, 1, 0, "ok.t", "", BODY("") }, NSCD_MORE },
	};
	const struct stub_addr addr = { .family = AF_INET, .octets = V4 };
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		unsigned char data[300];
		struct nscd_host host = { .count = 77 };
		size_t len = build(&cases[i].row, data);
		assert_int_equal(
			nscd_parse_reverse(data, len, false, &addr, &host), cases[i].verdict);
		if (cases[i].verdict == NSCD_FOUND)
			assert_string_equal(host.name, "ok.t");
		else
			assert_int_equal(host.count, 77);
	}
}

static void check_requests(void **state)
{
	(void)state;
	unsigned char out[NSCD_REQUEST_MAX];
	const struct stub_addr v4 = { .family = AF_INET, .octets = V4 },
			       v6 = { .family = AF_INET6, .octets = V6 };
	char name[1012];
	assert_int_equal(nscd_request_host(out, "ok.t", AF_INET), 17);
	assert_memory_equal(out, ((const int32_t[]){ 2, 4, 5 }), 12);
	assert_memory_equal(out + 12, "ok.t", 5);
	assert_int_equal(nscd_request_host(out, "ok.t", AF_INET6), 17);
	assert_memory_equal(out, ((const int32_t[]){ 2, 5, 5 }), 12);
	assert_int_equal(nscd_request_reverse(out, &v4), 16);
	assert_memory_equal(out, ((const int32_t[]){ 2, 6, 4 }), 12);
	assert_memory_equal(out + 12, V4, 4);
	assert_int_equal(nscd_request_reverse(out, &v6), 28);
	assert_memory_equal(out, ((const int32_t[]){ 2, 7, 16 }), 12);
	assert_memory_equal(out + 12, V6, 16);
	assert_int_equal(nscd_request_map(out), 18);
	assert_memory_equal(out, ((const int32_t[]){ 2, 13, 6 }), 12);
	assert_memory_equal(out + 12, "hosts", 6);
	memset(name, 'a', sizeof(name) - 1);
	name[1011] = '\0';
	assert_int_equal(nscd_request_host(out, name, AF_INET), 0);
}

static void check_map_reply(void **state)
{
	(void)state;
	static const unsigned char good[] = "hosts\0\1\2\3\4\5\6\7\1",
				   other[] = "hostt\0\1\2\3\4\5\6\7\1";
	for (size_t len = 0; len <= 15; len++)
		assert_int_equal(nscd_is_map_reply(good, len), len == 6 || len == 14);
	assert_false(nscd_is_map_reply(other, 6));
	assert_false(nscd_is_map_reply(other, 14));
}

/* Replies of glibc 2.36's own daemon; little-endian. */
static void check_real(void **state)
{
	static const struct {
		const char *file;
		int family;
		enum nscd_verdict verdict;
		const char *want;
	} files[] = {
		{ "host", AF_INET, NSCD_FOUND, "canonical.t 192.0.2.7 = first.t = second.t" },
		{ "host6", AF_INET6, NSCD_FOUND, "canonical.t 2001:db8::7 = first.t = second.t" },
		{ "reverse", AF_INET, NSCD_FOUND, "canonical.t 192.0.2.7 = first.t = second.t" },
		{ "reverse6", AF_INET6, NSCD_FOUND,
			"canonical.t 2001:db8::7 = first.t = second.t" },
		{ "reverse-negative", AF_INET, NSCD_NEGATIVE, NULL },
		{ "disabled", AF_INET, NSCD_UNUSABLE, NULL },
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
		assert_int_equal(parse(data, len, true, files[i].family, got, sizeof(got)),
			files[i].verdict);
		if (files[i].want)
			assert_string_equal(got, files[i].want);
	}
}

int main(void)
{
	TABLE_ROWS(rows, check_row);
	table_test("the largest reply", check_largest);
	table_test("a reverse reply has a name and is about the address", check_reverse);
	table_test("requests", check_requests);
	table_test("the reply to a request for the map", check_map_reply);
	table_test("what a real daemon says of hosts", check_real);
	return table_run("nscd host", NULL, NULL);
}
