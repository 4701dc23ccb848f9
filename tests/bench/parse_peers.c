/* The parsers of others. */
#include "tests/bench/parse_peers.h"

#include <stdbool.h>
#include <stdlib.h>
#include <netdb.h>
#ifdef HAVE_GLIBC
#include <arpa/nameser.h>
#endif
#ifdef HAVE_CARES
#include <ares.h>
#endif
#ifdef HAVE_LDNS
#include <ldns/ldns.h>
#endif
#ifdef HAVE_KNOT
#include <libknot/libknot.h>
#endif

#ifdef HAVE_GLIBC
/* The loop that every program over libresolv has.  It expands owners to text and looks into no
 * RDATA. */
static unsigned parse_glibc(const uint8_t *octets, size_t len)
{
	ns_msg msg;
	ns_rr rr;
	unsigned n = 0;
	if (ns_initparse(octets, (int)len, &msg))
		return 0;
	for (int section = ns_s_an; section <= ns_s_ar; section++) {
		int count = ns_msg_count(msg, (ns_sect)section);
		for (int i = 0; i < count; i++) {
			if (ns_parserr(&msg, (ns_sect)section, i, &rr))
				return 0;
			n++;
		}
	}
	return n;
}
#endif

#ifdef HAVE_CARES
static uint16_t question_type(const uint8_t *octets, size_t len)
{
	size_t at = 12;
	while (at < len && octets[at])
		at += octets[at] + 1u;
	if (at + 2 >= len)
		return 0;
	return (uint16_t)(octets[at + 1] << 8 | octets[at + 2]);
}

static unsigned parse_cares_a(const uint8_t *octets, size_t len)
{
	enum { MOST = 64 };
	struct hostent *host;
	struct ares_addrttl ttls[MOST];
	int n = MOST;
	unsigned seen = 0;
	if (ares_parse_a_reply(octets, (int)len, &host, ttls, &n) != ARES_SUCCESS)
		return 0;
	for (char **alias = host->h_aliases; *alias; alias++)
		seen++;
	ares_free_hostent(host);
	return seen + (unsigned)n;
}

static unsigned parse_cares_txt(const uint8_t *octets, size_t len)
{
	struct ares_txt_ext *list;
	unsigned n = 0;
	if (ares_parse_txt_reply_ext(octets, (int)len, &list) != ARES_SUCCESS)
		return 0;
	for (struct ares_txt_ext *at = list; at; at = at->next)
		n += at->record_start;
	ares_free_data(list);
	return n;
}

/* 1.18 has a parser for each of some types, and none for messages. */
static unsigned parse_cares(const uint8_t *octets, size_t len)
{
	switch (question_type(octets, len)) {
	case 1: return parse_cares_a(octets, len);
	case 16: return parse_cares_txt(octets, len);
	default: return 0;
	}
}
#endif

#ifdef HAVE_LDNS
static unsigned parse_ldns(const uint8_t *octets, size_t len)
{
	ldns_pkt *packet;
	if (ldns_wire2pkt(&packet, octets, len) != LDNS_STATUS_OK)
		return 0;
	size_t n = ldns_rr_list_rr_count(ldns_pkt_answer(packet)) +
		   ldns_rr_list_rr_count(ldns_pkt_authority(packet)) +
		   ldns_rr_list_rr_count(ldns_pkt_additional(packet)) + ldns_pkt_edns(packet);
	ldns_pkt_free(packet);
	return (unsigned)n;
}
#endif

#ifdef HAVE_KNOT
static unsigned parse_knot(const uint8_t *octets, size_t len)
{
	unsigned n = 0;
	/* it does not write to what it parses */
	knot_pkt_t *packet = knot_pkt_new((void *)(uintptr_t)octets, (uint16_t)len, NULL);
	if (packet && knot_pkt_parse(packet, 0) == KNOT_EOK)
		n = packet->rrset_count;
	knot_pkt_free(packet);
	return n;
}
#endif

const struct parse_peer parse_peers[] = {
#ifdef HAVE_GLIBC
	{ "glibc", parse_glibc, 2 },
#endif
#ifdef HAVE_CARES
	{ "c-ares", parse_cares, 4 },
#endif
#ifdef HAVE_LDNS
	{ "ldns", parse_ldns, 0 },
#endif
#ifdef HAVE_KNOT
	{ "libknot", parse_knot, 7 },
#endif
	{ 0 },
};
