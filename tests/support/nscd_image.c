/* Builds a map as nscd shares it, in memory. */
#include "tests/support/nscd_image.h"

#include <string.h>

enum { BLOCK = 8, REQUEST_HEADER = 12 };

void image_set32(struct image *image, size_t at, uint32_t value)
{
	memcpy(image->octets + at, &value, sizeof(value));
}

void image_set64(struct image *image, size_t at, int64_t value)
{
	memcpy(image->octets + at, &value, sizeof(value));
}

uint32_t image_get32(const struct image *image, size_t at)
{
	uint32_t value;
	memcpy(&value, image->octets + at, sizeof(value));
	return value;
}

static size_t data_start(const struct image *image)
{
	return IMAGE_HEADS + ((size_t)image->module * 4 + 15) / 16 * 16;
}

void image_init(struct image *image, uint32_t module, uint32_t room)
{
	memset(image->octets, 0, sizeof(image->octets));
	image->module = module ? module : (uint32_t)IMAGE_MODULE;
	image->room = room;
	image->used = 0;
	image_set32(image, IMAGE_VERSION, 2);
	image_set32(image, IMAGE_HEADER_SIZE, IMAGE_HEADS);
	image_set32(image, IMAGE_RUNNING, 1);
	image_set64(image, IMAGE_TIMESTAMP, 1);
	image_set32(image, IMAGE_MODULE_AT, image->module);
	image_set32(image, IMAGE_DATA_SIZE, room);
	for (uint32_t i = 0; i < image->module; i++)
		image_set32(image, IMAGE_HEADS + (size_t)i * 4, UINT32_MAX);
}

size_t image_size(const struct image *image)
{
	return data_start(image) + image->room;
}

/* Room of len octets in the data; UINT32_MAX: none. */
static uint32_t take(struct image *image, size_t len)
{
	uint32_t at = image->used;
	if (len > image->room - at || image_size(image) > IMAGE_OCTETS)
		return UINT32_MAX;
	image->used += (uint32_t)(len + BLOCK - 1) / BLOCK * BLOCK;
	if (image->used > image->room)
		image->used = image->room;
	return at;
}

static uint32_t hash(const unsigned char *key, size_t len)
{
	uint32_t h = 0;
	while (len--)
		h = h * 65599 + *key++;
	return h;
}

/* As the daemon does: the record with the key behind the reply, then the entry, first in its chain.
 */
_Bool image_add(struct image *image, const unsigned char *request, size_t request_len,
	const void *reply, size_t reply_len, int64_t timeout, struct image_entry *out)
{
	const unsigned char *key = request + REQUEST_HEADER;
	size_t key_len = request_len - REQUEST_HEADER, data = data_start(image);
	uint32_t record = take(image, RECORD_DATA + reply_len + key_len);
	uint32_t entry = record == UINT32_MAX ? record : take(image, 32);
	if (entry == UINT32_MAX)
		return 0;
	*out = (struct image_entry){ .entry = data + entry,
		.key = data + record + RECORD_DATA + reply_len,
		.record = data + record };
	image_set32(image, out->record, (uint32_t)(RECORD_DATA + reply_len + key_len));
	image_set32(image, out->record + RECORD_SIZE, (uint32_t)reply_len);
	image_set64(image, out->record + RECORD_TIMEOUT, timeout);
	image->octets[out->record + RECORD_USABLE] = 1;
	memcpy(image->octets + out->record + RECORD_DATA, reply, reply_len);
	memcpy(image->octets + out->key, key, key_len);
	size_t head = IMAGE_HEADS + (size_t)(hash(key, key_len) % image->module) * 4;
	image->octets[out->entry] = request[4];
	image_set32(image, out->entry + ENTRY_LEN, (uint32_t)key_len);
	image_set32(image, out->entry + ENTRY_KEY, (uint32_t)(out->key - data));
	image_set32(image, out->entry + ENTRY_NEXT, image_get32(image, head));
	image_set32(image, out->entry + ENTRY_RECORD, record);
	image_set32(image, head, entry);
	return 1;
}
