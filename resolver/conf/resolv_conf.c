/* resolv.conf(5), and what overrides it: RES_OPTIONS, LOCALDOMAIN, a list of servers. */
#include <string.h>
#include "resolver/conf/config.h"
#include "resolver/conf/words.h"
#include "resolver/literal.h"

enum { DNS_PORT = 53 };

static const struct {
	const char *name;
	size_t member;
} flag_option[] = {
	{ "edns0", offsetof(struct resolv_conf, edns0) },
	{ "no-aaaa", offsetof(struct resolv_conf, no_aaaa) },
	{ "no-tld-query", offsetof(struct resolv_conf, no_tld_query) },
	{ "no_tld_query", offsetof(struct resolv_conf, no_tld_query) },
	{ "rotate", offsetof(struct resolv_conf, rotate) },
	{ "single-request", offsetof(struct resolv_conf, single_request) },
	{ "single-request-reopen", offsetof(struct resolv_conf, single_request_reopen) },
	{ "strict-error", offsetof(struct resolv_conf, strict_error) },
	{ "trust-ad", offsetof(struct resolv_conf, trust_ad) },
	{ "use-vc", offsetof(struct resolv_conf, use_vc) },
};

static const struct {
	const char *name;
	size_t member;
	int min, max;
} number_option[] = {
	{ "ndots", offsetof(struct resolv_conf, ndots), 0, NDOTS_MAX },
	{ "timeout", offsetof(struct resolv_conf, timeout_s), 1, TIMEOUT_MAX },
	{ "attempts", offsetof(struct resolv_conf, attempts), 1, ATTEMPTS_MAX },
};

void resolv_conf_init(struct resolv_conf *out)
{
	static const struct stub_addr local = { .family = AF_INET, .octets = { 127, 0, 0, 1 } };

	/* member by member: most of the struct is room that a few lines never fill */
	address_from_addr(&out->server[0], &local, DNS_PORT);
	out->nservers = 1;
	out->ignored = 0;
	out->nsearch = 0;
	out->ndots = 1;
	out->timeout_s = 5;
	out->attempts = 2;
	for (size_t i = 0; i < sizeof(flag_option) / sizeof(*flag_option); i++)
		*(bool *)((char *)out + flag_option[i].member) = false;
}

/* As libc reads it, inet_aton(3)'s forms included; else with a port. */
static bool parse_server(struct slice s, union address *out)
{
	struct stub_addr addr;
	char text[ADDRESS_TEXT];

	if (literal_parse_slice(s.at, s.len, &addr)) {
		address_from_addr(out, &addr, DNS_PORT);
		return true;
	}
	return slice_copy(s, text, sizeof(text)) && address_from_text(out, text, DNS_PORT);
}

/* The leading number as atoi(3) finds it, clamped. */
static void parse_number(struct slice value, int min, int max, unsigned *out)
{
	size_t len = value.len && (*value.at == '-' || *value.at == '+');
	int number;

	while (len < value.len && value.at[len] >= '0' && value.at[len] <= '9')
		len++;
	if (slice_number((struct slice){ value.at, len }, min, max, &number))
		*out = (unsigned)number;
}

static void parse_option(struct resolv_conf *conf, struct slice word)
{
	struct slice name = cut_comment(word, ":");
	if (name.len < word.len) {
		struct slice value = { name.at + name.len + 1, word.len - name.len - 1 };
		for (size_t i = 0; i < sizeof(number_option) / sizeof(*number_option); i++)
			if (slice_is(name, number_option[i].name))
				parse_number(value, number_option[i].min, number_option[i].max,
					(unsigned *)((char *)conf + number_option[i].member));
		return;
	}
	bool on = *name.at != '-';
	if (!on)
		name = (struct slice){ name.at + 1, name.len - 1 };
	for (size_t i = 0; i < sizeof(flag_option) / sizeof(*flag_option); i++)
		if (slice_is(name, flag_option[i].name))
			*(bool *)((char *)conf + flag_option[i].member) = on;
}

static void parse_options(struct resolv_conf *conf, struct slice words)
{
	struct slice word;
	while (next_word(&words, &word))
		parse_option(conf, word);
}

/* What is no name, or the root, which adds nothing, is left out. */
static void parse_search(struct resolv_conf *conf, struct slice words)
{
	char text[NAME_TEXT];
	struct slice word;

	conf->nsearch = 0;
	while (conf->nsearch < SEARCH_MAX && next_word(&words, &word) && *word.at != '#' &&
		*word.at != ';') {
		struct name *domain = &conf->search[conf->nsearch];
		if (slice_copy(word, text, sizeof(text)) && name_from_text(domain, text) &&
			domain->len > 1)
			conf->nsearch++;
	}
}

/* libc's limit, and a count of what is beyond it. */
static void add_server(struct resolv_conf *conf, unsigned *n, struct slice word)
{
	union address beyond;

	word = cut_comment(word, "#;");
	if (!parse_server(word, *n < SERVERS_LIBC ? &conf->server[*n] : &beyond))
		return;
	if (*n < SERVERS_LIBC)
		++*n;
	else
		conf->ignored++;
}

void resolv_conf_parse(struct resolv_conf *out, const char *text, size_t len)
{
	struct slice rest = { text, len }, line, keyword, first;
	unsigned nservers = 0;

	resolv_conf_init(out);
	while (next_line(&rest, &line)) {
		if (!line.len || is_blank(*line.at) || !next_word(&line, &keyword))
			continue;
		struct slice words = line;
		if (!next_word(&line, &first))
			continue; /* a keyword alone changes nothing, as in libc */
		if (slice_is(keyword, "nameserver"))
			add_server(out, &nservers, first);
		else if (slice_is(keyword, "search"))
			parse_search(out, words);
		else if (slice_is(keyword, "domain"))
			parse_search(out, first);
		else if (slice_is(keyword, "options"))
			parse_options(out, words);
	}
	if (nservers)
		out->nservers = nservers;
}

void resolv_conf_options(struct resolv_conf *conf, const char *text, size_t len)
{
	parse_options(conf, (struct slice){ text, len });
}

void resolv_conf_search(struct resolv_conf *conf, const char *text, size_t len)
{
	parse_search(conf, (struct slice){ text, len });
}

bool resolv_conf_servers(struct resolv_conf *conf, const char *text)
{
	union address server[SERVERS_MAX];
	struct slice rest = { text, strlen(text) };
	unsigned n = 0;

	for (;;) {
		struct slice one = cut_comment(rest, ",");
		if (n == SERVERS_MAX || !parse_server(one, &server[n]))
			return false;
		n++;
		if (one.len == rest.len)
			break;
		rest = (struct slice){ one.at + one.len + 1, rest.len - one.len - 1 };
	}
	memcpy(conf->server, server, n * sizeof(*server));
	conf->nservers = n;
	conf->ignored = 0;
	return true;
}
