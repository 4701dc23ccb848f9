/* The kernel's constants by the names that strace 6.1 gives them, in its order. */
#include "resolver/trace_names.h"
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>

/* The name is inside, so that a table needs no relocation when the program starts. */
struct named {
	unsigned value;
	char name[24];
};

#define N(name) \
	{ \
		name, #name \
	}

static const struct named families[] = { N(AF_UNSPEC), N(AF_UNIX), N(AF_INET), N(AF_INET6),
	{ 16, "AF_NETLINK" }, { 17, "AF_PACKET" } };
static const struct named socket_types[] = { N(SOCK_STREAM), N(SOCK_DGRAM), N(SOCK_RAW),
	N(SOCK_SEQPACKET) };
static const struct named socket_flags[] = { N(SOCK_CLOEXEC), N(SOCK_NONBLOCK) };
static const struct named ip_protocols[] = { N(IPPROTO_IP), N(IPPROTO_ICMP), N(IPPROTO_TCP),
	N(IPPROTO_UDP), N(IPPROTO_ICMPV6) };
static const struct named netlinks[] = { { 0, "NETLINK_ROUTE" } };
static const struct named levels[] = { { 0, "SOL_IP" }, { 1, "SOL_SOCKET" }, { 6, "SOL_TCP" },
	{ 17, "SOL_UDP" }, { 41, "SOL_IPV6" }, { 270, "SOL_NETLINK" } };
static const struct named so_options[] = { N(SO_REUSEADDR), N(SO_TYPE), N(SO_ERROR),
	N(SO_DONTROUTE), N(SO_BROADCAST), N(SO_SNDBUF), N(SO_RCVBUF), N(SO_SNDBUFFORCE),
	N(SO_RCVBUFFORCE), N(SO_KEEPALIVE), N(SO_OOBINLINE), N(SO_PRIORITY), N(SO_REUSEPORT),
	N(SO_RCVLOWAT), N(SO_SNDLOWAT), N(SO_ACCEPTCONN), N(SO_MARK), N(SO_PROTOCOL), N(SO_DOMAIN),
	N(SO_BUSY_POLL) };
static const struct named tcp_options[] = { N(TCP_NODELAY), N(TCP_MAXSEG), N(TCP_CORK),
	N(TCP_KEEPIDLE), N(TCP_KEEPINTVL), N(TCP_KEEPCNT), N(TCP_SYNCNT), N(TCP_LINGER2),
	N(TCP_DEFER_ACCEPT), N(TCP_WINDOW_CLAMP), N(TCP_QUICKACK), N(TCP_USER_TIMEOUT),
	N(TCP_FASTOPEN), N(TCP_FASTOPEN_CONNECT) };
static const struct named ip_options[] = { N(IP_TOS), N(IP_TTL), N(IP_PKTINFO), N(IP_MTU_DISCOVER),
	N(IP_RECVERR), N(IP_RECVTTL), N(IP_RECVTOS), N(IP_MTU), N(IP_FREEBIND),
	{ 24, "IP_BIND_ADDRESS_NO_PORT" } };
static const struct named ipv6_options[] = { N(IPV6_UNICAST_HOPS), N(IPV6_MTU_DISCOVER),
	N(IPV6_MTU), N(IPV6_RECVERR), N(IPV6_V6ONLY), N(IPV6_RECVPKTINFO), N(IPV6_TCLASS),
	{ 72, "IPV6_ADDR_PREFERENCES" } };
static const struct named msg_flags[] = { N(MSG_OOB), N(MSG_PEEK), N(MSG_DONTROUTE), N(MSG_CTRUNC),
	{ 0x10, "MSG_PROBE" }, N(MSG_TRUNC), N(MSG_DONTWAIT), N(MSG_EOR), N(MSG_WAITALL),
	{ 0x200, "MSG_FIN" }, { 0x400, "MSG_SYN" }, { 0x800, "MSG_CONFIRM" }, { 0x1000, "MSG_RST" },
	N(MSG_ERRQUEUE), N(MSG_NOSIGNAL), N(MSG_MORE), N(MSG_WAITFORONE), N(MSG_FASTOPEN),
	N(MSG_CMSG_CLOEXEC) };
static const struct named poll_events[] = { N(POLLIN), N(POLLPRI), N(POLLOUT), N(POLLERR),
	N(POLLHUP), N(POLLNVAL), N(POLLRDNORM), N(POLLRDBAND), N(POLLWRNORM), N(POLLWRBAND),
	N(POLLMSG), { 0x1000, "POLLREMOVE" }, N(POLLRDHUP) };
static const struct named open_flags[] = { N(O_CREAT), N(O_EXCL), N(O_NOCTTY), N(O_TRUNC),
	N(O_APPEND), N(O_NONBLOCK), N(O_DSYNC), N(O_DIRECT), N(O_NOFOLLOW), N(O_NOATIME),
	N(O_CLOEXEC), N(O_DIRECTORY) };
