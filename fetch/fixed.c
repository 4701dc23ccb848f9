/* Arguments of --resolve: each is parsed when a host is looked for in it. */
#include "fetch/fixed.h"
#include "fetch/piece.h"
#include "resolver/literal.h"

/* Up to the next `mark`, a bracketed part taken whole; NULL when there is no mark. */
static const char *part_end(const char *at, char mark)
{
	if (*at == '[')
		while (*at && *at != ']')
			at++;
	while (*at && *at != mark)
		at++;
	return *at ? at : NULL;
}

static struct piece unbracket(struct piece p)
{
	if (p.len > 1 && p.at[0] == '[' && p.at[p.len - 1] == ']')
		return (struct piece){ p.at + 1, p.len - 2 };
	return p;
}

static bool host_is(struct piece p, const char *host)
{
	size_t i = 0;
	while (i < p.len && host[i] && lower(p.at[i]) == lower(host[i]))
		i++;
	return i == p.len && !host[i];
}

static bool parse_address(struct piece p, struct stub_addr *out)
{
	char text[80];
	p = unbracket(p);
	if (!p.len || p.len >= sizeof(text))
		return false;
	memcpy(text, p.at, p.len);
	text[p.len] = '\0';
	return literal_parse(text, out);
}

static bool port_parse(struct piece p, uint16_t *out)
{
	uint32_t value = 0;
	for (size_t i = 0; i < p.len && value <= UINT16_MAX; i++) {
		if (!is_digit(p.at[i]))
			return false;
		value = value * 10 + (uint32_t)(p.at[i] - '0');
	}
	*out = (uint16_t)value;
	return value && value <= UINT16_MAX;
}

int fixed_match(const char *entry, const char *host, uint16_t port, struct stub_addr *out, int cap,
	bool *wild)
{
	if (*entry == '+')
		entry++; /* curl: the entry may expire; here no entry outlives the program */
	const char *host_end = part_end(entry, ':');
	const char *port_end = host_end ? part_end(host_end + 1, ':') : NULL;
	uint16_t own_port;
	if (!port_end || !port_parse(piece_between(host_end + 1, port_end), &own_port))
		return -1;
	struct piece own_host = unbracket(piece_between(entry, host_end));
	int n = 0;
	for (const char *at = port_end + 1, *end; at; at = end ? end + 1 : NULL) {
		struct stub_addr addr;
		end = part_end(at, ',');
		if (!parse_address(end ? piece_between(at, end) : piece_of(at), &addr))
			return -1;
		if (n < cap)
			out[n++] = addr;
	}
	*wild = piece_is(own_host, "*");
	return own_port == port && (*wild || host_is(own_host, host)) ? n : 0;
}
