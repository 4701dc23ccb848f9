/* Captures: text in every shape, packets of every link, and what is refused, with its place. */
#include "resolver/capture.h"

#include <stdlib.h>
#include <string.h>
#include "tests/support/table.h"
#include "tests/unit/dns/vector.h"

struct text_row {
	const char *name, *text;
	const char *hex; /* the octets; or NULL: refused */
	const char *why;
	size_t offset;
};

/* clang-format off */
static const struct text_row text_rows[] = {
	{ "digits alone", "0102abCD", "0102abcd", NULL, 0 },
	{ "white space of every kind", " 01\t02\r\n\n0304 \f05 ", "0102030405", NULL, 0 },
	{ "0x before each octet", "0x01, 0x02,0xAB", "0102ab", NULL, 0 },
	{ "0x before all", "0X0102ab", "0102ab", NULL, 0 },
	{ "colons between", "01:02:ab", "0102ab", NULL, 0 },
	{ "comments", "# first\n01 # 99 xyz\n02#zz", "0102", NULL, 0 },
	{ "xxd", "00000000: 3031 3233 3435 3637 3839 6162 6364 6566  0123456789abcdef\n00000010: 6768                                     gh\n",
		"30313233343536373839616263646566 6768", NULL, 0 },
	{ "xxd -g1", "00000000: 30 31 32  01 #\n00000003: 33  3\n", "30313233", NULL, 0 },
	{ "hexdump -C", "00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |01234567#9abcdef|\n"
		"00000010  67                                                |g|\n00000011\n", "30313233343536373839616263646566 67", NULL, 0 },
	{ "a number that is no offset is octets", "00000004  30\n", "00000004 30", NULL, 0 },
	{ "a first line of zeros is octets", "00000000\n01", "00000000 01", NULL, 0 },
	{ "no text after all", "", NULL, "nothing there", 0 },
	{ "comments alone", "# nothing\n", NULL, "nothing there", 10 },
	{ "a letter that is no digit", "01 0g", NULL, "half an octet", 3 },
	{ "a word", "01\nxyz", NULL, "not a hexadecimal digit", 3 },
	{ "half an octet at the end", "0102 3", NULL, "half an octet", 5 },
	{ "half an octet at a line's end", "010\n203", NULL, "half an octet", 2 },
	{ "0x alone", "0x", NULL, "half an octet", 0 },
	{ "characters outside ASCII", "01 \303\244", NULL, "not a hexadecimal digit", 3 },
	{ "a squeezed dump", "00000000  30 31 |01|\n*\n", NULL, "not a hexadecimal digit", 21 },
};

#define MICRO "d4c3b2a1 0200 0400 00000000 00000000 ffff0000 "
#define PACKET(length) "00000000 00000000 " length "000000 " length "000000 "
#define ETHER "ffffffffffff 020000000001 "
#define IPV4(length) "4500 00" length " 00000000 4011 0000 c0000201 c0000202 "
#define UDP(from, to, length) from to "00" length " 0000 "
#define MESSAGE "0001 0100 0000 0000 0000 0000"
/* length of the packet, ports, sequence, flags */
#define TCP(length, from, to, sequence, flags) \
	"4500 00" length " 00000000 4006 0000 c0000201 c0000202 " from to sequence " 00000000 50" flags " 0000 0000 0000 "
#define SECTION "0a0d0d0a 1c000000 4d3c2b1a 01000000 ffffffffffffffff 1c000000 "
#define INTERFACE(link) "01000000 14000000 " link "00 0000 00000000 14000000 "
#define ENHANCED(interface, length) "06000000 " length "000000 " interface " 00000000 00000000 1e000000 1e000000 "

struct pcap_row {
	const char *name, *hex;
	const char *expected; /* the payload; or NULL: refused */
	const char *why;
	size_t offset;
};

