/* Where a body goes: standard output, a file, or nowhere; opened when the first octets come. */
#include "fetch/output.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include "fetch/show.h"

struct console console_look(struct io *io)
{
	int terminal = io_isatty(io, STDOUT_FILENO);
	return (struct console){ .ready = terminal >= 0, .screen = terminal > 0 };
}

static bool same(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

void output_init(struct output *o, struct io *io, const char *path, struct console console)
{
	*o = (struct output){ .io = io, .path = path, .console = console, .fd = -1 };
	if (!path)
		return;
	o->discard = same(path, "/dev/null");
	if (same(path, "-")) {
		o->asked = true;
		o->path = NULL;
	}
}

static enum fail failed(const struct output *o, struct report *r, long error)
{
	return report(r, FAIL_WRITE, "Could not write to %s: %s",
		o->path ? o->path : "standard output", report_error(error));
}

static enum fail open_it(struct output *o, struct report *r)
{
	if (!o->path) {
		if (!o->console.ready)
			return failed(o, r, -EBADF);
		o->fd = STDOUT_FILENO;
		return FAIL_NONE;
	}
	int fd = io_open(o->io, o->path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0)
		return failed(o, r, fd);
	o->fd = fd;
	return FAIL_NONE;
}

static bool has_nul(struct piece data)
{
	return memchr(data.at, '\0', data.len);
}

static enum fail write_all(struct output *o, struct piece data, struct report *r)
{
	if (o->fd < 0 && open_it(o, r))
		return FAIL_WRITE;
	ssize_t result = io_write(o->io, o->fd, data.at, data.len);
	return result < 0 ? failed(o, r, result) : FAIL_NONE;
}

enum fail output_write(struct output *o, struct piece data, struct report *r)
{
	o->written += data.len;
	if (o->discard)
		return FAIL_NONE;
	if (!o->path && o->console.screen && !o->asked && has_nul(data))
		return report(r, FAIL_WRITE,
			"The body is binary and would upset the terminal; '-o -' writes it all the "
			"same, '-o FILE' keeps it");
	return write_all(o, data, r);
}

enum fail output_text(struct output *o, struct piece line, struct report *r)
{
	if (o->discard)
		return FAIL_NONE;
	if (o->path || !o->console.screen)
		return write_all(o, line, r);
	char room[1024];
	while (line.len) {
		struct piece part = { line.at, line.len < 200 ? line.len : 200 };
		struct text t;
		text_init(&t, room, sizeof(room));
		show_escaped(&t, part);
		if (write_all(o, (struct piece){ room, t.len }, r))
			return FAIL_WRITE;
		line.at += part.len;
		line.len -= part.len;
	}
	return FAIL_NONE;
}

enum fail output_end(struct output *o, struct report *r)
{
	if (o->discard)
		return FAIL_NONE;
	if (o->fd < 0 && open_it(o, r))
		return FAIL_WRITE;
	int fd = o->fd;
	o->fd = -1;
	int result = o->path ? io_close(o->io, fd) : 0;
	return result < 0 ? failed(o, r, result) : FAIL_NONE;
}

void output_fini(struct output *o)
{
	if (o->path && o->fd >= 0)
		io_close(o->io, o->fd);
	o->fd = -1;
}

bool output_name(struct piece path, char *room, size_t cap)
{
	size_t start = path.len;
	while (start && path.at[start - 1] != '/')
		start--;
	struct piece name = { path.at + start, path.len - start };
	if (!name.len || piece_is(name, ".") || piece_is(name, ".."))
		return false;
	/* a lone dash is a file here, and not standard output */
	struct text t;
	text_init(&t, room, cap);
	text_put(&t, piece_is(name, "-") ? "./" : "");
	text_octets(&t, name.at, name.len);
	return text_whole(&t);
}
