/* Configuration files that change, are half-written, or cannot be read: what the next lookup knows.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "resolver/conf/reload.h"
#include "resolver/text.h"
#include "tests/support/table.h"

static char folder[] = "/tmp/stub-reload-XXXXXX";
static char resolv[64], hosts[64], nsswitch[64], gai[64], aliases[64], fresh[64];

static struct io io;
static struct stub_options options = STUB_OPTIONS;
static struct system_files files;
static struct system_conf conf;
static nsec now; /* stands still: what is noticed is noticed by being told */

static void write_at(const char *path, const char *text, int flags)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(close(fd), 0);
}

static void rewrite(const char *path, const char *text)
{
	write_at(path, text, O_TRUNC);
}

static void append(const char *path, const char *text)
{
	write_at(path, text, O_APPEND);
}

/* As long as before, in the same tick of the clock. */
static void overwrite(const char *path, const char *text)
{
	write_at(path, text, 0);
}

static void rename_over(const char *path, const char *text)
{
	rewrite(fresh, text);
	assert_int_equal(rename(fresh, path), 0);
}

static void delete (const char *path, const char *text)
{
	(void)text;
	assert_int_equal(unlink(path), 0);
}

static void make_folder_there(const char *path, const char *text)
{
	delete (path, text);
	assert_int_equal(mkdir(path, 0700), 0);
}

/* What a lookup does first. */
static void look(void)
{
	unsigned changed = system_files_changed(&files, now);
	system_conf_read(&files, changed, &conf);
	if (changed & 1u << CONF_HOSTS)
		system_hosts_read(&files);
	if (changed & 1u << CONF_ALIASES)
		system_aliases_read(&files);
	if (changed & 1u << CONF_GAI)
		files.policy_read = false;
}

static void begin(void)
{
	memset(&conf, 0xa5, sizeof(conf));
	system_files_init(&files, &io, &options);
}

static void end(void)
{
	system_files_fini(&files);
	io_fini(&io);
}

/* Servers, search list, ndots; then the address that the hosts file has for "host". */
static const char *known(void)
{
	static char out[400];
	char server[ADDRESS_TEXT];
	struct text t;
	struct name name;
	struct hosts_hit hit;

	text_init(&t, out, sizeof(out));
	for (unsigned i = 0; i < conf.resolv.nservers; i++) {
		address_to_text(&conf.resolv.server[i], server);
		text_printf(&t, i ? " %s" : "%s", server);
	}
	for (unsigned i = 0; i < conf.resolv.nsearch; i++) {
		text_char(&t, ' ');
		name_to_text(&conf.resolv.search[i], false, &t);
	}
	if (conf.resolv.ndots != 1)
		text_printf(&t, " ndots:%u", conf.resolv.ndots);
	assert_true(name_from_text(&name, "host"));
	struct hosts_iter it = hosts_find(&files.hosts, &name);
	if (hosts_next(&it, &hit))
		text_printf(&t, " host=%u", hit.addr.octets[3]);
	return out;
}

typedef void change_fn(const char *path, const char *text);

