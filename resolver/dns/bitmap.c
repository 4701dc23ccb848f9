/* Sets of RR types. */
#include "resolver/dns/bitmap.h"

#include "resolver/dns/code.h"

enum {
	WINDOW_OCTETS = 32,
	WINDOWS = 256,
	OLD_OCTETS = 16,    /* types to 127 */
	PORT_OCTETS = 8192, /* ports to 65,535 */
};

/* Windows in rising order, none empty, no zero octets at their ends. */
void read_bitmap(struct reader *r)
{
	int last = -1;
	while (read_left(r)) {
		int window = read_u8(r);
		uint8_t len = read_u8(r);
		const uint8_t *map = read_octets(r, len);
		if (!map || window <= last || !len || len > WINDOW_OCTETS || !map[len - 1])
			read_fail(r);
		last = window;
	}
}

static void print_map(
	const uint8_t *map, size_t len, unsigned window, bool *first, struct text *out)
{
	for (unsigned i = 0; i < len * 8; i++) {
		if (!(map[i / 8] & 0x80 >> i % 8))
			continue;
		if (!*first)
			text_char(out, ' ');
		type_to_text((uint16_t)(window << 8 | i), out);
		*first = false;
	}
}

void print_bitmap(struct reader *r, struct text *out)
{
	for (bool first = true; read_left(r);) {
		uint8_t window = read_u8(r), len = read_u8(r);
		print_map(read_octets(r, len), len, window, &first, out);
	}
}

/* Sets the bits of the words that follow, which are types below `end`. */
static void scan_types(struct scanner *s, uint8_t *map, uint32_t end)
{
	static const char expected[] = "a type";
	while (token_peek(s)) {
		char name[16];
		uint16_t type;
		if (!token_take_bare(s, expected))
			return;
		if (!token_copy(&s->token, name, sizeof(name)) || !type_from_text(name, &type))
			scan_fail(s, expected);
		else if (type >= end)
			scan_fail(s, "a type below 128");
		else
			map[type / 8] |= (uint8_t)(0x80 >> type % 8);
	}
}

static size_t map_length(const uint8_t *map, size_t len)
{
	while (len && !map[len - 1])
		len--;
	return len;
}

void scan_bitmap(struct scanner *s, struct writer *w)
{
	uint8_t maps[WINDOWS][WINDOW_OCTETS] = { { 0 } };
	scan_types(s, maps[0], WINDOWS * WINDOW_OCTETS * 8);
	for (unsigned window = 0; window < WINDOWS; window++) {
		size_t len = map_length(maps[window], WINDOW_OCTETS);
		if (!len)
			continue;
		write_u8(w, (uint8_t)window);
		write_u8(w, (uint8_t)len);
		write_octets(w, maps[window], len);
	}
}

/* The bit of type 0 would announce another format. */
void read_old_bitmap(struct reader *r)
{
	size_t len = read_left(r);
	const uint8_t *map = read_octets(r, len);
	if (len && (len > OLD_OCTETS || map[0] & 0x80 || !map[len - 1]))
		read_fail(r);
}

void print_old_bitmap(struct reader *r, struct text *out)
{
	bool first = true;
	size_t len = read_left(r);
	print_map(read_octets(r, len), len, 0, &first, out);
}

void scan_old_bitmap(struct scanner *s, struct writer *w)
{
	uint8_t map[OLD_OCTETS] = { 0 };
	scan_types(s, map, OLD_OCTETS * 8);
	write_octets(w, map, map_length(map, OLD_OCTETS));
}

void read_services(struct reader *r)
{
	read_octets(r, 1);
	if (read_left(r) > PORT_OCTETS)
		read_fail(r);
	read_octets(r, read_left(r));
}

void print_services(struct reader *r, struct text *out)
{
	text_uint(out, read_u8(r));
	size_t len = read_left(r);
	const uint8_t *map = read_octets(r, len);
	for (unsigned port = 0; port < len * 8; port++)
		if (map[port / 8] & 0x80 >> port % 8) {
			text_char(out, ' ');
			text_uint(out, port);
		}
}

static uint8_t scan_protocol(struct scanner *s)
{
	enum { TCP = 6, UDP = 17 };
	static const char expected[] = "tcp, udp or a number from 0 to 255";
	if (token_peek(s) && (token_is(&s->token, "tcp") || token_is(&s->token, "udp"))) {
		token_take(s, expected);
		return token_is(&s->token, "tcp") ? TCP : UDP;
	}
	return (uint8_t)scan_number(s, UINT8_MAX, expected);
}

void scan_services(struct scanner *s, struct writer *w)
{
	uint8_t map[PORT_OCTETS] = { 0 };
	write_u8(w, scan_protocol(s));
	while (token_peek(s)) {
		unsigned port = (unsigned)scan_number(s, UINT16_MAX, "a port from 0 to 65535");
		map[port / 8] |= (uint8_t)(0x80 >> port % 8);
	}
	write_octets(w, map, s->error.expected ? 0 : map_length(map, PORT_OCTETS));
}