static const struct pcap_row pcap_rows[] = {
	{ "Ethernet and IPv4", MICRO "01000000 " PACKET("2c") ETHER "0800 " IPV4("1e") UDP("0035 ", "c000 ", "0a") "abcd", "abcd", NULL, 0 },
	{ "the other order of octets, and nanoseconds", "a1b23c4d 0002 0004 00000000 00000000 0000ffff 00000001 "
		"00000000 00000000 0000002c 0000002c " ETHER "0800 " IPV4("1e") UDP("0035 ", "c000 ", "0a") "abcd", "abcd", NULL, 0 },
	{ "Ethernet pads short packets", MICRO "01000000 " PACKET("2e") ETHER "0800 " IPV4("1e") UDP("0035 ", "c000 ", "0a") "abcd 0000", "abcd", NULL, 0 },
	{ "a VLAN within a VLAN", MICRO "01000000 " PACKET("34") ETHER "88a8 0001 8100 0002 0800 " IPV4("1e") UDP("c000 ", "0035 ", "0a") "abcd", "abcd", NULL, 0 },
	{ "raw IP", MICRO "65000000 " PACKET("1e") IPV4("1e") UDP("0035 ", "c000 ", "0a") "abcd", "abcd", NULL, 0 },
	{ "Linux cooked", MICRO "71000000 " PACKET("2e") "0000 0001 0006 020000000001 0000 0800 " IPV4("1e") UDP("0035 ", "c000 ", "0a") "abcd", "abcd", NULL, 0 },
	{ "Linux cooked, second form", MICRO "14010000 " PACKET("32") "0800 0000 00000001 0001 00 06 0200000000010000 "
		IPV4("1e") UDP("0035 ", "c000 ", "0a") "abcd", "abcd", NULL, 0 },
	{ "BSD loopback", MICRO "00000000 " PACKET("22") "02000000 " IPV4("1e") UDP("0035 ", "c000 ", "0a") "abcd", "abcd", NULL, 0 },
	{ "IPv4 with options", MICRO "65000000 " PACKET("22") "4600 0022 00000000 4011 0000 c0000201 c0000202 01010101 " UDP("0035 ", "c000 ", "0a") "abcd", "abcd", NULL, 0 },
	{ "IPv6", MICRO "65000000 " PACKET("32") "60000000 000a 11 40 00000000000000000000000000000001 00000000000000000000000000000001 "
		UDP("0035 ", "c000 ", "0a") "abcd", "abcd", NULL, 0 },
	{ "IPv6 with options before UDP", MICRO "65000000 " PACKET("3a") "60000000 0012 00 40 00000000000000000000000000000001 00000000000000000000000000000001 "
		"11 00 010400000000 " UDP("0035 ", "c000 ", "0a") "abcd", "abcd", NULL, 0 },
	{ "port 53 before another port", MICRO "65000000 " PACKET("1e") IPV4("1e") UDP("0043 ", "0044 ", "0a") "0101 "
		PACKET("1e") IPV4("1e") UDP("c000 ", "0035 ", "0a") "abcd", "abcd", NULL, 0 },
	{ "without port 53 the first packet", MICRO "65000000 " PACKET("1e") IPV4("1e") UDP("0043 ", "14e9 ", "0a") "0101 "
		PACKET("1e") IPV4("1e") UDP("c000 ", "14e9 ", "0a") "abcd", "0101", NULL, 0 },
	{ "TCP is passed over", MICRO "65000000 " PACKET("1e") "4500 001e 00000000 4006 0000 c0000201 c0000202 0035 c000 000a 0000 0101 "
		PACKET("1e") IPV4("1e") UDP("c000 ", "0035 ", "0a") "abcd", "abcd", NULL, 0 },
	{ "a packet cut behind one that is whole", MICRO "65000000 " PACKET("1e") IPV4("1e") UDP("0043 ", "0044 ", "0a") "0101 " PACKET("1e") "45", "0101", NULL, 0 },
	{ "ARP alone", MICRO "01000000 " PACKET("10") ETHER "0806 0001", NULL, "no UDP packet and no message over TCP in the capture", 56 },
	{ "a fragment alone", MICRO "65000000 " PACKET("1e") "4500 001e 0000 2000 4011 0000 c0000201 c0000202 " UDP("0035 ", "c000 ", "0a") "abcd",
		NULL, "no UDP packet and no message over TCP in the capture", 70 },
	{ "UDP cut short by the capture", MICRO "65000000 " PACKET("1d") IPV4("1e") UDP("0035 ", "c000 ", "0a") "ab", NULL, "no UDP packet and no message over TCP in the capture", 69 },
	{ "UDP longer than its packet", MICRO "65000000 " PACKET("1e") IPV4("1e") UDP("0035 ", "c000 ", "0b") "abcd", NULL, "no UDP packet and no message over TCP in the capture", 70 },
	{ "UDP that carries nothing", MICRO "65000000 " PACKET("1c") IPV4("1c") UDP("0035 ", "c000 ", "08"), NULL, "no UDP packet and no message over TCP in the capture", 68 },
	{ "UDP with a length of 7", MICRO "65000000 " PACKET("1e") IPV4("1e") UDP("0035 ", "c000 ", "07") "abcd", NULL, "no UDP packet and no message over TCP in the capture", 70 },
	{ "IPv4 with a header of 16 octets", MICRO "65000000 " PACKET("1e") "4400 001e 00000000 4011 0000 c0000201 c0000202 " UDP("0035 ", "c000 ", "0a") "abcd",
		NULL, "no UDP packet and no message over TCP in the capture", 70 },
	{ "an empty packet", MICRO "65000000 " PACKET("00"), NULL, "no UDP packet and no message over TCP in the capture", 40 },
	{ "no packet", MICRO "01000000 ", NULL, "no UDP packet and no message over TCP in the capture", 24 },
	{ "a packet cut", MICRO "65000000 " PACKET("1e") "45", NULL, "a packet that runs off the end", 24 },
	{ "a packet's header cut", MICRO "65000000 " "0000", NULL, "a packet that runs off the end", 24 },
	{ "the file's header cut", "d4c3b2a1 0200 0400", NULL, "the capture ends in its header", 8 },
	{ "an unknown link", MICRO "69000000 ", NULL, "a capture of an unknown kind of link", 20 },

	{ "DNS over TCP", MICRO "65000000 " PACKET("38") TCP("38", "0035 ", "c000 ", "00000001", "10") "000e" MESSAGE "abcd", MESSAGE "abcd", NULL, 0 },
	{ "TCP's options, and octets behind the message", MICRO "65000000 " PACKET("3e") "4500 003e 00000000 4006 0000 c0000201 c0000202 "
		"c000 0035 00000001 00000000 6018 0000 0000 0000 01010101 000e" MESSAGE "abcd 0005", MESSAGE "abcd", NULL, 0 },
	{ "TCP of IPv6", MICRO "65000000 " PACKET("4c") "60000000 0024 06 40 00000000000000000000000000000001 00000000000000000000000000000002 "
		"0035 c000 00000001 00000000 5018 0000 0000 0000 000e" MESSAGE "abcd", MESSAGE "abcd", NULL, 0 },
	{ "a message over three segments, others between", MICRO "65000000 " PACKET("29") TCP("29", "0035 ", "c000 ", "fffffffe", "10") "00"
		PACKET("2a") TCP("2a", "c000 ", "0035 ", "ffffffff", "10") "ffff" /* the other way */
		PACKET("2a") TCP("2a", "0035 ", "c001 ", "ffffffff", "10") "ffff" /* another port */
		PACKET("29") TCP("29", "0035 ", "c000 ", "fffffffe", "10") "00"   /* again */
		PACKET("28") TCP("28", "0035 ", "c000 ", "ffffffff", "10")       /* empty */
		PACKET("35") TCP("35", "0035 ", "c000 ", "ffffffff", "10") "0e" MESSAGE
		PACKET("2b") TCP("2b", "0035 ", "c000 ", "0000000c", "10") "abcdef", MESSAGE "abcd", NULL, 0 },
	{ "a segment with SYN (RFC 7413)", MICRO "65000000 " PACKET("29") TCP("29", "c000 ", "0035 ", "00000001", "02") "00"
		PACKET("37") TCP("37", "c000 ", "0035 ", "00000003", "10") "0e" MESSAGE "abcd", MESSAGE "abcd", NULL, 0 },
	{ "a message over TCP that is not all there, and UDP", MICRO "65000000 " PACKET("37") TCP("37", "0035 ", "c000 ", "00000001", "10") "000e" MESSAGE "ab"
		PACKET("1e") IPV4("1e") UDP("0043 ", "0044 ", "0a") "0101", "0101", NULL, 0 },
	{ "TCP of other ports", MICRO "65000000 " PACKET("38") TCP("38", "0036 ", "c000 ", "00000001", "10") "000e" MESSAGE "abcd",
		NULL, "no UDP packet and no message over TCP in the capture", 96 },
	{ "a message over TCP without a header", MICRO "65000000 " PACKET("2c") TCP("2c", "0035 ", "c000 ", "00000001", "10") "0002 abcd",
		NULL, "no UDP packet and no message over TCP in the capture", 84 },
	{ "a TCP header of 16 octets", MICRO "65000000 " PACKET("38") "4500 0038 00000000 4006 0000 c0000201 c0000202 0035 c000 00000001 00000000 4018 0000 0000 0000 000e" MESSAGE "abcd",
		NULL, "no UDP packet and no message over TCP in the capture", 96 },

	{ "pcapng: an interface and a packet", SECTION INTERFACE("65") ENHANCED("00000000", "40") IPV4("1e") UDP("0035 ", "c000 ", "0a") "abcd 0000" "40000000", "abcd", NULL, 0 },
	{ "pcapng: the other order of octets, unknown blocks and options", "0a0d0d0a 00000024 1a2b3c4d 00010000 ffffffffffffffff 00020001 61000000 00000024 "
		"00000099 0000000c 0000000c 00000001 00000014 0065 0000 00000000 00000014 "
		"00000006 00000040 00000000 00000000 00000000 0000001e 0000001e " IPV4("1e") UDP("0035 ", "c000 ", "0a") "abcd 0000" "00000040", "abcd", NULL, 0 },
	{ "pcapng: packets of the second interface", SECTION INTERFACE("69") INTERFACE("65")
		ENHANCED("00000000", "40") IPV4("1e") UDP("0035 ", "c000 ", "0a") "1111 0000" "40000000"
		ENHANCED("02000000", "40") IPV4("1e") UDP("0035 ", "c000 ", "0a") "2222 0000" "40000000"
		ENHANCED("01000000", "40") IPV4("1e") UDP("0035 ", "c000 ", "0a") "abcd 0000" "40000000", "abcd", NULL, 0 },
	{ "pcapng: a simple packet", SECTION INTERFACE("65") "03000000 30000000 1e000000 " IPV4("1e") UDP("0035 ", "c000 ", "0a") "abcd 0000" "30000000", "abcd", NULL, 0 },
	{ "pcapng: a simple packet cut short", SECTION INTERFACE("65") "03000000 30000000 ff000000 " IPV4("1e") UDP("0035 ", "c000 ", "0a") "abcd 0000" "30000000", "abcd", NULL, 0 },
	{ "pcapng: an old packet", SECTION INTERFACE("65") "02000000 40000000 0000 0000 00000000 00000000 1e000000 1e000000 "
		IPV4("1e") UDP("0035 ", "c000 ", "0a") "abcd 0000" "40000000", "abcd", NULL, 0 },
	{ "pcapng: a section forgets the interfaces before", SECTION INTERFACE("65") SECTION ENHANCED("00000000", "40")
		IPV4("1e") UDP("0035 ", "c000 ", "0a") "abcd 0000" "40000000", NULL, "no UDP packet and no message over TCP in the capture", 140 },
	{ "pcapng: a packet longer than its block", SECTION INTERFACE("65") "06000000 20000000 00000000 00000000 00000000 1e000000 1e000000 20000000",
		NULL, "no UDP packet and no message over TCP in the capture", 80 },
	{ "pcapng: a block cut", SECTION INTERFACE("65") "06000000 20000000 0000", NULL, "a block that runs off the end", 48 },
	{ "pcapng: a block of no length", SECTION "06000000 00000000 00000000", NULL, "a block that runs off the end", 28 },
	{ "pcapng: a block of 13 octets", SECTION "06000000 0d000000 00000000 00", NULL, "a block that runs off the end", 28 },
	{ "pcapng: no order of octets", "0a0d0d0a 1c000000 00000000 01000000 ffffffffffffffff 1c000000", NULL, "a section in no order of octets", 8 },
	{ "pcapng: its header cut", "0a0d0d0a 00000000", NULL, "a block that runs off the end", 0 },
	{ "a message as it is", "0001 0100 0001 0000 0000 0000 00 0001 0001", "0001 0100 0001 0000 0000 0000 00 0001 0001", NULL, 0 },
};
/* clang-format on */