/* Each step is made and then looked at; what is known must be that of the files at that moment. */
static const struct row {
	const char *name;
	struct step {
		change_fn *change;
		const char *path, *text, *want;
	} steps[6];
} rows[] = {
	{ "RC01 rewritten in place",
		{ { rewrite, resolv, "nameserver 192.0.2.1\n", "192.0.2.1:53" },
			{ rewrite, resolv, "nameserver 192.0.2.22\n", "192.0.2.22:53" } } },
	{ "RC02 replaced by rename",
		{ { rewrite, resolv, "nameserver 192.0.2.1\n", "192.0.2.1:53" },
			{ rename_over, resolv, "nameserver 192.0.2.2\n", "192.0.2.2:53" },
			{ rename_over, resolv, "nameserver 192.0.2.3\n", "192.0.2.3:53" } } },
	{ "RC22 seen empty between truncation and writing",
		{ { rewrite, resolv, "nameserver 192.0.2.1\n", "192.0.2.1:53" },
			{ rewrite, resolv, "", "127.0.0.1:53" },
			{ append, resolv, "nameserver 192.0.2.2\n", "192.0.2.2:53" } } },
	{ "RC22 seen with half a line, then another half",
		{ { rewrite, resolv, "nameserver 192.0.2.", "127.0.0.1:53" },
			{ append, resolv, "1", "192.0.2.1:53" },
			{ append, resolv, "2\noptions nd", "192.0.2.12:53" },
			{ append, resolv, "ots:3", "192.0.2.12:53 ndots:3" },
			{ append, resolv, "\nsearch a.test\n", "192.0.2.12:53 a.test ndots:3" } } },
	{ "RC22 overwritten with as many octets",
		{ { rewrite, resolv, "nameserver 192.0.2.1\n", "192.0.2.1:53" },
			{ overwrite, resolv, "nameserver 192.0.2.2\n", "192.0.2.2:53" },
			{ overwrite, resolv, "nameserver 192.0.2.3\n", "192.0.2.3:53" } } },
	{ "RC21 gone, and there again",
		{ { rewrite, resolv, "nameserver 192.0.2.1\n", "192.0.2.1:53" },
			{ delete, resolv, "", "127.0.0.1:53" },
			{ rewrite, resolv, "nameserver 192.0.2.2\n", "192.0.2.2:53" } } },
	{ "RC21 a folder in its place, as one that may not be read",
		{ { rewrite, resolv, "nameserver 192.0.2.1\n", "192.0.2.1:53" },
			{ make_folder_there, resolv, "", "127.0.0.1:53" } } },
	{ "RC03 hosts changed",
		{ { rewrite, hosts, "192.0.2.1 host\n", "127.0.0.1:53 host=1" },
			{ rewrite, hosts, "192.0.2.2 host\n", "127.0.0.1:53 host=2" },
			{ rename_over, hosts, "192.0.2.3 host\n", "127.0.0.1:53 host=3" } } },
	{ "RC22 hosts half-written",
		{ { rewrite, hosts, "192.0.2.1 ho", "127.0.0.1:53" },
			{ append, hosts, "st", "127.0.0.1:53 host=1" },
			{ append, hosts, "2 x\n192.0.2.", "127.0.0.1:53" },
			{ append, hosts, "22 host\n", "127.0.0.1:53 host=22" } } },
	{ "HO24 hosts gone", { { rewrite, hosts, "192.0.2.1 host\n", "127.0.0.1:53 host=1" },
				     { delete, hosts, "", "127.0.0.1:53" } } },
	{ "no-reload: the first file stays",
		{ { rewrite, resolv, "nameserver 192.0.2.1\noptions no-reload\n", "192.0.2.1:53" },
			{ rewrite, resolv, "nameserver 192.0.2.2\n", "192.0.2.1:53" },
			{ rename_over, resolv, "nameserver 192.0.2.3\n", "192.0.2.1:53" },
			{ rewrite, hosts, "192.0.2.2 host\n", "192.0.2.1:53 host=2" } } },
};

/* With so many lookups before, which say whether the files are watched already. */
static void check_script(const struct row *row, unsigned before)
{
	rmdir(resolv);
	rewrite(resolv, "");
	rewrite(hosts, "");
	rewrite(nsswitch, "");
	rewrite(gai, "");
	begin();
	for (unsigned i = 0; i < before; i++)
		look();
	for (const struct step *s = row->steps; s->change; s++) {
		s->change(s->path, s->text);
		look();
		assert_string_equal(known(), s->want);
		look();
		assert_string_equal(known(), s->want);
	}
	end();
}

static void check_row(void **state)
{
	for (unsigned before = 0; before < 4; before++)
		check_script(*state, before);
}

/* A change while the file is read: the look before it has told nothing yet of what comes after. */
static void check_between(void **state)
{
	(void)state;
	rmdir(resolv);
	rewrite(resolv, "");
	rewrite(hosts, "");
	begin();
	look();
	look();
	rewrite(resolv, "nameserver 192.0.2.");
	unsigned changed = system_files_changed(&files, now);
	assert_true(changed & 1u << CONF_RESOLV);
	append(resolv, "7\n"); /* the look knows nothing of it, the reading may */
	system_conf_read(&files, changed, &conf);
	assert_string_equal(known(), "192.0.2.7:53");
	append(resolv, "search a.test\n"); /* neither does the reading */
	look();
	assert_string_equal(known(), "192.0.2.7:53 a.test");
	end();
}

static rlim_t limit_descriptors(rlim_t to)
{
	struct rlimit limit;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	rlim_t before = limit.rlim_cur;
	limit.rlim_cur = to;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	return before;
}

static void check_no_descriptors(void **state)
{
	(void)state;
	for (unsigned before = 1; before < 5; before++) {
		rewrite(resolv, "nameserver 192.0.2.1\n");
		rewrite(hosts, "192.0.2.1 host\n");
		begin();
		for (unsigned i = 0; i < before; i++)
			look();
		rewrite(resolv, "nameserver 192.0.2.2\n");
		rewrite(hosts, "192.0.2.2 host\n");
		rlim_t limit = limit_descriptors(0);
		for (unsigned i = 0; i < 3; i++) {
			look();
			assert_string_equal(known(), "192.0.2.1:53 host=1");
		}
		limit_descriptors(limit);
		look();
		assert_string_equal(known(), "192.0.2.2:53 host=2");
		end();
	}
}

