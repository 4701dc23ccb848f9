/* Exchanges played in virtual time: no sockets, no clock.
 *
 * A row is a script and the log that it must give.  Commands, `;` between them:
 *
 *   ask A | AAAA | A+AAAA [OCTETS]   an exchange begins; OCTETS: over TCP so many go at once
 *   wait MS                          time passes
 *   reply FLOW TYPE KIND [TIMES]     a message comes: see kinds in script.c; also KIND+EXTRA...
 *   drip FLOW TYPE KIND              octet by octet
 *   both FLOW KIND KIND              two messages in one piece
 *   end FLOW [refused|closed|reset|unreachable|files]
 *   part FLOW TYPE KIND OCTETS       so much of it, on a connection
 *   jam OCTETS                       from now on TCP takes so many, and then none
 *   hurry MS                         all is over then, as the grace for a late family has it
 *   collapse                         every socket fails at once, to the end; no log of it
 *   stop                             the caller has lost interest
 *   moved                            this host has another address
 *   query FLOW TYPE                  log what was sent: flags, OPT, cookie, case
 *   verdict TYPE                     log rcode, octets, AD and extended error of how it ended
 *   ids                              log whether the two IDs on flow 0 are equal
 *   stats                            log what was counted
 *
 * The log has `@MS` when time has moved, what the driver was told to do (open
 * FLOW:TRANSPORT:SERVER, send FLOW:TYPE, close FLOW) and the verdicts (TYPE=STATUS@SERVER). Options
 * are those of resolv.conf(5) and, with `=`, servers, attempts, timeout (ms), grace (ms), until
 * (ms), ids (the first), drops and reason; and 0x20, same-ids, no-random. */
#ifndef UNIT_QUERY_SCRIPT_H
#define UNIT_QUERY_SCRIPT_H

#include "tests/support/table.h"

struct row {
	const char *name, *options, *script, *log;
};

/* A row is the state. */
void script_check(void **state);

/* Twenty exchanges with one engine, its options and all that happens drawn from a seed, an
 * unsigned, which is the state: each question is settled once and in time, and each flow is closed.
 */
void script_random(void **state);

#define START "open0:udp:0 send0:A "
#define PAIR "open0:udp:0 send0:A send0:AAAA "

#endif
