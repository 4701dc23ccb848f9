/* The DNS message of a packet capture in the formats pcap and pcapng. */
#ifndef RESOLVER_PCAP_H
#define RESOLVER_PCAP_H

#include "resolver/capture.h"

/* How a file of either format begins. */
bool pcap_is(const uint8_t *data, size_t len);
/* As capture_read() says. */
bool pcap_read(const uint8_t *data, size_t len, uint8_t out[static CAPTURE_MESSAGE],
	const uint8_t **message, size_t *message_len, struct capture_error *error);

#endif
