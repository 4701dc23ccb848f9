/* A daemon that lies, hangs, dies and comes back: the resolver gives the right answer, or goes on
 * as if there were none, and never has more than its patience with it.
 *
 * The daemon says 192.0.2.1 over its socket and 192.0.2.2 in its map; the hosts file, which is all
 * that there is without it, says 192.0.2.99. */
#include <dirent.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <stub/resolver.h>
#include "resolver/backend/backend.h"
#include "resolver/nscd/nscd.h"
#include "tests/support/nscd_fake.h"
#include "tests/support/nscd_image.h"
#include "tests/support/table.h"

/* rows leave out what is zero */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

enum { SOCKET = 1, MAP = 2, HOSTS = 99, NOTHING = 0 };

static char folder[] = "/tmp/stub-nscd-XXXXXX";
static char socket_path[64], hosts_path[64], nsswitch_path[64], map_path[64];
static struct nscd_fake *fake;
static struct stub_resolver *resolver;
static unsigned calls, open_before;

/* ---- the daemon's answers ---- */

struct reply {
	int32_t header[6];
	unsigned char body[10];
};

static const struct reply good = { { 2, 1, 1, 4, 5, 0 }, "\300\0\2\1\2ok.t" };
static const struct reply in_map = { { 2, 1, 1, 4, 5, 0 }, "\300\0\2\2\2ok.t" };
static const struct reply negative = { { 2, 0, 0, 0, 0, HOST_NOT_FOUND }, "" };
enum { REPLY = 34, NEGATIVE = 24 };

static struct fake_answer say(const void *octets, size_t len)
{
	return (struct fake_answer){ .octets = octets, .len = len };
}

static const char map_reply[] = "hosts\0\0\0\0\0\0\0\1\0extra";
enum { MAP_REPLY = 14 };

static struct fake_answer pass(int fd)
{
	return (struct fake_answer){
		.octets = map_reply, .len = MAP_REPLY, .fds = { fd, fd }, .nfds = 1
	};
}

/* ---- set up and tear down ---- */

