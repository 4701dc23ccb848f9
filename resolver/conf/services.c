/* services(5): names of services and their ports. */
#include <string.h>
#include "resolver/conf/config.h"

/* One line: name port/protocol alias... */
struct service_line {
	struct slice name, protocol, aliases;
	uint16_t port;
};

static bool slice_same(struct slice a, struct slice b)
{
	return a.len == b.len && !memcmp(a.at, b.at, a.len);
}

/* The next line that is one; what is none is passed over. */
static bool next_service(struct slice *text, struct service_line *out)
{
	struct slice line, word;
	while (next_line(text, &line)) {
		line = cut_comment(line, "#");
		if (!next_word(&line, &out->name) || !next_word(&line, &word))
			continue;
		struct slice number = cut_comment(word, "/");
		int port;
		if (number.len + 1 >= word.len || number.len > 5 ||
			!slice_number(number, -1, UINT16_MAX + 1, &port) || port < 0 ||
			port > UINT16_MAX || *number.at < '0')
			continue;
		out->port = (uint16_t)port;
		out->protocol =
			(struct slice){ word.at + number.len + 1, word.len - number.len - 1 };
		out->aliases = line;
		return true;
	}
	return false;
}

static bool has_name(const struct service_line *line, struct slice name)
{
	struct slice aliases = line->aliases, word;
	if (slice_same(line->name, name))
		return true;
	while (next_word(&aliases, &word))
		if (slice_same(word, name))
			return true;
	return false;
}

bool services_port(struct slice text, struct slice name, const char *protocol, uint16_t *port)
{
	struct service_line line;

	while (name.len && next_service(&text, &line)) {
		if ((protocol && !slice_is(line.protocol, protocol)) || !has_name(&line, name))
			continue;
		*port = line.port;
		return true;
	}
	return false;
}

bool services_name(struct slice text, uint16_t port, const char *protocol, struct slice *name)
{
	struct service_line line;

	while (next_service(&text, &line)) {
		if (line.port != port || (protocol && !slice_is(line.protocol, protocol)))
			continue;
		*name = line.name;
		return true;
	}
	return false;
}
