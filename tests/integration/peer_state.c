/* What a resolver has read from the system's files: printed on one line, for peers_test.py to
 * compare. Built three times, as PEER says; with an argument, the addresses that the name has. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

static void print_address(int family, const void *octets)
{
	char text[INET6_ADDRSTRLEN];
	printf("%s ", inet_ntop(family, octets, text, sizeof(text)));
}

#if PEER == 118 /* c-ares */

#include <ares.h>

static void print_version(void)
{
	printf("%s\n", ares_version(NULL));
}

static int print_state(void)
{
	ares_channel channel;
	struct ares_options o = { 0 };
	struct ares_addr_port_node *servers;
	int mask;
	if (ares_init(&channel) != ARES_SUCCESS || ares_save_options(channel, &o, &mask) ||
		ares_get_servers_ports(channel, &servers))
		return 1;
	for (const struct ares_addr_port_node *s = servers; s; s = s->next) {
		print_address(s->family, &s->addr);
		printf(":%d ", s->udp_port);
	}
	for (int i = 0; i < o.ndomains; i++)
		printf("<%s> ", o.domains[i]);
	printf("%d %d %d %d %x %s %d\n", o.ndots, o.timeout, o.tries, !!(mask & ARES_OPT_ROTATE),
		(unsigned)o.flags, o.lookups, o.nsort);
	ares_free_data(servers);
	ares_destroy_options(&o);
	ares_destroy(channel);
	return 0;
}

static void on_addresses(void *arg, int status, int timeouts, struct ares_addrinfo *result)
{
	(void)arg, (void)timeouts;
	if (status != ARES_SUCCESS)
		return;
	for (const struct ares_addrinfo_node *n = result->nodes; n; n = n->ai_next)
		print_address(n->ai_family,
			n->ai_family == AF_INET
				? (void *)&((struct sockaddr_in *)n->ai_addr)->sin_addr
				: (void *)&((struct sockaddr_in6 *)n->ai_addr)->sin6_addr);
	ares_freeaddrinfo(result);
}

/* The hosts file answers at once; what is left is DNS, which nobody serves here. */
static int print_host(const char *name)
{
	ares_channel channel;
	struct ares_addrinfo_hints hints = { .ai_family = AF_UNSPEC };
	if (ares_init(&channel) != ARES_SUCCESS)
		return 1;
	ares_getaddrinfo(channel, name, NULL, &hints, on_addresses, NULL);
	ares_destroy(channel);
	printf("\n");
	return 0;
}

#else

static int print_host(const char *name)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list = NULL;
	getaddrinfo(name, NULL, &hints, &list);
	for (const struct addrinfo *a = list; a; a = a->ai_next) {
		char text[INET6_ADDRSTRLEN + 20];
		getnameinfo(a->ai_addr, a->ai_addrlen, text, sizeof(text), NULL, 0, NI_NUMERICHOST);
		printf("%s ", text);
	}
	printf("\n");
	return 0;
}

#if PEER == 236 /* glibc */

#include <gnu/libc-version.h>
#include <resolv.h>

static void print_version(void)
{
	printf("%s\n", gnu_get_libc_version());
}

static int print_state(void)
{
	struct __res_state s = { 0 };
	if (res_ninit(&s) != 0)
		return 1;
	for (int i = 0; i < s.nscount; i++) {
		const struct sockaddr_in6 *v6 = s._u._ext.nsaddrs[i];
		if (v6)
			print_address(AF_INET6, &v6->sin6_addr);
		else
			print_address(AF_INET, &s.nsaddr_list[i].sin_addr);
		printf("%%%u ", v6 ? (unsigned)v6->sin6_scope_id : 0);
	}
	for (int i = 0; i < MAXDNSRCH && s.dnsrch[i]; i++)
		printf("<%s> ", s.dnsrch[i]);
	printf("%u %d %d %lx", (unsigned)s.ndots, s.retrans, s.retry, (unsigned long)s.options);
	for (unsigned i = 0; i < s.nsort; i++)
		printf(" %08x/%08x", ntohl(s.sort_list[i].addr.s_addr), ntohl(s.sort_list[i].mask));
	printf("\n");
	res_nclose(&s);
	return 0;
}

#else /* musl: what its own functions call */

struct address {
	int family;
	unsigned scope;
	unsigned char octets[16];
	int key;
};

struct resolvconf {
	struct address server[3];
	unsigned nservers, attempts, ndots, timeout;
};

int __get_resolv_conf(struct resolvconf *out, char *search, size_t size);

static void print_version(void)
{
	printf("?\n");
}

static int print_state(void)
{
	struct resolvconf c;
	char search[256];
	if (__get_resolv_conf(&c, search, sizeof(search)) != 0)
		return 1;
	for (unsigned i = 0; i < c.nservers; i++) {
		print_address(c.server[i].family, c.server[i].octets);
		printf("%%%u ", c.server[i].scope);
	}
	/* as its lookup takes it apart */
	for (char *word = strtok(search, " \t\r\n\v\f"); word; word = strtok(NULL, " \t\r\n\v\f"))
		printf("<%s> ", word);
	printf("%u %u %u\n", c.ndots, c.timeout, c.attempts);
	return 0;
}

#endif
#endif

int main(int argc, char **argv)
{
	if (argc < 2)
		return print_state();
	if (strcmp(argv[1], "--version") != 0)
		return print_host(argv[1]);
	print_version();
	return 0;
}
