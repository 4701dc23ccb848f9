/* Builds a map as nscd shares it, in memory: what a daemon would write, or what no daemon should.
 */
#ifndef TESTS_SUPPORT_NSCD_IMAGE_H
#define TESTS_SUPPORT_NSCD_IMAGE_H

#include <stddef.h>
#include <stdint.h>

enum { IMAGE_OCTETS = 65536, IMAGE_MODULE = 4 };

/* Where things are; offsets of header fields. */
enum {
	IMAGE_VERSION = 0,
	IMAGE_HEADER_SIZE = 4,
	IMAGE_CYCLE = 8,
	IMAGE_RUNNING = 12,
	IMAGE_TIMESTAMP = 16,
	IMAGE_MODULE_AT = 40,
	IMAGE_DATA_SIZE = 44,
	IMAGE_HEADS = 120,
	/* of an entry */
	ENTRY_LEN = 4,
	ENTRY_KEY = 8,
	ENTRY_NEXT = 16,
	ENTRY_RECORD = 20,
	/* of a record */
	RECORD_SIZE = 4,
	RECORD_TIMEOUT = 8,
	RECORD_NOTFOUND = 16,
	RECORD_USABLE = 18,
	RECORD_DATA = 24,
};

struct image {
	_Alignas(16) unsigned char octets[IMAGE_OCTETS];
	uint32_t module, used, room; /* of the data */
};

/* Where an added reply is, as offsets in octets. */
struct image_entry {
	size_t entry, key, record;
};

/* An empty map of a daemon that runs; module 0: IMAGE_MODULE; room: octets for entries. */
void image_init(struct image *image, uint32_t module, uint32_t room);
/* Octets from the start to the end of the data: what its file has. */
size_t image_size(const struct image *image);
/* Adds what is said about a request of nscd.h's making, until timeout (seconds since 1970).  False:
 * no room. */
_Bool image_add(struct image *image, const unsigned char *request, size_t request_len,
	const void *reply, size_t reply_len, int64_t timeout, struct image_entry *out);

void image_set32(struct image *image, size_t at, uint32_t value);
void image_set64(struct image *image, size_t at, int64_t value);
uint32_t image_get32(const struct image *image, size_t at);

#endif
