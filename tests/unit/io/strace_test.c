/* The strace form of the trace, held against strace itself: the program runs itself under strace,
 * makes every call there is, and finds its own trace and strace's to be the same, memory addresses
 * and times aside. */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <unistd.h>
#include "resolver/io/io.h"
#include "tests/support/table.h"

enum { MARK = 4711, LOG_OCTETS = 8 << 20, LINE = 1 << 16 };

static const char query[] = "\356-\1\0\0\1\0\0\0\0\0\0\5host1\7example\3com\0\0\1\0\1";
static const char escapes[] = "\1"
			      "8\1"
			      "9\0"
			      "7\0"
			      "8\0001\33[0m\"\\\r\n\t\v\f\a\177\200\377";

/* The traced side */

static struct {
	unsigned flags;
	size_t len;
	char *text;
} log_;

static void record(void *arg, const struct stub_event *event)
{
	(void)arg;
	log_.len += stub_event_print(
		event, STUB_TRACE_STRACE, log_.flags, log_.text + log_.len, LOG_OCTETS - log_.len);
}

static union address loopback(int family)
{
	union address a = { 0 };
	a.any.sa_family = (sa_family_t)family;
	if (family == AF_INET)
		a.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	else
		a.in6.sin6_addr = in6addr_loopback;
	return a;
}

static void sockets(struct io *io)
{
	static const int domains[] = { AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, AF_UNSPEC, 77 };
	static const int types[] = { SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET };
	static const int protocols[] = { 0, IPPROTO_TCP, IPPROTO_UDP, 1, 4000 };
	for (int d = 0; d < 6; d++) {
		for (int i = 0; i < 4 * 5 * 2; i++) {
			if (domains[d] == AF_NETLINK && i / 4 % 5)
				continue; /* each protocol has a name there */
			int flags = i / 20 ? SOCK_NONBLOCK : 0;
			int fd = io_socket(
				io, domains[d], types[i % 4] | flags, protocols[i / 4 % 5]);
			if (fd >= 0)
				io_close(io, fd);
		}
	}
}

/* A connected pair: *near sends to *far. */
static void udp_pair(struct io *io, int family, int *near, int *far)
{
	union address a = loopback(family), b;
	*far = io_socket(io, family, SOCK_DGRAM, 0);
	*near = io_socket(io, family, SOCK_DGRAM | SOCK_NONBLOCK, IPPROTO_UDP);
	io_bind(io, *far, &a, address_len(&a));
	io_getsockname(io, *far, &a);
	io_getpeername(io, *far, &b);
	io_connect(io, *near, &a, address_len(&a));
	io_getpeername(io, *near, &b);
	io_connect(io, *near, &a, 8);
	io_connect(io, *near, &a, 1);
}

