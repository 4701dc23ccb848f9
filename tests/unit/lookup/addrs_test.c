/* The result block. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <cmocka.h>
#include "resolver/lookup/addrs.h"
#include "tests/support/table.h"

static const struct stub_addr list[] = {
	{ .family = AF_INET6, .scope = 2, .octets = { 0xfe, 0x80, [15] = 1 }, .ttl = 60 },
	{ .family = AF_INET, .octets = { 192, 0, 2, 1 }, .ttl = 3600 },
	{ .family = AF_INET, .octets = { 192, 0, 2, 2 } },
};

static const struct row {
	const char *name, *canonical;
	size_t count;
} rows[] = {
	{ "three addresses and a name", "host1.example.com", 3 },
	{ "three addresses without a name", NULL, 3 },
	{ "one address and an empty name", "", 1 },
	{ "no address and a name", "host1.example.com", 0 },
};

static void compare(const struct stub_addrs *a, const struct row *row)
{
	assert_int_equal(a->count, row->count);
	assert_int_equal(a->source, STUB_FROM_HOSTS);
	assert_memory_equal(a->list, list, row->count * sizeof(*list));
	if (row->canonical)
		assert_string_equal(a->canonical, row->canonical);
	else
		assert_null(a->canonical);
}

static void check_row(void **state)
{
	const struct row *row = *state;
	size_t size = addrs_size(row->count, row->canonical);
	char *memory = malloc(size); /* no octet more: writes past the end show */

	assert_non_null(memory);
	struct stub_addrs *placed =
		addrs_place(memory, list, row->count, row->canonical, STUB_FROM_HOSTS);
	assert_ptr_equal(placed, memory);
	compare(placed, row);
	free(memory);

	struct stub_addrs *fresh = addrs_new(list, row->count, row->canonical, STUB_FROM_HOSTS);
	assert_non_null(fresh);
	compare(fresh, row);
	free(fresh);
}

int main(void)
{
	TABLE_ROWS(rows, check_row);
	return table_run("addrs", NULL, NULL);
}
