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

static const struct {
	uint16_t code;
	char name[6];
} classes[] = { { CLASS_IN, "IN" }, { CLASS_CH, "CH" }, { 4, "HS" }, { 254, "NONE" },
	{ CLASS_ANY, "ANY" } };

enum {
	RCODES = sizeof(rcodes) / sizeof(rcodes[0]),
	OPCODES = sizeof(opcodes) / sizeof(opcodes[0]),
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
static bool numbered(const char *text, const char *prefix, uint16_t *out)
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
	return row || numbered(text, "TYPE", out);
}

bool class_from_text(const char *text, uint16_t *out)
{
	for (size_t i = 0; i < CLASSES; i++)
		if (mnemonic_equal(classes[i].name, text)) {
			*out = classes[i].code;
			return true;
		}
	return numbered(text, "CLASS", out);
}

bool rcode_from_text(const char *text, uint16_t *out)
{
	for (size_t i = 0; i < RCODES; i++)
		if (*rcodes[i] && mnemonic_equal(rcodes[i], text)) {
			*out = (uint16_t)i;
			return true;
		}
	return numbered(text, "RCODE", out);
}
