/* Names that are addresses: dotted quads, inet_aton(3)'s other forms, IPv6 with a zone. */
#ifndef LOOKUP_LITERAL_H
#define LOOKUP_LITERAL_H

#include <stdbool.h>
#include <stub/resolver.h>

/* The whole text must be the address.  Zones: interface name or number, on link-local addresses only. */
bool literal_parse(const char *text, struct stub_addr *out);

#endif