static void names(struct io *io)
{
	union address a = { .storage = { 0 } };
	struct sockaddr_un un = { .sun_family = AF_UNIX,
		.sun_path = "/var/run/nscd/no such socket" };
	int fd = io_socket(io, AF_INET, SOCK_DGRAM, 0);
	a.any.sa_family = AF_UNSPEC;
	io_connect(io, fd, &a, sizeof a.in);
	io_connect(io, fd, &a, sizeof(sa_family_t));
	io_connect(io, fd, &a, sizeof a);
	a.any.sa_family = 66;
	io_connect(io, fd, &a, sizeof a.in);
	io_connect(io, fd, NULL, 16);
	io_getsockname(io, MARK + 1, &a);
	io_close(io, fd);
	fd = io_socket(io, AF_INET6, SOCK_DGRAM, 0);
	a.in6 = (struct sockaddr_in6){
		.sin6_family = AF_INET6, .sin6_port = htons(53), .sin6_flowinfo = htonl(7)
	};
	static const char *const hosts[] = { "fe80::1", "ff02::1", "::ffff:192.0.2.1",
		"::192.0.2.1", "::", "2001:db8::8:800:200c:417a", "2001:0:0:1::1" };
	for (int i = 0; i < 7; i++) {
		inet_pton(AF_INET6, hosts[i], &a.in6.sin6_addr);
		for (uint32_t scope = 0; scope <= 3; scope += i < 2 ? 1 : 2) {
			a.in6.sin6_scope_id = scope == 3 ? 4711 : scope;
			io_connect(io, fd, &a, sizeof a.in6);
		}
	}
	io_connect(io, fd, &a, 24);
	io_connect(io, fd, &a, 20);
	io_close(io, fd);
	fd = io_socket(io, AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	io_connect(io, fd, &un, 110);
	io_connect(io, fd, &un, sizeof un);
	io_connect(io, fd, &un, 12);
	io_connect(io, fd, &un, 2);
	memset(un.sun_path, 'a', sizeof un.sun_path);
	io_connect(io, fd, &un, sizeof un);
	memcpy(un.sun_path, escapes, sizeof escapes);
	io_connect(io, fd, &un, sizeof un);
	un.sun_path[0] = 0;
	io_connect(io, fd, &un, 12);
	io_connect(io, fd, &un, sizeof un);
	io_getsockname(io, fd, &a);
	io_getpeername(io, fd, &a);
	io_close(io, fd);
	fd = io_socket(io, AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK, 0);
	struct {
		uint16_t family, pad;
		uint32_t pid, groups;
	} nl = { .family = AF_NETLINK, .groups = 0x551 };
	io_bind(io, fd, &nl, sizeof nl);
	io_getsockname(io, fd, &a);
	io_close(io, fd);
}

/* Octets with count descriptors. */
static void pass(int fd, const char *data, size_t len, unsigned count)
{
	const int fds[2] = { fd, fd };
	union {
		struct cmsghdr align;
		char octets[CMSG_SPACE(sizeof fds)];
	} control = { .octets = { 0 } };
	struct iovec iov = { .iov_base = (char *)data, .iov_len = len };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };
	if (count) {
		m.msg_control = &control;
		m.msg_controllen = CMSG_SPACE(count * sizeof fd);
		struct cmsghdr *c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(count * sizeof fd);
		memcpy(CMSG_DATA(c), fds, count * sizeof fd);
	}
	sendmsg(fd, &m, 0);
}

static const struct {
	size_t len;
	unsigned count;
} passes[] = { { 14, 1 }, { 6, 1 }, { 14, 2 }, { 14, 0 }, { 16, 1 } };

/* Before the first mark: sendmsg(2) and socketpair(2) are calls that io/ does not make. */
static int pass_all(void)
{
	int fds[2];
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds))
		return -1;
	for (size_t i = 0; i < sizeof passes / sizeof *passes; i++)
		pass(fds[1], "hosts\0\1\2\3\4\5\6\7\0012", passes[i].len, passes[i].count);
	return close(fds[1]) ? -1 : fds[0];
}

static void passed(struct io *io, int near)
{
	char room[16];
	int fd;
	for (size_t i = 0; i < sizeof passes / sizeof *passes + 1; i++) {
		io_recv_descriptor(io, near, room, i < 5 ? passes[i].len : sizeof room, 0, &fd);
		if (fd >= 0)
			io_close(io, fd);
	}
	io_close(io, near);
	near = io_socket(io, AF_UNIX, SOCK_DGRAM, 0);
	io_recv_descriptor(io, near, room, sizeof room, MSG_DONTWAIT, &fd);
	io_recv_descriptor(io, MARK + 1, room, sizeof room, 0, &fd);
	io_close(io, near);
}

