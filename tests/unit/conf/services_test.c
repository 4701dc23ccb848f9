/* services(5), both ways. */
#include <stdlib.h>
#include <string.h>
#include "resolver/conf/config.h"
#include "tests/support/table.h"

/* rows leave out what is zero */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

static const char text[] = "# Network services\n"
			   "tcpmux\t\t1/tcp\t\t# TCP port service multiplexer\n"
			   "domain 53/tcp\r\n"
			   "domain 53/udp\n"
			   "http 80/tcp www www-http # WorldWideWeb\n"
			   "  indented 81/tcp\n"
			   "https 443/tcp\n"
			   "https 443/udp # HTTP/3\n"
			   "discard 9/udp sink null\n"
			   "discard 9/tcp sink null\n"
			   "zero 0/tcp\n"
			   "last 65535/tcp\n"
			   "beyond 65536/tcp\nbeyond 99999999999/tcp\nminus -1/tcp\nplus +7/tcp\n"
			   "none /tcp\nnone 7\nnone 7/\nnone 7x/tcp\nnone x/tcp\nnone\n"
			   "#comment 7/tcp\nnul\0led 7/tcp\n"
			   "sctp 7/sctp\nunended 8/tcp";

/* port: -1 for none */
static const struct row {
	const char *name, *service, *protocol;
	int port;
} rows[] = {
	{ "a service by protocol", "domain", "udp", 53 },
	{ "whatever protocol comes first", "discard", NULL, 9 },
	{ "another protocol has none", "http", "udp", -1 },
	{ "an alias", "www", "tcp", 80 },
	{ "the last alias, a comment behind it", "www-http", "tcp", 80 },
	{ "a word of a comment is no alias", "WorldWideWeb", NULL, -1 },
	{ "a comment", "#comment", NULL, -1 },
	{ "case counts", "HTTP", "tcp", -1 },
	{ "part of a name", "htt", "tcp", -1 },
	{ "a longer name", "httpss", "tcp", -1 },
	{ "an indented line", "indented", "tcp", 81 },
	{ "CRLF", "domain", "tcp", 53 },
	{ "port 0", "zero", "tcp", 0 },
	{ "port 65535", "last", "tcp", 65535 },
	{ "beyond that there is none", "beyond", "tcp", -1 },
	{ "a negative port", "minus", "tcp", -1 },
	{ "a plus", "plus", "tcp", -1 },
	{ "a line that is none", "none", NULL, -1 },
	{ "a NUL octet ends the word", "nulled", NULL, -1 },
	{ "a protocol of its own", "sctp", "sctp", 7 },
	{ "no newline at the end", "unended", "tcp", 8 },
	{ "no name", "", NULL, -1 },
	{ "no such service", "nosuch", "tcp", -1 },
};

static void check_row(void **state)
{
	const struct row *row = *state;
	char *exact = malloc(sizeof(text) - 1);
	uint16_t port = 4711;

	assert_non_null(exact);
	memcpy(exact, text, sizeof(text) - 1);
	bool found = services_port((struct slice){ exact, sizeof(text) - 1 },
		(struct slice){ row->service, strlen(row->service) }, row->protocol, &port);
	free(exact);
	assert_int_equal(found, row->port >= 0);
	assert_int_equal(port, found ? row->port : 4711);
}

static const struct name_row {
	const char *name;
	uint16_t port;
	const char *protocol, *service;
} name_rows[] = {
	{ "the name of a port", 443, "tcp", "https" },
	{ "the first name, not an alias", 80, "tcp", "http" },
	{ "whatever protocol comes first", 9, NULL, "discard" },
	{ "no name by that protocol", 80, "udp", NULL },
	{ "no name", 4711, NULL, NULL },
};

static void check_name(void **state)
{
	const struct name_row *row = *state;
	struct slice name = { "untouched", 9 };
	bool found = services_name(
		(struct slice){ text, sizeof(text) - 1 }, row->port, row->protocol, &name);

	assert_int_equal(found, row->service != NULL);
	assert_true(slice_is(name, found ? row->service : "untouched"));
}

int main(void)
{
	TABLE_ROWS(rows, check_row);
	TABLE_ROWS(name_rows, check_name);
	return table_run("services", NULL, NULL);
}
