/* One URL from its name to its last octet: request, head, body, redirect by redirect. */
#include "fetch/transfer.h"
#include <errno.h>
#include <stdlib.h>
#include "fetch/connect.h"
#include "fetch/http1.h"
#include "fetch/locate.h"
#include "fetch/redirect.h"
#include "fetch/request.h"
#include "fetch/stream.h"

/* 1xx responses before the final one; a request that needs no memory from the heap. */
enum { INTERIM_MAX = 100, REQUEST_ROOM = 2048, NAME_ROOM = 256 };

/* One URL under way. */
struct transfer {
	const struct fetcher *f;
	struct report *report;
	struct limits limits;
	struct url url;
	struct output output;
	struct stream stream;
	struct head head;
	struct body body;
	unsigned interim;
	char *next; /* where a redirect leads, from malloc; NULL: nowhere */
	struct text trailers;
};

static char trailer_room[BODY_TRAILER_OCTETS + 1];

static enum fail late(struct transfer *t, const char *what)
{
	char text[200];
	struct text whole;
	text_init(&whole, text, sizeof(text));
	text_put(&whole, what);
	if (t->head.at == AT_END) {
		text_put(&whole, ", ");
		text_uint(&whole, t->output.written);
		if (t->body.framing.kind == BODY_LENGTH) {
			text_put(&whole, " of ");
			text_uint(&whole, t->body.framing.octets);
		}
		text_put(&whole, " octets received");
	}
	return limits_report(&t->limits, t->f->cli, t->limits.whole, text, t->report);
}

/* ---- the request ---- */

static enum fail send_text(struct transfer *t, struct piece request)
{
	show_request(t->f->show, request);
	int result = stream_send(&t->stream, request);
	if (result == -ETIME)
		return late(t, "The request was not sent");
	if (result < 0)
		return report(
			t->report, FAIL_SEND, "The request was not sent: %s", report_error(result));
	return FAIL_NONE;
}

static enum fail send_request(struct transfer *t)
{
	struct request request = {
		.url = &t->url, .agent = t->f->cli->agent, .head = t->f->cli->head
	};
	char room[REQUEST_ROOM];
	struct text text;
	text_init(&text, room, sizeof(room));
	request_write(&request, &text);
	if (text_whole(&text))
		return send_text(t, (struct piece){ room, text.len });
	size_t size = text.len + 1;
	char *large = malloc(size);
	if (!large)
		return report(t->report, FAIL_MEMORY, "No memory for the request");
	text_init(&text, large, size);
	request_write(&request, &text);
	enum fail fail = send_text(t, (struct piece){ large, text.len });
	free(large);
	return fail;
}

/* ---- the head ---- */

static enum fail head_lost(struct transfer *t, ssize_t got)
{
	bool nothing = !t->stream.len && !t->interim;
	if (got == -ETIME)
		return late(t, nothing ? "No response" : "No whole response");
	if (got < 0)
		return report(
			t->report, FAIL_RECEIVE, "The response was cut off: %s", report_error(got));
	if (nothing)
		return report(t->report, FAIL_EMPTY,
			"The server closed the connection without a response");
	return report(t->report, FAIL_RECEIVE,
		"The server closed the connection inside the head of the response");
}

static void show_head(struct transfer *t)
{
	if (!showing(t->f->show))
		return;
	uint32_t at = 0;
	struct piece line;
	while (head_line(&t->head, t->stream.data, &at, &line))
		show_head_line(t->f->show, line);
}

/* A head from the front of the stream, of whatever status. */
static enum fail read_head(struct transfer *t)
{
	head_init(&t->head);
	enum head_state state = head_scan(&t->head, t->stream.data, t->stream.len);
	while (state == HEAD_MORE) {
		if (!stream_reserve(&t->stream))
			return report(
				t->report, FAIL_MEMORY, "No memory for the head of the response");
		ssize_t got = stream_receive(&t->stream, STREAM_FIRST);
		if (got <= 0) {
			show_head(t);
			return head_lost(t, got);
		}
		state = head_scan(&t->head, t->stream.data, t->stream.len);
	}
	show_head(t);
	if (state == HEAD_BAD)
		return report(t->report, t->head.fail, "Bad head of the response: %s", t->head.why);
	return FAIL_NONE;
}

