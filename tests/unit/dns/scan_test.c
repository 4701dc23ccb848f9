/* Text as RDATA and as records: what it means, and where and how it is wrong. */
#include "resolver/dns/scan.h"

#include <stdlib.h>
#include <string.h>
#include "resolver/dns/code.h"
#include "resolver/dns/print.h"
#include "tests/support/table.h"
#include "tests/unit/dns/vector.h"

struct row {
	const char *name, *text;
	const char *hex; /* of the RDATA; or what is wrong, from "line" on */
};

/* clang-format off */
#define FOO "03666f6f 076578616d706c65 03636f6d 00 "
#define ORG "03666f6f 076578616d706c65 036f7267 00 "

/* TYPE RDATA */
static const struct row rows[] = {
	{ "an address", "A 192.0.2.1", "c0000201" },
	{ "an octet of 256", "A 192.0.2.256", "line 1, column 3: expected an IPv4 address" },
	{ "no address", "A", "line 1, column 2: expected an IPv4 address" },
	{ "a second address", "A 192.0.2.1 192.0.2.2", "line 1, column 13: expected the end of the record" },
	{ "a quoted address", "A \"192.0.2.1\"", "line 1, column 3: expected an IPv4 address" },
	{ "an IPv6 address", "AAAA 2001:DB8::1", "20010db8000000000000000000000001" },
	{ "an IPv4 address as IPv6", "AAAA 192.0.2.1", "line 1, column 6: expected an IPv6 address" },
	{ "a name", "NS ns1.Example.com.", "036e7331 074578616d706c65 03636f6d 00" },
	{ "the root", "NS .", "00" },
	{ "a name without its dot is absolute", "NS a.b", "0161 0162 00" },
	{ "escapes in a name", "NS a\\.b.\\000\\\"", "03612e62 020022 00" },
	{ "an empty label", "NS a..b", "line 1, column 4: expected a domain name" },
	{ "an origin", "NS @", "line 1, column 4: expected a domain name" },
	{ "an escape of 256", "NS \\256.", "line 1, column 4: expected a domain name" },
	{ "a quoted name", "NS \"a\"", "line 1, column 4: expected a domain name" },
	{ "a number", "MX 65535 .", "ffff 00" },
	{ "a number too large", "MX 65536 .", "line 1, column 4: expected a number from 0 to 65535" },
	{ "a number that wraps", "MX 18446744073709551617 .", "line 1, column 4: expected a number from 0 to 65535" },
	{ "a sign", "MX -1 .", "line 1, column 4: expected a number from 0 to 65535" },
	{ "parentheses over lines", "SOA a. b. ( 1 ; serial\n\t2\n 3 4\n)(5)", "0161 00 0162 00 00000001 00000002 00000003 00000004 00000005" },
	{ "a parenthesis that stays open", "SOA a. b. ( 1\n2 3", "line 2, column 4: expected a closing parenthesis" },
	{ "a parenthesis that was not open", "A 192.0.2.1 )", "line 1, column 13: expected no closing parenthesis before an opening one" },
	{ "an error on a later line", "SOA a. b. (\n1 2\n3 x 5)", "line 3, column 3: expected a number of seconds, or a period like 1h30m" },
	{ "periods of a zone", "SOA . . 1 1h 30M 1W2d3h4m5s 0s", "00 00 00000001 00000e10 00000708 000c08a5 00000000" },
	{ "a serial with a unit", "SOA . . 1h 2 3 4 5", "line 1, column 9: expected a number from 0 to 4294967295" },
	{ "a period too long", "SOA . . 1 7102w 3 4 5", "line 1, column 11: expected a number of seconds, or a period like 1h30m" },
	{ "a number behind units", "SOA . . 1 1h30 3 4 5", "line 1, column 11: expected a number of seconds, or a period like 1h30m" },
	{ "a unit without a number", "SOA . . 1 1hm 3 4 5", "line 1, column 11: expected a number of seconds, or a period like 1h30m" },
	{ "a comment ends a record", "A 192.0.2.1;2", "c0000201" },
	{ "strings", "TXT a \"b c\" \"\" \"\\\"\\\\\\;\\010\"d", "0161 03622063 00 04225c3b0a 0164" },
	{ "a semicolon between quotes", "TXT \"a;b\"", "03613b62" },
	{ "octets outside ASCII", "TXT \xc3\xa9", "02c3a9" },
	{ "a quote that stays open", "TXT \"a", "line 1, column 7: expected a closing quote" },
	{ "a quote that a line ends", "TXT \"a\n\"", "line 1, column 7: expected a closing quote" },
	{ "an escape cut short", "TXT \"\\25\"", "line 1, column 5: expected no escape but \\C and \\DDD" },
	{ "an escape at the end", "TXT a\\", "line 1, column 5: expected no escape but \\C and \\DDD" },
	{ "quotes inside a word", "TXT a\"b\"", "line 1, column 5: expected a string of at most 255 octets" },
	{ "a control character", "TXT a\001", "line 1, column 6: expected no control character" },
	{ "no string", "TXT", "line 1, column 4: expected a string of at most 255 octets" },
	{ "one string of two", "HINFO PC", "line 1, column 9: expected a string of at most 255 octets" },

	{ "services by number", "WKS 192.0.2.1 6 25 0 25", "c0000201 06 80000040" },
	{ "services of TCP", "WKS 192.0.2.1 TCP 7", "c0000201 06 01" },
	{ "services of UDP, none", "WKS 192.0.2.1 udp", "c0000201 11" },
	{ "services by name", "WKS 192.0.2.1 tcp smtp", "line 1, column 19: expected a port from 0 to 65535" },
	{ "a port of 65536", "WKS 192.0.2.1 tcp 65536", "line 1, column 19: expected a port from 0 to 65535" },
	{ "a protocol by another name", "WKS 192.0.2.1 sctp", "line 1, column 15: expected tcp, udp or a number from 0 to 255" },
	{ "a protocol of 256", "WKS 192.0.2.1 256", "line 1, column 15: expected tcp, udp or a number from 0 to 255" },
	{ "no protocol", "WKS 192.0.2.1", "line 1, column 14: expected tcp, udp or a number from 0 to 255" },
	{ "parameters of HTTPS not self-consistent (RFC 9460 2.4.3)", "HTTPS 1 . no-default-alpn", "line 1, column 11: expected alpn beside no-default-alpn" },
	{ "the same as octets, which are not malformed", "HTTPS 1 . alpn=a no-default-alpn", "0001 00 0001 0002 0161 0002 0000" },
	{ "the same without alpn", "HTTPS \\# 7 0001 00 0002 0000", "0001 00 0002 0000" },
	{ "opaque", "TYPE65280 \\# 4 c00002 01", "c0000201" },
	{ "opaque and empty", "TYPE65280 \\# 0", "" },
	{ "opaque, fewer octets than announced", "TYPE65280 \\# 4 c00002", "line 1, column 16: expected as many octets as announced" },
	{ "opaque, half an octet", "TYPE65280 \\# 1 c", "line 1, column 16: expected hexadecimal digits" },
	{ "an unknown type needs \\#", "TYPE65280 c0000201", "line 1, column 11: expected \\# and octets" },
	{ "NULL needs \\#", "NULL abc", "line 1, column 6: expected \\# and octets" },
	{ "a known type as opaque", "A \\# 4 c0000201", "c0000201" },
	{ "a known type as opaque, too short", "A \\# 3 c00002", "line 1, column 8: expected what its type allows" },
	{ "a compressed name as opaque", "MINFO \\# 15 0b6161616161616161616161 00 c00c", "line 1, column 41: expected what its type allows" },
	{ "an OPT needs \\#", "OPT 1", "line 1, column 5: expected \\#" },

	{ "a time as a date", "RRSIG A 8 2 300 20240229123456 19700101000000 1 . AA==", "0001 08 02 0000012c 65e079f0 00000000 0001 00 00" },
	{ "a time as seconds", "RRSIG A RSASHA256 2 300 1709210096 4294967295 1 . AA==", "0001 08 02 0000012c 65e079f0 ffffffff 0001 00 00" },
	{ "the last second", "SIG A 8 2 300 21060207062815 0 1 . AA==", "0001 08 02 0000012c ffffffff 00000000 0001 00 00" },
	{ "a second too late", "RRSIG A 8 2 300 21060207062816 0 1 . AA==", "line 1, column 17: expected a time like 20240229123456" },
	{ "a day that was not", "RRSIG A 8 2 300 20230229123456 0 1 . AA==", "line 1, column 17: expected a time like 20240229123456" },
	{ "hour 24", "RRSIG A 8 2 300 20240229240000 0 1 . AA==", "line 1, column 17: expected a time like 20240229123456" },
	{ "base 64 in pieces", "DNSKEY 257 3 8 AQ ID BA UG", "0101 03 08 010203 040506" },
	{ "base 64 cut", "DNSKEY 257 3 8 AQI", "line 1, column 16: expected base 64" },
	{ "base 64 with bits left over", "DNSKEY 257 3 8 AR==", "line 1, column 16: expected base 64" },
	{ "base 64 behind its padding", "DNSKEY 257 3 8 AQ==AQ==", "line 1, column 16: expected base 64" },
	{ "hexadecimal in pieces", "DS 1 8 9 a B Cd", "0001 08 09 abcd" },
	{ "half an octet", "DS 1 8 9 abc", "line 1, column 10: expected hexadecimal digits" },
	{ "a digest of the wrong length", "DS 1 8 2 ab", "line 1, column 10: expected what its type allows" },
	{ "an algorithm by name", "DS 1 ecdsap256sha256 9 ab", "0001 0d 09 ab" },
	{ "an unknown algorithm", "DS 1 RSASHA3 9 ab", "line 1, column 6: expected an algorithm" },
	{ "a bitmap in any order", "NSEC a. TYPE1234 MX A MX", "0161 00 0002 4001 041b 0000000000000000 0000000000000000 0000000000000000 000020" },
	{ "an unknown type in a bitmap", "NSEC a. A FOO", "line 1, column 11: expected a type" },
	{ "a type of 128 in NXT", "NXT a. A TYPE128", "line 1, column 10: expected a type below 128" },
	{ "no salt", "NSEC3PARAM 1 0 0 -", "01 00 0000 00" },
	{ "a salt", "NSEC3PARAM 1 0 0 aabb", "01 00 0000 02aabb" },
	{ "a hash", "NSEC3 1 1 12 aabbccdd 2vptu5timamqttgl4luu9kg21e0aor3s A",
		"01 01 000c 04aabbccdd 1417f3df17b2b2adaef615257de4d2020b80ac6c7c 000140" },
	{ "a hash with padding", "NSEC3 1 1 12 - 00==", "line 1, column 16: expected a hash in base 32" },
	{ "a hash of none", "NSEC3 1 1 12 - -", "line 1, column 16: expected a hash in base 32" },

	{ "a place with all its parts", "LOC 42 21 54 N 71 06 18 W -24m 30m 10000m 10m", "00 33 16 13 89172dd0 70be15f0 00988d20" },
	{ "a place with few parts", "LOC 42 21 N 71 6 18.5 w 0", "00 12 16 13 8916 5ae0 70be13fc 00989680" },
	{ "sizes that are rounded down", "LOC 0 N 0 E 0 1999.99 0 90000000m", "00 15 00 99 80000000 80000000 00989680" },
	{ "a latitude beyond the pole", "LOC 90 0 0.001 N 0 E 0", "line 1, column 16: expected degrees, minutes, seconds and a hemisphere" },
	{ "60 minutes", "LOC 1 60 N 0 E 0", "line 1, column 7: expected degrees, minutes, seconds and a hemisphere" },
	{ "a place below the earth", "LOC 0 N 0 E -100000.01m", "line 1, column 13: expected an altitude from -100000.00m to 42849672.95m" },
	{ "the wrong hemisphere", "LOC 0 E 0 N 0", "line 1, column 7: expected degrees, minutes, seconds and a hemisphere" },
	{ "address prefixes", "APL 1:192.168.32.0/21 !1:192.168.38.0/28 2:ff00::/8", "0001 15 03 c0a820 0001 1c 83 c0a826 0002 08 01 ff" },
	{ "no prefix", "APL", "" },
	{ "a prefix of 33", "APL 1:192.168.32.0/33", "line 1, column 5: expected an item like 1:192.0.2.0/24 or !2:2001:db8::/32" },
	{ "a prefix of unknown family", "APL 3:ff/8", "line 1, column 5: expected an item like 1:192.0.2.0/24 or !2:2001:db8::/32" },
	{ "no gateway", "IPSECKEY 10 0 2 . AQ==", "0a 00 02 01" },
	{ "no gateway, and one", "IPSECKEY 10 0 2 192.0.2.1 AQ==", "line 1, column 17: expected a dot" },
	{ "a gateway of unknown type", "IPSECKEY 10 4 2 . AQ==", "line 1, column 15: expected a type of gateway from 0 to 3" },
	{ "a relay", "AMTRELAY 10 1 3 a.", "0a 83 0161 00" },
	{ "a relay of unknown type", "AMTRELAY 10 1 4 a.", "line 1, column 15: expected a type of relay from 0 to 3" },
	{ "HIP with servers", "HIP 2 2001 AQID a. b.", "02 02 0003 2001 010203 0161 00 0162 00" },
	{ "A6 of a whole address", "A6 0 2001:db8::1", "00 20010db8000000000000000000000001" },
	{ "A6 with bits of the prefix", "A6 68 2001:db8::ffff:0:0:1 a.", "44 0fff000000000001 0161 00" },
	{ "A6 without a suffix", "A6 128 a.", "80 0161 00" },
	{ "NSAP with dots", "NSAP 0x47.0005", "470005" },
	{ "NSAP without 0x", "NSAP 470005", "line 1, column 6: expected an address like 0x47.0005" },
	{ "ATM by E.164", "ATMA +358.400", "01 333538343030" },
	{ "ATM by AESA", "ATMA 39.246f", "00 39246f" },
	{ "ATM of nothing", "ATMA +", "line 1, column 6: expected an ATM address like +358.400 or 39.246f" },
	{ "EUI-48", "EUI48 00-00-5E-00-53-2a", "00005e00532a" },
	{ "EUI-48 with colons", "EUI48 00:00:5e:00:53:2a", "line 1, column 7: expected an EUI-48 like 00-00-5e-00-53-2a" },
	{ "EUI-48 of five octets", "EUI48 00-00-5e-00-53", "line 1, column 7: expected an EUI-48 like 00-00-5e-00-53-2a" },
	{ "groups with zeros or without", "NID 1 0014:4fff:0:1", "0001 00144fff00000001" },
	{ "three groups", "NID 1 14:4fff:1", "line 1, column 7: expected four groups like 14:4fff:ff20:ee64" },
	{ "five groups", "L64 1 1:2:3:4:5", "line 1, column 7: expected four groups like 14:4fff:ff20:ee64" },
	{ "an empty group", "L64 1 1::3:4", "line 1, column 7: expected four groups like 14:4fff:ff20:ee64" },
	{ "a group of five digits", "L64 1 1:2:3:00004", "line 1, column 7: expected four groups like 14:4fff:ff20:ee64" },
	{ "a certificate by words", "CERT pgp 0 0 AQ==", "0003 0000 00 01" },
	{ "a certificate of unknown kind", "CERT X509 0 0 AQ==", "line 1, column 6: expected a type of certificate" },
	{ "a URI", "URI 10 1 \"ftp://a\"", "000a 0001 6674703a2f2f61" },
	{ "CAA", "CAA 128 issue \"ca; x\"", "80 056973737565 63613b2078" },
	{ "CAA with a quoted tag", "CAA 128 \"issue\" \"ca\"", "line 1, column 9: expected a tag of 1 to 255 octets" },
	{ "DOA of nothing", "DOA 0 1 2 \"\" -", "00000000 00000001 02 00" },
	{ "TSIG", "TSIG a. 1 300 3 AQID 16 badtime 0", "0161 00 000000000001 012c 0003 010203 0010 0012 0000" },
	{ "TSIG with less than announced", "TSIG a. 1 300 4 AQID 16 0 0", "line 1, column 22: expected base 64 of this many octets" },
	{ "IPN", "IPN 18446744073709551615", "ffffffffffffffff" },
	{ "IPN too large", "IPN 18446744073709551616", "line 1, column 5: expected a number of 64 bits" },
	{ "DSYNC by a number", "DSYNC TYPE59 1 53 .", "003b 01 0035 00" },

	/* RFC 9460 appendix D */
	{ "SV14 D.1: AliasMode", "HTTPS 0 foo.example.com.", "0000 " FOO },
	{ "SV14 D.2, figure 3: the root as target", "SVCB 1 .", "0001 00" },
	{ "SV14 D.2, figure 4: a port", "SVCB 16 foo.example.com. port=53", "0010 " FOO "0003 0002 0035" },
	{ "SV14 D.2, figure 5: a generic key, a value without quotes", "SVCB 1 foo.example.com. key667=hello", "0001 " FOO "029b 0005 68656c6c6f" },
	{ "SV14 D.2, figure 6: a generic key, a quoted value", "SVCB 1 foo.example.com. key667=\"hello\\210qoo\"", "0001 " FOO "029b 0009 68656c6c6fd2716f6f" },
	{ "SV14 D.2, figure 7: two IPv6 hints", "SVCB 1 foo.example.com. (\n ipv6hint=\"2001:db8::1,2001:db8::53:1\"\n)",
		"0001 " FOO "0006 0020 20010db8000000000000000000000001 20010db8000000000000000000530001" },
	{ "SV14 D.2, figure 8: an IPv6 hint with IPv4 in it", "SVCB 1 example.com. ( ipv6hint=\"2001:db8:122:344::192.0.2.33\" )",
		"0001 076578616d706c65 03636f6d 00 0006 0010 20010db8012203440000 0000c0000221" },
	{ "SV14 D.2, figure 9: keys in another order", "SVCB 16 foo.example.org. ( alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1 )",
		"0010 " ORG "0000 0004 00010004 0001 0009 026832 0568332d3139 0004 0004 c0000201" },
	{ "SV14 D.2, figure 10: an alpn with a comma, quoted", "SVCB 16 foo.example.org. alpn=\"f\\\\\\\\oo\\\\,bar,h2\"", "0010 " ORG "0001 000c 08665c6f6f2c626172 026832" },
	{ "SV14 D.2, figure 10: an alpn with a comma, not quoted", "SVCB 16 foo.example.org. alpn=f\\\\\\092oo\\092,bar,h2", "0010 " ORG "0001 000c 08665c6f6f2c626172 026832" },
#define AT25 "line 1, column 25: expected "
#define FORM "a value of this parameter's form"
	{ "D.3: a key twice", "SVCB 1 foo.example.com. (key123=abc key123=def)", "line 1, column 37: expected no parameter twice" },
	{ "D.3: mandatory without a value", "SVCB 1 foo.example.com. mandatory", AT25 FORM },
	{ "D.3: alpn without a value", "SVCB 1 foo.example.com. alpn", AT25 FORM },
	{ "D.3: port without a value", "SVCB 1 foo.example.com. port", AT25 FORM },
	{ "D.3: ipv4hint without a value", "SVCB 1 foo.example.com. ipv4hint", AT25 FORM },
	{ "D.3: ipv6hint without a value", "SVCB 1 foo.example.com. ipv6hint", AT25 FORM },
	{ "D.3: no-default-alpn with a value", "SVCB 1 foo.example.com. no-default-alpn=abc", AT25 FORM },
	{ "D.3: a mandatory key that is not there", "SVCB 1 foo.example.com. mandatory=key123", AT25 "every mandatory parameter once, and not \"mandatory\"" },
	{ "D.3: mandatory as mandatory", "SVCB 1 foo.example.com. mandatory=mandatory", AT25 "every mandatory parameter once, and not \"mandatory\"" },
	{ "D.3: a mandatory key twice", "SVCB 1 foo.example.com. ( mandatory=key123,key123 key123=abc )", "line 1, column 51: expected every mandatory parameter once, and not \"mandatory\"" },

	{ "no-default-alpn without alpn", "SVCB 1 . no-default-alpn", "line 1, column 10: expected alpn beside no-default-alpn" },
	{ "an unknown word", "SVCB 1 . foo=1", "line 1, column 10: expected a parameter like port=53" },
	{ "two ports", "SVCB 1 . port=53,54", "line 1, column 10: expected " FORM },
	{ "a port of 65536", "SVCB 1 . port=65536", "line 1, column 10: expected " FORM },
	{ "an alpn with an empty identifier", "SVCB 1 . alpn=h2,,h3", "line 1, column 10: expected " FORM },
	{ "commas of a list as escapes", "SVCB 1 . port=5\\051 alpn=a\\044b\\,c", "0001 00 0001 0006 0161 0162 0163 0003 0002 0035" },
	{ "a quote within a value", "SVCB 1 . alpn=a\"b\"", "line 1, column 10: expected " FORM },
	{ "a list's escape cut", "SVCB 1 . alpn=a\\\\", "line 1, column 10: expected " FORM },
	{ "a list that ends in a comma", "SVCB 1 . ipv4hint=192.0.2.1,", "line 1, column 10: expected " FORM },
	{ "ech, ohttp and groups", "SVCB 1 . tls-supported-groups=29,23 ohttp ech=AQID", "0001 00 0005 0003 010203 0008 0000 0009 0004 001d 0017" },
	{ "dohpath", "SVCB 1 . dohpath=/q{?dns}", "0001 00 0007 0008 2f717b3f646e737d" },
	{ "an unknown key without a value", "SVCB 1 . key65535=", "0001 00 ffff 0000" },
	{ "a key's number with zeros in front", "SVCB 1 . key03=53", "line 1, column 10: expected a parameter like port=53" },
	{ "the key 0 by its number", "SVCB 1 . key0=key3 key3=53", "0001 00 0000 0002 0003 0003 0002 0035" },
	{ "a known key by its number", "SVCB 1 . key3=53", "0001 00 0003 0002 0035" },
};

