/* What parsing a message costs: the whole check and a walk over all records, beside glibc, c-ares,
 * ldns and libknot on the same octets in the same run. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <stub/dns.h>
#include "resolver/dns/msg.h"
#include "resolver/encode.h"
#include "tests/bench/parse_peers.h"

enum {
	ROUNDS = 15,
	ROUND_NS = 4000000, /* time for one contestant in one round */
	PEERS = 8,
};

struct sample {
	const char *name;
	const char *head;   /* as `resolve --to-hex` takes it */
	const char *record; /* %u stands for the number of the repeat */
	unsigned repeats;
	const char *tail;
	unsigned records;
	bool opaque; /* others do not look into its RDATA, and we prove it: no more than their time
		      */
};

#define QUESTION(line) \
	";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 4660\n;; flags: qr rd ra;\n" \
	";; QUESTION SECTION:\n;" line "\n;; ANSWER SECTION:\n"
#define SIGNATURE \
	"8 2 3600 20261220000000 20261120000000 12345 example. " \
	"Yk3vMYcVbF1xhSbh4RkkBdIGGEqmZ1vBzPpWNPxkF6RP2eUk5pVh3p9rJ9PzZlJkVhGmXx0RzXG0l3y7m3Fvfw==" \
	"\n"

static const struct sample samples[] = {
	{ "2 A records", QUESTION("www.example.com. IN A"),
		"www.example.com. 300 IN A 192.0.2.%u\n", 2, "", 2, false },
	{ "8 A records", QUESTION("www.example.com. IN A"),
		"www.example.com. 300 IN A 192.0.2.%u\n", 8, "", 8, false },
	{ "60 A records", QUESTION("www.example.com. IN A"),
		"www.example.com. 300 IN A 192.0.2.%u\n", 60, "", 60, false },
	{ "CNAME chain of 4", QUESTION("www.example.com. IN A"), "", 0,
		"www.example.com. 300 IN CNAME www.example.com.edge.example.net.\n"
		"www.example.com.edge.example.net. 300 IN CNAME e1234.a.edge.example.net.\n"
		"e1234.a.edge.example.net. 60 IN CNAME lb.region-1.example.org.\n"
		"lb.region-1.example.org. 60 IN CNAME node.lb.region-1.example.org.\n"
		"node.lb.region-1.example.org. 20 IN A 192.0.2.1\n"
		"node.lb.region-1.example.org. 20 IN A 192.0.2.2\n",
		6, false },
	{ "signed referral",
		";; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 4660\n;; flags: qr;\n"
		"; EDNS: version: 0, flags: do; udp: 1232\n"
		";; QUESTION SECTION:\n;www.child.example. IN A\n;; AUTHORITY SECTION:\n",
		"child.example. 86400 IN NS ns%u.child.example.\n", 4,
		"child.example. 3600 IN DS 12345 8 2 "
		"49FD46E6C4B45C55D4AC69CBD3CD34AC1AFE51DE2D5A1B4A2C8D9E0F12345678\n"
		"child.example. 3600 IN RRSIG DS " SIGNATURE ";; ADDITIONAL SECTION:\n"
		"ns0.child.example. 86400 IN A 192.0.2.1\nns0.child.example. 86400 IN AAAA "
		"2001:db8::1\n"
		"ns1.child.example. 86400 IN A 192.0.2.2\nns1.child.example. 86400 IN AAAA "
		"2001:db8::2\n"
		"ns2.child.example. 86400 IN A 192.0.2.3\nns2.child.example. 86400 IN AAAA "
		"2001:db8::3\n"
		"ns3.child.example. 86400 IN A 192.0.2.4\nns3.child.example. 86400 IN AAAA "
		"2001:db8::4\n",
		15, false },
	{ "HTTPS answer", QUESTION("www.example.com. IN HTTPS"), "", 0,
		"www.example.com. 300 IN HTTPS 1 . alpn=h3,h2 ipv4hint=192.0.2.1,192.0.2.2 "
		"ipv6hint=2001:db8::1,2001:db8::2\n",
		1, true },
	{ "HTTPS, two records", QUESTION("www.example.com. IN HTTPS"), "", 0,
		"www.example.com. 300 IN HTTPS 1 . alpn=h2,h3 ipv4hint=192.0.2.1,192.0.2.2 "
		"ipv6hint=2001:db8::1,2001:db8::2\n"
		"www.example.com. 300 IN HTTPS 2 alt.example.net. alpn=h2 port=8443\n",
		2, true },
	{ "4 KiB of TXT by TCP", QUESTION("example.com. IN TXT"),
		"example.com. 3600 IN TXT \"verification-token-%u="
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789\"\n",
		41, "", 41, false },
};

enum { SAMPLES = sizeof(samples) / sizeof(samples[0]) };

static unsigned parse_ours(const uint8_t *octets, size_t len)
{
	struct msg msg;
	struct rr rr;
	unsigned n = 0;
	if (!msg_parse(&msg, octets, len))
		return 0;
	for (enum section section = ANSWER; section <= ADDITIONAL; section++)
		for (struct rr_iter it = msg_section(&msg, section); rr_next(&it, &rr);)
			n++;
	return n;
}

static unsigned parse_public(const uint8_t *octets, size_t len)
{
	struct stub_message message;
	struct stub_record record;
	unsigned n = 0;
	if (!stub_message_parse(&message, octets, len))
		return 0;
	for (enum stub_section section = STUB_ANSWER; section <= STUB_ADDITIONAL; section++) {
		struct stub_records it = stub_message_records(&message, section);
		while (stub_records_next(&it, &record))
			n++;
	}
	return n;
}