static uint8_t out[CAPTURE_MESSAGE];

static void read_it(
	const uint8_t *data, size_t len, const char *expected, const char *why, size_t offset)
{
	uint8_t *exact = vector_exact(data, len), octets[VECTOR_OCTETS];
	const uint8_t *message = NULL;
	size_t message_len = 4711;
	struct capture_error error = { 0 };
	bool good = capture_read(exact, len, out, &message, &message_len, &error);
	if (!good && expected)
		fail_msg("refused: %s at %zu", error.why, error.offset);
	assert_int_equal(good, expected != NULL);
	if (good) {
		assert_int_equal(message_len, vector_read(octets, expected));
		assert_memory_equal(message, octets, message_len);
	} else {
		assert_null(message);
		assert_int_equal(message_len, 4711);
		assert_string_equal(error.why, why);
		assert_int_equal(error.offset, offset);
	}
	free(exact);
}

static void check_text(void **state)
{
	const struct text_row *row = *state;
	read_it((const uint8_t *)row->text, strlen(row->text), row->hex, row->why, row->offset);
}

static void check_pcap(void **state)
{
	const struct pcap_row *row = *state;
	uint8_t data[VECTOR_OCTETS];
	size_t len = vector_read(data, row->hex);
	read_it(data, len, row->expected, row->why, row->offset);
}

