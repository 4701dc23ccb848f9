/* The octets of one connection: sending all of a request, gathering what comes. */
#ifndef FETCH_STREAM_H
#define FETCH_STREAM_H

#include <stdbool.h>
#include "fetch/piece.h"
#include "resolver/io/io.h"

/* The first read of a response asks for so much, as curl's does; content may come in larger
 * portions. */
enum { STREAM_FIRST = 16 * 1024, STREAM_ROOM = 64 * 1024 };

struct stream {
	struct io *io;
	int fd;
	nsec until; /* the moment when everything must be over, or NSEC_NEVER */
	bool dry;   /* the last read took all there was: wait before the next */
	char *data;
	size_t len, cap;
	char *heap; /* data, when it has outgrown the static room */
};

/* There is one static room: one stream at a time. */
void stream_init(struct stream *s, struct io *io, int fd, nsec until);
void stream_fini(struct stream *s);

/* 0 or -errno; -ETIME: out of time. */
int stream_send(struct stream *s, struct piece data);
/* Appends at most `most` octets of what comes, at least one: how many, 0 at the end, -errno;
 * -ETIME: out of time. */
ssize_t stream_receive(struct stream *s, size_t most);
/* Makes place for another STREAM_FIRST octets: false when there is no memory. */
bool stream_reserve(struct stream *s);
/* Forgets the first n octets. */
void stream_drop(struct stream *s, size_t n);

#endif
