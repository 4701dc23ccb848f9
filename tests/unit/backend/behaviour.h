/* What the tests of all backends share: jobs against a scripted server, as rows. */
#ifndef TEST_BEHAVIOUR_H
#define TEST_BEHAVIOUR_H

#include <stddef.h>
#include "resolver/backend/backend.h"
#include "resolver/dns/code.h"
#include "tests/support/dns_server.h"
#include "tests/support/table.h"

/* One job and its end.  Each row runs twice: blocking and not. */
struct behaviour {
	const char *says;
	enum job_kind kind;
	const char *name;
	uint16_t type;
	int family;
	unsigned flags;       /* stub_flag */
	unsigned patience_ms; /* until the job's deadline; 0: 20 s */
	const char *servers;  /* NULL: the scripted one */
	int status;
	bool reply;        /* QUERY: there is a reply in any case */
	const char *addrs; /* LOOKUP: "192.0.2.1 2001:db8::1", in any order */
	const char *canonical;
};

/* An opened backend with everything around it. */
struct rig {
	const struct backend_ops *ops;
	struct backend *backend;
	struct io io;
	struct stub_options options;
	struct setup setup;
	char detail[DETAIL_TEXT];
	struct waitset waits;
};

extern struct dns_server *server;

int rig_open(struct rig *rig, const struct backend_ops *ops, const struct stub_options *options);
void rig_close(struct rig *rig);
struct job query_job(const char *name, uint16_t type);
struct job lookup_job(const char *name, int family);
/* One round of waiting, not beyond `until`. */
void rig_turn(struct rig *rig, nsec until);
/* Starts the job and turns until it has ended. */
void rig_run(struct rig *rig, struct job *job);
/* The defaults of these tests: the scripted server, short waits, no search list. */
struct stub_options short_options(void);

/* Runs the common rows, the backend's own rows and its other tests as one group. */
int behaviour_main(const struct backend_ops *ops, const struct behaviour *rows, size_t nrows,
	const struct CMUnitTest *tests, size_t ntests);

#endif
