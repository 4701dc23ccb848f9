/* Random octets: the first few straight from the kernel, later ones from a pool. */
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include "resolver/io/call.h"

/* A program that looks one name up draws once or twice: a pool would cost it two calls more than it
 * saves. */
enum { DIRECT_DRAWS = 2, POOL_OCTETS = 256 };

/* On a page of its own that is all zeros in the child of a fork, so that parent and child never
 * share what is left. */
struct random_pool {
	size_t left; /* unused octets, at the start */
	uint8_t octets[POOL_OCTETS];
};

static bool draw(struct io *io, void *out, size_t len)
{
	for (uint8_t *at = out; len;) {
		nsec begun = call_begin(io);
		long result = call_result(getrandom(at, len, 0));
		if (begun)
			call_end(io, begun,
				&(struct stub_call){ .id = CALL_GETRANDOM,
					.result = result,
					.data = { .data = at, .room = len } });
		if (result < 0 && result != -EINTR)
			return false;
		if (result > 0) {
			at += result;
			len -= (size_t)result;
		}
	}
	return true;
}

static struct random_pool *pool_new(void)
{
	struct random_pool *pool = mmap(
		NULL, sizeof(*pool), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pool == MAP_FAILED)
		return NULL;
	if (madvise(pool, sizeof(*pool), MADV_WIPEONFORK) == 0)
		return pool;
	munmap(pool, sizeof(*pool));
	return NULL;
}

/* The pool, with at least len octets in it, else NULL. */
static struct random_pool *pool_with(struct io *io, size_t len)
{
	if (len > POOL_OCTETS / 4)
		return NULL;
	if (io->draws < DIRECT_DRAWS) {
		io->draws++;
		return NULL;
	}
	if (io->draws == DIRECT_DRAWS) {
		io->draws++;
		io->pool = pool_new();
	}
	struct random_pool *pool = io->pool;
	if (!pool || pool->left >= len)
		return pool;
	if (!draw(io, pool->octets, sizeof(pool->octets)))
		return NULL;
	pool->left = sizeof(pool->octets);
	return pool;
}

bool io_random(struct io *io, void *out, size_t len)
{
	struct random_pool *pool = pool_with(io, len);
	if (!pool)
		return draw(io, out, len);
	pool->left -= len;
	memcpy(out, pool->octets + pool->left, len);
	memset(pool->octets + pool->left, 0, len);
	return true;
}

void io_fini(struct io *io)
{
	io_close_flush(io);
	if (io->pool)
		munmap(io->pool, sizeof(*io->pool));
	io->pool = NULL;
	io->draws = 0;
}
