/* Internationalized names, by libidn2 where there is one.
 *
 * The library is opened when a name needs it, as libc does: who never meets such a name neither
 * loads it nor has to have it.  Text is UTF-8, whatever the locale says. */
#ifndef RESOLVER_IDN_H
#define RESOLVER_IDN_H

#include <stdbool.h>

/* Whether a name has octets outside ASCII. */
bool idn_needed(const char *text);
/* U-labels to A-labels (RFC 5891 5, UTS 46 without its transitional part) and back, into a block
 * from malloc. STUB_BADNAME: it is no such name; STUB_UNSUPPORTED: there is no library. */
int idn_to_ascii(const char *text, char **out);
int idn_to_unicode(const char *text, char **out);

#endif