static unsigned open_descriptors(void)
{
	unsigned n = 0;
	DIR *d = opendir("/proc/self/fd");
	if (!d)
		return 0;
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static void count_calls(void *arg, const struct stub_event *event)
{
	(void)arg;
	calls += event->kind == STUB_EVENT_CALL;
}

static void begin(void)
{
	struct stub_options options = STUB_OPTIONS;
	stub_resolver_free(resolver); /* of a test that failed */
	nscd_fake_stop(fake);
	open_before = open_descriptors();
	options.backend = "native";
	options.nscd_socket = socket_path;
	options.hosts = hosts_path;
	options.nsswitch_conf = nsswitch_path;
	options.trace = count_calls;
	assert_int_equal(stub_resolver_new(&options, &resolver), STUB_OK);
	fake = nscd_fake_start(socket_path);
	assert_non_null(fake);
}

static void end(void)
{
	stub_resolver_free(resolver);
	nscd_fake_stop(fake);
	resolver = NULL;
	fake = NULL;
	assert_int_equal(open_descriptors(), open_before);
}

/* Last octet of the one address; NOTHING: no such name. */
static unsigned look_up(int family)
{
	struct stub_addrs *addrs;
	calls = 0;
	int status = stub_lookup(resolver, "ok.t", family, &addrs);
	if (status == STUB_NXDOMAIN)
		return NOTHING;
	assert_int_equal(status, STUB_OK);
	assert_int_equal(addrs->count, 1);
	unsigned last = addrs->list[0].octets[3];
	assert_int_equal(addrs->source, last == HOSTS ? STUB_FROM_HOSTS : STUB_FROM_NSCD);
	stub_addrs_free(addrs);
	return last;
}

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- replies over the socket ---- */

static const struct lie {
	const char *name;
	struct reply reply;
	unsigned want;
} lies[] = {
#define REST "\300\0\2\1\2ok.t"
	{ "the truth is believed", { { 2, 1, 1, 4, 5, 0 }, REST }, SOCKET },
	{ "no such name is believed", { { 2, 0, 0, 0, 0, HOST_NOT_FOUND }, "" }, NOTHING },
	{ "another version", { { 3, 1, 1, 4, 5, 0 }, REST }, HOSTS },
	{ "hosts are not cached", { { 2, -1, 0, 0, 0, 0 }, "" }, HOSTS },
	{ "found is neither yes nor no", { { 2, 7, 1, 4, 5, 0 }, REST }, HOSTS },
	{ "a negative count", { { 2, 1, -1, 4, 5, 0 }, REST }, HOSTS },
	{ "no address", { { 2, 1, 0, 0, 5, 0 }, "ok.t" }, HOSTS },
	{ "a huge count", { { 2, 1, INT32_MAX, 4, 5, 0 }, REST }, HOSTS },
	{ "a count and a length whose sum overflows",
		{ { 2, 1, INT32_MAX, INT32_MAX, 5, 0 }, REST }, HOSTS },
	{ "a count whose octets overflow to the length", { { 2, 1, 0x40000001, 4, 5, 0 }, REST },
		HOSTS },
	{ "a negative length of addresses", { { 2, 1, 1, -4, 5, 0 }, REST }, HOSTS },
	{ "a huge length of addresses", { { 2, 1, 1, INT32_MAX, 5, 0 }, REST }, HOSTS },
	{ "a length of addresses that is not their sum", { { 2, 1, 1, 5, 4, 0 }, REST }, HOSTS },
	{ "a negative length of the name", { { 2, 1, 1, 4, -5, 0 }, REST }, HOSTS },
	{ "a huge length of the name", { { 2, 1, 1, 4, INT32_MAX, 0 }, REST }, HOSTS },
	{ "a name without its NUL", { { 2, 1, 1, 4, 4, 0 }, REST }, HOSTS },
	{ "a wrong family", { { 2, 1, 1, 4, 5, 0 }, "\300\0\2\1\12ok.t" }, HOSTS },
	{ "no family", { { 2, 1, 1, 4, 5, 0 }, "\300\0\2\1\0ok.t" }, HOSTS },
	{ "a negative answer with an address", { { 2, 0, 1, 4, 5, 0 }, REST }, HOSTS },
	{ "an error beside an address does not matter", { { 2, 1, 1, 4, 5, TRY_AGAIN }, REST },
		SOCKET },
};

/* A liar is not asked again for a while. */
static void check_lie(void **state)
{
	const struct lie *lie = *state;
	begin();
	struct fake_answer name = say(&lie->reply, REPLY), none = say("", 0);
	nscd_fake_answers(fake, &name, &none);
	assert_int_equal(look_up(AF_UNSPEC), lie->want);
	unsigned again = nscd_fake_names(fake);
	assert_int_equal(look_up(AF_UNSPEC), lie->want);
	nscd_fake_settle(fake);
	assert_int_equal(nscd_fake_names(fake) - again, lie->want != HOSTS);
	end();
}

/* Cut at every octet, and then closed. */
static void check_cut(void **state)
{
	(void)state;
	struct fake_answer none = say("", 0);
	for (size_t len = 0; len <= REPLY; len++) {
		begin();
		struct fake_answer name = say(&good, len);
		nscd_fake_answers(fake, &name, &none);
		assert_int_equal(look_up(AF_UNSPEC), len < REPLY ? HOSTS : SOCKET);
		end();
	}
}

static void check_pieces(void **state)
{
	(void)state;
	begin();
	struct fake_answer name = say(&good, REPLY), none = say("", 0);
	name.piece = 1;
	nscd_fake_answers(fake, &name, &none);
	for (unsigned i = 0; i < 10; i++)
		assert_int_equal(look_up(AF_UNSPEC), SOCKET);
	end();
}

static void check_extra(void **state)
{
	(void)state;
	static struct {
		struct reply reply;
		char extra[20000];
	} more;
	begin();
	more.reply = good;
	memset(more.extra, 'x', sizeof(more.extra));
	struct fake_answer name = say(&more, sizeof(more)), none = say("", 0);
	nscd_fake_answers(fake, &name, &none);
	assert_int_equal(look_up(AF_UNSPEC), SOCKET);
	end();
}

/* One family of a daemon that has the other one only. */
static void check_family(void **state)
{
	(void)state;
	struct stub_addrs *addrs;
	begin();
	struct fake_answer name = say(&good, REPLY), none = say("", 0);
	nscd_fake_answers(fake, &name, &none);
	assert_int_equal(look_up(AF_INET), SOCKET);
	assert_int_equal(stub_lookup(resolver, "ok.t", AF_INET6, &addrs), STUB_NODATA);
	end();
}

/* 300 ms each time, and after the third time none. */
static void check_silence(void **state)
{
	const size_t *len = *state;
	begin();
	struct fake_answer name = say(&good, *len), none = say("", 0);
	name.hold = true;
	nscd_fake_answers(fake, &name, &none);
	for (unsigned i = 0; i < 3; i++) {
		double begun = seconds();
		assert_int_equal(look_up(AF_UNSPEC), HOSTS);
		double took = seconds() - begun;
		assert_true(took >= 0.299 && took < 5);
	}
	assert_int_equal(nscd_fake_names(fake), 3);
	for (unsigned i = 0; i < 100; i++)
		assert_int_equal(look_up(AF_UNSPEC), HOSTS);
	nscd_fake_settle(fake);
	assert_int_equal(nscd_fake_names(fake), 3);
	name = say(&good, REPLY);
	nscd_fake_answers(fake, &name, &none);
	assert_int_equal(look_up(AF_UNSPEC), SOCKET);
	end();
}

/* Silence is for the one who waits, not for those after it, as long as it does not last. */
static void check_slow_once(void **state)
{
	(void)state;
	begin();
	struct fake_answer slow = { .hold = true }, name = say(&good, REPLY), none = say("", 0);
	for (unsigned i = 0; i < 4; i++) {
		nscd_fake_answers(fake, i % 2 ? &name : &slow, &none);
		assert_int_equal(look_up(AF_UNSPEC), i % 2 ? SOCKET : HOSTS);
	}
	end();
}

/* ---- the map ---- */

static struct image image;
static struct image_entry entry;

static void fill(const void *reply, size_t len)
{
	unsigned char request[NSCD_REQUEST_MAX];
	size_t request_len = nscd_request(request, "ok.t");
	image_init(&image, 1, 4096);
	image_set64(&image, IMAGE_TIMESTAMP, time(NULL));
	assert_true(image_add(&image, request, request_len, reply, len, time(NULL) + 600, &entry));
}

/* The image in a file that only its owner can write; the caller's. */
static int write_map(size_t size)
{
	unlink(map_path);
	int fd = open(map_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, image.octets, size), size);
	return fd;
}

