/* Master-file text: its words, quotes, parentheses and lines. */
#include <stdio.h>

#include "resolver/dns/code.h"
#include "resolver/dns/layout.h"
#include "resolver/dns/print.h"
#include "tests/fuzz/dns/generate.h"

enum { WORDS_MOST = 512, WORD_OCTETS = 1024, LINE_OCTETS = 8192 };

struct word {
	size_t at, len;
};

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Words as white space parts them; what is between quotes is one. */
static size_t words_of(const struct octets *o, struct word out[static WORDS_MOST])
{
	size_t n = 0, at = 0;
	while (n < WORDS_MOST) {
		while (at < o->size && is_blank(o->data[at]))
			at++;
		size_t begun = at;
		for (bool quoted = false; at < o->size && (quoted || !is_blank(o->data[at]));
			at++) {
			if (o->data[at] == '\\' && at + 1 < o->size)
				at++;
			else if (o->data[at] == '"')
				quoted = !quoted;
		}
		if (at == begun)
			break;
		out[n++] = (struct word){ begun, at - begun };
	}
	return n;
}

/* Length 0 where there are no words: at the end then. */
static struct word any_word(const struct octets *o, struct dice *dice)
{
	struct word words[WORDS_MOST];
	size_t n = words_of(o, words);
	return n ? words[roll(dice, n)] : (struct word){ o->size, 0 };
}

static void put(struct octets *o, size_t at, size_t gone, const void *text, size_t len)
{
	uint8_t *p = octets_replace(o, at, gone, len);
	if (p && len)
		memcpy(p, text, len);
}

static void put_text(struct octets *o, size_t at, size_t gone, const char *text)
{
	put(o, at, gone, text, strlen(text));
}

static void repeat_word(struct octets *o, struct dice *dice)
{
	char copy[WORD_OCTETS + 1];
	struct word word = any_word(o, dice), at = any_word(o, dice);
	size_t len = word.len < WORD_OCTETS ? word.len : WORD_OCTETS;
	memcpy(copy, o->data + word.at, len);
	copy[len] = ' ';
	put(o, at.at, 0, copy, len + 1);
}

static void drop_word(struct octets *o, struct dice *dice)
{
	struct word word = any_word(o, dice);
	octets_replace(o, word.at, word.len, 0);
}

static void swap_words(struct octets *o, struct dice *dice)
{
	char first[WORD_OCTETS], second[WORD_OCTETS];
	struct word a = any_word(o, dice), b = any_word(o, dice);
	if (a.at >= b.at || a.len > WORD_OCTETS || b.len > WORD_OCTETS)
		return;
	memcpy(first, o->data + a.at, a.len);
	memcpy(second, o->data + b.at, b.len);
	put(o, b.at, b.len, first, a.len);
	put(o, a.at, a.len, second, b.len);
}

static void quote_word(struct octets *o, struct dice *dice)
{
	struct word word = any_word(o, dice);
	if (word.len >= 2 && o->data[word.at] == '"' && o->data[word.at + word.len - 1] == '"') {
		octets_replace(o, word.at + word.len - 1, 1, 0);
		octets_replace(o, word.at, 1, 0);
		return;
	}
	size_t skip = roll(dice, 4) ? 0 : roll(dice, word.len); /* key="value" */
	put_text(o, word.at + word.len, 0, "\"");
	put_text(o, word.at + skip, 0, "\"");
}

/* \c or \DDD for what needs it or not, or one that is no octet. */
static void escape(struct octets *o, struct dice *dice)
{
	char text[8];
	struct word word = any_word(o, dice);
	if (!word.len)
		return;
	size_t at = word.at + roll(dice, word.len);
	unsigned c = o->data[at];
	switch (roll(dice, 4)) {
	case 0: snprintf(text, sizeof(text), "\\%c", (int)c); break;
	case 1: snprintf(text, sizeof(text), "\\%03u", roll(dice, 256)); break;
	case 2: snprintf(text, sizeof(text), "\\%u", roll(dice, 1000)); break;
	default: snprintf(text, sizeof(text), "\\%03u", c); break;
	}
	put_text(o, at, 1, text);
}

static void put_parentheses(struct octets *o, struct dice *dice)
{
	static const char *const between[] = { " ", "\n", " ; (\n", "" };
	struct word a = any_word(o, dice), b = any_word(o, dice);
	if (a.at > b.at)
		return;
	put_text(o, b.at + b.len, 0, roll(dice, 8) ? " )" : ")");
	put_text(o, a.at, 0, between[roll(dice, 4)]);
	if (roll(dice, 8))
		put_text(o, a.at, 0, "(");
}

static void change_line_end(struct octets *o, struct dice *dice)
{
	static const char *const ends[] = { "\n", " ; x\n", "\n\n", " ", "\n " };
	struct word word = any_word(o, dice);
	size_t at = word.at + word.len;
	put_text(o, at, at < o->size, ends[roll(dice, 5)]);
}