static void check_no_descriptors_at_first(void **state)
{
	(void)state;
	rewrite(resolv, "nameserver 192.0.2.1\n");
	rewrite(hosts, "192.0.2.1 host\n");
	rewrite(nsswitch, "hosts: dns\n");
	begin();
	rlim_t limit = limit_descriptors(0);
	for (unsigned i = 0; i < 3; i++) {
		look();
		assert_string_equal(known(), "127.0.0.1:53");
		assert_int_equal(conf.nsswitch.n, 2);
	}
	assert_int_equal(system_policy(&files)->nlabels, 9);
	limit_descriptors(limit);
	rewrite(gai, "label ::1/128 3\n");
	look();
	assert_string_equal(known(), "192.0.2.1:53 host=1");
	assert_int_equal(conf.nsswitch.n, 1);
	assert_int_equal(system_policy(&files)->nlabels, 2);
	end();
	rewrite(gai, "");
	rewrite(nsswitch, "");
}

static void check_environment(void **state)
{
	(void)state;
	rewrite(resolv, "search a.test\noptions ndots:2\n");
	rewrite(hosts, "");
	begin();
	setenv("RES_OPTIONS", "ndots:3", 1);
	setenv("LOCALDOMAIN", "b.test c.test", 1);
	look();
	assert_string_equal(known(), "127.0.0.1:53 b.test c.test ndots:3");
	look();
	look();
	unsetenv("RES_OPTIONS");
	unsetenv("LOCALDOMAIN");
	look();
	assert_string_equal(known(), "127.0.0.1:53 b.test c.test ndots:3");
	rewrite(resolv, "search a.test\noptions ndots:4\n");
	look();
	assert_string_equal(known(), "127.0.0.1:53 a.test ndots:4");
	end();
}

static void check_all_servers(void **state)
{
	(void)state;
	rewrite(resolv, "nameserver 0.0.0.1\nnameserver 0.0.0.2\nnameserver 0.0.0.3\nnameserver "
			"0.0.0.4\n");
	begin();
	look();
	assert_string_equal(known(), "0.0.0.1:53 0.0.0.2:53 0.0.0.3:53");
	assert_int_equal(conf.resolv.ignored, 1);
	end();
	options.flags = STUB_ALL_SERVERS;
	begin();
	look();
	assert_string_equal(known(), "0.0.0.1:53 0.0.0.2:53 0.0.0.3:53 0.0.0.4:53");
	assert_int_equal(conf.resolv.ignored, 0);
	end();
	options.flags = 0;
}

static void expect_alias(const char *alias, const char *want)
{
	char got[NAME_TEXT];
	struct name name, target;
	struct text t;
	assert_true(name_from_text(&name, alias));
	text_init(&t, got, sizeof(got));
	if (hostaliases_find(files.aliases, &name, &target))
		name_to_text(&target, true, &t);
	else
		text_put(&t, "none");
	assert_string_equal(got, want);
}

static void check_aliases(void **state)
{
	(void)state;
	rewrite(aliases, "www www.example.com more\n# comment\nbad\nworse a..b\n other "
			 "x.test\nWWW2\tw2.test.\r\nwww later.test\nroot .\nlast last.test");
	setenv("HOSTALIASES", aliases, 1);
	begin();
	unsetenv("HOSTALIASES"); /* the path is that of the beginning */
	look();
	expect_alias("www", "www.example.com.");
	expect_alias("WWW", "www.example.com.");
	expect_alias("www2", "w2.test.");
	expect_alias("last", "last.test.");
	expect_alias("bad", "none");
	expect_alias("worse", "none");
	expect_alias("other", "none");
	expect_alias("root", "none");
	expect_alias("nosuch", "none");
	expect_alias("www.example.com", "none");
	look();
	look();
	rewrite(aliases, "www x.test\n");
	look();
	expect_alias("www", "x.test.");
	expect_alias("last", "none");
	delete (aliases, "");
	look();
	expect_alias("www", "none");
	end();
	begin(); /* without the variable no file is read */
	look();
	assert_null(files.aliases.at);
	end();
}

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	char *const paths[] = { resolv, hosts, nsswitch, gai, aliases, fresh };
	static const char *const bases[] = { "resolv.conf", "hosts", "nsswitch.conf", "gai.conf",
		"aliases", "new" };
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		snprintf(paths[i], sizeof(resolv), "%s/%s", folder, bases[i]);
	options.resolv_conf = resolv;
	options.hosts = hosts;
	options.nsswitch_conf = nsswitch;
	options.gai_conf = gai;
	unsetenv("RES_OPTIONS");
	unsetenv("LOCALDOMAIN");
	unsetenv("HOSTALIASES");
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	const char *const paths[] = { resolv, hosts, nsswitch, gai, aliases, fresh };
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		unlink(paths[i]);
	return rmdir(folder);
}

int main(void)
{
	TABLE_ROWS(rows, check_row);
	table_test("RC22 a change between the look and the reading", check_between);
	table_test(
		"no descriptors: what was known stays, until there are some", check_no_descriptors);
	table_test("no descriptors at the first lookup", check_no_descriptors_at_first);
	table_test("RC20 the environment is read with resolv.conf", check_environment);
	table_test("four servers when asked for", check_all_servers);
	table_test("HOSTALIASES", check_aliases);
	return table_run("reload", make_folder, remove_folder);
}
