/* The hosts: line of nsswitch.conf. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/conf/config.h"
#include "resolver/text.h"
#include "tests/support/table.h"

/* want: services, ? at unknown ones, with the statuses that stop: S N U T where they are not just
 * S. */
static const struct row {
	const char *name, *text;
	size_t len;
	const char *want;
} rows[] = {
#define TEXT(s) s, sizeof(s) - 1
	{ "HO18 an empty file: files dns", TEXT(""), "files dns" },
	{ "no hosts line: files dns", TEXT("passwd: files\nhost: nis\nhostsx: nis\nxhosts: nis\n"),
		"files dns" },
	{ "a hosts line without services: files dns", TEXT("hosts:\n"), "files dns" },
	{ "HO15 the order of the line", TEXT("hosts: dns files\n"), "dns files" },
	{ "one service", TEXT("hosts: files\n"), "files" },
	{ "no blank after the colon", TEXT("hosts:dns\n"), "dns" },
	{ "a blank before the colon", TEXT("hosts : dns\n"), "dns" },
	{ "a line without a colon does not count", TEXT("hosts dns\n"), "files dns" },
	{ "an indented line counts", TEXT(" \thosts: dns\n"), "dns" },
	{ "tabs", TEXT("hosts:\t\tdns\tfiles\n"), "dns files" },
	{ "CRLF", TEXT("passwd: files\r\nhosts: dns files\r\n"), "dns files" },
	{ "no newline at the end", TEXT("hosts: dns"), "dns" },
	{ "a comment", TEXT("#hosts: nis\nhosts: dns # files\n"), "dns" },
	{ "the last hosts line counts", TEXT("hosts: files\nhosts: dns\n"), "dns" },
	{ "HO19 an unknown service is kept by its name", TEXT("hosts: files myhostname dns\n"),
		"files myhostname? dns" },
	{ "a name longer than its room is cut", TEXT("hosts: abcdefghijklmnopqrstuvwxyz dns\n"),
		"abcdefghijklmnopqrstuvw? dns" },
	{ "services are named in lower case", TEXT("hosts: FILES dns\n"), "FILES? dns" },
	{ "HO17 files [NOTFOUND=return] dns", TEXT("hosts: files [NOTFOUND=return] dns\n"),
		"files[SN] dns" },
	{ "actions without case", TEXT("hosts: files [notfound=RETURN] dns\n"), "files[SN] dns" },
	{ "all but one", TEXT("hosts: resolve [!UNAVAIL=return] dns\n"), "resolve?[SNT] dns" },
	{ "all but success go on", TEXT("hosts: files [!SUCCESS=continue] dns\n"), "files dns" },
	{ "success may go on", TEXT("hosts: files [SUCCESS=continue] dns\n"), "files[] dns" },
	{ "merge goes on", TEXT("hosts: files [SUCCESS=merge] dns\n"), "files[] dns" },
	{ "several actions in one bracket",
		TEXT("hosts: files [NOTFOUND=return UNAVAIL=return TRYAGAIN=return] dns\n"),
		"files[SNUT] dns" },
	{ "several brackets",
		TEXT("hosts: files [NOTFOUND=return][UNAVAIL=return] [TRYAGAIN=return] dns\n"),
		"files[SNUT] dns" },
	{ "later actions override", TEXT("hosts: files [!SUCCESS=return NOTFOUND=continue] dns\n"),
		"files[SUT] dns" },
	{ "blanks in a bracket", TEXT("hosts: files [ NOTFOUND = return ] dns\n"),
		"files[SN] dns" },
	{ "no blanks round a bracket", TEXT("hosts: files[NOTFOUND=return]dns\n"),
		"files[SN] dns" },
	{ "an action before all services", TEXT("hosts: [NOTFOUND=return] files dns\n"),
		"files dns" },
	{ "an unknown status", TEXT("hosts: files [NOSUCH=return] dns\n"), "files dns" },
	{ "an unknown action", TEXT("hosts: files [NOTFOUND=stop] dns\n"), "files dns" },
	{ "an unknown action does not spoil the next",
		TEXT("hosts: files [UNAVAIL=stop NOTFOUND=return] dns\n"), "files[SN] dns" },
	{ "an action without a status", TEXT("hosts: files [=return] dns\n"), "files dns" },
	{ "a status without an action", TEXT("hosts: files [NOTFOUND] dns\n"), "files dns" },
	{ "an empty bracket", TEXT("hosts: files [] dns\n"), "files dns" },
	{ "a bracket that never ends", TEXT("hosts: files [NOTFOUND=return dns\n"), "files[SN]" },
	{ "a closing bracket alone is a name", TEXT("hosts: files ] dns\n"), "files ]? dns" },
	{ "NUL octets are blanks", TEXT("hosts:\0files\0dns\0\n"), "files dns" },
	{ "services beyond eight are left out",
		TEXT("hosts: a b c d e f g h i [SUCCESS=continue] j\n"),
		"a? b? c? d? e? f? g? h?" },
	{ "Debian's line with systemd and mDNS",
		TEXT("hosts:          files mdns4_minimal [NOTFOUND=return] resolve "
		     "[!UNAVAIL=return] dns myhostname\n"),
		"files mdns4_minimal?[SN] resolve?[SNT] dns myhostname?" },
};

static void check_row(void **state)
{
	const struct row *row = *state;
	char *exact = malloc(row->len + !row->len), got[400];
	struct nsswitch n;
	struct text t;

	assert_non_null(exact);
	memcpy(exact, row->text, row->len);
	memset(&n, 0xa5, sizeof(n));
	nsswitch_parse(&n, exact, row->len);
	free(exact);
	text_init(&t, got, sizeof(got));
	for (unsigned i = 0; i < n.n; i++) {
		const bool *stop = n.list[i].stop;
		text_printf(&t, i ? " %s" : "%s", n.list[i].name);
		if (n.list[i].service == SERVICE_UNKNOWN)
			text_char(&t, '?');
		else
			assert_string_equal(
				n.list[i].name, n.list[i].service == SERVICE_DNS ? "dns" : "files");
		if (!stop[SERVICE_SUCCESS] || stop[SERVICE_NOTFOUND] || stop[SERVICE_UNAVAIL] ||
			stop[SERVICE_TRYAGAIN])
			text_printf(&t, "[%s%s%s%s]", stop[SERVICE_SUCCESS] ? "S" : "",
				stop[SERVICE_NOTFOUND] ? "N" : "", stop[SERVICE_UNAVAIL] ? "U" : "",
				stop[SERVICE_TRYAGAIN] ? "T" : "");
	}
	assert_true(text_whole(&t));
	assert_string_equal(got, row->want);
}

int main(void)
{
	TABLE_ROWS(rows, check_row);
	return table_run("nsswitch", NULL, NULL);
}
