/* The arguments of calls of the classes `network` and `poll`, as strace 6.1 prints them. */
#include <arpa/inet.h>
#include <net/if.h>
#include <string.h>
#include <sys/un.h>
#include "resolver/io/io.h"
#include "resolver/trace_names.h"
#include "resolver/trace_print.h"

const char *call_name(enum call_id id)
{
	switch (id) {
#define CALL_NAME(id, name) \
	case CALL_##id: return name;
		CALL_MAP(CALL_NAME)
#undef CALL_NAME
	}
	return "?";
}

static void print_in(struct text *t, const struct sockaddr_in *in)
{
	char host[INET_ADDRSTRLEN];
	inet_ntop(AF_INET, &in->sin_addr, host, sizeof(host));
	text_printf(
		t, ", sin_port=htons(%u), sin_addr=inet_addr(\"%s\")", ntohs(in->sin_port), host);
}

static void print_in6(struct text *t, const struct sockaddr_in6 *in6, socklen_t len)
{
	char host[INET6_ADDRSTRLEN], zone[IF_NAMESIZE];
	inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof(host));
	text_printf(t,
		", sin6_port=htons(%u), sin6_flowinfo=htonl(%u), inet_pton(AF_INET6, \"%s\", "
		"&sin6_addr)",
		ntohs(in6->sin6_port), ntohl(in6->sin6_flowinfo), host);
	if (len < sizeof(*in6))
		return;
	bool local =
		IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr) || IN6_IS_ADDR_MC_LINKLOCAL(&in6->sin6_addr);
	if (local && in6->sin6_scope_id && if_indextoname(in6->sin6_scope_id, zone))
		text_printf(t, ", sin6_scope_id=if_nametoindex(\"%s\")", zone);
	else
		text_printf(t, ", sin6_scope_id=%u", in6->sin6_scope_id);
}

static void print_un(struct text *t, const struct sockaddr_un *un, size_t len)
{
	if (len == 0)
		return;
	text_put(t, ", sun_path=");
	if (un->sun_path[0]) {
		quote_octets(t, un->sun_path, strnlen(un->sun_path, len));
	} else {
		text_char(t, '@');
		quote_octets(t, un->sun_path + 1, len - 1);
	}
}

/* sockaddr_nl, whose header musl does not have */
static void print_netlink(struct text *t, const struct sockaddr *addr)
{
	struct {
		uint16_t family, pad;
		uint32_t pid, groups;
	} nl;
	memcpy(&nl, addr, sizeof(nl));
	text_printf(t, ", nl_pid=%u, nl_groups=0x%06x", nl.pid, nl.groups);
}

static void print_sockaddr(struct text *t, const struct sockaddr *addr, socklen_t len)
{
	const size_t head = sizeof(addr->sa_family);
	if (!addr || len < head) {
		quote_pointer(t, addr);
		return;
	}
	text_put(t, "{sa_family=");
	name_print(NAMES_FAMILY, addr->sa_family, t);
	if (addr->sa_family == AF_INET && len >= sizeof(struct sockaddr_in)) {
		print_in(t, (const struct sockaddr_in *)addr);
	} else if (addr->sa_family == AF_INET6 &&
		   len >= offsetof(struct sockaddr_in6, sin6_scope_id)) {
		print_in6(t, (const struct sockaddr_in6 *)addr, len);
	} else if (addr->sa_family == AF_UNIX) {
		print_un(t, (const struct sockaddr_un *)addr, len - head);
	} else if (addr->sa_family == AF_NETLINK && len >= 12) {
		print_netlink(t, addr);
	} else if (len > head) {
		text_put(t, ", sa_data=");
		quote_octets(t, (const char *)addr + head, len - head);
	}
	text_char(t, '}');
}

static void print_socket(const struct stub_call *call, struct text *t)
{
	unsigned type = (unsigned)call->socket.type, kind = type & 0xf;
	int domain = call->socket.domain;
	name_print(NAMES_FAMILY, (unsigned)domain, t);
	text_put(t, ", ");
	name_print(NAMES_SOCKET_TYPE, kind, t);
	if (type != kind) {
		text_char(t, '|');
		flags_print(NAMES_SOCKET_FLAG, type - kind, t);
	}
	text_put(t, ", ");
	if (domain == AF_INET || domain == AF_INET6)
		name_print(NAMES_IP_PROTOCOL, (unsigned)call->socket.protocol, t);
	else if (domain == AF_NETLINK)
		name_print(NAMES_NETLINK, (unsigned)call->socket.protocol, t);
	else
		text_int(t, call->socket.protocol);
}

