/* Texts that differ whatever the type: classes, names of types, TTLs and times. */
#include "mend.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "judge.h"

bool mend_opaque(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	const struct frame *f = at->frame;
	(void)ours;
	return is_record(at) && (f->type == WKS || (only_in(f->type) && f->class != IN)) &&
	       mend_whole(at, theirs);
}

/* Ours is the RFC's own number where a mnemonic is missing: this one alone. */
bool mend_names(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	bool done = false;
	char word[16];
	(void)ours;
	for (size_t i = OWNER + 1; i < theirs->count; i++) {
		unsigned type;
		char end;
		if (theirs->list[i].len > 9 || !word_copy(theirs, i, word, sizeof(word)) ||
			sscanf(word, "TYPE%u%c", &type, &end) != 1 || type > 65535)
			continue;
		const char *name = unnamed_type((uint16_t)type);
		done |= name && mend_word(theirs, i, name);
	}
	if (is_record(at) && judged_as(at->frame->type))
		done |= mend_word(theirs, TYPE, unnamed_type(at->frame->type));
	return done;
}

bool mend_ttl(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	(void)ours;
	return is_record(at) && at->frame->ttl >> 31 && mend_word(theirs, TTL, "0");
}

static void time_text(int64_t seconds, char out[static 24])
{
	struct tm tm;
	time_t t = (time_t)seconds;
	gmtime_r(&t, &tm);
	strftime(out, 24, "%Y%m%d%H%M%S", &tm);
}

/* Only where the two are the same 32 bits. */
bool mend_times(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	unsigned type = at->frame->type;
	size_t word = 4, offset = 8;
	bool done = false;
	(void)ours;
	if (!is_record(at) || (type != SIG && type != RRSIG))
		return false;
	for (size_t i = 0; i < 2; i++, word++, offset += 4) {
		char right[24], other[24];
		int64_t seconds = octets32(rdata(at) + offset);
		time_text(seconds, right);
		for (int64_t era = -1; era <= 1; era += 2) {
			time_text(seconds + era * (INT64_C(1) << 32), other);
			if (word_is(theirs, RDATA + word, other))
				done |= mend_word(theirs, RDATA + word, right);
		}
	}
	return done;
}

/* RFC 2930 has no text: seconds for us, dates for ldns, of the same 32 bits. */
bool mend_tkey(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	bool done = false;
	(void)ours;
	if (!is_record(at) || at->frame->type != TKEY)
		return false;
	size_t offset = behind_name(at->data, at->size, at->frame->rdata);
	for (size_t i = 0; i < 2; i++, offset += 4) {
		char date[24], number[24];
		int64_t seconds = octets32(at->data + offset);
		snprintf(number, sizeof(number), "%lld", (long long)seconds);
		for (int64_t era = -1; era <= 1; era++) {
			time_text(seconds + era * (INT64_C(1) << 32), date);
			if (word_is(theirs, RDATA + 1 + i, date))
				done |= mend_word(theirs, RDATA + 1 + i, number);
		}
	}
	return done;
}
