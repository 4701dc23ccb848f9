/* Which records of a reply are addresses: chains, owners, types, sections. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <cmocka.h>
#include "resolver/dns/build.h"
#include "resolver/dns/code.h"
#include "resolver/lookup/answer.h"
#include "tests/support/table.h"

/* Records, "; "-separated: "OWNER A OCTET", "OWNER AAAA OCTET", "OWNER CNAME TARGET", "OWNER CH
 * OCTET" (class CH), "OWNER DNAME TARGET"; "|" begins the additional section.  The question is
 * q.test A; TTLs count up from 100. */
struct row {
	const char *name, *records;
	unsigned rcode;
	const char
		*log; /* status, last octets of the addresses with their TTLs, end of the chain */
};

static unsigned add(struct writer *w, const char *record, uint32_t ttl)
{
	char owner[80], type[16], value[80];
	assert_int_equal(sscanf(record, "%79s %15s %79s", owner, type, value), 3);
	struct name name, target;
	assert_true(name_from_text(&name, owner));
	bool ch = !strcmp(type, "CH");
	uint16_t code = TYPE_A;
	if (!ch)
		assert_true(type_from_text(type, &code));
	size_t begun = rr_begin(w, &name, code, ch ? CLASS_CH : CLASS_IN, ttl);
	if (code == TYPE_CNAME || code == TYPE_DNAME) {
		assert_true(name_from_text(&target, value));
		write_name(w, &target, code == TYPE_CNAME);
	} else {
		uint8_t rdata[16] = { [3] = (uint8_t)atoi(value), [15] = (uint8_t)atoi(value) };
		write_octets(w, rdata, code == TYPE_A ? 4 : 16);
	}
	rr_end(w, begun);
	return 1;
}

static size_t build(const char *records, unsigned rcode, uint8_t *out, size_t cap)
{
	struct writer w = writer_of(out, cap);
	struct question q = { .type = TYPE_A, .class = CLASS_IN };
	assert_true(name_from_text(&q.name, "q.test"));
	write_header(&w, 1, (uint16_t)(0x8180 | rcode));
	write_question(&w, &q);
	write_count(&w, QUESTION, 1);
	char *copy = strdup(records), *rest = copy;
	uint16_t counts[SECTIONS] = { 0 };
	enum section section = ANSWER;
	uint32_t ttl = 100;
	for (char *record; (record = strsep(&rest, ";"));) {
		if (*record == '|') {
			section = ADDITIONAL;
			record++;
		}
		if (record[strspn(record, " ")])
			counts[section] = (uint16_t)(counts[section] + add(&w, record, ttl++));
	}
	free(copy);
	write_count(&w, ANSWER, counts[ANSWER]);
	write_count(&w, ADDITIONAL, counts[ADDITIONAL]);
	assert_false(w.full);
	return w.len;
}

static void check(void **state)
{
	const struct row *row = *state;
	uint8_t message[4096];
	struct msg m;
	assert_true(
		msg_parse(&m, message, build(row->records, row->rcode, message, sizeof(message))));
	struct addr_list list;
	addr_list_init(&list);
	name_ref end = 0;
	int status = answer_read(&m, TYPE_A, &list, &end);
	char room[1024];
	struct text t;
	text_init(&t, room, sizeof(room));
	text_put(&t, stub_status_name(status) + 5);
	for (size_t i = 0; i < list.count; i++)
		text_printf(&t, " %u/%u", list.at[i].octets[3], list.at[i].ttl);
	if (status == STUB_OK) {
		struct name name;
		name_expand(&name, m.data, end);
		text_char(&t, ' ');
		name_to_text(&name, false, &t);
	}
	addr_list_fini(&list);
	assert_string_equal(room, row->log);
}

