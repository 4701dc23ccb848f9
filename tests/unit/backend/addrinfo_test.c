/* The faces of getaddrinfo(3) and getnameinfo(3): held against the system's own where no name has
 * to be looked up, and against a scripted server where one has. */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>
#include <cmocka.h>
#include <stub/stub.h>
#include "resolver/addrinfo.h"
#include "resolver/io/families.h"
#include "tests/support/dns_server.h"
#include "tests/support/table.h"

enum { A = 1, CNAME = 5, PTR = 12, AAAA = 28 };

static const struct dns_row zone[] = {
	{ "www.test", A, DNS_ANSWER, "192.0.2.1" },
	{ "www.test", AAAA, DNS_ANSWER, "2001:db8::1" },
	{ "four.test", A, DNS_ANSWER, "192.0.2.4" },
	{ "alias.test", CNAME, DNS_ANSWER, "four.test" },
	{ "evil.test", CNAME, DNS_ANSWER, "a\\;rm.test" },
	{ "a\\;rm.test", A, DNS_ANSWER, "192.0.2.5" },
	{ "xn--bcher-kva.test", A, DNS_ANSWER, "192.0.2.6" },
	{ "none.test", A, DNS_ANSWER, NULL },
	{ "servfail.test", 0, DNS_SERVFAIL, NULL },
	{ "refused.test", 0, DNS_REFUSED, NULL },
	{ "silent.test", 0, DNS_SILENT, NULL },
	{ "1.2.0.192.in-addr.arpa", PTR, DNS_ANSWER, "www.test." },
	{ "5.2.0.192.in-addr.arpa", PTR, DNS_ANSWER, "a\\;rm.test." },
	{ "6.2.0.192.in-addr.arpa", PTR, DNS_ANSWER, "xn--bcher-kva.test." },
	{ "7.2.0.192.in-addr.arpa", 0, DNS_SERVFAIL, NULL },
};

static struct dns_server *server;
static char services[] = "/tmp/stub-services-XXXXXX", hosts[] = "/tmp/stub-hosts-XXXXXX";

static struct stub_resolver *resolver_of(const char *services_path)
{
	struct stub_options o = STUB_OPTIONS;
	struct stub_resolver *r = NULL;
	o.backend = "native";
	o.servers = dns_server_address(server);
	o.timeout_ms = 200;
	o.attempts = 1;
	o.flags = STUB_NO_NSCD | STUB_NO_SEARCH;
	o.hosts = hosts;
	o.services = services_path;
	assert_int_equal(stub_resolver_new(&o, &r), STUB_OK);
	return r;
}

struct row {
	const char *name;
	const char *node, *service;
	int flags, family, type, protocol;
	bool no_hints;
	const char *ours; /* NULL: what the system says */
};

/* "error", or for each address "ADDRESS%SCOPE:PORT/FAMILY,TYPE,PROTOCOL,LENGTH" and the canonical
 * name where there is one; flags of the first. */
static void describe(int error, const struct addrinfo *list, char *out, size_t size)
{
	struct text t;
	text_init(&t, out, size);
	if (error) {
		text_printf(&t, "%s", gai_strerror(error));
		return;
	}
	text_printf(&t, "%x", (unsigned)list->ai_flags);
	for (const struct addrinfo *a = list; a; a = a->ai_next) {
		union address addr;
		char number[ADDRESS_TEXT];
		assert_true(a->ai_addrlen <= sizeof(addr));
		memcpy(&addr, a->ai_addr, a->ai_addrlen);
		assert_int_equal(addr.any.sa_family, a->ai_family);
		address_to_text(&addr, number);
		text_printf(&t, " %s/%d,%d,%d,%u", number, a->ai_family, a->ai_socktype,
			a->ai_protocol, (unsigned)a->ai_addrlen);
		if (a->ai_canonname)
			text_printf(&t, " %s", a->ai_canonname);
	}
}

