/* What the configuration files say, as values.  The parsers here are pure: text in, struct out;
 * reading files is reload.c's. */
#ifndef CONF_CONFIG_H
#define CONF_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include "resolver/dns/name.h"
#include <stub/resolver.h>
#include "resolver/conf/hash.h"
#include "resolver/conf/notes.h"
#include "resolver/io/io.h"

enum {
	SERVERS_MAX = 8,  /* what --dns-servers may name */
	SERVERS_LIBC = 3, /* what resolv.conf(5) reads: MAXNS */
	SEARCH_MAX = 32,
	SORTLIST_MAX = 10, /* resolv.conf(5) */
	NDOTS_MAX = 15,    /* RES_MAXNDOTS */
	TIMEOUT_MAX = 30,  /* RES_MAXRETRANS, seconds */
	ATTEMPTS_MAX = 5,  /* RES_MAXRETRY */
	ATTEMPTS_OPTION =
		100, /* what stub_options may ask for: rounds that fail at once take no time */
};

/* resolv.conf(5).  Without a `search` or `domain` line there is no search list: the default that
 * libc takes from the host's own name is not a matter of the file. */
struct resolv_conf {
	union address server[SERVERS_MAX]; /* each once */
	unsigned nservers;                 /* at least 1: 127.0.0.1 where the file names none */
	unsigned ignored;                  /* servers beyond those that were asked for */
	struct name search[SEARCH_MAX];
	unsigned nsearch;
	struct sort_pair {
		uint32_t network, mask;
	} sortlist[SORTLIST_MAX];
	unsigned nsort;
	unsigned ndots;
	unsigned timeout_s, attempts; /* clamped, at least 1 */
	bool use_vc, rotate, edns0, single_request, single_request_reopen, no_aaaa, trust_ad,
		no_tld_query, strict_error, no_reload;
};

/* The defaults of resolv.conf(5). */
void resolv_conf_init(struct resolv_conf *out);
/* The defaults, then the file's text: any octets, any line length, CRLF or LF, with or without a
 * last newline.  What it cannot use it skips; a keyword counts at the very start of a line only, in
 * lower case, as in libc. */
void resolv_conf_parse(struct resolv_conf *out, const char *text, size_t len);
/* The same with up to so many servers (SERVERS_LIBC, SERVERS_MAX) and with notes, or NULL. */
void resolv_conf_read(
	struct resolv_conf *out, struct slice text, unsigned servers, struct conf_notes *notes);
/* RES_OPTIONS: "ndots:2 timeout:1", on top of the file. */
void resolv_conf_options(struct resolv_conf *conf, const char *text, size_t len);
void resolv_conf_read_options(
	struct resolv_conf *conf, struct slice text, struct conf_notes *notes);
/* LOCALDOMAIN: a search list instead of the file's. */
void resolv_conf_search(struct resolv_conf *conf, const char *text, size_t len);
void resolv_conf_read_search(struct resolv_conf *conf, struct slice text, struct conf_notes *notes);
/* "192.0.2.1,127.0.0.1:5353,[::1],::1" instead of the file's servers.  False, conf untouched: not
 * such a list, or too many. */
bool resolv_conf_servers(struct resolv_conf *conf, const char *text);
/* The value of a scalar setting by its name in the file, as a number; false: no such setting. */
bool resolv_conf_value(const struct resolv_conf *conf, const char *name, unsigned *out);
/* The name of each scalar setting, NULL at the end. */
const char *resolv_conf_scalar(unsigned i);

/* Which pair of the sort list an address is in: nsort for none, as for each IPv6 address. */
unsigned sortlist_place(const struct resolv_conf *conf, const struct stub_addr *addr);

/* HOSTALIASES (hostname(7)): lines of an alias, which is one label, and the name that it stands
 * for.  The first line that has the alias counts; false: none has, or it stands for no name. */
bool hostaliases_find(struct slice text, const struct name *alias, struct name *out);

/* hosts(5).  The view lives as long as the text; index is from malloc, made on the second look so
 * that a process that asks once pays for one pass over the text only. */
struct hosts {
	const char *text;
	size_t len;
	struct hash_key key; /* zero, or drawn after hosts_init() where names are many */
	unsigned asked, asked_addr;
	struct hosts_index *index;
	struct hosts_by_address *by_address;
};

