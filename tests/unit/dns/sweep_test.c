/* Every prefix and every flipped bit of 200 messages: the fixtures, some of the fuzzer's corpus,
 * and messages that are built here.
 *
 * Of a prefix it is known beforehand what must come out.  Of a message with a bit flipped that is
 * known for some bits; of the others, whatever is accepted must hold together. */
#include "resolver/dns/msg.h"

#include <stdlib.h>
#include <string.h>
#include "resolver/dns/build.h"
#include "resolver/dns/code.h"
#include "resolver/dns/layout.h"
#include "resolver/dns/print.h"
#include "tests/support/table.h"
#include "tests/unit/dns/sweep_messages.h"
#include "tests/unit/dns/vector.h"

enum { RECORDS_MOST = 512, PRINT_CHARS = 1 << 18 };

static struct message messages[SWEEP_MESSAGES];

/* The message's records one after the other. */
struct ends {
	size_t n, end[RECORDS_MOST];
	uint8_t section[RECORDS_MOST];
	struct rr rr[RECORDS_MOST];
};

static void walk(const struct msg *msg, struct ends *out)
{
	out->n = 0;
	for (int section = QUESTION; section < SECTIONS; section++) {
		struct rr_iter it = msg_section(msg, (enum section)section);
		unsigned n = 0;
		for (struct rr rr; rr_next(&it, &rr); n++) {
			assert_true(name_same(msg, rr.owner, rr.owner));
			assert_true(it.at <= msg->end);
			if (out->n == RECORDS_MOST)
				continue;
			out->rr[out->n] = rr;
			out->section[out->n] = (uint8_t)section;
			out->end[out->n++] = it.at;
		}
		assert_int_equal(n, msg->count[section]);
	}
}

static size_t print(const struct msg *msg, char out[static PRINT_CHARS])
{
	struct text t;
	text_init(&t, out, PRINT_CHARS);
	msg_print(msg, &t);
	assert_true(text_whole(&t));
	for (const char *p = out; *p; p++) /* IN23 */
		if ((uint8_t)*p >= 0x7f || (*p < ' ' && *p != '\n' && *p != '\t'))
			fail_msg("octet %02x in the printed message", (uint8_t)*p);
	return t.len;
}

/* Walked, printed, and written again: the same by its text. */
static void message_holds(const struct msg *msg)
{
	static struct ends ends;
	static char printed[PRINT_CHARS], again[PRINT_CHARS];
	static uint8_t out[UINT16_MAX];
	struct writer w = writer_of(out, sizeof(out));
	struct msg other;
	walk(msg, &ends);
	size_t len = print(msg, printed);
	if (!write_msg(&w, msg))
		return; /* names in full may be too many for one message */
	uint8_t *exact = vector_exact(out, w.len);
	assert_true(msg_parse(&other, exact, w.len));
	assert_int_equal(other.end, w.len);
	assert_false(other.cut);
	assert_memory_equal(other.count, msg->count, sizeof(msg->count));
	if (!msg->cut && msg->end == msg->size) {
		assert_int_equal(print(&other, again), len);
		assert_string_equal(again, printed);
	}
	free(exact);
}

/* What is before `end` is a message of its own: all of it. */
static void good_part_holds(const struct msg *msg)
{
	struct msg part;
	uint8_t *exact = vector_exact(msg->data, msg->end);
	assert_true(msg_parse(&part, exact, msg->end));
	assert_int_equal(part.end, msg->end);
	assert_int_equal(part.cut, msg->cut);
	assert_int_equal(part.opt, msg->opt);
	assert_memory_equal(part.count, msg->count, sizeof(msg->count));
	free(exact);
}

static bool try_octets(const uint8_t *data, size_t len, struct msg *out)
{
	uint8_t *exact = vector_exact(data, len);
	struct msg msg, answer;
	bool good = msg_parse(&msg, exact, len);
	assert_int_equal(msg_parse_answer(&answer, exact, len), good);
	if (good) {
		assert_int_equal(answer.count[QUESTION], msg.count[QUESTION]);
		assert_int_equal(answer.count[ANSWER], msg.count[ANSWER]);
		message_holds(&msg);
		good_part_holds(&msg);
		*out = msg;
		out->data = data;
	}
	free(exact);
	return good;
}