static const struct addrinfo *hints_of(const struct row *row, struct addrinfo *out)
{
	*out = (struct addrinfo){ .ai_flags = row->flags,
		.ai_family = row->family,
		.ai_socktype = row->type,
		.ai_protocol = row->protocol };
	return row->no_hints ? NULL : out;
}

static void check_as_system(void **state)
{
	const struct row *row = *state;
	struct addrinfo room, *untouched = &room, *found = untouched, *theirs = NULL;
	char ours[2048], expected[2048];
	struct stub_resolver *r = resolver_of(NULL);
	int error = stub_getaddrinfo(r, row->node, row->service, hints_of(row, &room), &found);
	describe(error, found, ours, sizeof(ours));
	if (error)
		assert_ptr_equal(found, untouched);
	else
		stub_freeaddrinfo(found);
	stub_resolver_free(r);
	if (row->ours) {
		assert_string_equal(ours, row->ours);
		return;
	}
#ifndef __GLIBC__
	skip();
#endif
	error = getaddrinfo(row->node, row->service, hints_of(row, &room), &theirs);
	describe(error, theirs, expected, sizeof(expected));
	if (!error)
		freeaddrinfo(theirs);
	assert_string_equal(ours, expected);
}

#define NO_SERVICE "Servname not supported for ai_socktype"

