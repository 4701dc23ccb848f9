/* Noticing changes of files, with one system call as long as there are none. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include "resolver/io/watch.h"
#include "tests/support/table.h"

enum { FILES = 4, FIRST = 1, SECOND_FILE = 2, THIRD = 4, ABSENT = 8 };

static char folder[] = "/tmp/stub-watch-XXXXXX";
static char path[FILES][64];
static unsigned calls;

static void count(void *arg, const struct stub_event *event)
{
	(void)arg, (void)event;
	calls++;
}

static struct io io = { .tracer = { .fn = count } };
static struct watch w;
static nsec now; /* virtual: the look every 5 s happens only when a test wants it */

static void put(const char *at, const char *text, int flags)
{
	int fd = open(at, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static char *name(const char *base)
{
	static char out[4][80];
	static unsigned next;
	char *at = out[next++ % 4];
	snprintf(at, sizeof(out[0]), "%s/%s", folder, base);
	return at;
}

/* Changes of routes come from outside. */
static unsigned changed(void)
{
	return watch_changed(&w, &io, now) & ~WATCH_ROUTES;
}

static int set_up(void **state)
{
	(void)state;
	const char *const paths[FILES] = { path[0], path[1], path[2], path[3] };
	put(path[0], "one", O_TRUNC);
	put(path[1], "two", O_TRUNC);
	put(name("target"), "three", O_TRUNC);
	put(name("other"), "other", O_TRUNC);
	unlink(path[2]);
	unlink(path[3]);
	if (symlink("target", path[2]) != 0)
		return -1;
	now = 0;
	watch_init(&w, &io, paths, FILES);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	watch_fini(&w, &io);
	io_fini(&io);
	return 0;
}

/* After a change has been told, it is not told again, and quiet costs one call. */
static void is_quiet(void)
{
	for (int i = 0; i < 3; i++) {
		calls = 0;
		unsigned bits = watch_changed(&w, &io, now);
		assert_int_equal(bits & ~WATCH_ROUTES, 0);
		if (!(bits & WATCH_ROUTES))
			assert_int_equal(calls, 1);
	}
}

static void check_quiet(void **state)
{
	(void)state;
	is_quiet();
}

static void rewrite(void)
{
	put(path[0], "uno", 0); /* as long as before, within the same tick of the clock */
}

static void shorten(void)
{
	put(path[1], "", O_TRUNC);
}

static void rename_over(void)
{
	put(name("new"), "four", O_TRUNC);
	assert_int_equal(rename(name("new"), path[0]), 0);
}

static void delete_one(void)
{
	assert_int_equal(unlink(path[1]), 0);
}

static void create_anew(void)
{
	assert_int_equal(unlink(path[1]), 0);
	put(path[1], "two", O_TRUNC);
}

static void create_absent(void)
{
	put(path[3], "here", O_TRUNC);
}

static void switch_link(void)
{
	assert_int_equal(symlink("other", name("link")), 0);
	assert_int_equal(rename(name("link"), path[2]), 0);
}

static void replace_link(void)
{
	assert_int_equal(unlink(path[2]), 0);
	assert_int_equal(symlink("other", path[2]), 0);
}

static void rewrite_target(void)
{
	put(name("target"), "drei!", 0);
}

static void rename_over_target(void)
{
	put(name("new"), "neu", O_TRUNC);
	assert_int_equal(rename(name("new"), name("target")), 0);
}

static void change_two(void)
{
	rewrite();
	delete_one();
}

static void change_others(void)
{
	put(name("bystander"), "x", O_TRUNC);
	assert_int_equal(unlink(name("bystander")), 0);
}

struct row {
	const char *name;
	void (*change)(void);
	unsigned expected;
};

static const struct row rows[] = {
	{ "a file rewritten in place", rewrite, FIRST },
	{ "a file cut short", shorten, SECOND_FILE },
	{ "a file renamed over", rename_over, FIRST },
	{ "a file deleted", delete_one, SECOND_FILE },
	{ "a file deleted and created", create_anew, SECOND_FILE },
	{ "a file that was not there before", create_absent, ABSENT },
	{ "a symbolic link renamed over", switch_link, THIRD },
	{ "a symbolic link replaced", replace_link, THIRD },
	{ "the file behind a symbolic link rewritten", rewrite_target, THIRD },
	{ "the file behind a symbolic link renamed over", rename_over_target, THIRD },
	{ "two files at once", change_two, FIRST | SECOND_FILE },
	{ "files of no interest", change_others, 0 },
};

/* Twice: the watch must follow the file that is there now.  Not where the change cannot be made
 * twice. */
static void check_row(void **state)
{
	const struct row *row = *state;
	bool once = row->change == delete_one || row->change == change_two;
	for (int i = 0; i < (once ? 1 : 2); i++) {
		row->change();
		assert_int_equal(changed(), row->expected);
		is_quiet();
	}
}

/* What no event tells is found by looking, every five seconds. */
static void check_look(void **state)
{
	(void)state;
	close(w.inotify);
	int dummy = dup(w.epoll); /* in inotify's place: never readable */
	assert_int_equal(dup2(dummy, w.inotify), w.inotify);
	close(dummy);
	put(path[0], "something else", O_TRUNC);
	w.look = 5 * (nsec)SECOND;
	now = w.look - 1;
	assert_int_equal(changed(), 0);
	now++;
	assert_int_equal(changed(), FIRST);
	is_quiet();
	assert_int_equal(w.look, 10 * (nsec)SECOND);
}

/* No descriptors left: every call looks at every file. */
static void check_without(void **state)
{
	(void)state;
	const char *const paths[FILES] = { path[0], path[1], path[2], path[3] };
	struct rlimit limit, none = { 0 };
	watch_fini(&w, &io);
	io_fini(&io);
	getrlimit(RLIMIT_NOFILE, &limit);
	none.rlim_max = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &none);
	watch_init(&w, &io, paths, FILES);
	setrlimit(RLIMIT_NOFILE, &limit);
	assert_int_equal(w.epoll, -1);
	assert_int_equal(w.inotify, -1);
	calls = 0;
	assert_int_equal(changed(), 0);
	assert_int_equal(calls, FILES);
	put(path[0], "something else", O_TRUNC);
	create_absent();
	assert_int_equal(changed(), FIRST | ABSENT);
	assert_int_equal(changed(), 0);
}

static int make_folder(void **state)
{
	(void)state;
	static const char *const bases[FILES] = { "one", "two", "three", "absent" };
	if (!mkdtemp(folder))
		return -1;
	for (int i = 0; i < FILES; i++)
		snprintf(path[i], sizeof(path[i]), "%s/%s", folder, bases[i]);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	static const char *const bases[] = { "one", "two", "three", "absent", "target", "other",
		"new", "link" };
	for (size_t i = 0; i < sizeof(bases) / sizeof(*bases); i++)
		unlink(name(bases[i]));
	return rmdir(folder);
}

int main(void)
{
	static const struct CMUnitTest others[] = {
		{ "nothing changed costs one call", check_quiet, set_up, tear_down, NULL },
		{ "what no event tells is found within five seconds", check_look, set_up, tear_down,
			NULL },
		{ "without descriptors every file is looked at", check_without, set_up, tear_down,
			NULL },
	};
	TABLE_TESTS(others);
	TABLE_ROWS(rows, check_row, set_up, tear_down);
	return table_run("watch", make_folder, remove_folder);
}
