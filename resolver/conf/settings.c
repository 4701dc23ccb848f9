/* Each setting with its value and where it comes from, and what is ignored and why. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/conf/reload.h"
#include "resolver/resolver.h"
#include "resolver/text.h"

enum { VALUE_MOST = 200, BAD_LINES = 100 };

/* What was noted, until its part is told. */
struct record {
	enum stub_setting_kind kind;
	enum stub_setting_origin origin;
	const char *name, *where, *why;
	struct slice text;
	unsigned line;
};

struct settings {
	struct conf_notes notes; /* first: parsers know only this */
	struct io *io;
	const struct stub_options *options;
	void (*each)(void *arg, const struct stub_setting *setting);
	void *arg;
	struct record *list;
	size_t n, cap;
	bool full; /* no memory for more */
	/* where the text comes from that is parsed now */
	enum stub_setting_origin origin;
	const char *where;
	const char *at; /* line is that of this octet; NULL: the text has no lines */
	unsigned line;
};

const char *stub_setting_kind_name(enum stub_setting_kind kind)
{
	static const char *const names[] = { [STUB_SETTING_VALUE] = "value",
		[STUB_SETTING_IGNORED] = "ignored",
		[STUB_SETTING_CLAMPED] = "clamped" };
	return (unsigned)kind < sizeof(names) / sizeof(*names) ? names[kind] : NULL;
}

/* ---- collecting ---- */

static void add(struct settings *s, const struct record *record)
{
	if (s->n == s->cap) {
		size_t cap = s->cap ? 2 * s->cap : 64;
		struct record *list = realloc(s->list, cap * sizeof(*list));
		if (!list) {
			s->full = true;
			return;
		}
		s->list = list;
		s->cap = cap;
	}
	s->list[s->n++] = *record;
}

/* Parsers go through their text from its start to its end. */
static unsigned line_of(struct settings *s, const char *at)
{
	for (; s->at && s->at < at; s->at++)
		s->line += *s->at == '\n';
	return s->at ? s->line : 0;
}

static void drop_values(struct settings *s, const char *name, const char *why)
{
	for (struct record *r = s->list; r < s->list + s->n; r++) {
		if (r->kind == STUB_SETTING_IGNORED || strcmp(r->name, name) != 0)
			continue;
		r->kind = STUB_SETTING_IGNORED;
		r->why = why;
	}
}

static bool is_scalar(const char *name)
{
	static const struct resolv_conf none;
	unsigned value;
	return resolv_conf_value(&none, name, &value) || !strcmp(name, "reload");
}

static void say(struct conf_notes *notes, enum stub_setting_kind kind, const char *name,
	struct slice where, const char *why)
{
	struct settings *s = (struct settings *)notes;
	if (!name)
		name = "";
	if (kind == STUB_SETTING_DROPPED || (kind == STUB_SETTING_VALUE && is_scalar(name)))
		drop_values(s, name, why ? why : "a later one counts");
	if (kind == STUB_SETTING_DROPPED)
		return;
	add(s, &(struct record){
		       kind, s->origin, name, s->where, why, where, line_of(s, where.at) });
}

static void from(
	struct settings *s, enum stub_setting_origin origin, const char *where, const char *text)
{
	s->origin = origin;
	s->where = where;
	s->at = text;
	s->line = 1;
}

/* ---- telling ---- */

static void put_plain(struct text *t, struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];
		if (t->len >= VALUE_MOST) {
			text_put(t, "...");
			return;
		}
		if (c >= ' ' && c < 0x7f)
			text_char(t, s.at[i]);
		else if (c == '\t')
			text_char(t, ' ');
		else
			text_printf(t, "\\%03u", c);
	}
}

static void tell(struct settings *s, const struct record *r, const char *value)
{
	struct stub_setting setting = { .size = sizeof(setting),
		.kind = r->kind,
		.origin = r->origin,
		.name = r->name,
		.value = value,
		.where = r->where,
		.line = r->line,
		.why = r->why };
	s->each(s->arg, &setting);
}

