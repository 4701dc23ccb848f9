/* Which form a capture has, and hexadecimal text to octets. */
#include "resolver/capture.h"

#include <string.h>
#include "resolver/dns/base.h"
#include "resolver/pcap.h"

struct hex {
	const uint8_t *at, *end; /* of the line */
	uint8_t *out;
	size_t len;
	const char *why; /* not NULL: what is wrong, at `at` */
};

/* What stands beside the octets of a line. */
enum columns { COLUMNS_NONE, COLUMNS_XXD, COLUMNS_HEXDUMP };

static int digit_value(uint8_t c)
{
	return base_digit(BASE16, (char)c);
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static size_t skip_blanks(struct hex *h)
{
	const uint8_t *start = h->at;
	while (h->at < h->end && is_blank(*h->at))
		h->at++;
	return (size_t)(h->at - start);
}

/* "00000010: " of xxd, "00000010  " of hexdump -C: a number that is no offset is octets. */
static enum columns skip_offset(struct hex *h)
{
	const uint8_t *p = h->at;
	uint64_t value = 0;
	while (p < h->end && p - h->at < 16 && digit_value(*p) >= 0)
		value = value << 4 | (unsigned)digit_value(*p++);
	size_t digits = (size_t)(p - h->at), left = (size_t)(h->end - p);
	if (digits < 4 || value != h->len)
		return COLUMNS_NONE;
	if (left >= 2 && p[0] == ':' && is_blank(p[1])) {
		h->at = p + 1;
		return COLUMNS_XXD;
	}
	bool last = left == 0 && value; /* hexdump ends with the length */
	if (digits == 8 && (last || (left >= 2 && p[0] == ' ' && p[1] == ' '))) {
		h->at = p;
		return COLUMNS_HEXDUMP;
	}
	return COLUMNS_NONE;
}

static void take_octet(struct hex *h)
{
	int high = digit_value(h->at[0]);
	int low = h->end - h->at >= 2 ? digit_value(h->at[1]) : -1;
	if (high < 0)
		h->why = "not a hexadecimal digit";
	else if (low < 0)
		h->why = "half an octet";
	else if (h->len == CAPTURE_MESSAGE)
		h->why = "more than 65,535 octets";
	else {
		h->out[h->len++] = (uint8_t)(high << 4 | low);
		h->at += 2;
	}
}

static void skip_prefix(struct hex *h)
{
	if (h->end - h->at >= 3 && h->at[0] == '0' && (h->at[1] | 0x20) == 'x')
		h->at += 2;
}

static void take_line(struct hex *h)
{
	skip_blanks(h);
	enum columns columns = skip_offset(h);
	size_t before = h->len;
	while (!h->why) {
		size_t blanks = skip_blanks(h);
		if (h->at == h->end || (columns == COLUMNS_HEXDUMP && *h->at == '|') ||
			(columns == COLUMNS_XXD && blanks >= 2 && h->len > before))
			return;
		if (*h->at == ':' || *h->at == ',') {
			h->at++;
			continue;
		}
		skip_prefix(h);
		do
			take_octet(h);
		while (!h->why && h->at < h->end && digit_value(*h->at) >= 0);
	}
}

static bool hex_read(const uint8_t *data, size_t len, uint8_t out[static CAPTURE_MESSAGE],
	size_t *out_len, struct capture_error *error)
{
	struct hex h = { .at = data, .out = out };
	const uint8_t *end = data + len;
	for (const uint8_t *line = data; line < end; line++) {
		h.at = line;
		while (line < end && *line != '\n' && *line != '#')
			line++;
		h.end = line;
		while (line < end && *line != '\n')
			line++;
		take_line(&h);
		if (h.why)
			break;
	}
	if (!h.why && !h.len) {
		h.at = end;
		h.why = "nothing there";
	}
	if (h.why) {
		*error = (struct capture_error){ (size_t)(h.at - data), h.why };
		return false;
	}
	*out_len = h.len;
	return true;
}

/* A DNS message has a control octet at least: a label's length, a count. */
static bool is_text(const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((data[i] < ' ' && !is_blank(data[i])) || data[i] == 0x7f)
			return false;
	return true;
}

bool capture_read(const uint8_t *data, size_t len, uint8_t out[static CAPTURE_MESSAGE],
	const uint8_t **message, size_t *message_len, struct capture_error *error)
{
	if (pcap_is(data, len))
		return pcap_read(data, len, out, message, message_len, error);
	if (is_text(data, len)) {
		if (!hex_read(data, len, out, message_len, error))
			return false;
		*message = out;
		return true;
	}
	if (len > CAPTURE_MESSAGE) {
		*error = (struct capture_error){ CAPTURE_MESSAGE, "more than 65,535 octets" };
		return false;
	}
	*message = data;
	*message_len = len;
	return true;
}
