/* resolv.conf and what overrides it. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/conf/config.h"
#include "resolver/text.h"
#include "tests/support/table.h"

/* rows leave out what is zero */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* file, or the text; then RES_OPTIONS, LOCALDOMAIN and a list of servers where the row has them.
 * want: the servers, then what differs from the defaults. */
static const struct row {
	const char *name, *text;
	size_t len;
	const char *want, *options, *domains, *servers, *file;
	bool refused; /* the list of servers */
	unsigned max; /* servers of the file; 0: SERVERS_LIBC */
} rows[] = {
#define TEXT(s) s, sizeof(s) - 1
#define LOCAL "127.0.0.1:53"
	{ "RC05 an empty file: 127.0.0.1", TEXT(""), LOCAL },
	{ "RC06 only a search line: 127.0.0.1", TEXT("search a.test\n"), LOCAL " search a.test" },
	{ "one server", TEXT("nameserver 192.0.2.1\n"), "192.0.2.1:53" },
	{ "RC19 three servers in the file's order",
		TEXT("nameserver 192.0.2.3\nnameserver 192.0.2.1\nnameserver 192.0.2.2\n"),
		"192.0.2.3:53 192.0.2.1:53 192.0.2.2:53" },
	{ "servers beyond three are counted",
		TEXT("nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver "
		     "192.0.2.4\nnameserver ::1\n"),
		"192.0.2.1:53 192.0.2.2:53 192.0.2.3:53 ignored 2" },
	{ "TR25 a server named twice is asked once in a round",
		TEXT("nameserver 192.0.2.1\nnameserver 192.0.2.1\n"), "192.0.2.1:53" },
	{ "TR25 a server named twice takes no other's place",
		TEXT("nameserver 192.0.2.1\nnameserver 192.0.2.1\nnameserver 127.1\nnameserver "
		     "127.0.0.1:53\nnameserver ::1\nnameserver 192.0.2.4\n"),
		"192.0.2.1:53 127.0.0.1:53 [::1]:53 ignored 1" },
	{ "a server at two ports is two", TEXT("nameserver 192.0.2.1\nnameserver 192.0.2.1:54\n"),
		"192.0.2.1:53 192.0.2.1:54" },
	{ "a server at two zones is two", TEXT("nameserver fe80::1%1\nnameserver fe80::1%2\n"),
		"[fe80::1%1]:53 [fe80::1%2]:53" },
	{ "all servers when asked for",
		TEXT("nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver "
		     "192.0.2.4\nnameserver ::1\n"),
		"192.0.2.1:53 192.0.2.2:53 192.0.2.3:53 192.0.2.4:53 [::1]:53",
		.max = SERVERS_MAX },
	{ "eight servers at most when asked for",
		TEXT("nameserver 0.0.0.1\nnameserver 0.0.0.2\nnameserver 0.0.0.3\nnameserver "
		     "0.0.0.4\nnameserver 0.0.0.5\nnameserver 0.0.0.6\nnameserver "
		     "0.0.0.7\nnameserver 0.0.0.8\nnameserver 0.0.0.9\n"),
		"0.0.0.1:53 0.0.0.2:53 0.0.0.3:53 0.0.0.4:53 0.0.0.5:53 0.0.0.6:53 0.0.0.7:53 "
		"0.0.0.8:53 ignored 1",
		.max = SERVERS_MAX },
	{ "a sort list: netmasks, prefix lengths, classes",
		TEXT("sortlist 10.1.0.0/255.255.0.0 172.16.0.0/12 192.0.2.0 130.1.0.0\t10.0.0.0\n"),
		LOCAL " sortlist 10.1.0.0/ffff0000 172.16.0.0/fff00000 192.0.2.0/ffffff00 "
		      "130.1.0.0/ffff0000 10.0.0.0/ff000000" },
	{ "a sort list with ampersands, as libc takes them",
		TEXT("sortlist 10.0.0.0&255.0.0.0 1&0\n"),
		LOCAL " sortlist 10.0.0.0/ff000000 0.0.0.1/00000000" },
	{ "a sort list: what is no pair",
		TEXT("sortlist x/8 ::1/128 192.0.2.0/33 192.0.3.0/-1 192.0.4.0/ 192.0.5.0/x / "
		     "192.0.6.0;192.0.7.0\nsortlist ; 192.0.8.0\n"),
		LOCAL " sortlist 192.0.2.0/ffffff00 192.0.3.0/ffffff00 192.0.4.0/ffffff00 "
		      "192.0.5.0/ffffff00 192.0.6.0/ffffff00" },
	{ "a sort list has ten pairs at most, lines add up",
		TEXT("sortlist 1.0.0.0 2.0.0.0 3.0.0.0 4.0.0.0 5.0.0.0 6.0.0.0\nsortlist 7.0.0.0 "
		     "8.0.0.0 9.0.0.0 10.0.0.0 11.0.0.0\n"),
		LOCAL " sortlist 1.0.0.0/ff000000 2.0.0.0/ff000000 3.0.0.0/ff000000 "
		      "4.0.0.0/ff000000 5.0.0.0/ff000000 6.0.0.0/ff000000 7.0.0.0/ff000000 "
		      "8.0.0.0/ff000000 9.0.0.0/ff000000 10.0.0.0/ff000000" },
	{ "RC13 an IPv6 server", TEXT("nameserver 2001:db8::1\n"), "[2001:db8::1]:53" },
	{ "RC13 an IPv6 server with a zone", TEXT("nameserver fe80::1%7\n"), "[fe80::1%7]:53" },
	{ "RC14 what is no address is skipped",
		TEXT("nameserver ns.example\nnameserver 192.0.2.1\n"), "192.0.2.1:53" },
	{ "RC14 nothing but what is no address: 127.0.0.1",
		TEXT("nameserver 192.0.2.256\nnameserver\n"), LOCAL },
	{ "inet_aton's forms, as libc takes them", TEXT("nameserver 127.1\n"), LOCAL },
	{ "RC16 an address with a port", TEXT("nameserver 127.0.0.1:5353\n"), "127.0.0.1:5353" },
	{ "RC16 an IPv6 address with a port", TEXT("nameserver [2001:db8::1]:5353\n"),
		"[2001:db8::1]:5353" },
	{ "an IPv6 address in brackets", TEXT("nameserver [2001:db8::1]\n"), "[2001:db8::1]:53" },
	{ "a bad port", TEXT("nameserver 127.0.0.1:65536\n"), LOCAL },
	{ "RC07 CRLF", TEXT("search a.test\r\nnameserver 192.0.2.1\r\noptions ndots:2\r\n"),
		"192.0.2.1:53 search a.test ndots:2" },
	{ "tabs", TEXT("nameserver\t192.0.2.1\t\n"), "192.0.2.1:53" },
	{ "RC23 no newline at the end", TEXT("nameserver 192.0.2.1"), "192.0.2.1:53" },
	{ "RC09 an indented keyword does not count",
		TEXT(" nameserver 192.0.2.1\n\toptions rotate\n"), LOCAL },
	{ "RC10 a comment after the address",
		TEXT("nameserver 192.0.2.1 # mine\nnameserver 192.0.2.2;mine\n"),
		"192.0.2.1:53 192.0.2.2:53" },
	{ "comments at the start of a line",
		TEXT("#nameserver 192.0.2.1\n; nameserver 192.0.2.2\n"), LOCAL },
	{ "RC12 an upper-case keyword does not count", TEXT("NAMESERVER 192.0.2.1\n"), LOCAL },
	{ "a keyword that goes on does not count", TEXT("nameservers 192.0.2.1\nsearches a\n"),
		LOCAL },
	{ "NUL octets are blanks", TEXT("nameserver\000192.0.2.1\0\n"), "192.0.2.1:53" },
	{ "octets at random", TEXT("\xff\xfe\x00n\x80\nnameserver 192.0.2.1\n\x01"),
		"192.0.2.1:53" },
	{ "SE14 of two search lines the last counts", TEXT("search a.test b.test\nsearch c.test\n"),
		LOCAL " search c.test" },
	{ "SE15 a domain line after a search line counts",
		TEXT("search a.test b.test\ndomain c.test\n"), LOCAL " search c.test" },
	{ "SE15 a search line after a domain line counts",
		TEXT("domain c.test\nsearch a.test b.test\n"), LOCAL " search a.test b.test" },
	{ "a domain line has one domain", TEXT("domain a.test b.test\n"), LOCAL " search a.test" },
	{ "a search line without a domain changes nothing",
		TEXT("search a.test\nsearch\ndomain \n"), LOCAL " search a.test" },
	{ "SE19 a domain's final dot", TEXT("search a.test.\n"), LOCAL " search a.test" },
	{ "the root is left out", TEXT("search . a.test\n"), LOCAL " search a.test" },
	{ "the root alone empties the list", TEXT("search a.test\nsearch .\n"), LOCAL },
	{ "SE18 a label over 63 octets is left out, the rest kept",
		TEXT("search a.test "
		     "0123456789012345678901234567890123456789012345678901234567890123.test "
		     "b.test\n"),
		LOCAL " search a.test b.test" },
	{ "an empty label is left out", TEXT("search a..test b.test\n"), LOCAL " search b.test" },
	{ "a comment ends the list", TEXT("search a.test # b.test\n"), LOCAL " search a.test" },
	{ "the list is cut at 32",
		TEXT("search a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a b c\n"),
		LOCAL " search a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a b" },
	{ "numbers", TEXT("options ndots:3 timeout:7 attempts:4\n"),
		LOCAL " ndots:3 timeout:7 attempts:4" },
	{ "SE07 numbers are clamped", TEXT("options ndots:99 timeout:99 attempts:99\n"),
		LOCAL " ndots:15 timeout:30 attempts:5" },
	{ "TR26 attempts:0 is one attempt", TEXT("options attempts:0\n"), LOCAL " attempts:1" },
	{ "TR27 timeout:0 is one second", TEXT("options timeout:0\n"), LOCAL " timeout:1" },
	{ "TR28 negative numbers", TEXT("options timeout:-1 attempts:-1 ndots:-1\n"),
		LOCAL " ndots:0 timeout:1 attempts:1" },
	{ "RC18 timeout:0 attempts:0 together", TEXT("options timeout:0 attempts:0\n"),
		LOCAL " timeout:1 attempts:1" },
	{ "numbers beyond every int",
		TEXT("options timeout:99999999999999999999 ndots:-99999999999999999999\n"),
		LOCAL " ndots:0 timeout:30" },
	{ "what follows a number is left out", TEXT("options timeout:3s ndots:2,attempts:3\n"),
		LOCAL " ndots:2 timeout:3" },
	{ "what is no number changes nothing", TEXT("options timeout: ndots:x attempts\n"), LOCAL },
	{ "flags",
		TEXT("options rotate edns0 use-vc single-request single-request-reopen no-aaaa "
		     "trust-ad no-tld-query strict-error no-reload\n"),
		LOCAL " use-vc rotate edns0 single-request single-request-reopen no-aaaa trust-ad "
		      "no-tld-query strict-error no-reload" },
	{ "a minus takes each flag back",
		TEXT("options rotate edns0 use-vc single-request single-request-reopen no-aaaa "
		     "trust-ad no-tld-query strict-error no-reload\noptions -rotate -edns0 -use-vc "
		     "-single-request -single-request-reopen -no-aaaa -trust-ad -no_tld_query "
		     "-strict-error -no-reload\n"),
		LOCAL },
	{ "a minus takes no number back", TEXT("options ndots:2 -ndots:3 -ndots\n"),
		LOCAL " ndots:2" },
	{ "a minus takes a flag back", TEXT("options rotate edns0\noptions -rotate\n"),
		LOCAL " edns0" },
	{ "options lines add up", TEXT("options rotate\noptions ndots:2\n"),
		LOCAL " ndots:2 rotate" },
	{ "RC17 unknown options are ignored",
		TEXT("options debug inet6 ip6-bytestring nosuch:7 -nosuch - : rotated rotate:1 "
		     "ndots:2\n"),
		LOCAL " ndots:2" },
	{ "RC20 RES_OPTIONS on top of the file", TEXT("options ndots:3 rotate\n"),
		LOCAL " ndots:2 timeout:1", "ndots:2 timeout:1 -rotate" },
	{ "SE23 LOCALDOMAIN instead of the list", TEXT("search a.test b.test\n"),
		LOCAL " search c.test d.test", NULL, "c.test d.test" },
	{ "an empty LOCALDOMAIN empties the list", TEXT("search a.test\n"), LOCAL, NULL, "" },
	{ "a list of servers", TEXT("nameserver 192.0.2.9\nsearch a.test\n"),
		"192.168.0.1:53 127.0.0.1:5353 [::1]:53 search a.test", NULL, NULL,
		"192.168.0.1,127.0.0.1:5353,[::1]" },
	{ "IPv6 without brackets in the list", TEXT(""), "[2001:db8::1]:53 [::1]:5353", NULL, NULL,
		"2001:db8::1,[::1]:5353" },
	{ "a list takes the place of ignored servers",
		TEXT("nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver "
		     "192.0.2.4\n"),
		"192.0.2.5:53", NULL, NULL, "192.0.2.5" },
	{ "eight servers in the list", TEXT(""),
		"0.0.0.1:53 0.0.0.2:53 0.0.0.3:53 0.0.0.4:53 0.0.0.5:53 0.0.0.6:53 0.0.0.7:53 "
		"0.0.0.8:53",
		NULL, NULL, "0.0.0.1,0.0.0.2,0.0.0.3,0.0.0.4,0.0.0.5,0.0.0.6,0.0.0.7,0.0.0.8" },
	{ "nine are too many", TEXT(""), LOCAL, NULL, NULL,
		"0.0.0.1,0.0.0.2,0.0.0.3,0.0.0.4,0.0.0.5,0.0.0.6,0.0.0.7,0.0.0.8,0.0.0.9",
		.refused = true },
	{ "an empty list", TEXT(""), LOCAL, NULL, NULL, "", .refused = true },
	{ "an empty place in the list", TEXT(""), LOCAL, NULL, NULL, "127.0.0.2,,127.0.0.3",
		.refused = true },
	{ "a comma at the end", TEXT(""), LOCAL, NULL, NULL, "127.0.0.2,", .refused = true },
	{ "a name in the list", TEXT(""), LOCAL, NULL, NULL, "127.0.0.2,localhost",
		.refused = true },
	{ "a blank in the list", TEXT(""), LOCAL, NULL, NULL, "127.0.0.2, 127.0.0.3",
		.refused = true },
	{ "a file of systemd-resolved", NULL, 0, "127.0.0.53:53 search example.com edns0 trust-ad",
		.file = "resolved.conf" },
	{ "a file of NetworkManager", NULL, 0,
		"192.168.10.1:53 [fe80::1%2]:53 search lan.example example.com",
		.file = "networkmanager.conf" },
	{ "a file of Kubernetes", NULL, 0,
		"10.96.0.10:53 search default.svc.cluster.local svc.cluster.local cluster.local "
		"ndots:5",
		.file = "kubernetes.conf" },
	{ "a file of dhclient, cut off in the middle", NULL, 0, "192.0.2.53:53 search example.org",
		.file = "cut.conf" },
};

