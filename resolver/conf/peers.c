/* What resolvers make of each construct of the configuration files.
 *
 * glibc 2.36, musl 1.2.3 and c-ares 1.18.1 were given each example, and their state printed;
 * tests/integration/peers_test.py does it again where they are there.  c-ares 1.34 was read:
 * ares_sysconfig_files.c, ares_update_servers.c, ares_hosts_file.c. */
#include "resolver/conf/peers_rows.h"

const char *peer_name(enum peer peer)
{
	static const char *const names[PEERS] = { "glibc 2.36", "musl 1.2.3", "c-ares 1.18",
		"c-ares 1.34", "stubfetch" };
	return (unsigned)peer < PEERS ? names[peer] : NULL;
}

const char *peer_reading_name(enum peer_reading reading)
{
	switch (reading) {
	case PEER_READS: return "as written";
	case PEER_CLAMPS: return "clamped";
	case PEER_OTHERWISE: return "otherwise";
	case PEER_IGNORES: return "ignored";
	case PEER_ABORTS: return "aborts the program";
	}
	return NULL;
}

#define A50 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define A250 A50 A50 A50 A50 A50
#define W250 A50 " " A50 " " A50 " " A50 " " A50 " "

/* reading: glibc, musl, c-ares 1.18, c-ares 1.34, stubfetch */
const struct peer_row peer_rows[] = {
	[ROW_INDENTED] = { LINT_RESOLV, "an indented keyword", "iirri", NULL,
		" nameserver 192.0.2.1\n" },
	[ROW_CR] = { LINT_RESOLV, "CR at the end of the line", "orrrr",
		"glibc cannot read such a nameserver, and takes CR for a part of the last domain",
		"search a.test\r\n" },
	[ROW_LONG] = { LINT_RESOLV, "a line of 255 octets or more", "rirrr",
		"c-ares 1.34 ignores it from 512 octets on", "nameserver 192.0.2.1 # " A250 "\n" },
	[ROW_KEYWORD] = { LINT_RESOLV, "an unknown keyword", "iiiii", NULL,
		"NAMESERVER 192.0.2.1\n" },
	[ROW_LOOKUP] = { LINT_RESOLV, "lookup", "iirri",
		"of BSD: the order of hosts file and DNS; elsewhere nsswitch.conf's",
		"lookup bind\n" },
	[ROW_ALONE] = { LINT_RESOLV, "a keyword alone", "iiiii", NULL, "nameserver\n" },
	[ROW_SERVER_BAD] = { LINT_RESOLV, "a nameserver that is no address", "iiiii", NULL,
		"nameserver ns.test\n" },
	[ROW_SERVER_COMMENT] = { LINT_RESOLV, "a comment that touches the address", "iirir", NULL,
		"nameserver 192.0.2.1#mine\n" },
	[ROW_SERVER_MORE] = { LINT_RESOLV, "a second address on a nameserver line", "iirri", NULL,
		"nameserver 192.0.2.1 192.0.2.2\n" },
	[ROW_SERVER_COMMA] = { LINT_RESOLV, "addresses with a comma between them", "iirri", NULL,
		"nameserver 192.0.2.1,192.0.2.2\n" },
	[ROW_SERVER_ATON] = { LINT_RESOLV, "an IPv4 address that is not four decimal numbers",
		"rroir", "c-ares 1.18 takes 10.1 for 10.1.0.0", "nameserver 10.1\n" },
	[ROW_SERVER_PORT] = { LINT_RESOLV, "a nameserver with a port or brackets", "iiirr", NULL,
		"nameserver 192.0.2.1:5353\n" },
	[ROW_SERVER_ZONE] = { LINT_RESOLV, "a nameserver with a zone", "rrirr", NULL,
		"nameserver fe80::1%1\n" },
	[ROW_SERVER_NO_ZONE] = { LINT_RESOLV, "a link-local nameserver without a zone", "rrrir",
		"no packet gets there without one", "nameserver fe80::1\n" },
	[ROW_SERVER_SITE] = { LINT_RESOLV, "a site-local nameserver", "rriir", NULL,
		"nameserver fec0::1\n" },
	[ROW_SERVER_TWICE] = { LINT_RESOLV, "a nameserver named before", "rrrii",
		"it is asked twice in each round by those that read it",
		"nameserver 192.0.2.1\nnameserver 192.0.2.1\n" },
	[ROW_SERVER_FOURTH] = { LINT_RESOLV, "a fourth nameserver", "iirri",
		"stubfetch reads up to eight when asked to",
		"nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver "
		"192.0.2.4\n" },
	[ROW_DOMAIN_MORE] = { LINT_RESOLV, "a second domain on a domain line", "iriii", NULL,
		"domain a.test b.test\n" },
	[ROW_DOMAIN_LATER] = { LINT_RESOLV, "domain after a search or domain line", "rrrir",
		"the last one counts; in c-ares 1.34 the search line, or the first",
		"search a.test\ndomain b.test\n" },
	[ROW_SEARCH_COMMENT] = { LINT_RESOLV, "a comment behind domains", "ooror",
		"its mark and its words are taken for domains", "search a.test # b.test\n" },
	[ROW_SEARCH_COMMA] = { LINT_RESOLV, "domains with a comma between them", "oorro",
		"c-ares reads two domains, the others one with a comma in it",
		"search a.test,b.test\n" },
	[ROW_SEARCH_TAB] = { LINT_RESOLV, "domains with a tab between them", "rroor",
		"c-ares reads one domain with a tab in it", "search a.test\tb.test\n" },
	[ROW_SEARCH_MANY] = { LINT_RESOLV, "a thirty-third domain", "rrrri",
		"musl where the line is shorter than 255 octets",
		"search a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4 5 6 7\n" },
	[ROW_SEARCH_LONG] = { LINT_RESOLV, "a domain of more than 255 octets", "aioii",
		"glibc fails an assertion; no name can be under it", "search " A250 A50 "\n" },
	[ROW_OPTION_TWICE] = { LINT_RESOLV, "a number given twice", "riirr",
		"the last one counts; in c-ares 1.18 the first, in musl the first of a line",
		"options ndots:2 ndots:3\n" },
	[ROW_NDOTS] = { LINT_RESOLV, "ndots of more than 15", "ccrrc", NULL, "options ndots:99\n" },
	[ROW_TIMEOUT] = { LINT_RESOLV, "timeout", "rrirr", NULL, "options timeout:3\n" },
	[ROW_TIMEOUT_MOST] = { LINT_RESOLV, "timeout of more than 30", "ccirc",
		"60 at most in musl", "options timeout:99\n" },
	[ROW_ATTEMPTS] = { LINT_RESOLV, "attempts", "rrirr", NULL, "options attempts:3\n" },
	[ROW_ATTEMPTS_MOST] = { LINT_RESOLV, "attempts of more than 5", "ccirc",
		"10 at most in musl", "options attempts:99\n" },
	[ROW_ZERO] = { LINT_RESOLV, "timeout or attempts of zero", "rriic",
		"musl divides by attempts", "options attempts:0\n" },
	[ROW_NEGATIVE] = { LINT_RESOLV, "a negative number", "oiooc",
		"a large one, but for glibc's times", "options ndots:-1\n" },
	[ROW_ROTATE] = { LINT_RESOLV, "rotate", "rirrr", NULL, "options rotate\n" },
	[ROW_USE_VC] = { LINT_RESOLV, "use-vc", "riirr", NULL, "options use-vc\n" },
	[ROW_FLAG] = { LINT_RESOLV, "an option of glibc's", "riiir", NULL,
		"options single-request\n" },
	[ROW_STRICT_ERROR] = { LINT_RESOLV, "strict-error", "iiiir", "of later versions of glibc",
		"options strict-error\n" },
	[ROW_MINUS] = { LINT_RESOLV, "an option with a minus", "iiiir",
		"of later versions of glibc", "options -edns0\n" },
	[ROW_OPTION_VALUE] = { LINT_RESOLV, "a value where none belongs", "oioii",
		"glibc and c-ares 1.18 look at how the word begins", "options rotate:0\n" },
	[ROW_OPTION_BEGINS] = { LINT_RESOLV, "a word that begins as an option", "oioii",
		"glibc and c-ares 1.18 take it for that option", "options rotated\n" },
	[ROW_OPTION_UNKNOWN] = { LINT_RESOLV, "an unknown option", "iiiii", NULL,
		"options nosuch\n" },
	[ROW_OPTION_COMMENT] = { LINT_RESOLV, "a comment behind options", "ooroo",
		"options in it count, but in c-ares 1.18", "options rotate # ndots:2\n" },
	[ROW_SORTLIST] = { LINT_RESOLV, "sortlist", "rirrr",
		"glibc and c-ares heed it in gethostbyname(3) only", "sortlist 10.0.0.0\n" },
	[ROW_SORTLIST_BITS] = { LINT_RESOLV, "a sort list with a prefix length", "oirrr",
		"glibc takes 12 for the netmask 0.0.0.12", "sortlist 172.16.0.0/12\n" },
	[ROW_SORTLIST_AND] = { LINT_RESOLV, "a sort list with an ampersand", "riiir",
		"c-ares drops the whole list", "sortlist 10.0.0.0&255.0.0.0\n" },
	[ROW_HOSTS_ATON] = { LINT_HOSTS, "an IPv4 address that is not four decimal numbers",
		"iroii", "c-ares 1.18 takes 127.1 for 127.1.0.0", "127.1 a.test\n" },
	[ROW_HOSTS_ZONE] = { LINT_HOSTS, "an address with a zone", "iriir", NULL,
		"fe80::1%1 a.test\n" },
	[ROW_HOSTS_ADDRESS] = { LINT_HOSTS, "what is no address", "iiiii", NULL,
		"nosuch a.test\n" },
	[ROW_HOSTS_ALONE] = { LINT_HOSTS, "an address without a name", "iiiii", NULL,
		"192.0.2.1\n" },
	[ROW_HOSTS_INDENTED] = { LINT_HOSTS, "an indented line", "rirrr", NULL,
		" 192.0.2.1 a.test\n" },
	[ROW_HOSTS_CASE] = { LINT_HOSTS, "a name with a capital", "rorrr",
		"musl finds it by the same letters only", "192.0.2.1 A.test\n" },
	[ROW_HOSTS_DOT] = { LINT_HOSTS, "a name with a final dot", "oooor",
		"found by those who write the dot only", "192.0.2.1 a.test.\n" },
	[ROW_HOSTS_LONG] = { LINT_HOSTS, "a line of 512 octets or more", "rorrr",
		"musl reads it in pieces", "192.0.2.1 " W250 W250 "b.test\n" },
	[ROW_NSS] = { LINT_NSSWITCH, "another order than files, dns", "rirrr",
		"musl does not read this file", "hosts: dns files\n" },
	[ROW_NSS_ACTION] = { LINT_NSSWITCH, "an action", "riiir", "musl does not read this file",
		"hosts: files [NOTFOUND=return] dns\n" },
	[ROW_NSS_MODULE] = { LINT_NSSWITCH, "another module than files and dns", "riiii",
		"c-ares takes resolve for dns; a build of glibc without the module goes on",
		"hosts: files mdns4_minimal dns\n" },
	[ROW_GAI] = { LINT_GAI, "a row of gai.conf", "riiir",
		"musl and c-ares have tables of their own", "precedence ::ffff:0:0/96 100\n" },
	[ROW_GAI_V4] = { LINT_GAI, "an IPv4 prefix", "iiiir", "write it as ::ffff:10.0.0.0/104",
		"label 10.0.0.0/8 7\n" },
	[ROW_GAI_RELOAD] = { LINT_GAI, "reload", "riiii", "stubfetch notices every change",
		"reload yes\n" },
};

const unsigned peer_row_count = sizeof(peer_rows) / sizeof(*peer_rows);
