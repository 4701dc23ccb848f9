/* A small DNS server for tests: one thread, UDP and TCP on one kernel-chosen port of 127.0.0.1,
 * answers from a table. */
#ifndef SUPPORT_DNS_SERVER_H
#define SUPPORT_DNS_SERVER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum dns_deed {
	DNS_ANSWER,   /* with rdata; NODATA where rdata is NULL */
	DNS_TRUNCATE, /* the same, but over UDP with TC and no records */
	DNS_SERVFAIL,
	DNS_REFUSED,
	DNS_SILENT,
};

/* A name that is in no row does not exist; one with rows of other types only has no data.  A CNAME
 * row is followed within the table. */
struct dns_row {
	const char *name; /* "www.test" */
	uint16_t type;    /* 0: all types */
	enum dns_deed deed;
	const char *rdata; /* A, AAAA: addresses with blanks between; CNAME: the target */
};

struct dns_server;

/* The table stays until the end.  NULL: no socket or no thread. */
struct dns_server *dns_server_start(const struct dns_row *rows, size_t n);
void dns_server_stop(struct dns_server *server);
/* "127.0.0.1:4711" */
const char *dns_server_address(const struct dns_server *server);

enum { DNS_SERVER_ADDRESS = 40 };

/* The same in a process of its own, for who counts what his own process has and does: -1 where
 * there is none. */
pid_t dns_server_spawn(
	const struct dns_row *rows, size_t n, char address[static DNS_SERVER_ADDRESS]);
void dns_server_end(pid_t pid);

/* Queries that came, by UDP and TCP. */
unsigned dns_server_queries(struct dns_server *server);

#endif
