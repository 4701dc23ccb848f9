/* The seam between the core and whoever does the looking up.
 *
 * A backend takes jobs at one or both of two heights: QUERY (one question in, one message in wire
 * form out) and LOOKUP (a name in, addresses out).  One that takes lookups may take REVERSE as well
 * (an address in, names out). */
#ifndef BACKEND_BACKEND_H
#define BACKEND_BACKEND_H

#include <stub/resolver.h>
#include "resolver/conf/config.h"
#include "resolver/dns/build.h"
#include "resolver/io/io.h"

enum job_kind { JOB_QUERY = 1, JOB_LOOKUP = 2, JOB_REVERSE = 4 };

enum { DETAIL_TEXT = 200 };

/* One piece of work.  The caller's memory, untouched by the caller between start() and the end. The
 * backend ends it with job_end(), from start() or dispatch(), once. */
struct job {
	enum job_kind kind;
	bool blocking; /* the caller waits for nothing else: start() may block until `until` */
	nsec until;    /* the deadline, also for a backend that could wait longer */

	/* LOOKUP */
	const char *text; /* the name as it was given, NUL-terminated; stays until the end */
	int family;       /* AF_UNSPEC, AF_INET, AF_INET6 */
	union {
		const struct question *question; /* QUERY: stays until the end */
		struct stub_addr addr;           /* REVERSE: not IPv4-mapped */
	};

	/* results, valid once ended */
	bool ended;
	int status;
	struct stub_addrs *addrs; /* LOOKUP and STUB_OK: from job_addrs(), the caller's; in room, or
				     to be freed */
	struct stub_reply
		*reply; /* QUERY: from reply_new(), the caller's; NULL where there was none */
	struct stub_names *names; /* REVERSE and STUB_OK: from names_new(), the caller's */
	char detail[DETAIL_TEXT]; /* what was behind a failure, for people */

	/* LOOKUP: memory to build addrs in, so that a caller that knows what it wants need not call
	 * malloc; may be NULL */
	void *room;
	size_t room_size;

	/* told while it is under way; NULL: not wanted */
	void (*partial)(struct job *job, int family, const struct stub_addrs *addrs);
	void (*done)(struct job *job); /* last thing that job_end() does */
	void *state;                   /* the backend's */
};

void job_end(struct job *job, int status);
/* Builds addrs in the job's room or on the heap: false when neither has place. */
bool job_place(struct job *job, const struct stub_addr *list, size_t count, const char *canonical,
	enum stub_source source);
/* job_place(), then ends a LOOKUP job well, or with STUB_NOMEMORY. */
void job_addrs(struct job *job, const struct stub_addr *list, size_t count, const char *canonical,
	enum stub_source source);
/* The same for what a resolver of the system found: the name may have its last dot, and without
 * addresses there is no data. */
void job_found(struct job *job, const struct stub_addr *list, size_t count, const char *name);
/* An address out of a list of the system's: false for one that is neither IPv4 nor IPv6. */
bool addr_from_system(struct stub_addr *out, const struct sockaddr *from, size_t len);
/* Frees what a caller that is done with it no longer wants. */
void job_clear(struct job *job);

/* Copies everything into one block from malloc; NULL when there is no memory. */
struct stub_reply *reply_new(const uint8_t *message, size_t len, const char *server,
	enum stub_transport transport, nsec elapsed);

/* The status that an answer means: STUB_OK for NOERROR with a record of the question's type in
 * ANSWER (ANY: with any record). */
int reply_status(const uint8_t *message, size_t len);

/* What a backend waits for: descriptors and a moment.  fds is `few` until more are needed, then
 * from malloc, kept from round to round. */
enum { WAITSET_FEW = 8 };

struct waitset {
	struct pollfd *fds;
	unsigned n, cap;
	struct pollfd few[WAITSET_FEW];
	nsec until; /* NSEC_NEVER: nothing but descriptors */
	bool full;  /* no memory for another descriptor: the wait is cut short instead */
};

void waitset_init(struct waitset *w);
void waitset_reset(struct waitset *w);
void waitset_add(struct waitset *w, int fd, short events);
void waitset_until(struct waitset *w, nsec until); /* the earlier one counts */
void waitset_fini(struct waitset *w);

/* What a backend is opened with: copied by open(); what it points to outlives the backend, but for
 * detail. */
struct setup {
	struct io *io;
	const struct stub_options *options; /* a copy: strings owned by the resolver */
	char *detail; /* DETAIL_TEXT octets: open() says there what it cannot do; may be NULL */
};

/* The options' servers into conf, which is left alone when there are none.  False, with the detail:
 * they are not a list of servers. */
bool setup_servers(const struct setup *setup, struct resolv_conf *conf);

struct backend; /* each backend's own struct, of ops->size octets */

struct backend_ops {
	const char *name;
	unsigned kinds; /* JOB_* it takes */
	size_t size;
	int (*open)(struct backend *b,
		const struct setup *setup); /* on the caller's zeroed memory; a stub_status */
	void (*close)(struct backend *b);   /* no job is under way; also after a failed open */
	void (*start)(struct backend *b, struct job *job, nsec now); /* may end the job at once */
	void (*cancel)(struct backend *b, struct job *job); /* the job is over, without job_end() */
	void (*prepare)(struct backend *b, struct waitset *w, nsec now);
	void (*dispatch)(struct backend *b, const struct waitset *w,
		nsec now); /* w as polled: revents are set */
	/* All but its size is zero before; NULL: it does not tell. */
	void (*stats)(const struct backend *b, nsec now, struct stub_stats *out);

	/* For a backend that can have thousands of jobs under way; NULL: prepare() and dispatch()
	 * have to do.  Once attach() has given its descriptor, start() of a job that does not block
	 * only queues it, and the descriptor says when to call gather(), which ends jobs, and then
	 * flush(), which begins and sends.  A blocking call's prepare() and dispatch() see to the
	 * others as well. */
	int (*attach)(struct backend *b); /* the descriptor, the backend's, or -errno */
	void (*gather)(struct backend *b);
	void (*flush)(struct backend *b); /* may end jobs at once: then wake() */
	void (*wake)(struct backend *b);  /* makes the descriptor readable now */
};

/* Descriptors that a backend is done with are gathered by io_close_later(): its caller closes them
 * with io_close_flush() after start(), cancel() and dispatch(), or when it sees fit. */
extern const struct backend_ops native_backend, cares_backend, glibc_backend;

/* Those compiled into this program, the default first, NULL at the end (table.c). */
extern const struct backend_ops *const backend_table[];

#endif
