/* Which families of addresses this system has: one dump of all addresses from the kernel. */
#include "resolver/io/families.h"
#include <string.h>

/* <linux/netlink.h> and <linux/rtnetlink.h>, which musl comes without */
enum {
	MESSAGE_ERROR = 2,
	MESSAGE_DONE = 3,
	NEW_ADDRESS = 20,
	GET_ADDRESS = 22,
	REQUEST_DUMP = 0x001 | 0x300,
	MESSAGE_HEAD = 16,
	ADDRESS_HEAD = 8,
	ATTRIBUTE_HEAD = 4,
	ATTRIBUTE_ADDRESS = 1,
	ATTRIBUTE_LOCAL = 2,
};

struct request {
	uint32_t len;
	uint16_t type, flags;
	uint32_t serial, pid;
	uint8_t family, pad[3];
};

/* Numbers are in the host's order. */
static unsigned get_host16(const uint8_t *p)
{
	uint16_t v;
	memcpy(&v, p, sizeof(v));
	return v;
}

static uint32_t get_host32(const uint8_t *p)
{
	uint32_t v;
	memcpy(&v, p, sizeof(v));
	return v;
}

static size_t padded(size_t len)
{
	return (len + 3) & ~(size_t)3;
}

static unsigned family_of(int family, const uint8_t *octets, size_t len)
{
	static const uint8_t loopback[16] = { [15] = 1 };
	if (family == AF_INET && len == 4)
		return octets[0] == 127 ? 0 : FAMILY_V4;
	if (family == AF_INET6 && len == 16)
		return memcmp(octets, loopback, sizeof(loopback)) ? FAMILY_V6 : 0;
	return 0;
}

/* One interface's address: of a point-to-point link the near end. */
static unsigned read_address(const uint8_t *data, size_t len)
{
	unsigned found = 0;
	if (len < ADDRESS_HEAD)
		return 0;
	for (size_t at = ADDRESS_HEAD; at + ATTRIBUTE_HEAD <= len;) {
		size_t size = get_host16(data + at);
		unsigned type = get_host16(data + at + 2);
		if (size < ATTRIBUTE_HEAD || size > len - at)
			break;
		unsigned family =
			family_of(data[0], data + at + ATTRIBUTE_HEAD, size - ATTRIBUTE_HEAD);
		if (type == ATTRIBUTE_LOCAL)
			return family;
		if (type == ATTRIBUTE_ADDRESS)
			found = family;
		at += padded(size);
	}
	return found;
}

unsigned families_read(const uint8_t *data, size_t len, bool *done)
{
	unsigned found = 0;
	for (size_t at = 0; at + MESSAGE_HEAD <= len;) {
		size_t size = get_host32(data + at);
		unsigned type = get_host16(data + at + 4);
		bool cut = size < MESSAGE_HEAD || size > len - at;
		if (cut || type == MESSAGE_DONE || type == MESSAGE_ERROR) {
			*done = true;
			/* what is cut or refused says nothing of what there is not */
			return !cut && type == MESSAGE_DONE ? found : FAMILIES;
		}
		if (type == NEW_ADDRESS)
			found |= read_address(data + at + MESSAGE_HEAD, size - MESSAGE_HEAD);
		at += padded(size);
	}
	return found;
}

unsigned io_families(struct io *io)
{
	enum { DUMP_OCTETS = 8192 }; /* the kernel fills at most a page of it */
	uint8_t data[DUMP_OCTETS];
	const struct request request = {
		.len = MESSAGE_HEAD + 1, .type = GET_ADDRESS, .flags = REQUEST_DUMP, .serial = 1
	};
	int fd = io_socket(io, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return FAMILIES;
	bool done = io_send(io, fd, &request, sizeof(request), 0) < 0;
	unsigned found = done ? FAMILIES : 0;
	while (!done && found != FAMILIES) {
		ssize_t n = io_recv(io, fd, data, sizeof(data), 0);
		if (n <= 0) {
			found = FAMILIES;
			break;
		}
		found |= families_read(data, (size_t)n, &done);
	}
	io_close_later(io, fd);
	return found;
}
