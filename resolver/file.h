/* Files that the program is given. */
#ifndef RESOLVER_FILE_H
#define RESOLVER_FILE_H

#include <stddef.h>
#include <stdint.h>

/* The octets of the file, "-": standard input, to be freed by the caller.  NULL: it cannot be read,
 * and standard error says why. */
uint8_t *file_read(const char *path, size_t *len);

#endif
