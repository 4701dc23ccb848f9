/* System calls through io/: addresses, files, waiting, closing, random octets. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include "resolver/io/io.h"
#include "tests/support/table.h"

static char folder[] = "/tmp/stub-io-XXXXXX";

/* What was called, one line each. */
static struct {
	unsigned calls;
	size_t len;
	char text[65536];
} log_;

static void record(void *arg, const struct stub_event *event)
{
	(void)arg;
	size_t room = sizeof(log_.text) - log_.len;
	size_t len = stub_event_print(
		event, STUB_TRACE_STRACE, STUB_TRACE_ALL_CALLS, log_.text + log_.len, room);
	log_.len += len < room ? len : 0;
	log_.calls++;
}

static struct io traced(void)
{
	log_.calls = 0;
	log_.len = 0;
	return (struct io){ .tracer = { .fn = record } };
}

static bool called(const char *text)
{
	return strstr(log_.text, text);
}

/* Addresses */

struct address_row {
	const char *text, *expected; /* NULL: not an address */
};

static const struct address_row addresses[] = {
	{ "192.0.2.1", "192.0.2.1:53" },
	{ "192.0.2.1:5353", "192.0.2.1:5353" },
	{ "0.0.0.0:1", "0.0.0.0:1" },
	{ "255.255.255.255:65535", "255.255.255.255:65535" },
	{ "::1", "[::1]:53" },
	{ "[::1]", "[::1]:53" },
	{ "[::1]:5353", "[::1]:5353" },
	{ "2001:db8::1", "[2001:db8::1]:53" },
	{ "2001:DB8:0:0:0:0:0:1", "[2001:db8::1]:53" },
	{ "fe80::1%7", "[fe80::1%7]:53" },
	{ "[fe80::1%7]:5353", "[fe80::1%7]:5353" },
	{ "[::ffff:192.0.2.1]:53", "[::ffff:192.0.2.1]:53" },
	{ "", NULL },
	{ ":", NULL },
	{ ":53", NULL },
	{ "192.0.2", NULL },
	{ "192.0.2.1.", NULL },
	{ "192.0.2.1:", NULL },
	{ "192.0.2.1:0", NULL },
	{ "192.0.2.1:65536", NULL },
	{ "192.0.2.1:4294967349", NULL },
	{ "192.0.2.1:53x", NULL },
	{ "192.0.2.1:+53", NULL },
	{ "192.0.2.1 ", NULL },
	{ "[192.0.2.1]:53", NULL },
	{ "[::1", NULL },
	{ "[::1]53", NULL },
	{ "[::1]:", NULL },
	{ "[::1]x", NULL },
	{ "[]", NULL },
	{ "::1]", NULL },
	{ "host:53", NULL },
};

static void check_address(void **state)
{
	const struct address_row *row = *state;
	char text[ADDRESS_TEXT];
	union address a;
	assert_int_equal(address_from_text(&a, row->text, 53), row->expected != NULL);
	if (!row->expected)
		return;
	address_to_text(&a, text);
	assert_string_equal(text, row->expected);
	assert_int_equal(address_len(&a), *row->expected == '[' ? sizeof(a.in6) : sizeof(a.in));
	uint16_t port = address_port(&a);
	address_set_port(&a, (uint16_t)(port ^ 1));
	assert_int_equal(address_port(&a), port ^ 1);
}

/* Files */

enum { CAP = 100 };

struct file_row {
	const char *name;
	long size; /* -1: no such file, -2: a folder */
	size_t cap;
	ssize_t result;
	bool fits;
	unsigned reads;
};

static const struct file_row files[] = {
	{ "a missing file is ENOENT", -1, CAP, -ENOENT, false, 0 },
	{ "a folder is EISDIR", -2, CAP, -EISDIR, false, 1 },
	{ "an empty file is read with one call", 0, CAP, 0, true, 1 },
	{ "a small file is read with one call", 10, CAP, 10, true, 1 },
	{ "a file that fills the room but for the NUL stays there", CAP - 1, CAP, CAP - 1, true,
		1 },
	{ "a file of the size of the room goes to the heap", CAP, CAP, CAP, false, 2 },
	{ "a large file goes to the heap", 300000, CAP, 300000, false, 5 },
	{ "no room at all is the heap at once", 10, 0, 10, false, 1 },
	{ "a file that is too large is EFBIG", 64 << 20, CAP, -EFBIG, false, 8 },
};