/* Nothing here asks anybody. */
static const struct row as_system[] = {
	{ "no node: loopback of both families, every kind of socket", NULL, "80", .flags = 0 },
	{ "no node and AI_PASSIVE: the wildcards", NULL, "80", .flags = AI_PASSIVE,
		.type = SOCK_STREAM },
	{ "no node and AI_PASSIVE, IPv6 only", NULL, "80", .flags = AI_PASSIVE, .family = AF_INET6,
		.type = SOCK_STREAM },
	{ "no node, IPv4 only", NULL, "80", .family = AF_INET, .type = SOCK_DGRAM },
	{ "neither node nor service", NULL, NULL, .flags = 0 },
	{ "an asterisk is no node", "*", "80", .type = SOCK_STREAM },
	{ "two asterisks are nothing", "*", "*", .flags = 0 },
	{ "an empty node", "", "80", .type = SOCK_STREAM },
	{ "an empty service", "192.0.2.1", "", .type = SOCK_STREAM },
	{ "an address and no service", "192.0.2.1", NULL, .flags = 0 },
	{ "an address without hints", "192.0.2.1", "80", .no_hints = true },
	{ "an IPv6 address without hints", "2001:db8::1", "80", .no_hints = true },
	{ "inet_aton's forms, and the name as it was given", "127.1", "80", .flags = AI_CANONNAME },
	{ "an IPv6 address's canonical name", "2001:DB8::1", "80", .flags = AI_CANONNAME,
		.type = SOCK_DGRAM },
	{ "a zone", "fe80::1%lo", "80", .type = SOCK_STREAM },
	{ "NU10 a zone by number", "fe80::1%1", "80", .flags = AI_NUMERICHOST,
		.type = SOCK_STREAM },
	{ "AS12 AI_V4MAPPED maps a numeric address", "192.0.2.1", "80", .flags = AI_V4MAPPED,
		.family = AF_INET6, .type = SOCK_STREAM },
	{ "AS12 AI_ALL alone maps nothing", "192.0.2.1", "80", .flags = AI_ALL, .family = AF_INET6,
		.type = SOCK_STREAM },
	{ "AS12 AI_V4MAPPED without AF_INET6 maps nothing", "192.0.2.1", "80", .flags = AI_V4MAPPED,
		.type = SOCK_STREAM },
	{ "AS12 AI_V4MAPPED leaves IPv6 alone", "2001:db8::1", "80", .flags = AI_V4MAPPED | AI_ALL,
		.family = AF_INET6, .type = SOCK_STREAM },
	{ "an IPv4-mapped address where IPv4 is wanted", "::ffff:192.0.2.1", NULL,
		.family = AF_INET, .type = SOCK_STREAM },
	{ "an IPv6 address where IPv4 is wanted", "2001:db8::1", NULL, .family = AF_INET,
		.type = SOCK_STREAM },
	{ "an IPv4 address where IPv6 is wanted", "192.0.2.1", NULL, .family = AF_INET6,
		.type = SOCK_STREAM },
	{ "NU17 AI_NUMERICHOST with a name", "name.invalid", "80", .flags = AI_NUMERICHOST },
	{ "NU17 AI_NUMERICHOST with localhost", "localhost", "80", .flags = AI_NUMERICHOST },
	{ "NU14 what follows a blank is not cut off", "127.0.0.1 x", "80",
		.flags = AI_NUMERICHOST },
	{ "AI_NUMERICSERV with a name", "192.0.2.1", "http", .flags = AI_NUMERICSERV },
	{ "AI_NUMERICSERV with a number", "192.0.2.1", "80", .flags = AI_NUMERICSERV },
	{ "flags that nobody knows", "192.0.2.1", "80", .flags = 0x4000000 },
	{ "AI_CANONNAME without a node", NULL, "80", .flags = AI_CANONNAME },
	{ "a family that nobody knows", "192.0.2.1", "80", .family = 99 },
	{ "AF_UNIX", "192.0.2.1", "80", .family = AF_UNIX },
	{ "a type that nobody knows", "192.0.2.1", "80", .type = 9 },
	{ "SOCK_RDM", "192.0.2.1", NULL, .type = SOCK_RDM },
	{ "SOCK_RAW has no service", "192.0.2.1", "80", .type = SOCK_RAW },
	{ "SOCK_RAW without one", "192.0.2.1", NULL, .type = SOCK_RAW },
	{ "SOCK_RAW with a protocol", "192.0.2.1", NULL, .type = SOCK_RAW,
		.protocol = IPPROTO_ICMP },
	{ "a protocol that only SOCK_RAW has", "192.0.2.1", NULL, .protocol = IPPROTO_ICMP },
	{ "SOCK_SEQPACKET is SCTP", "192.0.2.1", "80", .type = SOCK_SEQPACKET },
	{ "SOCK_DCCP", "192.0.2.1", "80", .type = SOCK_DCCP },
	{ "TCP alone is a stream", "192.0.2.1", "80", .protocol = IPPROTO_TCP },
	{ "UDP alone is datagrams", "192.0.2.1", "80", .protocol = IPPROTO_UDP },
	{ "UDP-Lite alone", "192.0.2.1", "80", .protocol = IPPROTO_UDPLITE },
	{ "SCTP alone is a stream", "192.0.2.1", "80", .protocol = IPPROTO_SCTP },
	{ "a stream over UDP", "192.0.2.1", "80", .type = SOCK_STREAM, .protocol = IPPROTO_UDP },
	{ "a service of one protocol", "192.0.2.1", "http", .flags = 0 },
	{ "a service of two protocols", "192.0.2.1", "domain", .flags = 0 },
	{ "a service of two protocols, streams only", "192.0.2.1", "domain", .type = SOCK_STREAM },
	{ "a service of two protocols, UDP only", "192.0.2.1", "domain", .protocol = IPPROTO_UDP },
	{ "a service by its alias", "192.0.2.1", "www", .type = SOCK_STREAM },
	{ "a service in capitals", "192.0.2.1", "DOMAIN", .flags = 0 },
	{ "a service that the protocol does not have", "192.0.2.1", "http", .type = SOCK_DGRAM },
	{ "a service that is not there", "192.0.2.1", "no-such-service", .flags = 0 },
	{ "a service for SOCK_RAW", "192.0.2.1", "http", .type = SOCK_RAW },
	{ "a number and more", "192.0.2.1", "80x", .type = SOCK_STREAM },
	{ "a hexadecimal number", "192.0.2.1", "0x50", .type = SOCK_STREAM },
	{ "port 0", "192.0.2.1", "0", .type = SOCK_STREAM },
	{ "port 65535", "192.0.2.1", "65535", .type = SOCK_STREAM },
	{ "leading zeros", "192.0.2.1", "00080", .type = SOCK_STREAM },
	{ "a negative number", "192.0.2.1", "-1", .type = SOCK_STREAM },
	{ "both wrong: the service is told", "a..b", "no-such-service", .flags = 0 },
	{ "AI_ADDRCONFIG leaves numeric addresses alone", "2001:db8::1", NULL,
		.flags = AI_ADDRCONFIG, .type = SOCK_STREAM,
		.ours = "20 [2001:db8::1]:0/10,1,6,28" },
	/* glibc takes the low 16 bits, blanks and signs */
	{ "a port over 65535 is none", "192.0.2.1", "70000", .type = SOCK_STREAM,
		.ours = NO_SERVICE },
	{ "a number of many digits is no port", "192.0.2.1", "18446744073709551696",
		.type = SOCK_STREAM, .ours = NO_SERVICE },
	{ "a blank in front makes it no number", "192.0.2.1", " 80", .type = SOCK_STREAM,
		.ours = NO_SERVICE },
	{ "a sign in front makes it no number", "192.0.2.1", "+80", .type = SOCK_STREAM,
		.ours = NO_SERVICE },
	/* glibc lets gethostbyname2() have them */
	{ "NL06 an empty label is no name", "a..b", "80", .ours = "Name or service not known" },
};

