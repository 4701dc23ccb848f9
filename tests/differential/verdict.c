/* Which messages and records are taken, by us and by ldns. */
#include "run.h"

#include <inttypes.h>
#include <stdio.h>

#include "reason.h"

/* What we made of a message. */
struct ours {
	struct msg msg;
	bool accepted;
	unsigned good; /* records that are there and good */
	bool counts;   /* refused for its header alone */
};

static unsigned good_records(const struct ours *o)
{
	const struct msg *msg = &o->msg;
	unsigned n = 0;
	for (int section = 0; section < SECTIONS; section++)
		n += msg->count[section];
	return n;
}

static struct ours parse_ours(struct run *run)
{
	struct ours o = { .msg.end = 0 };
	o.accepted = msg_parse(&o.msg, run->data, run->size);
	o.counts = !o.accepted && !o.msg.end;
	o.good = o.counts ? 0 : good_records(&o);
	if (run->fault == FAULT_VERDICT) {
		o.accepted = !o.accepted;
		run->planted = true;
	}
	if (run->fault == FAULT_PLACE && o.accepted && o.good) {
		o.good--;
		run->planted = true;
	}
	return o;
}

static bool among(const struct known *known, const struct at_issue *at)
{
	for (size_t i = 0; known->types[i]; i++)
		if (at->frame && at->frame->type == known->types[i])
			return true;
	return !known->types[0];
}

enum difference { REFUSED, TAKEN, ENDED };

static bool explains(
	const struct known *known, const struct at_issue *at, enum difference difference)
{
	switch (difference) {
	case REFUSED:
		return known->reason != GOOD && known->reason == at->reason && among(known, at);
	case TAKEN: return known->taken && known->taken(at);
	default: return known->ended && known->ended(at);
	}
}

static bool explain(struct run *run, const struct at_issue *at, enum difference difference)
{
	for (size_t i = 0; i < ndifferences; i++) {
		if (!explains(&differences[i], at, difference))
			continue;
		differences[i].count++;
		if (run->options.show)
			printf("known: %s\n", differences[i].name);
		return true;
	}
	return false;
}

static void differ(struct run *run, const struct judge *j, bool refused)
{
	struct at_issue at = issue_of(run, j);
	if (explain(run, &at, refused ? REFUSED : TAKEN) || !begin_failure(run))
		return;
	printf("  record %u, section %u, offset %zu, reason %d", j->good - (refused ? 1 : 0),
		j->section, j->frame.owner, at.reason);
	if (j->framed)
		printf(", type %u, class %u, RDATA of %zu octets at %zu", j->frame.type,
			j->frame.class, j->frame.rdlen, j->frame.rdata);
	printf(": %s; ldns: %s\n", refused ? "we refuse it" : "we take it",
		ldns_get_errorstr_by_id(j->status));
}

/* Whether the record that is not good is an OPT all the same: two are refused, good or not. */
static bool bad_opt(const struct run *run, const struct judge *j)
{
	enum reason reason = issue_of(run, j).reason;
	bool named = reason < NAME_FORWARD || reason > NAME_OUTSIDE;
	return named && j->section && j->frame.type == OPT;
}

/* The records that both take, one after the other; where and how ldns ends is left in j. */
static unsigned compare_records(struct run *run, struct judge *j, const struct ours *o)
{
	unsigned opts = 0;
	struct rr_iter it = msg_section(&o->msg, QUESTION);
	enum section section = QUESTION;
	for (unsigned n = 0; n < o->good; n++) {
		struct rr rr;
		bool taken = judge_next(j);
		if (!taken) {
			differ(run, j, false);
			judge_skip(j);
		}
		while (!rr_next(&it, &rr) && section < ADDITIONAL)
			it = msg_section(&o->msg, ++section);
		run->records += taken;
		struct at_issue at = issue_of(run, j);
		if (at.reason != GOOD && begin_failure(run))
			printf("  record %u, type %u: we take it for all reason %d\n", n,
				j->frame.type, at.reason);
		opts += j->frame.type == OPT && j->section > 0;
		if (j->at != j->frame.end && explain(run, &at, ENDED))
			j->at = j->frame.end;
		if (rr.owner != j->frame.owner || j->at != j->frame.end || section != j->section) {
			if (begin_failure(run))
				printf("  record %u, type %u, ends at %zu for ldns, not at %zu\n",
					n, j->frame.type, j->at, j->frame.end);
			return opts;
		}
		if (taken && o->accepted && !(rr.type == OPT && j->section))
			compare_texts(run, j, &o->msg, &rr);
	}
	if (o->good == j->counts[0] + j->counts[1] + j->counts[2] + j->counts[3])
		return opts;
	if (judge_next(j))
		differ(run, j, true);
	else if (issue_of(run, j).reason == GOOD && begin_failure(run))
		printf("  record %u: refused by both, and there is no reason\n", j->good);
	return opts + bad_opt(run, j);
}

/* The verdict that the design asks for: QUESTION and ANSWER good, no second OPT. */
static void compare_verdict(
	struct run *run, const struct judge *j, const struct ours *o, unsigned opts)
{
	unsigned all = j->counts[0] + j->counts[1] + j->counts[2] + j->counts[3];
	bool whole = o->good == all;
	bool wanted = (whole || o->good >= j->counts[0] + j->counts[1]) && opts < 2;
	if (o->accepted != wanted && begin_failure(run))
		printf("  %s, with %u of %u records good and %u OPT\n",
			o->accepted ? "accepted" : "refused", o->good, all, opts);
	if (!o->accepted)
		run->refused++;
	else if (whole)
		run->accepted++;
	else
		run->part++;
}

/* The header alone refuses it: ldns must come to an end too soon as well. */
static void compare_refused(struct run *run, struct judge *j, bool header, bool accepted)
{
	if (accepted && begin_failure(run))
		printf("  accepted, and its header alone refuses it\n");
	while (header && judge_next(j))
		;
	if (header && j->status == LDNS_STATUS_OK && begin_failure(run))
		printf("  refused for its header, taken by ldns\n");
	run->refused++;
}

void compare_verdicts(struct run *run)
{
	struct judge j;
	struct ours o = parse_ours(run);
	bool header = judge_init(&j, run->data, run->size);
	run->failing = false;
	if (o.counts || !header)
		compare_refused(run, &j, header, o.accepted);
	else
		compare_verdict(run, &j, &o, compare_records(run, &j, &o));
	judge_fini(&j);
}