/* Cut anywhere, and with any octet another: no read beyond the end. */
static void check_prefixes_and_octets(void **state)
{
	const struct pcap_row *row = *state;
	uint8_t data[VECTOR_OCTETS];
	size_t len = vector_read(data, row->hex), message_len;
	const uint8_t *message;
	struct capture_error error;
	for (size_t n = 0; n <= len; n++) {
		uint8_t *exact = vector_exact(data, n);
		if (capture_read(exact, n, out, &message, &message_len, &error) && message != out)
			assert_true(message + message_len <= exact + n);
		free(exact);
	}
	uint8_t *exact = vector_exact(data, len);
	for (size_t at = 0; at < len; at++)
		for (unsigned value = 0; value < 256; value += 5) {
			exact[at] = (uint8_t)value;
			if (capture_read(exact, len, out, &message, &message_len, &error) &&
				message != out)
				assert_true(message + message_len <= exact + len);
			exact[at] = data[at];
		}
	free(exact);
}

static void check_fixture(void **state)
{
	static char text[FIXTURE_CHARS];
	uint8_t expected[VECTOR_OCTETS];
	size_t len = fixture_message(expected, *state), message_len;
	const uint8_t *message;
	struct capture_error error;
	fixture_read(text, *state, ".hex");
	assert_true(capture_read(
		(const uint8_t *)text, strlen(text), out, &message, &message_len, &error));
	assert_int_equal(message_len, len);
	assert_memory_equal(message, expected, len);
}

