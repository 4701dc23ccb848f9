/* Chosen messages: fixtures, built ones with what is rare in them, and a part of the corpus. */
#include "tests/unit/dns/sweep_messages.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include "resolver/dns/build.h"
#include "resolver/dns/code.h"
#include "resolver/dns/layout.h"
#include "tests/fuzz/dns/generate.h"
#include "tests/unit/dns/vector.h"

enum { CORPUS_OCTETS = 400 }; /* longer files of the corpus are left out */

static struct message *messages; /* the caller's */
static size_t count;

/* False where it is refused, or there is no room for more. */
static bool add_message(const char *name, const uint8_t *data, size_t len, bool ours)
{
	struct msg msg;
	if (count == SWEEP_MESSAGES || len > MESSAGE_OCTETS || !msg_parse(&msg, data, len))
		return false;
	struct message *m = &messages[count++];
	snprintf(m->name, sizeof(m->name), "%s", name);
	memcpy(m->data, data, len);
	m->len = len;
	m->ours = ours;
	return true;
}

static struct name name_of(const char *text)
{
	struct name name;
	if (!name_from_text(&name, text))
		abort();
	return name;
}

/* A message being built: header, one question, and records that count themselves. */
struct draft {
	uint8_t data[MESSAGE_OCTETS];
	struct writer w;
	uint16_t counts[SECTIONS];
	struct name owner;
};

static void begin(struct draft *d, const char *owner, uint16_t type)
{
	*d = (struct draft){ .owner = name_of(owner) };
	d->w = writer_of(d->data, sizeof(d->data));
	write_header(&d->w, 0x1234, FLAG_QR | FLAG_RD | FLAG_RA);
	write_question(&d->w, &(struct question){ d->owner, type, CLASS_IN });
	d->counts[QUESTION] = 1;
	write_count(&d->w, QUESTION, 1);
}

static size_t record(struct draft *d, enum section section, uint16_t type)
{
	d->counts[section]++;
	return rr_begin(&d->w, &d->owner, type, CLASS_IN, 3600);
}

static void finish(struct draft *d, const char *name)
{
	for (int section = QUESTION; section < SECTIONS; section++)
		write_count(&d->w, (enum section)section, d->counts[section]);
	if (d->w.full || !add_message(name, d->data, d->w.len, true)) {
		fprintf(stderr, "%s is no message\n", name);
		abort();
	}
}

static void made_record(
	struct draft *d, enum section section, uint16_t type, struct dice *dice, size_t longest)
{
	for (unsigned tries = 0; tries < 64; tries++) {
		struct writer before = d->w;
		size_t begun = record(d, section, type);
		make_rdata(&d->w, type, CLASS_IN, true, dice);
		rr_end(&d->w, begun);
		struct msg msg;
		write_count(&d->w, section, d->counts[section]);
		if (!d->w.full && d->w.len - begun <= longest &&
			msg_parse(&msg, d->data, d->w.len) && !msg.cut)
			return;
		d->w = before;
		d->counts[section]--;
	}
	fprintf(stderr, "no RDATA for type %u\n", type);
	abort();
}

static bool is_question_type(uint16_t type)
{
	return type == TYPE_OPT || (type >= 251 && type <= TYPE_ANY);
}

/* Every type that has a row, thirteen in a message. */
static void build_types(void)
{
	static struct draft d;
	struct dice dice = { 1 };
	unsigned n = 0;
	char name[80];
	begin(&d, "types.example", TYPE_ANY);
	for (unsigned type = 1; type <= UINT16_MAX; type++) {
		if (!layout_of((uint16_t)type) || is_question_type((uint16_t)type))
			continue;
		made_record(&d, ANSWER, (uint16_t)type, &dice, 48);
		if (++n % 13)
			continue;
		snprintf(name, sizeof(name), "thirteen types up to %u", type);
		finish(&d, name);
		begin(&d, "types.example", TYPE_ANY);
	}
	finish(&d, "the last types");
}

