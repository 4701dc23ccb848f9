/* A message from its text, in the form that `resolve --hex` and dig print. */
#ifndef RESOLVER_ENCODE_H
#define RESOLVER_ENCODE_H

#include "resolver/dns/scan.h"

/* Appends the message to w, which is empty.  Lines that begin with ; are dig's: header, flags,
 * sections, questions, EDNS and options as octets; those that mean nothing are comments.  All
 * others are records in master-file syntax.  What is not said is zero, and a record before any
 * section is an answer.  False: see *error; expected is in static storage. */
bool message_from_text(struct writer *w, const char *text, size_t len, struct scan_error *error);

#endif
