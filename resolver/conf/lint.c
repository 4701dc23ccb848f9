/* Finds what resolvers do not read alike in the text of a configuration file. */
#include <string.h>
#include "resolver/conf/config.h"
#include "resolver/conf/peers_rows.h"
#include "resolver/literal.h"

enum {
	MUSL_LINE = 255,  /* what musl reads of a line of resolv.conf, its LF included */
	MUSL_HOSTS = 511, /* of hosts */
	DOMAIN_MOST = 255,
	NUMBERS = 3
};

struct lint {
	void (*found)(void *arg, const struct lint_finding *finding);
	void *arg;
	unsigned line;
	/* of resolv.conf, so far */
	union address server[SERVERS_MAX];
	unsigned nservers;
	bool domains, given[NUMBERS];
};

static void find(struct lint *l, enum peer_row_name row, struct slice text)
{
	l->found(l->arg, &(struct lint_finding){ &peer_rows[row], l->line, text });
}

static bool has(struct slice s, char c)
{
	return s.len && memchr(s.at, c, s.len);
}

static bool begins(struct slice s, const char *with)
{
	size_t len = strlen(with);
	return s.len >= len && !memcmp(s.at, with, len);
}

static bool is_comment(struct slice word)
{
	return *word.at == '#' || *word.at == ';';
}

/* What follows from the start of word on. */
static struct slice from_word(struct slice word, struct slice rest)
{
	return (struct slice){ word.at, (size_t)(rest.at - word.at) + rest.len };
}

/* ---- nameserver ---- */

static bool parse_server(struct slice s, union address *out, struct stub_addr *addr)
{
	char text[ADDRESS_TEXT];
	if (literal_parse_slice(s.at, s.len, addr)) {
		address_from_addr(out, addr, 53);
		return true;
	}
	addr->family = AF_UNSPEC;
	return slice_copy(s, text, sizeof(text)) && address_from_text(out, text, 53);
}

static void lint_address(struct lint *l, struct slice word, const struct stub_addr *addr)
{
	struct stub_addr strict;
	const uint8_t *o = addr->octets;
	if (addr->family == AF_UNSPEC) {
		find(l, ROW_SERVER_PORT, word);
	} else if (addr->family == AF_INET) {
		if (!address_parse(word.at, word.len, &strict))
			find(l, ROW_SERVER_ATON, word);
	} else if (has(word, '%')) {
		find(l, ROW_SERVER_ZONE, word);
	} else if (o[0] == 0xfe && (o[1] & 0xc0) == 0x80) {
		find(l, ROW_SERVER_NO_ZONE, word);
	} else if (o[0] == 0xfe && (o[1] & 0xc0) == 0xc0) {
		find(l, ROW_SERVER_SITE, word);
	}
}

static void lint_order(struct lint *l, struct slice word, const union address *server)
{
	for (unsigned i = 0; i < l->nservers && i < SERVERS_MAX; i++) {
		if (address_len(server) != address_len(&l->server[i]) ||
			memcmp(server, &l->server[i], address_len(server)) != 0)
			continue;
		find(l, ROW_SERVER_TWICE, word);
		return;
	}
	if (l->nservers >= SERVERS_LIBC)
		find(l, ROW_SERVER_FOURTH, word);
	if (l->nservers < SERVERS_MAX)
		l->server[l->nservers++] = *server;
}

static void lint_server(struct lint *l, struct slice words)
{
	struct slice word, more;
	union address server;
	struct stub_addr addr;

	next_word(&words, &word);
	struct slice plain = cut_comment(word, "#;");
	if (plain.len < word.len)
		find(l, ROW_SERVER_COMMENT, word);
	else if (next_word(&words, &more) && !is_comment(more))
		find(l, ROW_SERVER_MORE, from_word(more, words));
	if (has(plain, ',')) {
		find(l, ROW_SERVER_COMMA, plain);
	} else if (!parse_server(plain, &server, &addr)) {
		find(l, ROW_SERVER_BAD, word);
	} else {
		lint_address(l, plain, &addr);
		lint_order(l, plain, &server);
	}
}

/* ---- search, domain ---- */

static void lint_search(struct lint *l, struct slice words)
{
	struct slice all = words, word;
	unsigned n = 0;
	l->domains = true;
	while (next_word(&words, &word)) {
		if (is_comment(word)) {
			find(l, ROW_SEARCH_COMMENT, from_word(word, words));
			return;
		}
		if (has(word, ','))
			find(l, ROW_SEARCH_COMMA, word);
		if (word.len > DOMAIN_MOST)
			find(l, ROW_SEARCH_LONG, word);
		if (n++ == SEARCH_MAX)
			find(l, ROW_SEARCH_MANY, from_word(word, words));
		if (n > 1 && word.at > all.at && word.at[-1] == '\t')
			find(l, ROW_SEARCH_TAB, word);
	}
}