static void build_chain(unsigned links)
{
	static struct draft d;
	char text[32];
	begin(&d, "c0.example", TYPE_A);
	for (unsigned i = 1; i <= links; i++) {
		size_t begun = record(&d, ANSWER, TYPE_CNAME);
		snprintf(text, sizeof(text), "c%u.example", i);
		d.owner = name_of(text);
		write_name(&d.w, &d.owner, true);
		rr_end(&d.w, begun);
	}
	size_t begun = record(&d, ANSWER, TYPE_A);
	write_u32(&d.w, 0xc0000201);
	rr_end(&d.w, begun);
	snprintf(text, sizeof(text), "a chain of %u aliases", links);
	finish(&d, text);
}

static void build_addresses(unsigned n, uint16_t type)
{
	static struct draft d;
	char text[32];
	begin(&d, "www.example.com", type);
	for (unsigned i = 0; i < n; i++) {
		size_t begun = record(&d, ANSWER, type);
		for (unsigned k = 0; k < (type == TYPE_A ? 1 : 4); k++)
			write_u32(&d.w, 0xc0000200 + i);
		rr_end(&d.w, begun);
	}
	snprintf(text, sizeof(text), "%u records %s", n, type == TYPE_A ? "A" : "AAAA");
	finish(&d, text);
}

/* An owner of 127 labels, also with its last 126 behind a pointer. */
static void build_longest_names(void)
{
	static struct draft d;
	begin(&d, "x", TYPE_A);
	d.w.len = HEADER_OCTETS;
	for (unsigned i = 0; i < 126; i++)
		write_octets(&d.w, "\1x", 2);
	write_octets(&d.w, "\0\0\1\0\1", 5);
	for (unsigned i = 0; i < 2; i++) {
		write_octets(&d.w, "\1y\xc0\x0c\0\1\0\1\0\0\0\1\0\4\1\2\3\4", 18);
		d.counts[ANSWER]++;
	}
	finish(&d, "names of 127 labels");
	begin(&d, "x", TYPE_A);
	d.w.len = HEADER_OCTETS;
	for (unsigned i = 0; i < 4; i++) {
		unsigned len = i < 3 ? LABEL_OCTETS : 61;
		write_u8(&d.w, (uint8_t)len);
		while (len--)
			write_u8(&d.w, 'a');
	}
	write_octets(&d.w, "\0\0\1\0\1", 5);
	write_octets(&d.w, "\xc0\x0c\0\1\0\1\0\0\0\1\0\4\1\2\3\4", 16);
	d.counts[ANSWER]++;
	finish(&d, "names of 63-octet labels");
}

/* Each owner is a pointer to the one before. */
static void build_pointer_chain(unsigned n)
{
	static struct draft d;
	begin(&d, "a", TYPE_A);
	size_t last = HEADER_OCTETS;
	for (unsigned i = 0; i < n; i++) {
		size_t at = d.w.len;
		write_u16(&d.w, (uint16_t)(POINTER << 8 | last));
		write_octets(&d.w, "\0\1\0\1\0\0\0\1\0\4\1\2\3\4", 14);
		d.counts[ANSWER]++;
		last = at;
	}
	finish(&d, "owners that are pointers to the owner before");
}

static void name_record(struct draft *d, enum section section, uint16_t type, const char *target)
{
	struct name name = name_of(target);
	size_t begun = record(d, section, type);
	write_name(&d->w, &name, true);
	rr_end(&d->w, begun);
}

/* NS, DS and their signature, and addresses of the servers. */
static void build_signed_referral(void)
{
	static struct draft d;
	struct dice dice = { 7 };
	begin(&d, "www.example.com", TYPE_A);
	d.owner = name_of("example.com");
	name_record(&d, AUTHORITY, TYPE_NS, "ns1.example.com");
	name_record(&d, AUTHORITY, TYPE_NS, "ns2.example.net");
	made_record(&d, AUTHORITY, 43, &dice, 60);
	made_record(&d, AUTHORITY, 46, &dice, 300);
	made_record(&d, AUTHORITY, 50, &dice, 120);
	d.owner = name_of("ns1.example.com");
	made_record(&d, ADDITIONAL, TYPE_A, &dice, 4);
	made_record(&d, ADDITIONAL, TYPE_AAAA, &dice, 16);
	write_opt(&d.w, &(struct edns){ .udp = 1232, .flags = EDNS_DO }, NULL, 0);
	d.counts[ADDITIONAL]++;
	finish(&d, "a signed referral");
}

