/* curl's layout of --trace and --trace-ascii, row by row: pure text. */
#ifndef FETCH_TRACE_CURL_H
#define FETCH_TRACE_CURL_H

#include "fetch/piece.h"
#include "resolver/text.h"

/* A row is never longer than this. */
enum { TRACE_CURL_ROW = 128 };

/* "<= Recv header, 17 bytes (0x11)" */
void trace_curl_title(struct text *t, const char *title, size_t len);
/* The row that starts at offset `at`; returns where the next one starts, data.len or more when
 * there is none. */
size_t trace_curl_row(struct text *t, struct piece data, size_t at, bool hex);

#endif
