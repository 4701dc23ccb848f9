/* Settings told with their origin, and what is ignored with the reason. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <stub/resolver.h>
#include "resolver/text.h"
#include "tests/support/table.h"

/* rows leave out what is zero */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

enum { RESOLV, HOSTS, NSSWITCH, GAI, FILES };

static char folder[] = "/tmp/stub-settings-XXXXXX";
static char path[FILES][64];

/* want: a line for each setting that is not a default: kind, name, value, where and line, why. */
static const struct row {
	const char *name, *text[FILES];
	const char *want, *res_options, *localdomain, *servers;
	unsigned flags, timeout_ms, attempts;
	const char *all; /* with the defaults: only the beginning is compared */
} rows[] = {
	{ "nothing said, nothing told but defaults", { "", "", "", "" }, "" },
	{ "defaults", { "", "", "", "" },
		.all = "value nameserver 127.0.0.1:53\n"
		       "value ndots 1\n"
		       "value timeout 5\n"
		       "value attempts 2\n"
		       "value edns0 no\n"
		       "value no-aaaa no\n"
		       "value no-reload no\n"
		       "value no-tld-query no\n"
		       "value rotate no\n"
		       "value single-request no\n"
		       "value single-request-reopen no\n"
		       "value strict-error no\n"
		       "value trust-ad no\n"
		       "value use-vc no\n"
		       "value deadline 30\n"
		       "value hosts files\n"
		       "value hosts dns\n"
		       "value label the table of RFC 6724\n"
		       "value precedence the table of RFC 6724\n"
		       "value scopev4 the table of RFC 6724\n" },
	{ "each setting has its line",
		{ "# comment\nnameserver 192.0.2.1\n\nnameserver 192.0.2.2:5353\r\nsearch a.test "
		  "b.test\noptions ndots:2 rotate\nsortlist 10.0.0.0/8\n" },
		"value nameserver 192.0.2.1:53 @resolv.conf:2\n"
		"value nameserver 192.0.2.2:5353 @resolv.conf:4\n"
		"value search a.test @resolv.conf:5\n"
		"value search b.test @resolv.conf:5\n"
		"value sortlist 10.0.0.0/255.0.0.0 @resolv.conf:7\n"
		"value ndots 2 @resolv.conf:6\n"
		"value rotate yes @resolv.conf:6\n" },
	{ "a value out of range", { "options ndots:99 attempts:0\n" },
		"value ndots 15 @resolv.conf:1\n"
		"value attempts 1 @resolv.conf:1\n"
		"clamped ndots ndots:99 @resolv.conf:1 (from 0 to 15)\n"
		"clamped attempts attempts:0 @resolv.conf:1 (from 1 to 5)\n" },
	{ "what overrides and what is overridden",
		{ "search a.test\noptions ndots:2 rotate\ndomain b.test c.test\noptions ndots:3 "
		  "-rotate\n" },
		"value search b.test @resolv.conf:3\n"
		"value ndots 3 @resolv.conf:4\n"
		"value rotate no @resolv.conf:4\n"
		"ignored search a.test @resolv.conf:1 (a later list counts)\n"
		"ignored ndots ndots:2 @resolv.conf:2 (a later one counts)\n"
		"ignored rotate rotate @resolv.conf:2 (a later one counts)\n"
		"ignored domain c.test @resolv.conf:3 (a domain line has one domain)\n" },
	{ "lines and words of resolv.conf that do not count",
		{ " nameserver 192.0.2.1\nNAMESERVER 192.0.2.1\nnameserver\nnameserver ns.test "
		  "192.0.2.9\nnameserver 192.0.2.1 # mine\nnameserver 192.0.2.1\nnameserver "
		  "192.0.2.2 192.0.2.3\nnosuch 1\nsearch . a..b a.test a.test\noptions nosuch "
		  "inet6 ndots ndots:x ndots:2x rotate:1 # ndots:9\n" },
		"value nameserver 192.0.2.1:53 @resolv.conf:5\n"
		"value nameserver 192.0.2.2:53 @resolv.conf:7\n"
		"value search a.test @resolv.conf:9\n"
		"value ndots 9 @resolv.conf:10\n"
		"ignored   nameserver 192.0.2.1 @resolv.conf:1 (a keyword counts at the start of a "
		"line only)\n"
		"ignored  NAMESERVER 192.0.2.1 @resolv.conf:2 (no such keyword: they are in lower "
		"case)\n"
		"ignored  nameserver @resolv.conf:3 (nothing follows)\n"
		"ignored nameserver ns.test @resolv.conf:4 (not an address)\n"
		"ignored nameserver 192.0.2.1 @resolv.conf:6 (named before: asked once)\n"
		"ignored nameserver 192.0.2.3 @resolv.conf:7 (a nameserver line has one address)\n"
		"ignored  nosuch 1 @resolv.conf:8 (no such keyword)\n"
		"ignored search . @resolv.conf:9 (the root adds nothing)\n"
		"ignored search a..b @resolv.conf:9 (not a name)\n"
		"ignored search a.test @resolv.conf:9 (named before)\n"
		"ignored options nosuch @resolv.conf:10 (no such option)\n"
		"ignored options inet6 @resolv.conf:10 (without effect: no address is turned into "
		"an IPv6 one)\n"
		"ignored options ndots @resolv.conf:10 (it needs a number: a colon and digits)\n"
		"ignored ndots ndots:x @resolv.conf:10 (no number)\n"
		"ignored ndots ndots:2x @resolv.conf:10 (a later one counts)\n"
		"ignored ndots x @resolv.conf:10 (only the number counts)\n"
		"ignored options rotate:1 @resolv.conf:10 (this option takes no value)\n"
		"ignored options # @resolv.conf:10 (a comment needs a line of its own: glibc reads "
		"on here)\n" },
	{ "a fourth server",
		{ "nameserver 0.0.0.1\nnameserver 0.0.0.2\nnameserver 0.0.0.3\nnameserver "
		  "0.0.0.4\n" },
		"value nameserver 0.0.0.1:53 @resolv.conf:1\n"
		"value nameserver 0.0.0.2:53 @resolv.conf:2\n"
		"value nameserver 0.0.0.3:53 @resolv.conf:3\n"
		"ignored nameserver 0.0.0.4 @resolv.conf:4 (more than three (resolv.conf(5)): "
		"STUB_ALL_SERVERS asks up to eight)\n" },
	{ "a fourth server, asked for",
		{ "nameserver 0.0.0.1\nnameserver 0.0.0.2\nnameserver 0.0.0.3\nnameserver "
		  "0.0.0.4\n" },
		"value nameserver 0.0.0.1:53 @resolv.conf:1\n"
		"value nameserver 0.0.0.2:53 @resolv.conf:2\n"
		"value nameserver 0.0.0.3:53 @resolv.conf:3\n"
		"value nameserver 0.0.0.4:53 @resolv.conf:4\n",
		.flags = STUB_ALL_SERVERS },
	{ "the environment counts instead", { "search a.test\noptions ndots:2\n" },
		"value search b.test @LOCALDOMAIN:0\n"
		"value ndots 4 @RES_OPTIONS:0\n"
		"value nscd no @LOCALDOMAIN:0\n"
		"ignored search a.test @resolv.conf:1 (LOCALDOMAIN counts instead)\n"
		"ignored ndots ndots:2 @resolv.conf:2 (a later one counts)\n"
		"ignored options nosuch @RES_OPTIONS:0 (no such option)\n",
		.res_options = "ndots:4 nosuch", .localdomain = "b.test" },
	{ "the program's options count instead",
		{ "nameserver 192.0.2.1\noptions timeout:3 attempts:4\n" },
		"value nameserver 192.0.2.7:53 @servers:0\n"
		"value timeout 0.25 @timeout_ms:0\n"
		"value attempts 100 @attempts:0\n"
		"clamped attempts 101 @attempts:0 (100 at most)\n"
		"value hosts file no @flags:0\n"
		"ignored nameserver 192.0.2.1 @resolv.conf:1 (the program's option counts)\n"
		"ignored timeout timeout:3 @resolv.conf:2 (the program's option counts)\n"
		"ignored attempts attempts:4 @resolv.conf:2 (the program's option counts)\n",
		.servers = "192.0.2.7", .timeout_ms = 250, .attempts = 101,
		.flags = STUB_NO_HOSTS },
	{ "nsswitch.conf",
		{ [NSSWITCH] = "passwd: files\nhosts: nis\nhosts: files mdns4_minimal "
			       "[NOTFOUND=return x=y NOTFOUND=stop] resolve [!UNAVAIL=return] dns "
			       "[!\n" },
		"value hosts files @nsswitch.conf:3\n"
		"ignored hosts mdns4_minimal [notfound=return] @nsswitch.conf:3 (no such module "
		"here: as if it were unavailable)\n"
		"ignored hosts resolve [notfound=return tryagain=return] @nsswitch.conf:3 (no such "
		"module here: as if it were unavailable)\n"
		"value hosts dns @nsswitch.conf:3\n"
		"ignored hosts nis @nsswitch.conf:2 (a later line counts)\n"
		"ignored hosts y @nsswitch.conf:3 (no such action: return, continue or merge)\n"
		"ignored hosts stop @nsswitch.conf:3 (no such action: return, continue or merge)\n"
		"ignored hosts  @nsswitch.conf:3 (no action: STATUS=ACTION)\n" },
	{ "gai.conf",
		{ [GAI] = "label ::1/128  0\nprecedence ::ffff:0:0/96 100 # v4\nlabel x 1\nreload "
			  "yes\nscope 1\nscopev4 10.0.0.0/8 5\nscopev4 ::/0 5\nlabel\n" },
		"value label ::1/128  0 @gai.conf:1\n"
		"value precedence ::ffff:0:0/96 100 @gai.conf:2\n"
		"value scopev4 10.0.0.0/8 5 @gai.conf:6\n"
		"ignored reload yes @gai.conf:4 (a change is always noticed)\n"
		"ignored label label x 1 @gai.conf:3 (not a prefix)\n"
		"ignored  scope 1 @gai.conf:5 (no such keyword)\n"
		"ignored scopev4 scopev4 ::/0 5 @gai.conf:7 (not an IPv4 prefix)\n"
		"ignored  label @gai.conf:8 (nothing follows)\n" },
	{ "hosts",
		{ [HOSTS] = "127.0.0.1 localhost\n127.1 a\n192.0.2.1\n\n192.0.2.2 good b..ad "
			    "# x\n192.0.2.3 a\\b\n" },
		"ignored hosts file 127.1 @hosts:2 (not an address)\n"
		"ignored hosts file 192.0.2.1 @hosts:3 (no name follows)\n"
		"ignored hosts file b..ad @hosts:5 (no name can be asked for that matches this)\n"
		"ignored hosts file a\\b @hosts:6 (no name can be asked for that matches this)\n" },
	{ "octets that are no text, and long ones",
		{ "\x1b[2J\xff\n"
		  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx y"
		  "\n" },
		"ignored  \\027[2J\\255 @resolv.conf:1 (nothing follows)\n"
		"ignored  "
		"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx... @resolv.conf:2 (no such keyword)\n" },
};