static enum fail put_head(struct transfer *t)
{
	if (!t->f->cli->include && !t->f->cli->head)
		return FAIL_NONE;
	return output_text(&t->output, (struct piece){ t->stream.data, t->head.len }, t->report);
}

/* The final head: interim ones are shown and dropped (RFC 9110 15.2). */
static enum fail read_heads(struct transfer *t)
{
	for (;; t->interim++) {
		enum fail fail = read_head(t);
		if (fail || t->head.status >= 200)
			return fail;
		if (t->head.status == 101)
			return report(t->report, FAIL_REPLY,
				"Status 101: nobody asked for another protocol");
		if (t->interim == INTERIM_MAX)
			return report(t->report, FAIL_REPLY, "More than %d interim responses",
				INTERIM_MAX);
		fail = put_head(t);
		if (fail)
			return fail;
		stream_drop(&t->stream, t->head.len);
	}
}

/* ---- the body ---- */

/* What of the input is content moves together at its front, so that it is written at once. */
static enum body_event decode(
	struct transfer *t, struct piece *in, char *front, struct piece *content)
{
	*content = (struct piece){ front, 0 };
	for (;;) {
		struct piece out;
		enum body_event event = body_next(&t->body, in, &out);
		if (event == BODY_TRAILER) {
			text_octets(&t->trailers, out.at, out.len);
			continue;
		}
		if (event != BODY_DATA)
			return event;
		if (!content->len) {
			*content = out;
			continue;
		}
		memmove(front + (content->at - front) + content->len, out.at, out.len);
		content->len += out.len;
	}
}

static enum fail take_body(struct transfer *t, size_t from, enum body_event *event)
{
	struct stream *s = &t->stream;
	struct piece in = { s->data + from, s->len - from }, content;
	if (in.len)
		show_data(t->f->show, in);
	*event = decode(t, &in, s->data + from, &content);
	s->len = 0;
	if (*event == BODY_DONE && in.len)
		show_info(t->f->show, "%zu octets behind the body are dropped", in.len);
	if (!content.len)
		return FAIL_NONE;
	return output_write(&t->output, content, t->report);
}

static enum fail body_lost(struct transfer *t, ssize_t got)
{
	const char *why;
	if (got == -ETIME)
		return late(t, "The body is not complete");
	if (got < 0)
		return report(
			t->report, FAIL_RECEIVE, "The body was cut off: %s", report_error(got));
	if (body_closed(&t->body, &why) == FAIL_NONE)
		return FAIL_NONE;
	if (t->body.framing.kind != BODY_LENGTH)
		return report(t->report, FAIL_PARTIAL, "The body is not complete: %s", why);
	return report(t->report, FAIL_PARTIAL,
		"The body is not complete: %s, %llu octets are missing", why,
		(unsigned long long)t->body.left);
}

static enum fail read_body(struct transfer *t)
{
	enum body_event event;
	enum fail fail = take_body(t, t->head.len, &event);
	while (!fail && event == BODY_MORE) {
		ssize_t got =
			stream_receive(&t->stream, (size_t)body_wants(&t->body, t->stream.cap));
		if (got <= 0)
			return body_lost(t, got);
		fail = take_body(t, 0, &event);
	}
	if (!fail && event == BODY_BAD)
		return report(t->report, t->body.fail, "Bad body: %s", t->body.why);
	return fail;
}

/* Fields behind a chunked body are shown where the head's are, and mean nothing else (RFC
 * 9110 6.5.1). */
static enum fail put_trailers(struct transfer *t)
{
	struct piece rest = { t->trailers.base, t->trailers.len };
	while (rest.len > 2) {
		size_t n = 0;
		while (rest.at[n++] != '\n')
			;
		struct piece line = { rest.at, n };
		show_head_line(t->f->show, line);
		if (t->f->cli->include && output_text(&t->output, line, t->report))
			return FAIL_WRITE;
		rest.at += n;
		rest.len -= n;
	}
	return FAIL_NONE;
}

/* ---- the response ---- */

static bool redirects(const struct transfer *t)
{
	return t->f->cli->location && t->head.location.len && redirect_status(t->head.status);
}

static enum fail follow(struct transfer *t)
{
	struct piece location = { t->stream.data + t->head.location.at, t->head.location.len };
	enum fail fail = redirect_target(&t->url, location, &t->next);
	if (fail == FAIL_MEMORY)
		return report(t->report, fail, "No memory for a redirect");
	if (fail)
		return report(t->report, fail, "Redirect to a scheme other than http: %.*s",
			(int)(location.len < 500 ? location.len : 500), location.at);
	show_info(t->f->show, "Redirect to %s", t->next);
	return FAIL_NONE;
}