static const struct named file_types[] = { N(S_IFREG), N(S_IFSOCK), N(S_IFIFO), N(S_IFLNK),
	N(S_IFBLK), N(S_IFDIR), N(S_IFCHR) };
static const struct named file_modes[] = { N(S_ISUID), N(S_ISGID), N(S_ISVTX) };
static const struct named epoll_ops[] = { N(EPOLL_CTL_ADD), N(EPOLL_CTL_DEL), N(EPOLL_CTL_MOD) };
static const struct named epoll_events[] = { N(EPOLLIN), N(EPOLLPRI), N(EPOLLOUT), N(EPOLLRDNORM),
	N(EPOLLRDBAND), N(EPOLLWRNORM), N(EPOLLWRBAND), N(EPOLLMSG), N(EPOLLERR), N(EPOLLHUP),
	N(EPOLLRDHUP), N(EPOLLONESHOT), N(EPOLLET) };
static const struct named epoll_flags[] = { N(EPOLL_CLOEXEC) };
static const struct named timerfd_flags[] = { N(TFD_CLOEXEC), N(TFD_NONBLOCK) };
static const struct named eventfd_flags[] = { N(EFD_CLOEXEC), N(EFD_NONBLOCK) };
static const struct named inotify_flags[] = { N(IN_NONBLOCK), N(IN_CLOEXEC) };
static const struct named inotify_masks[] = { N(IN_ACCESS), N(IN_MODIFY), N(IN_ATTRIB),
	N(IN_CLOSE_WRITE), N(IN_CLOSE_NOWRITE), N(IN_OPEN), N(IN_MOVED_FROM), N(IN_MOVED_TO),
	N(IN_CREATE), N(IN_DELETE), N(IN_DELETE_SELF), N(IN_MOVE_SELF), N(IN_ONLYDIR),
	N(IN_DONT_FOLLOW), N(IN_EXCL_UNLINK), N(IN_MASK_ADD), N(IN_ONESHOT) };

struct names {
	const struct named *v;
	unsigned n;
	const char *unknown;
};

#define SET(table, unknown) \
	(struct names) \
	{ \
		table, sizeof(table) / sizeof(*table), unknown \
	}

static struct names names_of(enum name_set set)
{
	switch (set) {
	case NAMES_FAMILY: return SET(families, "AF_???");
	case NAMES_SOCKET_TYPE: return SET(socket_types, "SOCK_???");
	case NAMES_SOCKET_FLAG: return SET(socket_flags, "SOCK_???");
	case NAMES_IP_PROTOCOL: return SET(ip_protocols, "IPPROTO_???");
	case NAMES_NETLINK: return SET(netlinks, "NETLINK_???");
	case NAMES_LEVEL: return SET(levels, "SOL_??");
	case NAMES_SO: return SET(so_options, "SO_???");
	case NAMES_TCP: return SET(tcp_options, "TCP_???");
	case NAMES_IP: return SET(ip_options, "IP_???");
	case NAMES_IPV6: return SET(ipv6_options, "IPV6_???");
	case NAMES_MSG: return SET(msg_flags, "MSG_???");
	case NAMES_POLL: return SET(poll_events, "POLL???");
	case NAMES_OPEN: return SET(open_flags, "O_???");
	case NAMES_FILE_TYPE: return SET(file_types, "S_IF???");
	case NAMES_FILE_MODE: return SET(file_modes, "S_IS???");
	case NAMES_EPOLL_OP: return SET(epoll_ops, "EPOLL_CTL_???");
	case NAMES_EPOLL: return SET(epoll_events, "EPOLL???");
	case NAMES_EPOLL_FLAG: return SET(epoll_flags, "EPOLL_???");
	case NAMES_TIMERFD: return SET(timerfd_flags, "TFD_???");
	case NAMES_EVENTFD: return SET(eventfd_flags, "EFD_???");
	case NAMES_INOTIFY_FLAG: return SET(inotify_flags, "IN_???");
	case NAMES_INOTIFY: return SET(inotify_masks, "IN_???");
	}
	return (struct names){ 0 };
}

static void print_unknown(unsigned value, const char *what, struct text *t)
{
	text_printf(t, "%#x /* %s */", value, what);
}

void name_print(enum name_set set, unsigned value, struct text *t)
{
	struct names names = names_of(set);
	for (unsigned i = 0; i < names.n; i++) {
		if (names.v[i].value == value) {
			text_put(t, names.v[i].name);
			return;
		}
	}
	print_unknown(value, names.unknown, t);
}

void flags_print(enum name_set set, unsigned value, struct text *t)
{
	struct names names = names_of(set);
	bool any = false;
	for (unsigned i = 0; i < names.n; i++) {
		unsigned bits = names.v[i].value;
		if ((value & bits) != bits)
			continue;
		if (any)
			text_char(t, '|');
		text_put(t, names.v[i].name);
		value &= ~bits;
		any = true;
	}
	if (value && !any)
		print_unknown(value, names.unknown, t);
	else if (value)
		text_printf(t, "|%#x", value);
	else if (!any)
		text_char(t, '0');
}