/* A prefix is accepted just if the whole ANSWER is in it, and has the records that are. */
static void check_prefixes(void **state)
{
	static struct ends ends;
	const struct message *m = *state;
	struct msg whole, msg;
	assert_true(msg_parse(&whole, m->data, m->len));
	walk(&whole, &ends);
	assert_true(ends.n < RECORDS_MOST);
	unsigned accepted = 0;
	size_t answer = HEADER_OCTETS;
	for (size_t i = 0; i < ends.n; i++)
		if (ends.section[i] <= ANSWER)
			answer = ends.end[i];
	for (size_t n = 0; n <= m->len; n++) {
		bool good = try_octets(m->data, n, &msg);
		accepted += good;
		assert_int_equal(good, n >= answer);
		if (!good)
			continue;
		uint16_t counts[SECTIONS] = { 0 };
		size_t end = HEADER_OCTETS;
		for (size_t i = 0; i < ends.n && ends.end[i] <= n; i++) {
			counts[ends.section[i]]++;
			end = ends.end[i];
		}
		assert_memory_equal(msg.count, counts, sizeof(counts));
		assert_int_equal(msg.end, end);
		assert_int_equal(msg.cut, whole.cut || n < whole.end);
	}
	assert_int_equal(accepted, m->len - answer + 1);
}

/* Octets that no proof depends on: 1 for those that the view shows nothing of but as a value. */
static void mark_indifferent(
	const struct message *m, const struct msg *msg, uint8_t out[static MESSAGE_OCTETS])
{
	static struct ends ends;
	memset(out, 0, MESSAGE_OCTETS);
	memset(out, 1, 4); /* ID and flags */
	if (!m->ours)
		return;
	walk(msg, &ends);
	for (size_t i = 0; i < ends.n; i++) {
		const struct rr *rr = &ends.rr[i];
		if (ends.section[i] == QUESTION)
			continue;
		memset(out + rr->rdata - 6, 1, 4); /* TTL */
		if (!*layout_fields(rr->type, rr->class) ||
			((rr->type == TYPE_A || rr->type == TYPE_AAAA) && rr->class == CLASS_IN))
			memset(out + rr->rdata, 1, rr->rdlen);
	}
	for (size_t at = msg->end; at < m->len; at++)
		out[at] = !msg->cut;
}

static void check_flips(void **state)
{
	static uint8_t data[MESSAGE_OCTETS], indifferent[MESSAGE_OCTETS];
	const struct message *m = *state;
	struct msg whole, msg;
	memcpy(data, m->data, m->len);
	assert_true(msg_parse(&whole, m->data, m->len));
	mark_indifferent(m, &whole, indifferent);
	for (size_t bit = 0; bit < m->len * 8; bit++) {
		data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		bool good = try_octets(data, m->len, &msg);
		if (indifferent[bit / 8]) {
			assert_true(good);
			assert_int_equal(msg.end, whole.end);
			assert_int_equal(msg.cut, whole.cut);
			assert_memory_equal(msg.count, whole.count, sizeof(msg.count));
			assert_memory_equal(msg.start, whole.start, sizeof(msg.start));
		}
		data[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

static void there_are_200(void **state)
{
	size_t octets = 0, ours = 0, count = *(size_t *)*state;
	for (size_t i = 0; i < count; i++) {
		octets += messages[i].len;
		ours += messages[i].ours;
	}
	print_message("# %zu messages of %zu octets, %zu of them not from the corpus\n", count,
		octets, ours);
	assert_int_equal(count, SWEEP_MESSAGES);
}

int main(void)
{
	size_t count = sweep_messages(messages);
	table_format(there_are_200, &count, "there are 200 messages");
	for (size_t i = 0; i < count; i++)
		table_format(check_prefixes, &messages[i], "every prefix of %s", messages[i].name);
	for (size_t i = 0; i < count; i++)
		table_format(
			check_flips, &messages[i], "every flipped bit of %s", messages[i].name);
	return table_run("dns-sweep", NULL, NULL);
}
