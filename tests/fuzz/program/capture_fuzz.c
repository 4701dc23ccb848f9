/* Any octets as a capture, and as a message's text: what comes out lies inside, and what text makes
 * is a message that prints and is made again alike. */
#include "resolver/capture.h"

#include <stdlib.h>

#include "resolver/dns/print.h"
#include "resolver/encode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool property)
{
	if (!property)
		abort();
}

static void capture_holds(const uint8_t *data, size_t size)
{
	static uint8_t out[CAPTURE_MESSAGE];
	const uint8_t *message = NULL;
	size_t len = 0;
	struct capture_error error = { .why = NULL };
	if (!capture_read(data, size, out, &message, &len, &error)) {
		require(error.why && error.offset <= size && !message);
		return;
	}
	require(len && len <= CAPTURE_MESSAGE);
	require(message == out || (message >= data && message + len <= data + size));
}

static void text_holds(const char *text, size_t size)
{
	static uint8_t first[UINT16_MAX], again[UINT16_MAX];
	static char printed[1 << 20];
	struct writer w = writer_of(first, sizeof(first)), v = writer_of(again, sizeof(again));
	struct scan_error error = { .expected = NULL };
	struct msg msg;
	struct text t;
	if (!message_from_text(&w, text, size, &error)) {
		require(error.expected && error.place.line && error.place.column);
		return;
	}
	require(msg_parse(&msg, first, w.len) && !msg.cut && msg.end == w.len);
	text_init(&t, printed, sizeof(printed));
	msg_print(&msg, &t);
	/* options that are told in words have no way back */
	if (text_whole(&t) && message_from_text(&v, printed, t.len, &error))
		require(v.len == w.len && !memcmp(first, again, v.len));
	else
		require(msg.opt || !text_whole(&t));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	capture_holds(data, size);
	text_holds((const char *)data, size);
	return 0;
}
