/* The configuration files of this system, read when they have changed. */
#include "resolver/conf/reload.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 4096 };

const char *system_file_path(const struct stub_options *o, enum conf_file file)
{
	switch (file) {
	case CONF_RESOLV: return o->resolv_conf ? o->resolv_conf : "/etc/resolv.conf";
	case CONF_HOSTS: return o->hosts ? o->hosts : "/etc/hosts";
	case CONF_NSSWITCH: return o->nsswitch_conf ? o->nsswitch_conf : "/etc/nsswitch.conf";
	case CONF_GAI: return o->gai_conf ? o->gai_conf : "/etc/gai.conf";
	default: return NULL;
	}
}

void system_files_init(struct system_files *s, struct io *io, const struct stub_options *options)
{
	s->io = io;
	s->options = options;
	for (unsigned i = 0; i < CONF_FILES; i++)
		s->paths[i] = system_file_path(options, i);
	/* resolver(5): the environment is not for programs that run with privileges of others */
	const char *aliases = secure_getenv("HOSTALIASES");
	s->paths[CONF_ALIASES] = s->aliases_path = aliases ? strdup(aliases) : NULL;
	s->hosts_heap = NULL;
	s->aliases = (struct slice){ 0 };
	s->policy_read = s->resolv_read = false;
	s->again = s->looks = 0;
	hosts_init(&s->hosts, "", 0);
}

void system_files_fini(struct system_files *s)
{
	hosts_fini(&s->hosts);
	free(s->hosts_heap);
	free((char *)s->aliases.at);
	if (s->looks == 2)
		watch_fini(&s->watch, s->io);
	free(s->aliases_path);
}

unsigned system_files_changed(struct system_files *s, nsec now)
{
	if (s->looks == 2)
		return watch_changed(&s->watch, s->io, now) | s->again;
	if (++s->looks == 2) /* CONF_ALIASES is the last one */
		watch_init(&s->watch, s->io, s->paths, s->aliases_path ? CONF_FILES : CONF_ALIASES);
	return ~0u;
}

/* Errors that the file system's content is the reason of, as in glibc: they last.  Others are want
 * of memory or descriptors, or a disk's. */
static bool is_lasting(ssize_t error)
{
	switch (-error) {
	case EACCES:
	case EISDIR:
	case ELOOP:
	case ENAMETOOLONG:
	case ENOENT:
	case ENOTDIR:
	case EPERM:
	case EFBIG: return true;
	default: return false;
	}
}

/* One file.  False: it cannot be read now, and will be tried again.  Else text is in room or in a
 * block that the caller frees. */
static bool read_conf(
	struct system_files *s, enum conf_file file, char *room, size_t size, struct slice *out)
{
	char *text = NULL;
	ssize_t len = io_read_file(s->io, s->paths[file], room, size, &text);
	s->again &= ~(1u << file);
	if (len < 0 && !is_lasting(len)) {
		s->again |= 1u << file;
		return false;
	}
	*out = len < 0 ? (struct slice){ room, 0 } : (struct slice){ text, (size_t)len };
	return true;
}

static void drop(struct slice text, const char *room)
{
	if (text.at != room)
		free((char *)text.at);
}

static void read_nsswitch(struct system_files *s, struct nsswitch *out)
{
	char room[ROOM];
	struct slice text;
	if (!read_conf(s, CONF_NSSWITCH, room, sizeof(room), &text)) {
		if (s->resolv_read) /* and nsswitch.conf with it */
			return;
		text = (struct slice){ room, 0 };
	}
	nsswitch_parse(out, text.at, text.len);
	drop(text, room);
}

static void read_resolv(struct system_files *s, struct resolv_conf *out)
{
	char room[ROOM];
	struct slice text;
	const struct stub_options *o = s->options;
	if (s->resolv_read && out->no_reload)
		return;
	if (!read_conf(s, CONF_RESOLV, room, sizeof(room), &text)) {
		if (s->resolv_read)
			return;
		text = (struct slice){ room, 0 };
	}
	resolv_conf_read(out, text, o->flags & STUB_ALL_SERVERS ? SERVERS_MAX : SERVERS_LIBC, NULL);
	drop(text, room);
	const char *options = secure_getenv("RES_OPTIONS"), *search = secure_getenv("LOCALDOMAIN");
	if (options)
		resolv_conf_options(out, options, strlen(options));
	if (search)
		resolv_conf_search(out, search, strlen(search));
	if (o->servers)
		resolv_conf_servers(out, o->servers);
	if (o->attempts)
		out->attempts = o->attempts < ATTEMPTS_OPTION ? o->attempts : ATTEMPTS_OPTION;
}

void system_conf_read(struct system_files *s, unsigned changed, struct system_conf *out)
{
	if (changed & 1u << CONF_NSSWITCH)
		read_nsswitch(s, &out->nsswitch);
	if (changed & 1u << CONF_RESOLV)
		read_resolv(s, &out->resolv);
	s->resolv_read = true;
}

void system_hosts_read(struct system_files *s)
{
	char room[sizeof(s->hosts_room)];
	struct slice text;
	if (!read_conf(s, CONF_HOSTS, room, sizeof(room), &text))
		return;
	hosts_fini(&s->hosts);
	free(s->hosts_heap);
	s->hosts_heap = text.at == room ? NULL : (char *)text.at;
	if (text.at == room)
		text.at = memcpy(s->hosts_room, room, text.len);
	hosts_init(&s->hosts, text.at, text.len);
	/* few names, few steps, whatever they are; many must not be made to fall together */
	if (s->hosts_heap)
		io_random(s->io, &s->hosts.key, sizeof(s->hosts.key));
}

void system_aliases_read(struct system_files *s)
{
	struct slice text;
	if (!s->aliases_path || !read_conf(s, CONF_ALIASES, NULL, 0, &text))
		return;
	free((char *)s->aliases.at);
	s->aliases = text;
}

const struct policy *system_policy(struct system_files *s)
{
	if (s->policy_read)
		return &s->policy;
	char room[ROOM];
	struct slice text = { room, 0 };
	bool good = read_conf(s, CONF_GAI, room, sizeof(room), &text);
	policy_parse(&s->policy, text.at, good ? text.len : 0);
	if (good)
		drop(text, room);
	s->policy_read = good;
	return &s->policy;
}

bool system_service_port(struct io *io, const struct stub_options *options, const char *name,
	const char *protocol, uint16_t *port)
{
	char *text;
	const char *path = options->services ? options->services : "/etc/services";
	ssize_t len = io_read_file(io, path, NULL, 0, &text);
	if (len < 0)
		return false;
	bool found = services_port((struct slice){ text, (size_t)len },
		(struct slice){ name, strlen(name) }, protocol, port);
	free(text);
	return found;
}
