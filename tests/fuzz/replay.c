/* Runs a fuzzer over the files of its corpus: replay FOLDER... */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f) {
		perror(path);
		return 1;
	}
	uint8_t *data = malloc(1 << 20);
	size_t size = data ? fread(data, 1, 1 << 20, f) : 0;
	fclose(f);
	/* an exact block, so that a read past its end is seen */
	uint8_t *exact = malloc(size ? size : 1);
	if (!data || !exact) {
		free(data);
		free(exact);
		return 1;
	}
	memcpy(exact, data, size);
	free(data);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	return 0;
}

int main(int argc, char **argv)
{
	unsigned n = 0;
	for (int i = 1; i < argc; i++) {
		DIR *folder = opendir(argv[i]);
		if (!folder) {
			perror(argv[i]);
			return 1;
		}
		for (struct dirent *entry; (entry = readdir(folder));) {
			if (entry->d_name[0] == '.')
				continue;
			char path[4096];
			snprintf(path, sizeof(path), "%s/%s", argv[i], entry->d_name);
			if (replay_file(path))
				return 1;
			n++;
		}
		closedir(folder);
	}
	printf("%u inputs\n", n);
	return n ? 0 : 1; /* an empty corpus proves nothing */
}