static void options(struct io *io)
{
	static const int list[][2] = { { SOL_SOCKET, SO_KEEPALIVE }, { SOL_TCP, TCP_KEEPIDLE },
		{ SOL_TCP, TCP_KEEPINTVL }, { SOL_TCP, TCP_KEEPCNT }, { SOL_TCP, TCP_NODELAY },
		{ SOL_TCP, TCP_USER_TIMEOUT }, { SOL_TCP, TCP_FASTOPEN_CONNECT },
		{ SOL_TCP, TCP_QUICKACK }, { SOL_TCP, 4000 }, { IPPROTO_IP, IP_RECVERR },
		{ IPPROTO_IP, IP_TOS }, { IPPROTO_IP, IP_MTU_DISCOVER }, { IPPROTO_IP, 4000 },
		{ IPPROTO_IPV6, IPV6_RECVERR }, { IPPROTO_IPV6, IPV6_V6ONLY },
		{ IPPROTO_IPV6, IPV6_MTU_DISCOVER }, { IPPROTO_IPV6, 4000 },
		{ SOL_SOCKET, SO_RCVBUF }, { SOL_SOCKET, SO_SNDBUF },
		{ SOL_SOCKET, SO_RCVBUFFORCE }, { SOL_SOCKET, SO_REUSEADDR },
		{ SOL_SOCKET, SO_BROADCAST }, { SOL_SOCKET, SO_PRIORITY }, { SOL_SOCKET, SO_ERROR },
		{ SOL_SOCKET, SO_TYPE }, { SOL_SOCKET, SO_DOMAIN }, { SOL_SOCKET, SO_PROTOCOL },
		{ SOL_SOCKET, 4000 }, { 4000, 1 } };
	static const int families[] = { AF_INET, AF_INET6 };
	for (int f = 0; f < 2; f++) {
		int value,
			fd = io_socket(io, families[f], SOCK_STREAM | SOCK_NONBLOCK, IPPROTO_TCP);
		for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
			io_setsockopt(io, fd, list[i][0], list[i][1], 1);
			io_setsockopt(io, fd, list[i][0], list[i][1], -1);
			io_getsockopt(io, fd, list[i][0], list[i][1], &value);
			io_getsockopt(io, MARK + 1, list[i][0], list[i][1], &value);
		}
		io_close(io, fd);
	}
}

static void datagrams(struct io *io, int near, int far)
{
	static char big[70000];
	char room[2048];
	memset(big, 'x', sizeof big);
	io_send(io, near, query, sizeof query - 1, MSG_NOSIGNAL);
	io_recv(io, far, room, sizeof room, MSG_PEEK);
	/* strace 6.1 dumps what lies behind the room */
	io_recv(io, far, room, 31, log_.flags & STUB_TRACE_DATA ? 0 : MSG_TRUNC);
	io_recv(io, far, room, sizeof room, MSG_DONTWAIT);
	io_send(io, near, "", 0, 0);
	io_recv(io, far, room, sizeof room, 0);
	io_send(io, near, escapes, sizeof escapes - 1, MSG_DONTWAIT | MSG_MORE);
	io_send(io, near, "", 0, 0);
	io_recv(io, far, room, 0, MSG_PEEK);
	io_recv(io, far, room, sizeof room, 0);
	for (size_t len = 30; len < 35;
		len++) { /* cut before, at and after an octal number and its digit */
		char at[40] = "0123456789012345678901234567890\1"
			      "7\2";
		io_send(io, near, at, len, 0);
		io_recv(io, far, room, len, 0);
		io_recv(io, far, room, len, MSG_DONTWAIT | MSG_WAITALL | MSG_CMSG_CLOEXEC);
	}
	io_send(io, near, big, 65507, 0);
	io_recv(io, far, big, sizeof big, 0);
	io_send(io, near, big, sizeof big, 0);
	io_send(io, MARK + 1, query, sizeof query - 1, MSG_NOSIGNAL);
	io_recv(io, MARK + 1, room, sizeof room, 0);
	for (int bit = 0; bit < 17; bit++) /* the kernel's own follow */
		io_send(io, MARK + 1, NULL, 0, 1 << bit);
	io_send(io, MARK + 1, NULL, 0, MSG_FASTOPEN);
}

