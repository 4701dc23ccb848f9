/* Heads of HTTP/1 responses (RFC 9112): an incremental scan, and what fields say of framing. */
#include "fetch/http1.h"

void head_init(struct head *h)
{
	*h = (struct head){ .at = AT_START };
}

static enum head_state refuse(struct head *h, enum fail fail, const char *why)
{
	h->fail = fail;
	h->why = why;
	return HEAD_BAD;
}

/* The first octets decide whether this is HTTP/1 at all, as soon as they are there. */
static enum head_state scan_start(struct head *h, const char *base, size_t len)
{
	static const char want[] = "HTTP/", small[] = "http/";
	bool exact = true;
	for (size_t i = 0; i < sizeof(want) - 1; i++) {
		if (i == len)
			return HEAD_MORE;
		if (lower(base[i]) != small[i])
			return refuse(
				h, FAIL_PROTOCOL, "no status line: HTTP/0.9 is not spoken here");
		exact = exact && base[i] == want[i];
	}
	if (!exact)
		return refuse(h, FAIL_REPLY, "the protocol name is not in upper case");
	h->at = AT_STATUS;
	return HEAD_DONE;
}

/* RFC 9112 4: HTTP-version SP status-code SP [ reason-phrase ]; the second SP is missing often
 * enough. */
static const char *status_line(struct head *h, const char *base, uint32_t end)
{
	enum { DOT = 6, MINOR = 7, SPACE = 8, STATUS = 9, REASON = 12 };
	const char *p = base + h->line;
	uint32_t len = end - h->line;
	if (len <= SPACE || p[DOT - 1] != '1' || p[DOT] != '.' || !is_digit(p[MINOR]) ||
		p[SPACE] != ' ')
		return "not a version of HTTP/1";
	h->minor = (unsigned)(p[MINOR] - '0');
	if (len < REASON || (len > REASON && p[REASON] != ' '))
		return "the status is not three digits";
	unsigned status = 0;
	for (unsigned i = STATUS; i < REASON; i++) {
		if (!is_digit(p[i]))
			return "the status is not three digits";
		status = status * 10 + (unsigned)(p[i] - '0');
	}
	if (status < 100)
		return "a status below 100";
	h->status = status;
	if (len > REASON)
		h->reason = (struct span){ h->line + REASON + 1, len - REASON - 1 };
	return NULL;
}

static void length_given(struct lengths *l, uint64_t octets)
{
	if (l->given == LENGTH_NONE) {
		l->given = LENGTH_GIVEN;
		l->octets = octets;
	} else if (l->given == LENGTH_GIVEN && l->octets != octets) {
		l->given = LENGTH_UNEQUAL;
	}
}

static bool length_parse(struct piece text, uint64_t *out)
{
	uint64_t value = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (!is_digit(text.at[i]) || value > (INT64_MAX - 9) / 10)
			return false;
		value = value * 10 + (uint64_t)(text.at[i] - '0');
	}
	*out = value;
	return text.len;
}

/* The elements of a comma-separated list one by one; rest->at is NULL behind the last. */
static bool list_next(struct piece *rest, struct piece *item)
{
	if (!rest->at)
		return false;
	size_t n = 0;
	while (n < rest->len && rest->at[n] != ',')
		n++;
	*item = piece_trim((struct piece){ rest->at, n });
	*rest = n < rest->len ? (struct piece){ rest->at + n + 1, rest->len - n - 1 }
			      : (struct piece){ 0 };
	return true;
}

/* "5, 5" is what a recipient that joins equal fields makes of them (RFC 9110 8.6); an empty element
 * is wrong. */
static void content_length(struct lengths *l, struct piece value)
{
	struct piece item;
	while (list_next(&value, &item)) {
		uint64_t octets;
		if (length_parse(item, &octets))
			length_given(l, octets);
		else
			l->given = LENGTH_WRONG;
	}
}

static void transfer_encoding(struct lengths *l, struct piece value)
{
	l->coded = true;
	struct piece item;
	while (list_next(&value, &item)) {
		if (!item.len)
			continue; /* RFC 9110 5.6.1 */
		/* once only, and last (RFC 9112 7) */
		if (l->chunked)
			l->foreign = true;
		l->chunked = piece_is(item, "chunked");
		if (!l->chunked && !piece_is(item, "identity"))
			l->foreign = true;
	}
}

static const char *field_line(struct head *h, const char *base)
{
	const char *p = base + h->line;
	uint32_t len = h->end - h->line, colon = 0;
	while (colon < len && p[colon] != ':') {
		/* RFC 9112 5.1: white space before the colon has split messages in two */
		if ((unsigned char)p[colon] <= ' ' || p[colon] == 0x7f)
			return "a field without a colon, or with white space in its name";
		colon++;
	}
	if (colon == len)
		return "a field without a colon";
	if (!colon)
		return "a field without a name";
	struct piece name = { p, colon };
	struct piece value = piece_trim((struct piece){ p + colon + 1, len - colon - 1 });
	if (piece_is(name, "content-length"))
		content_length(&h->lengths, value);
	else if (piece_is(name, "transfer-encoding"))
		transfer_encoding(&h->lengths, value);
	else if (!h->location.len && piece_is(name, "location"))
		h->location = (struct span){ (uint32_t)(value.at - base), (uint32_t)value.len };
	return NULL;
}

