/* Names as they are handed out: harmless wherever a caller may put them.
 *
 * A label may hold any octet, and whoever runs a server chooses them ("Injection Attacks Reloaded",
 * USENIX Security 2021).  So of a name only letters, digits, hyphens and underscores stand for
 * themselves, and a hyphen not as the very first octet; everything else is \DDD (RFC 1035 5.1). */
#ifndef LOOKUP_HOST_NAME_H
#define LOOKUP_HOST_NAME_H

#include "resolver/dns/name.h"

/* Without a final dot; the root is ".". */
void host_name_to_text(const struct name *name, struct text *out);
/* The same of text that a resolver of the system gives: escapes are decoded first where there is a
 * name in it, else it is taken octet by octet. */
void host_text_to_text(const char *text, struct text *out);
/* Whether such a text has nothing escaped: it is a host name, or as good as one. */
bool host_text_is_plain(const char *text);

#endif
