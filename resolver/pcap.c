/* Packets of Ethernet, Linux "cooked" or raw IP, down to what UDP carries. */
#include "resolver/pcap.h"

#include "resolver/dns/wire.h"

enum {
	FILE_HEADER = 24,
	PACKET_HEADER = 16,
	DNS_PORT = 53,
	PROTOCOL_UDP = 17,
};

static const uint32_t magic_micro = 0xa1b2c3d4, magic_nano = 0xa1b23c4d;

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
	return len >= 4 && (is_magic(get_u32(data)) || is_magic(swapped(get_u32(data))));
}

static const struct link *link_of(uint32_t type)
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

/* RFC 791 3.1.  A fragment is no whole packet. */
static void skip_ipv4(struct reader *r)
{
	const uint8_t *start = r->at, *header = read_octets(r, 20);
	size_t octets = header ? (header[0] & 15) * 4u : 0;
	if (octets < 20 || get_u16(header + 2) < octets || get_u16(header + 6) & 0x3fff ||
		header[9] != PROTOCOL_UDP) {
		read_fail(r);
		return;
	}
	r->at = start;
	limit(r, get_u16(header + 2));
	read_octets(r, octets);
}

/* RFC 8200 3, 4: hop-by-hop options, routing and destination options may come between. */
static void skip_ipv6(struct reader *r)
{
	enum { HOP_BY_HOP = 0, ROUTING = 43, DESTINATION = 60 };
	const uint8_t *header = read_octets(r, 40);
	if (!header)
		return;
	uint8_t next = header[6];
	limit(r, get_u16(header + 4));
	while (next == HOP_BY_HOP || next == ROUTING || next == DESTINATION) {
		next = read_u8(r);
		read_octets(r, read_u8(r) * 8u + 6);
		if (r->bad)
			return;
	}
	if (next != PROTOCOL_UDP)
		read_fail(r);
}

/* Leaves r at what UDP carries; bad: that is no whole UDP packet, or an empty one.  True: DNS's
 * port is at one of its ends. */
static bool skip_to_payload(struct reader *r, const struct link *link)
{
	skip_link(r, link);
	unsigned version = read_left(r) ? *r->at >> 4 : 0;
	if (version == 4)
		skip_ipv4(r);
	else if (version == 6)
		skip_ipv6(r);
	else
		read_fail(r);
	uint16_t from = read_u16(r), to = read_u16(r), octets = read_u16(r);
	read_u16(r);
	if (octets <= 8)
		read_fail(r);
	else
		limit(r, octets - 8u);
	return from == DNS_PORT || to == DNS_PORT;
}

static bool fail(struct capture_error *error, size_t offset, const char *why)
{
	*error = (struct capture_error){ .offset = offset, .why = why };
	return false;
}

static uint32_t word_at(const uint8_t *p, bool swap)
{
	return swap ? swapped(get_u32(p)) : get_u32(p);
}

bool pcap_read(const uint8_t *data, size_t len, const uint8_t **message, size_t *message_len,
	struct capture_error *error)
{
	bool found = false;
	if (!pcap_is(data, len) || len < FILE_HEADER)
		return fail(error, len, "the capture ends in its header");
	bool swap = !is_magic(get_u32(data));
	const struct link *link = link_of(word_at(data + 20, swap));
	if (!link)
		return fail(error, 20, "a capture of an unknown kind of link");
	for (size_t at = FILE_HEADER; at < len;) {
		if (len - at < PACKET_HEADER ||
			len - at - PACKET_HEADER < word_at(data + at + 8, swap))
			return found || fail(error, at, "a packet that runs off the end");
		size_t octets = word_at(data + at + 8, swap);
		struct reader r = reader_of(data + at + PACKET_HEADER, octets);
		bool dns = skip_to_payload(&r, link);
		if (!r.bad && (dns || !found)) {
			*message = r.at;
			*message_len = read_left(&r);
			found = true;
			if (dns)
				return true;
		}
		at += PACKET_HEADER + octets;
	}
	return found || fail(error, len, "no whole UDP packet in the capture");
}
