/* Runs a fuzzer over the files of its corpus, and over what its mutator makes of them:
 * replay [-n ROUNDS] FOLDER...
 *
 * So many rounds for each file; they are the same in every run. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_OCTETS = 1 << 20, MORE_OCTETS = 256, IN_A_ROW = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* Not every fuzzer has one. */
__attribute__((weak)) size_t LLVMFuzzerCustomMutator(
	uint8_t *data, size_t size, size_t room, unsigned seed);
__attribute__((weak)) size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1,
	const uint8_t *data2, size_t size2, uint8_t *out, size_t room, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room);

/* In libFuzzer's place: another octet somewhere, or one more. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room)
{
	static uint32_t state = 1;
	state = state * 1664525 + 1013904223;
	size_t at = (state >> 8) % (size + 1);
	if (at == size && size == room)
		return size;
	data[at] = (uint8_t)(state >> 24);
	return at == size ? size + 1 : size;
}

static void *must(void *p)
{
	if (!p)
		abort();
	return p;
}

/* In an exact block, so that a read past its end is seen. */
static void try_octets(const uint8_t *data, size_t size)
{
	uint8_t *exact = must(malloc(size ? size : 1));
	memcpy(exact, data, size);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
}

static void keep_to(size_t size, size_t room)
{
	if (size > room) {
		fprintf(stderr, "mutated to %zu octets, with room for %zu\n", size, room);
		abort();
	}
}

/* What grows from a file in some mutations, then from the file again.  The room is a block of its
 * own, and other is what the file is crossed with. */
static void mutate(
	const uint8_t *data, size_t size, const uint8_t *other, size_t other_size, unsigned rounds)
{
	size_t room = size + MORE_OCTETS, grown = 0;
	uint8_t *block = must(malloc(room));
	for (unsigned i = 0; i < rounds; i++) {
		if (i % IN_A_ROW == 0) {
			memcpy(block, data, size);
			grown = size;
		}
		if (i % IN_A_ROW == 0 && LLVMFuzzerCustomCrossOver)
			grown = LLVMFuzzerCustomCrossOver(
				data, size, other, other_size, block, room, i);
		else
			grown = LLVMFuzzerCustomMutator(block, grown, room, i);
		keep_to(grown, room);
		try_octets(block, grown);
	}
	free(block);
}

static uint8_t *read_file(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	if (!f) {
		perror(path);
		exit(1);
	}
	uint8_t *data = must(malloc(FILE_OCTETS));
	*size = fread(data, 1, FILE_OCTETS, f);
	fclose(f);
	return data;
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* In the order of their names. */
static unsigned replay_folder(const char *path, unsigned rounds)
{
	struct dirent **entries;
	int n = scandir(path, &entries, visible, alphasort);
	size_t last_size = 0;
	uint8_t *last = must(malloc(1));
	if (n < 0) {
		perror(path);
		exit(1);
	}
	for (int i = 0; i < n; i++) {
		char file[4096];
		size_t size;
		snprintf(file, sizeof(file), "%s/%s", path, entries[i]->d_name);
		free(entries[i]);
		uint8_t *data = read_file(file, &size);
		try_octets(data, size);
		if (LLVMFuzzerCustomMutator)
			mutate(data, size, last, last_size, rounds);
		free(last);
		last = data;
		last_size = size;
	}
	free(last);
	free(entries);
	return (unsigned)n;
}

int main(int argc, char **argv)
{
	unsigned n = 0, rounds = 0;
	int i = 1;
	if (argc > 2 && !strcmp(argv[1], "-n")) {
		rounds = (unsigned)strtoul(argv[2], NULL, 10);
		i = 3;
	}
	for (; i < argc; i++)
		n += replay_folder(argv[i], rounds);
	printf("%u inputs%s\n", n, LLVMFuzzerCustomMutator && rounds ? ", mutated as well" : "");
	return n ? 0 : 1; /* an empty corpus proves nothing */
}
