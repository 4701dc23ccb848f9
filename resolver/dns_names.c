/* The public face of dns/: names. */
#include <string.h>

#include "resolver/dns_public.h"

bool stub_name_from_text(const char *text, struct stub_name *out)
{
	struct name name;
	if (!name_from_text(&name, text))
		return false;
	*out = name_shown(&name);
	return true;
}

bool stub_name_from_octets(const uint8_t *octets, size_t len, struct stub_name *out)
{
	struct reader r = reader_of(some(octets), len);
	struct name name;
	read_plain_name_into(&r, &name);
	if (r.bad)
		return false;
	*out = name_shown(&name);
	return true;
}

size_t stub_name_to_text(const struct stub_name *name, char *out, size_t size)
{
	struct text text = text_of(out, size);
	struct name own = name_of(name);
	name_to_text(&own, true, &text);
	return text.len;
}

bool stub_name_equal(const struct stub_name *a, const struct stub_name *b)
{
	struct name x = name_of(a), y = name_of(b);
	return name_equal(&x, &y);
}

bool stub_name_is_under(const struct stub_name *name, const struct stub_name *domain)
{
	struct name x = name_of(name), y = name_of(domain);
	return name_is_under(&x, &y);
}

int stub_name_compare(const struct stub_name *a, const struct stub_name *b)
{
	struct name x = name_of(a), y = name_of(b);
	return name_compare(&x, &y);
}

bool stub_name_join(
	const struct stub_name *prefix, const struct stub_name *domain, struct stub_name *out)
{
	struct name joined, x = name_of(prefix), y = name_of(domain);
	if (!name_join(&joined, &x, &y))
		return false;
	*out = name_shown(&joined);
	return true;
}
