/* The packets of a capture file, and the first DNS message in them. */
#include "resolver/pcap.h"

#include "resolver/packet.h"

enum {
	FILE_HEADER = 24, /* of pcap */
	PACKET_HEADER = 16,
	BLOCK_HEADER = 8, /* of pcapng: type and length; the length stands at the end again */
	BLOCK_LEAST = 12,
	INTERFACES = 64, /* more are passed over */
};

/* draft-ietf-opsawg-pcapng 4 */
enum block { INTERFACE = 1, OLD_PACKET = 2, SIMPLE_PACKET = 3, PACKET = 6, SECTION = 0x0a0d0d0a };

static const uint32_t magic_micro = 0xa1b2c3d4, magic_nano = 0xa1b23c4d;
static const uint32_t magic_order = 0x1a2b3c4d; /* of pcapng, in each section */

/* The packets of a file, one after the other. */
struct packets {
	const uint8_t *data;
	size_t len, at;
	bool blocks; /* pcapng */
	bool swap;   /* the other order of octets */
	size_t ninterfaces;
	const struct link *links[INTERFACES]; /* NULL: not known here */
	const char *why;                      /* not NULL: what is wrong, at `at` */
};

static uint32_t swapped(uint32_t v)
{
	return v >> 24 | (v >> 8 & 0xff00) | (v << 8 & 0xff0000) | v << 24;
}

static bool is_magic(uint32_t word)
{
	return word == magic_micro || word == magic_nano;
}

bool pcap_is(const uint8_t *data, size_t len)
{
	if (len < 4)
		return false;
	uint32_t word = get_u32(data);
	return is_magic(word) || is_magic(swapped(word)) || word == SECTION;
}

static uint32_t word_at(const struct packets *p, size_t at)
{
	uint32_t word = get_u32(p->data + at);
	return p->swap ? swapped(word) : word;
}

static uint16_t half_at(const struct packets *p, size_t at)
{
	uint16_t half = get_u16(p->data + at);
	if (p->swap)
		half = (uint16_t)(half >> 8 | half << 8);
	return half;
}

/* False, with the reason. */
static bool refuse(struct packets *p, size_t at, const char *why)
{
	p->at = at;
	p->why = why;
	return false;
}

static struct packets packets_of(const uint8_t *data, size_t len)
{
	struct packets p = { .data = data, .len = len, .blocks = get_u32(data) == SECTION };
	if (p.blocks)
		return p;
	if (len < FILE_HEADER) {
		refuse(&p, len, "the capture ends in its header");
		return p;
	}
	p.swap = !is_magic(get_u32(data));
	p.links[p.ninterfaces++] = link_of(word_at(&p, 20));
	p.at = FILE_HEADER;
	if (!p.links[0])
		refuse(&p, 20, "a capture of an unknown kind of link");
	return p;
}

static bool next_plain(struct packets *p, struct packet *out)
{
	while (p->at < p->len) {
		size_t at = p->at;
		if (p->len - at < PACKET_HEADER || p->len - at - PACKET_HEADER < word_at(p, at + 8))
			return refuse(p, at, "a packet that runs off the end");
		size_t octets = word_at(p, at + 8);
		p->at = at + PACKET_HEADER + octets;
		if (packet_read(out, p->data + at + PACKET_HEADER, octets, p->links[0]))
			return true;
	}
	return false;
}

/* A section has its own order of octets and its own interfaces. */
static bool begin_section(struct packets *p)
{
	if (p->len - p->at < BLOCK_LEAST)
		return refuse(p, p->at, "a block that runs off the end");
	uint32_t order = get_u32(p->data + p->at + BLOCK_HEADER);
	p->swap = order == swapped(magic_order);
	p->ninterfaces = 0;
	return order == magic_order || p->swap ||
	       refuse(p, p->at + BLOCK_HEADER, "a section in no order of octets");
}

static void add_interface(struct packets *p, size_t at)
{
	if (p->ninterfaces < INTERFACES)
		p->links[p->ninterfaces] = link_of(half_at(p, at));
	p->ninterfaces++;
}

