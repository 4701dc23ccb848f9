/* Any octets as the reply to a lookup: addresses, names and services out of what is accepted. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "resolver/dns/code.h"
#include "resolver/lookup/answer.h"
#include "resolver/lookup/host_name.h"
#include "resolver/lookup/https.h"
#include "resolver/lookup/reverse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool property)
{
	if (!property)
		abort();
}

/* What is handed out has none but harmless octets, and names something. */
static void name_is_harmless(const char *text)
{
	struct name name;
	require(*text != '-');
	for (const char *at = text; *at; at++)
		require((*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z') ||
			(*at >= 'A' && *at <= 'Z') || strchr("-_.\\", *at));
	require(name_from_text(&name, text));
}

static void addresses_hold(const struct msg *m, uint16_t type)
{
	struct addr_list list;
	name_ref end;
	addr_list_init(&list);
	int status = answer_read(m, type, &list, &end);
	require((status == STUB_OK) == (list.count > 0));
	for (size_t i = 0; i < list.count; i++)
		require(list.at[i].family == (type == TYPE_A ? AF_INET : AF_INET6));
	addr_list_fini(&list);
}

static void names_hold(const struct msg *m)
{
	struct name_list list = { 0 };
	int status = reverse_read(m, &list);
	require((status == STUB_OK) == (list.count > 0));
	struct stub_names *names = names_new(&list, STUB_FROM_DNS);
	require(names);
	for (size_t i = 0; i < names->count; i++)
		name_is_harmless(names->list[i]);
	free(names);
	name_list_fini(&list);
}

static void services_hold(const struct msg *m)
{
	struct https_path path;
	struct name name;
	const struct stub_service *list = NULL;
	size_t n = 0;
	name_expand(&name, m->data, m->start[QUESTION]);
	https_begin(&path, &name);
	enum https_step step = https_read(m, &path);
	require(path.links <= (step == HTTPS_ALIAS));
	if (step != HTTPS_SERVICES)
		return;
	size_t size = https_build(m, &path, NULL, NULL, NULL);
	void *memory = malloc(size); /* no octet more */
	require(memory && https_build(m, &path, memory, &list, &n) == size && n);
	for (size_t i = 0; i < n; i++) {
		require(list[i].priority && (!i || list[i - 1].priority <= list[i].priority));
		require(!(list[i].mandatory & 1));
		name_is_harmless(list[i].target);
		for (size_t j = 0; j < list[i].alpn_len; j += list[i].alpn[j] + 1u)
			require(list[i].alpn[j] && j + list[i].alpn[j] < list[i].alpn_len);
		for (size_t j = 0; j < list[i].nhints; j++)
			require(list[i].hints[j].family);
	}
	free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct msg m;
	if (!msg_parse_answer(&m, data, size) || m.count[QUESTION] != 1)
		return 0;
	addresses_hold(&m, TYPE_A);
	addresses_hold(&m, TYPE_AAAA);
	names_hold(&m);
	services_hold(&m);
	return 0;
}
