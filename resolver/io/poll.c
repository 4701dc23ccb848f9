/* Waiting for descriptors until a moment. */
#include <limits.h>
#include "resolver/io/call.h"

/* Milliseconds from now to until, rounded up: a wait that ends too early would spin. */
static int timeout_until(nsec until)
{
	if (until == NSEC_NEVER)
		return -1;
	nsec now = until ? io_now() : 0;
	if (until <= now)
		return 0;
	nsec ms = (until - now - 1) / MILLISECOND + 1;
	return ms < INT_MAX ? (int)ms : INT_MAX;
}

int io_poll(struct io *io, struct pollfd *fds, nfds_t n, nsec until)
{
	for (;;) {
		int timeout = timeout_until(until);
		nsec begun = call_begin(io);
		int result = (int)call_result(poll(fds, n, timeout));
		if (begun)
			call_end(io, begun,
				&(struct stub_call){ .id = CALL_POLL,
					.result = result,
					.poll = { fds, n, timeout } });
		if (result != -EINTR)
			return result;
	}
}