static void write_at(int fd, size_t at, uint32_t value)
{
	assert_int_equal(pwrite(fd, &value, sizeof(value), (off_t)at), sizeof(value));
}

static void answer_with(int fd)
{
	struct fake_answer name = say(&good, REPLY), map = pass(fd);
	nscd_fake_answers(fake, &name, &map);
}

/* Two lookups by socket, the second of which asks for the map, and then what comes. */
static unsigned third(void)
{
	assert_int_equal(look_up(AF_UNSPEC), SOCKET);
	nscd_fake_settle(fake);
	assert_int_equal(nscd_fake_maps(fake), 0);
	assert_int_equal(look_up(AF_UNSPEC), SOCKET);
	nscd_fake_settle(fake);
	assert_int_equal(nscd_fake_maps(fake), 1);
	return look_up(AF_UNSPEC);
}

/* One field of the map, relative to its header, entry or record. */
enum part { HEADER, ENTRY, RECORD };

static const struct change {
	const char *name;
	enum part part;
	size_t at;
	uint32_t value;
	unsigned want;
	bool kept; /* the map is still looked at by later lookups */
} changes[] = {
	{ "a good map", HEADER, 24, 0, MAP, true },
	{ "another version", HEADER, IMAGE_VERSION, 1, SOCKET },
	{ "a header of another size", HEADER, IMAGE_HEADER_SIZE, 112, SOCKET },
	{ "no chains", HEADER, IMAGE_MODULE_AT, 0, SOCKET },
	{ "more chains than octets", HEADER, IMAGE_MODULE_AT, 0x7fffffff, SOCKET },
	{ "more data than octets", HEADER, IMAGE_DATA_SIZE, 4096 + 4, SOCKET },
	{ "negative data", HEADER, IMAGE_DATA_SIZE, UINT32_MAX, SOCKET },
	{ "the collector runs", HEADER, IMAGE_CYCLE, 1, SOCKET, true },
	{ "a chain that begins outside", HEADER, IMAGE_HEADS, 4096, SOCKET },
	{ "a chain that follows itself", ENTRY, 0, 0, SOCKET },
	{ "a key that crosses the end", ENTRY, ENTRY_KEY, 4093, SOCKET },
	{ "a record that crosses the end", ENTRY, ENTRY_RECORD, 4080, SOCKET },
	{ "a reply that crosses the end", RECORD, RECORD_SIZE, 4080, SOCKET },
	{ "a negative reply", RECORD, RECORD_SIZE, UINT32_MAX, SOCKET },
	{ "a reply that is cut", RECORD, RECORD_SIZE, REPLY - 1, SOCKET },
	{ "a reply of nothing", RECORD, RECORD_SIZE, 0, SOCKET },
	{ "a record that is not usable", RECORD, RECORD_NOTFOUND, 0, SOCKET, true },
	{ "a record that is over", RECORD, RECORD_TIMEOUT, 5, SOCKET, true },
	{ "another version of the reply", RECORD, RECORD_DATA, 3, SOCKET },
	{ "hosts that are not cached", RECORD, RECORD_DATA + 4, UINT32_MAX, SOCKET },
	{ "a negative count in the reply", RECORD, RECORD_DATA + 8, UINT32_MAX, SOCKET },
	{ "a huge count in the reply", RECORD, RECORD_DATA + 8, 0x7fffffff, SOCKET },
	{ "a huge length of addresses in the reply", RECORD, RECORD_DATA + 12, 0x7fffffff, SOCKET },
	{ "a huge length of the name in the reply", RECORD, RECORD_DATA + 16, 0x7fffffff, SOCKET },
	{ "a wrong family in the reply", RECORD, RECORD_DATA + 28, 0x2e6b6f0a, SOCKET },
};

