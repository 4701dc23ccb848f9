/* The parsers of others, each brought to one question: how many records has this message? */
#ifndef TESTS_BENCH_PARSE_PEERS_H
#define TESTS_BENCH_PARSE_PEERS_H

#include <stddef.h>
#include <stdint.h>

/* What a program would do to get at every record of the message, memory given back included.
 * Returns how many records of the three sections behind the question it saw; 0 where it has no
 * parser for such a message. */
typedef unsigned parse_call(const uint8_t *octets, size_t len);

struct parse_peer {
	const char *name;
	parse_call *parse;
	unsigned limit; /* ours shall take at most one part in so many of its time; 0: no limit */
};

/* Those that were there when this was built; ended by one without a name. */
extern const struct parse_peer parse_peers[];

#endif