/* With --fail the head is shown to those who asked for heads, as curl does. */
static enum fail refused(struct transfer *t)
{
	const struct head *h = &t->head;
	enum fail fail = put_head(t);
	if (fail)
		return fail;
	return report(t->report, FAIL_STATUS, "The server answered with status %u %.*s", h->status,
		(int)(h->reason.len < 200 ? h->reason.len : 200), t->stream.data + h->reason.at);
}

static enum fail read_response(struct transfer *t)
{
	enum fail fail = read_heads(t);
	if (fail)
		return fail;
	const struct head *h = &t->head;
	if (t->f->cli->fail && h->status >= 400)
		return refused(t);
	struct framing framing;
	bool doubtful;
	const char *why;
	fail = head_framing(h, t->f->cli->head, &framing, &doubtful, &why);
	if (fail)
		return report(t->report, fail, "Bad head of the response: %s", why);
	if (doubtful)
		show_info(t->f->show, "Transfer-Encoding in a response that should not have it: "
				      "trusted for this body only");
	fail = put_head(t);
	if (fail)
		return fail;
	/* the body of a redirect that is followed serves nobody: no reading, the connection ends
	 * here */
	if (redirects(t))
		return follow(t);
	body_init(&t->body, framing);
	text_init(&t->trailers, trailer_room, sizeof(trailer_room));
	fail = read_body(t);
	return fail ? fail : put_trailers(t);
}

/* ---- the whole ---- */

static enum fail exchange(struct transfer *t)
{
	const struct fetcher *f = t->f;
	struct place place;
	int fd = -1;
	limits_connect(&t->limits, f->cli);
	enum fail fail =
		locate(f->cli, f->resolver, &t->url, &t->limits, f->show, &place, t->report);
	if (!fail)
		fail = connect_any(
			f->io, f->cli, &t->url, &place, &t->limits, f->show, &fd, t->report);
	place_fini(&place);
	if (fail)
		return fail;
	stream_init(&t->stream, f->io, fd, t->limits.whole);
	head_init(&t->head);
	t->interim = 0;
	fail = send_request(t);
	if (!fail)
		fail = read_response(t);
	stream_fini(&t->stream);
	if (showing(f->show))
		show_info(f->show, "Closing connection 0");
	return fail;
}

static enum fail parse_url(struct transfer *t, const char *text)
{
	const char *why;
	enum fail fail = url_parse(&t->url, piece_of(text), &why);
	if (fail)
		return report(t->report, fail, "Not a URL to fetch: %.500s: %s", text, why);
	if (t->url.https)
		return report(t->report, FAIL_PROTOCOL,
			"This build has no TLS: https cannot be fetched: %.500s", text);
	return FAIL_NONE;
}

static enum fail run(struct transfer *t, const char *url)
{
	char *text = NULL;
	for (int redirects_done = 0;; redirects_done++) {
		enum fail fail = exchange(t);
		free(text);
		text = t->next;
		t->next = NULL;
		if (fail || !text)
			return fail;
		int most = t->f->cli->max_redirects;
		if (most >= 0 && redirects_done >= most)
			fail = report(t->report, FAIL_REDIRECTS,
				"More than %d redirects from %.500s", most, url);
		else
			fail = parse_url(t, text);
		if (fail) {
			free(text);
			return fail;
		}
		io_close_flush(t->f->io);
	}
}

enum fail transfer_run(
	const struct fetcher *f, const char *url, struct choice choice, struct report *r)
{
	static struct transfer t;
	char name[NAME_ROOM];
	t.f = f;
	t.report = r;
	t.next = NULL;
	enum fail fail = parse_url(&t, url);
	if (fail)
		return fail;
	if (choice.remote && !output_name(t.url.path, name, sizeof(name)))
		return report(r, FAIL_WRITE, "-O: the URL has no file name: %.500s", url);
	output_init(&t.output, f->io, choice.remote ? name : choice.path, f->console);
	limits_begin(&t.limits, f->cli);
	fail = run(&t, url);
	if (!fail)
		fail = output_end(&t.output, r);
	output_fini(&t.output);
	return fail;
}