static void put_mnemonic(struct octets *o, struct dice *dice)
{
	char text[32];
	struct text t;
	text_init(&t, text, sizeof(text));
	uint16_t code = roll(dice, 4) ? any_type(dice) : (uint16_t)roll(dice, 65536);
	switch (roll(dice, 8)) {
	case 0: class_to_text((uint16_t)(roll(dice, 2) ? 1 + roll(dice, 4) : code), &t); break;
	case 1: text_printf(&t, "TYPE%u", code); break;
	case 2: word_to_text((enum word_set)roll(dice, 4), roll(dice, 20), &t); break;
	default: type_to_text(code, &t); break;
	}
	struct word word = any_word(o, dice);
	put(o, word.at, word.len, text, t.len);
}

static void put_word(struct octets *o, struct dice *dice)
{
	static const char *const words[] = { ".", "@", "\\#", "\\# 0", "\\# 4 c0000201", "-", "+",
		"\"\"", "\"", "(", ")", ";", "192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1",
		"alpn=h2", "alpn=\"h\\\\,2,h3\"", "mandatory=alpn,port", "no-default-alpn",
		"port=53", "port=65536", "ipv4hint=192.0.2.1,192.0.2.2", "ipv6hint=2001:db8::1",
		"ech=AAAA", "dohpath=/q{?dns}", "ohttp", "key667=\\210", "key65535",
		"tls-supported-groups=29,23", "1:192.0.2.0/24", "!2:2001:db8::/32",
		"52 22 23.000 N", "4 53 32 E -2.00m 0.00m 10000m 10m", "20240229235959",
		"19691231235959", "2147483648", "AAA=", "AA==", "abcd", "0x47.0005", "+358.400",
		"00-00-5e-00-53-2a", "0:0:0:0", "a.b.c.", "\\000.x." };
	struct word word = any_word(o, dice);
	put_text(o, word.at, word.len, words[roll(dice, sizeof(words) / sizeof(words[0]))]);
}

static void put_number(struct octets *o, struct dice *dice)
{
	static const char *const limits[] = { "0", "1", "255", "256", "65535", "65536",
		"2147483647", "4294967295", "4294967296", "281474976710655", "281474976710656",
		"18446744073709551615", "18446744073709551616", "00", "-1", "1h" };
	char text[16];
	struct word word = any_word(o, dice);
	snprintf(text, sizeof(text), "%u", roll(dice, 70000));
	put_text(o, word.at, word.len,
		roll(dice, 4) ? limits[roll(dice, sizeof(limits) / sizeof(limits[0]))] : text);
}

/* A line of any type, printed from RDATA that was made up. */
static void add_record(struct octets *o, struct dice *dice)
{
	static uint8_t rdata[LINE_OCTETS];
	char line[LINE_OCTETS];
	struct text t;
	struct writer w = writer_of(rdata, sizeof(rdata));
	struct rr rr = { .type = any_type(dice), .class = CLASS_IN };
	struct msg msg = { .data = rdata };
	make_rdata(&w, rr.type, rr.class, false, dice);
	if (w.full || !rdata_good(rr.type, rr.class, rdata, w.len))
		return;
	rr.rdlen = (uint16_t)w.len;
	text_init(&t, line, sizeof(line));
	text_put(&t, o->size && o->data[o->size - 1] != '\n' ? "\na. 60 IN " : "a. 60 IN ");
	type_to_text(rr.type, &t);
	text_char(&t, ' ');
	print_rdata(&msg, &rr, &t);
	text_char(&t, '\n');
	if (text_whole(&t))
		put(o, o->size, 0, line, t.len);
}

static void repeat_octets(struct octets *o, struct dice *dice)
{
	char copy[64];
	struct word word = any_word(o, dice);
	size_t skip = roll(dice, word.len), len = 1 + roll(dice, word.len - skip);
	if (!word.len || len > sizeof(copy))
		return;
	memcpy(copy, o->data + word.at + skip, len);
	for (unsigned times = roll(dice, 6) ? 1 : 8; times; times--)
		put(o, word.at + skip, 0, copy, len);
}

static const struct mutation list[] = {
	{ "repeats a word", repeat_word },
	{ "drops a word", drop_word },
	{ "swaps two words", swap_words },
	{ "puts a word between quotes, or takes them off", quote_word },
	{ "escapes an octet", escape },
	{ "puts words between parentheses", put_parentheses },
	{ "ends or joins a line", change_line_end },
	{ "puts a mnemonic in a word's place", put_mnemonic },
	{ "puts another word in a word's place", put_word },
	{ "puts a number at its limit in a word's place", put_number },
	{ "adds a record of any type", add_record },
	{ "repeats octets of a word", repeat_octets },
};

const struct mutations text_mutations = { list, sizeof(list) / sizeof(list[0]), 0 };