static void check_names(void **state)
{
	const struct row *row = *state;
	struct addrinfo room, *found = &room;
	char ours[2048];
	struct stub_resolver *r = resolver_of(services);
	int error = stub_getaddrinfo(r, row->node, row->service, hints_of(row, &room), &found);
	describe(error, found, ours, sizeof(ours));
	if (!error)
		stub_freeaddrinfo(found);
	stub_resolver_free(r);
	assert_string_equal(ours, row->ours);
}

/* 192.0.2.1 and 2001:db8::1 may or may not have a route here: no row depends on their order. */
static const struct row names[] = {
	{ "a name and a service of our own", "four.test", "own", .type = SOCK_STREAM,
		.ours = "0 192.0.2.4:4711/2,1,6,16" },
	{ "a service's alias", "four.test", "mine", .type = SOCK_STREAM,
		.ours = "0 192.0.2.4:4711/2,1,6,16" },
	{ "a service with two ports", "four.test", "two",
		.ours = "0 192.0.2.4:1/2,1,6,16 "
			"192.0.2.4:2/2,2,17,16" },
	{ "a comment is no service", "four.test", "comment", .type = SOCK_STREAM,
		.ours = NO_SERVICE },
	{ "a line without a port is no service", "four.test", "portless", .type = SOCK_STREAM,
		.ours = NO_SERVICE },
	{ "a port over 65535 in services is none", "four.test", "high", .type = SOCK_STREAM,
		.ours = NO_SERVICE },
	{ "one family", "www.test", "80", .family = AF_INET6, .type = SOCK_STREAM,
		.ours = "0 [2001:db8::1]:80/10,1,6,28" },
	{ "every kind of socket of one address", "four.test", "80",
		.ours = "0 192.0.2.4:80/2,1,6,16 192.0.2.4:80/2,2,17,16 192.0.2.4:80/2,3,0,16" },
	{ "the end of the chain is the canonical name, once", "alias.test", "80",
		.flags = AI_CANONNAME,
		.ours = "2 192.0.2.4:80/2,1,6,16 four.test 192.0.2.4:80/2,2,17,16 "
			"192.0.2.4:80/2,3,0,16" },
	{ "IN05 an end that is no host name is not told", "evil.test", NULL, .flags = AI_CANONNAME,
		.family = AF_INET, .type = SOCK_STREAM,
		.ours = "2 192.0.2.5:0/2,1,6,16 evil.test" },
	{ "AS12 AI_V4MAPPED: IPv4 where there is nothing else", "four.test", NULL,
		.flags = AI_V4MAPPED, .family = AF_INET6, .type = SOCK_STREAM,
		.ours = "8 [::ffff:192.0.2.4]:0/10,1,6,28" },
	{ "AS12 AI_V4MAPPED: not where there is", "www.test", NULL, .flags = AI_V4MAPPED,
		.family = AF_INET6, .type = SOCK_STREAM, .ours = "8 [2001:db8::1]:0/10,1,6,28" },
	{ "AS12 without AI_V4MAPPED nothing is mapped", "four.test", NULL, .family = AF_INET6,
		.type = SOCK_STREAM, .ours = "No address associated with hostname" },
	{ "the hosts file", "h.test", "80", .type = SOCK_STREAM,
		.ours = "0 192.0.2.9:80/2,1,6,16" },
	{ "the hosts file's canonical name", "h", "80", .flags = AI_CANONNAME, .type = SOCK_STREAM,
		.ours = "2 192.0.2.9:80/2,1,6,16 h.test" },
	{ "a special name", "localhost", "80", .family = AF_INET, .type = SOCK_STREAM,
		.ours = "0 127.0.0.1:80/2,1,6,16" },
	{ "NXDOMAIN is EAI_NONAME", "missing.test", "80", .type = SOCK_STREAM,
		.ours = "Name or service not known" },
	{ "NG03 NODATA is EAI_NODATA", "none.test", "80", .type = SOCK_STREAM,
		.ours = "No address associated with hostname" },
	{ "NG09 SERVFAIL is EAI_AGAIN", "servfail.test", "80", .type = SOCK_STREAM,
		.ours = "Temporary failure in name resolution" },
	{ "NG10 REFUSED is EAI_AGAIN", "refused.test", "80", .type = SOCK_STREAM,
		.ours = "Temporary failure in name resolution" },
	{ "silence is EAI_AGAIN", "silent.test", "80", .type = SOCK_STREAM,
		.ours = "Temporary failure in name resolution" },
	{ "ID01 a name outside ASCII without AI_IDN", "b\303\274cher.test", NULL,
		.type = SOCK_STREAM, .ours = "Name or service not known" },
#if defined(WITH_IDN) && defined(AI_IDN)
	{ "ID02 AI_IDN asks for the A-label", "b\303\274cher.test", NULL,
		.flags = AI_IDN | AI_CANONNAME, .family = AF_INET, .type = SOCK_STREAM,
		.ours = "42 192.0.2.6:0/2,1,6,16 xn--bcher-kva.test" },
	{ "ID02 capitals are mapped", "B\303\234CHER.test", NULL, .flags = AI_IDN,
		.family = AF_INET, .type = SOCK_STREAM, .ours = "40 192.0.2.6:0/2,1,6,16" },
	{ "ID02 AI_CANONIDN gives the U-label", "b\303\274cher.test", NULL,
		.flags = AI_IDN | AI_CANONIDN | AI_CANONNAME, .family = AF_INET,
		.type = SOCK_STREAM, .ours = "c2 192.0.2.6:0/2,1,6,16 b\303\274cher.test" },
	{ "ID03 an A-label passes unchanged with AI_IDN", "xn--bcher-kva.test", NULL,
		.flags = AI_IDN, .family = AF_INET, .type = SOCK_STREAM,
		.ours = "40 192.0.2.6:0/2,1,6,16" },
	{ "ID04 what is no name in any script", "\330\247\061b.test", NULL, .flags = AI_IDN,
		.family = AF_INET, .type = SOCK_STREAM,
		.ours = "Parameter string not correctly encoded" },
	{ "ID04 what is not UTF-8", "\377.test", NULL, .flags = AI_IDN, .family = AF_INET,
		.type = SOCK_STREAM, .ours = "Parameter string not correctly encoded" },
#endif
};

