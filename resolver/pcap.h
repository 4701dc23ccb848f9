/* The UDP payloads of a packet capture in the classic pcap format. */
#ifndef RESOLVER_PCAP_H
#define RESOLVER_PCAP_H

#include "resolver/capture.h"

/* The magic number of a pcap file, in either order of octets. */
bool pcap_is(const uint8_t *data, size_t len);
/* As capture_read() says. */
bool pcap_read(const uint8_t *data, size_t len, const uint8_t **message, size_t *message_len,
	struct capture_error *error);

#endif
