/* Showing the steps of a transfer in the form that was asked for. */
#include "fetch/show.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "fetch/trace_curl.h"
#include "resolver/trace_print.h"

/* Text on its way to s->fd, from one step. */
enum { SHOW_ROOM = 16384 };

static char room[SHOW_ROOM];

static void flush(struct show *s, struct text *t)
{
	if (t->len && !s->broken && io_write(&s->io, s->fd, t->base, t->len) < 0)
		s->broken = true;
	text_init(t, t->base, t->cap);
}

/* Room for `more` octets, at most SHOW_ROOM - 1. */
static void reserve(struct show *s, struct text *t, size_t more)
{
	if (t->len + more >= t->cap)
		flush(s, t);
}

static int open_file(struct show *s, const char *path)
{
	s->fd = STDERR_FILENO;
	if (!path)
		return 0;
	s->fd = STDOUT_FILENO;
	if (!strcmp(path, "-"))
		return 0;
	s->fd = io_open(&s->io, path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	s->own = s->fd >= 0;
	return s->own ? 0 : s->fd;
}

int show_open(struct show *s, const struct cli *cli)
{
	*s = (struct show){ .layout = (enum layout)cli->layout, .stamp = cli->trace_time };
	if (!showing(s))
		return 0;
	const char *path = cli->layout == LAYOUT_VERBOSE ? NULL : cli->trace_file;
	if (s->layout == LAYOUT_EVENTS) {
		s->format = (enum stub_trace_format)cli->trace_format;
		s->flags = (cli->trace_time ? STUB_TRACE_TIME : 0u) |
			   (cli->trace_duration ? STUB_TRACE_DURATION : 0u) |
			   (cli->trace_data ? STUB_TRACE_DATA : 0u);
	}
	int result = open_file(s, path);
	if (result < 0)
		return result;
	bool body_here = !cli->outputs.n;
	/* a closed one leaves its number to the next socket, which is not to be written to */
	int terminal = io_isatty(&s->io, s->fd);
	s->broken = terminal < 0;
	s->escape = terminal > 0;
	s->data_seen =
		s->layout == LAYOUT_VERBOSE && body_here && io_isatty(&s->io, STDOUT_FILENO) > 0;
	return 0;
}

int show_close(struct show *s)
{
	int result = s->broken ? -EIO : 0;
	if (s->own && io_close(&s->io, s->fd) < 0)
		result = -EIO;
	s->layout = LAYOUT_NONE;
	s->own = false;
	return result;
}

static void stamp(struct show *s, struct text *t)
{
	if (!s->stamp)
		return;
	trace_print_clock(io_now(), t);
	text_char(t, ' ');
}

/* C0, DEL and C1: the latter alone, or as UTF-8 has it, behind C2; octets inside other characters
 * stay. */
static bool is_control(unsigned char before, unsigned char c)
{
	if (c < ' ')
		return c != '\n' && c != '\t' && c != '\r';
	return c == 0x7f || (c >= 0x80 && c < 0xa0 && (before < 0x80 || before == 0xc2));
}

void show_escaped(struct text *t, struct piece p)
{
	unsigned char before = 0;
	for (size_t i = 0; i < p.len; i++) {
		unsigned char c = (unsigned char)p.at[i];
		if (is_control(before, c)) {
			text_put(t, "\\x");
			text_hex(t, c, 2);
		} else {
			text_char(t, (char)c);
		}
		before = c;
	}
}

static void put_shown(struct show *s, struct text *t, struct piece p)
{
	enum { SLICE = 1024 }; /* four octets each when escaped */
	while (p.len) {
		struct piece part = { p.at, p.len < SLICE ? p.len : SLICE };
		reserve(s, t, 4 * SLICE);
		if (s->escape)
			show_escaped(t, part);
		else
			text_octets(t, part.at, part.len);
		p.at += part.len;
		p.len -= part.len;
	}
}

void show_info(struct show *s, const char *format, ...)
{
	if (!showing(s))
		return;
	char line[1024];
	va_list args;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (s->layout == LAYOUT_EVENTS) {
		trace_step(s->tracer, io_now(), "%s", line + strspn(line, " "));
		return;
	}
	struct text t;
	text_init(&t, room, sizeof(room));
	stamp(s, &t);
	text_put(&t, s->layout == LAYOUT_VERBOSE ? "* " : "== Info: ");
	put_shown(s, &t, piece_of(line));
	text_char(&t, '\n');
	flush(s, &t);
}

static void show_rows(struct show *s, const char *title, struct piece data)
{
	struct text t;
	text_init(&t, room, sizeof(room));
	stamp(s, &t);
	trace_curl_title(&t, title, data.len);
	for (size_t at = 0; at < data.len;) {
		reserve(s, &t, TRACE_CURL_ROW);
		at = trace_curl_row(&t, data, at, s->layout == LAYOUT_HEX);
	}
	flush(s, &t);
}

/* Each line of data behind a mark. */
static void show_lines(struct show *s, const char *mark, struct piece data)
{
	struct text t;
	text_init(&t, room, sizeof(room));
	while (data.len) {
		size_t n = 0;
		while (n < data.len && data.at[n++] != '\n')
			;
		reserve(s, &t, 64);
		stamp(s, &t);
		text_put(&t, mark);
		put_shown(s, &t, (struct piece){ data.at, n });
		data.at += n;
		data.len -= n;
	}
	flush(s, &t);
}

/* Each line of data as a step of its own; strace's form has no place for them. */
static void show_steps(struct show *s, const char *mark, struct piece data)
{
	for (size_t n; s->format != STUB_TRACE_STRACE && data.len; data.at += n, data.len -= n) {
		for (n = 0; n < data.len && data.at[n] != '\n';)
			n++;
		size_t shown = n && data.at[n - 1] == '\r' ? n - 1 : n;
		struct text t;
		char line[1024];
		text_init(&t, line, sizeof(line));
		text_put(&t, mark);
		show_escaped(&t, (struct piece){ data.at, shown });
		trace_step(s->tracer, io_now(), "%s", line);
		n += n < data.len;
	}
}

void show_request(struct show *s, struct piece request)
{
	if (!showing(s))
		return;
	if (s->layout == LAYOUT_VERBOSE)
		show_lines(s, "> ", request);
	else if (s->layout == LAYOUT_EVENTS)
		show_steps(s, "> ", request);
	else
		show_rows(s, "=> Send header", request);
}

void show_head_line(struct show *s, struct piece line)
{
	if (!showing(s))
		return;
	if (s->layout == LAYOUT_VERBOSE)
		show_lines(s, "< ", line);
	else if (s->layout == LAYOUT_EVENTS)
		show_steps(s, "< ", line);
	else
		show_rows(s, "<= Recv header", line);
}

void show_data(struct show *s, struct piece data)
{
	if (!showing(s) || s->layout == LAYOUT_EVENTS)
		return;
	if (s->layout != LAYOUT_VERBOSE) {
		show_rows(s, "<= Recv data", data);
	} else if (!s->data_told && !s->data_seen) {
		struct text t;
		text_init(&t, room, sizeof(room));
		stamp(s, &t);
		text_put(&t, "{ [");
		text_uint(&t, data.len);
		text_put(&t, " bytes data]\n");
		flush(s, &t);
		s->data_told = true;
	}
}

void show_event(void *arg, const struct stub_event *event)
{
	struct show *s = arg;
	size_t len = stub_event_print(event, s->format, s->flags, room, sizeof(room));
	if (len < sizeof(room)) {
		flush(s, &(struct text){ .base = room, .cap = sizeof(room), .len = len });
		return;
	}
	/* a dump of many octets: once more with room for it, or cut */
	char *large = malloc(len + 1);
	if (large)
		stub_event_print(event, s->format, s->flags, large, len + 1);
	flush(s, &(struct text){ .base = large ? large : room,
			 .cap = len + 1,
			 .len = large ? len : sizeof(room) - 1 });
	free(large);
}
