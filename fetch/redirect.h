/* Where a redirect leads (RFC 3986 5, RFC 9110 10.2.2 and 15.4): pure text. */
#ifndef FETCH_REDIRECT_H
#define FETCH_REDIRECT_H

#include <stdbool.h>
#include "fetch/fail.h"
#include "fetch/url.h"

/* A status whose Location is to be followed. */
bool redirect_status(unsigned status);

/* What `location` means, seen from `base`: a URL, NUL-terminated, in one block from malloc that is
 * the caller's.  Spaces and octets above 127, which servers do send, are percent-encoded; a missing
 * fragment is inherited.  FAIL_PROTOCOL: a scheme other than http and https; FAIL_MEMORY. */
enum fail redirect_target(const struct url *base, struct piece location, char **out);

#endif