static void print_name(const struct stub_call *call, struct text *t)
{
	socklen_t len = call->name.len, room = call->name.room;
	text_printf(t, "%d, ", call->fd);
	if (!room) {
		print_sockaddr(t, call->name.addr, len);
		text_printf(t, ", %u", len);
		return;
	}
	if (call->result < 0)
		quote_pointer(t, call->name.addr);
	else
		print_sockaddr(t, call->name.addr, len < room ? len : room);
	if (call->result < 0 || len == room)
		text_printf(t, ", [%u]", room);
	else
		text_printf(t, ", [%u => %u]", room, len);
}

static void print_option_name(int level, unsigned option, struct text *t)
{
	name_print(NAMES_LEVEL, (unsigned)level, t);
	text_put(t, ", ");
	switch (level) {
	case SOL_SOCKET: name_print(NAMES_SO, option, t); break;
	case IPPROTO_TCP: name_print(NAMES_TCP, option, t); break;
	case IPPROTO_IP: name_print(NAMES_IP, option, t); break;
	case IPPROTO_IPV6: name_print(NAMES_IPV6, option, t); break;
	default: text_uint(t, option);
	}
}

static void print_option_value(const struct stub_call *call, struct text *t)
{
	int value = *(const int *)call->sockopt.value;
	bool error = call->sockopt.level == SOL_SOCKET && call->sockopt.option == SO_ERROR;
	const char *name = error && call->id == CALL_GETSOCKOPT ? errno_name(value) : NULL;
	text_char(t, '[');
	if (name)
		text_put(t, name);
	else
		text_int(t, value);
	text_char(t, ']');
}

static void print_sockopt(const struct stub_call *call, struct text *t)
{
	bool get = call->id == CALL_GETSOCKOPT;
	text_printf(t, "%d, ", call->fd);
	print_option_name(call->sockopt.level, (unsigned)call->sockopt.option, t);
	text_put(t, ", ");
	if (get && call->result < 0)
		quote_pointer(t, call->sockopt.value);
	else
		print_option_value(call, t);
	text_printf(t, get ? ", [%u]" : ", %u", call->sockopt.len);
}

size_t call_received(const struct stub_call *call)
{
	return (size_t)call->result < call->data.room ? (size_t)call->result : call->data.room;
}

static void print_data(const struct stub_call *call, struct text *t)
{
	bool in = call->id == CALL_RECVFROM || call->id == CALL_READ;
	text_printf(t, "%d, ", call->fd);
	if (!in)
		quote_string(t, call->data.data, call->data.room);
	else if (call->result < 0)
		quote_pointer(t, call->data.data);
	else
		quote_string(t, call->data.data, call_received(call));
	text_printf(t, ", %zu", call->data.room);
	if (call->id == CALL_READ || call->id == CALL_WRITE)
		return;
	text_put(t, ", ");
	flags_print(NAMES_MSG, (unsigned)call->data.flags, t);
	text_put(t, in ? ", NULL, NULL" : ", NULL, 0");
}

/* Where the kernel is to cut, the only control data there is, strace 6.1 knows by number. */
static void print_segment(const struct msghdr *m, struct text *t)
{
	struct cmsghdr *c = m->msg_controllen ? CMSG_FIRSTHDR(m) : NULL;
	if (c)
		text_printf(t, "msg_control=[{cmsg_len=%zu, cmsg_level=SOL_UDP, cmsg_type=%#x}], ",
			(size_t)c->cmsg_len, (unsigned)c->cmsg_type);
	text_printf(t, "msg_controllen=%zu, msg_flags=", (size_t)m->msg_controllen);
}

/* strace shows the room that was left over as well as what came. */
static void print_control(const struct msghdr *m, struct text *t)
{
	if (!m->msg_controllen) {
		text_put(t, ", msg_controllen=0");
		return;
	}
	struct cmsghdr head;
	int fd;
	memcpy(&head, m->msg_control, sizeof(head));
	memcpy(&fd, CMSG_DATA((struct cmsghdr *)m->msg_control), sizeof(fd));
	text_printf(t,
		", msg_control=[{cmsg_len=%zu, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, "
		"cmsg_data=[%d]}], msg_controllen=%zu",
		(size_t)head.cmsg_len, fd, (size_t)m->msg_controllen);
}

