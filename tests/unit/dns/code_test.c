/* Codes and their names, both ways. */
#include "resolver/dns/code.h"

#include <string.h>
#include <stub/dns.h>
#include "resolver/dns/layout.h"
#include "tests/support/table.h"

enum kind { TYPE, CLASS, RCODE, OPCODE };

struct row {
	const char *name;
	enum kind kind;
	const char *text;
	int code;          /* -1: the text is refused */
	const char *again; /* how the code prints; NULL: as text */
};

static const struct row rows[] = {
	{ "A is type 1", TYPE, "A", 1, NULL },
	{ "aaaa is type 28", TYPE, "aaaa", 28, "AAAA" },
	{ "HTTPS is type 65", TYPE, "HTTPS", 65, NULL },
	{ "CAA is type 257", TYPE, "CAA", 257, NULL },
	{ "ANY is type 255", TYPE, "ANY", 255, NULL },
	{ "TYPE28 is AAAA", TYPE, "TYPE28", 28, "AAAA" },
	{ "type65280 has no name", TYPE, "type65280", 65280, "TYPE65280" },
	{ "TYPE0 has no name", TYPE, "TYPE0", 0, NULL },
	{ "a gap in the table has no name", TYPE, "TYPE54", 54, NULL },
	{ "behind the table there are no names", TYPE, "TYPE265", 265, NULL },
	{ "DLV is far behind the table", TYPE, "dlv", 32769, "DLV" },
	{ "between table and TA there are no names", TYPE, "TYPE32767", 32767, NULL },
	{ "the last type", TYPE, "TYPE65535", 65535, NULL },
	{ "TYPE65536 is refused", TYPE, "TYPE65536", -1, NULL },
	{ "a number that wraps is refused", TYPE, "TYPE18446744073709551617", -1, NULL },
	{ "TYPE alone is refused", TYPE, "TYPE", -1, NULL },
	{ "TYPE with a sign is refused", TYPE, "TYPE-1", -1, NULL },
	{ "TYPE with a tail is refused", TYPE, "TYPE1x", -1, NULL },
	{ "a bare number is refused", TYPE, "28", -1, NULL },
	{ "the empty text is refused", TYPE, "", -1, NULL },
	{ "the beginning of a name is refused", TYPE, "AAA", -1, NULL },
	{ "a name with a tail is refused", TYPE, "AAAAA", -1, NULL },
	{ "IN is class 1", CLASS, "in", 1, "IN" },
	{ "CH is class 3", CLASS, "CH", 3, NULL },
	{ "CLASS32 has no name", CLASS, "CLASS32", 32, NULL },
	{ "CLASS1 is IN", CLASS, "class1", 1, "IN" },
	{ "no class is refused", CLASS, "XX", -1, NULL },
	{ "NXDOMAIN is RCODE 3", RCODE, "NXDOMAIN", 3, NULL },
	{ "BADCOOKIE is RCODE 23", RCODE, "BADCOOKIE", 23, NULL },
	{ "RCODE 12 has no name", RCODE, "RCODE12", 12, NULL },
	{ "RCODE 4095 has no name", RCODE, "RCODE4095", 4095, NULL },
	{ "QUERY is OPCODE 0", OPCODE, "QUERY", 0, NULL },
	{ "UPDATE is OPCODE 5", OPCODE, "UPDATE", 5, NULL },
	{ "OPCODE 3 has no name", OPCODE, "OPCODE3", 3, NULL },
	{ "OPCODE 15 has no name", OPCODE, "OPCODE15", 15, NULL },
};

static void check(void **state)
{
	const struct row *row = *state;
	uint16_t code = 4711;
	if (row->kind != OPCODE) {
		bool known = row->kind == TYPE    ? stub_type_from_text(row->text, &code)
			     : row->kind == CLASS ? stub_class_from_text(row->text, &code)
						  : stub_rcode_from_text(row->text, &code);
		assert_int_equal(known, row->code >= 0);
		assert_int_equal(code, known ? row->code : 4711);
	}
	if (row->code < 0)
		return;
	char base[32];
	struct text t;
	text_init(&t, base, sizeof(base));
	switch (row->kind) {
	case TYPE: type_to_text(code, &t); break;
	case CLASS: class_to_text(code, &t); break;
	case RCODE: rcode_to_text((unsigned)row->code, &t); break;
	case OPCODE: opcode_to_text((unsigned)row->code, &t); break;
	}
	assert_string_equal(base, row->again ? row->again : row->text);
}

/* Text inside the rows ends in NUL, rows are at their place, and kinds are known ones. */
static void every_row_of_the_table_is_sound(void **state)
{
	(void)state;
	unsigned n = 0;
	for (unsigned type = 0; type <= UINT16_MAX; type++) {
		const struct layout *row = layout_of((uint16_t)type);
		if (!row)
			continue;
		n++;
		assert_int_equal(row->type, type);
		assert_in_range(strlen(row->name), 1, sizeof(row->name) - 1);
		assert_in_range(strlen(row->fields), 0, sizeof(row->fields) - 1);
		assert_int_equal(
			strspn(row->fields, "12468uTnNUYsSoBMaAOPxbjdDtqhHzeEkpCRKGmgrlLZwiVW"),
			strlen(row->fields));
		assert_ptr_equal(layout_named(row->name), row);
	}
	assert_true(n > 90);
}

int main(void)
{
	TABLE_ROWS(rows, check);
	table_test("every row of the layout table is sound", every_row_of_the_table_is_sound);
	return table_run("dns-code", NULL, NULL);
}
