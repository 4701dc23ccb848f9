/* resolv.conf, RES_OPTIONS, LOCALDOMAIN and a list of servers, parted by octets 1; then the search
 * list of a name. */
#include <stdlib.h>
#include <string.h>
#include "resolver/conf/config.h"
#include "resolver/lookup/search.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool ok)
{
	if (!ok)
		abort();
}

/* Labels that end where the name does. */
static void check_name(const struct name *name)
{
	size_t at = 0;
	while (at < name->len && name->octets[at]) {
		require(name->octets[at] <= LABEL_OCTETS);
		at += name->octets[at] + 1u;
	}
	require(at + 1 == name->len);
}

static void check(const struct resolv_conf *conf, unsigned max)
{
	require(conf->nservers >= 1 && conf->nservers <= max);
	for (unsigned i = 0; i < conf->nservers; i++)
		require(conf->server[i].any.sa_family == AF_INET ||
			conf->server[i].any.sa_family == AF_INET6);
	require(conf->nsearch <= SEARCH_MAX);
	for (unsigned i = 0; i < conf->nsearch; i++) {
		check_name(&conf->search[i]);
		require(conf->search[i].len > 1);
	}
	require(conf->ndots <= NDOTS_MAX);
	require(conf->timeout_s >= 1 && conf->timeout_s <= TIMEOUT_MAX);
	require(conf->attempts >= 1 && conf->attempts <= ATTEMPTS_MAX);
}

static void walk(const struct resolv_conf *conf, const char *text, bool absolute)
{
	struct search s;
	struct name name, candidate;
	unsigned n = 0, as_is = 0;

	require(name_from_text(&name, text));
	search_init(&s, conf, &name, absolute);
	while (search_next(&s, &candidate)) {
		check_name(&candidate);
		require(s.as_is == name_equal(&candidate, &name));
		as_is += s.as_is;
		n++;
	}
	require(n <= conf->nsearch + 1 && as_is <= 1);
	require(as_is == 1 || (conf->no_tld_query && name_labels(&name) == 1));
}

/* The next part in a block of just its size. */
static char *part(const uint8_t **data, size_t *size, size_t *len)
{
	const uint8_t *end = *size ? memchr(*data, 1, *size) : NULL;
	*len = end ? (size_t)(end - *data) : *size;
	char *out = malloc(*len + !*len);
	require(out);
	memcpy(out, *data, *len);
	*data += *len + !!end;
	*size -= *len + !!end;
	return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct resolv_conf conf;
	size_t len;

	memset(&conf, 0xa5, sizeof(conf));
	char *text = part(&data, &size, &len);
	resolv_conf_parse(&conf, text, len);
	free(text);
	check(&conf, SERVERS_LIBC);
	text = part(&data, &size, &len);
	resolv_conf_options(&conf, text, len);
	free(text);
	text = part(&data, &size, &len);
	if (len)
		resolv_conf_search(&conf, text, len);
	free(text);
	check(&conf, SERVERS_LIBC);
	char *servers = malloc(size + 1);
	require(servers);
	if (size)
		memcpy(servers, data, size);
	servers[size] = '\0';
	resolv_conf_servers(&conf, servers);
	free(servers);
	check(&conf, SERVERS_MAX);
	walk(&conf, "host", false);
	walk(&conf, "www.host1.example.com", false);
	walk(&conf, "host", true);
	return 0;
}
