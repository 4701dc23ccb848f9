/* The glibc backend. */
#include "tests/unit/backend/behaviour.h"

#include <dirent.h>
#include <nss.h>
#include <string.h>

static const struct behaviour rows[] = {
	{ "SERVFAIL from the only server is told with its reply", JOB_QUERY, "servfail.test",
		TYPE_A, .status = STUB_SERVFAIL, .reply = true },
	{ "REFUSED from the only server is told with its reply", JOB_QUERY, "refused.test", TYPE_A,
		.status = STUB_REFUSED, .reply = true },
	{ "a lookup that meets SERVFAIL is a temporary failure", JOB_LOOKUP, "servfail.test",
		.family = AF_INET, .status = STUB_TEMPORARY },
};

static void refuses(const char *says, const struct stub_options *options)
{
	struct rig rig;
	assert_int_equal(rig_open(&rig, &glibc_backend, options), STUB_OK);
	struct job job = lookup_job("www.test", AF_UNSPEC);
	rig_run(&rig, &job);
	assert_int_equal(job.status, STUB_UNSUPPORTED);
	assert_non_null(strstr(job.detail, says));
	rig_close(&rig);
}

static void foreign_files(void **state)
{
	(void)state;
	struct stub_options o = short_options();
	o.hosts = "/nonexistent";
	refuses("cannot be given another hosts file", &o);
	o.hosts = NULL;
	o.gai_conf = "/nonexistent";
	refuses("cannot be given another gai.conf", &o);
	o.gai_conf = NULL;
	o.flags = STUB_NO_NSCD;
	refuses("cannot leave nscd out", &o);
}

static void other_resolv_conf(void **state)
{
	(void)state;
	struct rig rig;
	struct stub_options o = short_options();
	o.resolv_conf = "/nonexistent";
	assert_int_equal(rig_open(&rig, &glibc_backend, &o), STUB_UNSUPPORTED);
	assert_string_equal(rig.detail, "glibc cannot be given another resolv.conf");
	rig_close(&rig);
}

static void own_ways(void **state)
{
	(void)state;
	static const struct {
		unsigned flags, grace_ms;
		const char *says;
	} ways[] = {
		{ STUB_EDNS, 0, "glibc cannot be given EDNS but by resolv.conf" },
		{ STUB_0X20, 0, "glibc cannot be given letters of random case to ask in" },
		{ 0, 1, "glibc cannot be given a grace for the late family" },
	};
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct rig rig;
		struct stub_options o = short_options();
		o.flags |= ways[i].flags;
		o.grace_ms = ways[i].grace_ms;
		assert_int_equal(rig_open(&rig, &glibc_backend, &o), STUB_UNSUPPORTED);
		assert_string_equal(rig.detail, ways[i].says);
		rig_close(&rig);
	}
}

static void four_servers(void **state)
{
	(void)state;
	struct rig rig;
	struct stub_options o = short_options();
	o.servers = "192.0.2.1,192.0.2.2,192.0.2.3,192.0.2.4";
	assert_int_equal(rig_open(&rig, &glibc_backend, &o), STUB_UNSUPPORTED);
	rig_close(&rig);
}

static const struct CMUnitTest own[] = {
	{ "what getaddrinfo cannot be told is refused by name", foreign_files, NULL, NULL, NULL },
	{ "another resolv.conf is refused", other_resolv_conf, NULL, NULL, NULL },
	{ "what only an exchange of our own can do is refused", own_ways, NULL, NULL, NULL },
	{ "a fourth server is refused", four_servers, NULL, NULL, NULL },
};

static unsigned threads(void)
{
	unsigned n = 0;
	DIR *folder = opendir("/proc/self/task");
	if (!folder)
		return 1;
	for (struct dirent *entry; (entry = readdir(folder));)
		n += entry->d_name[0] != '.';
	closedir(folder);
	return n;
}

/* Workers that were left to glibc end at its timeouts.  Until then a leak checker takes what they
 * hold for lost. */
static void wait_for_workers(void)
{
	struct io io = { .nclosing = 0 };
	nsec give_up = io_now() + 3 * (nsec)SECOND; /* a sanitizer may have a thread of its own */
	while (threads() > 1 && io_now() < give_up)
		io_poll(&io, NULL, 0, io_now() + 10 * MILLISECOND);
}

int main(void)
{
	/* neither nscd nor this machine's services have a say */
	__nss_configure_lookup("hosts", "dns");
	int failures = behaviour_main(
		&glibc_backend, rows, sizeof rows / sizeof *rows, own, sizeof own / sizeof *own);
	wait_for_workers();
	return failures;
}
