/* The texts of records, ours and ldns's. */
#include "run.h"

#include <stdio.h>

#include "resolver/dns/print.h"
#include "resolver/dns/rdata_write.h"

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

void compare_texts(
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

void write_records(struct run *run)
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
