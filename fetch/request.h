/* The octets of a request (RFC 9112 3). */
#ifndef FETCH_REQUEST_H
#define FETCH_REQUEST_H

#include <stdbool.h>
#include "fetch/url.h"
#include "resolver/text.h"

struct request {
	const struct url *url;
	const char *agent; /* "": no User-Agent */
	bool head;         /* HEAD instead of GET */
};

/* What text is in a request line or field would be split by one of these (RFC 9110 5.5): false. */
bool request_safe(const char *text);
/* Appends the request; text_whole(t) tells whether all of it is there. */
void request_write(const struct request *r, struct text *t);

#endif
