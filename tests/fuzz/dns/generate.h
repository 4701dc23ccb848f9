/* Parts of messages out of dice: nearly all of them are good ones. */
#ifndef FUZZ_DNS_GENERATE_H
#define FUZZ_DNS_GENERATE_H

#include "tests/fuzz/dns/mutate.h"

/* Any type that has a row in the table of layouts. */
uint16_t any_type(struct dice *dice);
/* A name that is written out; seldom one as long as can be. */
void make_name(struct writer *w, struct dice *dice);
/* One field of RDATA that begins at `start`; compress: names may be pointers to offset 12. */
void make_field(struct writer *w, size_t start, char field, bool compress, struct dice *dice);
void make_rdata(struct writer *w, uint16_t type, uint16_t class, bool compress, struct dice *dice);
uint16_t any_option(struct dice *dice);
void make_option_data(struct writer *w, uint16_t code, struct dice *dice);
/* The value alone; a whole parameter, its key above `last`. */
void make_param_value(struct writer *w, uint16_t key, struct dice *dice);
void make_param(struct writer *w, int last, struct dice *dice);

#endif
