/* Mnemonics of types, classes, opcodes and response codes. */
#include "resolver/dns/code.h"

#include "resolver/dns/layout.h"
#include "resolver/dns/name.h"

/* Codes from 0 up; "" where there is no name. */
static const char rcodes[][10] = {
	"NOERROR",
	"FORMERR",
	"SERVFAIL",
	"NXDOMAIN",
	"NOTIMP",
	"REFUSED",
	"YXDOMAIN",
	"YXRRSET",
	"NXRRSET",
	"NOTAUTH",
	"NOTZONE",
	"DSOTYPENI",
	"",
	"",
	"",
	"",
	"BADVERS",
	"BADKEY",
	"BADTIME",
	"BADMODE",
	"BADNAME",
	"BADALG",
	"BADTRUNC",
	"BADCOOKIE",
};

static const char opcodes[][10] = { "QUERY", "IQUERY", "STATUS", "", "NOTIFY", "UPDATE", "DSO" };

struct word {
	uint8_t set;
	uint16_t code;
	char name[20];
};

/* Of two words for one code the first is written. */
static const struct word words[] = {
	{ WORDS_CERT, 1, "PKIX" },
	{ WORDS_CERT, 2, "SPKI" },
	{ WORDS_CERT, 3, "PGP" },
	{ WORDS_CERT, 4, "IPKIX" },
	{ WORDS_CERT, 5, "ISPKI" },
	{ WORDS_CERT, 6, "IPGP" },
	{ WORDS_CERT, 7, "ACPKIX" },
	{ WORDS_CERT, 8, "IACPKIX" },
	{ WORDS_CERT, 253, "URI" },
	{ WORDS_CERT, 254, "OID" },
	{ WORDS_ALGORITHM, 1, "RSAMD5" },
	{ WORDS_ALGORITHM, 2, "DH" },
	{ WORDS_ALGORITHM, 3, "DSA" },
	{ WORDS_ALGORITHM, 5, "RSASHA1" },
	{ WORDS_ALGORITHM, 6, "NSEC3DSA" },
	{ WORDS_ALGORITHM, 6, "DSA-NSEC3-SHA1" },
	{ WORDS_ALGORITHM, 7, "NSEC3RSASHA1" },
	{ WORDS_ALGORITHM, 7, "RSASHA1-NSEC3-SHA1" },
	{ WORDS_ALGORITHM, 8, "RSASHA256" },
	{ WORDS_ALGORITHM, 10, "RSASHA512" },
	{ WORDS_ALGORITHM, 12, "ECCGOST" },
	{ WORDS_ALGORITHM, 12, "ECC-GOST" },
	{ WORDS_ALGORITHM, 13, "ECDSAP256SHA256" },
	{ WORDS_ALGORITHM, 14, "ECDSAP384SHA384" },
	{ WORDS_ALGORITHM, 15, "ED25519" },
	{ WORDS_ALGORITHM, 16, "ED448" },
	{ WORDS_ALGORITHM, 252, "INDIRECT" },
	{ WORDS_ALGORITHM, 253, "PRIVATEDNS" },
	{ WORDS_ALGORITHM, 254, "PRIVATEOID" },
	{ WORDS_ERROR, 0, "NOERROR" },
	{ WORDS_ERROR, 16, "BADSIG" },
	{ WORDS_ERROR, 17, "BADKEY" },
	{ WORDS_ERROR, 18, "BADTIME" },
	{ WORDS_ERROR, 19, "BADMODE" },
	{ WORDS_ERROR, 20, "BADNAME" },
	{ WORDS_ERROR, 21, "BADALG" },
	{ WORDS_ERROR, 22, "BADTRUNC" },
	{ WORDS_SCHEME, 1, "NOTIFY" },
};

static const struct {
	uint16_t code;
	char name[6];
} classes[] = { { CLASS_IN, "IN" }, { CLASS_CH, "CH" }, { 4, "HS" }, { CLASS_NONE, "NONE" },
	{ CLASS_ANY, "ANY" } };

enum {
	RCODES = sizeof(rcodes) / sizeof(rcodes[0]),
	OPCODES = sizeof(opcodes) / sizeof(opcodes[0]),
	WORDS = sizeof(words) / sizeof(words[0]),
	CLASSES = sizeof(classes) / sizeof(classes[0]),
};

static void code_to_text(const char *name, const char *prefix, unsigned code, struct text *out)
{
	text_put(out, *name ? name : prefix);
	if (!*name)
		text_uint(out, code);
}

void type_to_text(uint16_t type, struct text *out)
{
	const struct layout *row = layout_of(type);
	code_to_text(row ? row->name : "", "TYPE", type, out);
}

void class_to_text(uint16_t class, struct text *out)
{
	size_t i = 0;
	while (i < CLASSES && classes[i].code != class)
		i++;
	code_to_text(i < CLASSES ? classes[i].name : "", "CLASS", class, out);
}

void rcode_to_text(unsigned rcode, struct text *out)
{
	code_to_text(rcode < RCODES ? rcodes[rcode] : "", "RCODE", rcode, out);
}

void opcode_to_text(unsigned opcode, struct text *out)
{
	code_to_text(opcode < OPCODES ? opcodes[opcode] : "", "OPCODE", opcode, out);
}

/* "TYPE65280", "CLASS32" (RFC 3597 5). */
bool number_from_text(const char *text, const char *prefix, uint16_t *out)
{
	uint32_t value = 0;
	while (*prefix)
		if (octet_fold((uint8_t)*text++) != octet_fold((uint8_t)*prefix++))
			return false;
	if (!*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		value = value * 10 + (uint32_t)(*text - '0');
		if (value > UINT16_MAX)
			return false;
	}
	*out = (uint16_t)value;
	return true;
}

bool type_from_text(const char *text, uint16_t *out)
{
	const struct layout *row = layout_named(text);
	if (row)
		*out = row->type;
	return row || number_from_text(text, "TYPE", out);
}

bool class_from_text(const char *text, uint16_t *out)
{
	for (size_t i = 0; i < CLASSES; i++)
		if (mnemonic_equal(classes[i].name, text)) {
			*out = classes[i].code;
			return true;
		}
	return number_from_text(text, "CLASS", out);
}

void word_to_text(enum word_set set, unsigned code, struct text *out)
{
	size_t i = 0;
	while (i < WORDS && (words[i].set != set || words[i].code != code))
		i++;
	code_to_text(i < WORDS ? words[i].name : "", "", code, out);
}

bool word_from_text(enum word_set set, const char *text, uint16_t *out)
{
	for (size_t i = 0; i < WORDS; i++)
		if (words[i].set == set && mnemonic_equal(words[i].name, text)) {
			*out = words[i].code;
			return true;
		}
	return false;
}

bool rcode_from_text(const char *text, uint16_t *out)
{
	for (size_t i = 0; i < RCODES; i++)
		if (*rcodes[i] && mnemonic_equal(rcodes[i], text)) {
			*out = (uint16_t)i;
			return true;
		}
	return number_from_text(text, "RCODE", out);
}
