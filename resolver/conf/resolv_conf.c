/* resolv.conf(5), and what overrides it: RES_OPTIONS, LOCALDOMAIN, a list of servers. */
#include <string.h>
#include "resolver/conf/config.h"
#include "resolver/conf/sortlist.h"
#include "resolver/literal.h"

enum { DNS_PORT = 53 };

static const struct flag_option {
	const char *name;
	size_t member;
} flag_option[] = {
	{ "edns0", offsetof(struct resolv_conf, edns0) },
	{ "no-aaaa", offsetof(struct resolv_conf, no_aaaa) },
	{ "no-reload", offsetof(struct resolv_conf, no_reload) },
	{ "no-tld-query", offsetof(struct resolv_conf, no_tld_query) },
	{ "rotate", offsetof(struct resolv_conf, rotate) },
	{ "single-request", offsetof(struct resolv_conf, single_request) },
	{ "single-request-reopen", offsetof(struct resolv_conf, single_request_reopen) },
	{ "strict-error", offsetof(struct resolv_conf, strict_error) },
	{ "trust-ad", offsetof(struct resolv_conf, trust_ad) },
	{ "use-vc", offsetof(struct resolv_conf, use_vc) },
	{ "no_tld_query",
		offsetof(struct resolv_conf, no_tld_query) }, /* an older spelling: last */
};

static const struct number_option {
	const char *name;
	size_t member;
	int min, max;
	const char *range;
} number_option[] = {
	{ "ndots", offsetof(struct resolv_conf, ndots), 0, NDOTS_MAX, "from 0 to 15" },
	{ "timeout", offsetof(struct resolv_conf, timeout_s), 1, TIMEOUT_MAX, "from 1 to 30" },
	{ "attempts", offsetof(struct resolv_conf, attempts), 1, ATTEMPTS_MAX, "from 1 to 5" },
};

enum {
	FLAGS = sizeof(flag_option) / sizeof(*flag_option),
	NUMBERS = sizeof(number_option) / sizeof(*number_option)
};

/* What libcs know and what changes nothing here. */
static const struct {
	const char *name, *why;
} void_option[] = {
	{ "inet6", "without effect: no address is turned into an IPv6 one" },
	{ "ip6-bytestring", "without effect: libc dropped it as well" },
	{ "ip6-dotint", "without effect: libc dropped it as well" },
	{ "no-ip6-dotint", "without effect: it is so anyway" },
	{ "no-check-names", "without effect: names that are handed out are always checked" },
	{ "debug", "without effect: traces are asked for by the program" },
};

static unsigned *number_of(struct resolv_conf *conf, const struct number_option *option)
{
	return (unsigned *)((char *)conf + option->member);
}

static bool *flag_of(struct resolv_conf *conf, const struct flag_option *option)
{
	return (bool *)((char *)conf + option->member);
}

void resolv_conf_init(struct resolv_conf *out)
{
	static const struct stub_addr local = { .family = AF_INET, .octets = { 127, 0, 0, 1 } };

	/* member by member: most of the struct is room that a few lines never fill */
	address_from_addr(&out->server[0], &local, DNS_PORT);
	out->nservers = 1;
	out->ignored = 0;
	out->nsearch = 0;
	out->nsort = 0;
	out->ndots = 1;
	out->timeout_s = 5;
	out->attempts = 2;
	for (size_t i = 0; i < FLAGS; i++)
		*flag_of(out, &flag_option[i]) = false;
}

/* ---- options ---- */

/* The leading number as atoi(3) finds it, clamped. */
static void parse_number(struct resolv_conf *conf, const struct number_option *option,
	struct slice word, struct slice value, struct conf_notes *notes)
{
	size_t len = value.len && (*value.at == '-' || *value.at == '+');
	int number, clamped;

	while (len < value.len && value.at[len] >= '0' && value.at[len] <= '9')
		len++;
	struct slice digits = { value.at, len };
	if (!slice_number(digits, INT32_MIN, INT32_MAX, &number)) {
		note_ignored(notes, option->name, word, "no number");
		return;
	}
	clamped = number < option->min ? option->min : number > option->max ? option->max : number;
	*number_of(conf, option) = (unsigned)clamped;
	note_value(notes, option->name, word);
	if (clamped != number)
		note_clamped(notes, option->name, word, option->range);
	if (len < value.len)
		note_ignored(notes, option->name, (struct slice){ value.at + len, value.len - len },
			"only the number counts");
}

