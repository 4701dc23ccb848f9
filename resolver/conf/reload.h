/* The configuration files of this system, read when they have changed. */
#ifndef CONF_RELOAD_H
#define CONF_RELOAD_H

#include <stub/resolver.h>
#include "resolver/conf/config.h"
#include "resolver/io/watch.h"

/* The files, and the bit that says that one has changed. */
enum conf_file { CONF_RESOLV, CONF_HOSTS, CONF_NSSWITCH, CONF_GAI, CONF_FILES };

/* What lookups hold on to while they run. */
struct system_conf {
	struct resolv_conf resolv;
	struct nsswitch nsswitch;
};

/* What is looked at within one step only. */
struct system_files {
	struct io *io;
	const struct stub_options *options;
	const char *paths[CONF_FILES];
	struct hosts hosts;
	char *hosts_heap;
	char hosts_room[4096];
	struct policy policy;
	bool policy_read;
	unsigned looks; /* up to 2 */
	struct watch watch;
};

void system_files_init(struct system_files *s, struct io *io, const struct stub_options *options);
void system_files_fini(struct system_files *s);

/* What has changed since the last call, a bit for each conf_file and WATCH_ROUTES; the first call
 * says all.  From the third call on this is one system call: the second sets up the watch, which a
 * process that looks up once never pays for. */
unsigned system_files_changed(struct system_files *s, nsec now);

/* Reads those of resolv.conf and nsswitch.conf that changed names.  A file that cannot be read is
 * as an empty one (resolv.conf(5)).  The environment and the options override it. */
void system_conf_read(struct system_files *s, unsigned changed, struct system_conf *out);
void system_hosts_read(struct system_files *s);
/* gai.conf, read when first asked for. */
const struct policy *system_policy(struct system_files *s);

#endif
