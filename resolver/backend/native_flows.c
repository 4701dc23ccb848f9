/* The native backend's sockets: does what an exchange wants done, and brings it what came. */
#include <errno.h>
#include <sys/uio.h>
#include "resolver/backend/native.h"

/* One of many waits where it can: what is in use now will be free again. */
static bool can_wait(const struct task *task, int error)
{
	return task->bulk && (error == EMFILE || error == ENFILE || error == ENOBUFS);
}

static void open_flow(struct backend *b, struct task *task, struct flow *f, nsec now)
{
	struct io *io = b->setup.io;
	const union address *server = &task->generation->engine.servers[f->server];
	bool udp = f->transport == STUB_UDP;
	int family = server->any.sa_family;
	int fd = io_socket(io, family,
		(udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC | SOCK_NONBLOCK,
		udp ? IPPROTO_IP : IPPROTO_TCP);
	if (fd < 0 && can_wait(task, -fd)) {
		task->starved = true;
		return;
	}
	if (fd < 0) {
		exchange_end(&task->lookup.exchange, f, -fd, now);
		return;
	}
	f->handle = fd;
	/* ICMP errors that are not fatal to the kernel as well: an unreachable host is known at
	 * once */
	if (udp && family == AF_INET)
		io_setsockopt(io, fd, SOL_IP, IP_RECVERR, 1);
	else if (udp)
		io_setsockopt(io, fd, SOL_IPV6, IPV6_RECVERR, 1);
	int error = io_connect(io, fd, server, address_len(server));
	if (error && error != -EINPROGRESS)
		exchange_end(&task->lookup.exchange, f, -error, now);
}

/* All datagrams of one flow at once.  Returns how many of out it has dealt with. */
static unsigned send_datagrams(
	struct backend *b, struct exchange *x, const struct out *out, unsigned n, nsec now)
{
	struct iovec iov[QUESTIONS_MAX];
	struct mmsghdr v[QUESTIONS_MAX] = { 0 };
	unsigned count = 0;
	for (; count < n && count < QUESTIONS_MAX && out[count].op == OUT_SEND &&
		out[count].flow == out->flow;
		count++) {
		iov[count] = (struct iovec){ .iov_base = (void *)out[count].data,
			.iov_len = out[count].len };
		v[count].msg_hdr.msg_iov = &iov[count];
		v[count].msg_hdr.msg_iovlen = 1;
	}
	int sent = io_sendmmsg(b->setup.io, out->flow->handle, v, count, MSG_NOSIGNAL);
	if (sent <= 0) {
		exchange_end(x, out->flow, sent < 0 ? -sent : EIO, now);
		return count;
	}
	for (int i = 0; i < sent; i++)
		exchange_sent(x, &out[i], out[i].len, now);
	return (unsigned)sent;
}

/* Returns false when the connection takes nothing for now. */
static bool send_stream(struct backend *b, struct exchange *x, const struct out *out, nsec now)
{
	ssize_t sent = io_send(b->setup.io, out->flow->handle, out->data, out->len, MSG_NOSIGNAL);
	if (sent == -EAGAIN || sent == -ENOTCONN || sent == -EINPROGRESS)
		return false;
	if (sent < 0)
		exchange_end(x, out->flow, (int)-sent, now);
	else
		exchange_sent(x, out, (size_t)sent, now);
	return true;
}

/* One thing, or several datagrams.  Returns how many of out it has dealt with; blocked: the
 * connection takes nothing for now. */
static unsigned do_out(struct backend *b, struct task *task, const struct out *out, unsigned n,
	bool *blocked, nsec now)
{
	struct exchange *x = &task->lookup.exchange;
	struct flow *f = out->flow;
	if (task->bulk && f->transport == STUB_UDP) {
		*blocked |= !native_bulk_out(b, task, out, now);
		return 1;
	}
	if (out->op == OUT_CLOSE) {
		if (task->bulk && f->handle >= 0)
			bulk_unwatch(&b->bulk->io, f->handle);
		if (f->handle >= 0)
			io_close_later(b->setup.io, f->handle);
		exchange_sent(x, out, 0, now);
	} else if (f->state == FLOW_ENDING) {
		return 1; /* it failed a moment ago: the next round closes it */
	} else if (out->op == OUT_SEND && f->state == FLOW_WANTED) {
		*blocked = true; /* there is no descriptor for it yet */
	} else if (out->op == OUT_OPEN) {
		open_flow(b, task, f, now);
		if (f->handle >= 0 && f->state == FLOW_WANTED)
			exchange_sent(x, out, 0, now);
		*blocked |= task->starved;
	} else if (f->transport == STUB_UDP) {
		return send_datagrams(b, x, out, n, now);
	} else {
		*blocked |= !send_stream(b, x, out, now);
	}
	return 1;
}

void native_pump(struct backend *b, struct task *task, nsec now)
{
	struct exchange *x = &task->lookup.exchange;
	struct out out[OUTS_MAX];
	bool blocked = false;
	while (x->work) {
		unsigned n = exchange_pending(x, out);
		for (unsigned i = 0; i < n;)
			i += do_out(b, task, out + i, n - i, &blocked, now);
	}
	x->work = blocked;
}

static void read_udp(struct backend *b, struct exchange *x, struct flow *f, nsec now)
{
	struct iovec iov[QUESTIONS_MAX];
	struct mmsghdr v[QUESTIONS_MAX] = { 0 };
	for (unsigned i = 0; i < QUESTIONS_MAX; i++) {
		iov[i] = (struct iovec){ .iov_base = b->in[i], .iov_len = sizeof(b->in[i]) };
		v[i].msg_hdr.msg_iov = &iov[i];
		v[i].msg_hdr.msg_iovlen = 1;
	}
	int n = io_recvmmsg(b->setup.io, f->handle, v, QUESTIONS_MAX, 0);
	if (n < 0 && n != -EAGAIN)
		exchange_end(x, f, -n, now);
	for (int i = 0; i < n; i++) /* each datagram has a buffer of its own: verdicts may point
				       into all of them */
		exchange_feed(x, f, b->in[i], v[i].msg_len, now);
}

void native_read_tcp(struct backend *b, struct task *task, struct flow *f, nsec now)
{
	struct exchange *x = &task->lookup.exchange;
	ssize_t n = io_recv(b->setup.io, f->handle, b->in[0], sizeof(b->in[0]), 0);
	if (n <= 0 && n != -EAGAIN)
		exchange_end(x, f, (int)-n, now);
	for (ssize_t at = 0; at < n && f->state == FLOW_OPEN;) {
		at += (ssize_t)exchange_feed(x, f, b->in[0] + at, (size_t)(n - at), now);
		native_take(task);
	}
}

void native_read(
	struct backend *b, struct task *task, const struct pollfd *fds, unsigned nfds, nsec now)
{
	struct exchange *x = &task->lookup.exchange;
	struct flow *ready[FLOWS_MAX];
	unsigned n = 0;
	const struct pollfd *end = fds + nfds;
	for (struct flow *f = x->flows; f < x->flows + x->nflows && fds < end; f++)
		if (f->state == FLOW_OPEN && fds++->revents & (POLLIN | POLLERR | POLLHUP))
			ready[n++] = f;
	for (unsigned i = 0; i < n && !exchange_over(x); i++) {
		if (ready[i]->transport == STUB_UDP)
			read_udp(b, x, ready[i], now);
		else
			native_read_tcp(b, task, ready[i], now);
		native_take(task);
	}
}
