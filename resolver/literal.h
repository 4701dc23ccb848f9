/* Names that are addresses: dotted quads, inet_aton(3)'s other forms, IPv6 with a zone. */
#ifndef RESOLVER_LITERAL_H
#define RESOLVER_LITERAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stub/resolver.h>

/* The whole text must be the address, here as below; on failure *out is untouched.  Zones:
 * interface name or number, on link-local addresses only. */
bool literal_parse(const char *text, struct stub_addr *out);
/* The same from text that need not be terminated. */
bool literal_parse_slice(const char *text, size_t len, struct stub_addr *out);

/* Without inet_aton(3)'s forms: four decimal numbers without leading zeros, or IPv6 with or without
 * a zone. */
bool address_parse(const char *text, size_t len, struct stub_addr *out);

#endif
