/* What the files of the nscd protocol share: families, strings, names. */
#include "resolver/nscd/parts.h"

#include <string.h>
#include <sys/socket.h>

unsigned nscd_address_octets(int family)
{
	return family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;
}

bool nscd_is_string(const char *s, size_t len)
{
	return len && memchr(s, '\0', len) == s + len - 1;
}

bool nscd_is_host_name(const char *s)
{
	if (*s == '\0' || *s == '-')
		return false;
	for (; *s; s++)
		if (!((*s | 0x20) >= 'a' && (*s | 0x20) <= 'z') && !(*s >= '0' && *s <= '9') &&
			*s != '-' && *s != '.' && *s != '_')
			return false;
	return true;
}
