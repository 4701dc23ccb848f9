/* The `sortlist` line of resolv.conf(5). */
#ifndef CONF_SORTLIST_H
#define CONF_SORTLIST_H

#include "resolver/conf/config.h"

/* Adds to the list what words say: pairs of an IPv4 address and, after a slash or an ampersand, a
 * netmask or a prefix length; without one the mask of the address's class. */
void sortlist_parse(struct resolv_conf *conf, struct slice words, struct conf_notes *notes);

#endif
