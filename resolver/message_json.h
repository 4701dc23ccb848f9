/* A DNS message as one JSON object. */
#ifndef RESOLVER_MESSAGE_JSON_H
#define RESOLVER_MESSAGE_JSON_H

#include <stub/dns.h>

/* On standard output, in one line without its end: header, EDNS with its options, and the records
 * of each section. */
void message_json(const struct stub_message *m);

#endif
