/* Arguments of --resolve. */
#ifndef FETCH_FIXED_H
#define FETCH_FIXED_H

#include <stdbool.h>
#include <stdint.h>
#include <stub/resolver.h>

/* The addresses that one --resolve argument, "HOST:PORT:ADDR[,ADDR]", has for a host and port: at
 * most cap of them into out, returns how many.  -1: not well-formed.  *wild: HOST is "*". */
int fixed_match(const char *entry, const char *host, uint16_t port, struct stub_addr *out, int cap,
	bool *wild);

#endif
