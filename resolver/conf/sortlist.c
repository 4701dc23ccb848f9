/* The `sortlist` line of resolv.conf(5). */
#include "resolver/conf/sortlist.h"
#include "resolver/dns/wire.h"
#include "resolver/literal.h"

static bool parse_quad(struct slice s, uint32_t *out)
{
	struct stub_addr addr;
	if (!literal_parse_slice(s.at, s.len, &addr) || addr.family != AF_INET)
		return false;
	*out = get_u32(addr.octets);
	return true;
}

/* inet_netof(3)'s classes */
static uint32_t class_mask(uint32_t network)
{
	if (!(network & 0x80000000))
		return 0xff000000;
	return network & 0x40000000 ? 0xffffff00 : 0xffff0000;
}

/* 255.240.0.0, or 12, which glibc would read as 0.0.0.12 */
static bool parse_mask(struct slice s, uint32_t *out)
{
	int bits;
	if (!slice_number(s, -1, 33, &bits))
		return parse_quad(s, out);
	if (bits < 0 || bits > 32)
		return false;
	*out = bits ? UINT32_MAX << (32 - bits) : 0;
	return true;
}

static void add_pair(struct resolv_conf *conf, struct slice word, struct conf_notes *notes)
{
	struct slice network = cut_comment(word, "/&");
	struct sort_pair pair;

	if (!parse_quad(network, &pair.network)) {
		note_ignored(notes, "sortlist", word, "not an IPv4 address");
		return;
	}
	if (conf->nsort == SORTLIST_MAX) {
		note_ignored(notes, "sortlist", word, "more than ten pairs");
		return;
	}
	pair.mask = class_mask(pair.network);
	if (network.len < word.len) {
		struct slice mask = { network.at + network.len + 1, word.len - network.len - 1 };
		if (!parse_mask(mask, &pair.mask))
			note_ignored(notes, "sortlist", mask,
				"no netmask: that of the address's class counts");
	}
	conf->sortlist[conf->nsort++] = pair;
	note_value(notes, "sortlist", word);
}

void sortlist_parse(struct resolv_conf *conf, struct slice words, struct conf_notes *notes)
{
	struct slice word;
	while (next_word(&words, &word)) {
		struct slice pair = cut_comment(word, ";#");
		if (pair.len)
			add_pair(conf, pair, notes);
		if (pair.len < word.len)
			return;
	}
}

unsigned sortlist_place(const struct resolv_conf *conf, const struct stub_addr *addr)
{
	if (addr->family != AF_INET)
		return conf->nsort;
	uint32_t value = get_u32(addr->octets);
	unsigned i = 0;
	while (i < conf->nsort && (value & conf->sortlist[i].mask) !=
					  (conf->sortlist[i].network & conf->sortlist[i].mask))
		i++;
	return i;
}
