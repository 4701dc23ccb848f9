/* Whether files, local addresses or routes have changed. */
#include "resolver/io/watch.h"
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>

enum { PATH_OCTETS = 4096, DRAIN_MAX = 64 };

#define LOOK_EVERY (5 * (nsec)SECOND)

enum {
	FILE_EVENTS = IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF,
	FOLDER_EVENTS = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR,
};

/* <linux/rtnetlink.h>, which musl comes without */
enum {
	GROUPS = 0x1             /* RTMGRP_LINK */
		 | 0x10 | 0x40   /* RTMGRP_IPV4_IFADDR, RTMGRP_IPV4_ROUTE */
		 | 0x100 | 0x400 /* RTMGRP_IPV6_IFADDR, RTMGRP_IPV6_ROUTE */
};

struct netlink_address { /* struct sockaddr_nl */
	uint16_t family, pad;
	uint32_t pid, groups;
};

static bool time_same(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool signature_same(const struct watch_signature *a, const struct watch_signature *b)
{
	if (!a->exists || !b->exists)
		return a->exists == b->exists;
	return a->dev == b->dev && a->ino == b->ino && a->size == b->size &&
	       time_same(a->modified, b->modified) && time_same(a->changed, b->changed);
}

/* Looks at every file.  Returns a bit for each that is not what it was. */
static unsigned look(struct watch *w, struct io *io)
{
	unsigned changed = 0;
	for (unsigned i = 0; i < w->n; i++) {
		struct watch_signature now = { 0 };
		struct stat st;
		if (io_stat(io, w->paths[i], &st) == 0)
			now = (struct watch_signature){ true, st.st_dev, st.st_ino, st.st_size,
				st.st_mtim, st.st_ctim };
		if (!signature_same(&now, &w->seen[i]))
			changed |= 1u << i;
		w->seen[i] = now;
	}
	return changed;
}

/* The last part of a path. */
static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* The file itself, where a symbolic link leads, and its name in its folder. */
static void tell_about(struct watch *w, struct io *io, unsigned i)
{
	char folder[PATH_OCTETS];
	const char *path = w->paths[i];
	size_t len = (size_t)(base_of(path) - path);
	w->file[i] = io_inotify_add(io, w->inotify, path, FILE_EVENTS);
	w->folder[i] = -1;
	if (len >= sizeof(folder))
		return;
	memcpy(folder, path, len);
	folder[len] = 0;
	w->folder[i] = io_inotify_add(io, w->inotify, len ? folder : ".", FOLDER_EVENTS);
}

static int add(struct watch *w, struct io *io, int fd)
{
	if (fd < 0 || w->epoll < 0)
		return -1;
	if (io_epoll_ctl(io, w->epoll, EPOLL_CTL_ADD, fd, EPOLLIN) == 0)
		return fd;
	io_close_later(io, fd);
	return -1;
}

/* Anew each time a file has changed: watches on files that are no longer meant go with the old
 * descriptor. */
static void tell_about_files(struct watch *w, struct io *io)
{
	if (w->inotify >= 0)
		io_close(io, w->inotify);
	w->inotify = w->epoll < 0 ? -1 : add(w, io, io_inotify_init(io));
	for (unsigned i = 0; w->inotify >= 0 && i < w->n; i++)
		tell_about(w, io, i);
}

static void tell_about_routes(struct watch *w, struct io *io)
{
	struct netlink_address any = { .family = AF_NETLINK, .groups = GROUPS };
	int fd = w->epoll < 0 ? -1 : io_socket(io, AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK, 0);
	if (fd >= 0 && io_bind(io, fd, &any, sizeof(any)) != 0) {
		io_close_later(io, fd);
		fd = -1;
	}
	w->netlink = add(w, io, fd);
}

void watch_init(struct watch *w, struct io *io, const char *const paths[], unsigned n)
{
	w->n = n < WATCH_FILES_MAX ? n : WATCH_FILES_MAX;
	memcpy(w->paths, paths, w->n * sizeof(*paths));
	int epoll = io_epoll_create(io);
	w->epoll = epoll < 0 ? -1 : epoll;
	w->inotify = -1;
	memset(w->seen, 0, sizeof(w->seen));
	tell_about_files(w, io);
	tell_about_routes(w, io);
	w->look = io_now() + LOOK_EVERY;
	look(w, io);
}

/* The files that an event is about.  An event without a watch says that others were lost. */
static unsigned files_of(const struct watch *w, const struct inotify_event *event)
{
	unsigned files = 0;
	for (unsigned i = 0; i < w->n; i++) {
		bool named = event->len && strcmp(event->name, base_of(w->paths[i])) == 0;
		if (event->wd == -1 || event->wd == w->file[i] ||
			(event->wd == w->folder[i] && named))
			files |= 1u << i;
	}
	return files;
}

static unsigned drain_inotify(const struct watch *w, struct io *io)
{
	_Alignas(struct inotify_event) char events[PATH_OCTETS];
	unsigned files = 0;
	for (int i = 0; i < DRAIN_MAX; i++) {
		ssize_t len = io_read(io, w->inotify, events, sizeof(events));
		if (len <= 0)
			break;
		for (const char *at = events; at < events + len;) {
			const struct inotify_event *event = (const void *)at;
			files |= files_of(w, event);
			at += sizeof(*event) + event->len;
		}
	}
	return files;
}

/* Whatever it says, something has changed, also when it says that it had to drop messages
 * (ENOBUFS). */
static void drain_netlink(const struct watch *w, struct io *io)
{
	char messages[PATH_OCTETS];
	for (int i = 0; i < DRAIN_MAX; i++) {
		ssize_t len = io_recv(io, w->netlink, messages, sizeof(messages), MSG_DONTWAIT);
		if (len <= 0 && len != -ENOBUFS)
			break;
	}
}

/* The files that have changed.  Watches are set anew before the files are looked at, so that no
 * change falls in between. */
static unsigned changed_files(struct watch *w, struct io *io, unsigned told)
{
	if (told)
		tell_about_files(w, io);
	unsigned files = told | look(w, io);
	if (told || !files || w->inotify < 0)
		return files;
	tell_about_files(w, io);
	return files | look(w, io);
}

unsigned watch_changed(struct watch *w, struct io *io, nsec now)
{
	int ready[2];
	int n = w->epoll < 0 ? 0 : io_epoll_wait(io, w->epoll, ready, 2, 0);
	unsigned told = 0, routes = 0;
	for (int i = 0; i < n; i++) {
		if (ready[i] == w->inotify) {
			told = drain_inotify(w, io);
		} else {
			drain_netlink(w, io);
			routes = WATCH_ROUTES;
		}
	}
	bool due = now >= w->look;
	if (due)
		w->look = now + LOOK_EVERY;
	if (due && w->netlink < 0)
		routes = WATCH_ROUTES;
	bool blind = w->inotify < 0 || n < 0;
	return told || due || blind ? routes | changed_files(w, io, told) : routes;
}

void watch_fini(struct watch *w, struct io *io)
{
	const int fds[] = { w->epoll, w->inotify, w->netlink };
	for (int i = 0; i < 3; i++)
		if (fds[i] >= 0)
			io_close_later(io, fds[i]);
	w->epoll = w->inotify = w->netlink = -1;
}
