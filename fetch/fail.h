/* Why a fetch failed: the exit code, with curl's meaning, and a text for people. */
#ifndef FETCH_FAIL_H
#define FETCH_FAIL_H

enum fail {
	FAIL_NONE = 0,
	FAIL_PROTOCOL = 1,   /* a scheme or protocol version that this program does not speak */
	FAIL_USAGE = 2,      /* the command line */
	FAIL_URL = 3,        /* not a URL */
	FAIL_RESOLVE = 6,    /* the name has no address */
	FAIL_CONNECT = 7,    /* no address can be connected to */
	FAIL_REPLY = 8,      /* not HTTP as RFC 9112 has it */
	FAIL_PARTIAL = 18,   /* the body ended early */
	FAIL_STATUS = 22,    /* 400 or above with --fail */
	FAIL_WRITE = 23,     /* the output */
	FAIL_MEMORY = 27,    /* none left */
	FAIL_TIMEOUT = 28,   /* a time limit of the user's */
	FAIL_ARGUMENT = 43,  /* something that must not go on the wire */
	FAIL_REDIRECTS = 47, /* too many of them */
	FAIL_SYNTAX = 49,    /* of --resolve */
	FAIL_EMPTY = 52,     /* the server said nothing */
	FAIL_SEND = 55,      /* the request did not go out */
	FAIL_RECEIVE = 56,   /* the connection broke, or chunks do not fit together */
	FAIL_CODING = 61,    /* a transfer coding that nobody asked for */
	FAIL_HEAD_SIZE = 100 /* a head beyond every reason */
};

#endif