void hosts_init(struct hosts *h, const char *text, size_t len);
void hosts_fini(struct hosts *h);

/* One line that has the name. */
struct hosts_hit {
	struct stub_addr addr;
	const char *canonical; /* the line's first name: not terminated */
	size_t canonical_len;
};

struct hosts_iter {
	const struct hosts *hosts;
	const struct name *name;
	size_t at;    /* private */
	bool indexed; /* private */
};

/* Lines with this name (letters without case, final dot of the line's name ignored), in the file's
 * order. */
struct hosts_iter hosts_find(struct hosts *h, const struct name *name);
bool hosts_next(struct hosts_iter *it, struct hosts_hit *out);

/* One line that has the address.  Parts of the text. */
struct hosts_line {
	struct stub_addr addr;
	struct slice canonical, aliases; /* aliases: next_word() takes them off */
};

struct hosts_addr_iter {
	const struct hosts *hosts;
	struct stub_addr addr;
	size_t at;    /* private */
	bool indexed; /* private */
};

/* Lines with this address in the file's order; a scope of 0, there or here, is any. */
struct hosts_addr_iter hosts_find_addr(struct hosts *h, const struct stub_addr *addr);
bool hosts_next_addr(struct hosts_addr_iter *it, struct hosts_line *out);

/* Notes what no lookup finds: lines without a good address or without a name, words that are no
 * name.  At most so many. */
void hosts_read(struct slice text, unsigned most, struct conf_notes *notes);

/* services(5).  protocol "tcp", "udp", ... or NULL: whatever comes first.  Names and aliases are
 * told apart by case, as libc does.  False, the last argument untouched: no line has it. */
bool services_port(struct slice text, struct slice name, const char *protocol, uint16_t *port);
/* The first name of the port, a part of text. */
bool services_name(struct slice text, uint16_t port, const char *protocol, struct slice *name);

/* The `hosts:` line of nsswitch.conf(5) */
enum service { SERVICE_FILES, SERVICE_DNS, SERVICE_UNKNOWN };
enum service_status {
	SERVICE_SUCCESS,
	SERVICE_NOTFOUND,
	SERVICE_UNAVAIL,
	SERVICE_TRYAGAIN,
	SERVICE_STATUSES
};

enum { SERVICES_MAX = 8 };

struct nsswitch {
	unsigned n;
	struct {
		enum service service;
		char name[24];               /* as written, cut */
		bool stop[SERVICE_STATUSES]; /* [STATUS=return]: SUCCESS true, the others false by
						default */
	} list[SERVICES_MAX];
};

/* The last hosts: line counts.  `files dns` where the text has none with a service (glibc's default
 * is "dns [!UNAVAIL=return] files": ours reads files first, as every distribution's file does). */
void nsswitch_parse(struct nsswitch *out, const char *text, size_t len);
void nsswitch_read(struct nsswitch *out, struct slice text, struct conf_notes *notes);

/* gai.conf(5): the policy table of RFC 6724 2.1 */
enum { POLICY_ROWS = 32, SCOPE_ROWS = 16 };

struct policy {
	struct policy_row {
		uint8_t prefix[16], bits;
		unsigned rank; /* of a precedence: how many rows have a higher one */
		int value;
	} label[POLICY_ROWS], precedence[POLICY_ROWS];
	unsigned nlabels, nprecedences;
	struct scope_row {
		uint32_t network, mask;
		unsigned scope;
	} scope[SCOPE_ROWS]; /* of IPv4 addresses, longest mask first */
	unsigned nscopes;    /* 0: RFC 6724 3.2's */
	bool reload;         /* read, and without effect: a change is always noticed */
};

/* RFC 6724's own table. */
void policy_init(struct policy *out);
/* A file with one `label` line replaces all labels, with one `precedence` line all precedences,
 * with one `scopev4` line all scopes (gai.conf(5)).  What replaces a table and says nothing of ::/0
 * gets label 1, precedence 40 or scope 14 for it, as in glibc. */
void policy_parse(struct policy *out, const char *text, size_t len);
void policy_read(struct policy *out, struct slice text, struct conf_notes *notes);

#endif
