/* The fuzzers' mutations: each does something, keeps to its room and does the same twice; what
 * comes out is good often enough to lead somewhere. */
#include "tests/fuzz/dns/mutate.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/dns/msg.h"
#include "resolver/dns/scan.h"
#include "resolver/dns/svcb.h"
#include "tests/support/table.h"
#include "tests/unit/dns/vector.h"

enum { FILES_MOST = 512, INPUT_OCTETS = 4096, MORE_OCTETS = 700, ROUNDS = 24 };

struct input {
	uint8_t *data;
	size_t size;
};

struct corpus {
	struct input input[FILES_MOST];
	size_t n;
};

/* A format: its corpus, its mutations, and what makes an input a good one. */
struct format {
	const char *name, *folder;
	const struct mutations *mutations;
	bool (*good)(const uint8_t *data, size_t size);
	unsigned percent; /* of what is mutated from good inputs; measured, less some */
	struct corpus corpus;
};

static bool good_message(const uint8_t *data, size_t size)
{
	struct msg msg;
	return msg_parse(&msg, data, size);
}

static bool good_name(const uint8_t *data, size_t size)
{
	struct reader r = reader_of(data, size);
	read_name(&r, data);
	return !r.bad;
}

/* A record at least, and all lines. */
static bool good_text(const uint8_t *data, size_t size)
{
	static uint8_t out[1 << 16];
	struct scanner s = scanner_of((const char *)data, size);
	struct record record;
	unsigned n = 0;
	while (scan_line(&s)) {
		struct writer w = writer_of(out, sizeof(out));
		if (!scan_record(&s, &w, &record))
			return false;
		n++;
	}
	return n && !s.error.expected;
}

static bool good_options(const uint8_t *data, size_t size)
{
	struct reader r = reader_of(data, size);
	read_octets(&r, 4);
	while (read_left(&r)) {
		read_octets(&r, 2);
		read_octets(&r, read_u16(&r));
	}
	return !r.bad;
}

static struct format formats[] = {
	{ "messages", "msg", &message_mutations, good_message, 65, { .n = 0 } },
	{ "names", "name", &name_mutations, good_name, 35, { .n = 0 } },
	{ "records as text", "scan", &text_mutations, good_text, 25, { .n = 0 } },
	{ "parameters", "svcb", &param_mutations, svc_params_good, 35, { .n = 0 } },
	{ "options", "edns", &option_mutations, good_options, 75, { .n = 0 } },
};

enum { FORMATS = sizeof(formats) / sizeof(formats[0]) };

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* In the order of their names; long ones are left out. */
static void read_corpus(struct format *format)
{
	const char *folder = getenv("FIXTURES");
	char path[2048], file[4096];
	struct dirent **entries;
	snprintf(path, sizeof(path), "%s/corpus/%s", folder ? folder : "fixtures", format->folder);
	int n = scandir(path, &entries, visible, alphasort);
	for (int i = 0; i < n; i++) {
		snprintf(file, sizeof(file), "%s/%s", path, entries[i]->d_name);
		free(entries[i]);
		FILE *f = fopen(file, "rb");
		assert_non_null(f);
		uint8_t data[INPUT_OCTETS];
		size_t size = fread(data, 1, sizeof(data), f);
		fclose(f);
		assert_true(format->corpus.n < FILES_MOST);
		if (size == sizeof(data))
			continue;
		format->corpus.input[format->corpus.n++] =
			(struct input){ vector_exact(data, size), size };
	}
	if (n >= 0)
		free(entries);
}

static int read_corpora(void **state)
{
	(void)state;
	for (size_t i = 0; i < FORMATS; i++)
		read_corpus(&formats[i]);
	return 0;
}

static int free_corpora(void **state)
{
	(void)state;
	for (size_t i = 0; i < FORMATS; i++)
		for (size_t k = 0; k < formats[i].corpus.n; k++)
			free(formats[i].corpus.input[k].data);
	return 0;
}