static const struct {
	const char *name;
	size_t member;
} flags[] = {
	{ " use-vc", offsetof(struct resolv_conf, use_vc) },
	{ " rotate", offsetof(struct resolv_conf, rotate) },
	{ " edns0", offsetof(struct resolv_conf, edns0) },
	{ " single-request", offsetof(struct resolv_conf, single_request) },
	{ " single-request-reopen", offsetof(struct resolv_conf, single_request_reopen) },
	{ " no-aaaa", offsetof(struct resolv_conf, no_aaaa) },
	{ " trust-ad", offsetof(struct resolv_conf, trust_ad) },
	{ " no-tld-query", offsetof(struct resolv_conf, no_tld_query) },
	{ " strict-error", offsetof(struct resolv_conf, strict_error) },
	{ " no-reload", offsetof(struct resolv_conf, no_reload) },
};

static void print(char *out, size_t size, const struct resolv_conf *conf)
{
	struct text t;
	char server[ADDRESS_TEXT];

	text_init(&t, out, size);
	for (unsigned i = 0; i < conf->nservers; i++) {
		address_to_text(&conf->server[i], server);
		text_printf(&t, i ? " %s" : "%s", server);
	}
	if (conf->ignored)
		text_printf(&t, " ignored %u", conf->ignored);
	if (conf->nsearch)
		text_put(&t, " search");
	for (unsigned i = 0; i < conf->nsearch; i++) {
		text_char(&t, ' ');
		name_to_text(&conf->search[i], false, &t);
	}
	if (conf->nsort)
		text_put(&t, " sortlist");
	for (unsigned i = 0; i < conf->nsort; i++) {
		uint32_t n = conf->sortlist[i].network;
		text_printf(&t, " %u.%u.%u.%u/%08x", n >> 24, n >> 16 & 0xff, n >> 8 & 0xff,
			n & 0xff, conf->sortlist[i].mask);
	}
	if (conf->ndots != 1)
		text_printf(&t, " ndots:%u", conf->ndots);
	if (conf->timeout_s != 5)
		text_printf(&t, " timeout:%u", conf->timeout_s);
	if (conf->attempts != 2)
		text_printf(&t, " attempts:%u", conf->attempts);
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (*(const bool *)((const char *)conf + flags[i].member))
			text_put(&t, flags[i].name);
	assert_true(text_whole(&t));
}

