/* Resolvers in threads of their own, while the files change: each lookup knows the files as they
 * were when it began, or newer.
 *
 * Worth most with -Db_sanitize=thread (tests/run --threads). */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <stub/resolver.h>
#include "tests/support/table.h"

enum { THREADS = 4, VERSIONS = 150 };

static char folder[] = "/tmp/stub-threads-XXXXXX";
static char hosts[64], resolv[64], nsswitch[64], fresh[64];
static atomic_uint version, lookups, failures, newest; /* newest: threads that have seen the last */

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
}

/* Both families, so that there is something to sort; odd versions come in another order of
 * services. */
static void write_version(unsigned v)
{
	char text[200];
	snprintf(text, sizeof(text), "10.0.%u.%u name.test host%u.test\nfd00::%x name.test\n",
		v >> 8, v & 255, v, v);
	put(fresh, text);
	assert_int_equal(rename(fresh, hosts), 0);
	snprintf(text, sizeof(text), "nameserver 127.0.0.1\nsearch v%u.test\noptions ndots:%u\n", v,
		1 + v % 2);
	put(v % 2 ? fresh : resolv, text);
	if (v % 2)
		assert_int_equal(rename(fresh, resolv), 0);
	put(nsswitch, v % 2 ? "hosts: files\n" : "hosts: nosuch files\n");
	atomic_store(&version, v);
}

static unsigned version_of(const struct stub_addrs *addrs)
{
	unsigned found = 0;
	for (size_t i = 0; i < addrs->count; i++)
		if (addrs->list[i].family == AF_INET)
			found = addrs->list[i].octets[2] * 256u + addrs->list[i].octets[3];
	return found;
}

static void count(void *arg, const struct stub_setting *setting)
{
	*(unsigned *)arg += setting->kind == STUB_SETTING_VALUE;
}

static void *look_up(void *arg)
{
	struct stub_options o = STUB_OPTIONS;
	struct stub_resolver *r;
	unsigned seen = 0, values = 0;
	(void)arg;
	o.backend = "native";
	o.hosts = hosts;
	o.resolv_conf = resolv;
	o.nsswitch_conf = nsswitch;
	o.flags = STUB_NO_NSCD;
	if (stub_resolver_new(&o, &r) != STUB_OK) {
		atomic_fetch_add(&failures, 1);
		return NULL;
	}
	while (seen < VERSIONS && !atomic_load(&failures)) {
		struct stub_addrs *addrs;
		unsigned least = atomic_load(&version);
		int status = stub_lookup(r, "name.test", AF_UNSPEC, &addrs);
		seen = status == STUB_OK ? version_of(addrs) : 0;
		if (status != STUB_OK || addrs->count != 2 || seen < least)
			atomic_fetch_add(&failures, 1);
		if (status == STUB_OK)
			stub_addrs_free(addrs);
		if (atomic_fetch_add(&lookups, 1) % 64 == 0 &&
			stub_resolver_settings(r, count, &values) != STUB_OK)
			atomic_fetch_add(&failures, 1);
	}
	stub_resolver_free(r);
	if (seen == VERSIONS)
		atomic_fetch_add(&newest, 1);
	return NULL;
}

static void check_threads(void **state)
{
	(void)state;
	pthread_t threads[THREADS];
	write_version(1);
	for (unsigned i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, look_up, NULL), 0);
	for (unsigned v = 2; v <= VERSIONS && !atomic_load(&failures); v++) {
		unsigned then = atomic_load(&lookups); /* each version is met by some lookup */
		write_version(v);
		while (atomic_load(&lookups) - then < THREADS && !atomic_load(&failures) &&
			atomic_load(&newest) < THREADS)
			sched_yield();
	}
	for (unsigned i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_int_equal(atomic_load(&failures), 0);
	assert_int_equal(atomic_load(&newest), THREADS);
	print_message("# %u lookups over %d versions\n", atomic_load(&lookups), VERSIONS);
}

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(hosts, sizeof(hosts), "%s/hosts", folder);
	snprintf(resolv, sizeof(resolv), "%s/resolv.conf", folder);
	snprintf(nsswitch, sizeof(nsswitch), "%s/nsswitch.conf", folder);
	snprintf(fresh, sizeof(fresh), "%s/new", folder);
	unsetenv("LOCALDOMAIN");
	unsetenv("RES_OPTIONS");
	unsetenv("HOSTALIASES");
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(hosts);
	unlink(resolv);
	unlink(nsswitch);
	return rmdir(folder);
}

int main(void)
{
	table_test("resolvers in threads, while the files change", check_threads);
	return table_run("threads", make_folder, remove_folder);
}