static void tell_text(struct settings *s, const struct record *r)
{
	char room[VALUE_MOST + 16];
	struct text t;
	text_init(&t, room, sizeof(room));
	put_plain(&t, r->text);
	tell(s, r, room);
}

/* What nobody wrote, or the program did. */
static void tell_plain(struct settings *s, enum stub_setting_origin origin, const char *where,
	const char *name, const char *value)
{
	tell(s, &(struct record){ STUB_SETTING_VALUE, origin, name, where, NULL, { 0 }, 0 }, value);
}

/* All that is no value, and the list is empty again. */
static void tell_rest(struct settings *s)
{
	for (const struct record *r = s->list; r < s->list + s->n; r++)
		if (r->kind != STUB_SETTING_VALUE)
			tell_text(s, r);
	s->n = 0;
}

/* The next value of that name; NULL: no more. */
static const struct record *next_value(const struct settings *s, const char *name, size_t *at)
{
	while (*at < s->n) {
		const struct record *r = &s->list[(*at)++];
		if (r->kind == STUB_SETTING_VALUE && !strcmp(r->name, name))
			return r;
	}
	return NULL;
}

/* ---- files ---- */

/* The text of a file, from malloc; an empty one, and a record of why, where it cannot be read. */
static struct slice read_text(struct settings *s, enum conf_file file)
{
	const char *path = system_file_path(s->options, file);
	char *text;
	ssize_t len = io_read_file(s->io, path, NULL, 0, &text);
	from(s, STUB_ORIGIN_FILE, path, len < 0 ? NULL : text);
	if (len >= 0)
		return (struct slice){ text, (size_t)len };
	add(s, &(struct record){ STUB_SETTING_IGNORED, STUB_ORIGIN_FILE, "file", path,
		       strerror((int)-len), { path, strlen(path) }, 0 });
	return (struct slice){ 0 };
}

/* ---- resolv.conf ---- */

static void tell_servers(struct settings *s, const struct resolv_conf *conf)
{
	char server[ADDRESS_TEXT];
	size_t at = 0;
	for (unsigned i = 0; i < conf->nservers; i++) {
		const struct record *r = next_value(s, "nameserver", &at);
		address_to_text(&conf->server[i], server);
		if (r)
			tell(s, r, server);
		else if (s->options->servers)
			tell_plain(s, STUB_ORIGIN_OPTION, "servers", "nameserver", server);
		else
			tell_plain(s, STUB_ORIGIN_DEFAULT, NULL, "nameserver", server);
	}
}

static void tell_sortlist(struct settings *s, const struct resolv_conf *conf)
{
	char pair[48];
	size_t at = 0;
	for (unsigned i = 0; i < conf->nsort; i++) {
		const struct record *r = next_value(s, "sortlist", &at);
		uint32_t n = conf->sortlist[i].network, m = conf->sortlist[i].mask;
		struct text t;
		text_init(&t, pair, sizeof(pair));
		text_printf(&t, "%u.%u.%u.%u/%u.%u.%u.%u", n >> 24, n >> 16 & 0xff, n >> 8 & 0xff,
			n & 0xff, m >> 24, m >> 16 & 0xff, m >> 8 & 0xff, m & 0xff);
		if (r)
			tell(s, r, pair);
	}
}

static void tell_list(struct settings *s, const char *name)
{
	const struct record *r;
	for (size_t at = 0; (r = next_value(s, name, &at));)
		tell_text(s, r);
}

/* A number, or yes and no for what is switched. */
static void tell_scalar(struct settings *s, const struct resolv_conf *conf, const char *name)
{
	static const char *const numbers[] = { "ndots", "timeout", "attempts" };
	char room[24];
	struct text t;
	unsigned value = 0;
	bool number = false;
	size_t at = 0;

	resolv_conf_value(conf, name, &value);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		number |= !strcmp(name, numbers[i]);
	text_init(&t, room, sizeof(room));
	if (number)
		text_uint(&t, value);
	else
		text_put(&t, value ? "yes" : "no");
	const struct record *r = next_value(s, name, &at);
	if (r)
		tell(s, r, room);
	else
		tell_plain(s, STUB_ORIGIN_DEFAULT, NULL, name, room);
}

