/* The stub resolver: names to addresses, and single DNS questions.
 *
 * Threads: a resolver belongs to one thread at a time: calls with it, or with one of its requests,
 * must not overlap, and what one thread did another must have learnt of in a way that orders memory
 * (a lock, a join).  Different resolvers are independent, and everything that takes no resolver may
 * be called by any thread at any time.
 *
 * Forks: a resolver with requests, or whose descriptor has been asked for, is the parent's.  The
 * child may free it, which sends nothing and disturbs nothing of the parent's, but its done() calls
 * run with STUB_CANCELED in the child as well.  Random numbers are never shared by the two.
 *
 * Zero is the default of every option. */
#ifndef STUB_RESOLVER_H
#define STUB_RESOLVER_H

#include <stddef.h>
#include <stdint.h>
#include <stub/trace.h>
#include <stub/version.h>

#ifdef __cplusplus
extern "C" {
#endif

/* value, name, text */
#define STUB_STATUS_MAP(X) \
	X(0, STUB_OK, "success") \
	X(1, STUB_NXDOMAIN, "no such name") \
	X(2, STUB_NODATA, "the name has no such record") \
	X(3, STUB_TIMEOUT, "no answer in time") \
	X(4, STUB_SERVFAIL, "server failure") \
	X(5, STUB_REFUSED, "query refused") \
	X(6, STUB_FORMERR, "query not understood by the server") \
	X(7, STUB_NOTIMP, "query not implemented by the server") \
	X(8, STUB_RCODE, "error code from the server") \
	X(9, STUB_BADREPLY, "unusable reply") \
	X(10, STUB_UNREACHABLE, "no server can be reached") \
	X(11, STUB_BADNAME, "not a valid name") \
	X(12, STUB_INVALID, "invalid argument") \
	X(13, STUB_UNSUPPORTED, "not supported by this backend") \
	X(14, STUB_NOBACKEND, "no such backend in this build") \
	X(15, STUB_NOMEMORY, "out of memory") \
	X(16, STUB_SYSTEM, "system error") \
	X(17, STUB_CANCELED, "canceled") \
	X(18, STUB_TEMPORARY, "temporary failure")

/* NXDOMAIN and NODATA are answers; TIMEOUT to RCODE and UNREACHABLE may go away by themselves. */
enum stub_status {
#define STUB_STATUS_ENUM(value, name, text) name = value,
	STUB_STATUS_MAP(STUB_STATUS_ENUM)
#undef STUB_STATUS_ENUM
};

/* One line of text, static storage; "unknown status" for a value outside the enum. */
STUB_API const char *stub_strerror(int status);
/* The enumerator's name, "STUB_OK"; static storage; NULL for a value outside the enum. */
STUB_API const char *stub_status_name(int status);

/* Where addresses came from. */
enum stub_source {
	STUB_FROM_LITERAL = 1, /* the name is an address */
	STUB_FROM_SPECIAL,     /* RFC 6761: localhost */
	STUB_FROM_NSCD,
	STUB_FROM_HOSTS,
	STUB_FROM_DNS,
	STUB_FROM_SYSTEM, /* a foreign resolver that does not say */
	STUB_FROM_HINT    /* of an HTTPS record, while there is nothing better (RFC 9460 7.3) */
};

/* "literal", "nscd", ...; static storage. */
STUB_API const char *stub_source_name(enum stub_source source);

struct stub_addr {
	int family;         /* AF_INET or AF_INET6 */
	uint32_t scope;     /* interface index of a link-local IPv6 address, else 0 */
	uint8_t octets[16]; /* 4 or 16 in use, network order */
	uint32_t ttl; /* seconds: the least along the CNAME chain; 0 where the source has none */
};

enum stub_service_flag {
	STUB_SERVICE_OWN = 1,       /* the addresses of the lookup are the target's */
	STUB_SERVICE_NO_DEFAULT = 2 /* none but the protocols of alpn (no-default-alpn) */
};

/* What an HTTPS record says (RFC 9460): where a name's service is to be had, and how. */
struct stub_service {
	uint16_t priority;  /* from 1, lower ones first; 0: an alias alone, its target on the usual
			       port without parameters */
	uint16_t port;      /* 0: the usual one */
	unsigned flags;     /* enum stub_service_flag */
	uint32_t mandatory; /* who cannot honour one of these parameters passes the record over (8):
			       bit n is SvcParamKey n */
	uint32_t ttl;       /* seconds: the least along the way */
	const char *target; /* whose addresses count; escaped as stub_addrs.canonical is */
	const uint8_t *alpn; /* protocols as TLS has them, each with its length in front (RFC 7301
				3.1); NULL: the usual one */
	size_t alpn_len;
	/* Addresses to try until the target's own have come: never instead of them (7.3). */
	const struct stub_addr *hints;
	size_t nhints;
	const uint8_t *ech; /* ECHConfigList; NULL: none */
	size_t ech_len;
};

/* One block: free it with stub_addrs_free(), and everything in it goes. */
struct stub_addrs {
	size_t count;
	const struct stub_addr *list; /* in the order to try them (RFC 6724) */
	/* The end of the CNAME chain, without a trailing dot; NULL: none.  Servers choose its
	 * octets: all but letters, digits, '_' and '-' are escaped as \DDD (RFC 1035 5.1), and so
	 * is '-' as the first octet.  A text without a backslash is a host name. */
	const char *canonical;
	enum stub_source source;
	/* With STUB_HTTPS, by rising priority, those that cannot be used left out; NULL: none, or
	 * none that came in time. */
	const struct stub_service *services;
	size_t nservices;
};

STUB_API void stub_addrs_free(struct stub_addrs *addrs);

/* Names of an address, one block: free it with stub_names_free(). */
struct stub_names {
	size_t count;
	const char *const *list; /* the source's order; escaped as stub_addrs.canonical is */
	enum stub_source source;
	uint32_t ttl; /* seconds: the least of the reply; 0 where the source has none */
};

STUB_API void stub_names_free(struct stub_names *names);

/* A reply in wire form, one block. */
struct stub_reply {
	const uint8_t *message;
	size_t len;
	const char *server;            /* "192.0.2.1:53", or NULL where the backend does not tell */
	enum stub_transport transport; /* of the reply; STUB_UDP where the backend does not tell */
	uint64_t elapsed;              /* nanoseconds from the first query to this reply */
};

STUB_API void stub_reply_free(struct stub_reply *reply);

enum stub_flag {
	STUB_NO_NSCD = 1,     /* do not ask nscd */
	STUB_NO_HOSTS = 2,    /* do not read the hosts file */
	STUB_NO_SEARCH = 4,   /* names as they are, no search list */
	STUB_ALL_SERVERS = 8, /* up to eight servers of resolv.conf, not its first three */
	STUB_EDNS = 16,       /* as `options edns0`: an OPT record, with cookies (RFC 6891, 7873) */
	STUB_0X20 = 32,       /* ask in letters of random case, and insist on them in the reply */
	/* Ask DNS for HTTPS records (RFC 9460) beside A and AAAA, of each name that is asked for
	 * and along at most eight AliasMode records.  Nothing that becomes of it makes a lookup
	 * fail or changes its addresses; they wait for it 50 ms at most.  Implies STUB_NO_NSCD,
	 * which knows nothing of such records.  "native" only: others do as without. */
	STUB_HTTPS = 64,
	/* addresses as their source has them, not in the order to try them: for who only wants to
	 * know them; each new address to be ordered costs system calls */
	STUB_NO_SORT = 128
};

struct stub_options {
	size_t size;         /* sizeof(struct stub_options): STUB_OPTIONS fills it */
	const char *backend; /* "native", "c-ares", "glibc"; NULL: the first one compiled in */
	/* Servers instead of those of resolv.conf: "192.0.2.1,127.0.0.1:5353,[2001:db8::1]:53";
	 * NULL: resolv.conf's. */
	const char *servers;
	/* Files and socket instead of the system's; NULL: /etc/resolv.conf and so on. */
	const char *resolv_conf, *hosts, *nsswitch_conf, *gai_conf, *nscd_socket;
	unsigned timeout_ms; /* first wait for a reply; 0: resolv.conf's, else 5,000 */
	unsigned attempts;   /* rounds over the servers, 100 at most; 0: resolv.conf's, else 2 */
	/* For a whole lookup or query; 0: 30,000, of which a blocking call of "glibc" takes no
	 * notice (it cannot be interrupted). */
	unsigned deadline_ms;
	unsigned flags;       /* enum stub_flag */
	stub_trace_fn *trace; /* NULL: none */
	void *trace_arg;
	char *why; /* where stub_resolver_new() writes, for people, why it failed; NULL: nowhere */
	size_t why_size;
	const char *services; /* instead of /etc/services */
	/* How long a family that is silent is waited for once the other has addresses; 0: for as
	 * long as it has tries left. */
	unsigned grace_ms;
	/* "native": UDP sockets that stub_start() has at a time; 0: 512.  As long as few lookups
	 * are under way each has one of its own, with a fresh port; thousands share. */
	unsigned sockets;
};

#define STUB_OPTIONS \
	{ \
		sizeof(struct stub_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 \
	}

struct stub_resolver;

/* options may be NULL and need not outlive the call.  Configuration files are read by the first
 * lookup, not here.  The system may lack one (resolv.conf(5)); one that options name must be there,
 * or it is STUB_INVALID ("native").  On failure *out is untouched. */
STUB_API int stub_resolver_new(const struct stub_options *options, struct stub_resolver **out);
/* Cancels what is under way: its done() runs with STUB_CANCELED.  NULL is allowed. */
STUB_API void stub_resolver_free(struct stub_resolver *resolver);
/* Its backend's name; static storage. */
STUB_API const char *stub_resolver_backend(const struct stub_resolver *resolver);
/* The names of the backends compiled in, NULL at the end; static storage. */
STUB_API const char *const *stub_backends(void);

/* Blocks.  family is AF_INET, AF_INET6 or AF_UNSPEC (both).  On STUB_OK *out has at least one
 * address and is the caller's. */
STUB_API int stub_lookup(
	struct stub_resolver *resolver, const char *name, int family, struct stub_addrs **out);

/* Blocks.  The names of an address, from the same sources as its opposite: nscd, the hosts file
 * (every name of the address's lines, the first one first), DNS (in-addr.arpa, ip6.arpa, along
 * CNAMEs, RFC 2317).  An IPv4-mapped address is the IPv4 address.  127.0.0.1 and ::1 are
 * "localhost" where the hosts file does not know better.  Whoever runs the reverse zone chooses the
 * names: none is true until it leads back to the address.  "c-ares" and "glibc" ask DNS only.  On
 * STUB_OK *out has at least one name and is the caller's. */
STUB_API int stub_reverse(
	struct stub_resolver *resolver, const struct stub_addr *addr, struct stub_names **out);

/* Blocks.  Asks one question of class IN; the name is taken as it is, RFC 1035 5.1 escapes decoded,
 * no search list.  STUB_OK with a NOERROR answer that has a record of that type, else the status
 * that its RCODE or emptiness means; *out is the reply, the caller's, also with a failure status
 * when the last server asked gave one with that status, else NULL. */
STUB_API int stub_query(
	struct stub_resolver *resolver, const char *name, uint16_t type, struct stub_reply **out);

/* What was behind the last failure, for people: "SERVFAIL from 192.0.2.1:53: DNSSEC Bogus", "no
 * answer from 192.0.2.1:53 within 10 s". Never NULL; valid until the resolver is used again. */
STUB_API const char *stub_resolver_detail(const struct stub_resolver *resolver);

/* What a setting says of itself. */
enum stub_setting_kind {
	STUB_SETTING_VALUE,   /* it counts */
	STUB_SETTING_IGNORED, /* it is written somewhere, and does not count */
	STUB_SETTING_CLAMPED  /* it counts, as the next value in range */
};

enum stub_setting_origin {
	STUB_ORIGIN_DEFAULT,     /* nobody said anything */
	STUB_ORIGIN_FILE,        /* `where` is its path */
	STUB_ORIGIN_ENVIRONMENT, /* `where` is the variable */
	STUB_ORIGIN_OPTION       /* `where` is the member of struct stub_options */
};

struct stub_setting {
	size_t size; /* sizeof(struct stub_setting) of the library: later members come last */
	enum stub_setting_kind kind;
	enum stub_setting_origin origin;
	const char *name; /* "nameserver", "ndots", "hosts"; "" for a line that is none at all */
	const char
		*value;    /* what counts; of what is ignored or clamped, what is written: one line,
			      octets that are no printable ASCII as \DDD, long ones cut with "..." */
	const char *where; /* NULL: nowhere */
	unsigned line;     /* of the file, from 1; 0: not a matter of one line */
	const char *why;   /* one line for people; NULL with most values */
};

/* Reads the environment and the configuration files that the options name, and tells each setting:
 * first those of resolv.conf, then of nsswitch.conf,
 * gai.conf and hosts, in each the values first; of a hosts file only its first 100 bad lines.
 * The files are read anew, whatever the backend: what a backend makes of them itself is not known
 * here.  A setting and its strings are valid during the call of each() only; the resolver must not
 * be used in it.  STUB_OK, STUB_NOMEMORY, or STUB_INVALID when resolver or each is NULL. */
STUB_API int stub_resolver_settings(struct stub_resolver *resolver,
	void (*each)(void *arg, const struct stub_setting *setting), void *arg);
/* "value", "ignored", "clamped"; static storage; NULL for a value outside the enum. */
STUB_API const char *stub_setting_kind_name(enum stub_setting_kind kind);

struct stub_request;

/* What a request tells.  Both run from stub_resolver_dispatch(), done() also from
 * stub_resolver_free(), never from stub_start(); either may be NULL. */
struct stub_events {
	/* One family's addresses have come while the other is awaited (RFC 8305 3); addrs is valid
	 * during the call only.  With STUB_HTTPS also, at most once and before either family, with
	 * AF_UNSPEC and source STUB_FROM_HINT: addresses to try until others come.  Also runs from
	 * a blocking call of the same resolver.  Of the resolver's calls only stub_start() and
	 * stub_cancel() are allowed in it. */
	void (*partial)(void *arg, int family, const struct stub_addrs *addrs);
	/* The end, exactly once.  addrs is the callee's, NULL unless STUB_OK.  The request is gone
	 * when done() returns; the resolver must not be freed in it. */
	void (*done)(void *arg, int status, struct stub_addrs *addrs);
};

/* Does not block, and only queues: with "native" nothing is sent before the next
 * stub_resolver_dispatch(), for which the descriptor is readable at once; what has been started in
 * between leaves together.  How many are under way is the caller's choice: a thousand at a time
 * keep a server busy, and what is beyond its capacity is lost and asked again later.  events must
 * stay until the request has ended.  On failure nothing was started. */
STUB_API int stub_start(struct stub_resolver *resolver, const char *name, int family,
	const struct stub_events *events, void *arg, struct stub_request **out);
/* Ends a request at once, without a call of done().  The request is gone.  Does nothing in the
 * request's own done(). */
STUB_API void stub_cancel(struct stub_request *request);
/* The one descriptor to wait on: readable when stub_resolver_dispatch() has something to do,
 * deadlines included.  The resolver's; -1 with errno set when the system has none to give. */
STUB_API int stub_resolver_fd(struct stub_resolver *resolver);
/* Does what is due, without blocking. */
STUB_API void stub_resolver_dispatch(struct stub_resolver *resolver);

/* Why a datagram or a TCP message was not taken for the reply: value, name, text.  None of these
 * ends the waiting. */
#define STUB_DROP_MAP(X) \
	X(0, STUB_DROP_NOT, "accepted") \
	X(1, STUB_DROP_SHORT, "shorter than a header") \
	X(2, STUB_DROP_ID, "wrong id") \
	X(3, STUB_DROP_QUERY, "a query, not a response (QR=0)") \
	X(4, STUB_DROP_OPCODE, "wrong opcode") \
	X(5, STUB_DROP_QUESTION, "wrong question") \
	X(6, STUB_DROP_NO_QUESTION, "no question, and no error code that would excuse it") \
	X(7, STUB_DROP_MALFORMED, "malformed") \
	X(8, STUB_DROP_LATE, "not awaited: already answered, or not asked yet") \
	X(9, STUB_DROP_CASE, "the question in letters of other case (0x20)") \
	X(10, STUB_DROP_COOKIE, "not our cookie") \
	X(11, STUB_DROP_NO_COOKIE, "no cookie from a server that has them")

enum stub_drop {
#define STUB_DROP_ENUM(value, name, text) name = value,
	STUB_DROP_MAP(STUB_DROP_ENUM)
#undef STUB_DROP_ENUM
		STUB_DROP_REASONS
};

/* Static storage; "unknown reason" for a value outside the enum. */
STUB_API const char *stub_drop_text(int drop);

struct stub_server_stats {
	char server[80];      /* "192.0.2.1:53" */
	uint64_t queries;     /* sent, by UDP and TCP */
	uint64_t retries;     /* of these: for a question that had been sent before */
	uint64_t replies;     /* accepted */
	uint64_t timeouts;    /* tries that it left without an answer */
	uint64_t connections; /* TCP */
	uint64_t rtt;         /* smoothed, nanoseconds; 0: nothing known */
	uint64_t last_for; /* nanoseconds for which it is asked after the others, for it was silent
			      or not to be reached */
};

enum { STUB_DROPS_ROOM = 24, STUB_SERVERS_ROOM = 8 };

struct stub_stats {
	size_t size; /* sizeof(struct stub_stats): STUB_STATS fills it */
	uint64_t queries, retries, replies, timeouts, connections; /* of all servers ever asked */
	uint64_t drops[STUB_DROPS_ROOM];                           /* by enum stub_drop */
	unsigned nservers;                                         /* those configured now */
	struct stub_server_stats servers[STUB_SERVERS_ROOM]; /* in the configuration's order */
};

#define STUB_STATS \
	{ \
		sizeof(struct stub_stats), 0, 0, 0, 0, 0, { 0 }, 0, \
		{ \
			{ \
				{ 0 }, 0, 0, 0, 0, 0, 0, 0 \
			} \
		} \
	}

/* What has been sent, taken and dropped since the resolver was made.  STUB_UNSUPPORTED: the backend
 * does not tell; *out is then untouched. */
STUB_API int stub_resolver_stats(const struct stub_resolver *resolver, struct stub_stats *out);

#ifdef __cplusplus
}
#endif

#endif
