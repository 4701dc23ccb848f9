/* The configuration files of this system, read when they have changed. */
#include "resolver/conf/reload.h"
#include <stdlib.h>
#include <string.h>

void system_files_init(struct system_files *s, struct io *io, const struct stub_options *options)
{
	s->io = io;
	s->options = options;
	s->paths[CONF_RESOLV] = options->resolv_conf ? options->resolv_conf : "/etc/resolv.conf";
	s->paths[CONF_HOSTS] = options->hosts ? options->hosts : "/etc/hosts";
	s->paths[CONF_NSSWITCH] =
		options->nsswitch_conf ? options->nsswitch_conf : "/etc/nsswitch.conf";
	s->paths[CONF_GAI] = options->gai_conf ? options->gai_conf : "/etc/gai.conf";
	s->hosts_heap = NULL;
	s->policy_read = false;
	s->looks = 0;
	hosts_init(&s->hosts, "", 0);
}

void system_files_fini(struct system_files *s)
{
	hosts_fini(&s->hosts);
	free(s->hosts_heap);
	if (s->looks == 2)
		watch_fini(&s->watch, s->io);
}

unsigned system_files_changed(struct system_files *s, nsec now)
{
	if (s->looks == 2)
		return watch_changed(&s->watch, s->io, now);
	if (++s->looks == 2)
		watch_init(&s->watch, s->io, s->paths, CONF_FILES);
	return ~0u;
}

void system_conf_read(struct system_files *s, unsigned changed, struct system_conf *out)
{
	char room[4096], *text;
	const struct stub_options *o = s->options;
	if (changed & 1u << CONF_NSSWITCH) {
		ssize_t len =
			io_read_file(s->io, s->paths[CONF_NSSWITCH], room, sizeof(room), &text);
		nsswitch_parse(&out->nsswitch, len < 0 ? "" : text, len < 0 ? 0 : (size_t)len);
		if (len >= 0 && text != room)
			free(text);
	}
	if (!(changed & 1u << CONF_RESOLV))
		return;
	ssize_t len = io_read_file(s->io, s->paths[CONF_RESOLV], room, sizeof(room), &text);
	resolv_conf_parse(&out->resolv, len < 0 ? "" : text, len < 0 ? 0 : (size_t)len);
	if (len >= 0 && text != room)
		free(text);
	/* resolver(5): the environment is not for programs that run with privileges of others */
	const char *options = secure_getenv("RES_OPTIONS"), *search = secure_getenv("LOCALDOMAIN");
	if (options)
		resolv_conf_options(&out->resolv, options, strlen(options));
	if (search)
		resolv_conf_search(&out->resolv, search, strlen(search));
	if (o->servers)
		resolv_conf_servers(&out->resolv, o->servers);
	if (o->attempts)
		out->resolv.attempts =
			o->attempts < ATTEMPTS_OPTION ? o->attempts : ATTEMPTS_OPTION;
}

void system_hosts_read(struct system_files *s)
{
	hosts_fini(&s->hosts);
	free(s->hosts_heap);
	s->hosts_heap = NULL;
	char *text;
	ssize_t len = io_read_file(
		s->io, s->paths[CONF_HOSTS], s->hosts_room, sizeof(s->hosts_room), &text);
	if (len >= 0 && text != s->hosts_room)
		s->hosts_heap = text;
	hosts_init(&s->hosts, len < 0 ? "" : text, len < 0 ? 0 : (size_t)len);
}

const struct policy *system_policy(struct system_files *s)
{
	if (s->policy_read)
		return &s->policy;
	char room[4096], *text;
	policy_init(&s->policy);
	ssize_t len = io_read_file(s->io, s->paths[CONF_GAI], room, sizeof(room), &text);
	if (len >= 0)
		policy_parse(&s->policy, text, (size_t)len);
	if (len >= 0 && text != room)
		free(text);
	s->policy_read = true;
	return &s->policy;
}
