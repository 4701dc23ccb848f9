/* Parsing a message does not allocate, nor does walking, printing or writing it again.
 *
 * The linker leads all calls of the allocators to the counters here (see meson.build). */
#include "resolver/dns/msg.h"

#include <stdlib.h>
#include <string.h>
#include "resolver/dns/build.h"
#include "resolver/dns/edns.h"
#include "resolver/dns/print.h"
#include "resolver/lookup/addrs.h"
#include "tests/support/table.h"
#include "tests/unit/dns/vector.h"

static unsigned allocations;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void *__real_aligned_alloc(size_t align, size_t size);
int __real_posix_memalign(void **out, size_t align, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t n);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
void *__wrap_aligned_alloc(size_t align, size_t size);
int __wrap_posix_memalign(void **out, size_t align, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t n);

void *__wrap_malloc(size_t size)
{
	allocations++;
	return __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	allocations++;
	return __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t size)
{
	allocations++;
	return __real_realloc(p, size);
}

void *__wrap_aligned_alloc(size_t align, size_t size)
{
	allocations++;
	return __real_aligned_alloc(align, size);
}

int __wrap_posix_memalign(void **out, size_t align, size_t size)
{
	allocations++;
	return __real_posix_memalign(out, align, size);
}

char *__wrap_strdup(const char *text)
{
	allocations++;
	return __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t n)
{
	allocations++;
	return __real_strndup(text, n);
}

/* The counters count, also what the library's own objects ask for. */
static void allocations_are_counted(void **state)
{
	(void)state;
	void *(*volatile allocate)(size_t) = malloc; /* a call that no compiler leaves out */
	allocations = 0;
	free(allocate(1));
	assert_int_equal(allocations, 1);
	allocations = 0;
	free(addrs_new(NULL, 0, NULL, STUB_FROM_DNS));
	assert_int_equal(allocations, 1);
}

static void check_parse(void **state)
{
	uint8_t data[VECTOR_OCTETS];
	size_t len = fixture_message(data, *state);
	struct msg msg, answer;
	allocations = 0;
	for (size_t n = 0; n <= len; n++) { /* the refused ones as well */
		msg_parse(&msg, data, n);
		msg_parse_answer(&answer, data, n);
	}
	assert_int_equal(allocations, 0);
}

static void check_use(void **state)
{
	static char printed[FIXTURE_CHARS];
	static uint8_t out[UINT16_MAX];
	uint8_t data[VECTOR_OCTETS];
	size_t len = fixture_message(data, *state);
	struct msg msg;
	struct rr rr;
	struct name name;
	struct edns_option option;
	struct text t;
	struct writer w = writer_of(out, sizeof(out));
	text_init(&t, printed, sizeof(printed));
	allocations = 0;
	assert_true(msg_parse(&msg, data, len));
	for (int section = QUESTION; section < SECTIONS; section++)
		for (struct rr_iter it = msg_section(&msg, (enum section)section);
			rr_next(&it, &rr);) {
			name_expand(&name, data, rr.owner);
			assert_true(name_matches(&msg, rr.owner, &name));
		}
	for (struct edns_iter it = msg_options(&msg); option_next(&it, &option);)
		option_good(&option);
	msg_print(&msg, &t);
	write_msg(&w, &msg);
	assert_int_equal(allocations, 0);
	assert_true(t.len && w.len);
}

int main(void)
{
	table_test("an allocation would be counted", allocations_are_counted);
	for (size_t i = 0; i < FIXTURE_NAMES; i++)
		table_format(check_parse, fixture_names[i], "parsing %s and all of its prefixes",
			fixture_names[i]);
	for (size_t i = 0; i < FIXTURE_NAMES; i++)
		table_format(check_use, fixture_names[i], "walking, printing and writing %s",
			fixture_names[i]);
	return table_run("dns-alloc", NULL, NULL);
}
