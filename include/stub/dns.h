/* DNS codes and messages (RFC 1035), as far as a user of the resolver needs them. */
#ifndef STUB_DNS_H
#define STUB_DNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stub/version.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A type by its name, "AAAA", "aaaa" or "TYPE28" (RFC 3597 5).  False, and *out untouched, if text is none. */
STUB_API bool stub_type_from_text(const char *text, uint16_t *out);

/* Prints a message in dig's form: header, sections, one record a line.  Returns the length of the whole text without its NUL;
 * size or more means that it was cut.  0: message is not a DNS message (out is then empty). */
STUB_API size_t stub_message_print(const uint8_t *message, size_t len, char *out, size_t size);

#ifdef __cplusplus
}
#endif

#endif