/* Two datagrams in one message, and one as it is. */
static void segments(struct io *io, int near, int far)
{
	static char rooms[4][100];
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(uint16_t))] = { 0 };
	const uint16_t len = (sizeof query - 1) / 2;
	struct iovec out = { .iov_base = (char *)query, .iov_len = 2u * len }, in[4];
	struct mmsghdr send[2] = { 0 }, recv[4] = { 0 };
	for (int i = 0; i < 4; i++) {
		in[i] = (struct iovec){ .iov_base = rooms[i], .iov_len = sizeof rooms[i] };
		recv[i].msg_hdr = (struct msghdr){ .msg_iov = &in[i], .msg_iovlen = 1 };
	}
	for (int i = 0; i < 2; i++)
		send[i].msg_hdr = (struct msghdr){ .msg_iov = &out, .msg_iovlen = 1 };
	send[0].msg_hdr.msg_control = control;
	send[0].msg_hdr.msg_controllen = sizeof control;
	struct cmsghdr *c = CMSG_FIRSTHDR(&send[0].msg_hdr);
	c->cmsg_level = IPPROTO_UDP;
	c->cmsg_type = UDP_SEGMENT;
	c->cmsg_len = CMSG_LEN(sizeof len);
	memcpy(CMSG_DATA(c), &len, sizeof len);
	io_sendmmsg(io, near, send, 2, MSG_NOSIGNAL);
	io_recvmmsg(io, far, recv, 4, MSG_DONTWAIT);
}

static void batches(struct io *io, int near, int far)
{
	enum { MESSAGES = 40 };
	static char rooms[MESSAGES][100], big[70000];
	struct iovec out[MESSAGES], in[MESSAGES];
	struct mmsghdr send[MESSAGES] = { 0 }, recv[MESSAGES] = { 0 };
	for (int i = 0; i < MESSAGES; i++) {
		out[i] = (struct iovec){ .iov_base = (char *)query, .iov_len = sizeof query - 1 };
		in[i] = (struct iovec){ .iov_base = rooms[i], .iov_len = sizeof rooms[i] };
		send[i].msg_hdr = (struct msghdr){ .msg_iov = &out[i], .msg_iovlen = 1 };
		recv[i].msg_hdr = (struct msghdr){ .msg_iov = &in[i], .msg_iovlen = 1 };
	}
	io_sendmmsg(io, near, send, 2, MSG_NOSIGNAL);
	io_recvmmsg(io, far, recv, 2, MSG_DONTWAIT);
	io_recvmmsg(io, far, recv, 2, MSG_DONTWAIT);
	out[0] = (struct iovec){ .iov_base = (char *)escapes, .iov_len = sizeof escapes - 1 };
	out[2].iov_len = 0;
	in[3].iov_len = 12;
	io_sendmmsg(io, near, send, 5, MSG_NOSIGNAL | MSG_DONTWAIT);
	io_recvmmsg(io, far, recv, 8, MSG_DONTWAIT | MSG_TRUNC);
	out[1] = (struct iovec){ .iov_base = big, .iov_len = sizeof big };
	io_sendmmsg(io, near, send, 3, MSG_NOSIGNAL); /* the second one is too long */
	io_recvmmsg(io, far, recv, 8, MSG_DONTWAIT);
	io_sendmmsg(io, near, send, 0, 0);
	io_recvmmsg(io, far, recv, 0, MSG_DONTWAIT);
	out[1] = out[3];
	io_sendmmsg(io, near, send, MESSAGES, 0);
	io_recvmmsg(io, far, recv, MESSAGES, MSG_DONTWAIT);
	io_recvmmsg(io, MARK + 1, recv, 3, 0);
	if (!(log_.flags & STUB_TRACE_DATA)) /* strace 6.1 dumps what lies behind the array */
		io_sendmmsg(io, MARK + 1, send, 3, 0);
}

