/* What the lab's servers share. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tests/lab/server.h"

noreturn void die(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fprintf(stderr, "%s: ", program_invocation_short_name);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

union address where(const char *text, uint16_t default_port)
{
	char copy[ADDRESS_TEXT];
	union address at;
	size_t len = strlen(text);
	bool chosen = len > 2 && len < sizeof copy && !strcmp(text + len - 2, ":0");
	if (chosen) { /* a port that nobody can be sent to, but that one can listen at */
		memcpy(copy, text, len - 2);
		copy[len - 2] = '\0';
		text = copy;
		default_port = 1;
	}
	if (!address_from_text(&at, text, default_port))
		die("cannot listen at %s", text);
	if (chosen)
		address_set_port(&at, 0);
	return at;
}

int listen_at(union address *at, int type)
{
	int on = 1, fd = socket(at->any.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		die("socket: %s", strerror(errno));
	if (type == SOCK_STREAM)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (at->any.sa_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	socklen_t len = address_len(at);
	if (bind(fd, &at->any, len) < 0 || (type == SOCK_STREAM && listen(fd, 64) < 0)) {
		if (errno != EADDRINUSE)
			die("bind: %s", strerror(errno));
		close(fd);
		return -1;
	}
	if (getsockname(fd, &at->any, &len) < 0)
		die("getsockname: %s", strerror(errno));
	return fd;
}

char *file_text(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	size_t cap = 1 << 20;
	char *text = malloc(cap);
	if (!file || !text)
		die("%s: %s", path, strerror(errno));
	*len = fread(text, 1, cap - 1, file);
	if (ferror(file) || !feof(file))
		die("%s: cannot be read, or is too long", path);
	text[*len] = '\0';
	fclose(file);
	return text;
}

void announce(const union address *at)
{
	char text[ADDRESS_TEXT];
	address_to_text(at, text);
	puts(text);
}

void announce_ready(void)
{
	puts("ready");
	fflush(stdout);
}
