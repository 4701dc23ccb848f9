/* Up to two questions asked of the configured servers together, until each is settled.  Pure: the
 * driver brings octets, the ends of flows and the time, and does what exchange_pending() says.
 *
 * A question is tried at one server after the other, `attempts` rounds.  A try opens a flow, one
 * fresh socket; questions that start a try at the same moment at the same server share it, so that
 * A and AAAA leave together.  Older UDP flows stay open for a while: a late reply to an earlier try
 * still counts. */
#ifndef QUERY_EXCHANGE_H
#define QUERY_EXCHANGE_H

#include "resolver/conf/config.h"
#include "resolver/dns/build.h"
#include "resolver/query/accept.h"
#include "resolver/trace.h"

/* What all exchanges with the same servers share.  Filled in by the owner; must outlive them. */
struct engine {
	const union address *servers;
	unsigned nservers; /* at least 1 */
	nsec timeout;      /* the first server's wait */
	unsigned attempts; /* at least 1 */
	bool use_vc;
	uint16_t edns; /* UDP payload size to announce; 0: no OPT */
	bool (*random)(void *arg, void *out, size_t len);
	void *random_arg;
	const struct tracer *tracer;
	unsigned long drops[DROP_REASONS];
};

enum {
	QUESTIONS_MAX = 2,
	FLOWS_KEPT = 5,             /* open at a time */
	FLOWS_MAX = FLOWS_KEPT + 3, /* and those that one event may open or is about to close */
	TCP_MESSAGE = 65535,
};

struct flow {
	enum { FLOW_NONE, FLOW_WANTED, FLOW_OPEN, FLOW_ENDING } state;
	enum stub_transport transport;
	uint8_t server;
	uint8_t unsent;  /* questions to be sent, a bit each */
	uint8_t asked;   /* questions that were ever put here: whose id is set */
	uint8_t awaited; /* questions whose reply is welcome here, a bit each */
	bool left;       /* TCP: a try has given it up, so that no other begins on it */
	uint16_t id[QUESTIONS_MAX];
	uint32_t serial;
	int handle;     /* the driver's: its descriptor, -1 before OUT_OPEN is done */
	size_t sent;    /* TCP: octets of the frame on its way */
	uint8_t *frame; /* TCP: the frame that is arriving, from malloc */
	size_t have, room;
};

/* How a question ended. */
struct verdict {
	int status; /* STUB_OK: reply is a usable answer, also a negative one */
	unsigned rcode;
	uint8_t server; /* index; meaningless for STUB_SYSTEM */
	enum stub_transport transport;
	int error; /* errno of STUB_UNREACHABLE, STUB_SYSTEM */
	nsec elapsed;
	struct msg reply; /* data NULL: none.  Valid until the next call. */
};

struct ask {
	struct question question;
	bool plain; /* without EDNS: the server did not understand it */
	uint8_t server, round;
	uint16_t wire_len, question_len; /* octets of the query, and of the question in it */
	nsec deadline;                   /* of this try */
	struct verdict verdict;
	uint8_t wire[2 + QUERY_OCTETS]; /* length and query, as TCP wants it (RFC 1035 4.2.2) */
};

struct exchange {
	struct engine *engine;
	unsigned nasks;
	nsec began, until;
	uint32_t serial;
	unsigned nids;
	uint16_t ids[QUESTIONS_MAX]; /* drawn, not used yet */
	bool work;       /* there is something pending that was not, or that may be possible now */
	uint8_t landed;  /* questions settled that nobody has looked at */
	uint8_t trying;  /* questions not settled */
	unsigned nflows; /* slots in use, up to the last one that is not FLOW_NONE */
	struct flow flows[FLOWS_MAX];
	struct ask asks[QUESTIONS_MAX];
};

/* Nothing asked, no flows: before anything else. */
void exchange_init(struct exchange *x);
/* Starts n questions; the caller has filled asks[].question, and an earlier exchange's flows are
 * closed.  until: all is over then. */
void exchange_start(struct exchange *x, struct engine *engine, unsigned n, nsec now, nsec until);
/* Settles nothing more and ends all flows; the driver closes them as usual. */
void exchange_stop(struct exchange *x);

struct out {
	enum { OUT_OPEN, OUT_SEND, OUT_CLOSE } op;
	struct flow *flow;
	const uint8_t *data; /* OUT_SEND: a datagram, or the rest of a TCP frame; valid until
				exchange_sent() */
	size_t len;
	unsigned question;
};

enum { OUTS_MAX = FLOWS_MAX * (1 + QUESTIONS_MAX) };

/* What is to be done, in order, without doing it: nothing changes until exchange_sent().  x->work
 * is false until more comes; a driver that could not do all sets it again when it may. */
unsigned exchange_pending(struct exchange *x, struct out out[static OUTS_MAX]);
/* out was done; octets: of an OUT_SEND, how many went. */
void exchange_sent(struct exchange *x, const struct out *out, size_t octets, nsec now);
/* Octets arrived on a flow: one datagram, or a piece of the stream.  Returns how many it took, at
 * least 1 of a piece and at most one message: the caller takes the verdicts, which point into the
 * datagram or the flow, and feeds the rest. */
size_t exchange_feed(
	struct exchange *x, struct flow *flow, const uint8_t *data, size_t len, nsec now);
/* A flow could not be opened or has ended; error 0: the peer closed it. */
void exchange_end(struct exchange *x, struct flow *flow, int error, nsec now);
/* When to call exchange_tick() at the latest. */
nsec exchange_deadline(const struct exchange *x);
void exchange_tick(struct exchange *x, nsec now);

/* A question that was settled since the last call, or NULL. */
const struct ask *exchange_landed(struct exchange *x);

static inline bool exchange_over(const struct exchange *x) /* all settled */
{
	return !x->trying;
}

/* The status of an RCODE. */
int rcode_status(unsigned rcode);

#endif