static const char *why_no_option(struct slice word)
{
	for (size_t i = 0; i < sizeof(void_option) / sizeof(*void_option); i++)
		if (slice_is(word, void_option[i].name))
			return void_option[i].why;
	for (size_t i = 0; i < NUMBERS; i++)
		if (slice_is(word, number_option[i].name))
			return "it needs a number: a colon and digits";
	return "no such option";
}

static void parse_value_option(
	struct resolv_conf *conf, struct slice word, struct slice name, struct conf_notes *notes)
{
	struct slice value = { name.at + name.len + 1, word.len - name.len - 1 };

	for (size_t i = 0; i < NUMBERS; i++) {
		if (!slice_is(name, number_option[i].name))
			continue;
		parse_number(conf, &number_option[i], word, value, notes);
		return;
	}
	for (size_t i = 0; i < FLAGS; i++) {
		if (!slice_is(name, flag_option[i].name))
			continue;
		note_ignored(notes, "options", word, "this option takes no value");
		return;
	}
	note_ignored(notes, "options", word, "no such option");
}

static void parse_option(struct resolv_conf *conf, struct slice word, struct conf_notes *notes)
{
	struct slice name = cut_comment(word, ":");

	if (name.len < word.len) {
		parse_value_option(conf, word, name, notes);
		return;
	}
	bool on = *name.at != '-';
	if (!on)
		name = (struct slice){ name.at + 1, name.len - 1 };
	for (size_t i = 0; i < FLAGS; i++) {
		if (!slice_is(name, flag_option[i].name))
			continue;
		*flag_of(conf, &flag_option[i]) = on;
		/* two spellings, one setting */
		note_value(notes, i == FLAGS - 1 ? "no-tld-query" : flag_option[i].name, word);
		return;
	}
	if (notes)
		note_ignored(notes, "options", word, why_no_option(name));
}

static void parse_options(struct resolv_conf *conf, struct slice words, struct conf_notes *notes)
{
	struct slice word;
	while (next_word(&words, &word)) {
		if (*word.at == '#' || *word.at == ';') {
			note_ignored(notes, "options", word,
				"a comment needs a line of its own: glibc reads on here");
			continue;
		}
		parse_option(conf, word, notes);
	}
}

bool resolv_conf_value(const struct resolv_conf *conf, const char *name, unsigned *out)
{
	for (size_t i = 0; i < NUMBERS; i++) {
		if (strcmp(name, number_option[i].name) != 0)
			continue;
		*out = *(const unsigned *)((const char *)conf + number_option[i].member);
		return true;
	}
	for (size_t i = 0; i < FLAGS; i++) {
		if (strcmp(name, flag_option[i].name) != 0)
			continue;
		*out = *(const bool *)((const char *)conf + flag_option[i].member);
		return true;
	}
	return false;
}

const char *resolv_conf_scalar(unsigned i)
{
	if (i < NUMBERS)
		return number_option[i].name;
	return i - NUMBERS < FLAGS - 1 ? flag_option[i - NUMBERS].name : NULL;
}

/* ---- search ---- */

static bool is_listed(const struct resolv_conf *conf, const struct name *domain)
{
	for (unsigned i = 0; i < conf->nsearch; i++)
		if (name_equal(&conf->search[i], domain))
			return true;
	return false;
}

/* What is no name, or the root, which adds nothing, is left out. */
static void add_domain(struct resolv_conf *conf, struct slice word, struct conf_notes *notes)
{
	char text[NAME_TEXT];
	struct name beyond;
	struct name *domain = conf->nsearch < SEARCH_MAX ? &conf->search[conf->nsearch] : &beyond;

	if (!slice_copy(word, text, sizeof(text)) || !name_from_text(domain, text)) {
		note_ignored(notes, "search", word, "not a name");
	} else if (domain->len == 1) {
		note_ignored(notes, "search", word, "the root adds nothing");
	} else if (conf->nsearch == SEARCH_MAX) {
		note_ignored(notes, "search", word, "more than 32 domains");
	} else if (notes && is_listed(conf, domain)) {
		note_ignored(notes, "search", word, "named before");
		conf->nsearch++; /* as without notes: the search leaves it out */
	} else {
		note_value(notes, "search", word);
		conf->nsearch++;
	}
}

static void parse_search(struct resolv_conf *conf, struct slice words, struct conf_notes *notes)
{
	struct slice word;

	note_dropped(notes, "search", words, "a later list counts");
	conf->nsearch = 0;
	while (next_word(&words, &word)) {
		if (*word.at == '#' || *word.at == ';')
			return;
		if (conf->nsearch == SEARCH_MAX && !notes)
			return;
		add_domain(conf, word, notes);
	}
}