static void fill(const char *path, long size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, size), 0);
	if (size > 0)
		assert_int_equal(pwrite(fd, "z", 1, size - 1), 1);
	close(fd);
}

static void check_file(void **state)
{
	const struct file_row *row = *state;
	struct io io = traced();
	char path[64], buf[CAP + 1], *data = NULL;
	buf[row->cap] = 'x';
	snprintf(path, sizeof(path), "%s%s", folder, row->size == -2 ? "" : "/file");
	if (row->size >= 0)
		fill(path, row->size);
	assert_int_equal(
		io_read_file(&io, path, row->cap ? buf : NULL, row->cap, &data), row->result);
	io_close_flush(&io);
	assert_int_equal(log_.calls, row->reads + (row->size == -1 ? 1 : 2));
	assert_int_equal(buf[row->cap], 'x');
	unlink(path);
	if (row->result < 0) {
		assert_null(data);
		return;
	}
	assert_int_equal(data == buf, row->fits);
	assert_int_equal(data[row->result], 0);
	if (row->result)
		assert_int_equal(data[row->result - 1], 'z');
	if (data != buf)
		free(data);
}

/* Writing */

static int gate[2];
static unsigned refusals, waits;

/* Lets the reader begin once the pipe is full. */
static void open_gate(void *arg, const struct stub_event *event)
{
	(void)arg;
	waits += event->call->id == CALL_POLL;
	if (event->call->id == CALL_WRITE && event->call->result == -EAGAIN && refusals++ == 0)
		assert_int_equal(write(gate[1], "", 1), 1);
}

static void check_full_pipe(void **state)
{
	(void)state;
	enum { OCTETS = 1 << 20 };
	static char data[OCTETS];
	struct io io = { .tracer = { .fn = open_gate } };
	int ends[2], status;
	assert_int_equal(pipe2(gate, O_CLOEXEC), 0);
	assert_int_equal(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
	assert_int_equal(fcntl(ends[0], F_SETFL, 0), 0);
	pid_t reader = fork();
	if (reader == 0) {
		static char room[5000];
		long n = read(gate[0], room, 1), sum = 0;
		close(ends[1]);
		while (n > 0 && (n = read(ends[0], room, sizeof(room))) > 0)
			sum += n;
		_exit(sum != OCTETS);
	}
	assert_int_equal(io_write(&io, ends[1], data, OCTETS), OCTETS);
	close(ends[1]);
	waitpid(reader, &status, 0);
	assert_int_equal(status, 0);
	assert_true(refusals > 0 && waits > 0);
	close(ends[0]);
	close(gate[0]);
	close(gate[1]);
}

static void check_broken_pipe(void **state)
{
	(void)state;
	struct io io = { 0 };
	int ends[2];
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
	close(ends[0]);
	assert_int_equal(io_write(&io, ends[1], "x", 1), -EPIPE);
	assert_int_equal(io_write(&io, ends[1], "", 0), 0);
	close(ends[1]);
	assert_int_equal(io_write(&io, ends[1], "x", 1), -EBADF);
	int full = io_open(&io, "/dev/full", O_WRONLY, 0);
	assert_true(full >= 0);
	assert_int_equal(io_write(&io, full, "x", 1), -ENOSPC);
	io_close(&io, full);
}

/* Waiting */

static void check_past(void **state)
{
	(void)state;
	struct io io = traced();
	assert_int_equal(io_poll(&io, NULL, 0, 0), 0);
	assert_int_equal(io_poll(&io, NULL, 0, io_now()), 0);
	assert_int_equal(log_.calls, 2);
	assert_string_equal(log_.text, "poll(NULL, 0, 0)                        = 0 (Timeout)\n"
				       "poll(NULL, 0, 0)                        = 0 (Timeout)\n");
}

static void check_future(void **state)
{
	(void)state;
	struct io io = traced();
	nsec until = io_now() + 3 * MILLISECOND / 2;
	assert_int_equal(io_poll(&io, NULL, 0, until), 0);
	assert_true(io_now() >= until);
	assert_int_equal(log_.calls, 1);
}

static void check_never(void **state)
{
	(void)state;
	struct io io = traced();
	int ends[2];
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	struct pollfd p = { .fd = ends[1], .events = POLLOUT };
	assert_int_equal(io_poll(&io, &p, 1, NSEC_NEVER), 1);
	assert_int_equal(p.revents, POLLOUT);
	assert_true(called(", -1) "));
	assert_int_equal(io_poll(&io, &p, 1, NSEC_NEVER - 1), 1);
	assert_true(called(", 2147483647) "));
	close(ends[0]);
	close(ends[1]);
}

static void on_alarm(int number)
{
	(void)number;
}

static void check_interrupted(void **state)
{
	(void)state;
	struct io io = traced();
	struct sigaction action = { .sa_handler = on_alarm }, before;
	sigaction(SIGALRM, &action, &before);
	nsec until = io_now() + 100 * MILLISECOND;
	static const struct itimerval often = { .it_value.tv_usec = 5000,
		.it_interval.tv_usec = 5000 };
	setitimer(ITIMER_REAL, &often, NULL);
	assert_int_equal(io_poll(&io, NULL, 0, until), 0);
	setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, NULL);
	assert_true(io_now() >= until);
	assert_true(log_.calls >= 2);
	assert_true(called("EINTR"));
	sigaction(SIGALRM, &before, NULL);
}