/* The program's own times and flags. */
static void tell_options(struct settings *s)
{
	const struct stub_options *o = s->options;
	char room[24];
	struct text t;

	text_init(&t, room, sizeof(room));
	text_printf(&t, "%g", o->deadline_ms ? o->deadline_ms / 1000.0 : 30.0);
	tell_plain(s, o->deadline_ms ? STUB_ORIGIN_OPTION : STUB_ORIGIN_DEFAULT,
		o->deadline_ms ? "deadline_ms" : NULL, "deadline", room);
	if (o->timeout_ms) {
		drop_values(s, "timeout", "the program's option counts");
		text_init(&t, room, sizeof(room));
		text_printf(&t, "%g", o->timeout_ms / 1000.0);
		tell_plain(s, STUB_ORIGIN_OPTION, "timeout_ms", "timeout", room);
	}
	if (o->attempts) {
		struct record r = { STUB_SETTING_VALUE, STUB_ORIGIN_OPTION, "attempts", "attempts",
			NULL, { 0 }, 0 };
		drop_values(s, "attempts", "the program's option counts");
		text_init(&t, room, sizeof(room));
		text_uint(&t, o->attempts < ATTEMPTS_OPTION ? o->attempts : ATTEMPTS_OPTION);
		tell(s, &r, room);
		if (o->attempts > ATTEMPTS_OPTION) {
			r.kind = STUB_SETTING_CLAMPED;
			r.why = "100 at most";
			text_init(&t, room, sizeof(room));
			text_uint(&t, o->attempts);
			tell(s, &r, room);
		}
	}
}

