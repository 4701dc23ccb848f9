/* Names from the command line or from lines that come as they come. */
#include "resolver/program/names.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int names_open(struct names *names, const char *path, char *const *argv)
{
	*names = (struct names){ .argv = argv, .fd = -1 };
	if (!path)
		return 0;
	int fd = strcmp(path, "-") ? io_open(&names->io, path, O_RDONLY | O_CLOEXEC, 0)
				   : STDIN_FILENO;
	if (fd < 0)
		return -fd;
	names->fd = fd;
	return 0;
}

/* The next line's name into out; false: the rest of the line is still to come. */
static bool take_line(struct names *names, char *out)
{
	char *line = names->room + names->at;
	size_t left = names->have - names->at;
	char *newline = memchr(line, '\n', left);
	if (!newline && !names->ended)
		return false;
	size_t len = newline ? (size_t)(newline - line) : left;
	names->at += len + (newline ? 1 : 0);
	for (; len && memchr(" \t\r", line[len - 1], 3); len--)
		;
	for (; len && memchr(" \t", *line, 2); len--)
		line++;
	if (len > NAME_TEXT) /* no name: it is refused also when it is cut */
		len = NAME_TEXT;
	memcpy(out, line, len);
	out[len] = '\0';
	for (char *p = out; p < out + len; p++)
		if (!*p) /* no name either, and it would end here */
			*p = ' ';
	return true;
}

enum names_next names_next(struct names *names, char out[static NAME_TEXT + 1])
{
	if (names->fd < 0) {
		const char *name = *names->argv;
		if (!name)
			return NAMES_END;
		names->argv++;
		size_t len = strnlen(name, NAME_TEXT);
		memcpy(out, name, len);
		out[len] = '\0';
		return NAMES_ONE;
	}
	while (names->at < names->have && take_line(names, out))
		if (*out && *out != '#')
			return NAMES_ONE;
	return names->ended && names->at == names->have ? NAMES_END : NAMES_LATER;
}

/* A line that fills the room is no name: its beginning stands for it, and the middle goes. */
static void make_room(struct names *names)
{
	size_t left = names->have - names->at;
	memmove(names->room, names->room + names->at, left);
	names->at = 0;
	names->have = left < sizeof(names->room) ? left : sizeof(names->room) / 2;
}

void names_read(struct names *names)
{
	make_room(names);
	ssize_t n = io_read(&names->io, names->fd, names->room + names->have,
		sizeof(names->room) - names->have);
	if (n > 0) {
		names->have += (size_t)n;
		return;
	}
	names->ended = n != -EAGAIN;
	names->error = n < 0 && names->ended ? (int)-n : 0;
}

void names_close(struct names *names)
{
	if (names->fd > STDIN_FILENO)
		io_close(&names->io, names->fd);
	io_fini(&names->io);
}
