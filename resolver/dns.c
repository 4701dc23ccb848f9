/* The public face of dns/. */
#include <stub/dns.h>

#include "resolver/dns/code.h"
#include "resolver/dns/print.h"

bool stub_type_from_text(const char *text, uint16_t *out)
{
	return type_from_text(text, out);
}

size_t stub_message_print(const uint8_t *message, size_t len, char *out, size_t size)
{
	struct msg msg;
	struct text text;
	text_init(&text, out, size);
	if (!msg_parse(&msg, message, len))
		return 0;
	msg_print(&msg, &text);
	return text.len;
}