/* The first octet of a line: the field before it is complete, unless this line continues it (RFC
 * 9112 5.2). */
static enum head_state line_begin(struct head *h, char *base, char c)
{
	bool space = c == ' ' || c == '\t';
	if (!h->end) {
		bool first = h->at == AT_FIRST_FIELD && h->line == h->next;
		return first && space ? refuse(h, FAIL_REPLY, "white space before the first field")
				      : HEAD_MORE;
	}
	if (space) {
		memset(base + h->end, ' ', h->next - h->end);
		h->end = 0;
		return HEAD_MORE;
	}
	if (++h->fields > HEAD_FIELDS)
		return refuse(h, FAIL_HEAD_SIZE, "more than 5,000 fields");
	const char *why = field_line(h, base);
	h->line = h->next;
	h->end = 0;
	return why ? refuse(h, FAIL_REPLY, why) : HEAD_MORE;
}

/* At an LF, alone or behind a CR: both end a line (RFC 9112 2.2). */
static enum head_state line_end(struct head *h, const char *base)
{
	uint32_t end = h->next;
	if (end > h->line && base[end - 1] == '\r')
		end--;
	h->next++;
	if (h->at == AT_STATUS) {
		const char *why = status_line(h, base, end);
		h->at = AT_FIRST_FIELD;
		h->line = h->next;
		return why ? refuse(h, FAIL_REPLY, why) : HEAD_MORE;
	}
	if (end == h->line) {
		h->at = AT_END;
		h->len = h->next;
		return HEAD_DONE;
	}
	h->at = AT_FIELDS;
	h->end = end;
	return HEAD_MORE;
}

static enum head_state scan_octet(struct head *h, char *base)
{
	char c = base[h->next];
	if (h->next >= HEAD_OCTETS)
		return refuse(h, FAIL_HEAD_SIZE, "a head of more than 300 KiB");
	if ((h->end || h->next == h->line) && line_begin(h, base, c) == HEAD_BAD)
		return HEAD_BAD;
	if (h->next - h->line >= HEAD_LINE_OCTETS)
		return refuse(h, FAIL_HEAD_SIZE, "a line of more than 100 KiB");
	if (c == '\n')
		return line_end(h, base);
	if (h->next > h->line && base[h->next - 1] == '\r')
		return refuse(h, FAIL_REPLY, "a bare CR in the head");
	if (c == '\0')
		return refuse(h, FAIL_REPLY, "a NUL octet in the head");
	h->next++;
	return HEAD_MORE;
}

enum head_state head_scan(struct head *h, char *base, size_t len)
{
	if (h->fail)
		return HEAD_BAD;
	if (h->at == AT_START && scan_start(h, base, len) != HEAD_DONE)
		return h->fail ? HEAD_BAD : HEAD_MORE;
	if (h->at == AT_END)
		return HEAD_DONE;
	enum head_state state = HEAD_MORE;
	while (state == HEAD_MORE && h->next < len)
		state = scan_octet(h, base);
	return state;
}

bool head_line(const struct head *h, const char *base, uint32_t *at, struct piece *out)
{
	uint32_t end = h->at == AT_END ? h->len : h->end ? h->next : h->line;
	if (*at >= end)
		return false;
	uint32_t i = *at;
	while (base[i] != '\n')
		i++;
	*out = piece_between(base + *at, base + i + 1);
	*at = i + 1;
	return true;
}

enum fail head_framing(const struct head *h, bool asked_head, struct framing *out, bool *doubtful,
	const char **why)
{
	const struct lengths *l = &h->lengths;
	*out = (struct framing){ .kind = BODY_TO_CLOSE };
	*doubtful = false;
	if (asked_head || h->status < 200 || h->status == 204 || h->status == 304) {
		out->kind = BODY_NONE;
	} else if (l->coded) {
		if (l->foreign) {
			*why = "a transfer coding other than chunked";
			return FAIL_CODING;
		}
		/* RFC 9112 6.1: an old server or a length beside the coding is suspicious */
		*doubtful = l->given != LENGTH_NONE || h->minor == 0;
		if (l->chunked)
			out->kind = BODY_CHUNKED;
	} else if (l->given == LENGTH_WRONG || l->given == LENGTH_UNEQUAL) {
		*why = l->given == LENGTH_WRONG ? "Content-Length is not a number"
						: "two different Content-Lengths";
		return FAIL_REPLY;
	} else if (l->given == LENGTH_GIVEN) {
		*out = (struct framing){ BODY_LENGTH, l->octets };
	}
	return FAIL_NONE;
}
