/* `resolve --hex`: a captured message, decoded. */
#ifndef RESOLVER_DECODE_H
#define RESOLVER_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What decode_capture() found out. */
enum decoded { DECODED, DECODE_REFUSED, DECODE_TROUBLE };

/* Prints the message in the file, "-": standard input, in dig's form or as a JSON object on
 * standard output; or why it is none, with the offset, or cannot be read, on standard error. */
enum decoded decode_capture(const char *path, bool json);

#endif