static void build_options(void)
{
	static struct draft d;
	struct dice dice = { 3 };
	static uint8_t data[24][512];
	struct edns_option options[24];
	size_t n = 0;
	for (uint16_t code = 1; code <= 20; code++) {
		struct writer w = writer_of(data[n], sizeof(data[n]));
		do {
			w.len = 0;
			w.full = false;
			make_option_data(&w, code, &dice);
		} while (w.full || w.len > 40);
		options[n] = (struct edns_option){ code, (uint16_t)w.len, data[n] };
		n++;
	}
	begin(&d, "www.example.com", TYPE_A);
	write_opt(&d.w, &(struct edns){ .udp = 4096, .rcode = 1, .flags = EDNS_DO | EDNS_CO },
		options, n);
	d.counts[ADDITIONAL]++;
	finish(&d, "an OPT with every option");
}

static void build_https(unsigned n)
{
	static struct draft d;
	struct dice dice = { n };
	char name[32];
	begin(&d, "www.example.com", TYPE_HTTPS);
	for (unsigned i = 0; i < n; i++)
		made_record(&d, ANSWER, TYPE_HTTPS, &dice, 160);
	snprintf(name, sizeof(name), "%u records HTTPS", n);
	finish(&d, name);
}

/* Nearly 4 KiB, in few records. */
static void build_large(void)
{
	static struct draft d;
	struct dice dice = { 5 };
	begin(&d, "example.com", TYPE_ANY);
	for (unsigned i = 0; i < 3; i++) {
		size_t begun = record(&d, ANSWER, TYPE_TXT);
		for (unsigned k = 0; k < 4; k++) {
			write_u8(&d.w, UINT8_MAX);
			for (unsigned c = 0; c < UINT8_MAX; c++)
				write_u8(&d.w, (uint8_t)('a' + roll(&dice, 26)));
		}
		rr_end(&d.w, begun);
	}
	for (unsigned i = 0; i < 3; i++) {
		size_t begun = record(&d, ANSWER, 48); /* DNSKEY */
		write_octets(&d.w, "\1\0\3\10", 4);
		for (unsigned c = 0; c < 270; c++)
			write_u8(&d.w, (uint8_t)roll(&dice, 256));
		rr_end(&d.w, begun);
	}
	finish(&d, "a TCP answer of 4 KiB");
}

static void add_built(void)
{
	build_types();
	build_chain(1);
	build_chain(16);
	build_chain(60);
	build_addresses(2, TYPE_A);
	build_addresses(8, TYPE_A);
	build_addresses(60, TYPE_A);
	build_addresses(8, TYPE_AAAA);
	build_longest_names();
	build_pointer_chain(NAME_LABELS);
	build_signed_referral();
	build_options();
	build_https(1);
	build_https(4);
	build_large();
}

static void add_fixtures(void)
{
	for (size_t i = 0; i < FIXTURE_NAMES; i++) {
		uint8_t data[VECTOR_OCTETS];
		size_t len = fixture_message(data, fixture_names[i]);
		if (!add_message(fixture_names[i], data, len, true))
			abort();
	}
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* In the order of their names, until there are enough. */
static void add_corpus(void)
{
	const char *folder = getenv("FIXTURES");
	char path[2048], file[4096], name[80];
	struct dirent **entries;
	snprintf(path, sizeof(path), "%s/corpus/msg", folder ? folder : "fixtures");
	int n = scandir(path, &entries, visible, alphasort);
	for (int i = 0; i < n; i++) {
		uint8_t data[CORPUS_OCTETS];
		snprintf(file, sizeof(file), "%s/%s", path, entries[i]->d_name);
		snprintf(name, sizeof(name), "corpus/%.60s", entries[i]->d_name);
		free(entries[i]);
		FILE *f = fopen(file, "rb");
		size_t len = f ? fread(data, 1, sizeof(data), f) : sizeof(data);
		if (f)
			fclose(f);
		if (len < sizeof(data))
			add_message(name, data, len, false);
	}
	if (n >= 0)
		free(entries);
}

size_t sweep_messages(struct message out[static SWEEP_MESSAGES])
{
	messages = out;
	count = 0;
	add_fixtures();
	add_built();
	add_corpus();
	return count;
}