static void polls(struct io *io, int near, int far)
{
	struct pollfd p[40] = { { .fd = far, .events = POLLIN },
		{ .fd = near, .events = POLLIN | POLLOUT }, { .fd = -1, .events = POLLIN },
		{ .fd = MARK + 1, .events = POLLIN | POLLPRI | POLLRDNORM | POLLRDBAND } };
	io_poll(io, p, 1, 0);
	io_poll(io, p, 1, 1);
	io_poll(io, p, 2, NSEC_NEVER);
	io_poll(io, p, 3, 0);
	io_poll(io, p, 4, 0);
	io_poll(io, NULL, 0, 0);
	io_poll(io, p, 0, 0);
	for (int i = 0; i < 40; i++)
		p[i] = (struct pollfd){ .fd = near, .events = (short)(i ? POLLOUT : 0x7fff) };
	io_poll(io, p, 40, 0);
	io_poll(io, p, 33, 0);
	io_poll(io, p, 32, 0);
	struct rlimit limit, few = { 0 };
	getrlimit(RLIMIT_NOFILE, &limit);
	few.rlim_max = limit.rlim_max;
	few.rlim_cur = 39;
	setrlimit(RLIMIT_NOFILE, &few);
	io_poll(io, p, 40, 0); /* EINVAL */
	setrlimit(RLIMIT_NOFILE, &limit);
	p[0].events = 0;
	io_poll(io, p, 1, 0);
}

static void streams(struct io *io, int family)
{
	union address a = loopback(family), b;
	address_set_port(&a, 9);
	int value, fd = io_socket(io, family, SOCK_STREAM | SOCK_NONBLOCK, IPPROTO_TCP);
	struct pollfd p = { .fd = fd, .events = POLLOUT | POLLIN | POLLRDHUP };
	io_connect(io, fd, &a, address_len(&a));
	io_poll(io, &p, 1, io_now() + SECOND);
	io_getsockopt(io, fd, SOL_SOCKET, SO_ERROR, &value);
	io_connect(io, fd, &a, address_len(&a));
	io_connect(io, fd, &a, address_len(&a));
	io_getpeername(io, fd, &b);
	io_getsockname(io, fd, &b);
	io_send(io, fd, query, sizeof query - 1, MSG_NOSIGNAL);
	io_recv(io, fd, &b, sizeof b, 0);
	io_close(io, fd);
}

static void files(struct io *io, const char *path)
{
	char room[100];
	struct stat st;
	int fd = io_open(io, "/dev/null", O_RDONLY, 0);
	io_read(io, fd, room, sizeof room);
	io_close(io, fd);
	fd = io_open(io, path, O_WRONLY | O_CREAT, 0600);
	io_stat(io, path, &st);
	io_write(io, fd, escapes, sizeof escapes - 1);
	io_stat(io, path, &st);
	io_stat(io, "/", &st);
	io_stat(io, "/tmp", &st);
	io_stat(io, "/dev/null", &st);
	io_stat(io, "/no such\n\"file\"", &st);
	io_close(io, fd);
	fd = io_open(io, path,
		O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY, 0640);
	io_write(io, fd, query, sizeof query - 1);
	io_read(io, fd, room, sizeof room);
	io_close(io, fd);
	fd = io_open(io, path, O_RDONLY, 0);
	io_read(io, fd, room, sizeof room);
	io_read(io, MARK + 1, room, sizeof room);
	io_write(io, fd, room, 4);
	io_close(io, fd);
	io_open(io, path, O_WRONLY | O_CREAT | O_EXCL, 0);
	fd = io_open(io, path, O_RDONLY, 0);
	io_fstat(io, fd, &st);
	io_fstat(io, MARK + 1, &st);
	int error;
	const void *map = io_map(io, fd, 5000, &error);
	if (map)
		io_unmap(io, map, 5000);
	io_map(io, fd, 0, &error);
	io_map(io, MARK + 1, 5000, &error);
	io_unmap(io, map, 0);
	io_close(io, fd);
	io_unlink(io, path);
	io_unlink(io, path);
	io_open(io, path, O_WRONLY, 0);
	io_random(io, room, 32);
	io_random(io, room, 33);
	for (int i = 0; i < 3; i++)
		io_close_later(io, io_open(io, "/dev/null", O_RDONLY, 0));
	io_close_flush(io);
}

