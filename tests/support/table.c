/* The one list of a test program's tests. */
#include "tests/support/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TESTS_MAX = 512, NAMES_MAX = 16384 };

static struct CMUnitTest list[TESTS_MAX];
static size_t count;
static char names[NAMES_MAX]; /* those that are put together */
static size_t names_len;

static void no_room(const char *what)
{
	fprintf(stderr, "no room for more %s\n", what);
	abort();
}

void table_tests(const struct CMUnitTest *tests, size_t n)
{
	if (n > TESTS_MAX - count)
		no_room("tests");
	for (size_t i = 0; i < n; i++)
		list[count++] = tests[i];
}

void table_rows(const void *rows, size_t n, size_t size, struct CMUnitTest like)
{
	for (size_t i = 0; i < n; i++) {
		const char *row = (const char *)rows + i * size;
		memcpy(&like.name, row, sizeof(like.name));
		like.initial_state = (void *)(uintptr_t)row;
		table_tests(&like, 1);
	}
}

void table_test(const char *name, CMUnitTestFunction check)
{
	table_tests(&(struct CMUnitTest){ .name = name, .test_func = check }, 1);
}

void table_format(CMUnitTestFunction check, const void *state, const char *format, ...)
{
	char *name = names + names_len;
	va_list args;
	va_start(args, format);
	int len = vsnprintf(name, NAMES_MAX - names_len, format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= NAMES_MAX - names_len)
		no_room("names");
	names_len += (size_t)len + 1;
	table_tests(&(struct CMUnitTest){ .name = name,
			    .test_func = check,
			    .initial_state = (void *)(uintptr_t)state },
		1);
}

int table_run(const char *group, CMFixtureFunction set_up, CMFixtureFunction tear_down)
{
	return _cmocka_run_group_tests(group, list, count, set_up, tear_down);
}