/* Closing */

static void check_flush(void **state)
{
	(void)state;
#ifdef __SANITIZE_THREAD__
	skip(); /* close_range(2) is not used there: files.c */
#endif
	struct io io = traced();
	static const int order[] = { 104, 101, 107, 100, 108, 102 };
	for (int fd = 100; fd < 110; fd++)
		assert_int_equal(dup2(1, fd), fd);
	for (int i = 0; i < 6; i++)
		io_close_later(&io, order[i]);
	assert_int_equal(log_.calls, 0);
	io_close_flush(&io);
	assert_string_equal(log_.text, "close_range(100, 102, 0)                = 0\n"
				       "close(104)                              = 0\n"
				       "close_range(107, 108, 0)                = 0\n");
	io_close_flush(&io);
	assert_int_equal(log_.calls, 3);
	static const int kept[] = { 103, 105, 106, 109 };
	for (int i = 0; i < 4; i++)
		assert_int_equal(close(kept[i]), 0);
}

static void check_many(void **state)
{
	(void)state;
#ifdef __SANITIZE_THREAD__
	skip(); /* close_range(2) is not used there: files.c */
#endif
	struct io io = traced();
	for (int fd = 100; fd < 100 + IO_CLOSE_MAX + 2; fd++) {
		assert_int_equal(dup2(1, fd), fd);
		io_close_later(&io, fd);
	}
	assert_int_equal(log_.calls, 1);
	io_fini(&io);
	assert_int_equal(log_.calls, 2);
	for (int fd = 100; fd < 100 + IO_CLOSE_MAX + 2; fd++)
		assert_int_equal(fcntl(fd, F_GETFD), -1);
}

/* Random octets */

static void check_pool(void **state)
{
	(void)state;
	struct io io = traced();
	static const unsigned calls[] = { 1, 2, 3, 3, 3 }; /* straight, straight, into a pool */
	uint16_t v;
	for (int i = 0; i < 5; i++) {
		assert_true(io_random(&io, &v, sizeof(v)));
		assert_int_equal(log_.calls, calls[i]);
	}
	for (int i = 0; i < 1000; i++)
		assert_true(io_random(&io, &v, sizeof(v)));
	assert_int_equal(log_.calls, 3 + (5 - 2 + 1000) * sizeof(v) / 256);
	uint8_t many[1000] = { 0 };
	assert_true(io_random(&io, many, sizeof(many)));
	assert_true(io_random(&io, many, 0));
	io_fini(&io);
	assert_null(io.pool);
}

