/* The configuration files of this system, read when they have changed. */
#ifndef CONF_RELOAD_H
#define CONF_RELOAD_H

#include <stub/resolver.h>
#include "resolver/conf/config.h"
#include "resolver/io/watch.h"

/* The files, and the bit that says that one has changed.  HOSTALIASES names a file of its own, or
 * there is none. */
enum conf_file { CONF_RESOLV, CONF_HOSTS, CONF_NSSWITCH, CONF_GAI, CONF_ALIASES, CONF_FILES };

/* What lookups hold on to while they run. */
struct system_conf {
	struct resolv_conf resolv;
	struct nsswitch nsswitch;
};

/* What is looked at within one step only. */
struct system_files {
	struct io *io;
	const struct stub_options *options;
	const char *paths[CONF_FILES]; /* NULL: none */
	struct hosts hosts;
	char *hosts_heap;
	char hosts_room[4096];
	struct slice aliases; /* HOSTALIASES' text, from malloc */
	char *aliases_path;   /* a copy: the environment may change */
	struct policy policy;
	bool policy_read;
	bool resolv_read;
	unsigned again; /* files that could not be read for a reason that passes */
	unsigned looks; /* up to 2 */
	struct watch watch;
};

void system_files_init(struct system_files *s, struct io *io, const struct stub_options *options);
void system_files_fini(struct system_files *s);
/* The path of a file as the options say, else the system's; NULL: CONF_ALIASES. */
const char *system_file_path(const struct stub_options *options, enum conf_file file);

/* What has changed since the last call, a bit for each conf_file and WATCH_ROUTES; the first call
 * says all.  From the third call on this is one system call: the second sets up the watch, which a
 * process that looks up once never pays for. */
unsigned system_files_changed(struct system_files *s, nsec now);

/* Reads those of resolv.conf and nsswitch.conf that changed names; the environment and the options
 * override resolv.conf, and with it the environment is read.  A file that may not be read or is not
 * there is as an empty one (resolv.conf(5)).  One that cannot be read for want of descriptors or
 * memory is read again by the next lookup; until then what was known stays, and where nothing was
 * known an empty file stands in.  With `options no-reload` the first resolv.conf stays. */
void system_conf_read(struct system_files *s, unsigned changed, struct system_conf *out);
void system_hosts_read(struct system_files *s);
void system_aliases_read(struct system_files *s);
/* gai.conf, read when first asked for. */
const struct policy *system_policy(struct system_files *s);

/* services(5), read anew by each call: the port of a service, as services_port() finds it. */
bool system_service_port(struct io *io, const struct stub_options *options, const char *name,
	const char *protocol, uint16_t *port);

#endif
