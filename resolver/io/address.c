/* Socket addresses: their parts, and their text. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/io/io.h"
#include "resolver/literal.h"
#include "resolver/text.h"

socklen_t address_len(const union address *a)
{
	return a->any.sa_family == AF_INET6 ? sizeof(a->in6) : sizeof(a->in);
}

uint16_t address_port(const union address *a)
{
	return ntohs(a->any.sa_family == AF_INET6 ? a->in6.sin6_port : a->in.sin_port);
}

void address_set_port(union address *a, uint16_t port)
{
	if (a->any.sa_family == AF_INET6)
		a->in6.sin6_port = htons(port);
	else
		a->in.sin_port = htons(port);
}

void address_from_addr(union address *out, const struct stub_addr *addr, uint16_t port)
{
	if (addr->family == AF_INET6) {
		out->in6 = (struct sockaddr_in6){ .sin6_family = AF_INET6,
			.sin6_port = htons(port),
			.sin6_scope_id = addr->scope };
		memcpy(&out->in6.sin6_addr, addr->octets, 16);
	} else {
		out->in = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port) };
		memcpy(&out->in.sin_addr, addr->octets, 4);
	}
}

/* Decimal, 1 to 65,535, nothing else. */
static bool port_parse(const char *text, uint16_t *out)
{
	unsigned value = 0;
	const char *c = text;
	for (; *c >= '0' && *c <= '9' && value <= UINT16_MAX; c++)
		value = value * 10 + (unsigned)(*c - '0');
	if (c == text || *c || value == 0 || value > UINT16_MAX)
		return false;
	*out = (uint16_t)value;
	return true;
}

bool address_from_text(union address *out, const char *text, uint16_t default_port)
{
	struct stub_addr addr;
	uint16_t port = default_port;
	const char *colon = strchr(text, ':');
	size_t len = strlen(text);
	if (*text == '[') {
		const char *close = strchr(++text, ']');
		if (!close || (close[1] && (close[1] != ':' || !port_parse(close + 2, &port))))
			return false;
		len = (size_t)(close - text);
		if (!address_parse(text, len, &addr) || addr.family != AF_INET6)
			return false;
	} else {
		if (colon && !strchr(colon + 1, ':')) {
			len = (size_t)(colon - text);
			if (!port_parse(colon + 1, &port))
				return false;
		}
		if (!address_parse(text, len, &addr))
			return false;
	}
	address_from_addr(out, &addr, port);
	return true;
}

static void print_in6(struct text *t, const struct sockaddr_in6 *in6)
{
	char host[INET6_ADDRSTRLEN];
	inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof(host));
	text_char(t, '[');
	text_put(t, host);
	if (in6->sin6_scope_id) {
		text_char(t, '%');
		text_uint(t, in6->sin6_scope_id);
	}
	text_char(t, ']');
}

void address_to_text(const union address *a, char out[static ADDRESS_TEXT])
{
	struct text t;
	text_init(&t, out, ADDRESS_TEXT);
	if (a->any.sa_family == AF_INET6) {
		print_in6(&t, &a->in6);
	} else {
		const uint8_t *octet = (const uint8_t *)&a->in.sin_addr;
		for (int i = 0; i < 4; i++) {
			if (i)
				text_char(&t, '.');
			text_uint(&t, octet[i]);
		}
	}
	text_char(&t, ':');
	text_uint(&t, address_port(a));
}
