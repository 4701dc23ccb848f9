/* Messages of files: what was captured as text, and text as octets. */
#include "resolver/decode.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stub/stub.h>
#include "resolver/capture.h"
#include "resolver/dns/msg.h"
#include "resolver/encode.h"
#include "resolver/file.h"

enum {
	TEXT_MOST = 1 << 20, /* characters of one record: 65,535 octets, escaped */
};

static char room[TEXT_MOST], json_room[2 * TEXT_MOST];

/* ,"KEY":"VALUE" with what stands in `room` */
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
		{ STUB_RA, "ra" }, { STUB_AD, "ad" }, { STUB_CD, "cd" } };
	const char *before = "";
	printf(",\"flags\":[");
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (m->flags & flags[i].bit) {
			printf("%s\"%s\"", before, flags[i].name);
			before = ",";
		}
	putchar(']');
}

static void json_edns(const struct stub_message *m)
{
	struct stub_edns edns;
	struct stub_edns_option option;
	const char *before = "";
	if (!stub_message_edns(m, &edns))
		return;
	printf(",\"edns\":{\"version\":%u,\"udp_size\":%u,\"do\":%s,\"co\":%s,\"options\":[",
		edns.version, edns.udp_size, edns.flags & STUB_DO ? "true" : "false",
		edns.flags & STUB_CO ? "true" : "false");
	struct stub_edns_options options = stub_message_edns_options(m);
	for (; stub_edns_options_next(&options, &option); before = ",") {
		printf("%s{\"code\":%u,\"malformed\":%s,\"data\":\"", before, option.code,
			option.malformed ? "true" : "false");
		for (size_t i = 0; i < option.len; i++)
			printf("%02x", option.data[i]);
		stub_edns_option_print(&option, room, sizeof(room));
		json_room_put("\",", "text");
		putchar('}');
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
	enum { TYPE_OPT = 41 };
	struct stub_record record;
	const char *before = "";
	printf(",\"%s\":[", name);
	struct stub_records records = stub_message_records(m, section);
	while (stub_records_next(&records, &record)) {
		if (record.rdata && record.type == TYPE_OPT)
			continue;
		fputs(before, stdout);
		json_record(m, &record);
		before = ",";
	}
	putchar(']');
}

static void print_json(const struct stub_message *m)
{
	stub_rcode_to_text(m->rcode, room, sizeof(room));
	json_room_put("{", "rcode");
	stub_opcode_to_text(m->opcode, room, sizeof(room));
	json_room_put(",", "opcode");
	printf(",\"id\":%u,\"octets\":%zu,\"good_octets\":%zu,\"malformed\":%s", m->id, m->len,
		m->end, m->cut ? "true" : "false");
	json_flags(m);
	json_edns(m);
	json_section(m, STUB_QUESTION, "question");
	json_section(m, STUB_ANSWER, "answer");
	json_section(m, STUB_AUTHORITY, "authority");
	json_section(m, STUB_ADDITIONAL, "additional");
	puts("}");
}

static bool print_text(const struct stub_message *m)
{
	size_t size = stub_message_print(m->octets, m->len, NULL, 0) + 1;
	char *text = malloc(size);
	if (!text) {
		fprintf(stderr, "resolve: %s\n", strerror(ENOMEM));
		return false;
	}
	stub_message_print(m->octets, m->len, text, size);
	fputs(text, stdout);
	free(text);
	return true;
}

static enum decoded refused(const char *path, const char *what, const char *why, size_t offset)
{
	fprintf(stderr, "resolve: %s: %s%s at octet %zu\n", path, what, why, offset);
	return DECODE_REFUSED;
}

/* end: as msg_parse() says */
static enum decoded no_message(const char *path, size_t len, size_t end)
{
	enum { COUNTS = 4 };
	static const char what[] = "not a DNS message: ";
	if (len < HEADER_OCTETS)
		return refused(path, what, "it ends", len);
	if (!end)
		return refused(path, what, "more records than octets for them", COUNTS);
	return refused(path, what, "malformed", end);
}

static enum decoded decode(const char *path, const uint8_t *data, size_t len, bool json)
{
	static uint8_t octets[CAPTURE_MESSAGE];
	const uint8_t *message;
	size_t message_len;
	struct capture_error error;
	struct stub_message m;
	struct msg msg = { .end = 0 };
	if (!capture_read(data, len, octets, &message, &message_len, &error))
		return refused(path, "", error.why, error.offset);
	if (!msg_parse(&msg, message, message_len))
		return no_message(path, message_len, msg.end);
	stub_message_parse(&m, message, message_len);
	if (json)
		print_json(&m);
	else if (!print_text(&m))
		return DECODE_TROUBLE;
	return DECODED;
}

enum decoded decode_capture(const char *path, bool json)
{
	size_t len;
	uint8_t *data = file_read(path, &len);
	if (!data)
		return DECODE_TROUBLE;
	enum decoded result = decode(path, data, len, json);
	free(data);
	return result;
}

enum decoded encode_text(const char *path)
{
	static uint8_t octets[CAPTURE_MESSAGE];
	char why[256];
	size_t len;
	uint8_t *text = file_read(path, &len);
	struct writer w = writer_of(octets, sizeof(octets));
	struct scan_error error = { .expected = NULL };
	struct text t;
	if (!text)
		return DECODE_TROUBLE;
	bool good = message_from_text(&w, (const char *)text, len, &error);
	free(text);
	if (!good) {
		text_init(&t, why, sizeof(why));
		scan_error_to_text(&error, &t);
		fprintf(stderr, "resolve: %s: %s\n", path, why);
		return DECODE_REFUSED;
	}
	for (size_t i = 0; i < w.len; i++)
		printf("%02x%s", octets[i], i % 16 == 15 || i + 1 == w.len ? "\n" : " ");
	return DECODED;
}
