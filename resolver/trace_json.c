/* Events as JSON, one object a line. */
#include "resolver/dns/code.h"
#include "resolver/dns/print.h"
#include "resolver/trace_print.h"

enum { ARGS_TEXT = 8192 };

static void print_key(struct text *t, const char *key)
{
	text_put(t, ",\"");
	text_put(t, key);
	text_put(t, "\":");
}

static void print_string(struct text *t, const char *key, const char *value)
{
	print_key(t, key);
	text_json(t, value);
}

static void print_number(struct text *t, const char *key, int64_t value)
{
	print_key(t, key);
	text_int(t, value);
}

static void print_hex(struct text *t, const void *data, size_t len)
{
	const uint8_t *v = data;
	text_char(t, '"');
	for (size_t i = 0; i < len; i++)
		text_hex(t, v[i], 2);
	text_char(t, '"');
}

static bool has_descriptor(enum call_id id)
{
	switch (id) {
	case CALL_SOCKET:
	case CALL_POLL:
	case CALL_OPENAT:
	case CALL_STAT:
	case CALL_GETRANDOM:
	case CALL_EPOLL_CREATE:
	case CALL_TIMERFD_CREATE:
	case CALL_EVENTFD:
	case CALL_INOTIFY_INIT:
	case CALL_UNLINK:
	case CALL_MMAP:
	case CALL_MUNMAP: return false;
	default: return true;
	}
}

static void print_messages(const struct stub_call *call, struct text *t)
{
	print_key(t, "hex");
	text_char(t, '[');
	for (long i = 0; i < call->result; i++) {
		const struct iovec *iov = call->mmsg.v[i].msg_hdr.msg_iov;
		size_t len = call->mmsg.v[i].msg_len;
		if (i)
			text_char(t, ',');
		print_hex(t, iov->iov_base, len < iov->iov_len ? len : iov->iov_len);
	}
	text_char(t, ']');
}

/* Octets that went or came. */
static void print_call_data(const struct stub_call *call, struct text *t)
{
	switch (call->id) {
	case CALL_SENDTO:
	case CALL_WRITE:
	case CALL_RECVFROM:
	case CALL_READ:
		if (call->result < 0)
			break;
		print_key(t, "hex");
		print_hex(t, call->data.data, call_received(call));
		break;
	case CALL_RECVMSG:
		if (call->result < 0)
			break;
		print_key(t, "hex");
		print_hex(t, call->msg.msg->msg_iov->iov_base, (size_t)call->result);
		break;
	case CALL_SENDMMSG:
	case CALL_RECVMMSG: print_messages(call, t); break;
	default: break;
	}
}

static void print_call(const struct stub_event *event, unsigned flags, struct text *t)
{
	const struct stub_call *call = event->call;
	char room[ARGS_TEXT];
	struct text args;
	text_init(&args, room, sizeof(room));
	call_print_args(call, &args);
	print_string(t, "name", call_name(call->id));
	if (has_descriptor(call->id))
		print_number(t, "fd", call->fd);
	print_string(t, "args", room);
	print_number(t, "result", call->result < 0 ? -1 : call->result);
	if (call->result < 0) {
		const char *name = errno_name((int)-call->result);
		if (name)
			print_string(t, "errno", name);
		else
			print_number(t, "errno", -call->result);
	}
	print_number(t, "duration", (int64_t)event->duration);
	if (flags & STUB_TRACE_DATA)
		print_call_data(call, t);
}

static void print_question(const struct msg *msg, struct text *t)
{
	struct rr_iter it = msg_section(msg, QUESTION);
	struct rr rr;
	char room[NAME_TEXT + 32];
	struct text question;
	if (!rr_next(&it, &rr))
		return;
	text_init(&question, room, sizeof(room));
	print_name(msg, rr.owner, &question);
	text_char(&question, ' ');
	type_to_text(rr.type, &question);
	print_string(t, "question", room);
}

static void print_rcode(const struct msg *msg, struct text *t)
{
	print_key(t, "rcode");
	text_char(t, '"');
	rcode_to_text(msg_extended_rcode(msg), t);
	text_char(t, '"');
	print_key(t, "truncated");
	text_put(t, msg->flags & FLAG_TC ? "true" : "false");
	print_number(t, "answers", msg->count[ANSWER]);
}

static void print_dns(const struct stub_event *event, unsigned flags, struct text *t)
{
	struct msg msg;
	print_string(t, "transport", event->transport == STUB_TCP ? "tcp" : "udp");
	if (!event->data)
		return;
	if (msg_parse(&msg, event->data, event->len)) {
		print_number(t, "id", msg.id);
		if (msg.flags & FLAG_QR)
			print_rcode(&msg, t);
		print_question(&msg, t);
	}
	print_number(t, "octets", (int64_t)event->len);
	if (flags & STUB_TRACE_DATA) {
		print_key(t, "hex");
		print_hex(t, event->data, event->len);
	}
}

static const char *kind_name(enum stub_event_kind kind)
{
	switch (kind) {
	case STUB_EVENT_CALL: return "call";
	case STUB_EVENT_SENT: return "sent";
	case STUB_EVENT_REPLY: return "reply";
	case STUB_EVENT_DROP: return "drop";
	case STUB_EVENT_STEP: return "step";
	}
	return "unknown";
}

void trace_print_json(const struct stub_event *event, unsigned flags, struct text *t)
{
	text_put(t, "{\"time\":");
	text_uint(t, event->time);
	if (flags & STUB_TRACE_TIME) {
		print_key(t, "clock");
		text_char(t, '"');
		trace_print_clock(event->time, t);
		text_char(t, '"');
	}
	print_string(t, "event", kind_name(event->kind));
	if (event->server)
		print_string(t, "server", event->server);
	if (event->text)
		print_string(t, "text", event->text);
	if (event->kind == STUB_EVENT_CALL)
		print_call(event, flags, t);
	else if (event->kind != STUB_EVENT_STEP)
		print_dns(event, flags, t);
	text_put(t, "}\n");
}
