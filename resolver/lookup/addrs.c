/* The result of a lookup: the struct, the addresses and the name in one block. */
#include "resolver/lookup/addrs.h"

#include <stdlib.h>
#include <string.h>

size_t addrs_size(size_t count, const char *canonical)
{
	return sizeof(struct stub_addrs) + count * sizeof(struct stub_addr) +
	       (canonical ? strlen(canonical) + 1 : 0);
}

struct stub_addrs *addrs_place(void *memory, const struct stub_addr *list, size_t count,
	const char *canonical, enum stub_source source)
{
	struct stub_addrs *out = memory;
	struct stub_addr *copy = (struct stub_addr *)(out + 1);
	char *name = (char *)(copy + count);

	if (count)
		memcpy(copy, list, count * sizeof(*copy));
	if (canonical)
		memcpy(name, canonical, strlen(canonical) + 1);
	*out = (struct stub_addrs){
		.count = count, .list = copy, .canonical = canonical ? name : NULL, .source = source
	};
	return out;
}

struct stub_addrs *addrs_new(
	const struct stub_addr *list, size_t count, const char *canonical, enum stub_source source)
{
	void *memory = malloc(addrs_size(count, canonical));
	return memory ? addrs_place(memory, list, count, canonical, source) : NULL;
}
