/* A whole file into memory. */
#include "resolver/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MOST = 1 << 28 };

/* The whole file; NULL with errno set. */
static uint8_t *read_all(FILE *f, size_t *len)
{
	uint8_t *data = NULL;
	size_t size = 0, n = 0;
	while (n == size) {
		size = size ? 2 * size : 1 << 16;
		uint8_t *more = size <= FILE_MOST ? realloc(data, size) : NULL;
		if (!more) {
			free(data);
			errno = size <= FILE_MOST ? ENOMEM : EFBIG;
			return NULL;
		}
		data = more;
		n += fread(data + n, 1, size - n, f);
	}
	if (ferror(f)) {
		free(data);
		return NULL;
	}
	*len = n;
	return data;
}

uint8_t *file_read(const char *path, size_t *len)
{
	FILE *f = strcmp(path, "-") ? fopen(path, "rbe") : stdin;
	uint8_t *data = f ? read_all(f, len) : NULL;
	if (!data)
		fprintf(stderr, "resolve: %s: %s\n", path, strerror(errno));
	if (f && f != stdin)
		fclose(f);
	return data;
}
