/* The same names with several backends, side by side.
 *
 * Statuses are held against each other by what they mean to a program, since backends tell more or
 * less: c-ares and glibc do not say which failure a temporary one was. */
#include "resolver/program/compare.h"

#include <stdlib.h>
#include <string.h>
#include "resolver/program/outcome.h"

enum { SIDES_MAX = 8, NAME_MAX_SHOWN = 24 };

/* value, bit */
enum difference { DIFFER_STATUS = 1, DIFFER_ADDRESSES = 2, DIFFER_ORDER = 4, DIFFER_CANONICAL = 8 };

static const struct {
	unsigned bit;
	char name[12];
} differences[] = { { DIFFER_STATUS, "status" }, { DIFFER_ADDRESSES, "addresses" },
	{ DIFFER_ORDER, "order" }, { DIFFER_CANONICAL, "canonical" } };

enum { DIFFERENCES = sizeof(differences) / sizeof(differences[0]) };

/* One backend, and what it said of the name under way. */
struct side {
	char name[NAME_MAX_SHOWN];
	struct stub_resolver *resolver;
	int status;
	struct stub_addrs *addrs;
	unsigned queries;
	nsec elapsed;
};

struct comparison {
	const struct settings *settings;
	unsigned n;
	struct side sides[SIDES_MAX];
};

static const char *status_class(int status)
{
	switch (status) {
	case STUB_OK: return "ok";
	case STUB_NXDOMAIN: return "noname";
	case STUB_NODATA: return "nodata";
	case STUB_BADNAME:
	case STUB_INVALID: return "badname";
	case STUB_UNSUPPORTED:
	case STUB_NOBACKEND:
	case STUB_NOMEMORY:
	case STUB_SYSTEM: return "trouble";
	default: return "again";
	}
}

static bool same_address(const struct stub_addr *a, const struct stub_addr *b)
{
	return a->family == b->family && a->scope == b->scope &&
	       !memcmp(a->octets, b->octets, a->family == AF_INET ? 4 : 16);
}

static bool has_address(const struct stub_addrs *addrs, const struct stub_addr *a)
{
	for (size_t i = 0; i < addrs->count; i++)
		if (same_address(&addrs->list[i], a))
			return true;
	return false;
}

static bool is_within(const struct stub_addrs *a, const struct stub_addrs *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (!has_address(b, &a->list[i]))
			return false;
	return true;
}

static bool same_order(const struct stub_addrs *a, const struct stub_addrs *b)
{
	for (size_t i = 0; i < a->count && i < b->count; i++)
		if (!same_address(&a->list[i], &b->list[i]))
			return false;
	return true;
}

static unsigned differ(const struct side *a, const struct side *b)
{
	if (strcmp(status_class(a->status), status_class(b->status)) != 0)
		return DIFFER_STATUS;
	if (a->status != STUB_OK)
		return 0;
	unsigned found = 0;
	if (!is_within(a->addrs, b->addrs) || !is_within(b->addrs, a->addrs))
		found |= DIFFER_ADDRESSES;
	else if (!same_order(a->addrs, b->addrs))
		found |= DIFFER_ORDER;
	const char *x = a->addrs->canonical, *y = b->addrs->canonical;
	if (x && y && !mnemonic_equal(x, y)) /* who has none does not tell */
		found |= DIFFER_CANONICAL;
	return found;
}

static void count_query(void *arg, const struct stub_event *event)
{
	unsigned *queries = arg;
	*queries += event->kind == STUB_EVENT_SENT;
}

/* Only the native backend tells what it sends. */
static bool tells_queries(const struct side *side)
{
	return !strcmp(side->name, "native");
}

static void look_up(const struct comparison *c, struct side *side, const char *name)
{
	nsec began = io_now();
	side->queries = 0;
	side->addrs = NULL;
	side->status = stub_lookup(side->resolver, name, c->settings->family, &side->addrs);
	side->elapsed = io_now() - began;
}

static void print_text(const struct comparison *c, const char *name, unsigned found)
{
	put_safe(stdout, name);
	fputs(found ? ": differ in" : ": agree", stdout);
	const char *before = " ";
	for (unsigned i = 0; i < DIFFERENCES; i++)
		if (found & differences[i].bit) {
			printf("%s%s", before, differences[i].name);
			before = ", ";
		}
	putchar('\n');
	for (const struct side *side = c->sides; side < c->sides + c->n; side++) {
		printf("  %-8s %8.1f ms  ", side->name, (double)side->elapsed / 1e6);
		if (tells_queries(side))
			printf("%2u queries  ", side->queries);
		else
			printf("            ");
		printf("%-7s ", status_class(side->status));
		if (side->status != STUB_OK) {
			put_safe(stdout, stub_resolver_detail(side->resolver));
		} else {
			for (size_t i = 0; i < side->addrs->count; i++) {
				char text[ADDR_TEXT];
				addr_text(&side->addrs->list[i], text);
				printf("%s%s", i ? " " : "", text);
			}
			if (side->addrs->canonical)
				printf("  (%s)", side->addrs->canonical);
		}
		putchar('\n');
	}
}