static void mapped_all(void **state)
{
	(void)state;
	struct stub_resolver *r = resolver_of(NULL);
	struct addrinfo hints = { .ai_flags = AI_V4MAPPED | AI_ALL,
		.ai_family = AF_INET6,
		.ai_socktype = SOCK_STREAM },
			*found;
	char text[256];
	assert_int_equal(stub_getaddrinfo(r, "www.test", NULL, &hints, &found), 0);
	describe(0, found, text, sizeof(text));
	assert_non_null(strstr(text, "[2001:db8::1]:0/10,1,6,28"));
	assert_non_null(strstr(text, "[::ffff:192.0.2.1]:0/10,1,6,28"));
	assert_null(found->ai_next->ai_next);
	stub_freeaddrinfo(found);
	stub_freeaddrinfo(NULL);
	stub_resolver_free(r);
}

/* ---- AI_ADDRCONFIG ---- */

/* Answers of the kernel, on a machine whose octets have this order. */
struct dump {
	uint8_t octets[1024];
	size_t len;
};

static void dump_message(
	struct dump *d, uint16_t type, int family, const char *address, uint16_t kind)
{
	uint8_t octets[16];
	size_t n = !address ? 0 : family == AF_INET ? 4 : 16;
	uint32_t len = (uint32_t)(address ? 16 + 8 + 4 + n : 16 + 4);
	uint16_t attribute[2] = { (uint16_t)(4 + n), kind };
	uint8_t head[8] = { (uint8_t)family };
	memcpy(d->octets + d->len, &len, 4);
	memcpy(d->octets + d->len + 4, &type, 2);
	if (address) {
		assert_int_equal(inet_pton(family, address, octets), 1);
		memcpy(d->octets + d->len + 16, head, 8);
		memcpy(d->octets + d->len + 24, attribute, 4);
		memcpy(d->octets + d->len + 28, octets, n);
	}
	d->len += len;
}

