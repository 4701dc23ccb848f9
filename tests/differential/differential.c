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

#include "mutate.h"
#include "run.h"

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

bool begin_failure(struct run *run)
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

struct at_issue issue_of(const struct run *run, const struct judge *j)
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

static void compare(struct run *run)
{
	if (run->options.records)
		write_records(run);
	else
		compare_verdicts(run);
}

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
