/* How one lookup ended, as text and as JSON. */
#include "resolver/program/outcome.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/program/settings.h"
#include "resolver/text.h"

void addr_text(const struct stub_addr *a, char out[static ADDR_TEXT])
{
	char zone[IF_NAMESIZE];
	inet_ntop(a->family, a->octets, out, INET6_ADDRSTRLEN);
	size_t len = strlen(out);
	if (a->scope && if_indextoname(a->scope, zone))
		snprintf(out + len, ADDR_TEXT - len, "%%%s", zone);
	else if (a->scope)
		snprintf(out + len, ADDR_TEXT - len, "%%%u", a->scope);
}

void put_safe(FILE *out, const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		/* C1 controls are 0x80 to 0x9f, in UTF-8 behind 0xc2 */
		bool c1 = *p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0;
		bool stray = *p >= 0x80 && *p < 0xa0 &&
			     (p == (const unsigned char *)text || p[-1] < 0x80);
		if (*p < ' ' || *p == 0x7f || c1 || stray)
			fprintf(out, "\\%03u", *p);
		else
			fputc(*p, out);
	}
}

void json_put(const char *key, const char *value)
{
	char room[4096], *large = NULL;
	struct text t;
	text_init(&t, room, sizeof(room));
	text_json(&t, value);
	size_t size = t.len + 1;
	if (!text_whole(&t) && (large = malloc(size))) {
		text_init(&t, large, size);
		text_json(&t, value);
	}
	printf(",\"%s\":%s", key, text_whole(&t) ? t.base : "null");
	free(large);
}

void json_addresses(const struct stub_addrs *addrs)
{
	printf(",\"addresses\":[");
	for (size_t i = 0; addrs && i < addrs->count; i++) {
		char text[ADDR_TEXT];
		addr_text(&addrs->list[i], text);
		printf("%s{\"address\":\"%s\",\"family\":\"%s\",\"ttl\":%u}", i ? "," : "", text,
			addrs->list[i].family == AF_INET ? "IPv4" : "IPv6", addrs->list[i].ttl);
	}
	putchar(']');
}

void outcome_table(const struct outcome *o)
{
	for (size_t i = 0; i < o->addrs->count; i++) {
		const struct stub_addr *a = &o->addrs->list[i];
		char text[ADDR_TEXT];
		addr_text(a, text);
		printf("%-39s %s  %s", text, a->family == AF_INET ? "IPv4" : "IPv6",
			stub_source_name(o->addrs->source));
		if (o->addrs->source == STUB_FROM_DNS)
			printf("  ttl %u", a->ttl);
		if (o->addrs->canonical)
			printf("  %s", o->addrs->canonical);
		putchar('\n');
	}
}

void outcome_line(const struct outcome *o)
{
	put_safe(stdout, o->name);
	for (size_t i = 0; i < o->addrs->count; i++) {
		char text[ADDR_TEXT];
		addr_text(&o->addrs->list[i], text);
		printf(" %s", text);
	}
	putchar('\n');
}

void outcome_json(const struct outcome *o)
{
	printf("{\"status\":\"%s\"", stub_status_name(o->status));
	json_put("name", o->name);
	json_put("backend", o->backend);
	if (o->status != STUB_OK) {
		json_put("detail", o->detail);
	} else {
		json_put("source", stub_source_name(o->addrs->source));
		if (o->addrs->canonical)
			json_put("canonical", o->addrs->canonical);
		json_addresses(o->addrs);
	}
	puts("}");
}

void outcome_complain(const struct outcome *o)
{
	fputs("resolve: ", stderr);
	put_safe(stderr, o->name);
	fprintf(stderr, ": %s", stub_strerror(o->status));
	if (o->detail && strcmp(o->detail, stub_strerror(o->status))) {
		fputs(" (", stderr);
		put_safe(stderr, o->detail);
		fputc(')', stderr);
	}
	fputc('\n', stderr);
}

int outcome_exit(int status)
{
	if (status == STUB_OK)
		return 0;
	if (status == STUB_BADNAME || status == STUB_INVALID)
		return EXIT_USAGE;
	return status >= STUB_UNSUPPORTED && status <= STUB_SYSTEM ? EXIT_TROUBLE : EXIT_NO_ANSWER;
}
