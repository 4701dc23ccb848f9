/* EDNS, cookies, extended errors, AD. */
#include "tests/unit/query/script.h"

static const struct row rows[] = {
	{ "ED03 FORMERR to EDNS: once without, same server", "edns0 servers=2",
		"ask A; reply 0 A formerr; reply 1 A ok",
		START "open1:udp:0 send1:A A=OK@0 close0 close1" },
	{ "FORMERR without EDNS: the next server", "servers=2",
		"ask A; reply 0 A formerr; reply 1 A ok",
		START "open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "BADVERS, whose last four bits are zero, is no answer: once without EDNS",
		"edns0 servers=2", "ask A; reply 0 A badvers; reply 1 A ok",
		START "open1:udp:0 send1:A A=OK@0 close0 close1" },
	{ "ED01 by default there is no OPT", "", "ask A; query 0 A", START "query(rd)" },
	{ "ED09 edns0 announces 1,232 octets, with a cookie", "edns0", "ask A; query 0 A",
		START "query(rd+opt1232+cookie:6500:)" },
	{ "ED03 the plain query has no OPT, and the server is asked without from then on", "edns0",
		"ask A; reply 0 A formerr; query 1 A; reply 1 A ok; ask A; query 0 A; reply 0 A ok",
		START "open1:udp:0 send1:A query(rd) A=OK@0 close0 close1 open0:udp:0 send0:A "
		      "query(rd) A=OK@0 close0" },
	{ "ED03 after five minutes it is given another chance", "edns0",
		"ask A; reply 0 A formerr; reply 1 A ok; wait 300000; ask A; query 0 A",
		START "open1:udp:0 send1:A A=OK@0 close0 close1 @300000 open0:udp:0 send0:A "
		      "query(rd+opt1232+cookie:6500:)" },
	{ "FORMERR also without OPT is not about EDNS: the next server, with OPT",
		"edns0 servers=2",
		"ask A; reply 0 A formerr; reply 1 A formerr; query 2 A; reply 2 A ok; ask A; "
		"query 0 A",
		START
		"open1:udp:0 send1:A open2:udp:1 send2:A query(rd+opt1232+cookie:6b00:) A=OK@1 "
		"close0 close1 close2 open0:udp:0 send0:A query(rd+opt1232+cookie:6500:)" },
	{ "FORMERR with an OPT is not about EDNS: the next server", "edns0 servers=2",
		"ask A; reply 0 A formerr+opt; reply 1 A ok",
		START "open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "header only with FORMERR: once without OPT", "edns0 servers=2",
		"ask A; reply 0 A no-question-formerr; query 1 A; reply 1 A ok",
		START "open1:udp:0 send1:A query(rd) A=OK@0 close0 close1" },
	{ "ED04 NOTIMP to EDNS: once without, same server", "edns0 servers=2",
		"ask A; reply 0 A notimp; reply 1 A ok",
		START "open1:udp:0 send1:A A=OK@0 close0 close1" },
	{ "ED05 SERVFAIL to EDNS: the next server, with OPT", "edns0 servers=2",
		"ask A; reply 0 A servfail; query 1 A",
		START "open1:udp:1 send1:A query(rd+opt1232+cookie:6a00:)" },
	{ "ED06 silence to EDNS: again with OPT", "edns0", "ask A; wait 5000; query 1 A",
		START "@5000 open1:udp:0 send1:A query(rd+opt1232+cookie:6500:)" },
	{ "ED08 an OPT that nobody asked for is nothing, its RCODE and cookie too", "",
		"ask A; reply 0 A ok+wrong-cookie; ask A; reply 0 A badvers; verdict A",
		START
		"A=OK@0 close0 open0:udp:0 send0:A A=OK@0 close0 verdict(rcode=0 octets=40)" },
	{ "ED10 a reply with another's cookie is dropped", "edns0 drops=1 reason=10",
		"ask A; reply 0 A ok+wrong-cookie; reply 0 A ok+cookie", START "A=OK@0 close0" },
	{ "ED10 a cookie of no length that there is is dropped", "edns0 drops=1 reason=10",
		"ask A; reply 0 A ok+bad-cookie; reply 0 A ok+cookie", START "A=OK@0 close0" },
	{ "ED10 another's cookie on TCP is a bad reply", "edns0 use-vc attempts=1",
		"ask A; reply 0 A ok+wrong-cookie", "open0:tcp:0 send0:A A=BADREPLY@0 close0" },
	{ "a server without cookies is answered as ever", "edns0 drops=0 reason=11",
		"ask A; reply 0 A ok; ask A; query 0 A; reply 0 A ok+opt",
		START
		"A=OK@0 close0 open0:udp:0 send0:A query(rd+opt1232+cookie:6500:) A=OK@0 close0" },
	{ "the server's cookie goes back to it, and to no other", "edns0 servers=2",
		"ask A; reply 0 A ok+cookie; ask A; query 0 A; reply 0 A servfail+cookie2; query 1 "
		"A; reply 1 A ok+echo; ask A; query 0 A",
		START "A=OK@0 close0 open0:udp:0 send0:A query(rd+opt1232+cookie:6500:ABCDEFGH) "
		      "open1:udp:1 send1:A query(rd+opt1232+cookie:6b00:) A=OK@1 close0 close1 "
		      "open0:udp:0 send0:A query(rd+opt1232+cookie:6500:0123456789abcdef)" },
	{ "BADCOOKIE: once more with the cookie that came with it", "edns0",
		"ask A; reply 0 A badcookie+cookie; query 1 A; reply 1 A ok+cookie",
		START
		"open1:udp:0 send1:A query(rd+opt1232+cookie:6500:ABCDEFGH) A=OK@0 close0 close1" },
	{ "BADCOOKIE twice: TCP, then the next server", "edns0 servers=2",
		"ask A; reply 0 A badcookie+cookie; reply 1 A badcookie+cookie2; query 2 A; reply "
		"2 A badcookie+cookie; reply 3 A ok",
		START "open1:udp:0 send1:A open2:tcp:0 send2:A "
		      "query(rd+opt1232+cookie:6500:0123456789abcdef) open3:udp:1 send3:A A=OK@1 "
		      "close0 close1 close2 close3" },
	{ "BADCOOKIE without a cookie is an error like any other", "edns0 servers=2",
		"ask A; reply 0 A badcookie; verdict A; reply 1 A ok",
		START "open1:udp:1 send1:A verdict(rcode=23 octets=0) A=OK@1 close0 close1" },
	{ "ED12 no cookie where there was one: dropped, and TCP is asked; it comes late",
		"edns0 drops=1 reason=11",
		"ask A; reply 0 A ok+cookie; ask A; reply 0 A ok; reply 0 A ok+cookie",
		START
		"A=OK@0 close0 open0:udp:0 send0:A open1:tcp:0 send1:A A=OK@0 close0 close1" },
	{ "ED12 TCP says so too: the server has no cookies any more", "edns0 drops=3 reason=11",
		"ask A; reply 0 A ok+cookie; ask A; reply 0 A ok 3; reply 1 A ok; ask A; query 0 "
		"A; reply 0 A ok",
		START "A=OK@0 close0 open0:udp:0 send0:A open1:tcp:0 send1:A A=OK@0 close0 close1 "
		      "open0:udp:0 send0:A query(rd+opt1232+cookie:6500:) A=OK@0 close0" },
	{ "a FORMERR without the cookie does not turn EDNS off", "edns0 drops=1 reason=11",
		"ask A; reply 0 A ok+cookie; ask A; reply 0 A formerr; reply 0 A ok+cookie",
		START
		"A=OK@0 close0 open0:udp:0 send0:A open1:tcp:0 send1:A A=OK@0 close0 close1" },
	{ "BADCOOKIE from the next server begins anew", "edns0 servers=2",
		"ask A; reply 0 A badcookie+cookie; reply 1 A badcookie+cookie; reply 2 A "
		"servfail+cookie; reply 3 A badcookie+cookie; reply 4 A ok+cookie",
		START "open1:udp:0 send1:A open2:tcp:0 send2:A open3:udp:1 send3:A open4:udp:1 "
		      "send4:A A=OK@1 close0 close1 close2 close3 close4" },
	{ "a reply that gives ours alone takes nothing back", "edns0",
		"ask A; reply 0 A ok+cookie; ask A; reply 0 A ok+echo; ask A; query 0 A",
		START "A=OK@0 close0 open0:udp:0 send0:A A=OK@0 close0 open0:udp:0 send0:A "
		      "query(rd+opt1232+cookie:6500:ABCDEFGH)" },
	{ "TCP is asked once, whatever comes by UDP meanwhile", "edns0",
		"ask A; reply 0 A ok+cookie; ask A; reply 0 A ok; reply 0 A tc; reply 1 A "
		"ok+cookie",
		START
		"A=OK@0 close0 open0:udp:0 send0:A open1:tcp:0 send1:A A=OK@0 close0 close1" },
	{ "ED13 at another address this host is another client", "edns0",
		"ask A; reply 0 A ok+cookie; moved; ask A; query 0 A",
		START "A=OK@0 close0 open0:udp:0 send0:A query(rd+opt1232+cookie:6a00:)" },
	{ "ED14 an extended error changes nothing", "edns0 servers=2",
		"ask A; reply 0 A servfail+ede; reply 1 A ok; ask A; reply 0 A nx+ede",
		START
		"open1:udp:1 send1:A A=OK@1 close0 close1 open0:udp:0 send0:A A=OK@0 close0" },
	{ "ED15 code and text of an extended error are kept, safe to print", "edns0 attempts=1",
		"ask A; reply 0 A servfail+ede; verdict A",
		START "A=SERVFAIL@0 close0 verdict(rcode=2 octets=55 ede=6 'no??sigs.')" },
	{ "ED15 an extended error without text", "edns0 attempts=1",
		"ask A; reply 0 A nx+ede-strange; verdict A",
		START "A=OK@0 close0 verdict(rcode=3 octets=46 ede=10000 '')" },
	{ "ED15 both questions with the same extended error: both have its text",
		"edns0 attempts=1",
		"ask A+AAAA; reply 0 A servfail+ede; reply 0 AAAA servfail+ede; verdict A; verdict "
		"AAAA",
		PAIR "A=SERVFAIL@0 AAAA=SERVFAIL@0 close0 verdict(rcode=2 octets=55 ede=6 "
		     "'no??sigs.') verdict(rcode=2 octets=55 ede=6 'no??sigs.')" },
	{ "ED15 the text of the last extended error is kept: an earlier one has its code",
		"edns0 attempts=1",
		"ask A+AAAA; reply 0 A servfail+ede; reply 0 AAAA servfail+ede-strange; verdict A; "
		"verdict AAAA",
		PAIR "A=SERVFAIL@0 AAAA=SERVFAIL@0 close0 verdict(rcode=2 octets=55 ede=6 '') "
		     "verdict(rcode=2 octets=46 ede=10000 '')" },
	{ "ED16 AD is neither asked for nor passed on", "",
		"ask A; query 0 A; reply 0 A ok+ad; verdict A",
		START "query(rd) A=OK@0 close0 verdict(rcode=0 octets=45)" },
	{ "ED16 with trust-ad it is", "trust-ad",
		"ask A; query 0 A; reply 0 A ok+ad; verdict A; ask A; reply 0 A ok; verdict A",
		START "query(rd+ad) A=OK@0 close0 verdict(rcode=0 octets=45 ad) open0:udp:0 "
		      "send0:A A=OK@0 close0 verdict(rcode=0 octets=45)" },
	{ "ED17 the OPT goes over TCP too, and the size in the reply says nothing there", "edns0",
		"ask A; reply 0 A tc; query 1 A; reply 1 A big+opt100; verdict A",
		START "open1:tcp:0 send1:A query(rd+opt1232+cookie:6500:) A=OK@0 close0 close1 "
		      "verdict(rcode=0 octets=3080)" },
	{ "ED18 a payload size below 512 in a reply is no limit", "edns0",
		"ask A; reply 0 A ok+opt100; ask A; query 0 A",
		START "A=OK@0 close0 open0:udp:0 send0:A query(rd+opt1232+cookie:6500:)" },
};

int main(void)
{
	TABLE_ROWS(rows, script_check);
	return table_run("edns", NULL, NULL);
}