static void print_recvmsg(const struct stub_call *call, struct text *t)
{
	const struct msghdr *m = call->msg.msg;
	text_printf(t, "%d, ", call->fd);
	if (call->result < 0) {
		text_printf(t, "{msg_namelen=%u}", (unsigned)m->msg_namelen);
	} else {
		size_t room = m->msg_iov->iov_len, got = (size_t)call->result;
		text_put(t, "{msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=");
		quote_string(t, m->msg_iov->iov_base, got < room ? got : room);
		text_printf(t, ", iov_len=%zu}], msg_iovlen=1", room);
		print_control(m, t);
		text_put(t, ", msg_flags=");
		flags_print(NAMES_MSG, (unsigned)m->msg_flags, t);
		text_char(t, '}');
	}
	text_put(t, ", ");
	flags_print(NAMES_MSG, (unsigned)call->msg.flags, t);
}

static void msg_print(
	const struct stub_call *call, const struct mmsghdr *m, bool done, struct text *t)
{
	const struct iovec *iov = m->msg_hdr.msg_iov;
	size_t len = iov->iov_len;
	if (call->id == CALL_RECVMMSG && m->msg_len < len)
		len = m->msg_len;
	text_put(t, "{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=");
	quote_string(t, iov->iov_base, len);
	text_printf(t, ", iov_len=%zu}], msg_iovlen=1, ", iov->iov_len);
	print_segment(&m->msg_hdr, t);
	flags_print(NAMES_MSG, (unsigned)m->msg_hdr.msg_flags, t);
	text_char(t, '}');
	if (done)
		text_printf(t, ", msg_len=%u", m->msg_len);
	text_char(t, '}');
}

static void print_mmsg(const struct stub_call *call, struct text *t)
{
	bool in = call->id == CALL_RECVMMSG;
	unsigned done = call->result > 0 ? (unsigned)call->result : 0, n = in ? done : call->mmsg.n;
	text_printf(t, "%d, ", call->fd);
	if (in && call->result < 0) {
		quote_pointer(t, call->mmsg.v);
	} else {
		text_char(t, '[');
		for (unsigned i = 0; i < n && i < TRACE_SHOWN; i++) {
			if (i)
				text_put(t, ", ");
			msg_print(call, &call->mmsg.v[i], i < done, t);
		}
		text_put(t, n > TRACE_SHOWN ? ", ...]" : "]");
	}
	text_printf(t, ", %u, ", call->mmsg.n);
	flags_print(NAMES_MSG, (unsigned)call->mmsg.flags, t);
	if (in)
		text_put(t, ", NULL");
}

static void print_poll(const struct stub_call *call, struct text *t)
{
	const struct pollfd *fds = call->poll.fds;
	if (!fds)
		text_put(t, "NULL");
	else
		text_char(t, '[');
	for (nfds_t i = 0; fds && i < call->poll.n && i < TRACE_SHOWN; i++) {
		text_printf(t, "%s{fd=%d", i ? ", " : "", fds[i].fd);
		if (fds[i].fd >= 0) {
			text_put(t, ", events=");
			flags_print(NAMES_POLL, (unsigned short)fds[i].events, t);
		}
		text_char(t, '}');
	}
	if (fds)
		text_put(t, call->poll.n > TRACE_SHOWN ? ", ...]" : "]");
	text_printf(t, ", %ju, %d", (uintmax_t)call->poll.n, call->poll.timeout);
}

void call_print_args(const struct stub_call *call, struct text *t)
{
	switch (call->id) {
	case CALL_SOCKET: print_socket(call, t); break;
	case CALL_BIND:
	case CALL_CONNECT:
	case CALL_GETSOCKNAME:
	case CALL_GETPEERNAME: print_name(call, t); break;
	case CALL_SETSOCKOPT:
	case CALL_GETSOCKOPT: print_sockopt(call, t); break;
	case CALL_SENDTO:
	case CALL_RECVFROM:
	case CALL_READ:
	case CALL_WRITE: print_data(call, t); break;
	case CALL_RECVMSG: print_recvmsg(call, t); break;
	case CALL_SENDMMSG:
	case CALL_RECVMMSG: print_mmsg(call, t); break;
	case CALL_POLL: print_poll(call, t); break;
	default: call_print_other_args(call, t);
	}
}