struct config {
	const char *name;
	const char *addresses[6];
	unsigned families;
};

static void check_config(void **state)
{
	const struct config *row = *state;
	struct dump d = { .len = 0 };
	bool done = false;
	for (const char *const *a = row->addresses; *a; a++)
		dump_message(&d, 20, strchr(*a, ':') ? AF_INET6 : AF_INET, *a, 1);
	dump_message(&d, 3, 0, NULL, 0);
	assert_int_equal(families_read(d.octets, d.len, &done), row->families);
	assert_true(done);
	/* cut anywhere it neither reads on nor says that a family is missing */
	for (size_t len = 0; len < d.len; len++) {
		uint8_t *copy = malloc(len + 1);
		memcpy(copy, d.octets, len);
		done = false;
		unsigned found = families_read(copy, len, &done);
		assert_true(!done || found == FAMILIES);
		free(copy);
	}
}

static const struct config configs[] = {
	{ "AS09 loopback alone is no family", { "127.0.0.1", "127.0.0.2", "::1" }, 0 },
	{ "AS10 IPv4 and an IPv6 loopback are IPv4", { "127.0.0.1", "192.0.2.2", "::1" },
		FAMILY_V4 },
	{ "AS10 IPv6 alone", { "127.0.0.1", "::1", "2001:db8::2" }, FAMILY_V6 },
	{ "both", { "::1", "2001:db8::2", "10.0.0.1" }, FAMILIES },
	{ "a link-local address counts", { "127.0.0.1", "fe80::2" }, FAMILY_V6 },
	{ "no address at all", { NULL }, 0 },
};

static void near_end_counts(void **state)
{
	(void)state;
	struct dump d = { .len = 0 };
	bool done = false;
	dump_message(&d, 20, AF_INET, "127.0.0.5", 2);
	assert_int_equal(families_read(d.octets, d.len, &done), 0);
	dump_message(&d, 20, AF_INET, "192.0.2.5", 2);
	assert_int_equal(families_read(d.octets, d.len, &done), FAMILY_V4);
	assert_false(done);
	dump_message(&d, 2, 0, NULL, 0);
	assert_int_equal(families_read(d.octets, d.len, &done), FAMILIES);
	assert_true(done);
}

static void families_are_left(void **state)
{
	(void)state;
	assert_int_equal(families_left(FAMILIES, FAMILIES), FAMILIES);
	assert_int_equal(families_left(FAMILIES, FAMILY_V4), FAMILY_V4);
	assert_int_equal(families_left(FAMILY_V6, FAMILY_V4), 0);
	assert_int_equal(families_left(FAMILIES, 0), FAMILIES);
	assert_int_equal(families_left(FAMILY_V6, 0), FAMILY_V6);
}