/* The packet in the block from `at` on, whose body has so many octets. */
static bool block_packet(
	struct packets *p, uint32_t type, size_t at, size_t body, struct packet *out)
{
	size_t fixed = type == SIMPLE_PACKET ? 4 : 20;
	if (body < fixed)
		return false;
	size_t octets = word_at(p, type == SIMPLE_PACKET ? at : at + 12);
	if (octets > body - fixed) { /* of a simple packet it is the length on the wire */
		if (type != SIMPLE_PACKET)
			return false;
		octets = body - fixed;
	}
	size_t interface = type == PACKET       ? word_at(p, at)
			   : type == OLD_PACKET ? half_at(p, at)
						: 0;
	return interface < p->ninterfaces && interface < INTERFACES && p->links[interface] &&
	       packet_read(out, p->data + at + fixed, octets, p->links[interface]);
}

static bool next_block(struct packets *p, struct packet *out)
{
	while (p->at < p->len) {
		size_t at = p->at, left = p->len - at;
		if (left < BLOCK_LEAST)
			return refuse(p, at, "a block that runs off the end");
		uint32_t type = word_at(p, at); /* the same in either order where it is SECTION */
		if (type == SECTION && !begin_section(p))
			return false;
		size_t octets = word_at(p, at + 4);
		if (octets < BLOCK_LEAST || octets % 4 || octets > left)
			return refuse(p, at, "a block that runs off the end");
		p->at = at + octets;
		size_t body = octets - BLOCK_LEAST;
		if (type == INTERFACE && body >= 2)
			add_interface(p, at + BLOCK_HEADER);
		else if ((type == PACKET || type == OLD_PACKET || type == SIMPLE_PACKET) &&
			 block_packet(p, type, at + BLOCK_HEADER, body, out))
			return true;
	}
	return false;
}

/* The next one that carries something; false at the end, or with a reason. */
static bool packets_next(struct packets *p, struct packet *out)
{
	return !p->why && (p->blocks ? next_block(p, out) : next_plain(p, out));
}

static bool same_flow(const struct packet *a, const struct packet *b)
{
	return b->tcp && !memcmp(a->addresses, b->addresses, sizeof(a->addresses)) &&
	       !memcmp(a->ports, b->ports, sizeof(a->ports));
}

/* The message that begins with this segment (RFC 1035 4.2.2), in full in the capture: in it, or put
 * together at out from those that come after it in their order.  0: there is none. */
static size_t tcp_message(struct packets rest, const struct packet *first,
	uint8_t out[static CAPTURE_MESSAGE], const uint8_t **message)
{
	enum {
		LENGTH = 2,
		LEAST = 12,      /* a header */
		PATIENCE = 1000, /* packets: its segments come soon, or never */
	};
	uint8_t length[LENGTH];
	struct packet packet = *first;
	uint32_t expected = first->sequence;
	size_t have = 0; /* with the length */
	unsigned seen = 0;
	do {
		if (!same_flow(first, &packet) || packet.sequence != expected)
			continue;
		expected += (uint32_t)packet.len;
		for (size_t i = 0; i < packet.len && have < LENGTH + CAPTURE_MESSAGE; i++, have++)
			if (have < LENGTH)
				length[have] = packet.data[i];
			else
				out[have - LENGTH] = packet.data[i];
		size_t octets = have < LENGTH ? 0 : get_u16(length);
		if (have >= LENGTH && octets < LEAST)
			return 0;
		if (have >= LENGTH + octets && octets) {
			*message = have == packet.len ? packet.data + LENGTH : out;
			return octets;
		}
	} while (++seen < PATIENCE && packets_next(&rest, &packet));
	return 0;
}

bool pcap_read(const uint8_t *data, size_t len, uint8_t out[static CAPTURE_MESSAGE],
	const uint8_t **message, size_t *message_len, struct capture_error *error)
{
	struct packets packets = packets_of(data, len);
	struct packet packet, found = { .data = NULL };
	while (packets_next(&packets, &packet)) {
		if (packet.dns && packet.tcp) {
			size_t octets = tcp_message(packets, &packet, out, message);
			if (octets) {
				*message_len = octets;
				return true;
			}
		} else if (!packet.tcp && (packet.dns || !found.data)) {
			found = packet;
			if (packet.dns)
				break;
		}
	}
	if (!found.data) {
		error->offset = packets.at;
		error->why = packets.why ? packets.why
					 : "no UDP packet and no message over TCP in the capture";
		return false;
	}
	*message = found.data;
	*message_len = found.len;
	return true;
}
