/* Holds the library's verdicts and texts against ldns's, on messages and on mutations of them.
 *
 *   differential [options] FILE|FOLDER...
 *
 *   --total N    messages in all: those given, then mutations of them (100000)
 *   --seed N     of the mutations (1)
 *   --only N     that message alone, shown in full
 *   --most N     failures that are shown (20)
 *   --records    only writes the records that we take: type, class, RDATA in hexadecimal with its
 *                names in full, a tab, our text of it
 *   --self-test  plants faults in our verdicts and texts: fails unless each is found
 *
 * A difference that is in the table of known.c is counted; any other one is a failure: it is shown
 * with the message in hexadecimal and the command that repeats it.  Exit status 1 then. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "known.h"
#include "messages.h"
#include "mutate.h"
#include "reason.h"
#include "words.h"

#include "resolver/dns/msg.h"
#include "resolver/dns/print.h"
#include "resolver/dns/rdata_write.h"

enum { TEXT_OCTETS = 1 << 21, OPT = 41, OWN_SECTIONS = 4 };

enum fault { NO_FAULT, FAULT_VERDICT, FAULT_PLACE, FAULT_TEXT, FAULTS };

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
	unsigned long accepted, refused, part, records, texts, failed, empty;
	bool failing; /* the message at hand */
	ldns_buffer *theirs;
	char *ours;
	struct words a, b;
};

static void show_message(const struct run *run)
{
	printf("  %zu octets:", run->size);
	for (size_t i = 0; i < run->size; i++)
		printf("%s%02x", i % 32 ? "" : "\n    ", run->data[i]);
	printf("\n  repeat: %s --seed %" PRIu64 " --only %" PRIu64, run->argv[0], run->options.seed,
		run->number);
	for (int i = optind; i < run->argc; i++)
		printf(" %s", run->argv[i]);
	printf("\n");
}

static bool begin_failure(struct run *run)
{
	bool first = !run->failing;
	run->failing = true;
	run->failed += first;
	if (run->options.self_test || run->failed > run->options.most)
		return false;
	if (first)
		show_message(run);
	return true;
}

/* --- verdicts */

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

