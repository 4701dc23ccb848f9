/* Addresses to names. */
#include "resolver/lookup/reverse.h"
#include <string.h>
#include <sys/socket.h>
#include "resolver/conf/words.h"
#include "resolver/dns/code.h"
#include "resolver/lookup/chain.h"

static void put_label(struct name *out, const char *text, size_t len)
{
	out->octets[out->len++] = (uint8_t)len;
	memcpy(out->octets + out->len, text, len);
	out->len = (uint8_t)(out->len + len);
}

static void put_octet(struct name *out, uint8_t octet)
{
	char digits[3];
	size_t n = 3;
	do {
		digits[--n] = (char)('0' + octet % 10);
		octet /= 10;
	} while (octet);
	put_label(out, digits + n, 3 - n);
}

static void put_nibbles(struct name *out, uint8_t octet)
{
	static const char digits[] = "0123456789abcdef";
	put_label(out, &digits[octet & 15], 1);
	put_label(out, &digits[octet >> 4], 1);
}

void reverse_name(struct name *out, const struct stub_addr *addr)
{
	bool v4 = addr->family == AF_INET;
	out->len = 0;
	for (unsigned i = v4 ? 4 : 16; i--;)
		(v4 ? put_octet : put_nibbles)(out, addr->octets[i]);
	if (v4)
		put_label(out, "in-addr", 7);
	else
		put_label(out, "ip6", 3);
	put_label(out, "arpa", 4);
	put_label(out, "", 0);
}

struct stub_addr reverse_unmapped(const struct stub_addr *addr)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	struct stub_addr v4 = { .family = AF_INET };
	if (addr->family != AF_INET6 || memcmp(addr->octets, mapped, sizeof(mapped)) != 0)
		return *addr;
	memcpy(v4.octets, addr->octets + 12, 4);
	return v4;
}

int reverse_read(const struct msg *m, struct name_list *list)
{
	struct chain_end end;
	if (!chain_follow(m, &end))
		return STUB_BADREPLY;
	if (msg_rcode(m) == RCODE_NXDOMAIN)
		return STUB_NXDOMAIN;
	struct rr rr;
	list->ttl = end.ttl;
	for (struct rr_iter it = msg_section(m, ANSWER); rr_next(&it, &rr);) {
		struct name name;
		if (rr.type != TYPE_PTR || rr.class != CLASS_IN ||
			!name_same(m, rr.owner, end.owner))
			continue;
		name_expand(&name, m->data, rr.rdata);
		if (!name_list_add(list, &name))
			return STUB_NOMEMORY;
		if (rr.ttl < list->ttl)
			list->ttl = rr.ttl;
	}
	return list->count ? STUB_OK : STUB_NODATA;
}

static bool add_word(struct slice word, struct name_list *list)
{
	char text[NAME_OCTETS + 2];
	struct name name;
	if (!slice_copy(word, text, sizeof(text)) || !name_from_text(&name, text))
		return true;
	return name_list_add(list, &name);
}

bool reverse_hosts(struct hosts *h, const struct stub_addr *addr, struct name_list *list)
{
	struct hosts_line line;
	struct slice word;
	for (struct hosts_addr_iter it = hosts_find_addr(h, addr); hosts_next_addr(&it, &line);) {
		if (!add_word(line.canonical, list))
			return false;
		while (next_word(&line.aliases, &word))
			if (!add_word(word, list))
				return false;
	}
	return true;
}
