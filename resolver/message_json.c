/* A DNS message as one JSON object. */
#include "resolver/message_json.h"

#include <stdio.h>
#include "resolver/dns/edns.h"
#include "resolver/text.h"

enum {
	TEXT_MOST = 1 << 20, /* characters of one record: 65,535 octets, escaped */
	FLAG_Z = 0x0040,     /* reserved (RFC 1035 4.1.1) */
};

static char room[TEXT_MOST], json_room[2 * TEXT_MOST];

/* BEFORE"KEY":"VALUE" with what stands in `room` */
static void json_room_put(const char *before, const char *key)
{
	struct text t;
	text_init(&t, json_room, sizeof(json_room));
	text_json(&t, room);
	printf("%s\"%s\":%s", before, key, json_room);
}

static void json_flags(const struct stub_message *m)
{
	static const struct {
		uint16_t bit;
		char name[3];
	} flags[] = { { STUB_QR, "qr" }, { STUB_AA, "aa" }, { STUB_TC, "tc" }, { STUB_RD, "rd" },
		{ STUB_RA, "ra" }, { FLAG_Z, "z" }, { STUB_AD, "ad" }, { STUB_CD, "cd" } };
	const char *before = "";
	printf(",\"flags\":[");
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (m->flags & flags[i].bit) {
			printf("%s\"%s\"", before, flags[i].name);
			before = ",";
		}
	putchar(']');
}

/* An extended error's code and name; its text is in the option's. */
static void json_error(const struct stub_edns_option *option)
{
	struct stub_edns_error error;
	if (!stub_edns_option_error(option, &error))
		return;
	printf(",\"info_code\":%u,\"purpose\":\"%s\"", error.code, error.name);
}

static void json_option(const struct stub_edns_option *option)
{
	const struct edns_layout *row = option_layout_of(option->code);
	printf("{\"code\":%u,", option->code);
	if (row)
		printf("\"name\":\"%s\",", row->name);
	printf("\"malformed\":%s,\"data\":\"", option->malformed ? "true" : "false");
	for (size_t i = 0; i < option->len; i++)
		printf("%02x", option->data[i]);
	stub_edns_option_print(option, room, sizeof(room));
	json_room_put("\",", "text");
	json_error(option);
	putchar('}');
}

static void json_edns(const struct stub_message *m)
{
	struct stub_edns edns;
	struct stub_edns_option option;
	const char *before = "";
	if (!stub_message_edns(m, &edns))
		return;
	printf(",\"edns\":{\"version\":%u,\"udp_size\":%u,\"flags\":%u,\"do\":%s,\"co\":%s,"
	       "\"options\":[",
		edns.version, edns.udp_size, edns.flags, edns.flags & STUB_DO ? "true" : "false",
		edns.flags & STUB_CO ? "true" : "false");
	struct stub_edns_options options = stub_message_edns_options(m);
	for (; stub_edns_options_next(&options, &option); before = ",") {
		fputs(before, stdout);
		json_option(&option);
	}
	printf("]}");
}

static void json_record(const struct stub_message *m, const struct stub_record *record)
{
	stub_record_owner(m, record, room, sizeof(room));
	json_room_put("{", "name");
	if (record->rdata)
		printf(",\"ttl\":%lu", (unsigned long)record->ttl);
	stub_class_to_text(record->rr_class, room, sizeof(room));
	json_room_put(",", "class");
	stub_type_to_text(record->type, room, sizeof(room));
	json_room_put(",", "type");
	if (record->rdata) {
		stub_record_data(m, record, room, sizeof(room));
		json_room_put(",", "data");
	}
	putchar('}');
}

/* The OPT record is shown as EDNS. */
static void json_section(const struct stub_message *m, enum stub_section section, const char *name)
{
	struct stub_record record;
	const char *before = "";
	printf(",\"%s\":[", name);
	struct stub_records records = stub_message_records(m, section);
	while (stub_records_next(&records, &record)) {
		if (record.rdata && record.type == STUB_TYPE_OPT)
			continue;
		fputs(before, stdout);
		json_record(m, &record);
		before = ",";
	}
	putchar(']');
}

/* What the header says, which of a cut message is more than there is. */
static void json_counts(const struct stub_message *m)
{
	const uint8_t *counts = m->octets + 4;
	printf(",\"counts\":[%u,%u,%u,%u]", get_u16(counts), get_u16(counts + 2),
		get_u16(counts + 4), get_u16(counts + 6));
}

void message_json(const struct stub_message *m)
{
	printf("{\"id\":%u", m->id);
	stub_opcode_to_text(m->opcode, room, sizeof(room));
	json_room_put(",", "opcode");
	stub_rcode_to_text(m->rcode, room, sizeof(room));
	json_room_put(",", "rcode");
	json_flags(m);
	json_counts(m);
	printf(",\"octets\":%zu,\"good_octets\":%zu,\"malformed\":%s", m->len, m->end,
		m->cut ? "true" : "false");
	json_edns(m);
	json_section(m, STUB_QUESTION, "question");
	json_section(m, STUB_ANSWER, "answer");
	json_section(m, STUB_AUTHORITY, "authority");
	json_section(m, STUB_ADDITIONAL, "additional");
	putchar('}');
}