static void change(const struct change *c)
{
	size_t parts[] = { 0, entry.entry, entry.record };
	if (c->part == ENTRY && c->at == 0) { /* a loop: another key, and itself as the next */
		image_set32(&image, entry.entry + ENTRY_LEN, 6);
		image_set32(&image, entry.entry + ENTRY_NEXT, image_get32(&image, IMAGE_HEADS));
	} else {
		image_set32(&image, parts[c->part] + c->at, c->value);
	}
}

static void check_change(void **state)
{
	const struct change *c = *state;
	begin();
	fill(&in_map, REPLY);
	if (c->part == RECORD && c->at == RECORD_TIMEOUT)
		image_set64(&image, entry.record + RECORD_TIMEOUT, 5);
	else
		change(c);
	int fd = write_map(image_size(&image));
	answer_with(fd);
	assert_int_equal(third(), c->want);
	for (unsigned i = 0; i < 5; i++)
		assert_int_equal(look_up(AF_UNSPEC), c->want);
	/* nothing but the map was needed: not a single call */
	if (c->want == MAP)
		assert_int_equal(calls, 0);
	nscd_fake_settle(fake);
	assert_int_equal(nscd_fake_maps(fake), 1); /* a map of no use is not asked for again soon */
	/* what is mended counts where the map was kept */
	fill(&in_map, REPLY);
	assert_int_equal(pwrite(fd, image.octets, image_size(&image), 0), image_size(&image));
	assert_int_equal(look_up(AF_UNSPEC), c->kept ? MAP : SOCKET);
	close(fd);
	end();
}

static void check_negative(void **state)
{
	(void)state;
	begin();
	fill(&negative, NEGATIVE);
	image.octets[entry.record + RECORD_NOTFOUND] = 1;
	int fd = write_map(image_size(&image));
	answer_with(fd);
	assert_int_equal(third(), NOTHING);
	assert_int_equal(look_up(AF_UNSPEC), NOTHING);
	assert_int_equal(calls, 0);
	close(fd);
	end();
}