static const struct row rows[] = {
	{ "one address", "q.test A 1", 0, "OK 1/100 q.test" },
	{ "CN01 a CNAME and its address, the lesser TTL", "q.test CNAME w.test; w.test A 1", 0,
		"OK 1/100 w.test" },
	{ "CN06 the address before its CNAME", "w.test A 1; q.test CNAME w.test", 0,
		"OK 1/100 w.test" },
	{ "CN02 a chain of 8 in any order",
		"h.test A 1; g.test CNAME h.test; f.test CNAME g.test; e.test CNAME f.test; d.test "
		"CNAME e.test; c.test CNAME d.test; "
		"b.test CNAME c.test; a.test CNAME b.test; q.test CNAME a.test",
		0, "OK 1/100 h.test" },
	{ "CN03 a chain of 16",
		"q.test CNAME 1.t; 1.t CNAME 2.t; 2.t CNAME 3.t; 3.t CNAME 4.t; 4.t CNAME 5.t; 5.t "
		"CNAME 6.t; 6.t CNAME 7.t; 7.t CNAME 8.t; "
		"8.t CNAME 9.t; 9.t CNAME 10.t; 10.t CNAME 11.t; 11.t CNAME 12.t; 12.t CNAME 13.t; "
		"13.t CNAME 14.t; 14.t CNAME 15.t; "
		"15.t CNAME 16.t; 16.t A 1",
		0, "OK 1/100 16.t" },
	{ "CN09 a loop with an address at the name is refused",
		"q.test A 1; q.test CNAME w.test; w.test CNAME q.test", 0, "BADREPLY" },
	{ "CN12 two CNAMEs at one owner: the first counts, nothing is merged",
		"q.test CNAME w.test; q.test CNAME x.test; w.test A 1; x.test A 2", 0,
		"OK 1/100 w.test" },
	{ "CN24 the TTL is the least of the chain, be it the address's",
		"w.test A 1; x.test CNAME w.test; q.test CNAME x.test", 0, "OK 1/100 w.test" },
	{ "CN24 or a CNAME's", "q.test CNAME x.test; x.test CNAME w.test; w.test A 1; w.test A 2",
		0, "OK 1/100 2/100 w.test" },
	{ "a chain of 17 is refused",
		"q.test CNAME 1.t; 1.t CNAME 2.t; 2.t CNAME 3.t; 3.t CNAME 4.t; 4.t CNAME 5.t; 5.t "
		"CNAME 6.t; 6.t CNAME 7.t; 7.t CNAME 8.t; "
		"8.t CNAME 9.t; 9.t CNAME 10.t; 10.t CNAME 11.t; 11.t CNAME 12.t; 12.t CNAME 13.t; "
		"13.t CNAME 14.t; 14.t CNAME 15.t; "
		"15.t CNAME 16.t; 16.t CNAME 17.t; 17.t A 1",
		0, "BADREPLY" },
	{ "CN07 a loop fails at once", "q.test CNAME w.test; w.test CNAME q.test", 0, "BADREPLY" },
	{ "CN08 a CNAME to itself fails at once", "q.test CNAME q.test", 0, "BADREPLY" },
	{ "CN10 a CNAME whose target has no address", "q.test CNAME w.test", 0, "NODATA" },
	{ "CN11 NXDOMAIN with a CNAME is about the target", "q.test CNAME w.test", RCODE_NXDOMAIN,
		"NXDOMAIN" },
	{ "CN15 an unrelated owner only: no address", "evil.test A 66", 0, "NODATA" },
	{ "CN16 an unrelated owner beside the right one", "evil.test A 66; q.test A 1", 0,
		"OK 1/101 q.test" },
	{ "CN17 DNAME with its CNAME: the CNAME is followed",
		"test DNAME x; q.test CNAME q.x; q.x A 1", 0, "OK 1/101 q.x" },
	{ "CN19 AAAA in the reply to A is ignored", "q.test AAAA 6; q.test A 1", 0,
		"OK 1/101 q.test" },
	{ "CN20 an address in the additional section is no answer", "| q.test A 1", 0, "NODATA" },
	{ "WF26 a record of class CH is no address", "q.test CH 66", 0, "NODATA" },
	{ "WF47 a subdomain of the name is not the name", "x.q.test A 66", 0, "NODATA" },
	{ "NL17 the owner in other case is the owner", "Q.TEST A 1", 0, "OK 1/100 q.test" },
	{ "the same address twice counts once", "q.test A 1; q.test A 1; q.test A 2", 0,
		"OK 1/100 2/102 q.test" },
	{ "more addresses than fit the first block",
		"q.test A 1; q.test A 2; q.test A 3; q.test A 4; q.test A 5; q.test A 6; q.test A "
		"7; q.test A 8; q.test A 9; q.test A 10; "
		"q.test A 11; q.test A 12; q.test A 13; q.test A 14; q.test A 15; q.test A 16; "
		"q.test A 17; q.test A 18",
		0,
		"OK 1/100 2/101 3/102 4/103 5/104 6/105 7/106 8/107 9/108 10/109 11/110 12/111 "
		"13/112 14/113 15/114 16/115 17/116 18/117 q.test" },
};

