/* The tests of a program, gathered from tables: each row is a test with the row's name, which is
 * the row's first member.
 *
 * A program has one list of tests, run as one group in the order in which they were added.  Rows
 * and names are not copied: they stay until table_run() returns. */
#ifndef TESTS_SUPPORT_TABLE_H
#define TESTS_SUPPORT_TABLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* TABLE_ROWS(rows, check) or TABLE_ROWS(rows, check, set_up, tear_down): the row is the state. */
#define TABLE_ROWS(rows, ...) \
	table_rows((rows), sizeof(rows) / sizeof(*(rows)), sizeof(*(rows)), \
		(struct CMUnitTest){ .test_func = __VA_ARGS__ })

/* An array of tests as they are. */
#define TABLE_TESTS(tests) table_tests((tests), sizeof(tests) / sizeof(*(tests)))

void table_rows(const void *rows, size_t n, size_t size, struct CMUnitTest like);
void table_tests(const struct CMUnitTest *tests, size_t n);
void table_test(const char *name, CMUnitTestFunction check);
/* One test with a state, whose name is put together here. */
__attribute__((format(printf, 3, 4))) void table_format(
	CMUnitTestFunction check, const void *state, const char *format, ...);

/* What main() returns.  The functions are for the whole group, and may be NULL. */
int table_run(const char *group, CMFixtureFunction set_up, CMFixtureFunction tear_down);

#endif