static void read_fixture(struct resolv_conf *conf, const char *file)
{
	char path[1000], text[4000];

	snprintf(path, sizeof(path), "%s/conf/%s", getenv("FIXTURES"), file);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	size_t len = fread(text, 1, sizeof(text), f);
	fclose(f);
	resolv_conf_parse(conf, text, len);
}

static void check_row(void **state)
{
	const struct row *row = *state;
	struct resolv_conf conf;
	char got[2000];

	memset(&conf, 0xa5, sizeof(conf)); /* nothing may depend on what was there */
	if (row->file) {
		read_fixture(&conf, row->file);
	} else {
		char *exact = malloc(row->len + !row->len);
		assert_non_null(exact);
		memcpy(exact, row->text, row->len);
		resolv_conf_read(&conf, (struct slice){ exact, row->len },
			row->max ? row->max : SERVERS_LIBC, NULL);
		free(exact);
	}
	if (row->options)
		resolv_conf_options(&conf, row->options, strlen(row->options));
	if (row->domains)
		resolv_conf_search(&conf, row->domains, strlen(row->domains));
	if (row->servers)
		assert_int_equal(resolv_conf_servers(&conf, row->servers), !row->refused);
	print(got, sizeof(got), &conf);
	assert_string_equal(got, row->want);
}

