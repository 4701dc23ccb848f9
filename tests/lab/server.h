/* What the lab's servers share: listening where they are told, and saying where that is. */
#ifndef LAB_SERVER_H
#define LAB_SERVER_H

#include <stdnoreturn.h>
#include "resolver/io/io.h"

/* Prints "PROGRAM: text" and exits. */
noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "192.0.2.1:53", "[::1]:0", or without a port; dies if text is neither. */
union address where(const char *text, uint16_t default_port);
/* A bound socket; *at has the port that the kernel chose where it was 0.  -1: the address is in
 * use. */
int listen_at(union address *at, int type);

/* The whole file, NUL-terminated, from malloc; dies without it. */
char *file_text(const char *path, size_t *len);

/* Says on standard output where the server can be reached. */
void announce(const union address *at);
/* Says that all sockets are open. */
void announce_ready(void);

#endif
