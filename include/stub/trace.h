/* What the library does, step by step, as events to one callback.
 *
 * An event is valid during the callback only.  The library never prints; stub_event_print() turns
 * an event into text in one of three forms, and the caller decides where it goes. */
#ifndef STUB_TRACE_H
#define STUB_TRACE_H

#include <stddef.h>
#include <stdint.h>
#include <stub/version.h>

#ifdef __cplusplus
extern "C" {
#endif

enum stub_event_kind {
	STUB_EVENT_CALL,  /* a system call has returned */
	STUB_EVENT_SENT,  /* a DNS query was handed to the kernel; data is the message */
	STUB_EVENT_REPLY, /* a DNS reply was accepted; data is the message */
	STUB_EVENT_DROP,  /* a datagram or TCP message was ignored; text is the reason */
	STUB_EVENT_STEP,  /* the resolver or the fetcher decided something; text says what */
};

enum stub_transport { STUB_UDP, STUB_TCP };

struct stub_call; /* a system call with its arguments; read it through stub_event_print() */

struct stub_event {
	enum stub_event_kind kind;
	uint64_t time;                 /* CLOCK_MONOTONIC, nanoseconds, when it began */
	uint64_t duration;             /* nanoseconds, STUB_EVENT_CALL only */
	const struct stub_call *call;  /* STUB_EVENT_CALL only, else NULL */
	const char *server;            /* "192.0.2.1:53" where one is concerned, else NULL */
	enum stub_transport transport; /* SENT, REPLY, DROP */
	const char *text;              /* STEP, DROP: one line without a newline, else NULL */
	const uint8_t *data;           /* SENT, REPLY, DROP: the octets, else NULL */
	size_t len;
};

typedef void stub_trace_fn(void *arg, const struct stub_event *event);

enum stub_trace_format {
	STUB_TRACE_STRACE, /* calls of strace's classes `network` and `poll`, as strace prints them;
			      nothing else */
	STUB_TRACE_TEXT,   /* for people */
	STUB_TRACE_JSON,   /* one JSON object a line: see below */
};

/* JSON, by "event"; every object has "time", nanoseconds of CLOCK_MONOTONIC, and with
 * STUB_TRACE_TIME "clock". call   name, fd (where the first argument is one), args (as strace
 * prints them), result (-1 on failure), errno (its name, on failure), duration (nanoseconds) sent,
 * reply, drop   server, transport ("udp" or "tcp"), octets; id and question ("host1.example.com.
 * A") of a DNS message; rcode, truncated and answers of a response; text: why it was dropped step
 * text With STUB_TRACE_DATA "hex" has the octets in base 16, of sendmmsg and recvmmsg a list. */

enum {
	STUB_TRACE_TIME = 1,     /* a time stamp in front (strace -tt) */
	STUB_TRACE_DURATION = 2, /* the time spent in the call behind it (strace -T) */
	STUB_TRACE_DATA = 4, /* all octets sent and received (strace -e write=all -e read=all) */
	STUB_TRACE_ALL_CALLS = 8 /* STRACE form: also calls outside `network` and `poll` (openat,
				    read, close ...) */
};

/* Writes event into out as whole lines, newline included, NUL-terminated, cut off at size.  flags
 * are STUB_TRACE_TIME and the like.  Returns the length of the whole text without its NUL, which is
 * 0 when the form has nothing to say about this event; a value of size or more means that the text
 * was cut. */
STUB_API size_t stub_event_print(const struct stub_event *event, enum stub_trace_format format,
	unsigned flags, char *out, size_t size);

#ifdef __cplusplus
}
#endif

#endif
