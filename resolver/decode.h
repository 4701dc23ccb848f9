/* `resolve --hex` and `--to-hex`: a message from octets to text, and back. */
#ifndef RESOLVER_DECODE_H
#define RESOLVER_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum decoded { DECODED, DECODE_REFUSED, DECODE_TROUBLE };

/* Prints the message in the file, "-": standard input, in dig's form or as a JSON object on
 * standard output; or why it is none, with the offset, or cannot be read, on standard error. */
enum decoded decode_capture(const char *path, bool json);
/* Prints the message that the text in the file describes (see message_from_text()) in hexadecimal;
 * or why it is none, with line and column. */
enum decoded encode_text(const char *path);

#endif
