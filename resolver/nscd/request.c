/* Requests to nscd. */
#include "resolver/nscd/parts.h"

#include <string.h>
#include <sys/socket.h>

enum request {
	GETHOSTBYNAME = 4,
	GETHOSTBYNAMEV6 = 5,
	GETHOSTBYADDR = 6,
	GETHOSTBYADDRV6 = 7,
	GETFDHST = 13,
	GETAI = 14,
};

static const char map_key[NSCD_MAP_KEY] = "hosts";

static size_t build(unsigned char *out, enum request type, const void *key, size_t len)
{
	if (NSCD_REQUEST_HEADER + len > NSCD_REQUEST_MAX)
		return 0;
	memcpy(out, (const int32_t[]){ NSCD_VERSION, type, (int32_t)len }, NSCD_REQUEST_HEADER);
	memcpy(out + NSCD_REQUEST_HEADER, key, len);
	return NSCD_REQUEST_HEADER + len;
}

size_t nscd_request(unsigned char out[static NSCD_REQUEST_MAX], const char *name)
{
	return build(out, GETAI, name, strlen(name) + 1);
}

size_t nscd_request_host(unsigned char out[static NSCD_REQUEST_MAX], const char *name, int family)
{
	return build(
		out, family == AF_INET ? GETHOSTBYNAME : GETHOSTBYNAMEV6, name, strlen(name) + 1);
}

size_t nscd_request_reverse(
	unsigned char out[static NSCD_REQUEST_MAX], const struct stub_addr *addr)
{
	return build(out, addr->family == AF_INET ? GETHOSTBYADDR : GETHOSTBYADDRV6, addr->octets,
		nscd_address_octets(addr->family));
}

size_t nscd_request_map(unsigned char out[static NSCD_REQUEST_MAX])
{
	return build(out, GETFDHST, map_key, sizeof(map_key));
}

bool nscd_is_map_reply(const unsigned char *data, size_t len)
{
	return (len == NSCD_MAP_KEY || len == NSCD_MAP_REPLY) &&
	       !memcmp(data, map_key, sizeof(map_key));
}