/* Whole records: OWNER TTL CLASS TYPE RDATA of each, or what is wrong. */
static const struct row records[] = {
	{ "TTL and class", "a. 300 IN A 192.0.2.1", "a. 300 IN A c0000201\n" },
	{ "class and TTL", "a. CH 300 TXT b", "a. 300 CH TXT 0162\n" },
	{ "neither TTL nor class", "a. A 192.0.2.1", "a. 0 IN A c0000201\n" },
	{ "an unknown class", "a. CLASS32 TYPE1 \\# 1 00", "a. 0 CLASS32 A 00\n" },
	{ "the class ANY", "a. 0 ANY TYPE65280 \\# 0", "a. 0 ANY TYPE65280 \n" },
	{ "no RDATA in an UPDATE (RFC 2136 2.4, 2.5)", "a. 0 ANY MX \\# 0\na. 0 NONE TXT \\# 0", "a. 0 ANY MX \na. 0 NONE TXT \n" },
	{ "no RDATA elsewhere", "a. 0 CH TXT \\# 0", "line 1, column 16: expected what its type allows" },
	{ "an owner that stays", "a. A 192.0.2.1\n\t 5 A 192.0.2.2 ; two\n\n; none\nb. A 192.0.2.3",
		"a. 0 IN A c0000201\na. 5 IN A c0000202\nb. 5 IN A c0000203\n" },
	{ "no owner to stay", " 300 IN A 192.0.2.1", "line 1, column 2: expected an owner at the beginning of the line" },
	{ "no type", "a. 300 IN", "line 1, column 10: expected a type" },
	{ "an unknown type", "a. 300 IN FOO 1", "line 1, column 11: expected a type" },
	{ "a TTL with units", "a. 1h30m IN A 192.0.2.1", "a. 5400 IN A c0000201\n" },
	{ "a TTL of too many weeks", "a. 3551w IN A 192.0.2.1", "line 1, column 4: expected a TTL, a class or a type" },
	{ "TTL and class of the record before (RFC 1035 5.1)", "a. 300 CH TXT b\nb. TXT c\nc. 5 TXT d\nd. IN A 192.0.2.1\ne. A 192.0.2.2",
		"a. 300 CH TXT 0162\nb. 300 CH TXT 0163\nc. 5 CH TXT 0164\nd. 5 IN A c0000201\ne. 5 IN A c0000202\n" },
	{ "$TTL stays until the next (RFC 2308 4)", "$TTL 1h\na. 5 A 192.0.2.1\nb. A 192.0.2.1\n$ttl 7 ; seconds\nc. A 192.0.2.1",
		"a. 5 IN A c0000201\nb. 3600 IN A c0000201\nc. 7 IN A c0000201\n" },
	{ "a signature has the TTL that it signs (RFC 2308 4)", "$TTL 1h\na. RRSIG A 8 2 3 4 5 6 a. QUJD\nb. 9 RRSIG A 8 2 3 4 5 6 a. QUJD",
		"a. 3 IN RRSIG 000108020000000300000004000000050006016100414243\nb. 9 IN RRSIG 000108020000000300000004000000050006016100414243\n" },
	{ "names are under an origin", "$ORIGIN a.\nb 5 IN NS c\n@ NS d.\n$ORIGIN e\nf\\. MX 1 @",
		"b.a. 5 IN NS 0163016100\na. 5 IN NS 016400\nf\\..e.a. 5 IN MX 00010165016100\n" },
	{ "an origin without a dot is absolute", "$ORIGIN a\nb 5 NS .", "b.a. 5 IN NS 00\n" },
	{ "an escaped @ is a name", "$ORIGIN a.\n\\@ 5 NS .", "\\@.a. 5 IN NS 00\n" },
	{ "a dot behind an escaped backslash ends a name", "$ORIGIN a.\nb\\\\. 5 NS .", "b\\\\. 5 IN NS 00\n" },
	{ "directives alone", "$TTL 5\n\n$ORIGIN a.\n", "" },
	{ "@ without an origin", "@ NS .", "line 1, column 1: expected a domain name" },
	{ "a directive behind a blank is an owner's place", " $TTL 5", "line 1, column 2: expected an owner at the beginning of the line" },
	{ "an origin that is no name", "$ORIGIN a..b", "line 1, column 9: expected a domain name" },
	{ "an origin with more behind it", "$ORIGIN a. b.", "line 1, column 12: expected the end of the directive" },
	{ "$TTL without a TTL", "$TTL", "line 1, column 5: expected a TTL" },
	{ "$TTL of 2^31", "$TTL 2147483648", "line 1, column 6: expected a TTL" },
	{ "$INCLUDE is refused", "a. A 192.0.2.1\n$INCLUDE b", "a. 0 IN A c0000201\nline 2, column 1: expected no $INCLUDE: this reads one text" },
	{ "$GENERATE is refused", "$GENERATE 1-2 a$ A 192.0.2.$", "line 1, column 1: expected no $GENERATE: each record written out" },
	{ "another directive is refused", "$X", "line 1, column 1: expected $ORIGIN, $TTL or a record" },
	{ "a TTL of 2^31", "a. 2147483648 IN A 192.0.2.1", "line 1, column 4: expected a TTL, a class or a type" },
	{ "an error in the second record", "a. A 192.0.2.1\nb. A x", "a. 0 IN A c0000201\nline 2, column 6: expected an IPv4 address" },
};
/* clang-format on */

