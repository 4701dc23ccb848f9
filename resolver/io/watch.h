/* Whether files, local addresses or routes have changed: one system call, as long as nothing has.
 *
 * A process that forks shares the descriptors with its child: a watch is not to be used on both
 * sides. */
#ifndef IO_WATCH_H
#define IO_WATCH_H

#include "resolver/io/io.h"

enum { WATCH_FILES_MAX = 8 };
#define WATCH_ROUTES (1u << 31)

struct watch {
	const char *paths[WATCH_FILES_MAX];
	unsigned n;
	int epoll, inotify, netlink; /* -1: not to be had */
	nsec look;                   /* when to look at the files without having been told */
	int file[WATCH_FILES_MAX], folder[WATCH_FILES_MAX]; /* inotify's numbers; -1: not watched */
	struct watch_signature {
		bool exists;
		dev_t dev;
		ino_t ino;
		off_t size;
		struct timespec modified, changed;
	} seen[WATCH_FILES_MAX];
};

/* Never fails: without inotify or epoll each watch_changed() looks at every file.  The strings in
 * paths stay the caller's and must outlive the watch; n is at most WATCH_FILES_MAX.  Read the files
 * after watch_init(): a change in between is then seen by the next watch_changed(), or read
 * already. */
void watch_init(struct watch *w, struct io *io, const char *const paths[], unsigned n);

/* What has changed since the last call: 1u << index for each path, WATCH_ROUTES for addresses and
 * routes.  Read changed files after the call.  Every 5 s of `now` it also looks at the files
 * themselves, for file systems that tell nothing. */
unsigned watch_changed(struct watch *w, struct io *io, nsec now);

void watch_fini(struct watch *w, struct io *io);

#endif
