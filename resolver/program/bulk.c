/* Many names, many lookups at a time, results as they land. */
#include "resolver/program/bulk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "resolver/program/outcome.h"

#define PROGRESS_EVERY (100 * (nsec)MILLISECOND)

struct slot {
	struct bulk *bulk;
	struct slot *next_free;
	char name[NAME_TEXT + 1];
};

struct bulk {
	const struct settings *settings;
	struct stub_resolver *resolver;
	struct names *names;
	struct slot *slots, *free;
	unsigned under_way;
	unsigned long ended, failed;
	int result;
	bool progress; /* somebody looks on, and not at the results */
	nsec began, shown;
};

static void show_progress(struct bulk *b, nsec now, bool last)
{
	if (!b->progress || (!last && now < b->shown + PROGRESS_EVERY))
		return;
	double seconds = (double)(now - b->began) / 1e9;
	b->shown = now;
	fprintf(stderr, "\r%lu names, %lu without an answer, %.0f a second, %u under way\033[K%s",
		b->ended, b->failed, seconds > 0 ? (double)b->ended / seconds : 0.0, b->under_way,
		last ? "\n" : "");
	fflush(stderr); /* it ends in no newline */
}

static void tell(struct bulk *b, const struct outcome *o)
{
	int result = outcome_exit(o->status);
	b->ended++;
	b->failed += o->status != STUB_OK;
	/* among many names one that is no name is no mistake in the command's use */
	if (result == EXIT_USAGE)
		result = EXIT_NO_ANSWER;
	if (result > b->result)
		b->result = result;
	if (b->settings->json)
		outcome_json(o);
	else if (o->status == STUB_OK)
		outcome_line(o);
	if (o->status == STUB_OK || b->settings->json)
		return;
	if (b->progress) /* not on the line of the progress */
		fputs("\r\033[K", stderr);
	outcome_complain(o);
}

static void slot_done(void *arg, int status, struct stub_addrs *addrs)
{
	struct slot *slot = arg;
	struct bulk *b = slot->bulk;
	tell(b, &(struct outcome){
			.name = slot->name,
			.backend = stub_resolver_backend(b->resolver),
			.status = status,
			.detail = status == STUB_OK ? NULL : stub_resolver_detail(b->resolver),
			.addrs = addrs,
		});
	stub_addrs_free(addrs);
	slot->next_free = b->free;
	b->free = slot;
	b->under_way--;
}

/* An address's names, which cost one question: asked at once. */
static void reverse(struct bulk *b, const char *name, const struct stub_addr *addr)
{
	struct stub_names *found = NULL;
	struct outcome o = { .name = name, .backend = stub_resolver_backend(b->resolver) };
	o.status = stub_reverse(b->resolver, addr, &found);
	o.detail = stub_resolver_detail(b->resolver);
	o.names = found;
	tell(b, &o);
	stub_names_free(found);
}

/* As many as there are names and slots.  False: no more names will come. */
static bool fill(struct bulk *b)
{
	static const struct stub_events events = { .done = slot_done };
	for (struct slot *slot; (slot = b->free);) {
		enum names_next got = names_next(b->names, slot->name);
		if (got != NAMES_ONE)
			return got == NAMES_LATER;
		struct stub_request *request;
		struct stub_addr addr;
		if (addr_from_text(&addr, slot->name)) {
			reverse(b, slot->name, &addr);
			continue;
		}
		int status = stub_start(
			b->resolver, slot->name, b->settings->family, &events, slot, &request);
		if (status == STUB_OK) {
			b->free = slot->next_free;
			b->under_way++;
			continue;
		}
		tell(b, &(struct outcome){ .name = slot->name,
				.backend = stub_resolver_backend(b->resolver),
				.status = status,
				.detail = stub_strerror(status) });
	}
	return true;
}

/* Until a result or another name is there. */
static bool wait_for_more(struct bulk *b, bool more)
{
	struct pollfd fds[] = { { .fd = stub_resolver_fd(b->resolver), .events = POLLIN },
		{ .fd = more && b->free ? b->names->fd : -1, .events = POLLIN } };
	nsec now = io_now();
	fflush(stdout);
	int n = io_poll(&b->names->io, fds, 2, b->progress ? now + PROGRESS_EVERY : NSEC_NEVER);
	if (n < 0) {
		fprintf(stderr, "resolve: poll: %s\n", strerror(-n));
		return false;
	}
	if (fds[1].revents)
		names_read(b->names);
	if (fds[0].revents)
		stub_resolver_dispatch(b->resolver);
	show_progress(b, io_now(), false);
	return !ferror(stdout);
}

static bool run(struct bulk *b)
{
	for (;;) {
		bool more = fill(b);
		if (!more && !b->under_way)
			return true;
		if (!wait_for_more(b, more))
			return false;
	}
}

int bulk_run(const struct settings *s, struct stub_resolver *r, struct names *names)
{
	struct bulk b = {
		.settings = s,
		.resolver = r,
		.names = names,
		.slots = calloc(s->jobs, sizeof(*b.slots)),
		.progress = io_isatty(&names->io, STDERR_FILENO) == 1 &&
			    io_isatty(&names->io, STDOUT_FILENO) != 1,
		.began = io_now(),
	};
	if (!b.slots || stub_resolver_fd(r) < 0) {
		fprintf(stderr, "resolve: %s\n", strerror(errno));
		stub_resolver_free(r);
		free(b.slots);
		return EXIT_TROUBLE;
	}
	for (unsigned i = s->jobs; i; i--) {
		struct slot *slot = &b.slots[i - 1];
		slot->bulk = &b;
		slot->next_free = b.free;
		b.free = slot;
	}
	bool good = run(&b);
	show_progress(&b, io_now(), true);
	stub_resolver_free(r); /* what is still under way tells its end while its slot is there */
	free(b.slots);
	if (names->error) {
		fprintf(stderr, "resolve: %s: %s\n", s->file, strerror(names->error));
		return EXIT_TROUBLE;
	}
	return good ? b.result : EXIT_TROUBLE;
}
