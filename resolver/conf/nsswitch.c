/* nsswitch.conf(5): where names of hosts are looked up, in which order, and when to stop. */
#include <string.h>
#include "resolver/conf/config.h"
#include "resolver/dns/name.h"

static const char *const status_name[SERVICE_STATUSES] = {
	[SERVICE_SUCCESS] = "success",
	[SERVICE_NOTFOUND] = "notfound",
	[SERVICE_UNAVAIL] = "unavail",
	[SERVICE_TRYAGAIN] = "tryagain",
};

static void skip_blanks(struct slice *s)
{
	while (s->len && is_blank(*s->at))
		*s = (struct slice){ s->at + 1, s->len - 1 };
}

/* Takes octets up to a blank or one of marks. */
static struct slice take_until(struct slice *s, const char *marks)
{
	struct slice taken = { s->at, 0 };
	while (taken.len < s->len && !is_blank(taken.at[taken.len]) &&
		!strchr(marks, taken.at[taken.len]))
		taken.len++;
	*s = (struct slice){ s->at + taken.len, s->len - taken.len };
	return taken;
}

static bool take_char(struct slice *s, char c)
{
	if (!s->len || *s->at != c)
		return false;
	*s = (struct slice){ s->at + 1, s->len - 1 };
	return true;
}

static bool is_word(struct slice s, const char *lower)
{
	size_t i = 0;
	while (i < s.len && lower[i] && octet_fold((uint8_t)s.at[i]) == (uint8_t)lower[i])
		i++;
	return i == s.len && !lower[i];
}

static void set_action(bool stop[static SERVICE_STATUSES], struct slice status, bool others,
	struct slice action, struct conf_notes *notes)
{
	bool value = is_word(action, "return");
	unsigned i = 0;

	/* `merge` joins group members; for hosts it can only mean to go on */
	if (!value && !is_word(action, "continue") && !is_word(action, "merge")) {
		note_ignored(notes, "hosts", action, "no such action: return, continue or merge");
		return;
	}
	while (i < SERVICE_STATUSES && !is_word(status, status_name[i]))
		i++;
	if (i == SERVICE_STATUSES) {
		note_ignored(notes, "hosts", status,
			"no such status: success, notfound, unavail or tryagain");
		return;
	}
	for (unsigned j = 0; j < SERVICE_STATUSES; j++)
		if ((j == i) != others)
			stop[j] = value;
}

/* [!STATUS=action STATUS=action], the opening bracket taken.  Stops at the first thing that is none
 * of it. */
static void take_actions(
	struct slice *s, bool stop[static SERVICE_STATUSES], struct conf_notes *notes)
{
	struct slice bracket = *s;
	for (;;) {
		skip_blanks(s);
		if (take_char(s, ']'))
			return;
		if (!s->len) {
			note_ignored(notes, "hosts", bracket, "a bracket that never ends");
			return;
		}
		bool others = take_char(s, '!');
		struct slice status = take_until(s, "=]");
		skip_blanks(s);
		if (!take_char(s, '='))
			break;
		skip_blanks(s);
		set_action(stop, status, others, take_until(s, "=]"), notes);
	}
	note_ignored(notes, "hosts", cut_comment(*s, "]"), "no action: STATUS=ACTION");
	while (s->len && !take_char(s, ']'))
		*s = (struct slice){ s->at + 1, s->len - 1 };
}

static void add_service(struct nsswitch *out, struct slice name)
{
	unsigned n = out->n++;
	out->list[n].service = slice_is(name, "files") ? SERVICE_FILES
			       : slice_is(name, "dns") ? SERVICE_DNS
						       : SERVICE_UNKNOWN;
	for (unsigned i = 0; i < SERVICE_STATUSES; i++)
		out->list[n].stop[i] = i == SERVICE_SUCCESS;
	if (name.len >= sizeof(out->list[n].name))
		name.len = sizeof(out->list[n].name) - 1;
	slice_copy(name, out->list[n].name, sizeof(out->list[n].name));
}

static void parse_services(struct nsswitch *out, struct slice line, struct conf_notes *notes)
{
	bool nowhere[SERVICE_STATUSES];
	bool *stop = nowhere; /* of a service that there was no room for, or none at all */

	out->n = 0;
	note_dropped(notes, "hosts", line, "a later line counts");
	for (;;) {
		skip_blanks(&line);
		if (!line.len)
			return;
		if (take_char(&line, '[')) {
			if (stop == nowhere && !out->n)
				note_ignored(notes, "hosts", line, "actions before any service");
			take_actions(&line, stop, notes);
			continue;
		}
		struct slice name = take_until(&line, "[");
		stop = nowhere;
		if (out->n < SERVICES_MAX) {
			add_service(out, name);
			stop = out->list[out->n - 1].stop;
			note_value(notes, "hosts", name);
		} else {
			note_ignored(notes, "hosts", name, "more than eight services");
		}
	}
}

void nsswitch_read(struct nsswitch *out, struct slice text, struct conf_notes *notes)
{
	struct slice line;

	out->n = 0;
	while (next_line(&text, &line)) {
		skip_blanks(&line);
		if (!line.len || *line.at != 'h')
			continue;
		line = cut_comment(line, "#");
		if (!slice_is(take_until(&line, ":"), "hosts"))
			continue;
		skip_blanks(&line);
		if (take_char(&line, ':'))
			parse_services(out, line, notes);
		else
			note_ignored(notes, "hosts", line, "no colon after the name");
	}
	if (out->n)
		return;
	add_service(out, (struct slice){ "files", 5 });
	add_service(out, (struct slice){ "dns", 3 });
}

void nsswitch_parse(struct nsswitch *out, const char *text, size_t len)
{
	nsswitch_read(out, (struct slice){ text, len }, NULL);
}
