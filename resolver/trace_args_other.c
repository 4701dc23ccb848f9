/* The arguments of calls outside `network` and `poll`, as strace 6.1 prints them. */
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include "resolver/trace_names.h"
#include "resolver/trace_print.h"

static void print_open_flags(unsigned flags, struct text *t)
{
	static const char access[][12] = { "O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE" };
	text_put(t, access[flags & O_ACCMODE & 3]);
	flags &= ~(unsigned)O_ACCMODE;
	if (flags) {
		text_char(t, '|');
		flags_print(NAMES_OPEN, flags, t);
	}
}

static void print_stat(const struct stub_call *call, struct text *t)
{
	const struct stat *st = call->path.stat;
	if (call->result < 0) {
		quote_pointer(t, st);
		return;
	}
	text_put(t, "{st_mode=");
	name_print(NAMES_FILE_TYPE, st->st_mode & S_IFMT, t);
	unsigned special = st->st_mode & (S_ISUID | S_ISGID | S_ISVTX);
	if (special) {
		text_char(t, '|');
		flags_print(NAMES_FILE_MODE, special, t);
	}
	text_printf(t, "|%#03o, ", st->st_mode & 0777);
	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode))
		text_printf(t, "st_rdev=makedev(%#x, %#x), ...}", major(st->st_rdev),
			minor(st->st_rdev));
	else
		text_printf(t, "st_size=%jd, ...}", (intmax_t)st->st_size);
}

static void print_path(const struct stub_call *call, struct text *t)
{
	if (call->id == CALL_INOTIFY_ADD || call->id == CALL_FSTAT)
		text_printf(t, "%d, ", call->fd);
	else if (call->id != CALL_UNLINK)
		text_put(t, "AT_FDCWD, ");
	quote_octets(t, call->path.path, strlen(call->path.path));
	switch (call->id) {
	case CALL_OPENAT:
		text_put(t, ", ");
		print_open_flags((unsigned)call->path.flags, t);
		if (call->path.flags & O_CREAT)
			text_printf(t, ", %#03o", call->path.mode);
		break;
	case CALL_STAT:
		text_put(t, ", ");
		print_stat(call, t);
		text_printf(t, ", %d", call->path.flags);
		break;
	case CALL_FSTAT:
		text_put(t, ", ");
		print_stat(call, t);
		text_put(t, ", AT_EMPTY_PATH");
		break;
	case CALL_INOTIFY_ADD:
		text_put(t, ", ");
		flags_print(NAMES_INOTIFY, (unsigned)call->path.flags, t);
		break;
	default: break;
	}
}

static void print_getrandom(const struct stub_call *call, struct text *t)
{
	if (call->result < 0)
		quote_pointer(t, call->data.data);
	else
		quote_hex(t, call->data.data, call_received(call));
	text_printf(t, ", %zu, 0", call->data.room);
}

static void print_epoll_event(uint32_t events, int fd, struct text *t)
{
	text_put(t, "{events=");
	flags_print(NAMES_EPOLL, events, t);
	text_printf(t, ", data={u32=%d, u64=%d}}", fd, fd);
}

static void print_epoll_ctl(const struct stub_call *call, struct text *t)
{
	const long *arg = call->other.arg;
	text_printf(t, "%d, ", call->fd);
	name_print(NAMES_EPOLL_OP, (unsigned)arg[0], t);
	text_printf(t, ", %ld, ", arg[1]);
	if (arg[0] == EPOLL_CTL_DEL)
		text_put(t, "NULL");
	else
		print_epoll_event((uint32_t)arg[2], (int)arg[1], t);
}

static void print_epoll_wait(const struct stub_call *call, struct text *t)
{
	const struct epoll_event *ready = call->epoll_wait.ready;
	text_printf(t, "%d, ", call->fd);
	if (call->result < 0)
		quote_pointer(t, ready);
	else
		text_char(t, '[');
	for (long i = 0; i < call->result && i < TRACE_SHOWN; i++) {
		text_put(t, i ? ", " : "");
		print_epoll_event(ready[i].events, ready[i].data.fd, t);
	}
	if (call->result >= 0)
		text_put(t, call->result > TRACE_SHOWN ? ", ...]" : "]");
	text_printf(t, ", %d, %d", call->epoll_wait.n, call->epoll_wait.timeout);
}

static void print_timerfd_set(const struct stub_call *call, struct text *t)
{
	const long *arg = call->other.arg;
	text_printf(t,
		"%d, TFD_TIMER_ABSTIME, {it_interval={tv_sec=0, tv_nsec=0}, it_value={tv_sec=%ld, "
		"tv_nsec=%ld}}, NULL",
		call->fd, arg[0], arg[1]);
}

static void print_map(const struct stub_call *call, struct text *t)
{
	if (call->id == CALL_MMAP)
		text_printf(t, "NULL, %zu, PROT_READ, MAP_SHARED, %d, 0", call->map.len, call->fd);
	else
		text_printf(t, "%p, %zu", (void *)call->map.at, call->map.len);
}

static void print_numbers(const struct stub_call *call, struct text *t)
{
	text_int(t, call->fd);
	for (unsigned i = 0; i < call->other.n; i++)
		text_printf(t, ", %ld", call->other.arg[i]);
}

/* What makes descriptors that watch. */
static void print_maker(const struct stub_call *call, struct text *t)
{
	unsigned flags = (unsigned)call->other.arg[0];
	switch (call->id) {
	case CALL_EPOLL_CREATE: flags_print(NAMES_EPOLL_FLAG, flags, t); break;
	case CALL_INOTIFY_INIT: flags_print(NAMES_INOTIFY_FLAG, flags, t); break;
	case CALL_TIMERFD_CREATE:
		text_put(t, "CLOCK_MONOTONIC, ");
		flags_print(NAMES_TIMERFD, flags, t);
		break;
	default: text_put(t, "0, "); flags_print(NAMES_EVENTFD, flags, t);
	}
}

void call_print_other_args(const struct stub_call *call, struct text *t)
{
	switch (call->id) {
	case CALL_OPENAT:
	case CALL_STAT:
	case CALL_FSTAT:
	case CALL_UNLINK:
	case CALL_INOTIFY_ADD: print_path(call, t); break;
	case CALL_GETRANDOM: print_getrandom(call, t); break;
	case CALL_EPOLL_CTL: print_epoll_ctl(call, t); break;
	case CALL_EPOLL_WAIT: print_epoll_wait(call, t); break;
	case CALL_TIMERFD_SETTIME: print_timerfd_set(call, t); break;
	case CALL_EPOLL_CREATE:
	case CALL_INOTIFY_INIT:
	case CALL_TIMERFD_CREATE:
	case CALL_EVENTFD: print_maker(call, t); break;
	case CALL_MMAP:
	case CALL_MUNMAP: print_map(call, t); break;
	default: print_numbers(call, t);
	}
}