/* ---- getnameinfo ---- */

struct back {
	const char *name;
	const char *address;
	int flags;
	uint16_t port;
	unsigned host_size, service_size;
	const char *ours; /* "HOST SERVICE", or the error; NULL: what the system says */
};

static void check_back(void **state)
{
	const struct back *row = *state;
	union address a;
	char host[2][256] = { "", "" }, service[2][64] = { "", "" }, said[2][400];
	assert_true(address_from_text(&a, row->address, row->port));
	for (int system = 0; system < 2; system++) {
		if (system && row->ours)
			break;
		struct stub_resolver *r = resolver_of(row->ours ? services : NULL);
		socklen_t sizes[2] = { row->host_size == 1 ? 0
				       : row->host_size    ? row->host_size
							   : 256,
			row->service_size == 1 ? 0
			: row->service_size    ? row->service_size
					       : 64 };
		int error = system ? getnameinfo(&a.any, address_len(&a), host[1], sizes[0],
					     service[1], sizes[1], row->flags)
				   : stub_getnameinfo(r, &a.any, address_len(&a), host[0], sizes[0],
					     service[0], sizes[1], row->flags);
		/* glibc has no text for EAI_OVERFLOW */
		const char *text = error == EAI_OVERFLOW ? "no room" : gai_strerror(error);
		snprintf(said[system], sizeof(said[0]), "%s %s", error ? text : host[system],
			error ? "" : service[system]);
		stub_resolver_free(r);
	}
#ifndef __GLIBC__
	if (!row->ours)
		skip();
#endif
	assert_string_equal(said[0], row->ours ? row->ours : said[1]);
}

enum { NOTHING = 1 };

static const struct back backs[] = {
	{ "numbers", "192.0.2.1", .flags = NI_NUMERICHOST | NI_NUMERICSERV, .port = 80 },
	{ "numbers of IPv6", "[2001:db8::1]", .flags = NI_NUMERICHOST | NI_NUMERICSERV,
		.port = 65535 },
	{ "a zone has its interface's name", "[fe80::1%1]",
		.flags = NI_NUMERICHOST | NI_NUMERICSERV, .port = 1 },
	{ "a service's name", "192.0.2.1", .flags = NI_NUMERICHOST, .port = 53 },
	{ "a service's name over UDP", "192.0.2.1", .flags = NI_NUMERICHOST | NI_DGRAM,
		.port = 69 },
	{ "a service that has no name", "192.0.2.1", .flags = NI_NUMERICHOST, .port = 4 },
	{ "no room for the host", "192.0.2.1", .flags = NI_NUMERICHOST | NI_NUMERICSERV, .port = 80,
		.host_size = 9 },
	{ "room enough for the host", "192.0.2.1", .flags = NI_NUMERICHOST | NI_NUMERICSERV,
		.port = 80, .host_size = 10 },
	{ "no room for the service", "192.0.2.1", .flags = NI_NUMERICHOST | NI_NUMERICSERV,
		.port = 80, .service_size = 2 },
	{ "the service alone", "192.0.2.1", .flags = NI_NUMERICSERV, .port = 80,
		.host_size = NOTHING },
	{ "the host alone", "192.0.2.1", .flags = NI_NUMERICHOST, .port = 80,
		.service_size = NOTHING },
	{ "nothing", "192.0.2.1", .port = 80, .host_size = NOTHING, .service_size = NOTHING },
	{ "flags that nobody knows", "192.0.2.1", .flags = 0x4000, .port = 80 },
	{ "numbers only, and a name required", "192.0.2.1", .flags = NI_NUMERICHOST | NI_NAMEREQD,
		.port = 80 },
	{ "a name and a service of our own", "192.0.2.1", .port = 4711, .ours = "www.test own" },
	{ "a name from the hosts file", "192.0.2.9", .flags = NI_NUMERICSERV, .port = 1,
		.ours = "h.test 1" },
	{ "NI_NOFQDN cuts a name of the hosts file", "192.0.2.9",
		.flags = NI_NUMERICSERV | NI_NOFQDN, .port = 1, .ours = "h 1" },
	{ "NI_NOFQDN leaves a name of DNS alone", "192.0.2.1", .flags = NI_NUMERICSERV | NI_NOFQDN,
		.port = 1, .ours = "www.test 1" },
	{ "an IPv4-mapped address's name is the IPv4 address's", "[::ffff:192.0.2.1]",
		.flags = NI_NUMERICSERV, .port = 1, .ours = "www.test 1" },
	{ "without a name the number", "192.0.2.77", .flags = NI_NUMERICSERV, .port = 1,
		.ours = "192.0.2.77 1" },
	{ "a name is required, and there is none", "192.0.2.77",
		.flags = NI_NUMERICSERV | NI_NAMEREQD, .port = 1,
		.ours = "Name or service not known " },
	{ "a name that is no host name is none", "192.0.2.5", .flags = NI_NUMERICSERV, .port = 1,
		.ours = "192.0.2.5 1" },
	{ "a failure is told", "192.0.2.7", .flags = NI_NUMERICSERV, .port = 1,
		.ours = "Temporary failure in name resolution " },
	{ "no room for a name", "192.0.2.1", .flags = NI_NUMERICSERV, .port = 1, .host_size = 8,
		.ours = "no room " },
	{ "an A-label stays one", "192.0.2.6", .flags = NI_NUMERICSERV, .port = 1,
		.ours = "xn--bcher-kva.test 1" },
#if defined(WITH_IDN) && defined(NI_IDN)
	{ "ID02 NI_IDN gives the U-label", "192.0.2.6", .flags = NI_NUMERICSERV | NI_IDN, .port = 1,
		.ours = "b\303\274cher.test 1" },
#endif
};