static void the_longest_message_has_65535_octets(void **state)
{
	(void)state;
	enum { CHARS = 2 * (CAPTURE_MESSAGE + 1) };
	uint8_t *text = malloc(CHARS);
	const uint8_t *message;
	size_t len;
	struct capture_error error;
	assert_non_null(text);
	memset(text, '1', CHARS);
	assert_true(capture_read(text, CHARS - 2, out, &message, &len, &error));
	assert_int_equal(len, CAPTURE_MESSAGE);
	assert_false(capture_read(text, CHARS, out, &message, &len, &error));
	assert_int_equal(error.offset, CHARS - 2);
	memset(text, 1, CHARS);
	assert_false(capture_read(text, CAPTURE_MESSAGE + 1, out, &message, &len, &error));
	assert_true(capture_read(text, CAPTURE_MESSAGE, out, &message, &len, &error));
	free(text);
}

int main(void)
{
	TABLE_ROWS(text_rows, check_text);
	TABLE_ROWS(pcap_rows, check_pcap);
	for (size_t i = 0; i < sizeof(pcap_rows) / sizeof(pcap_rows[0]); i++)
		table_format(check_prefixes_and_octets, &pcap_rows[i], "%s: cut and changed",
			pcap_rows[i].name);
	for (size_t i = 0; i < FIXTURE_NAMES; i++)
		table_format(check_fixture, fixture_names[i], "%s is read", fixture_names[i]);
	table_test("the longest message has 65,535 octets", the_longest_message_has_65535_octets);
	return table_run("capture", NULL, NULL);
}
