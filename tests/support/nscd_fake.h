/* A name service cache daemon that says what it is told to say: a thread behind a socket. */
#ifndef TESTS_SUPPORT_NSCD_FAKE_H
#define TESTS_SUPPORT_NSCD_FAKE_H

#include <stdbool.h>
#include <stddef.h>

/* What it does with a request.  Set before the request comes. */
struct fake_answer {
	const void *octets;
	size_t len;
	size_t piece; /* octets in one write; 0: all */
	bool hold;    /* keeps the connection open afterwards */
	int fds[2];   /* descriptors that go with the first octets */
	unsigned nfds;
};

struct nscd_fake;

/* Listens at path, which must not exist.  NULL: it cannot. */
struct nscd_fake *nscd_fake_start(const char *path);
/* For GETAI and for GETFDHST. */
void nscd_fake_answers(
	struct nscd_fake *f, const struct fake_answer *name, const struct fake_answer *map);
/* Requests answered so far, each counted once all was written. */
unsigned nscd_fake_names(struct nscd_fake *f);
unsigned nscd_fake_maps(struct nscd_fake *f);
/* Until all requests that have been sent are answered. */
void nscd_fake_settle(struct nscd_fake *f);
/* Ends it and takes its socket away; NULL is well. */
void nscd_fake_stop(struct nscd_fake *f);

#endif
