/* The c-ares backend. */
#include "tests/unit/backend/behaviour.h"

#include <stdio.h>
#include <string.h>

static const struct behaviour rows[] = {
	{ "a lookup that leads nowhere gives NXDOMAIN", JOB_LOOKUP, "dangling.test",
		.family = AF_INET, .status = STUB_NXDOMAIN },
};

static void refuses(const char *says, const struct stub_options *options)
{
	struct rig rig;
	assert_int_equal(rig_open(&rig, &cares_backend, options), STUB_UNSUPPORTED);
	assert_non_null(strstr(rig.detail, says));
	rig_close(&rig);
}

static void foreign_files(void **state)
{
	(void)state;
	struct stub_options o = short_options();
	o.gai_conf = "/nonexistent";
	refuses("cannot be given another gai.conf", &o);
	o.gai_conf = NULL;
	o.nsswitch_conf = "/nonexistent";
	refuses("cannot be given another nsswitch.conf", &o);
	o.nsswitch_conf = NULL;
	o.nscd_socket = "/nonexistent";
	refuses("cannot be given an nscd socket", &o);
	o.nscd_socket = NULL;
	o.grace_ms = 1;
	refuses("cannot be given a grace for the late family", &o);
	o.grace_ms = 0;
	o.flags = STUB_0X20;
	refuses("cannot be given letters of random case", &o);
}

static const struct CMUnitTest own[] = {
	{ "what c-ares cannot be given is refused by name", foreign_files, NULL, NULL, NULL },
};

int main(void)
{
	return behaviour_main(
		&cares_backend, rows, sizeof rows / sizeof *rows, own, sizeof own / sizeof *own);
}