/* c-ares once kept the length of a line in too few bits (CVE-2024-25629). */
static void check_long(void **state)
{
	(void)state;
	enum { LONG = 70000 };
	static const char tail[] = "\nnameserver 192.0.2.1\n";
	char *text = malloc(LONG + sizeof(tail)), got[200];
	static const char *const heads[] = { "nameserver ", "search ", "domain ", "options ",
		"options ndots:", "# ", "" };
	struct resolv_conf conf;

	assert_non_null(text);
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		memset(text, '1', LONG);
		memcpy(text, heads[i], strlen(heads[i]));
		memcpy(text + LONG, tail, sizeof(tail));
		resolv_conf_parse(&conf, text, LONG + sizeof(tail) - 1);
		print(got, sizeof(got), &conf);
		assert_string_equal(got, i == 4 ? "192.0.2.1:53 ndots:15" : "192.0.2.1:53");
	}
	free(text);
}

static void check_places(void **state)
{
	(void)state;
	static const char text[] = "sortlist 10.1.0.0/16 10.0.0.0 0.0.0.0/0\n";
	static const struct {
		struct stub_addr addr;
		unsigned place;
	} wants[] = {
		{ { .family = AF_INET, .octets = { 10, 1, 255, 1 } }, 0 },
		{ { .family = AF_INET, .octets = { 10, 2, 0, 1 } }, 1 },
		{ { .family = AF_INET, .octets = { 192, 0, 2, 1 } }, 2 },
		{ { .family = AF_INET6, .octets = { 10, 1 } }, 3 },
	};
	struct resolv_conf conf;

	resolv_conf_parse(&conf, text, sizeof(text) - 1);
	for (size_t i = 0; i < sizeof(wants) / sizeof(*wants); i++)
		assert_int_equal(sortlist_place(&conf, &wants[i].addr), wants[i].place);
	resolv_conf_parse(&conf, text, sizeof(text) - sizeof("0.0.0.0/0\n"));
	assert_int_equal(sortlist_place(&conf, &wants[2].addr), 2);
	resolv_conf_parse(&conf, "", 0);
	assert_int_equal(sortlist_place(&conf, &wants[0].addr), 0);
}

int main(void)
{
	TABLE_ROWS(rows, check_row);
	table_test("places in a sort list", check_places);
	table_test("RL04 lines of 70,000 octets", check_long);
	return table_run("resolv_conf", NULL, NULL);
}
