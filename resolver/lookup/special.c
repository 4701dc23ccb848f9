/* Special-use names, told by their last one or two labels. */
#include "resolver/lookup/special.h"

#include <string.h>

static const struct {
	const char *suffix; /* in wire form, lower case */
	char last;          /* first letter of the last label: most names are none of these */
	unsigned labels;
	enum special kind;
} table[] = {
	{ "\011localhost", 'l', 1, SPECIAL_LOOPBACK },     /* RFC 6761 6.3 */
	{ "\007invalid", 'i', 1, SPECIAL_NXDOMAIN },       /* RFC 6761 6.4 */
	{ "\005onion", 'o', 1, SPECIAL_NXDOMAIN },         /* RFC 7686 2 */
	{ "\003alt", 'a', 1, SPECIAL_NXDOMAIN },           /* RFC 9476 2 */
	{ "\005local", 'l', 1, SPECIAL_NXDOMAIN },         /* RFC 6762 22.1 */
	{ "\004test", 't', 1, SPECIAL_EXACT },             /* RFC 6761 6.2 */
	{ "\004home\004arpa", 'a', 2, SPECIAL_EXACT },     /* RFC 8375 4 */
	{ "\010ipv4only\004arpa", 'a', 2, SPECIAL_EXACT }, /* RFC 8880 7.1 */
};

/* Whether any row's last label begins so. */
static bool is_first_letter(uint8_t c)
{
	return c == 'l' || c == 'i' || c == 'o' || c == 'a' || c == 't';
}

static bool same(const uint8_t *octets, size_t len, const char *suffix)
{
	if (len != strlen(suffix))
		return false;
	/* length octets are below 'A' */
	for (size_t i = 0; i < len; i++)
		if (octet_fold(octets[i]) != (uint8_t)suffix[i])
			return false;
	return true;
}

enum special special_of(const struct name *name)
{
	/* where the last label starts, and the last two */
	const uint8_t *start[2] = { name->octets, name->octets };
	const uint8_t *end = name->octets;

	if (name->len <= 1) /* none, or the root, which has no letters */
		return SPECIAL_NONE;
	for (; *end; end += *end + 1) {
		start[1] = start[0];
		start[0] = end;
	}
	if (!is_first_letter(octet_fold(start[0][1])))
		return SPECIAL_NONE;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		if (table[i].last != octet_fold(start[0][1]))
			continue;
		const uint8_t *at = start[table[i].labels - 1];
		if (same(at, (size_t)(end - at), table[i].suffix))
			return table[i].kind;
	}
	return SPECIAL_NONE;
}