static const char *base_of(const char *where)
{
	const char *slash = strrchr(where, '/');
	return slash ? slash + 1 : where;
}

struct printing {
	struct text text;
	bool all;
};

static void print(void *arg, const struct stub_setting *s)
{
	struct printing *p = arg;
	assert_int_equal(s->size, sizeof(*s));
	assert_non_null(s->name);
	assert_non_null(s->value);
	assert_int_equal(s->origin == STUB_ORIGIN_DEFAULT, !s->where);
	if (!s->where && !p->all)
		return;
	text_printf(&p->text, "%s %s %s", stub_setting_kind_name(s->kind), s->name, s->value);
	if (s->where)
		text_printf(&p->text, " @%s:%u", base_of(s->where), s->line);
	if (s->why)
		text_printf(&p->text, " (%s)", s->why);
	text_char(&p->text, '\n');
}

static void put(unsigned file, const char *text)
{
	FILE *f = fopen(path[file], "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
}

static struct stub_options options_of(void)
{
	struct stub_options o = STUB_OPTIONS;
	o.backend = "native";
	o.resolv_conf = path[RESOLV];
	o.hosts = path[HOSTS];
	o.nsswitch_conf = path[NSSWITCH];
	o.gai_conf = path[GAI];
	return o;
}

static void set(const char *name, const char *value)
{
	if (value)
		assert_int_equal(setenv(name, value, 1), 0);
	else
		unsetenv(name);
}

static void check_row(void **state)
{
	const struct row *row = *state;
	static char got[8000];
	struct printing p = { .all = row->all };
	struct stub_options o = options_of();
	struct stub_resolver *r;

	for (unsigned i = 0; i < FILES; i++)
		put(i, row->text[i] ? row->text[i] : "");
	set("RES_OPTIONS", row->res_options);
	set("LOCALDOMAIN", row->localdomain);
	o.servers = row->servers;
	o.flags = row->flags;
	o.timeout_ms = row->timeout_ms;
	o.attempts = row->attempts;
	assert_int_equal(stub_resolver_new(&o, &r), STUB_OK);
	text_init(&p.text, got, sizeof(got));
	assert_int_equal(stub_resolver_settings(r, print, &p), STUB_OK);
	stub_resolver_free(r);
	assert_true(text_whole(&p.text));
	assert_string_equal(got, row->all ? row->all : row->want);
}

static void check_absent(void **state)
{
	(void)state;
	static char got[4000];
	struct printing p = { .all = false };
	struct stub_options o = options_of();
	struct stub_resolver *r;

	for (unsigned i = 0; i < FILES; i++)
		put(i, "");
	assert_int_equal(stub_resolver_new(&o, &r), STUB_OK);
	assert_int_equal(unlink(path[GAI]), 0);
	text_init(&p.text, got, sizeof(got));
	assert_int_equal(stub_resolver_settings(r, print, &p), STUB_OK);
	char want[200];
	snprintf(want, sizeof(want), "ignored file %s @gai.conf:0 (No such file or directory)\n",
		path[GAI]);
	assert_string_equal(got, want);
	assert_int_equal(stub_resolver_settings(r, NULL, NULL), STUB_INVALID);
	assert_int_equal(stub_resolver_settings(NULL, print, NULL), STUB_INVALID);
	assert_null(stub_setting_kind_name(9));
	stub_resolver_free(r);
}

static void count(void *arg, const struct stub_setting *s)
{
	*(unsigned *)arg += s->kind == STUB_SETTING_IGNORED;
}

static void check_many(void **state)
{
	(void)state;
	struct stub_options o = options_of();
	struct stub_resolver *r;
	unsigned n = 0;

	for (unsigned i = 0; i < FILES; i++)
		put(i, "");
	FILE *f = fopen(path[HOSTS], "wb");
	assert_non_null(f);
	for (unsigned i = 0; i < 1000; i++)
		fprintf(f, "nonsense %u\n", i);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(stub_resolver_new(&o, &r), STUB_OK);
	assert_int_equal(stub_resolver_settings(r, count, &n), STUB_OK);
	assert_int_equal(n, 100);
	stub_resolver_free(r);
}

static int make_folder(void **state)
{
	(void)state;
	static const char *const bases[FILES] = { "resolv.conf", "hosts", "nsswitch.conf",
		"gai.conf" };
	if (!mkdtemp(folder))
		return -1;
	for (unsigned i = 0; i < FILES; i++)
		snprintf(path[i], sizeof(path[i]), "%s/%s", folder, bases[i]);
	unsetenv("HOSTALIASES");
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	for (unsigned i = 0; i < FILES; i++)
		unlink(path[i]);
	return rmdir(folder);
}

int main(void)
{
	TABLE_ROWS(rows, check_row);
	table_test("a file that is not there", check_absent);
	table_test("a hundred bad lines of hosts are enough", check_many);
	return table_run("settings", make_folder, remove_folder);
}
