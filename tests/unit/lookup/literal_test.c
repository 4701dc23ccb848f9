/* Addresses as text. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <net/if.h>
#include "resolver/literal.h"
#include "resolver/text.h"
#include "tests/support/table.h"

/* want: in inet_ntop(3)'s form, with %scope; NULL: no address.  strict: address_parse() agrees. */
static const struct row {
	const char *name, *text, *want;
	bool strict;
} rows[] = {
	{ "a dotted quad", "192.0.2.1", "192.0.2.1", true },
	{ "all zeros", "0.0.0.0", "0.0.0.0", true },
	{ "all ones", "255.255.255.255", "255.255.255.255", true },
	{ "NU01 0177.0.0.1 is octal", "0177.0.0.1", "127.0.0.1", false },
	{ "NU02 0x7f.0.0.1 is hexadecimal", "0x7f.0.0.1", "127.0.0.1", false },
	{ "NU03 2130706433 is one number", "2130706433", "127.0.0.1", false },
	{ "NU05 12 is 0.0.0.12", "12", "0.0.0.12", false },
	{ "NU06 a final dot makes it no address", "127.0.0.1.", NULL, false },
	{ "NU07 a part over 255 makes it no address", "1.2.3.256", NULL, false },
	{ "NU08 five parts are no address", "1.2.3.4.5", NULL, false },
	{ "NU09 the IPv6 loopback", "::1", "::1", true },
	{ "NU10 a zone by name", "fe80::1%lo", "fe80::1%LO", true },
	{ "NU10 a zone by number", "fe80::1%7", "fe80::1%7", true },
	{ "NU10 a zone on link-local multicast", "ff02::2%7", "ff02::2%7", true },
	{ "NU10 zone 0 is no zone", "fe80::1%0", "fe80::1", true },
	{ "NU12 a global address has no zone", "2001:db8::1%lo", NULL, false },
	{ "NU12 a global address has no zone number", "2001:db8::1%1", NULL, false },
	{ "NU14 what follows a blank is not cut off", "127.0.0.1 x", NULL, false },
	{ "NU14 a final blank is no part of an address", "127.0.0.1 ", NULL, false },
	{ "NU14 a leading blank is no part of an address", " 127.0.0.1", NULL, false },
	{ "NU14 nor is a newline", "127.0.0.1\n", NULL, false },
	{ "NU16 123.456 has its low part in 24 bits", "123.456", "123.0.1.200", false },
	{ "two parts", "127.1", "127.0.0.1", false },
	{ "three parts", "10.1.258", "10.1.1.2", false },
	{ "the last of three parts is at most 65535", "10.1.65536", NULL, false },
	{ "the last of two parts is at most 2^24 - 1", "10.16777216", NULL, false },
	{ "one part is at most 2^32 - 1", "4294967295", "255.255.255.255", false },
	{ "one part over 2^32 - 1", "4294967296", NULL, false },
	{ "one part over 2^64", "18446744073709551617", NULL, false },
	{ "an inner part over 255", "256.1", NULL, false },
	{ "octal has no 8", "08.0.0.1", NULL, false },
	{ "0x alone is no number", "0x", NULL, false },
	{ "hexadecimal in capitals", "0X7F.1", "127.0.0.1", false },
	{ "a leading zero is not strict", "010.0.0.1", "8.0.0.1", false },
	{ "a sign is no digit", "-1", NULL, false },
	{ "a plus is no digit", "+1.2.3.4", NULL, false },
	{ "an empty part", "1..2.3", NULL, false },
	{ "a leading dot", ".1.2.3", NULL, false },
	{ "the empty text", "", NULL, false },
	{ "a name", "host1.example.com", NULL, false },
	{ "a name of hexadecimal letters", "face.b00c", NULL, false },
	{ "the unspecified address", "::", "::", true },
	{ "eight groups", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", true },
	{ "capitals", "2001:DB8::A", "2001:db8::a", true },
	{ "leading zeros in a group", "2001:0db8::0001", "2001:db8::1", true },
	{ "five digits in a group", "2001:00db8::1", NULL, false },
	{ "seven groups", "1:2:3:4:5:6:7", NULL, false },
	{ "nine groups", "1:2:3:4:5:6:7:8:9", NULL, false },
	{ "a gap in front", "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8", true },
	{ "a gap at the end", "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", true },
	{ "a gap of nothing", "1:2:3:4::5:6:7:8", NULL, false },
	{ "two gaps", "1::2::3", NULL, false },
	{ "three colons", "1:::2", NULL, false },
	{ "a single leading colon", ":1:2:3:4:5:6:7", NULL, false },
	{ "a single final colon", "1:2:3:4:5:6:7:", NULL, false },
	{ "a lone colon", ":", NULL, false },
	{ "HO12 an IPv4-mapped address stays IPv6", "::ffff:192.0.2.9", "::ffff:192.0.2.9", true },
	{ "six groups and a quad", "1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201", true },
	{ "seven groups and a quad", "1:2:3:4:5:6:7:192.0.2.1", NULL, false },
	{ "a quad that is not the end", "::192.0.2.1:1", NULL, false },
	{ "a bad quad at the end", "::ffff:192.0.2.256", NULL, false },
	{ "a short quad at the end", "::ffff:127.1", NULL, false },
	{ "brackets are the caller's", "[::1]", NULL, false },
	{ "an empty zone", "fe80::1%", NULL, false },
	{ "a zone that no interface has", "fe80::1%nosuchif", NULL, false },
	{ "a zone name too long for an interface", "fe80::1%abcdefghijklmnop", NULL, false },
	{ "a zone number over 32 bits", "fe80::1%4294967296", NULL, false },
	{ "two zones", "fe80::1%1%1", NULL, false },
	{ "a zone on an IPv4 address", "169.254.0.1%1", NULL, false },
	{ "a zone alone", "%1", NULL, false },
};

static void print(char out[static 100], const struct stub_addr *a)
{
	struct text t;
	char host[INET6_ADDRSTRLEN];

	text_init(&t, out, 100);
	text_put(&t, inet_ntop(a->family, a->octets, host, sizeof(host)));
	if (a->scope && a->scope == if_nametoindex("lo"))
		text_put(&t, "%LO");
	else if (a->scope)
		text_printf(&t, "%%%u", a->scope);
}

static void check_row(void **state)
{
	const struct row *row = *state;
	size_t len = strlen(row->text);
	char *exact = malloc(len + !len), text[100]; /* no octet more: reads past the end show */
	struct stub_addr out = { .family = -1 }, strict = { .family = -1 };

	assert_non_null(exact);
	memcpy(exact, row->text, len);
	bool strict_ok = address_parse(exact, len, &strict);
	bool slice_ok = literal_parse_slice(exact, len, &out);
	free(exact);
	assert_int_equal(slice_ok, row->want != NULL);
	assert_int_equal(strict_ok, row->strict);
	if (!slice_ok)
		assert_int_equal(out.family, -1);
	if (!strict_ok)
		assert_int_equal(strict.family, -1);
	assert_int_equal(literal_parse(row->text, &out), row->want != NULL);
	if (row->want) {
		print(text, &out);
		assert_string_equal(text, row->want);
		assert_int_equal(out.ttl, 0);
	}
	if (row->strict) {
		print(text, &strict);
		assert_string_equal(text, row->want);
	}
}

static void check_nul(void **state)
{
	(void)state;
	struct stub_addr out;
	assert_false(address_parse("127.0.0.1\0", 10, &out));
	assert_false(address_parse("::1\0", 4, &out));
	assert_false(address_parse("fe80::1%l\0o", 11, &out));
	assert_true(address_parse("127.0.0.1\0", 9, &out));
}

int main(void)
{
	TABLE_ROWS(rows, check_row);
	table_test("a NUL octet is part of no address", check_nul);
	return table_run("literal", NULL, NULL);
}