static void put_error(const struct scanner *s, struct text *t)
{
	scan_error_to_text(&s->error, t);
}

/* The text ends with the block that it is in. */
static char *exact_text(const char *text)
{
	return (char *)vector_exact((const uint8_t *)text, strlen(text));
}

static void check_rdata(void **state)
{
	const struct row *row = *state;
	uint8_t out[VECTOR_OCTETS], expected[VECTOR_OCTETS];
	char wrong[256], word[16];
	struct text t;
	uint16_t type;
	char *text = exact_text(row->text);
	struct scanner s = scanner_of(text, strlen(row->text));
	struct writer w = writer_of(out, sizeof(out));
	size_t n = strcspn(row->text, " ");
	snprintf(word, sizeof(word), "%.*s", (int)n, row->text);
	assert_true(type_from_text(word, &type));
	s.at += n;
	text_init(&t, wrong, sizeof(wrong));
	bool good = scan_rdata(&s, &w, type, CLASS_IN);
	put_error(&s, &t);
	free(text);
	if (!strncmp(row->hex, "line", 4)) {
		assert_string_equal(wrong, row->hex);
		assert_false(good);
		return;
	}
	assert_string_equal(wrong, "");
	assert_true(good);
	size_t len = vector_read(expected, row->hex);
	assert_int_equal(w.len, len);
	assert_memory_equal(out, expected, len);
}

