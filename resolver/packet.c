/* Packets of Ethernet, Linux "cooked" or raw IP, down to what UDP and TCP carry. */
#include "resolver/packet.h"

enum { DNS_PORT = 53, PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };

/* draft-ietf-opsawg-pcaplinktype: how many octets stand before the IP packet, and where among them
 * its EtherType is. */
static const struct link {
	uint16_t type;
	uint8_t octets;
	int8_t ethertype; /* -1: there is none, the packet is IP */
} links[] = {
	{ 0, 4, -1 }, /* BSD loopback */
	{ 1, 14, 12 },
	{ 12, 0, -1 },
	{ 14, 0, -1 },
	{ 101, 0, -1 },
	{ 108, 4, -1 },
	{ 113, 16, 14 }, /* Linux cooked, and its second form */
	{ 228, 0, -1 },
	{ 229, 0, -1 },
	{ 276, 20, 0 },
};

const struct link *link_of(uint32_t type)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (links[i].type == (type & 0xffff)) /* above are flags */
			return &links[i];
	return NULL;
}

static void skip_link(struct reader *r, const struct link *link)
{
	enum { IPV4 = 0x0800, IPV6 = 0x86dd, VLAN = 0x8100, SERVICE_VLAN = 0x88a8 };
	const uint8_t *header = read_octets(r, link->octets);
	if (!header || link->ethertype < 0)
		return;
	uint16_t type = get_u16(header + link->ethertype);
	while (type == VLAN || type == SERVICE_VLAN) {
		read_u16(r);
		type = read_u16(r);
	}
	if (type != IPV4 && type != IPV6)
		read_fail(r);
}

/* Less behind the packet: links pad short ones. */
static void limit(struct reader *r, size_t octets)
{
	if (octets > read_left(r))
		read_fail(r);
	else
		r->end = r->at + octets;
}

/* RFC 791 3.1: what the packet carries, 0 for nothing whole, such as a fragment. */
static uint8_t skip_ipv4(struct reader *r, struct packet *out)
{
	const uint8_t *start = r->at, *header = read_octets(r, 20);
	size_t octets = header ? (header[0] & 15) * 4u : 0;
	if (octets < 20 || get_u16(header + 2) < octets || get_u16(header + 6) & 0x3fff) {
		read_fail(r);
		return 0;
	}
	memcpy(out->addresses, header + 12, 8);
	r->at = start;
	limit(r, get_u16(header + 2));
	read_octets(r, octets);
	return header[9];
}

/* RFC 8200 3, 4: hop-by-hop options, routing and destination options may come between. */
static uint8_t skip_ipv6(struct reader *r, struct packet *out)
{
	enum { HOP_BY_HOP = 0, ROUTING = 43, DESTINATION = 60 };
	const uint8_t *header = read_octets(r, 40);
	if (!header)
		return 0;
	memcpy(out->addresses, header + 8, sizeof(out->addresses));
	uint8_t next = header[6];
	limit(r, get_u16(header + 4));
	while (next == HOP_BY_HOP || next == ROUTING || next == DESTINATION) {
		next = read_u8(r);
		read_octets(r, read_u8(r) * 8u + 6);
		if (r->bad)
			return 0;
	}
	return next;
}

static void skip_udp(struct reader *r)
{
	read_octets(r, 4); /* the ports */
	uint16_t octets = read_u16(r);
	read_u16(r);
	if (octets <= 8)
		read_fail(r);
	else
		limit(r, octets - 8u);
}

/* RFC 9293 3.1 */
static void skip_tcp(struct reader *r, struct packet *out)
{
	enum { SYN = 0x02 };
	const uint8_t *header = read_octets(r, 20);
	size_t octets = header ? (header[12] >> 4) * 4u : 0;
	if (octets < 20) {
		read_fail(r);
		return;
	}
	read_octets(r, octets - 20);
	out->sequence = get_u32(header + 4) + (header[13] & SYN ? 1 : 0);
	if (!read_left(r))
		read_fail(r);
}

bool packet_read(struct packet *out, const uint8_t *data, size_t len, const struct link *link)
{
	struct reader r = reader_of(data, len);
	struct packet packet = { .tcp = false };
	uint8_t protocol = 0;
	skip_link(&r, link);
	unsigned version = read_left(&r) ? *r.at >> 4 : 0;
	if (version == 4)
		protocol = skip_ipv4(&r, &packet);
	else if (version == 6)
		protocol = skip_ipv6(&r, &packet);
	if (protocol != PROTOCOL_UDP && protocol != PROTOCOL_TCP)
		return false;
	const uint8_t *ports = r.at;
	packet.tcp = protocol == PROTOCOL_TCP;
	if (read_left(&r) < sizeof(packet.ports))
		return false;
	if (packet.tcp)
		skip_tcp(&r, &packet);
	else
		skip_udp(&r);
	if (r.bad)
		return false;
	memcpy(packet.ports, ports, sizeof(packet.ports));
	packet.dns = get_u16(ports) == DNS_PORT || get_u16(ports + 2) == DNS_PORT;
	packet.data = r.at;
	packet.len = read_left(&r);
	*out = packet;
	return true;
}
