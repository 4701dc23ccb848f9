/* Names as they stand in a message: the first at offset 0, more from offset 12 on. */
#include "tests/fuzz/dns/generate.h"

#include "resolver/dns/name.h"

enum { LABELS_MOST = 256 };

/* Where labels begin, the root's and pointers among them, whatever they lead to. */
static size_t labels_of(const struct octets *o, size_t out[static LABELS_MOST])
{
	size_t n = 0, at = 0;
	while (at < o->size && n < LABELS_MOST) {
		out[n++] = at;
		at += o->data[at] >= POINTER ? 2 : o->data[at] + 1u;
	}
	return n;
}

static size_t any_label(const struct octets *o, struct dice *dice)
{
	size_t at[LABELS_MOST], n = labels_of(o, at);
	return n ? at[roll(dice, n)] : o->size;
}

static void insert(struct octets *o, size_t at, const void *data, size_t len)
{
	uint8_t *p = octets_replace(o, at, 0, len);
	if (p)
		memcpy(p, data, len);
}

static void add_label(struct octets *o, struct dice *dice)
{
	static const uint8_t lengths[] = { 1, 1, 2, 3, 8, 62, 63, 64 };
	uint8_t label[65];
	label[0] = lengths[roll(dice, sizeof(lengths))];
	for (size_t i = 1; i <= label[0]; i++)
		label[i] = (uint8_t)(roll(dice, 4) ? 'a' : roll(dice, 256));
	insert(o, any_label(o, dice), label, label[0] + 1u);
}

static void drop_label(struct octets *o, struct dice *dice)
{
	size_t at = any_label(o, dice);
	if (at >= o->size)
		return;
	size_t len = o->data[at] >= POINTER ? 2 : o->data[at] + 1u;
	octets_replace(o, at, len < o->size - at ? len : o->size - at, 0);
}

static void change_length(struct octets *o, struct dice *dice)
{
	size_t at = any_label(o, dice);
	if (at < o->size)
		o->data[at] = (uint8_t)odd_number(dice, o->data[at]);
}

/* One octet more or less, and the length says so. */
static void resize_label(struct octets *o, struct dice *dice)
{
	size_t at = any_label(o, dice);
	if (at >= o->size || !o->data[at] || o->data[at] > LABEL_OCTETS)
		return;
	bool more = roll(dice, 2);
	uint8_t *p = octets_replace(o, at + 1, !more, more);
	if (p && more)
		*p = (uint8_t)roll(dice, 256);
	if (p)
		o->data[at] = (uint8_t)(o->data[at] + (more ? 1 : -1));
}

static void put_pointer(struct octets *o, struct dice *dice, size_t at)
{
	size_t target = roll(dice, 8) ? any_label(o, dice) : odd_number(dice, (uint16_t)at);
	if (at + 2 <= o->size)
		put_u16(o->data + at, (uint16_t)(POINTER << 8 | (target & 0x3fff)));
}

static void point_elsewhere(struct octets *o, struct dice *dice)
{
	size_t at[LABELS_MOST], n = labels_of(o, at), pointers = 0;
	for (size_t i = 0; i < n; i++)
		if (o->data[at[i]] >= POINTER)
			at[pointers++] = at[i];
	if (pointers)
		put_pointer(o, dice, at[roll(dice, pointers)]);
}

/* What is left of a name becomes a pointer. */
static void add_pointer(struct octets *o, struct dice *dice)
{
	size_t at = any_label(o, dice);
	uint8_t *p = octets_replace(o, at, at < o->size, 2);
	if (!p)
		return;
	memset(p, 0, 2); /* what is there counts in the choice of a target */
	put_pointer(o, dice, at);
}

static void add_name(struct octets *o, struct dice *dice)
{
	uint8_t room[2 * NAME_OCTETS];
	struct writer w = writer_of(room, sizeof(room));
	make_name(&w, dice);
	insert(o, roll(dice, 2) ? o->size : any_label(o, dice), room, w.len);
}

static void swap_case(struct octets *o, struct dice *dice)
{
	for (size_t i = 0; i < o->size; i++)
		if (octet_fold(o->data[i]) >= 'a' && octet_fold(o->data[i]) <= 'z' &&
			!roll(dice, 3))
			o->data[i] ^= 0x20;
}

/* The same name as text, which the fuzzer takes as well. */
static void print_name_text(struct octets *o, struct dice *dice)
{
	char printed[NAME_TEXT];
	struct reader r = reader_of(o->data, o->size);
	struct name name;
	struct text t;
	read_plain_name_into(&r, &name);
	if (r.bad)
		return;
	text_init(&t, printed, sizeof(printed));
	name_to_text(&name, roll(dice, 2), &t);
	uint8_t *p = octets_replace(o, 0, o->size, t.len);
	if (p)
		memcpy(p, printed, t.len);
}

static const struct mutation list[] = {
	{ "adds a label", add_label },
	{ "drops a label", drop_label },
	{ "gives a label a wrong length", change_length },
	{ "makes a label longer or shorter", resize_label },
	{ "lets a pointer lead elsewhere", point_elsewhere },
	{ "ends a name in a pointer", add_pointer },
	{ "adds a name", add_name },
	{ "changes the case of letters", swap_case },
	{ "prints the first name as text", print_name_text },
};

const struct mutations name_mutations = { list, sizeof(list) / sizeof(list[0]), 0 };
