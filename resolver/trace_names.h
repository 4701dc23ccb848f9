/* The kernel's constants by the names that strace 6.1 gives them. */
#ifndef RESOLVER_TRACE_NAMES_H
#define RESOLVER_TRACE_NAMES_H

#include "resolver/text.h"

enum name_set {
	NAMES_FAMILY,
	NAMES_SOCKET_TYPE,
	NAMES_SOCKET_FLAG,
	NAMES_IP_PROTOCOL,
	NAMES_NETLINK,
	NAMES_LEVEL,
	NAMES_SO,
	NAMES_TCP,
	NAMES_IP,
	NAMES_IPV6,
	NAMES_MSG,
	NAMES_POLL,
	NAMES_OPEN,
	NAMES_FILE_TYPE,
	NAMES_FILE_MODE,
	NAMES_EPOLL_OP,
	NAMES_EPOLL,
	NAMES_EPOLL_FLAG,
	NAMES_TIMERFD,
	NAMES_EVENTFD,
	NAMES_INOTIFY_FLAG,
	NAMES_INOTIFY,
};

/* One value, "AF_INET"; 0x42 and a comment when it has no name. */
void name_print(enum name_set set, unsigned value, struct text *t);
/* Bits joined by "|", "POLLIN|POLLOUT|0x4800"; "0" when there are none. */
void flags_print(enum name_set set, unsigned value, struct text *t);

#endif