static void check_records(void **state)
{
	const struct row *row = *state;
	uint8_t out[VECTOR_OCTETS];
	char said[1024];
	struct text t;
	struct record record;
	char *text = exact_text(row->text);
	struct scanner s = scanner_of(text, strlen(row->text));
	struct writer w = writer_of(out, sizeof(out));
	text_init(&t, said, sizeof(said));
	while (scan_line(&s) && scan_record(&s, &w, &record)) {
		name_to_text(&record.owner, true, &t);
		text_printf(&t, " %u ", record.ttl);
		class_to_text(record.class, &t);
		text_char(&t, ' ');
		type_to_text(record.type, &t);
		text_char(&t, ' ');
		for (size_t i = 0; i < record.rdlen; i++)
			text_hex(&t, out[record.rdata + i], 2);
		text_char(&t, '\n');
	}
	put_error(&s, &t);
	free(text);
	assert_string_equal(said, row->hex);
}

/* A writer too small is an error at every size, and is not overrun. */
static void room_may_end_anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char word[16];
		uint16_t type;
		size_t n = strcspn(rows[i].text, " ");
		if (!strncmp(rows[i].hex, "line", 4))
			continue;
		snprintf(word, sizeof(word), "%.*s", (int)n, rows[i].text);
		assert_true(type_from_text(word, &type));
		for (size_t cap = 0;; cap++) {
			uint8_t *out = malloc(cap ? cap : 1);
			struct writer w = writer_of(out, cap);
			struct scanner s = scanner_of(rows[i].text + n, strlen(rows[i].text) - n);
			bool good = scan_rdata(&s, &w, type, CLASS_IN);
			free(out);
			if (good)
				break;
			assert_true(cap < VECTOR_OCTETS);
		}
	}
}