/* In a block as long as the room.  Returns whether anything changed; *good: whether it is good. */
static bool mutate_once(const struct format *format, const struct mutations *mutations,
	const struct input *input, size_t more, unsigned seed, bool *good)
{
	size_t room = input->size + more, size[2];
	uint8_t *block[2];
	for (unsigned i = 0; i < 2; i++) {
		block[i] = malloc(room ? room : 1);
		assert_non_null(block[i]);
		memcpy(block[i], input->data, input->size);
		size[i] = mutate(mutations, block[i], input->size, room, seed);
		assert_true(size[i] <= room);
	}
	assert_int_equal(size[0], size[1]);
	assert_memory_equal(block[0], block[1], size[0]);
	bool changed = size[0] != input->size || memcmp(block[0], input->data, size[0]) != 0;
	*good = format->good(block[0], size[0]);
	free(block[0]);
	free(block[1]);
	return changed;
}

struct single {
	const struct format *format;
	struct mutations mutations;
};

static void check_single(void **state)
{
	const struct single *single = *state;
	const struct corpus *corpus = &single->format->corpus;
	unsigned changed = 0, kept = 0;
	for (size_t i = 0; i < corpus->n; i++)
		for (unsigned seed = 0; seed < ROUNDS; seed++) {
			bool good;
			/* without room, with little, and with enough */
			size_t more = seed % 4 ? MORE_OCTETS : seed % 8;
			changed += mutate_once(single->format, &single->mutations,
				&corpus->input[i], more, seed, &good);
			kept += good;
		}
	print_message(
		"# %zu inputs, %u rounds: %u changed, %u good\n", corpus->n, ROUNDS, changed, kept);
	assert_true(changed > corpus->n / 4);
	assert_true(kept > 0);
}

static void check_share(void **state)
{
	const struct format *format = *state;
	const struct corpus *corpus = &format->corpus;
	unsigned changed = 0, kept = 0;
	for (size_t i = 0; i < corpus->n; i++) {
		const struct input *input = &corpus->input[i];
		if (!format->good(input->data, input->size))
			continue;
		for (unsigned seed = 0; seed < 4 * ROUNDS; seed++) {
			bool good;
			if (mutate_once(
				    format, format->mutations, input, MORE_OCTETS, seed, &good)) {
				changed++;
				kept += good;
			}
		}
	}
	print_message("# %u changed, %u good: %u of 100\n", changed, kept, kept * 100 / changed);
	assert_true(changed > 100);
	assert_true(kept * 100 >= changed * format->percent);
	assert_true(kept < changed); /* some must be bad */
}

static void records_of_one_message_go_into_another(void **state)
{
	(void)state;
	const struct corpus *corpus = &formats[0].corpus;
	unsigned made = 0, kept = 0, tried = 0;
	for (size_t i = 0; i < corpus->n; i++) {
		const struct input *a = &corpus->input[i];
		if (!good_message(a->data, a->size))
			continue;
		for (unsigned seed = 0; seed < ROUNDS; seed++, tried++) {
			const struct input *b = &corpus->input[(i + seed) % corpus->n];
			size_t room = a->size + (seed % 2 ? MORE_OCTETS : seed);
			uint8_t *block = malloc(room ? room : 1);
			assert_non_null(block);
			size_t size = mutate_splice(
				a->data, a->size, b->data, b->size, block, room, seed);
			assert_true(size <= room);
			made += size > a->size;
			kept += size > a->size && good_message(block, size);
			free(block);
		}
	}
	print_message("# %u tried, %u made, %u good\n", tried, made, kept);
	assert_true(made * 3 > tried);
	assert_true(kept * 2 > made);
}

int main(void)
{
	static struct single singles[128];
	size_t n = 0;
	for (size_t i = 0; i < FORMATS; i++) {
		const struct mutations *all = formats[i].mutations;
		for (size_t k = 0; k < all->n; k++, n++) {
			singles[n] =
				(struct single){ &formats[i], { &all->list[k], 1, all->start } };
			table_format(check_single, &singles[n], "%s: one %s", formats[i].name,
				all->list[k].name);
		}
		table_format(check_share, &formats[i],
			"%s: at least %u of 100 are still good after all mutations",
			formats[i].name, formats[i].percent);
	}
	table_test("a record of one message goes into another",
		records_of_one_message_go_into_another);
	return table_run("dns-mutate", read_corpora, free_corpora);
}
