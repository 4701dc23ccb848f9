/* From server to server: silence, errors, memory, time. */
#include "tests/unit/query/script.h"

static const struct row rows[] = {
	{ "TR01 a silent server: the next one is asked for both, on one socket", "servers=2",
		"ask A+AAAA; wait 5000; reply 1 A ok; reply 1 AAAA ok",
		PAIR "@5000 open1:udp:1 send1:A send1:AAAA A=OK@1 AAAA=OK@1 close0 close1" },
	{ "TR12 all silent: attempts times timeout, then TIMEOUT", "", "ask A; wait 20000",
		START "@5000 open1:udp:0 send1:A @10000 A=TIMEOUT@0 close0 close1" },
	{ "TR16 a late reply to try 1 counts during try 2", "timeout=1000 attempts=3",
		"ask A; wait 1500; reply 0 A ok",
		START "@1000 open1:udp:0 send1:A @1500 A=OK@0 close0 close1" },
	{ "an error that comes late from an earlier server ends nothing", "servers=2",
		"ask A; wait 5000; reply 0 A servfail; reply 1 A ok",
		START "@5000 open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "TR04 REFUSED: the next server", "servers=2", "ask A; reply 0 A refused; reply 1 A ok",
		START "open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "TR05 NOTIMP: the next server", "servers=2", "ask A; reply 0 A notimp; reply 1 A ok",
		START "open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "TR07 RCODE 6: the next server", "servers=2", "ask A; reply 0 A rcode6; reply 1 A ok",
		START "open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "TR08 NXDOMAIN is final", "servers=2", "ask A; reply 0 A nx", START "A=OK@0 close0" },
	{ "TR10 a lame server: the next one", "servers=2", "ask A; reply 0 A lame; reply 1 A ok",
		START "open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "TR14 a closed port fails at once", "", "ask A; end 0; end 1",
		START "close0 open1:udp:0 send1:A A=UNREACHABLE@0 close1" },
	{ "TR20 SERVFAIL once, then an answer", "", "ask A; reply 0 A servfail; reply 1 A ok",
		START "open1:udp:0 send1:A A=OK@0 close0 close1" },
	{ "a reply with an error is its server's", "servers=2 attempts=1",
		"ask A; reply 0 A servfail; reply 1 A servfail",
		START "open1:udp:1 send1:A A=SERVFAIL@1 close0 close1" },
	{ "an error with a code says more than silence", "servers=2 attempts=1",
		"ask A; reply 0 A refused; wait 5000",
		START "open1:udp:1 send1:A @5000 A=REFUSED@0 close0 close1" },
	{ "waits are glibc's: 5, 3.3, 6.7 s with three servers", "servers=3 attempts=1",
		"ask A; wait 30000",
		START "@5000 open1:udp:1 send1:A @8333 open2:udp:2 send2:A @15000 A=TIMEOUT@0 "
		      "close0 close1 close2" },
	{ "TR29 one deadline over everything", "servers=3 attempts=5", "ask A; wait 60000",
		START "@5000 open1:udp:1 send1:A @8333 open2:udp:2 send2:A @15000 open3:udp:0 "
		      "send3:A @20000 open4:udp:1 send4:A "
		      "@23333 close0 open5:udp:2 send5:A @28000 A=TIMEOUT@0 close1 close2 close3 "
		      "close4 close5" },
	{ "TR06 FORMERR: the next server", "servers=2", "ask A; reply 0 A formerr; reply 1 A ok",
		START "open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "TR09 NODATA is final", "servers=2", "ask A; reply 0 A nodata", START "A=OK@0 close0" },
	{ "TR11 garbage ends nothing: the next server is asked when time is up",
		"servers=2 drops=2 reason=2",
		"ask A; reply 0 A garbage-id 2; wait 5000; reply 1 A ok",
		START "@5000 open1:udp:1 send1:A A=OK@1 close0 close1" },
	{ "TR15 the first datagrams are lost: a retry succeeds", "timeout=1000 attempts=3",
		"ask A+AAAA; wait 2100; reply 2 A ok; reply 2 AAAA ok",
		PAIR "@1000 open1:udp:0 send1:A send1:AAAA @2000 open2:udp:0 send2:A send2:AAAA "
		     "@2100 A=OK@0 AAAA=OK@0 close0 close1 close2" },
	{ "TR18 rotate: each exchange begins at the next server", "rotate servers=3 ids=302",
		"ask A; reply 0 A ok; ask A; reply 0 A ok; ask A; reply 0 A ok; ask A; reply 0 A "
		"servfail; reply 1 A ok",
		"open0:udp:2 send0:A A=OK@2 close0 open0:udp:0 send0:A A=OK@0 close0 open0:udp:1 "
		"send0:A A=OK@1 close0 open0:udp:2 send0:A open1:udp:0 send1:A A=OK@0 close0 "
		"close1" },
	{ "RC19 without rotate each exchange begins at the first server", "servers=3",
		"ask A; reply 0 A ok; ask A; reply 0 A servfail; reply 1 A ok; ask A; reply 0 A ok",
		START "A=OK@0 close0 open0:udp:0 send0:A open1:udp:1 send1:A A=OK@1 close0 close1 "
		      "open0:udp:0 send0:A A=OK@0 close0" },
	{ "TR19 the first server is silent: that costs the first exchange alone", "servers=2",
		"ask A; wait 5000; reply 1 A ok; ask A; reply 0 A ok; ask A; reply 0 A ok; stats",
		START "@5000 open1:udp:1 send1:A A=OK@1 close0 close1 open0:udp:1 send0:A A=OK@1 "
		      "close0 open0:udp:1 send0:A A=OK@1 close0 stats(4 sent, 1 again, 3 replies, "
		      "1 timeouts, 0 tcp last0=30)" },
	{ "TR19 a silent server is asked last, not never", "servers=2",
		"ask A; wait 5000; reply 1 A ok; ask A; reply 0 A servfail; reply 1 A ok; ask A; "
		"reply 0 A ok",
		START
		"@5000 open1:udp:1 send1:A A=OK@1 close0 close1 open0:udp:1 send0:A open1:udp:0 "
		"send1:A A=OK@0 close0 close1 open0:udp:0 send0:A A=OK@0 close0" },
	{ "TR19 after 30 s it has another chance, and if it fails again pays twice", "servers=2",
		"ask A; wait 5000; reply 1 A ok; wait 30000; ask A; wait 5000; reply 1 A ok; "
		"stats; wait 30000; ask A; reply 0 A ok",
		START
		"@5000 open1:udp:1 send1:A A=OK@1 close0 close1 @35000 open0:udp:0 send0:A @40000 "
		"open1:udp:1 send1:A A=OK@1 close0 close1 stats(4 sent, 2 again, 2 replies, 2 "
		"timeouts, 0 tcp last0=60) @70000 open0:udp:1 send0:A A=OK@1 close0" },
	{ "a server that answered one of two questions is not silent", "servers=2",
		"ask A+AAAA; reply 0 A ok; wait 5000; reply 1 AAAA ok; ask A",
		PAIR
		"A=OK@0 @5000 open1:udp:1 send1:AAAA AAAA=OK@1 close0 close1 open0:udp:0 send0:A" },
	{ "all are silent: the configured order stands", "servers=2 attempts=1",
		"ask A; wait 10000; ask A",
		START
		"@5000 open1:udp:1 send1:A @10000 A=TIMEOUT@0 close0 close1 open0:udp:0 send0:A" },
	{ "what this host lacks is not the server's fault", "servers=2",
		"ask A; end 0 files; reply 1 A ok; ask A",
		START "close0 open1:udp:1 send1:A A=OK@1 close1 open0:udp:0 send0:A" },
	{ "rotate passes a silent server by", "rotate servers=3 ids=302",
		"ask A; wait 5000; reply 1 A ok; ask A; reply 0 A ok; ask A; reply 0 A ok; ask A; "
		"reply 0 A ok",
		"open0:udp:2 send0:A @5000 open1:udp:0 send1:A A=OK@0 close0 close1 open0:udp:0 "
		"send0:A A=OK@0 close0 open0:udp:1 send0:A A=OK@1 close0 open0:udp:0 send0:A "
		"A=OK@0 close0" },
	{ "the RTT of a server is kept", "",
		"ask A; wait 40; reply 0 A ok; stats; ask A; wait 40; reply 0 A ok; stats",
		START "@40 A=OK@0 close0 stats(1 sent, 0 again, 1 replies, 0 timeouts, 0 tcp "
		      "rtt0=40) open0:udp:0 send0:A @80 A=OK@0 close0 stats(2 sent, 0 again, 2 "
		      "replies, 0 timeouts, 0 tcp rtt0=40)" },
	{ "the RTT is that of the datagram, not of TCP", "",
		"ask A; wait 10; reply 0 A tc; wait 300; reply 1 A ok; stats",
		START "@10 open1:tcp:0 send1:A @310 A=OK@0 close0 close1 stats(2 sent, 1 again, 2 "
		      "replies, 0 timeouts, 1 tcp rtt0=10)" },
	{ "a late reply tells no RTT", "", "ask A; wait 5010; reply 0 A ok; stats",
		START "@5000 open1:udp:0 send1:A @5010 A=OK@0 close0 close1 stats(2 sent, 1 again, "
		      "1 replies, 1 timeouts, 0 tcp)" },
	{ "a server whose TCP is silent is not silent", "servers=2",
		"ask A; reply 0 A tc; wait 5000; reply 2 A ok; ask A",
		START "open1:tcp:0 send1:A @5000 close1 open2:udp:1 send2:A A=OK@1 close0 close2 "
		      "open0:udp:0 send0:A" },
	{ "a try that the end of all cut short is nobody's fault", "servers=2 until=3000",
		"ask A; wait 3000; stats; ask A",
		START "@3000 A=TIMEOUT@0 close0 stats(1 sent, 0 again, 0 replies, 0 timeouts, 0 "
		      "tcp) open0:udp:0 send0:A" },
	{ "TR21 a reply after 300 ms: nothing is sent again", "", "ask A; wait 300; reply 0 A ok",
		START "@300 A=OK@0 close0" },
	{ "TR22 replies that are always 6 s late are used", "",
		"ask A; wait 6000; reply 0 A ok; ask A; wait 6000; reply 0 A ok",
		START "@5000 open1:udp:0 send1:A @6000 A=OK@0 close0 close1 open0:udp:0 send0:A "
		      "@11000 open1:udp:0 send1:A @12000 A=OK@0 close0 close1" },
	{ "TR23 two silent servers: the third is asked after 8.3 s", "servers=3",
		"ask A; wait 8400; reply 2 A ok",
		START "@5000 open1:udp:1 send1:A @8333 open2:udp:2 send2:A @8400 A=OK@2 close0 "
		      "close1 close2" },
	{ "TR24 waits are glibc's in each round, and bounded", "servers=3", "ask A; wait 60000",
		START "@5000 open1:udp:1 send1:A @8333 open2:udp:2 send2:A @15000 open3:udp:0 "
		      "send3:A @20000 open4:udp:1 send4:A @23333 close0 open5:udp:2 send5:A @28000 "
		      "A=TIMEOUT@0 close1 close2 close3 close4 close5" },
	{ "TR25 a server that is named twice is asked once in a round", "servers=3 twice",
		"ask A; wait 60000",
		START "@5000 open1:udp:2 send1:A @10000 open2:udp:0 send2:A @15000 open3:udp:2 "
		      "send3:A @20000 A=TIMEOUT@0 close0 close1 close2 close3" },
	{ "TR30 time is what the driver says it is", "timeout=1000 attempts=1",
		"ask A; wait 999; reply 0 A ok", START "@999 A=OK@0 close0" },
	{ "TR14 an unreachable host fails at once, and the next is asked", "servers=2",
		"ask A+AAAA; end 0 unreachable; reply 1 A ok; reply 1 AAAA ok",
		PAIR "close0 open1:udp:1 send1:A send1:AAAA A=OK@1 AAAA=OK@1 close1" },
	{ "TR14 an ICMP error for an earlier try ends nothing", "servers=2",
		"ask A; wait 5000; end 0; reply 1 A ok",
		START "@5000 open1:udp:1 send1:A close0 A=OK@1 close1" },
	{ "one deadline over both questions", "until=3000", "ask A+AAAA; reply 0 A ok; wait 9000",
		PAIR "A=OK@0 @3000 AAAA=TIMEOUT@0 close0" },
	{ "RL08 ten thousand rounds of instant failures, on a stack that does not grow",
		"attempts=10000", "ask A+AAAA; collapse; stats",
		PAIR "stats(20000 sent, 19998 again, 0 replies, 0 timeouts, 0 tcp last0=30)" },
	{ "RL08 the same over TCP, from server to server", "attempts=10000 servers=3 use-vc",
		"ask A; collapse; verdict A", "open0:tcp:0 send0:A verdict(rcode=0 octets=0)" },
};

/* What resolver.md 3 measured at default settings with one server, in seconds:
 *
 *                          glibc          c-ares 1.34.8  c-ares 1.18.1  musl 1.2.5
 *   A ok, AAAA silent      A 15.06        A 2.01         A 75           AGAIN 5
 *   A silent, AAAA ok      AGAIN 15.07    AAAA 9.7       AAAA 75        AGAIN 5
 *   both silent            AGAIN 10.0     11.1           75             5
 *   TC, then silent TCP    never returns  10.7           5              5
 */
static const struct row table[] = {
	{ "A ok, AAAA silent: A at once, AAAA is given up after 10 s", "",
		"ask A+AAAA; reply 0 A ok; wait 99000",
		PAIR "A=OK@0 @5000 open1:udp:0 send1:AAAA @10000 AAAA=TIMEOUT@0 close0 close1" },
	{ "A ok, AAAA silent, a grace of 2 s", "",
		"ask A+AAAA; reply 0 A ok; hurry 2000; wait 99000",
		PAIR "A=OK@0 @2000 AAAA=TIMEOUT@0 close0" },
	{ "A silent, AAAA ok: the same, mirrored", "", "ask A+AAAA; reply 0 AAAA ok; wait 99000",
		PAIR "AAAA=OK@0 @5000 open1:udp:0 send1:A @10000 A=TIMEOUT@0 close0 close1" },
	{ "A silent, AAAA ok, a grace of 2 s", "",
		"ask A+AAAA; reply 0 AAAA ok; hurry 2000; wait 99000",
		PAIR "AAAA=OK@0 @2000 A=TIMEOUT@0 close0" },
	{ "both silent: 10 s, four datagrams", "", "ask A+AAAA; wait 99000; stats",
		PAIR "@5000 open1:udp:0 send1:A send1:AAAA @10000 A=TIMEOUT@0 AAAA=TIMEOUT@0 "
		     "close0 close1 @99000 stats(4 sent, 2 again, 0 replies, 4 timeouts, 0 tcp)" },
	{ "both silent, a deadline of 7 s", "until=7000", "ask A+AAAA; wait 99000",
		PAIR "@5000 open1:udp:0 send1:A send1:AAAA @7000 A=TIMEOUT@0 AAAA=TIMEOUT@0 close0 "
		     "close1" },
	{ "TC, then silent TCP: bounded like UDP", "", "ask A; reply 0 A tc; wait 99000",
		START "open1:tcp:0 send1:A @5000 close1 open2:udp:0 send2:A @10000 A=TIMEOUT@0 "
		      "close0 close2" },
	{ "TC, then silent TCP, each time: 10 s", "",
		"ask A; reply 0 A tc; wait 5000; reply 2 A tc; wait 99000",
		START "open1:tcp:0 send1:A @5000 close1 open2:udp:0 send2:A open1:tcp:0 send1:A "
		      "@10000 A=TIMEOUT@0 close0 close1 close2" },
};

int main(void)
{
	TABLE_ROWS(rows, script_check);
	TABLE_ROWS(table, script_check);
	return table_run("failover", NULL, NULL);
}