static void print_json(const struct comparison *c, const char *name, unsigned found)
{
	printf("{\"agree\":%s", found ? "false" : "true");
	json_put("name", name);
	fputs(",\"differ\":[", stdout);
	const char *before = "";
	for (unsigned i = 0; i < DIFFERENCES; i++)
		if (found & differences[i].bit) {
			printf("%s\"%s\"", before, differences[i].name);
			before = ",";
		}
	fputs("],\"results\":[", stdout);
	for (const struct side *side = c->sides; side < c->sides + c->n; side++) {
		printf("%s{\"backend\":\"%s\",\"status\":\"%s\",\"class\":\"%s\",\"elapsed_ns\":%"
		       "llu",
			side == c->sides ? "" : ",", side->name, stub_status_name(side->status),
			status_class(side->status), (unsigned long long)side->elapsed);
		if (tells_queries(side))
			printf(",\"queries\":%u", side->queries);
		if (side->status != STUB_OK)
			json_put("detail", stub_resolver_detail(side->resolver));
		else if (side->addrs->canonical)
			json_put("canonical", side->addrs->canonical);
		json_addresses(side->addrs);
		putchar('}');
	}
	puts("]}");
}

static unsigned compare_name(struct comparison *c, const char *name)
{
	unsigned found = 0;
	for (unsigned i = 0; i < c->n; i++)
		look_up(c, &c->sides[i], name);
	for (unsigned i = 0; i < c->n; i++)
		for (unsigned j = i + 1; j < c->n; j++)
			found |= differ(&c->sides[i], &c->sides[j]);
	if (!found && c->settings->diff)
		;
	else if (c->settings->json)
		print_json(c, name, found);
	else
		print_text(c, name, found);
	for (unsigned i = 0; i < c->n; i++)
		stub_addrs_free(c->sides[i].addrs);
	return found;
}

/* 0, or the exit status. */
static int open_side(struct comparison *c, const char *name, size_t len)
{
	struct side *side = &c->sides[c->n];
	struct stub_options o = c->settings->options;
	char why[200];
	if (c->n == SIDES_MAX || len >= sizeof(side->name))
		return usage("not a list of backends", c->settings->compare);
	memcpy(side->name, name, len);
	side->name[len] = '\0';
	o.backend = side->name;
	o.trace = count_query;
	o.trace_arg = &side->queries;
	o.why = why;
	o.why_size = sizeof(why);
	int status = stub_resolver_new(&o, &side->resolver);
	if (status == STUB_NOBACKEND)
		return usage("no such backend in this build (see resolve --version)", side->name);
	if (status != STUB_OK) {
		fprintf(stderr, "resolve: %s: %s\n", side->name,
			why[0] ? why : stub_strerror(status));
		return status == STUB_INVALID ? EXIT_USAGE : EXIT_TROUBLE;
	}
	c->n++;
	return 0;
}

static int open_sides(struct comparison *c)
{
	int result = 0;
	for (const char *at = c->settings->compare; !result; at++) {
		size_t len = strcspn(at, ",");
		result = open_side(c, at, len);
		at += len;
		if (!*at)
			break;
	}
	return result || c->n > 1
		       ? result
		       : usage("two backends at least, with a comma between", c->settings->compare);
}

static int compare_all(struct comparison *c, struct names *names)
{
	char name[NAME_TEXT + 1];
	unsigned long differing = 0;
	for (enum names_next got; (got = names_next(names, name)) != NAMES_END;) {
		if (got == NAMES_ONE)
			differing += compare_name(c, name) != 0;
		else
			names_read(names);
	}
	if (names->error) {
		fprintf(stderr, "resolve: %s: %s\n", c->settings->file, strerror(names->error));
		return EXIT_TROUBLE;
	}
	return differing ? EXIT_NO_ANSWER : 0;
}

int compare_run(const struct settings *s, struct names *names)
{
	struct comparison c = { .settings = s };
	int result = open_sides(&c);
	if (!result)
		result = compare_all(&c, names);
	for (unsigned i = 0; i < c.n; i++)
		stub_resolver_free(c.sides[i].resolver);
	return result;
}
