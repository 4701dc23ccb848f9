/* Reading messages from files and folders. */
#include "messages.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool add(struct messages *m, const uint8_t *data, size_t size)
{
	if (m->count == m->cap) {
		size_t cap = m->cap ? 2 * m->cap : 1024;
		struct message *list = realloc(m->list, cap * sizeof(*list));
		if (!list)
			return false;
		m->list = list;
		m->cap = cap;
	}
	uint8_t *copy = malloc(size ? size : 1);
	if (!copy)
		return false;
	if (size)
		memcpy(copy, data, size);
	m->list[m->count++] = (struct message){ copy, size };
	return true;
}

/* The whole file; NULL, and errno, without it. */
static uint8_t *slurp(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	size_t cap = 1 << 16;
	uint8_t *data = f ? malloc(cap) : NULL;
	*size = 0;
	while (data && !feof(f) && !ferror(f)) {
		*size += fread(data + *size, 1, cap - *size, f);
		uint8_t *more = *size == cap ? realloc(data, cap *= 2) : data;
		if (!more)
			free(data);
		data = more;
	}
	if (f)
		fclose(f);
	return data;
}

/* In place: digits, whatever is between them; # begins a comment. */
static size_t from_hex(uint8_t *data, size_t size)
{
	size_t digits = 0;
	for (size_t i = 0; i < size; i++) {
		static const char alphabet[] = "0123456789abcdef";
		if (data[i] == '#')
			while (i < size && data[i] != '\n')
				i++;
		const char *digit = i < size && data[i] ? strchr(alphabet, data[i]) : NULL;
		if (!digit)
			continue;
		uint8_t *octet = data + digits / 2;
		*octet = (uint8_t)((digits % 2 ? *octet << 4 : 0) | (digit - alphabet));
		digits++;
	}
	return digits / 2;
}

static bool ends_in(const char *name, const char *end)
{
	size_t a = strlen(name), b = strlen(end);
	return a >= b && !strcmp(name + a - b, end);
}

static bool add_file(struct messages *m, const char *path)
{
	size_t size;
	uint8_t *data = slurp(path, &size);
	if (data && ends_in(path, ".hex"))
		size = from_hex(data, size);
	bool good = data && add(m, data, size < MESSAGE_OCTETS ? size : MESSAGE_OCTETS);
	free(data);
	return good;
}

static bool add_pieces(struct messages *m, const char *path)
{
	size_t size, at = 0;
	uint8_t *data = slurp(path, &size);
	bool good = data;
	while (good && at + 2 <= size) {
		size_t len = (size_t)data[at] << 8 | data[at + 1];
		good = at + 2 + len <= size && add(m, data + at + 2, len);
		at += 2 + len;
	}
	free(data);
	return good && at == size;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* In the order of their names, so that a message keeps its number. */
static bool add_folder(struct messages *m, const char *path)
{
	struct dirent **entries;
	char file[4096];
	int n = scandir(path, &entries, NULL, by_name);
	bool good = n >= 0;
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		snprintf(file, sizeof(file), "%s/%s", path, name);
		if (*name != '.' && !ends_in(name, ".txt"))
			good &= add_file(m, file);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return good;
}

bool messages_add(struct messages *m, const char *path)
{
	struct stat status;
	errno = 0;
	bool good = !stat(path, &status) &&
		    (S_ISDIR(status.st_mode) ? add_folder(m, path) : add_pieces(m, path));
	if (!good)
		fprintf(stderr, "%s: %s\n", path, errno ? strerror(errno) : "cut short");
	return good;
}

void messages_fini(struct messages *m)
{
	for (size_t i = 0; i < m->count; i++)
		free((void *)m->list[i].data);
	free(m->list);
	*m = (struct messages){ 0 };
}