static void parse_domain(struct resolv_conf *conf, struct slice words, struct conf_notes *notes)
{
	struct slice first, more;
	if (!next_word(&words, &first))
		return;
	parse_search(conf, first, notes);
	if (next_word(&words, &more) && *more.at != '#' && *more.at != ';')
		note_ignored(notes, "domain", more, "a domain line has one domain");
}

/* ---- servers ---- */

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

static bool address_same(const union address *a, const union address *b)
{
	return address_len(a) == address_len(b) && !memcmp(a, b, address_len(a));
}

static bool is_named(const struct resolv_conf *conf, unsigned n, const union address *server)
{
	for (unsigned i = 0; i < n; i++)
		if (address_same(&conf->server[i], server))
			return true;
	return false;
}

/* Up to max, each once, and a count of what is beyond. */
static void add_server(struct resolv_conf *conf, unsigned *n, unsigned max, struct slice words,
	struct conf_notes *notes)
{
	union address server;
	struct slice word, more;

	next_word(&words, &word);
	word = cut_comment(word, "#;");
	if (!parse_server(word, &server)) {
		note_ignored(notes, "nameserver", word, "not an address");
		return;
	}
	if (is_named(conf, *n, &server)) {
		note_ignored(notes, "nameserver", word, "named before: asked once");
	} else if (*n == max) {
		conf->ignored++;
		note_ignored(notes, "nameserver", word,
			max == SERVERS_LIBC ? "more than three (resolv.conf(5)): "
					      "STUB_ALL_SERVERS asks up to eight"
					    : "more than eight");
	} else {
		conf->server[(*n)++] = server;
		note_value(notes, "nameserver", word);
	}
	if (next_word(&words, &more) && *more.at != '#' && *more.at != ';')
		note_ignored(notes, "nameserver", more, "a nameserver line has one address");
}

/* ---- the file ---- */

static const char *why_no_keyword(struct slice keyword)
{
	char c = *keyword.at;
	return c >= 'A' && c <= 'Z' ? "no such keyword: they are in lower case" : "no such keyword";
}

static void parse_line(struct resolv_conf *conf, unsigned *nservers, unsigned max,
	struct slice line, struct conf_notes *notes)
{
	struct slice rest = line, keyword, first;

	if (!next_word(&rest, &keyword) || *keyword.at == '#' || *keyword.at == ';')
		return;
	if (is_blank(*line.at)) {
		note_ignored(notes, NULL, line, "a keyword counts at the start of a line only");
		return;
	}
	struct slice words = rest;
	if (!next_word(&rest, &first)) {
		/* a keyword alone changes nothing, as in libc */
		note_ignored(notes, NULL, line, "nothing follows");
		return;
	}
	if (slice_is(keyword, "nameserver"))
		add_server(conf, nservers, max, words, notes);
	else if (slice_is(keyword, "search"))
		parse_search(conf, words, notes);
	else if (slice_is(keyword, "domain"))
		parse_domain(conf, words, notes);
	else if (slice_is(keyword, "options"))
		parse_options(conf, words, notes);
	else if (slice_is(keyword, "sortlist"))
		sortlist_parse(conf, words, notes);
	else if (notes)
		note_ignored(notes, NULL, line, why_no_keyword(keyword));
}

void resolv_conf_read(
	struct resolv_conf *out, struct slice text, unsigned servers, struct conf_notes *notes)
{
	struct slice line;
	unsigned nservers = 0;

	resolv_conf_init(out);
	while (next_line(&text, &line))
		if (line.len)
			parse_line(out, &nservers, servers, line, notes);
	if (nservers)
		out->nservers = nservers;
}

void resolv_conf_parse(struct resolv_conf *out, const char *text, size_t len)
{
	resolv_conf_read(out, (struct slice){ text, len }, SERVERS_LIBC, NULL);
}

void resolv_conf_read_options(struct resolv_conf *conf, struct slice text, struct conf_notes *notes)
{
	parse_options(conf, text, notes);
}

void resolv_conf_options(struct resolv_conf *conf, const char *text, size_t len)
{
	parse_options(conf, (struct slice){ text, len }, NULL);
}

void resolv_conf_read_search(struct resolv_conf *conf, struct slice text, struct conf_notes *notes)
{
	parse_search(conf, text, notes);
}

void resolv_conf_search(struct resolv_conf *conf, const char *text, size_t len)
{
	parse_search(conf, (struct slice){ text, len }, NULL);
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
