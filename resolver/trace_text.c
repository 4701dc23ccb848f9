/* Events for people: one line each, and messages as dig prints them. */
#include <stdlib.h>
#include <string.h>
#include "resolver/dns/code.h"
#include "resolver/dns/print.h"
#include "resolver/trace_print.h"

/* Text that may have come from the network: nothing in it moves a terminal's cursor. */
static void print_safe(struct text *t, const char *s)
{
	for (; *s; s++) {
		if (*s >= ' ' && *s < 0x7f)
			text_char(t, *s);
		else
			text_printf(t, "\\%03o", (unsigned char)*s);
	}
}

static void print_head(const struct stub_event *event, const char *what, struct text *t)
{
	text_put(t, what);
	if (!event->server)
		return;
	text_char(t, ' ');
	print_safe(t, event->server);
	text_put(t, event->transport == STUB_TCP ? " tcp" : " udp");
}

static void print_question(const struct msg *msg, struct text *t)
{
	struct rr_iter it = msg_section(msg, QUESTION);
	struct rr rr;
	text_put(t, "  ");
	if (!rr_next(&it, &rr)) {
		text_put(t, "no question");
		return;
	}
	type_to_text(rr.type, t);
	text_char(t, ' ');
	if (rr.class != CLASS_IN) {
		class_to_text(rr.class, t);
		text_char(t, ' ');
	}
	print_name(msg, rr.owner, t);
}

static void print_answer(const struct msg *msg, struct text *t)
{
	static const struct {
		uint16_t bit;
		char name[4];
	} flags[] = { { FLAG_AA, " aa" }, { FLAG_TC, " tc" }, { FLAG_RA, " ra" },
		{ FLAG_AD, " ad" } };
	text_char(t, ' ');
	rcode_to_text(msg_extended_rcode(msg), t);
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (msg->flags & flags[i].bit)
			text_put(t, flags[i].name);
	text_printf(t, ", %u answer%s, %u authority, %u additional", msg->count[ANSWER],
		msg->count[ANSWER] == 1 ? "" : "s", msg->count[AUTHORITY], msg->count[ADDITIONAL]);
	if (msg->cut)
		text_put(t, " (the rest is malformed)");
}

static void print_summary(const struct stub_event *event, struct text *t)
{
	struct msg msg;
	if (msg_parse(&msg, event->data, event->len)) {
		print_question(&msg, t);
		text_put(t, " id 0x");
		text_hex(t, msg.id, 4);
		if (msg.flags & FLAG_QR)
			print_answer(&msg, t);
		text_put(t, ", ");
	} else {
		text_put(t, "  not a DNS message, ");
	}
	text_uint(t, event->len);
	text_put(t, " octets");
}

static void print_indented(struct text *t, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if ((i == 0 || s[i - 1] == '\n') && s[i] != '\n')
			text_put(t, "    ");
		text_char(t, s[i]);
	}
}

/* The whole message, each line indented; without memory for that as it comes. */
static void print_whole(const struct stub_event *event, struct text *t)
{
	struct msg msg;
	if (!msg_parse(&msg, event->data, event->len)) {
		trace_print_dump(event->data, event->len, t);
		return;
	}
	struct text all;
	text_init(&all, NULL, 0);
	msg_print(&msg, &all);
	size_t cap = all.len + 1;
	char *room = malloc(cap);
	if (!room) {
		msg_print(&msg, t);
		return;
	}
	text_init(&all, room, cap);
	msg_print(&msg, &all);
	print_indented(t, room, all.len);
	free(room);
}

void trace_print_text(const struct stub_event *event, unsigned flags, struct text *t)
{
	if (event->kind == STUB_EVENT_CALL && !(flags & STUB_TRACE_ALL_CALLS))
		return;
	if (flags & STUB_TRACE_TIME) {
		trace_print_clock(event->time, t);
		text_char(t, ' ');
	}
	switch (event->kind) {
	case STUB_EVENT_CALL:
		text_put(t, "call ");
		trace_print_call(event, flags & STUB_TRACE_DURATION, t);
		return;
	case STUB_EVENT_SENT: print_head(event, "ask", t); break;
	case STUB_EVENT_REPLY: print_head(event, "reply", t); break;
	case STUB_EVENT_DROP: print_head(event, "drop", t); break;
	case STUB_EVENT_STEP: break;
	}
	if (event->kind == STUB_EVENT_DROP)
		text_put(t, "  ");
	if (event->text)
		print_safe(t, event->text);
	if (event->data && event->kind == STUB_EVENT_DROP)
		text_put(t, ":");
	if (event->data)
		print_summary(event, t);
	text_char(t, '\n');
	if (event->data && flags & STUB_TRACE_DATA)
		print_whole(event, t);
}