/* 255 octets are a string, 256 are not. */
static void strings_keep_to_255_octets(void **state)
{
	(void)state;
	for (size_t len = 255; len <= 256; len++) {
		char text[512];
		uint8_t out[512];
		struct writer w = writer_of(out, sizeof(out));
		memset(text, 'x', len);
		struct scanner s = scanner_of(text, len);
		assert_int_equal(scan_rdata(&s, &w, TYPE_TXT, CLASS_IN), len == 255);
	}
}

/* As long as RDATA may be: the text of a parameter's value is longer still. */
static void a_value_may_be_long(void **state)
{
	static const struct {
		const char *key, *item;
		unsigned items;
	} values[] = { { "ech=", "AAAA", 21000 }, { "ipv6hint=", "2001:db8:1:2:3:4:5:6", 4090 },
		{ "alpn=\"", "http/1.1", 7200 },
		{ "mandatory=key65535 key65535=\"", "\\001", 65000 } };
	static char text[1 << 19], printed[1 << 19];
	static uint8_t out[UINT16_MAX];
	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		bool list = strchr("ia", values[i].key[0]), quoted = strchr(values[i].key, '"');
		struct writer w = writer_of(out, sizeof(out));
		struct text t, again;
		text_init(&t, text, sizeof(text));
		text_put(&t, "1 . ");
		text_put(&t, values[i].key);
		for (unsigned n = 0; n < values[i].items; n++) {
			text_put(&t, n && list ? "," : "");
			text_put(&t, values[i].item);
		}
		text_put(&t, quoted ? "\"" : "");
		struct scanner s = scanner_of(text, t.len);
		assert_true(scan_rdata(&s, &w, TYPE_HTTPS, CLASS_IN));
		text_init(&again, printed, sizeof(printed));
		struct msg msg = { .data = out };
		struct rr rr = { .type = TYPE_HTTPS, .class = CLASS_IN, .rdlen = (uint16_t)w.len };
		print_rdata(&msg, &rr, &again);
		assert_string_equal(printed, text);
	}
}

int main(void)
{
	TABLE_ROWS(rows, check_rdata);
	TABLE_ROWS(records, check_records);
	table_test("room may end anywhere", room_may_end_anywhere);
	table_test("strings keep to 255 octets", strings_keep_to_255_octets);
	table_test("a value may be as long as RDATA", a_value_may_be_long);
	return table_run("dns-scan", NULL, NULL);
}
