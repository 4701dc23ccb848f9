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
#include "resolver/message_json.h"

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

/* With JSON also as an object: what and why are words of ours. */
static enum decoded refused(
	const char *path, bool json, const char *what, const char *why, size_t offset)
{
	if (json)
		printf("{\"error\":\"%s%s\",\"octet\":%zu}\n", what, why, offset);
	fprintf(stderr, "resolve: %s: %s%s at octet %zu\n", path, what, why, offset);
	return DECODE_REFUSED;
}

/* end: as msg_parse() says */
static enum decoded no_message(const char *path, bool json, size_t len, size_t end)
{
	enum { COUNTS = 4 };
	static const char what[] = "not a DNS message: ";
	if (len < HEADER_OCTETS)
		return refused(path, json, what, "it ends", len);
	if (!end)
		return refused(path, json, what, "more records than octets for them", COUNTS);
	return refused(path, json, what, "malformed", end);
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
		return refused(path, json, "", error.why, error.offset);
	if (!msg_parse(&msg, message, message_len))
		return no_message(path, json, message_len, msg.end);
	stub_message_parse(&m, message, message_len);
	if (json) {
		message_json(&m);
		putchar('\n');
	} else if (!print_text(&m)) {
		return DECODE_TROUBLE;
	}
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
