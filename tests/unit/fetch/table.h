/* Tables of rows as cmocka tests: each row is a test with the row's name, which is the row's first
 * member. */
#ifndef FETCH_TABLE_H
#define FETCH_TABLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { TABLE_TESTS = 400 };

struct table {
	struct CMUnitTest tests[TABLE_TESTS];
	size_t n;
};

static inline void table_add(
	struct table *t, const void *rows, size_t n, size_t size, CMUnitTestFunction check)
{
	for (size_t i = 0; i < n && t->n < TABLE_TESTS; i++) {
		const char *row = (const char *)rows + i * size;
		const char *name;
		memcpy(&name, row, sizeof(name));
		t->tests[t->n++] =
			(struct CMUnitTest){ name, check, NULL, NULL, (void *)(uintptr_t)row };
	}
}

#define TABLE_ADD(table, rows, check) \
	table_add(table, rows, sizeof(rows) / sizeof(*(rows)), sizeof(*(rows)), check)

static inline int table_run(const char *name, struct table *t)
{
	return _cmocka_run_group_tests(name, t->tests, t->n, NULL, NULL);
}

#endif
