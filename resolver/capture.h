/* A captured DNS message: text in hexadecimal, a packet capture or raw octets; in, octets out. */
#ifndef RESOLVER_CAPTURE_H
#define RESOLVER_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CAPTURE_MESSAGE = 65535 };

struct capture_error {
	size_t offset;   /* the octet of the input where it is, from 0 */
	const char *why; /* static storage */
};

/* The message in data: of a pcap or pcapng file the first one by UDP or TCP from or to port 53,
 * else the first that UDP carries; of text its hexadecimal digits; else the octets themselves. Text
 * may have white space and colons between octets, 0x before them, comments from # to the end of a
 * line, and the offsets and characters that xxd and hexdump -C put beside them.  out is written for
 * text and for TCP, and *message points there or into data.  False: see *error. */
bool capture_read(const uint8_t *data, size_t len, uint8_t out[static CAPTURE_MESSAGE],
	const uint8_t **message, size_t *message_len, struct capture_error *error);

#endif