static void watchers(struct io *io)
{
	int ready[4], ep = io_epoll_create(io), timer = io_timerfd_create(io),
		      event = io_eventfd(io);
	int inotify = io_inotify_init(io);
	char room[100];
	io_epoll_ctl(io, ep, EPOLL_CTL_ADD, event, EPOLLIN | EPOLLOUT);
	io_epoll_ctl(io, ep, EPOLL_CTL_ADD, timer, EPOLLIN | EPOLLET);
	io_epoll_ctl(io, ep, EPOLL_CTL_ADD, timer, EPOLLIN);
	io_epoll_ctl(io, ep, EPOLL_CTL_MOD, timer, EPOLLIN | EPOLLRDHUP | EPOLLONESHOT);
	io_timerfd_set(io, timer, 1);
	io_timerfd_set(io, timer, 5 * (nsec)SECOND + 7);
	io_epoll_wait(io, ep, ready, 4, 0);
	io_epoll_ctl(io, ep, EPOLL_CTL_DEL, event, 0);
	io_timerfd_set(io, timer, NSEC_NEVER);
	io_epoll_ctl(io, ep, EPOLL_CTL_DEL, timer, 0);
	io_epoll_wait(io, ep, ready, 4, 1);
	io_epoll_wait(io, MARK + 1, ready, 4, 0);
	io_inotify_add(
		io, inotify, "/", IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MODIFY | IN_CLOSE_WRITE);
	io_inotify_add(io, inotify, "/no such file",
		IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
	io_read(io, inotify, room, sizeof room);
}

/* Between two marks, which are calls that nothing else makes. */
static int run_calls(const char *path, unsigned flags)
{
	struct io io = { .tracer = { .fn = record } };
	static const int families[] = { AF_INET, AF_INET6 };
	char scratch[80];
	snprintf(scratch, sizeof scratch, "%s.scratch", path);
	log_.flags = flags;
	log_.text = calloc(1, LOG_OCTETS);
	if (!log_.text)
		return 1;
	union address a;
	int near = pass_all();
	io_getpeername(&io, MARK, &a);
	sockets(&io);
	names(&io);
	options(&io);
	passed(&io, near);
	for (int i = 0; i < 2; i++) {
		int far;
		udp_pair(&io, families[i], &near, &far);
		datagrams(&io, near, far);
		batches(&io, near, far);
		segments(&io, near, far);
		polls(&io, near, far);
		streams(&io, families[i]);
	}
	if (flags & STUB_TRACE_ALL_CALLS) {
		files(&io, scratch);
		watchers(&io);
	}
	io_getpeername(&io, MARK, &a);
	FILE *out = fopen(path, "w");
	return !out || fwrite(log_.text, 1, log_.len, out) != log_.len || fclose(out);
}

/* The side that compares */

static const char *self;
static char folder[] = "/tmp/stub-strace-XXXXXX";
static char ours[64], theirs[64];

static int spawn(const char *const argv[])
{
	pid_t pid = fork();
	if (pid == 0) {
		setenv("ASAN_OPTIONS", "detect_leaks=0",
			1); /* a leak check needs ptrace for itself */
		execvp(argv[0], (char **)argv);
		_exit(127);
	}
	int status;
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status)
									       : -1;
}

static FILE *open_at_mark(const char *path)
{
	static char line[LINE];
	FILE *in = fopen(path, "r");
	assert_non_null(in);
	while (fgets(line, sizeof line, in))
		if (strstr(line, "getpeername(4711,"))
			return in;
	fail_msg("no mark in %s", path);
	return NULL;
}

/* Digits of clocks become 0, pointers P. */
static void plain(char *line, unsigned flags)
{
	if (flags & STUB_TRACE_TIME && isdigit((unsigned char)*line))
		for (char *c = line; *c && *c != ' '; c++)
			if (isdigit((unsigned char)*c))
				*c = '0';
	char *end = strrchr(line, '<');
	if (flags & STUB_TRACE_DURATION && end && strchr(end, '>'))
		for (char *c = end; *c; c++)
			if (isdigit((unsigned char)*c))
				*c = '0';
	for (char *p = line; (p = strstr(p, "0x")); p += 2) {
		size_t n = strspn(p + 2, "0123456789abcdef");
		if (n > 8)
			memset(p + 2, 'P', n);
	}
}