static void bad_addresses(void **state)
{
	(void)state;
	struct stub_resolver *r = resolver_of(NULL);
	char host[64];
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	struct sockaddr local = { .sa_family = AF_UNIX };
	const struct {
		const void *addr;
		socklen_t len;
	} rows[] = { { &in, sizeof(in) - 1 }, { &in6, sizeof(in6) - 4 }, { &in, 1 }, { &in, 0 },
		{ &local, sizeof(local) }, { NULL, sizeof(in) } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(stub_getnameinfo(r, rows[i].addr, rows[i].len, host, sizeof(host),
					 NULL, 0, NI_NUMERICHOST),
			EAI_FAMILY);
	stub_resolver_free(r);
}

static bool write_temporary(char *path, const char *text)
{
	int fd = mkstemp(path);
	size_t len = strlen(text);
	return fd >= 0 && write(fd, text, len) == (ssize_t)len && close(fd) == 0;
}

static int set_up(void **state)
{
	(void)state;
	server = dns_server_start(zone, sizeof(zone) / sizeof(zone[0]));
	return server && write_temporary(hosts, "192.0.2.9 h.test h\n") &&
			       write_temporary(services,
				       "# comment 5/tcp\nportless\nown\t4711/tcp mine # 4712\n"
				       "two 1/tcp\ntwo 2/udp\nhigh 65536/tcp")
		       ? 0
		       : -1;
}

static int tear_down(void **state)
{
	(void)state;
	dns_server_stop(server);
	unlink(hosts);
	unlink(services);
	return 0;
}

int main(void)
{
	TABLE_ROWS(as_system, check_as_system);
	TABLE_ROWS(names, check_names);
	table_test("AS12 AI_V4MAPPED and AI_ALL: both, IPv4 mapped", mapped_all);
	TABLE_ROWS(configs, check_config);
	table_test("of a point-to-point link the near end counts, of an error both families",
		near_end_counts);
	table_test("AS09 AS10 what AI_ADDRCONFIG leaves of what is wanted", families_are_left);
	TABLE_ROWS(backs, check_back);
	table_test("a sockaddr that is too short, or of another family", bad_addresses);
	return table_run("addrinfo", set_up, tear_down);
}
