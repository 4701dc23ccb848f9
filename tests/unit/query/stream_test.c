/* Truncation and TCP. */
#include "tests/unit/query/script.h"

static const struct row rows[] = {
	{ "TC01 a truncated reply: the same server over TCP", "",
		"ask A; reply 0 A tc; reply 1 A ok",
		START "open1:tcp:0 send1:A A=OK@0 close0 close1" },
	{ "both truncated: one connection, two questions", "",
		"ask A+AAAA; reply 0 A tc; reply 0 AAAA tc; both 1 ok ok",
		PAIR "open1:tcp:0 send1:A send1:AAAA A=OK@0 AAAA=OK@0 close0 close1" },
	{ "TC07 a TCP answer octet by octet", "", "ask A; reply 0 A tc; drip 1 A ok",
		START "open1:tcp:0 send1:A A=OK@0 close0 close1" },
	{ "TC18 TCP answers in reverse order", "use-vc",
		"ask A+AAAA; reply 0 AAAA ok; reply 0 A ok",
		"open0:tcp:0 send0:A send0:AAAA AAAA=OK@0 A=OK@0 close0" },
	{ "a connection that stalled is not tried again, also not by a pair", "use-vc",
		"ask A+AAAA; wait 5000; reply 1 AAAA ok; reply 1 A ok",
		"open0:tcp:0 send0:A send0:AAAA @5000 close0 open1:tcp:0 send1:A send1:AAAA "
		"AAAA=OK@0 "
		"A=OK@0 close1" },
	{ "TC10 TC11 a wrong ID and a wrong question on TCP are skipped", "use-vc",
		"ask A; reply 0 A id; reply 0 A qname; reply 0 A ok",
		"open0:tcp:0 send0:A A=OK@0 close0" },
	{ "TC09 a TCP message of no octets is skipped", "use-vc",
		"ask A; reply 0 A empty; reply 0 A ok", "open0:tcp:0 send0:A A=OK@0 close0" },
	{ "TC06 TCP that never answers times out", "attempts=1", "ask A; reply 0 A tc; wait 5000",
		START "open1:tcp:0 send1:A @5000 A=TIMEOUT@0 close0 close1" },
	{ "TC14 a stalled TCP server: the next one over UDP", "servers=2 attempts=1",
		"ask A; reply 0 A tc; wait 5000; reply 2 A ok",
		START "open1:tcp:0 send1:A @5000 close1 open2:udp:1 send2:A A=OK@1 close0 close2" },
	{ "TC02 TC05 refused TCP is a failure, not an answer", "attempts=1",
		"ask A; reply 0 A tc; end 1",
		START "open1:tcp:0 send1:A A=UNREACHABLE@0 close0 close1" },
	{ "one family over TCP does not disturb the other", "",
		"ask A+AAAA; reply 0 AAAA tc; reply 0 A ok; reply 1 AAAA ok",
		PAIR "open1:tcp:0 send1:AAAA A=OK@0 AAAA=OK@0 close0 close1" },
	{ "a malformed answer over TCP ends the try", "use-vc attempts=1",
		"ask A; reply 0 A malformed", "open0:tcp:0 send0:A A=BADREPLY@0 close0" },
	{ "a reply to a query that has not gone yet is none", "use-vc edns0 drops=1 reason=8",
		"ask A+AAAA 40; reply 0 A formerr; reply 0 AAAA ok; reply 0 A ok",
		"send0:A send0:AAAA AAAA=OK@0 A=OK@0 close0" },
	{ "TC03 a connection that is closed without data: once more, then the next",
		"attempts=1 servers=2",
		"ask A; reply 0 A tc; end 1 closed; end 2 closed; reply 1 A ok",
		START "open1:tcp:0 send1:A close1 open2:tcp:0 send2:A open1:udp:1 send1:A close2 "
		      "A=OK@1 close0 close1" },
	{ "TC05 the records of a truncated reply are not used", "attempts=1",
		"ask A; reply 0 A tc-ok; end 1; verdict A",
		START
		"open1:tcp:0 send1:A A=UNREACHABLE@0 close0 close1 verdict(rcode=0 octets=0)" },
	{ "TC12 TC in a TCP answer: there is no better one", "use-vc", "ask A; reply 0 A tc-ok",
		"open0:tcp:0 send0:A A=OK@0 close0" },
	{ "TC13 the TCP answer is SERVFAIL: the next server", "servers=2",
		"ask A; reply 0 A tc; reply 1 A servfail; reply 2 A ok",
		START "open1:tcp:0 send1:A open2:udp:1 send2:A A=OK@1 close0 close1 close2" },
	{ "TC16 a TCP answer after 3 s is used", "", "ask A; reply 0 A tc; wait 3000; reply 1 A ok",
		START "open1:tcp:0 send1:A @3000 A=OK@0 close0 close1" },
	{ "TC17 use-vc: TCP at once", "use-vc", "ask A+AAAA; reply 0 A ok; reply 0 AAAA ok",
		"open0:tcp:0 send0:A send0:AAAA A=OK@0 AAAA=OK@0 close0" },
	{ "TC21 a long reply without TC is used", "", "ask A; reply 0 A big; verdict A",
		START "A=OK@0 close0 verdict(rcode=0 octets=3069)" },
	{ "RL01 RL02 an answer of 4,000 addresses over TCP: one query each way", "",
		"ask A; reply 0 A tc; reply 1 A huge; verdict A",
		START "open1:tcp:0 send1:A A=OK@0 close0 close1 verdict(rcode=0 octets=64029)" },
	{ "TC22 header only with TC: TCP", "", "ask A; reply 0 A no-question-tc; reply 1 A ok",
		START "open1:tcp:0 send1:A A=OK@0 close0 close1" },
	{ "header only with TC on TCP is nothing", "use-vc drops=1 reason=6",
		"ask A; reply 0 A no-question-tc; reply 0 A ok",
		"open0:tcp:0 send0:A A=OK@0 close0" },
	{ "TC23 the connection is closed when both have their answers", "",
		"ask A+AAAA; reply 0 A tc; reply 1 A ok; reply 0 AAAA tc; reply 1 AAAA ok",
		PAIR "open1:tcp:0 send1:A A=OK@0 send1:AAAA AAAA=OK@0 close0 close1" },
	{ "a connection that ends after one of two answers: the other alone is asked again",
		"use-vc", "ask A+AAAA; reply 0 AAAA ok; end 0 closed; reply 1 A ok",
		"open0:tcp:0 send0:A send0:AAAA AAAA=OK@0 close0 open1:tcp:0 send1:A A=OK@0 "
		"close1" },
	{ "a connection that is reset: both are asked again on one", "use-vc",
		"ask A+AAAA; end 0 reset; reply 1 A ok; reply 1 AAAA ok",
		"open0:tcp:0 send0:A send0:AAAA close0 open1:tcp:0 send1:A send1:AAAA A=OK@0 "
		"AAAA=OK@0 close1" },
	{ "the clock goes on when a connection is made again", "use-vc attempts=1",
		"ask A; wait 4000; end 0 reset; wait 9000",
		"open0:tcp:0 send0:A @4000 close0 open1:tcp:0 send1:A @5000 A=TIMEOUT@0 close1" },
	{ "a connection that ends before the query has gone is not made again", "use-vc attempts=1",
		"ask A 5; end 0 reset", "A=UNREACHABLE@0 close0" },
	{ "a question that leaves in the middle of its frame takes the connection with it",
		"use-vc servers=2", "ask A+AAAA 5; wait 5000; reply 2 A ok; reply 2 AAAA ok",
		"@5000 close0 close1 open2:tcp:1 send2:A send2:AAAA A=OK@1 AAAA=OK@1 close2" },
	{ "RL05 answers of more than 2,048 octets to both, by UDP and TCP", "",
		"ask A+AAAA; reply 0 A big; reply 0 AAAA tc; reply 1 AAAA big; verdict A; verdict "
		"AAAA; ask A+AAAA; reply 0 A tc; reply 0 AAAA tc; both 1 big big; verdict AAAA",
		PAIR "A=OK@0 open1:tcp:0 send1:AAAA AAAA=OK@0 close0 close1 verdict(rcode=0 "
		     "octets=3069) verdict(rcode=0 octets=5349) open0:udp:0 send0:A send0:AAAA "
		     "open1:tcp:0 send1:A send1:AAAA A=OK@0 AAAA=OK@0 close0 close1 "
		     "verdict(rcode=0 octets=5349)" },
	{ "RL06 A alone, and a TCP answer of more than 2,048 octets", "use-vc",
		"ask A; drip 0 A big; verdict A",
		"open0:tcp:0 send0:A A=OK@0 close0 verdict(rcode=0 octets=3069)" },
	{ "RL10 a TCP answer that drips does not move the deadline", "use-vc attempts=1",
		"ask A; wait 4000; part 0 A ok 20; wait 500; part 0 A ok 1; wait 9000",
		"open0:tcp:0 send0:A @5000 A=TIMEOUT@0 close0" },
	{ "the rest of a frame that is not to come: who is behind it gets another connection",
		"servers=2",
		"jam 5; ask A+AAAA; reply 0 A tc; wait 1000; reply 0 AAAA tc; wait 4000; jam 999; "
		"reply 3 A ok; reply 2 AAAA ok",
		PAIR "open1:tcp:0 send1:A @5000 close1 open2:tcp:0 open3:udp:1 send3:A send2:AAAA "
		     "A=OK@1 AAAA=OK@0 close0 close2 close3" },
	{ "each server may lose one connection", "use-vc servers=2 attempts=1",
		"ask A; end 0 closed; end 1 closed; end 0 closed; reply 1 A ok",
		"open0:tcp:0 send0:A close0 open1:tcp:0 send1:A open0:tcp:1 send0:A close1 close0 "
		"open1:tcp:1 send1:A A=OK@1 close1" },
};

int main(void)
{
	TABLE_ROWS(rows, script_check);
	return table_run("stream", NULL, NULL);
}
