/* The canonical order of names (RFC 4034 6.1): by their labels from the last to the first. */
#include "resolver/dns/name.h"

/* Where each label begins. */
static unsigned labels_of(const struct name *name, uint8_t starts[static NAME_LABELS])
{
	unsigned n = 0;
	for (unsigned at = 0; at + 1u < name->len; at += name->octets[at] + 1u)
		starts[n++] = (uint8_t)at;
	return n;
}

static int label_compare(const uint8_t *a, const uint8_t *b)
{
	unsigned len = *a < *b ? *a : *b;
	for (unsigned i = 1; i <= len; i++) {
		int difference = octet_fold(a[i]) - octet_fold(b[i]);
		if (difference)
			return difference;
	}
	return *a - *b;
}

int name_compare(const struct name *a, const struct name *b)
{
	uint8_t x[NAME_LABELS], y[NAME_LABELS];
	unsigned m = labels_of(a, x), n = labels_of(b, y);
	while (m && n) {
		int difference = label_compare(a->octets + x[--m], b->octets + y[--n]);
		if (difference)
			return difference;
	}
	return (int)m - (int)n;
}