static void check_fork(void **state)
{
	(void)state;
	struct io io = { 0 };
	uint64_t ours[4], theirs[4];
	int ends[2];
	for (int i = 0; i < 4; i++)
		assert_true(io_random(&io, ours, sizeof(ours[0])));
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid_t child = fork();
	if (child == 0) {
		bool good = io_random(&io, theirs, sizeof(theirs));
		_exit(!good || write(ends[1], theirs, sizeof(theirs)) != sizeof(theirs));
	}
	assert_true(io_random(&io, ours, sizeof(ours)));
	assert_int_equal(read(ends[0], theirs, sizeof(theirs)), sizeof(theirs));
	for (int i = 0; i < 4; i++)
		assert_true(ours[i] != theirs[i]);
	waitpid(child, NULL, 0);
	close(ends[0]);
	close(ends[1]);
	io_fini(&io);
}

static void check_watchers(void **state)
{
	(void)state;
	struct io io = { 0 };
	int ready[4], ep = io_epoll_create(&io), timer = io_timerfd_create(&io),
		      event = io_eventfd(&io);
	assert_int_equal(io_epoll_ctl(&io, ep, 1 /* ADD */, timer, POLLIN), 0);
	assert_int_equal(io_epoll_ctl(&io, ep, 1 /* ADD */, event, POLLIN), 0);
	assert_int_equal(io_epoll_wait(&io, ep, ready, 4, 0), 0);
	assert_int_equal(io_timerfd_set(&io, timer, 0), 0); /* past, not "disarm" */
	assert_int_equal(io_epoll_wait(&io, ep, ready, 4, 1000), 1);
	assert_int_equal(ready[0], timer);
	assert_int_equal(io_timerfd_set(&io, timer, NSEC_NEVER), 0);
	assert_int_equal(io_epoll_wait(&io, ep, ready, 4, 0), 0);
	assert_int_equal(io_timerfd_set(&io, timer, io_now() + 60 * (nsec)SECOND), 0);
	assert_int_equal(io_write(&io, event, &(uint64_t){ 1 }, 8), 8);
	assert_int_equal(io_epoll_wait(&io, ep, ready, 4, 1000), 1);
	assert_int_equal(ready[0], event);
	for (int fd = ep; fd <= event; fd++)
		io_close_later(&io, fd);
	io_fini(&io);
	assert_int_equal(io_close(&io, event), -EBADF);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

int main(void)
{
	static const struct CMUnitTest others[] = {
		{ "a write to a full pipe waits", check_full_pipe, NULL, NULL, NULL },
		{ "a write that cannot be is an error", check_broken_pipe, NULL, NULL, NULL },
		{ "a wait until the past is over at once", check_past, NULL, NULL, NULL },
		{ "a wait is never too short and never spins", check_future, NULL, NULL, NULL },
		{ "a wait without limit", check_never, NULL, NULL, NULL },
		{ "a wait goes on after a signal", check_interrupted, NULL, NULL, NULL },
		{ "neighbours are closed together, nobody else's", check_flush, NULL, NULL, NULL },
		{ "more descriptors than there is room for are closed early", check_many, NULL,
			NULL, NULL },
		{ "random octets come from a pool from the third draw on", check_pool, NULL, NULL,
			NULL },
		{ "parent and child draw different octets", check_fork, NULL, NULL, NULL },
		{ "epoll, timerfd and eventfd work together", check_watchers, NULL, NULL, NULL },
	};
	for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++) {
		const struct address_row *row = &addresses[i];
		table_format(check_address, row, "\"%s\" is %s", row->text,
			row->expected ? row->expected : "not an address");
	}
	TABLE_ROWS(files, check_file);
	TABLE_TESTS(others);
	return table_run("io", make_folder, remove_folder);
}