/* Chains longer than anybody needs end, and end quickly: in order, and from the last link to the
 * first, where each pass over the answer finds one link. */
static void check_long_chain(void **state)
{
	const size_t *links = *state;
	for (int backwards = 0; backwards < 2; backwards++) {
		uint8_t message[4096];
		char records[4096] = "";
		struct text t;
		struct msg m;
		struct addr_list list;
		name_ref end;
		text_init(&t, records, sizeof(records));
		for (size_t i = 0; i < *links; i++) {
			size_t link = backwards ? *links - 1 - i : i;
			if (link)
				text_printf(&t, "%zu.t CNAME %zu.t;", link, link + 1);
			else
				text_put(&t, "q.test CNAME 1.t;");
		}
		text_printf(&t, "%zu.t A 1", *links);
		assert_true(text_whole(&t));
		assert_true(msg_parse(&m, message, build(records, 0, message, sizeof(message))));
		addr_list_init(&list);
		assert_int_equal(answer_read(&m, TYPE_A, &list, &end), STUB_BADREPLY);
		assert_int_equal(list.count, 0);
		addr_list_fini(&list);
	}
}

/* Five labels behind a pointer each: 320 octets in full. */
static void check_long_target(void **state)
{
	(void)state;
	uint8_t message[1024];
	struct msg m;
	struct writer w = writer_of(message, sizeof(message));
	struct question q = { .type = TYPE_A, .class = CLASS_IN };
	assert_true(name_from_text(&q.name, "q.test"));
	write_header(&w, 1, 0x8180);
	write_question(&w, &q);
	write_count(&w, QUESTION, 1);
	for (size_t i = 0, before = HEADER_OCTETS; i < 5; i++) {
		uint8_t label[64] = { 63 };
		size_t begun = rr_begin(&w, &q.name, TYPE_CNAME, CLASS_IN, 60), here = w.len;
		memset(label + 1, 'a', 63);
		write_octets(&w, label, sizeof(label));
		write_u16(&w, (uint16_t)(POINTER << 8 | before));
		rr_end(&w, begun);
		before = here;
		write_count(&w, ANSWER, (uint16_t)(i + 1));
		assert_int_equal(msg_parse_answer(&m, message, w.len), i < 3);
		if (i == 3)
			return;
	}
}

int main(void)
{
	static const size_t thirty = 30, sixty_four = 64;
	table_format(check_long_chain, &thirty, "CN04 a chain of 30 is refused");
	table_format(check_long_chain, &sixty_four, "CN05 a chain of 64 is refused");
	table_test(
		"CN23 a CNAME's target of over 255 octets refuses the message", check_long_target);
	TABLE_ROWS(rows, check);
	return table_run("answer", NULL, NULL);
}
