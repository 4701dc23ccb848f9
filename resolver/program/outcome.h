/* How one lookup ended, as text and as JSON. */
#ifndef PROGRAM_OUTCOME_H
#define PROGRAM_OUTCOME_H

#include <stdio.h>
#include <stub/stub.h>

struct outcome {
	const char *name, *backend;
	int status;
	const char *detail;             /* what was behind a failure */
	const struct stub_addrs *addrs; /* of STUB_OK */
};

enum { ADDR_TEXT = 64 };

/* "192.0.2.1", "fe80::1%eth0" */
void addr_text(const struct stub_addr *a, char out[static ADDR_TEXT]);
/* What a terminal could take as a command is shown as \DDD. */
void put_safe(FILE *out, const char *text);
/* ,"KEY":"VALUE" */
void json_put(const char *key, const char *value);
void json_addresses(const struct stub_addrs *addrs);

/* An address a line, with all that is known of it. */
void outcome_table(const struct outcome *o);
/* The name and its addresses in one line. */
void outcome_line(const struct outcome *o);
void outcome_json(const struct outcome *o);
/* The message that a failure leaves on standard error. */
void outcome_complain(const struct outcome *o);
/* The exit status that it means. */
int outcome_exit(int status);

#endif