static struct at_issue issue_of(const struct run *run, const struct judge *j)
{
	return (struct at_issue){
		.data = run->data,
		.size = run->size,
		.frame = j->framed ? &j->frame : NULL,
		.owner = j->frame.owner,
		.section = j->section,
		.status = j->status,
		.reason = reason_of(run->data, run->size, j->frame.owner, j->section),
	};
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

/* --- texts */

/* Words that are digits: from which on they are one, and which have no case; among the RDATA. */
static const struct {
	uint16_t type;
	uint8_t join, fold, fold_too;
} digits[] = {
	{ 22, 0, 1, 0 },    /* NSAP */
	{ 24, 9, 0, 0 },    /* SIG */
	{ 25, 4, 0, 0 },    /* KEY */
	{ 31, 1, 1, 0 },    /* EID */
	{ 32, 1, 1, 0 },    /* NIMLOC */
	{ 37, 4, 0, 0 },    /* CERT */
	{ 40, 4, 0, 0 },    /* SINK */
	{ 43, 4, 4, 0 },    /* DS */
	{ 44, 3, 3, 0 },    /* SSHFP */
	{ 45, 5, 0, 0 },    /* IPSECKEY */
	{ 46, 9, 0, 0 },    /* RRSIG */
	{ 48, 4, 0, 0 },    /* DNSKEY */
	{ 49, 1, 0, 0 },    /* DHCID */
	{ 50, 0, 4, 5 },    /* NSEC3: salt and hash */
	{ 51, 0, 4, 0 },    /* NSEC3PARAM */
	{ 52, 4, 4, 0 },    /* TLSA */
	{ 53, 4, 4, 0 },    /* SMIMEA */
	{ 55, 0, 2, 0 },    /* HIP */
	{ 57, 4, 0, 0 },    /* RKEY */
	{ 59, 4, 4, 0 },    /* CDS */
	{ 60, 4, 0, 0 },    /* CDNSKEY */
	{ 61, 1, 0, 0 },    /* OPENPGPKEY */
	{ 63, 4, 4, 0 },    /* ZONEMD */
	{ 67, 1, 0, 0 },    /* HHIT */
	{ 68, 1, 0, 0 },    /* BRID */
	{ 108, 0, 1, 0 },   /* EUI48 */
	{ 109, 0, 1, 0 },   /* EUI64 */
	{ 259, 5, 0, 0 },   /* DOA */
	{ 32768, 4, 4, 0 }, /* TA */
	{ 32769, 4, 4, 0 }, /* DLV */
};

static void normalise(struct words *w, uint16_t type)
{
	if (word_is(w, RDATA, "\\#") || word_is(w, RDATA, "#")) {
		words_join(w, RDATA + 2);
		word_fold(w, RDATA + 2);
		return;
	}
	for (size_t i = 0; i < sizeof(digits) / sizeof(digits[0]); i++) {
		if (digits[i].type != type)
			continue;
		if (digits[i].join)
			words_join(w, RDATA + digits[i].join - 1);
		if (digits[i].fold)
			word_fold(w, RDATA + digits[i].fold - 1);
		if (digits[i].fold_too)
			word_fold(w, RDATA + digits[i].fold_too - 1);
	}
}

static void compare_texts(
	struct run *run, const struct judge *j, const struct msg *msg, const struct rr *rr)
{
	struct text t;
	size_t first;
	text_init(&t, run->ours, TEXT_OCTETS);
	if (j->frame.question)
		print_question_line(msg, rr, &t);
	else
		print_record(msg, rr, &t);
	if (run->fault == FAULT_TEXT && !run->planted && t.len) {
		run->ours[t.len - 1] ^= 1;
		run->planted = true;
	}
	bool has = judge_text(j->rr, run->theirs);
	const char *theirs = (const char *)ldns_buffer_begin(run->theirs);
	size_t len = has ? ldns_buffer_position(run->theirs) : 0;
	bool whole = text_whole(&t) && words_of(&run->a, run->ours, t.len);
	words_of(&run->b, theirs, len);
	normalise(&run->a, j->frame.type);
	normalise(&run->b, j->frame.type);
	run->texts++;
	struct at_issue at = issue_of(run, j);
	if (run->options.show)
		printf("ours:  %s\nldns:  %.*s", run->ours, (int)len, theirs);
	for (size_t i = 0; whole && i < ndifferences && !words_equal(&run->a, &run->b, &first); i++)
		if (differences[i].mend && differences[i].mend(&at, &run->a, &run->b)) {
			differences[i].count++;
			if (run->options.show)
				printf("known: %s\n", differences[i].name);
		}
	if (whole && words_equal(&run->a, &run->b, &first))
		return;
	if (begin_failure(run))
		printf("  record %u differs from word %zu on:\n  ours: %s\n  ldns: %.*s%s",
			j->good - 1, first, run->ours, (int)len, has ? theirs : "",
			len ? "" : "no text\n");
}

/* --- for another judge */

static void write_records(struct run *run)
{
	static uint8_t plain[1 << 17];
	struct msg msg;
	struct rr rr;
	if (!msg_parse(&msg, run->data, run->size))
		return;
	for (int section = ANSWER; section < SECTIONS; section++)
		for (struct rr_iter it = msg_section(&msg, (enum section)section);
			rr_next(&it, &rr);) {
			struct writer w = writer_of(plain, sizeof(plain));
			struct text t;
			write_rdata_as(&w, run->data, &rr, RDATA_PLAIN);
			text_init(&t, run->ours, TEXT_OCTETS);
			print_rdata(&msg, &rr, &t);
			if (w.full || w.len > MESSAGE_OCTETS || rr.type == OPT)
				continue;
			printf("%u %u ", rr.type, rr.class);
			for (size_t i = 0; i < w.len; i++)
				printf("%02x", plain[i]);
			printf("\t%s\n", run->ours);
		}
}

/* --- one message */

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

static void compare(struct run *run)
{
	struct judge j;
	if (run->options.records) {
		write_records(run);
		return;
	}
	struct ours o = parse_ours(run);
	bool header = judge_init(&j, run->data, run->size);
	run->failing = false;
	if (o.counts || !header)
		compare_refused(run, &j, header, o.accepted);
	else
		compare_verdict(run, &j, &o, compare_records(run, &j, &o));
	judge_fini(&j);
}

/* --- the run */

static void compare_number(struct run *run, uint64_t number)
{
	static uint8_t mutant[MESSAGE_OCTETS];
	run->number = number;
	if (number < run->messages.count) {
		run->data = run->messages.list[number].data;
		run->size = run->messages.list[number].size;
		compare(run);
		return;
	}
	run->size = mutate(&run->messages, run->options.seed, number, mutant);
	uint8_t *exact = malloc(run->size ? run->size : 1);
	if (!exact)
		abort();
	memcpy(exact, mutant, run->size);
	run->data = exact;
	compare(run);
	free(exact);
}

static int report(const struct run *run, uint64_t total)
{
	unsigned long known = 0;
	printf("%" PRIu64
	       " messages, %zu of them as they came and the others mutations (seed %" PRIu64
	       ")\n%lu accepted by both, %lu in part, %lu refused; %lu records taken by both, %lu "
	       "texts compared\n",
		total, run->messages.count, run->options.seed, run->accepted, run->part,
		run->refused, run->records, run->texts);
	for (size_t i = 0; i < ndifferences; i++) {
		if (differences[i].count)
			printf("%8lu  %s\n", differences[i].count, differences[i].name);
		else
			printf("   never  %s\n", differences[i].name);
		known += differences[i].count;
	}
	printf("%lu differences known and justified, %lu failures\n", known, run->failed);
	return run->failed ? 1 : 0;
}

/* A fault in every message, of each kind in turn; one that goes unnoticed is a failure. */
static int self_test(struct run *run)
{
	static const char *const names[] = { "", "the other verdict", "a record less",
		"one letter" };
	int status = 0;
	for (run->fault = FAULT_VERDICT; run->fault < FAULTS; run->fault++) {
		unsigned long planted = 0, found = 0;
		for (uint64_t n = 0; n < run->options.total; n++) {
			unsigned long before = run->failed;
			run->planted = false;
			compare_number(run, n);
			planted += run->planted;
			found += run->planted && run->failed > before;
		}
		printf("%s: planted in %lu messages, found in %lu\n", names[run->fault], planted,
			found);
		if (!planted || found != planted)
			status = 1;
	}
	return status;
}

static bool read_options(struct run *run)
{
	static const struct option names[] = { { "total", 1, NULL, 't' }, { "seed", 1, NULL, 's' },
		{ "only", 1, NULL, 'o' }, { "most", 1, NULL, 'm' }, { "self-test", 0, NULL, 'x' },
		{ "records", 0, NULL, 'r' }, { NULL, 0, NULL, 0 } };
	struct options *o = &run->options;
	*o = (struct options){ .total = 100000, .seed = 1, .most = 20 };
	for (int c; (c = getopt_long(run->argc, run->argv, "", names, NULL)) != -1;) {
		switch (c) {
		case 't': o->total = strtoull(optarg, NULL, 0); break;
		case 's': o->seed = strtoull(optarg, NULL, 0); break;
		case 'm': o->most = strtoull(optarg, NULL, 0); break;
		case 'r': o->records = true; break;
		case 'x': o->self_test = true; break;
		case 'o':
			o->only = strtoull(optarg, NULL, 0);
			o->show = true;
			break;
		default: return false;
		}
	}
	return optind < run->argc;
}

int main(int argc, char **argv)
{
	static struct run run;
	run.argc = argc;
	run.argv = argv;
	if (!read_options(&run)) {
		fprintf(stderr, "usage: differential [--total N] [--seed N] [--only N] [--most N] "
				"[--records | --self-test] FILE|FOLDER...\n");
		return 2;
	}
	for (int i = optind; i < argc; i++)
		if (!messages_add(&run.messages, argv[i]))
			return 2;
	run.ours = malloc(TEXT_OCTETS);
	run.theirs = ldns_buffer_new(TEXT_OCTETS);
	if (!run.messages.count || !run.ours || !run.theirs)
		return 2;
	int status;
	if (run.options.show) {
		compare_number(&run, run.options.only);
		status = report(&run, 1);
	} else if (run.options.self_test) {
		status = self_test(&run);
	} else {
		for (uint64_t n = 0; n < run.options.total; n++)
			compare_number(&run, n);
		status = run.options.records ? 0 : report(&run, run.options.total);
	}
	ldns_buffer_free(run.theirs);
	free(run.ours);
	messages_fini(&run.messages);
	return status;
}
