/* Bodies of HTTP/1 messages: their framing (RFC 9112 6 and 7), taken off octet by octet. */
#include "fetch/body.h"

/* States of the chunked coding; those of the trailer section come last. */
enum {
	SIZE_FIRST, /* the first digit of a chunk size */
	SIZE,
	SIZE_SPACE, /* spaces behind a size: many a server pads with them */
	EXTENSION,
	SIZE_LF,
	DATA,
	DATA_CR,
	DATA_LF,
	LINE_FIRST, /* of the trailer section */
	NAME,
	VALUE,
	VALUE_LF,
	LAST_LF,
	DONE
};

void body_init(struct body *b, struct framing framing)
{
	*b = (struct body){ .framing = framing };
	if (framing.kind == BODY_LENGTH)
		b->left = framing.octets;
	if (framing.kind == BODY_NONE || (framing.kind == BODY_LENGTH && !framing.octets))
		b->state = DONE;
}

static enum body_event refuse(struct body *b, const char *why)
{
	b->fail = FAIL_RECEIVE;
	b->why = why;
	return BODY_BAD;
}

static const char *size_digit(struct body *b, char c)
{
	unsigned value = hex_value(c);
	if (value > 15)
		return "a chunk size is not a hexadecimal number";
	/* 16 digits are what 64 bits hold; leading zeros beyond that serve nobody */
	if (++b->digits > 16 || b->left >> 59)
		return "a chunk size is too large";
	b->left = b->left << 4 | value;
	b->state = SIZE;
	return NULL;
}

/* Behind the size: nothing, spaces, or extensions, none of which mean anything here (RFC
 * 9112 7.1.1). */
static const char *size_rest(struct body *b, char c)
{
	if (c == '\r') {
		b->state = SIZE_LF;
		return NULL;
	}
	if (c == '\n')
		return "a chunk size line ends with a bare LF";
	if (c == '\0')
		return "a NUL octet in a chunk extension";
	if (++b->extensions > BODY_EXTENSION_OCTETS)
		return "too many octets of chunk extensions";
	if (b->state == EXTENSION)
		return NULL;
	b->state = c == ';' ? EXTENSION : SIZE_SPACE;
	return c == ';' || c == ' ' || c == '\t' ? NULL
						 : "a chunk size is not a hexadecimal number";
}

static const char *size_octet(struct body *b, char c)
{
	switch (b->state) {
	case SIZE_FIRST: return size_digit(b, c);
	case SIZE:
		if (hex_value(c) < 16)
			return size_digit(b, c);
		break;
	case SIZE_LF:
		if (c != '\n')
			return "a bare CR in a chunk size line";
		b->state = b->left ? DATA : LINE_FIRST;
		return NULL;
	case DATA_CR:
		b->state = DATA_LF;
		return c == '\r' ? NULL : "chunk data is not followed by CRLF";
	case DATA_LF:
		b->state = SIZE_FIRST;
		b->digits = 0;
		return c == '\n' ? NULL : "chunk data is not followed by CRLF";
	}
	return size_rest(b, c);
}

/* Trailer fields obey the syntax of fields (RFC 9112 7.1.2); what they say is not acted upon. */
static const char *trailer_octet(struct body *b, char c)
{
	if (++b->trailers > BODY_TRAILER_OCTETS)
		return "too many octets of trailers";
	if (c == '\0')
		return "a NUL octet in a trailer";
	switch (b->state) {
	case VALUE_LF:
	case LAST_LF:
		if (c != '\n')
			return "a bare CR in a trailer";
		b->state = b->state == LAST_LF ? DONE : LINE_FIRST;
		return NULL;
	case VALUE:
		if (c == '\r')
			b->state = VALUE_LF;
		return c == '\n' ? "a trailer line ends with a bare LF" : NULL;
	}
	bool first = b->state == LINE_FIRST;
	b->state = first && c == '\r' ? LAST_LF : c == ':' ? VALUE : NAME;
	if (first && c == ':')
		return "a trailer without a name";
	if (b->state == NAME && ((unsigned char)c <= ' ' || c == 0x7f))
		return "a trailer without a colon, or with white space in its name";
	return NULL;
}

static struct piece take(struct piece *in, uint64_t most)
{
	struct piece out = { in->at, in->len < most ? in->len : (size_t)most };
	in->at += out.len;
	in->len -= out.len;
	return out;
}

static enum body_event next_trailer(struct body *b, struct piece *in, struct piece *out)
{
	size_t n = 0;
	while (n < in->len && b->state != DONE) {
		const char *why = trailer_octet(b, in->at[n++]);
		if (why)
			return refuse(b, why);
	}
	*out = take(in, n);
	return BODY_TRAILER;
}

static enum body_event next_chunked(struct body *b, struct piece *in, struct piece *out)
{
	while (in->len) {
		if (b->state >= LINE_FIRST)
			return next_trailer(b, in, out);
		if (b->state == DATA) {
			*out = take(in, b->left);
			b->left -= out->len;
			if (!b->left)
				b->state = DATA_CR;
			return BODY_DATA;
		}
		const char *why = size_octet(b, *take(in, 1).at);
		if (why)
			return refuse(b, why);
	}
	return BODY_MORE;
}

enum body_event body_next(struct body *b, struct piece *in, struct piece *out)
{
	if (b->fail)
		return BODY_BAD;
	if (b->state == DONE)
		return BODY_DONE;
	if (!in->len)
		return BODY_MORE;
	if (b->framing.kind == BODY_CHUNKED)
		return next_chunked(b, in, out);
	if (b->framing.kind == BODY_TO_CLOSE) {
		*out = take(in, in->len);
		return BODY_DATA;
	}
	*out = take(in, b->left);
	b->left -= out->len;
	if (!b->left)
		b->state = DONE;
	return BODY_DATA;
}

enum fail body_closed(const struct body *b, const char **why)
{
	if (b->fail) {
		*why = b->why;
		return b->fail;
	}
	if (b->state == DONE || b->framing.kind == BODY_TO_CLOSE)
		return FAIL_NONE;
	*why = b->framing.kind == BODY_LENGTH ? "closed before the end that Content-Length gave"
	       : b->state >= LINE_FIRST       ? "closed before the end of the trailers"
					      : "closed before the last chunk";
	return FAIL_PARTIAL;
}

uint64_t body_wants(const struct body *b, uint64_t room)
{
	return b->framing.kind == BODY_LENGTH && b->left < room ? b->left : room;
}
