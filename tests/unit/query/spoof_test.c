/* What is not taken for a reply. */
#include "tests/unit/query/script.h"

static const struct row rows[] = {
	{ "SP01 wrong ID: ignored", "drops=1 reason=2", "ask A; reply 0 A id; reply 0 A ok",
		START "A=OK@0 close0" },
	{ "SP03 wrong QNAME: ignored", "drops=1 reason=5", "ask A; reply 0 A qname; reply 0 A ok",
		START "A=OK@0 close0" },
	{ "SP04 wrong QTYPE: ignored", "drops=1 reason=5", "ask A; reply 0 A qtype; reply 0 A ok",
		START "A=OK@0 close0" },
	{ "SP05 wrong QCLASS: ignored", "drops=1 reason=5", "ask A; reply 0 A qclass; reply 0 A ok",
		START "A=OK@0 close0" },
	{ "SP06 QR=0: ignored", "drops=1 reason=3", "ask A; reply 0 A query; reply 0 A ok",
		START "A=OK@0 close0" },
	{ "SP08 another opcode: ignored", "drops=1 reason=4",
		"ask A; reply 0 A opcode; reply 0 A ok", START "A=OK@0 close0" },
	{ "SP11 eleven octets: ignored", "drops=1 reason=1", "ask A; reply 0 A short; reply 0 A ok",
		START "A=OK@0 close0" },
	{ "SP15 an empty datagram: ignored", "drops=1 reason=1",
		"ask A; reply 0 A empty; reply 0 A ok", START "A=OK@0 close0" },
	{ "SP13 header only with NOERROR: ignored", "drops=1 reason=6",
		"ask A; reply 0 A no-question-ok; reply 0 A ok", START "A=OK@0 close0" },
	{ "header only with NXDOMAIN: ignored", "drops=1 reason=6",
		"ask A; reply 0 A no-question-nx; reply 0 A ok", START "A=OK@0 close0" },
	{ "SP12 header only with SERVFAIL: the next server", "servers=2",
		"ask A; reply 0 A no-question-servfail; reply 1 A ok",
		START "open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "SP17 malformed with the right ID: ignored", "drops=1 reason=7",
		"ask A; reply 0 A malformed; reply 0 A ok", START "A=OK@0 close0" },
	{ "NL18 the question in other case is the question", "", "ask A; reply 0 A case",
		START "A=OK@0 close0" },
	{ "SP01 a hundred wrong IDs, then the right reply", "",
		"ask A; reply 0 A id 100; reply 0 A ok; stats",
		START
		"A=OK@0 close0 stats(1 sent, 0 again, 1 replies, 0 timeouts, 0 tcp 100 wrong id)" },
	{ "SP14 header only with REFUSED: the next server", "servers=2",
		"ask A; reply 0 A no-question-refused; reply 1 A ok",
		START "open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "SP16 garbage with a wrong ID: ignored", "drops=1 reason=2",
		"ask A; reply 0 A garbage-id; reply 0 A ok", START "A=OK@0 close0" },
	{ "SP17 garbage with the right ID: ignored", "drops=1 reason=4",
		"ask A; reply 0 A garbage; reply 0 A ok", START "A=OK@0 close0" },
	{ "SP18 a truncated copy of the reply: ignored", "drops=1 reason=7",
		"ask A; reply 0 A half; reply 0 A ok", START "A=OK@0 close0" },
	{ "SP19 an answer without a question: ignored", "drops=1 reason=6",
		"ask A; reply 0 A no-question; reply 0 A ok", START "A=OK@0 close0" },
	{ "SP22 each lookup and each try has a socket of its own", "",
		"ask A; wait 5000; reply 1 A ok; ask A; reply 0 A ok",
		START "@5000 open1:udp:0 send1:A A=OK@0 close0 close1 open0:udp:0 send0:A A=OK@0 "
		      "close0" },
	{ "SP25 a reply for a lookup that is over is for nobody", "",
		"ask A; reply 0 A ok 3; stats",
		START "A=OK@0 close0 stats(1 sent, 0 again, 1 replies, 0 timeouts, 0 tcp)" },
	{ "SP24 0x20: random case, the same in each try; other case is dropped, and TCP is asked",
		"0x20 drops=1 reason=9 ids=65535",
		"ask A; query 0 A; wait 5000; query 1 A; reply 0 A case; reply 1 A ok",
		START
		"query(rd+mixed) @5000 open1:udp:0 send1:A query(rd+mixed) A=OK@0 close0 close1" },
	{ "SP24 0x20: TCP says that the server does not keep the case: it need not any more",
		"0x20 ids=21845 drops=1 reason=9",
		"ask A; reply 0 A ok+flat; reply 1 A ok+flat; ask A; query 0 A; reply 0 A ok+flat",
		START "open1:tcp:0 send1:A A=OK@0 close0 close1 open0:udp:0 send0:A "
		      "query(rd+mixed) A=OK@0 close0" },
	{ "SP24 0x20: a forged case costs one connection", "0x20 ids=21845 drops=5 reason=9",
		"ask A; reply 0 A case 5; reply 1 A ok; ask A; query 0 A; reply 0 A ok",
		START "open1:tcp:0 send1:A A=OK@0 close0 close1 open0:udp:0 send0:A "
		      "query(rd+mixed) A=OK@0 close0" },
	{ "SP24 0x20: of an answered question no case is asked after",
		"0x20 ids=21845 drops=1 reason=8",
		"ask A+AAAA; reply 0 A ok; reply 0 A case; reply 0 AAAA ok",
		PAIR "A=OK@0 AAAA=OK@0 close0" },
	{ "everything at once, counted by reason", "",
		"ask A+AAAA; reply 0 A short; reply 0 A empty; reply 0 A id 7; reply 0 A query 2; "
		"reply 0 A opcode; reply 0 A qname; reply 0 AAAA qtype; reply 0 A qclass; reply 0 "
		"A no-question-ok; reply 0 A malformed; reply 0 A ok 2; reply 0 AAAA ok; stats",
		PAIR "A=OK@0 AAAA=OK@0 close0 stats(2 sent, 0 again, 2 replies, 0 timeouts, 0 tcp "
		     "2 shorter than a header 7 wrong id 2 a query, not a response (QR=0) 1 wrong "
		     "opcode 3 wrong question 1 no question, and no error code that would excuse "
		     "it 1 malformed 1 not awaited: already answered, or not asked yet)" },
};

int main(void)
{
	TABLE_ROWS(rows, script_check);
	return table_run("spoof", NULL, NULL);
}
