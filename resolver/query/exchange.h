/* Up to two questions asked of the configured servers together, until each is settled.  Pure: the
 * driver brings octets, the ends of flows and the time, and does what exchange_pending() says.
 *
 * A question is tried at one server after the other, `attempts` rounds.  A try opens a flow, one
 * fresh socket; questions that start a try at the same moment at the same server share it, so that
 * A and AAAA leave together.  Older UDP flows stay open for a while: a late reply to an earlier try
 * still counts.
 *
 * What the octets of a datagram cannot decide TCP decides, where nobody can put in a word: a
 * truncated reply, one without the cookie that the server has, one in letters of other case.  The
 * last two are dropped and waited on; the connection is made beside. */
#ifndef QUERY_EXCHANGE_H
#define QUERY_EXCHANGE_H

#include "resolver/dns/build.h"
#include "resolver/query/accept.h"
#include "resolver/query/engine.h"
#include "resolver/query/opt.h"

enum {
	QUESTIONS_MAX = 2,
	FLOWS_KEPT = 5,             /* open at a time */
	FLOWS_MAX = FLOWS_KEPT + 3, /* and those that one event may open or is about to close */
	TCP_MESSAGE = 65535,
	/* the longest query, with a full cookie */
	ASK_OCTETS = HEADER_OCTETS + NAME_OCTETS + 4 + OPT_OCTETS_MOST,
	EDE_KEPT = 60,
};

struct flow {
	enum { FLOW_NONE, FLOW_WANTED, FLOW_OPEN, FLOW_ENDING } state : 8;
	uint8_t transport; /* enum stub_transport */
	uint8_t server;
	uint8_t unsent;  /* questions to be sent, a bit each */
	uint8_t asked;   /* questions that were ever put here: whose id is set */
	uint8_t awaited; /* questions whose reply is welcome here, a bit each */
	uint8_t dressed; /* questions that went with an OPT record */
	bool left;       /* TCP: a try has given it up, so that no other begins on it */
	uint16_t id[QUESTIONS_MAX];
	uint16_t sent; /* TCP: octets of the frame on its way */
	uint32_t serial;
	int handle; /* the driver's: its descriptor, -1 before OUT_OPEN is done */
	uint32_t have, room;
	uint8_t *frame; /* TCP: the frame that is arriving, from malloc */
};

/* How a question ended. */
struct verdict {
	int status;        /* STUB_OK: reply is a usable answer, also a negative one */
	int error;         /* errno of STUB_UNREACHABLE, STUB_SYSTEM */
	uint16_t rcode;    /* all twelve bits */
	uint16_t ede;      /* the reply's extended error (RFC 8914), where ede_mark is not 0 */
	uint8_t ede_mark;  /* whose text exchange.ede_text is, if they are equal */
	uint8_t server;    /* index; meaningless for STUB_SYSTEM */
	uint8_t transport; /* enum stub_transport */
	nsec elapsed;
	/* data NULL: none.  Valid until the next call.  Of its flags AD is what may be passed on,
	 * whatever the octets say (RFC 6840 5.7). */
	struct msg reply;
};

struct ask {
	struct {
		uint16_t type, class;
	} question;
	uint16_t wire_len, question_len; /* octets of the query, and of the question in it */
	uint16_t round;
	uint8_t place, server; /* in exchange.order, and which that is */
	uint8_t cookies_tried; /* BADCOOKIE, so often from this server */
	bool plain;            /* without EDNS: this server did not understand it */
	bool reconnected;      /* this try has lost a connection and made another */
	bool sent;             /* at least once */
	nsec tried, deadline;  /* of this try */
	struct verdict verdict;
	uint8_t wire[2 + ASK_OCTETS]; /* length and query, as TCP wants it (RFC 1035 4.2.2) */
};

struct exchange {
	struct engine *engine;
	nsec began, until;
	uint32_t serial;
	uint16_t ids[QUESTIONS_MAX]; /* drawn, not used yet */
	uint8_t nids;
	uint8_t nasks, begun; /* questions, and those of them that have begun */
	uint8_t landed;       /* questions settled that nobody has looked at, a bit each */
	uint8_t trying;       /* questions not settled */
	bool work;      /* there is something pending that was not, or that may be possible now */
	uint8_t nflows; /* slots in use, up to the last one that is not FLOW_NONE */
	uint8_t nplaces, order[SERVERS_MAX]; /* the servers as this exchange asks them */
	uint8_t ede_mark, ede_len;
	char ede_text[EDE_KEPT]; /* of the last extended error: ASCII, not terminated */
	struct flow flows[FLOWS_MAX];
	struct ask asks[QUESTIONS_MAX];
};

/* What a question is; before exchange_start(). */
void ask_about(struct ask *ask, const struct name *name, uint16_t type, uint16_t class);

/* Nothing asked, no flows: before anything else. */
void exchange_init(struct exchange *x);
/* Starts n questions; the caller has set each with ask_about(), and an earlier exchange's flows are
 * closed.  until: all is over then. */
void exchange_start(struct exchange *x, struct engine *engine, unsigned n, nsec now, nsec until);
/* All is over at this moment at the latest. */
static inline void exchange_hurry(struct exchange *x, nsec until)
{
	if (until < x->until)
		x->until = until;
}
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
