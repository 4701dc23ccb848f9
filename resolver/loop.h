/* The one descriptor that stands for all that a resolver waits for, in somebody else's event loop:
 * an epoll descriptor that holds the backend's descriptors and a timer. */
#ifndef RESOLVER_LOOP_H
#define RESOLVER_LOOP_H

#include "resolver/backend/backend.h"

struct loop {
	int epoll, timer; /* -1 until loop_open() */
	nsec armed;       /* what the timer is set to */
	struct loop_slot {
		short events; /* what epoll holds for this descriptor, as far as we know; 0: nothing
			       */
		uint32_t round; /* when it was last wanted */
	} * slots;              /* by descriptor */
	size_t nslots;
	uint32_t round;
};

void loop_init(struct loop *loop);
void loop_fini(struct loop *loop, struct io *io);
/* The descriptor; -1 with errno set when the system has none to give. */
int loop_open(struct loop *loop, struct io *io);
/* Makes it readable when something in w is ready or w->until has come. */
void loop_arm(struct loop *loop, struct io *io, const struct waitset *w);

#endif
