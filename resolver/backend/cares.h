/* One c-ares channel and its sockets. */
#ifndef BACKEND_CARES_H
#define BACKEND_CARES_H

/* ares_send() takes octets; what c-ares 1.28 and later want instead is not in 1.18 */
#define CARES_NO_DEPRECATED
#include <ares.h>
#include "resolver/backend/backend.h"

/* A socket of c-ares, from connect to close, and what c-ares waits for on it. */
struct sock {
	int fd;
	short events;
	union address peer;
};

struct socks {
	struct io *io;
	struct sock *list; /* from malloc */
	unsigned n, cap;
};

/* Both take a struct socks as the argument that c-ares hands through. */
extern const struct ares_socket_functions socks_functions;
void socks_state(void *arg, ares_socket_t fd, int readable, int writable);

/* NULL: not one of them. */
struct sock *socks_find(struct socks *all, int fd);

/* What the options ask for and this c-ares cannot be told: "another gai.conf"; NULL: nothing. */
const char *channel_lacks(const struct stub_options *options);

/* Reads resolv.conf.  An ARES_*; on success *out is a channel that uses socks, *edns the payload
 * size for queries or 0. */
int channel_new(ares_channel *out, const struct setup *setup, struct socks *socks, uint16_t *edns);

#endif
