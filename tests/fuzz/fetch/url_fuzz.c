/* A URL: what is taken apart is inside the input, what is written can be read again, and redirects
 * lead to URLs. */
#include <stdlib.h>
#include <string.h>
#include "fetch/redirect.h"
#include "fetch/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool ok)
{
	if (!ok)
		abort();
}

static void inside(struct piece p, struct piece whole)
{
	require(p.at >= whole.at && p.at + p.len <= whole.at + whole.len);
	for (size_t i = 0; i < p.len; i++)
		require((unsigned char)p.at[i] > ' ' && p.at[i] != 0x7f);
}

/* A request has exactly its three or four lines, whatever is in the URL. */
static void check_request(const struct url *u)
{
	char room[8192];
	struct text t;
	text_init(&t, room, sizeof(room));
	request_write(&(struct request){ .url = u, .agent = "x" }, &t);
	if (!text_whole(&t))
		return;
	unsigned lines = 0;
	for (size_t i = 0; i < t.len; i++) {
		require(room[i] != '\r' || room[i + 1] == '\n');
		lines += room[i] == '\n';
	}
	require(lines == 5 && t.len > 4 && !memcmp(room + t.len - 4, "\r\n\r\n", 4));
}

/* A redirect to the same place is the same place. */
static void check_redirect(const struct url *u, struct piece location)
{
	char *text = NULL;
	enum fail fail = redirect_target(u, location, &text);
	require((fail == FAIL_NONE) == (text != NULL));
	if (fail)
		return;
	struct url next;
	const char *why;
	if (url_parse(&next, piece_of(text), &why) == FAIL_NONE) {
		check_request(&next);
		if (!location.len) {
			require(!strcmp(next.host, u->host) && !strcmp(next.zone, u->zone));
			require(next.port == u->port && next.https == u->https &&
				next.ipv6 == u->ipv6);
		}
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* a URL, and behind a line end the Location that was got from it */
	struct piece whole = { (const char *)data, size };
	size_t n = 0;
	while (n < size && data[n] != '\n')
		n++;
	struct piece first = { whole.at, n };
	struct piece location = n < size ? (struct piece){ whole.at + n + 1, size - n - 1 }
					 : (struct piece){ "", 0 };
	struct url u;
	const char *why = NULL;
	enum fail fail = url_parse(&u, first, &why);
	require((fail == FAIL_NONE) == (why == NULL));
	if (fail)
		return 0;
	require(u.port && strlen(u.host) && strlen(u.host) < URL_HOST && strlen(u.zone) < URL_ZONE);
	inside(u.userinfo, first);
	inside(u.path, first);
	inside(u.query, first);
	inside(u.fragment, first);
	require(!u.path.len || u.path.at[0] == '/');
	char host[URL_HOST_TEXT];
	url_host_text(&u, host);
	check_request(&u);
	/* a Location has been through the head's parser */
	if (!memchr(location.at, '\0', location.len) && !memchr(location.at, '\r', location.len) &&
		!memchr(location.at, '\n', location.len))
		check_redirect(&u, piece_trim(location));
	return 0;
}