static void lint_domain(struct lint *l, struct slice words)
{
	struct slice word, more;
	if (l->domains)
		find(l, ROW_DOMAIN_LATER, words);
	l->domains = true;
	next_word(&words, &word);
	if (word.len > DOMAIN_MOST)
		find(l, ROW_SEARCH_LONG, word);
	if (next_word(&words, &more))
		find(l, ROW_DOMAIN_MORE, from_word(more, words));
}

/* ---- options ---- */

static const struct number {
	const char *name;
	int most;
	enum peer_row_name any, over;
} numbers[NUMBERS] = {
	{ "ndots:", NDOTS_MAX, ROW_NDOTS, ROW_NDOTS },
	{ "timeout:", TIMEOUT_MAX, ROW_TIMEOUT, ROW_TIMEOUT_MOST },
	{ "attempts:", ATTEMPTS_MAX, ROW_ATTEMPTS, ROW_ATTEMPTS_MOST },
};

static void lint_number(struct lint *l, unsigned i, struct slice word)
{
	const struct number *n = &numbers[i];
	size_t len = strlen(n->name);
	struct slice value = { word.at + len, word.len - len };
	int number;

	if (l->given[i])
		find(l, ROW_OPTION_TWICE, word);
	l->given[i] = true;
	size_t digits = value.len && *value.at == '-';
	while (digits < value.len && value.at[digits] >= '0' && value.at[digits] <= '9')
		digits++;
	value.len = digits;
	if (!slice_number(value, INT32_MIN, INT32_MAX, &number))
		return;
	if (number < 0)
		find(l, ROW_NEGATIVE, word);
	else if (number > n->most)
		find(l, n->over, word);
	else if (number == 0 && i)
		find(l, ROW_ZERO, word);
	else if (i)
		find(l, n->any, word);
}

static const struct flag {
	const char *name;
	enum peer_row_name row;
} flags[] = {
	/* of two that begin alike the longer one first */
	{ "rotate", ROW_ROTATE },
	{ "use-vc", ROW_USE_VC },
	{ "strict-error", ROW_STRICT_ERROR },
	{ "edns0", ROW_FLAG },
	{ "single-request-reopen", ROW_FLAG },
	{ "single-request", ROW_FLAG },
	{ "no-aaaa", ROW_FLAG },
	{ "no-reload", ROW_FLAG },
	{ "no-tld-query", ROW_FLAG },
	{ "no_tld_query", ROW_FLAG },
	{ "trust-ad", ROW_FLAG },
};

static const struct flag *flag_of(struct slice word)
{
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (begins(word, flags[i].name))
			return &flags[i];
	return NULL;
}

static void lint_option(struct lint *l, struct slice word)
{
	for (unsigned i = 0; i < NUMBERS; i++) {
		if (!begins(word, numbers[i].name))
			continue;
		lint_number(l, i, word);
		return;
	}
	if (*word.at == '-' && flag_of((struct slice){ word.at + 1, word.len - 1 })) {
		find(l, ROW_MINUS, word);
		return;
	}
	const struct flag *flag = flag_of(word);
	if (!flag)
		find(l, ROW_OPTION_UNKNOWN, word);
	else if (strlen(flag->name) == word.len)
		find(l, flag->row, word);
	else
		find(l, word.at[strlen(flag->name)] == ':' ? ROW_OPTION_VALUE : ROW_OPTION_BEGINS,
			word);
}

static void lint_options(struct lint *l, struct slice words)
{
	struct slice word;
	while (next_word(&words, &word)) {
		if (!is_comment(word)) {
			lint_option(l, word);
			continue;
		}
		find(l, ROW_OPTION_COMMENT, from_word(word, words));
		return;
	}
}

static void lint_sortlist(struct lint *l, struct slice words)
{
	struct slice all = words, word;
	find(l, ROW_SORTLIST, all);
	while (next_word(&words, &word) && !is_comment(word)) {
		struct slice network = cut_comment(word, "/&");
		struct slice mask = { network.at + network.len, word.len - network.len };
		if (has(word, '&'))
			find(l, ROW_SORTLIST_AND, word);
		else if (mask.len && !has(mask, '.'))
			find(l, ROW_SORTLIST_BITS, word);
	}
}

static void lint_resolv(struct lint *l, struct slice line, bool cr)
{
	struct slice rest = line, keyword, first;
	if (!next_word(&rest, &keyword) || is_comment(keyword))
		return;
	struct slice words = rest;
	bool more = next_word(&rest, &first);
	if (is_blank(*line.at))
		find(l, ROW_INDENTED, line);
	if (cr)
		find(l, ROW_CR, line);
	if (line.len >= MUSL_LINE)
		find(l, ROW_LONG, line);
	if (slice_is(keyword, "lookup"))
		find(l, ROW_LOOKUP, line);
	else if (!slice_is(keyword, "nameserver") && !slice_is(keyword, "search") &&
		 !slice_is(keyword, "domain") && !slice_is(keyword, "options") &&
		 !slice_is(keyword, "sortlist"))
		find(l, ROW_KEYWORD, line);
	else if (!more)
		find(l, ROW_ALONE, line);
	else if (is_blank(*line.at))
		return; /* the others are read by c-ares only */
	else if (slice_is(keyword, "nameserver"))
		lint_server(l, words);
	else if (slice_is(keyword, "search"))
		lint_search(l, words);
	else if (slice_is(keyword, "domain"))
		lint_domain(l, words);
	else if (slice_is(keyword, "options"))
		lint_options(l, words);
	else
		lint_sortlist(l, words);
}