/* The calls of if_indextoname(3), by which the trace names the interface of a link-local address.
 */
static bool is_interface_lookup(const char *line, const char *our)
{
	static const char *const calls[] = { "socket(AF_UNIX, SOCK_DGRAM|SOCK_CLOEXEC, 0)",
		"close(" };
	for (int i = 0; i < 2; i++)
		if (strstr(line, calls[i]) && !strstr(our, calls[i]))
			return true;
	return false;
}

static void compare(unsigned flags)
{
	static char a[LINE], b[LINE];
	FILE *our = open_at_mark(ours), *their = open_at_mark(theirs);
	unsigned lines = 0;
	for (;; lines++) {
		if (!fgets(a, sizeof a, our))
			fail_msg("our trace ends early");
		do {
			if (!fgets(b, sizeof b, their))
				fail_msg("strace ends before: %s", a);
		} while (is_interface_lookup(b, a));
		plain(a, flags);
		plain(b, flags);
		if (strcmp(a, b))
			fail_msg("line %u\n  ours:   %s  strace: %s", lines, a, b);
		if (strstr(a, "getpeername(4711,"))
			break;
	}
	assert_true(lines > 500);
	fclose(our);
	fclose(their);
}

struct form {
	const char *name;
	unsigned flags;
	const char *options[12];
};

#define CLASSES "-e", "trace=network,poll"

static const struct form forms[] = {
	{ "a trace is what strace prints", 0, { CLASSES } },
	{ "with time stamps it is strace -tt", STUB_TRACE_TIME, { CLASSES, "-tt" } },
	{ "with durations it is strace -T", STUB_TRACE_DURATION, { CLASSES, "-T" } },
	{ "with data it is strace -e read=all -e write=all", STUB_TRACE_DATA,
		{ CLASSES, "-e", "read=all", "-e", "write=all" } },
	{ "with everything it is strace -tt -T and dumps",
		STUB_TRACE_TIME | STUB_TRACE_DURATION | STUB_TRACE_DATA,
		{ CLASSES, "-tt", "-T", "-e", "read=all", "-e", "write=all" } },
	{ "with all calls it has files and descriptors that watch", STUB_TRACE_ALL_CALLS,
		{ "-e", "trace=network,poll,mmap,munmap,openat,read,write,close,close_range,"
			"newfstatat,unlink,"
			"getrandom,"
			"epoll_create1,epoll_ctl,epoll_wait,timerfd_create,timerfd_settime,"
			"eventfd2,inotify_init1,"
			"inotify_add_watch" } },
};

static void check_form(void **state)
{
	const struct form *form = *state;
	const char *argv[24] = { "strace", "-o", theirs };
	char flags[16];
	size_t n = 3;
	if (spawn((const char *[]){ "strace", "-o", theirs, "true", NULL }) != 0) {
		print_message("# strace is not installed, or ptrace is not allowed here\n");
		skip();
	}
	snprintf(flags, sizeof flags, "%u", form->flags);
	for (size_t i = 0; i < 12 && form->options[i]; i++)
		argv[n++] = form->options[i];
	argv[n++] = self;
	argv[n++] = ours;
	argv[n] = flags;
	assert_int_equal(spawn(argv), 0);
	compare(form->flags);
}

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(ours, sizeof ours, "%s/ours", folder);
	snprintf(theirs, sizeof theirs, "%s/strace", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(ours);
	unlink(theirs);
	return rmdir(folder);
}

int main(int argc, char **argv)
{
	if (argc == 3)
		_exit(run_calls(argv[1], (unsigned)atoi(argv[2])));
	self = argv[0];
	TABLE_ROWS(forms, check_form);
	return table_run("strace", make_folder, remove_folder);
}