/* A map file that ends at every place: all of it, or none. */
static void check_map_cut(void **state)
{
	(void)state;
	fill(&in_map, REPLY);
	size_t whole = image_size(&image);
	static const size_t sizes[] = { 0, 1, 119, 120, 121, 135, 136, 137, 4000 };
	for (size_t i = 0; i <= sizeof(sizes) / sizeof(*sizes) + 1; i++) {
		size_t size = i < sizeof(sizes) / sizeof(*sizes) ? sizes[i] : whole - (i & 1);
		begin();
		int fd = write_map(size);
		answer_with(fd);
		assert_int_equal(third(), size == whole ? MAP : SOCKET);
		close(fd);
		end();
	}
}

/* ---- descriptors ---- */

static int good_file(void)
{
	fill(&in_map, REPLY);
	return write_map(image_size(&image));
}

static int directory(void)
{
	return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int pipe_end(void)
{
	int fds[2];
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	close(fds[1]);
	return fds[0];
}

static int device(void)
{
	return open("/dev/zero", O_RDWR | O_CLOEXEC);
}

static int write_only(void)
{
	close(good_file());
	return open(map_path, O_WRONLY | O_CLOEXEC);
}

static int group_may_write(void)
{
	int fd = good_file();
	assert_int_equal(fchmod(fd, 0620), 0);
	return fd;
}

static int all_may_write(void)
{
	int fd = good_file();
	assert_int_equal(fchmod(fd, 0602), 0);
	return fd;
}

/* -1: only root can make one */
static int somebody_elses(void)
{
	int fd = good_file();
	if (!fchown(fd, geteuid() + 1, getegid()))
		return fd;
	close(fd);
	return -1;
}

static const struct descriptor {
	const char *name;
	int (*make)(void);
	size_t len, piece;
	unsigned nfds;
	bool hold;
	unsigned want;
} descriptors[] = {
	{ "a descriptor and the key alone", good_file, 6, 0, 1, false, MAP },
	{ "a descriptor on a connection that stays open", good_file, 14, 0, 1, true, MAP },
	{ "more than one descriptor: the first counts", good_file, 14, 0, 2, false, MAP },
	{ "a directory", directory, 14, 0, 1, false, SOCKET },
	{ "a pipe", pipe_end, 14, 0, 1, false, SOCKET },
	{ "a device", device, 14, 0, 1, false, SOCKET },
	{ "a file that cannot be read", write_only, 14, 0, 1, false, SOCKET },
	{ "a file that its group may write", group_may_write, 14, 0, 1, false, SOCKET },
	{ "a file that all may write", all_may_write, 14, 0, 1, false, SOCKET },
	{ "somebody else's file", somebody_elses, 14, 0, 1, false, SOCKET },
	{ "no descriptor", good_file, 14, 0, 0, false, SOCKET },
	{ "nothing", good_file, 0, 0, 0, false, SOCKET },
	{ "a key that is cut", good_file, 5, 0, 1, false, SOCKET },
	{ "a size that is cut", good_file, 13, 0, 1, false, SOCKET },
	{ "octets behind the size", good_file, 15, 0, 1, false, SOCKET },
	{ "one octet at a time", good_file, 14, 1, 1, false, SOCKET },
};

static void check_descriptor(void **state)
{
	const struct descriptor *d = *state;
	begin();
	int fd = d->make();
	if (fd < 0) {
		end();
		skip();
	}
	struct fake_answer name = say(&good, REPLY), map = pass(fd);
	map.len = d->len;
	map.piece = d->piece;
	map.nfds = d->nfds;
	map.hold = d->hold;
	nscd_fake_answers(fake, &name, &map);
	assert_int_equal(third(), d->want);
	assert_int_equal(look_up(AF_UNSPEC), d->want);
	close(fd);
	end();
}

static void check_other_key(void **state)
{
	(void)state;
	begin();
	int fd = good_file();
	struct fake_answer name = say(&good, REPLY), map = pass(fd);
	map.octets = "group\0\0\0\0\0\0\0\1";
	map.len = 14;
	nscd_fake_answers(fake, &name, &map);
	assert_int_equal(third(), SOCKET);
	close(fd);
	end();
}

/* Whoever asks for the map does not wait for it; after the patience it is given up. */
static void check_map_silence(void **state)
{
	(void)state;
	begin();
	struct fake_answer name = say(&good, REPLY), map = { .hold = true };
	nscd_fake_answers(fake, &name, &map);
	assert_int_equal(third(), SOCKET);
	assert_int_equal(look_up(AF_UNSPEC), SOCKET);
	poll(NULL, 0, 301); /* its patience */
	for (unsigned i = 0; i < 50; i++)
		assert_int_equal(look_up(AF_UNSPEC), SOCKET);
	nscd_fake_settle(fake);
	assert_int_equal(nscd_fake_maps(fake), 1);
	end();
}

/* It is asked for again after 100 lookups that needed the daemon. */
static void check_map_rest(void **state)
{
	(void)state;
	begin();
	struct fake_answer name = say(&good, REPLY), none = say("", 0);
	nscd_fake_answers(fake, &name, &none);
	assert_int_equal(third(), SOCKET);
	for (unsigned i = 0; i < 99; i++)
		assert_int_equal(look_up(AF_UNSPEC), SOCKET);
	nscd_fake_settle(fake);
	assert_int_equal(nscd_fake_maps(fake), 1);
	int fd = good_file();
	answer_with(fd);
	assert_int_equal(look_up(AF_UNSPEC), SOCKET);
	nscd_fake_settle(fake);
	assert_int_equal(nscd_fake_maps(fake), 2);
	assert_int_equal(look_up(AF_UNSPEC), MAP);
	close(fd);
	end();
}

/* ---- a daemon that changes ---- */

static void check_outgrown(void **state)
{
	(void)state;
	begin();
	int fd = good_file();
	answer_with(fd);
	assert_int_equal(third(), MAP);
	/* as the daemon does: first the file, then the number */
	assert_int_equal(ftruncate(fd, (off_t)image_size(&image) + 4096), 0);
	write_at(fd, IMAGE_DATA_SIZE, 8192);
	assert_int_equal(look_up(AF_UNSPEC), SOCKET); /* and asks for it as it is now */
	nscd_fake_settle(fake);
	assert_int_equal(nscd_fake_maps(fake), 2);
	assert_int_equal(look_up(AF_UNSPEC), MAP);
	close(fd);
	end();
}

/* The kernel tells of a death; the next daemon has a map of its own. */
static void check_restart(void **state)
{
	(void)state;
	begin();
	int fd = good_file();
	answer_with(fd);
	assert_int_equal(third(), MAP);
	nscd_fake_stop(fake);
	fake = NULL;
	assert_int_equal(look_up(AF_UNSPEC), MAP); /* nobody has told yet */
	write_at(fd, IMAGE_RUNNING, 0);
	assert_int_equal(look_up(AF_UNSPEC), HOSTS);
	for (unsigned i = 0; i < 100; i++) {
		assert_int_equal(look_up(AF_UNSPEC), HOSTS);
		if (i > 0) /* once it watches the files: nothing but the change check */
			assert_int_equal(calls, 1);
	}
	close(fd);
	fake = nscd_fake_start(socket_path);
	assert_non_null(fake);
	fd = good_file();
	answer_with(fd);
	assert_int_equal(look_up(AF_UNSPEC), SOCKET);
	nscd_fake_settle(fake);
	assert_int_equal(look_up(AF_UNSPEC), MAP);
	close(fd);
	end();
}

/* Not in the map, and nobody behind the socket: the map is given back as well. */
static void check_vanished(void **state)
{
	(void)state;
	struct stub_addrs *addrs;
	begin();
	int fd = good_file();
	answer_with(fd);
	assert_int_equal(third(), MAP);
	nscd_fake_stop(fake);
	fake = NULL;
	assert_int_equal(stub_lookup(resolver, "other.t", AF_UNSPEC, &addrs), STUB_NXDOMAIN);
	assert_int_equal(look_up(AF_UNSPEC), HOSTS);
	close(fd);
	end();
}

/* One lookup at a moment of the test's own, by the backend itself. */
static unsigned look_up_at(struct backend *b, struct waitset *w, nsec now)
{
	struct job job = { .kind = JOB_LOOKUP, .text = "ok.t", .until = now + 30 * (nsec)SECOND };
	native_backend.start(b, &job, now);
	while (!job.ended) {
		waitset_reset(w);
		native_backend.prepare(b, w, now);
		assert_true(poll(w->fds, w->n, 10000) > 0);
		native_backend.dispatch(b, w, now);
	}
	assert_int_equal(job.status, STUB_OK);
	unsigned last = job.addrs->list[0].octets[3];
	job_clear(&job);
	return last;
}

/* A map of whose daemon nobody has said that it is dead. */
static void check_age(void **state)
{
	(void)state;
	static const struct {
		unsigned seconds, want;
	} at[] = { { 0, SOCKET }, { 0, SOCKET }, { 1, MAP }, { 300, MAP }, { 301, SOCKET },
		{ 302, MAP }, { 601, MAP }, { 602, SOCKET } };
	begin();
	struct stub_options options = STUB_OPTIONS;
	options.nscd_socket = socket_path;
	options.hosts = hosts_path;
	options.nsswitch_conf = nsswitch_path;
	struct io io = { .nclosing = 0 };
	struct setup setup = { .io = &io, .options = &options };
	struct backend *b = calloc(1, native_backend.size);
	struct waitset w;
	assert_non_null(b);
	waitset_init(&w);
	assert_int_equal(native_backend.open(b, &setup), STUB_OK);
	int fd = good_file();
	answer_with(fd);
	for (size_t i = 0; i < sizeof(at) / sizeof(*at); i++) {
		assert_int_equal(
			look_up_at(b, &w, (1000 + at[i].seconds) * (nsec)SECOND), at[i].want);
		nscd_fake_settle(fake);
	}
	close(fd);
	native_backend.close(b);
	free(b);
	waitset_fini(&w);
	io_fini(&io);
	end();
}

/* ---- the program ---- */

static void write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	if (!f || fputs(text, f) < 0 || fclose(f))
		abort();
}

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(socket_path, sizeof(socket_path), "%s/socket", folder);
	snprintf(hosts_path, sizeof(hosts_path), "%s/hosts", folder);
	snprintf(nsswitch_path, sizeof(nsswitch_path), "%s/nsswitch.conf", folder);
	snprintf(map_path, sizeof(map_path), "%s/map", folder);
	write_text(hosts_path, "192.0.2.99 ok.t\n");
	write_text(nsswitch_path, "hosts: files\n");
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(socket_path);
	unlink(hosts_path);
	unlink(nsswitch_path);
	unlink(map_path);
	return rmdir(folder);
}

