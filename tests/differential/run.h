/* A run of the comparison: what it has to go through, and what it has found so far. */
#ifndef DIFFERENTIAL_RUN_H
#define DIFFERENTIAL_RUN_H

#include "judge.h"
#include "known.h"
#include "messages.h"
#include "words.h"

#include "resolver/dns/msg.h"

enum { TEXT_OCTETS = 1 << 21, OPT = 41 };

enum fault { NO_FAULT, FAULT_VERDICT, FAULT_PLACE, FAULT_TEXT, FAULTS };

/* The command's options. */
struct options {
	uint64_t total, seed, only, most;
	bool show, self_test, records;
};

struct run {
	struct options options;
	struct messages messages;
	int argc;
	char **argv;
	enum fault fault; /* planted in the message at hand */
	bool planted;
	uint64_t number; /* of the message at hand */
	const uint8_t *data;
	size_t size;
	unsigned long accepted, refused, part, records, texts, failed;
	bool failing; /* the message at hand */
	ldns_buffer *theirs;
	char *ours;
	struct words a, b;
};

/* What the table of known differences is asked with. */
struct at_issue issue_of(const struct run *run, const struct judge *j);
/* Counts a failure, one for each message.  Whether it is to be shown: then the message was. */
bool begin_failure(struct run *run);

/* The message at hand: what is taken and refused, and the texts of what both take. */
void compare_verdicts(struct run *run);
void compare_texts(
	struct run *run, const struct judge *j, const struct msg *msg, const struct rr *rr);
/* The records that we take, for another judge. */
void write_records(struct run *run);

#endif
