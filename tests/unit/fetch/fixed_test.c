/* Arguments of --resolve. */
#include "fetch/fixed.h"
#include <arpa/inet.h>
#include "tests/support/table.h"

struct row {
	const char *name, *entry, *host;
	uint16_t port;
	int n;
	bool wild;
	const char *first; /* address */
};

static const struct row rows[] = {
	{ "an address", "a.example:80:192.0.2.1", "a.example", 80, 1, false, "192.0.2.1" },
	{ "names in any case", "A.Example:80:192.0.2.1", "a.eXample", 80, 1, false, "192.0.2.1" },
	{ "two addresses", "a:80:192.0.2.1,192.0.2.2", "a", 80, 2, false, "192.0.2.1" },
	{ "an IPv6 address in brackets", "a:80:[2001:db8::1]", "a", 80, 1, false, "2001:db8::1" },
	{ "an IPv6 address without brackets", "a:80:2001:db8::1,192.0.2.1", "a", 80, 2, false,
		"2001:db8::1" },
	{ "an IPv6 address as the host", "[::1]:80:192.0.2.1", "::1", 80, 1, false, "192.0.2.1" },
	{ "any host", "*:80:192.0.2.1", "a", 80, 1, true, "192.0.2.1" },
	{ "a plus sign in front", "+a:80:192.0.2.1", "a", 80, 1, false, "192.0.2.1" },
	{ "another host", "b:80:192.0.2.1", "a", 80, 0, false, NULL },
	{ "the beginning of a host", "a:80:192.0.2.1", "ab", 80, 0, false, NULL },
	{ "a host that is longer", "ab:80:192.0.2.1", "a", 80, 0, false, NULL },
	{ "another port", "a:81:192.0.2.1", "a", 80, 0, false, NULL },
	{ "no address", "a:80:", "a", 80, -1, false, NULL },
	{ "no port", "a::192.0.2.1", "a", 80, -1, false, NULL },
	{ "only a host", "a", "a", 80, -1, false, NULL },
	{ "a host and a port", "a:80", "a", 80, -1, false, NULL },
	{ "a name as the address", "a:80:b", "a", 80, -1, false, NULL },
	{ "an empty address in the list", "a:80:192.0.2.1,", "a", 80, -1, false, NULL },
	{ "a port above 65535", "a:65616:192.0.2.1", "a", 80, -1, false, NULL },
	{ "a bracket not closed", "a:80:[::1", "a", 80, -1, false, NULL },
	{ "nothing", "", "a", 80, -1, false, NULL },
	{ "a wrong entry for another host is wrong too", "b:80:x", "a", 80, -1, false, NULL },
};

static void check(void **state)
{
	const struct row *row = *state;
	struct stub_addr out[4];
	bool wild = false;
	assert_int_equal(fixed_match(row->entry, row->host, row->port, out, 4, &wild), row->n);
	if (row->n < 1)
		return;
	assert_int_equal(wild, row->wild);
	char text[INET6_ADDRSTRLEN];
	assert_non_null(inet_ntop(out[0].family, out[0].octets, text, sizeof(text)));
	assert_string_equal(text, row->first);
}

static void there_is_no_more_than_room_for(void **state)
{
	(void)state;
	struct stub_addr out[2];
	bool wild;
	assert_int_equal(
		fixed_match("a:80:192.0.2.1,192.0.2.2,192.0.2.3", "a", 80, out, 2, &wild), 2);
}

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(there_is_no_more_than_room_for),
	};
	TABLE_ROWS(rows, check);
	TABLE_TESTS(others);
	return table_run("fixed", NULL, NULL);
}