int main(void)
{
	static const size_t nothing = 0, head = 24, almost = REPLY - 1;
	TABLE_ROWS(lies, check_lie);
	table_test("a reply cut at any octet", check_cut);
	table_test("a reply of one octet at a time", check_pieces);
	table_test("octets behind the reply", check_extra);
	table_test("one family only", check_family);
	table_format(check_silence, &nothing, "silence costs its patience, three times");
	table_format(check_silence, &head, "silence after the head as well");
	table_format(check_silence, &almost, "silence before the last octet as well");
	table_test("a daemon that is slow once is asked again", check_slow_once);
	TABLE_ROWS(changes, check_change);
	table_test("the map says that there is no such name", check_negative);
	table_test("a map file that is cut", check_map_cut);
	TABLE_ROWS(descriptors, check_descriptor);
	table_test("a descriptor with another key", check_other_key);
	table_test("silence about the map keeps nobody waiting", check_map_silence);
	table_test("a map that was refused is asked for again in a while", check_map_rest);
	table_test("a map that the daemon has outgrown is mapped anew", check_outgrown);
	table_test("a daemon dies and another one comes", check_restart);
	table_test("a map is asked for anew after five minutes", check_age);
	table_test("a daemon that has gone takes its map along", check_vanished);
	return table_run("nscd daemon", make_folder, remove_folder);
}