static const struct parse_peer own[] = {
	{ "stub", parse_ours, 0 },
	{ "<stub/dns.h>", parse_public, 0 },
};

enum { OWN = sizeof(own) / sizeof(own[0]) };

static size_t message_of(const struct sample *sample, uint8_t out[static UINT16_MAX])
{
	static char text[1 << 16];
	struct text t;
	struct writer w = writer_of(out, UINT16_MAX);
	struct scan_error error = { 0 };
	text_init(&t, text, sizeof(text));
	text_put(&t, sample->head);
	for (unsigned i = 0; i < sample->repeats; i++) {
		const char *number = strstr(sample->record, "%u");
		text_octets(&t, sample->record, (size_t)(number - sample->record));
		text_uint(&t, i);
		text_put(&t, number + 2);
	}
	text_put(&t, sample->tail);
	if (!text_whole(&t) || !message_from_text(&w, text, t.len, &error)) {
		fprintf(stderr, "%s: line %u: expected %s\n", sample->name, error.place.line,
			error.expected);
		return 0;
	}
	return w.len;
}

static double now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double loop(parse_call *parse, const uint8_t *octets, size_t len, unsigned times)
{
	double begun = now_ns();
	for (unsigned i = 0; i < times; i++) {
		parse(octets, len);
		__asm__ volatile("" ::: "memory"); /* each call is made */
	}
	return (now_ns() - begun) / times;
}

/* The best of the rounds for each, taken in turn so that a slow moment of the machine hits all. */
static void measure(const struct parse_peer *const *peers, unsigned n, const uint8_t *octets,
	size_t len, double best[static PEERS])
{
	unsigned times[PEERS];
	for (unsigned i = 0; i < n; i++) {
		best[i] = loop(peers[i]->parse, octets, len, 1000);
		times[i] = (unsigned)(ROUND_NS / best[i]) + 1;
	}
	for (unsigned round = 0; round < ROUNDS; round++)
		for (unsigned i = 0; i < n; i++) {
			double took = loop(peers[i]->parse, octets, len, times[i]);
			if (took < best[i])
				best[i] = took;
		}
}

/* One row of the table; false when one of them sees other records than are there, or ours is
 * slower than the limit says. */
static bool run(const struct sample *sample, const struct parse_peer *const *all, unsigned n)
{
	static uint8_t octets[UINT16_MAX];
	const struct parse_peer *peers[PEERS];
	double best[PEERS];
	unsigned m = 0;
	bool good = true;
	size_t len = message_of(sample, octets);
	if (!len)
		return false;
	for (unsigned i = 0; i < n; i++) {
		unsigned seen = all[i]->parse(octets, len);
		if (seen)
			peers[m++] = all[i];
		if (seen != sample->records && (seen || i < OWN)) {
			printf("%s sees %u records in %s\n", all[i]->name, seen, sample->name);
			good = false;
		}
	}
	if (m < OWN)
		return false;
	measure(peers, m, octets, len, best);
	printf("%-20s %6zu", sample->name, len);
	for (unsigned i = 0, j = 0; i < n; i++) {
		if (j == m || peers[j] != all[i]) {
			printf(" %14s", "-");
			continue;
		}
		unsigned limit = all[i]->limit && sample->opaque ? 1 : all[i]->limit;
		bool late = limit && best[0] * limit > best[j];
		if (j < OWN)
			printf(" %14.0f", best[j]);
		else
			printf(" %6.0f %5.1fx%s", best[j], best[j] / best[0], late ? "!" : " ");
		good &= !late;
		j++;
	}
	printf("\n");
	return good;
}

/* One of them on one message and nothing else, for callgrind and perf. */
static int repeat(const struct parse_peer *const *all, unsigned n, char **words)
{
	static uint8_t octets[UINT16_MAX];
	unsigned sample = 0, peer = 0;
	while (sample < SAMPLES && strcmp(samples[sample].name, words[0]) != 0)
		sample++;
	while (peer < n && strcmp(all[peer]->name, words[1]) != 0)
		peer++;
	unsigned times = (unsigned)strtoul(words[2], NULL, 10);
	if (sample == SAMPLES || peer == n || !times) {
		fprintf(stderr, "usage: bench-parse [MESSAGE PARSER TIMES]\n");
		return 2;
	}
	size_t len = message_of(&samples[sample], octets);
	printf("%.1f ns\n", loop(all[peer]->parse, octets, len, times));
	return 0;
}

int main(int argc, char **argv)
{
	const struct parse_peer *all[PEERS];
	unsigned n = 0;
	bool good = true;
	for (; n < OWN; n++)
		all[n] = &own[n];
	for (const struct parse_peer *peer = parse_peers; peer->name; peer++)
		all[n++] = peer;
	if (argc == 4)
		return repeat(all, n, argv + 1);
	printf("ns of CPU per message, the best of %u rounds; beside the others: times ours\n",
		ROUNDS);
	printf("%-20s %6s", "message", "octets");
	for (unsigned i = 0; i < n; i++)
		printf(" %14s", all[i]->name);
	printf("\n");
	for (unsigned i = 0; i < SAMPLES; i++)
		good &= run(&samples[i], all, n);
	for (unsigned i = OWN; i < n; i++)
		if (all[i]->limit)
			printf("limit: %s takes at least %u times as long; ! where it does not\n",
				all[i]->name, all[i]->limit);
	printf("HTTPS: to the others its RDATA is octets, we prove it; limit: at least as long\n");
	return good ? 0 : 1;
}
