/* The mutations of messages that are about names. */
#ifndef FUZZ_DNS_MESSAGE_NAME_H
#define FUZZ_DNS_MESSAGE_NAME_H

#include "tests/fuzz/dns/mutate.h"

void message_point_elsewhere(struct octets *o, struct dice *dice);
void message_expand(struct octets *o, struct dice *dice);
void message_compress(struct octets *o, struct dice *dice);
/* By the mutations for names alone; by a new name. */
void message_change_name(struct octets *o, struct dice *dice);
void message_replace_name(struct octets *o, struct dice *dice);

#endif