/* ---- the other files ---- */

static bool has_capital(struct slice word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.at[i] >= 'A' && word.at[i] <= 'Z')
			return true;
	return false;
}

static void lint_hosts_address(struct lint *l, struct slice word)
{
	struct stub_addr addr;
	if (has(word, '%'))
		find(l, ROW_HOSTS_ZONE, word);
	else if (!address_parse(word.at, word.len, &addr))
		find(l,
			literal_parse_slice(word.at, word.len, &addr) ? ROW_HOSTS_ATON
								      : ROW_HOSTS_ADDRESS,
			word);
}

static void lint_hosts(struct lint *l, struct slice line, bool cr)
{
	struct slice rest = cut_comment(line, "#"), address, word;
	bool named = false;
	(void)cr;
	if (!next_word(&rest, &address))
		return;
	if (is_blank(*line.at))
		find(l, ROW_HOSTS_INDENTED, line);
	if (line.len > MUSL_HOSTS)
		find(l, ROW_HOSTS_LONG, line);
	lint_hosts_address(l, address);
	while (next_word(&rest, &word)) {
		named = true;
		if (has_capital(word))
			find(l, ROW_HOSTS_CASE, word);
		if (word.at[word.len - 1] == '.')
			find(l, ROW_HOSTS_DOT, word);
	}
	if (!named)
		find(l, ROW_HOSTS_ALONE, address);
}

/* The words behind "hosts:", brackets apart. */
static void lint_nsswitch(struct lint *l, struct slice line, bool cr)
{
	struct slice rest = cut_comment(line, "#"), word, keyword = cut_comment(rest, ":");
	bool dns = false, late = false;
	(void)cr;
	struct slice name = keyword, more;
	if (keyword.len == rest.len || !next_word(&name, &word) || !slice_is(word, "hosts") ||
		next_word(&name, &more))
		return;
	rest = (struct slice){ keyword.at + keyword.len + 1, rest.len - keyword.len - 1 };
	while (rest.len) {
		if (is_blank(*rest.at)) {
			rest = (struct slice){ rest.at + 1, rest.len - 1 };
			continue;
		}
		bool action = *rest.at == '[';
		const char *marks = action ? "]" : "[ \t\r";
		word = cut_comment(rest, marks);
		if (action && word.len < rest.len)
			word.len++;
		rest = (struct slice){ rest.at + word.len, rest.len - word.len };
		if (action)
			find(l, ROW_NSS_ACTION, word);
		else if (slice_is(word, "dns"))
			dns = true;
		else if (slice_is(word, "files"))
			late |= dns;
		else
			find(l, ROW_NSS_MODULE, word);
	}
	if (late || !dns)
		find(l, ROW_NSS, line);
}

static void lint_gai(struct lint *l, struct slice line, bool cr)
{
	struct slice rest = cut_comment(line, "#"), keyword, prefix;
	(void)cr;
	if (!next_word(&rest, &keyword) || !next_word(&rest, &prefix))
		return;
	bool scope = slice_is(keyword, "scopev4");
	if (slice_is(keyword, "reload"))
		find(l, ROW_GAI_RELOAD, line);
	else if (!scope && !has(prefix, ':') && has(prefix, '.') &&
		 (slice_is(keyword, "label") || slice_is(keyword, "precedence")))
		find(l, ROW_GAI_V4, prefix);
	else if (scope || slice_is(keyword, "label") || slice_is(keyword, "precedence"))
		find(l, ROW_GAI, line);
}

void conf_lint(enum lint_file file, struct slice text,
	void (*found)(void *arg, const struct lint_finding *finding), void *arg)
{
	static void (*const lints[LINT_FILES])(struct lint *, struct slice, bool) = {
		[LINT_RESOLV] = lint_resolv,
		[LINT_HOSTS] = lint_hosts,
		[LINT_NSSWITCH] = lint_nsswitch,
		[LINT_GAI] = lint_gai,
	};
	struct lint l = { .found = found, .arg = arg };
	struct slice line;
	while (next_line(&text, &line)) {
		bool cr = text.at - (line.at + line.len) == 2; /* next_line() took off CR and LF */
		l.line++;
		if (line.len)
			lints[file](&l, line, cr);
	}
}
