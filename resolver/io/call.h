/* What every wrapper of io/ does around its system call. */
#ifndef IO_CALL_H
#define IO_CALL_H

#include <errno.h>
#include "resolver/io/io.h"

/* 0 when nobody listens, else the moment before the call. */
static inline nsec call_begin(const struct io *io)
{
	return tracing(&io->tracer) ? io_now() : 0;
}

/* -1 and errno as the kernel gave them. */
static inline long call_result(long result)
{
	return result == -1 ? -errno : result;
}

/* Emits the call that began at `begun`, which is not 0. */
void call_end(const struct io *io, nsec begun, const struct stub_call *call);

#endif
