/* What the configuration files say, as values.  The parsers here are pure: text in, struct out;
 * reading files is reload.c's. */
#ifndef CONF_CONFIG_H
#define CONF_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include "resolver/dns/name.h"
#include <stub/resolver.h>
#include "resolver/io/io.h"

enum {
	SERVERS_MAX = 8,  /* what --dns-servers may name */
	SERVERS_LIBC = 3, /* what resolv.conf(5) reads: MAXNS */
	SEARCH_MAX = 32,
	NDOTS_MAX = 15,   /* RES_MAXNDOTS */
	TIMEOUT_MAX = 30, /* RES_MAXRETRANS, seconds */
	ATTEMPTS_MAX = 5, /* RES_MAXRETRY */
	ATTEMPTS_OPTION =
		100, /* what stub_options may ask for: rounds that fail at once take no time */
};

/* resolv.conf(5).  Without a `search` or `domain` line there is no search list: the default that
 * libc takes from the host's own name is not a matter of the file. */
struct resolv_conf {
	union address server[SERVERS_MAX];
	unsigned nservers; /* at least 1: 127.0.0.1 where the file names none */
	unsigned ignored;  /* nameserver lines beyond SERVERS_LIBC */
	struct name search[SEARCH_MAX];
	unsigned nsearch;
	unsigned ndots;
	unsigned timeout_s, attempts; /* clamped, at least 1 */
	bool use_vc, rotate, edns0, single_request, single_request_reopen, no_aaaa, trust_ad,
		no_tld_query, strict_error;
};

/* The defaults of resolv.conf(5). */
void resolv_conf_init(struct resolv_conf *out);
/* The defaults, then the file's text: any octets, any line length, CRLF or LF, with or without a
 * last newline.  What it cannot use it skips; a keyword counts at the very start of a line only, in
 * lower case, as in libc. */
void resolv_conf_parse(struct resolv_conf *out, const char *text, size_t len);
/* RES_OPTIONS: "ndots:2 timeout:1", on top of the file. */
void resolv_conf_options(struct resolv_conf *conf, const char *text, size_t len);
/* LOCALDOMAIN: a search list instead of the file's. */
void resolv_conf_search(struct resolv_conf *conf, const char *text, size_t len);
/* "192.0.2.1,127.0.0.1:5353,[::1],::1" instead of the file's servers.  False, conf untouched: not
 * such a list, or too many. */
bool resolv_conf_servers(struct resolv_conf *conf, const char *text);

/* hosts(5).  The view lives as long as the text; index is from malloc, made on the second look so
 * that a process that asks once pays for one pass over the text only. */
struct hosts {
	const char *text;
	size_t len;
	unsigned asked;
	struct hosts_index *index;
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

/* gai.conf(5): the policy table of RFC 6724 2.1 */
enum { POLICY_ROWS = 32 };

struct policy {
	struct policy_row {
		uint8_t prefix[16], bits;
		unsigned rank; /* of a precedence: how many rows have a higher one */
		int value;
	} label[POLICY_ROWS], precedence[POLICY_ROWS];
	unsigned nlabels, nprecedences;
	bool reload;
};

/* RFC 6724's own table. */
void policy_init(struct policy *out);
/* A file with one `label` line replaces all labels, with one `precedence` line all precedences
 * (gai.conf(5)). */
void policy_parse(struct policy *out, const char *text, size_t len);

#endif
