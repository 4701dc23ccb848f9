/* System calls as strace prints them: lines, results and dumps. */
#include <time.h>
#include "resolver/io/io.h"
#include "resolver/trace_names.h"
#include "resolver/trace_print.h"

enum { RESULT_COLUMN = 40, DUMP_ROW = 16 };

void trace_print_clock(nsec moment, struct text *t)
{
	nsec then = io_wall_now() - (io_now() - moment);
	time_t seconds = (time_t)(then / SECOND);
	struct tm tm;
	if (!localtime_r(&seconds, &tm))
		return;
	text_printf(t, "%02d:%02d:%02d.%06u", tm.tm_hour, tm.tm_min, tm.tm_sec,
		(unsigned)(then % SECOND / 1000));
}

static void print_ready(const struct stub_call *call, struct text *t)
{
	text_put(t, " ([");
	unsigned shown = 0;
	for (nfds_t i = 0; i < call->poll.n; i++) {
		const struct pollfd *p = &call->poll.fds[i];
		if (!p->revents)
			continue;
		if (shown)
			text_put(t, ", ");
		if (shown++ == TRACE_SHOWN) {
			text_put(t, "...");
			break;
		}
		text_printf(t, "{fd=%d, revents=", p->fd);
		flags_print(NAMES_POLL, (unsigned short)p->revents, t);
		text_char(t, '}');
	}
	text_put(t, "])");
}

static void print_error(int error, struct text *t)
{
	const char *name = errno_name(error);
	if (name)
		text_printf(t, "-1 %s (%s)", name, errno_text(error));
	else
		text_printf(t, "-1 (errno %d)", error);
}

static void print_result(const struct stub_call *call, struct text *t)
{
	if (call->result < 0) {
		print_error((int)-call->result, t);
		return;
	}
	if (call->id == CALL_MMAP) {
		quote_pointer(t, (const void *)call->result);
		return;
	}
	text_int(t, call->result);
	if (call->result == 0 && (call->id == CALL_POLL || call->id == CALL_RECVMMSG))
		text_put(t, " (Timeout)");
	else if (call->id == CALL_POLL)
		print_ready(call, t);
}

static void dump_row(const uint8_t *row, size_t len, size_t offset, struct text *t)
{
	text_put(t, " | ");
	text_hex(t, offset, offset > 0xfffff ? 8 : 5);
	text_char(t, ' ');
	for (size_t i = 0; i < DUMP_ROW; i++) {
		text_put(t, i == DUMP_ROW / 2 ? "  " : " ");
		if (i < len)
			text_hex(t, row[i], 2);
		else
			text_put(t, "  ");
	}
	text_put(t, "  ");
	for (size_t i = 0; i < DUMP_ROW; i++)
		text_char(t, i >= len ? ' ' : row[i] >= ' ' && row[i] < 0x7f ? (char)row[i] : '.');
	text_put(t, " |\n");
}

void trace_print_dump(const void *data, size_t len, struct text *t)
{
	const uint8_t *v = data;
	for (size_t i = 0; i < len; i += DUMP_ROW)
		dump_row(v + i, len - i < DUMP_ROW ? len - i : DUMP_ROW, i, t);
}

static void dump_messages(const struct stub_call *call, struct text *t)
{
	for (long i = 0; i < call->result; i++) {
		const struct mmsghdr *m = &call->mmsg.v[i];
		const struct iovec *iov = m->msg_hdr.msg_iov;
		size_t len = m->msg_len < iov->iov_len ? m->msg_len : iov->iov_len;
		text_printf(t, " = 1 buffers in vector %ld\n", i);
		if (len)
			text_printf(t, " * %zu bytes in buffer 0\n", len);
		trace_print_dump(iov->iov_base, len, t);
	}
}

static void dump_recvmsg(const struct stub_call *call, struct text *t)
{
	const struct iovec *iov = call->msg.msg->msg_iov;
	size_t len = (size_t)call->result < iov->iov_len ? (size_t)call->result : iov->iov_len;
	if (call->result < 0)
		return;
	if (len)
		text_printf(t, " * %zu bytes in buffer 0\n", len);
	trace_print_dump(iov->iov_base, len, t);
}

/* strace dumps what a call was to write, also when it wrote less. */
static void dump_call(const struct stub_call *call, struct text *t)
{
	switch (call->id) {
	case CALL_SENDTO:
	case CALL_WRITE: trace_print_dump(call->data.data, call->data.room, t); break;
	case CALL_RECVFROM:
	case CALL_READ:
		if (call->result > 0)
			trace_print_dump(call->data.data, call_received(call), t);
		break;
	case CALL_RECVMSG: dump_recvmsg(call, t); break;
	case CALL_SENDMMSG:
	case CALL_RECVMMSG: dump_messages(call, t); break;
	default: break;
	}
}

void trace_print_call(const struct stub_event *event, unsigned flags, struct text *t)
{
	size_t start = t->len;
	if (flags & STUB_TRACE_TIME) {
		trace_print_clock(event->time, t);
		text_char(t, ' ');
	}
	text_put(t, call_name(event->call->id));
	text_char(t, '(');
	call_print_args(event->call, t);
	text_put(t, ") ");
	text_pad(t, start, RESULT_COLUMN);
	text_put(t, "= ");
	print_result(event->call, t);
	if (flags & STUB_TRACE_DURATION)
		text_printf(t, " <%u.%06u>", (unsigned)(event->duration / SECOND),
			(unsigned)(event->duration % SECOND / 1000));
	text_char(t, '\n');
}

void trace_print_strace(const struct stub_event *event, unsigned flags, struct text *t)
{
	const struct stub_call *call = event->call;
	if (!call || !(call_is_network(call->id) || flags & STUB_TRACE_ALL_CALLS))
		return;
	trace_print_call(event, flags, t);
	if (flags & STUB_TRACE_DATA)
		dump_call(call, t);
}
