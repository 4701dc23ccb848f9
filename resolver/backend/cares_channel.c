/* Making a c-ares channel: our options, and those of resolv.conf that c-ares does not read itself.
 */
#include "resolver/backend/cares.h"

#include <stdlib.h>
#include <string.h>
#include "resolver/text.h"

const char *channel_lacks(const struct stub_options *o)
{
#ifndef ARES_OPT_HOSTS_FILE
	if (o->hosts)
		return "another hosts file";
#endif
	if (o->nsswitch_conf)
		return "another nsswitch.conf";
	if (o->gai_conf)
		return "another gai.conf";
	if (o->flags & STUB_0X20)
		return "letters of random case to ask in";
	if (o->grace_ms)
		return "a grace for the late family";
	return o->nscd_socket ? "an nscd socket" : NULL;
}

/* c-ares 1.18 reads neither timeouts nor edns0 nor use-vc from resolv.conf, and later ones have
 * other defaults. */
static void conf_read(const struct setup *setup, struct resolv_conf *conf)
{
	const struct stub_options *o = setup->options;
	const char *path = o->resolv_conf ? o->resolv_conf : "/etc/resolv.conf";
	const char *env = secure_getenv("RES_OPTIONS");
	char room[4096], *text;
	ssize_t len = io_read_file(setup->io, path, room, sizeof room, &text);
	io_close_flush(setup->io);
	resolv_conf_init(conf);
	if (len >= 0) {
		resolv_conf_parse(conf, text, (size_t)len);
		if (text != room)
			free(text);
	}
	if (env)
		resolv_conf_options(conf, env, strlen(env));
}

static int set_servers(ares_channel channel, const char *servers)
{
	struct resolv_conf conf;
	char csv[SERVERS_MAX * (ADDRESS_TEXT + 1)], one[ADDRESS_TEXT];
	struct text t;
	resolv_conf_init(&conf);
	if (!resolv_conf_servers(&conf, servers))
		return ARES_EBADSTR;
	text_init(&t, csv, sizeof csv);
	for (unsigned i = 0; i < conf.nservers; i++) {
		address_to_text(&conf.server[i], one);
		text_printf(&t, "%s%s", i ? "," : "", one);
	}
	return ares_set_servers_ports_csv(channel, csv);
}

int channel_new(ares_channel *out, const struct setup *setup, struct socks *socks, uint16_t *edns)
{
	const struct stub_options *o = setup->options;
	struct resolv_conf conf;
	conf_read(setup, &conf);
	conf.edns0 |= (o->flags & STUB_EDNS) != 0;
	*edns = conf.edns0 ? 1232 : 0;
	struct ares_options options = {
		.flags = (conf.use_vc ? ARES_FLAG_USEVC : 0) | (conf.edns0 ? ARES_FLAG_EDNS : 0) |
			 (o->flags & STUB_NO_SEARCH ? ARES_FLAG_NOSEARCH : 0),
		.timeout = (int)(o->timeout_ms ? o->timeout_ms : conf.timeout_s * 1000),
		.tries = (int)(o->attempts ? o->attempts : conf.attempts),
		.ednspsz = 1232,
		.lookups = (char *)(o->flags & STUB_NO_HOSTS ? "b" : "fb"),
		.resolvconf_path = (char *)o->resolv_conf,
		.sock_state_cb = socks_state,
		.sock_state_cb_data = socks,
	};
	int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ |
		   ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB |
		   (o->resolv_conf ? ARES_OPT_RESOLVCONF : 0);
#ifdef ARES_OPT_HOSTS_FILE
	options.hosts_path = (char *)o->hosts;
	mask |= o->hosts ? ARES_OPT_HOSTS_FILE : 0;
#endif
#ifdef ARES_OPT_QUERY_CACHE
	options.qcache_max_ttl = 0;
	mask |= ARES_OPT_QUERY_CACHE;
#endif
	if (o->flags &
		STUB_NO_SEARCH) /* no domains: ares_getaddrinfo() takes no notice of the flag */
		mask |= ARES_OPT_DOMAINS;
	ares_channel channel;
	int code = ares_init_options(&channel, &options, mask);
	if (code != ARES_SUCCESS)
		return code;
	ares_set_socket_functions(channel, &socks_functions, socks);
	if (o->servers && (code = set_servers(channel, o->servers)) != ARES_SUCCESS)
		ares_destroy(channel);
	else
		*out = channel;
	return code;
}