static void tell_flags(struct settings *s)
{
	static const struct {
		unsigned flag;
		const char *name;
	} rows[] = {
		{ STUB_NO_NSCD, "nscd" },
		{ STUB_NO_HOSTS, "hosts file" },
		{ STUB_NO_SEARCH, "search list" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (s->options->flags & rows[i].flag)
			tell_plain(s, STUB_ORIGIN_OPTION, "flags", rows[i].name, "no");
	if (secure_getenv("LOCALDOMAIN") && !(s->options->flags & STUB_NO_NSCD))
		tell_plain(s, STUB_ORIGIN_ENVIRONMENT, "LOCALDOMAIN", "nscd", "no");
	const char *aliases = secure_getenv("HOSTALIASES");
	if (aliases)
		tell_text(
			s, &(struct record){ STUB_SETTING_VALUE, STUB_ORIGIN_ENVIRONMENT, "aliases",
				   "HOSTALIASES", NULL, { aliases, strlen(aliases) }, 0 });
}

static void tell_resolv(struct settings *s)
{
	const struct stub_options *o = s->options;
	struct slice text = read_text(s, CONF_RESOLV);
	struct resolv_conf conf;
	resolv_conf_read(
		&conf, text, o->flags & STUB_ALL_SERVERS ? SERVERS_MAX : SERVERS_LIBC, &s->notes);
	const char *options = secure_getenv("RES_OPTIONS"), *search = secure_getenv("LOCALDOMAIN");
	if (options) {
		from(s, STUB_ORIGIN_ENVIRONMENT, "RES_OPTIONS", NULL);
		resolv_conf_read_options(
			&conf, (struct slice){ options, strlen(options) }, &s->notes);
	}
	if (search) {
		from(s, STUB_ORIGIN_ENVIRONMENT, "LOCALDOMAIN", NULL);
		drop_values(s, "search", "LOCALDOMAIN counts instead");
		resolv_conf_read_search(&conf, (struct slice){ search, strlen(search) }, &s->notes);
	}
	if (o->servers && resolv_conf_servers(&conf, o->servers))
		drop_values(s, "nameserver", "the program's option counts");
	tell_servers(s, &conf);
	tell_list(s, "search");
	tell_sortlist(s, &conf);
	const char *name;
	for (unsigned i = 0; (name = resolv_conf_scalar(i)); i++)
		if (!(o->timeout_ms && !strcmp(name, "timeout")) &&
			!(o->attempts && !strcmp(name, "attempts")))
			tell_scalar(s, &conf, name);
	tell_options(s);
	tell_flags(s);
	tell_rest(s);
	free((char *)text.at);
}

/* ---- nsswitch.conf ---- */

/* "dns [unavail=return]": the actions that are not as they are anyway */
static void put_service(struct text *t, const struct nsswitch *sw, unsigned i)
{
	static const char *const names[SERVICE_STATUSES] = { "success", "notfound", "unavail",
		"tryagain" };
	const char *before = " [";
	text_put(t, sw->list[i].name);
	for (unsigned k = 0; k < SERVICE_STATUSES; k++) {
		if (sw->list[i].stop[k] == (k == SERVICE_SUCCESS))
			continue;
		text_printf(t, "%s%s=%s", before, names[k],
			sw->list[i].stop[k] ? "return" : "continue");
		before = " ";
	}
	if (*before && !before[1])
		text_char(t, ']');
}

static void tell_nsswitch(struct settings *s)
{
	struct slice text = read_text(s, CONF_NSSWITCH);
	struct nsswitch sw;
	size_t at = 0;
	nsswitch_read(&sw, text, &s->notes);
	for (unsigned i = 0; i < sw.n; i++) {
		char room[160];
		struct text t;
		const struct record *r = next_value(s, "hosts", &at);
		text_init(&t, room, sizeof(room));
		put_service(&t, &sw, i);
		struct record none = { STUB_SETTING_VALUE, STUB_ORIGIN_DEFAULT, "hosts", NULL, NULL,
			{ 0 }, 0 };
		struct record told = r ? *r : none;
		if (sw.list[i].service == SERVICE_UNKNOWN) {
			told.kind = STUB_SETTING_IGNORED;
			told.why = "no such module here: as if it were unavailable";
		}
		tell(s, &told, room);
	}
	tell_rest(s);
	free((char *)text.at);
}

/* ---- gai.conf ---- */

/* What follows the keyword. */
static void tell_row(struct settings *s, const struct record *r)
{
	struct record row = *r;
	struct slice keyword;
	next_word(&row.text, &keyword);
	while (row.text.len && is_blank(*row.text.at))
		row.text = (struct slice){ row.text.at + 1, row.text.len - 1 };
	while (row.text.len && is_blank(row.text.at[row.text.len - 1]))
		row.text.len--;
	tell_text(s, &row);
}

static void tell_gai(struct settings *s)
{
	static const char *const tables[] = { "label", "precedence", "scopev4" };
	struct slice text = read_text(s, CONF_GAI);
	struct policy policy;
	policy_read(&policy, text, &s->notes);
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		size_t at = 0;
		const struct record *r = next_value(s, tables[i], &at);
		if (!r)
			tell_plain(
				s, STUB_ORIGIN_DEFAULT, NULL, tables[i], "the table of RFC 6724");
		for (; r; r = next_value(s, tables[i], &at))
			tell_row(s, r);
	}
	size_t at = 0;
	const struct record *reload = next_value(s, "reload", &at);
	if (reload) {
		struct record r = *reload;
		r.kind = STUB_SETTING_IGNORED;
		r.why = "a change is always noticed";
		tell_text(s, &r);
	}
	tell_rest(s);
	free((char *)text.at);
}

/* ---- hosts ---- */

static void tell_hosts(struct settings *s)
{
	struct slice text = read_text(s, CONF_HOSTS);
	hosts_read(text, BAD_LINES, &s->notes);
	tell_rest(s);
	free((char *)text.at);
}

int stub_resolver_settings(struct stub_resolver *r,
	void (*each)(void *arg, const struct stub_setting *setting), void *arg)
{
	if (!r || !each)
		return STUB_INVALID;
	struct settings s = {
		.notes = { say }, .io = &r->io, .options = &r->options, .each = each, .arg = arg
	};
	tell_resolv(&s);
	tell_nsswitch(&s);
	tell_gai(&s);
	if (!(r->options.flags & STUB_NO_HOSTS))
		tell_hosts(&s);
	io_close_flush(&r->io);
	free(s.list);
	return s.full ? STUB_NOMEMORY : STUB_OK;
}
