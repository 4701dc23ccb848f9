/* Reverse lookups' pieces: the name asked for, and names out of hosts files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "resolver/literal.h"
#include "resolver/lookup/reverse.h"
#include "tests/support/table.h"

struct asked {
	const char *name, *address, *text;
};

static void check_asked(void **state)
{
	const struct asked *row = *state;
	struct stub_addr addr;
	struct name name;
	char room[NAME_TEXT];
	struct text t;
	assert_true(address_parse(row->address, strlen(row->address), &addr));
	addr = reverse_unmapped(&addr);
	reverse_name(&name, &addr);
	text_init(&t, room, sizeof(room));
	name_to_text(&name, false, &t);
	assert_string_equal(room, row->text);
	struct name back;
	assert_true(name_from_text(&back, row->text));
	assert_true(name_equal(&back, &name));
}

static const struct asked asked[] = {
	{ "NL22 IPv4, the last octet first", "192.0.2.31", "31.2.0.192.in-addr.arpa" },
	{ "NL22 octets of one and of three digits", "255.100.10.0", "0.10.100.255.in-addr.arpa" },
	{ "NL22 IPv6, the last nibble first", "2001:db8::567:89ab",
		"b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa" },
	{ "an IPv4-mapped address is the IPv4 address", "::ffff:192.0.2.1",
		"1.2.0.192.in-addr.arpa" },
	{ "an IPv4-compatible address is not", "::192.0.2.1",
		"1.0.2.0.0.0.0.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa" },
};

struct in_hosts {
	const char *name, *hosts, *address;
	const char *names; /* each with a blank behind it */
};

static void check_hosts(void **state)
{
	const struct in_hosts *row = *state;
	struct stub_addr addr;
	struct hosts hosts;
	struct name_list list = { 0 };
	char room[1024] = "";
	struct text t;
	assert_true(literal_parse(row->address, &addr));
	hosts_init(&hosts, row->hosts, strlen(row->hosts));
	assert_true(reverse_hosts(&hosts, &addr, &list));
	struct stub_names *names = names_new(&list, STUB_FROM_HOSTS);
	assert_non_null(names);
	text_init(&t, room, sizeof(room));
	for (size_t i = 0; i < names->count; i++)
		text_printf(&t, "%s ", names->list[i]);
	assert_string_equal(room, row->names);
	free(names);
	name_list_fini(&list);
	hosts_fini(&hosts);
}

static const struct in_hosts in_hosts[] = {
	{ "an empty file has no names", "", "192.0.2.1", "" },
	{ "a line's names in its order", "192.0.2.1 a.test a b # c\n", "192.0.2.1", "a.test a b " },
	{ "the names of all its lines, each once", "192.0.2.1 a\n::1 b\n192.0.2.1 A c\n",
		"192.0.2.1", "a c " },
	{ "IPv6 in another notation", "2001:db8:0:0::1 six\n", "2001:db8::1", "six " },
	{ "the last line without its end", "::2 x\n::1 y", "::1", "y " },
	{ "a line without names", "192.0.2.1\n192.0.2.1 a\n", "192.0.2.1", "a " },
	{ "what is no name is passed over", "192.0.2.1 a..b c\n", "192.0.2.1", "c " },
	{ "names are handed out as host names are", "192.0.2.1 a;b -c\n", "192.0.2.1",
		"a\\059b \\045c " },
	{ "a zone on one side only is no difference", "fe80::1%7 a\nfe80::1 b\n", "fe80::1",
		"a b " },
	{ "another zone is another address", "fe80::1%7 a\nfe80::1 b\n", "fe80::1%8", "b " },
	{ "HO12 an IPv4-mapped line is no IPv4 address's", "::ffff:192.0.2.9 a\n", "192.0.2.9",
		"" },
};

static void check_many_names(void **state)
{
	(void)state;
	enum { NAMES = 300 };
	struct name_list list = { 0 };
	for (unsigned i = 0; i < NAMES; i++) {
		struct name name;
		char text[NAME_OCTETS];
		memset(text, 'a', sizeof(text));
		for (unsigned dot = 50; dot < 250; dot += 50)
			text[dot] = '.';
		text[0] = (char)('a' + i % 26);
		text[1] = (char)('a' + i / 26);
		text[250] = '\0';
		assert_true(name_from_text(&name, text));
		assert_true(name_list_add(&list, &name));
		assert_true(name_list_add(&list, &name));
		assert_int_equal(list.count, i + 1);
	}
	struct stub_names *names = names_new(&list, STUB_FROM_DNS);
	assert_non_null(names);
	assert_int_equal(names->count, NAMES);
	for (unsigned i = 0; i < NAMES; i++)
		assert_int_equal(names->list[i][0], 'a' + i % 26);
	free(names);
	name_list_fini(&list);
}

int main(void)
{
	TABLE_ROWS(asked, check_asked);
	TABLE_ROWS(in_hosts, check_hosts);
	table_test("more names than fit the first block", check_many_names);
	return table_run("reverse", NULL, NULL);
}
