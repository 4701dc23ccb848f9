/* The result of a lookup: one block. */
#ifndef LOOKUP_ADDRS_H
#define LOOKUP_ADDRS_H

#include <stddef.h>
#include <stub/resolver.h>

/* Octets that a result needs; canonical may be NULL. */
size_t addrs_size(size_t count, const char *canonical);
/* Copies everything into memory of addrs_size() octets, aligned for a pointer. */
struct stub_addrs *addrs_place(void *memory, const struct stub_addr *list, size_t count,
	const char *canonical, enum stub_source source);
/* The same in one block from malloc; NULL when there is no memory. */
struct stub_addrs *addrs_new(
	const struct stub_addr *list, size_t count, const char *canonical, enum stub_source source);

#endif
