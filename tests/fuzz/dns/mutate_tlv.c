/* Lists of a code, a length and a value: SvcParams and EDNS options. */
#include "resolver/dns/svcb.h"
#include "tests/fuzz/dns/generate.h"

enum { ITEMS_MOST = 128, VALUE_OCTETS = 4096, TTL_OCTETS = 4 };

/* Where each item begins, and the end of the last whole one. */
struct items {
	size_t at[ITEMS_MOST + 1], n;
};

static struct items items_of(const struct octets *o)
{
	struct items items = { .n = 0 };
	struct reader r = reader_of(o->data, o->size);
	read_octets(&r, o->start);
	items.at[0] = o->start < o->size ? o->start : o->size;
	while (items.n < ITEMS_MOST && read_left(&r) >= 4) {
		read_octets(&r, 2);
		read_octets(&r, read_u16(&r));
		if (r.bad)
			break;
		items.at[++items.n] = (size_t)(r.at - o->data);
	}
	return items;
}

static size_t item_size(const struct items *items, size_t i)
{
	return items->at[i + 1] - items->at[i];
}

static void insert(struct octets *o, size_t at, const uint8_t *item, size_t len)
{
	uint8_t *p = octets_replace(o, at, 0, len);
	if (p)
		memcpy(p, item, len);
}

static void copy_item(struct octets *o, struct dice *dice)
{
	uint8_t copy[VALUE_OCTETS];
	struct items items = items_of(o);
	size_t i = roll(dice, items.n);
	if (!items.n || item_size(&items, i) > sizeof(copy))
		return;
	size_t len = item_size(&items, i);
	memcpy(copy, o->data + items.at[i], len);
	insert(o, items.at[roll(dice, items.n + 1)], copy, len);
}

static void drop_item(struct octets *o, struct dice *dice)
{
	struct items items = items_of(o);
	size_t i = roll(dice, items.n);
	if (items.n)
		octets_replace(o, items.at[i], item_size(&items, i), 0);
}

static void move_item(struct octets *o, struct dice *dice)
{
	uint8_t copy[VALUE_OCTETS];
	struct items items = items_of(o);
	size_t i = roll(dice, items.n);
	if (items.n < 2 || item_size(&items, i) > sizeof(copy))
		return;
	size_t len = item_size(&items, i);
	memcpy(copy, o->data + items.at[i], len);
	octets_replace(o, items.at[i], len, 0);
	items = items_of(o);
	insert(o, items.at[roll(dice, items.n + 1)], copy, len);
}

/* At other lengths the list is out of step, or the last value is cut. */
static void change_length(struct octets *o, struct dice *dice)
{
	struct items items = items_of(o);
	if (!items.n)
		return;
	uint8_t *at = o->data + items.at[roll(dice, items.n)];
	put_u16(at + 2, odd_number(dice, get_u16(at + 2)));
}

static void replace_value(struct octets *o, size_t at, size_t old, const struct writer *value)
{
	uint8_t *p = value->full ? NULL : octets_replace(o, at + 4, old, value->len);
	if (!p)
		return;
	memcpy(p, value->base, value->len);
	put_u16(o->data + at + 2, (uint16_t)value->len);
}

/* A value grows or shrinks, and its length says so. */
static void resize_value(struct octets *o, struct dice *dice)
{
	uint8_t room[VALUE_OCTETS];
	struct items items = items_of(o);
	struct writer w = writer_of(room, sizeof(room));
	size_t i = roll(dice, items.n);
	if (!items.n)
		return;
	size_t at = items.at[i], old = item_size(&items, i) - 4, n = old;
	n = roll(dice, 2) ? roll(dice, old + 1) : old;
	write_octets(&w, o->data + at + 4, n);
	if (n == old)
		for (unsigned more = 1 + roll(dice, 4); more; more--)
			write_u8(&w, (uint8_t)roll(dice, 256));
	replace_value(o, at, old, &w);
}

static void change_value(struct octets *o, struct dice *dice)
{
	struct items items = items_of(o);
	size_t i = roll(dice, items.n);
	if (items.n && item_size(&items, i) > 4)
		o->data[items.at[i] + 4 + roll(dice, item_size(&items, i) - 4)] ^=
			(uint8_t)(1 << roll(dice, 8));
}

/* Rising codes are what SvcParams must have; options may. */
static void sort_items(struct octets *o, struct dice *dice)
{
	(void)dice;
	for (bool swapped = true; swapped;) {
		struct items items = items_of(o);
		swapped = false;
		for (size_t i = 0; i + 1 < items.n && !swapped; i++) {
			uint8_t copy[VALUE_OCTETS], *a = o->data + items.at[i];
			size_t len = item_size(&items, i), next = item_size(&items, i + 1);
			swapped = get_u16(a) > get_u16(a + len) && len <= sizeof(copy);
			if (swapped) {
				memcpy(copy, a, len);
				memmove(a, a + len, next);
				memcpy(a + next, copy, len);
			}
		}
	}
}

static void change_option(struct octets *o, struct dice *dice)
{
	struct items items = items_of(o);
	if (items.n)
		put_u16(o->data + items.at[roll(dice, items.n)],
			roll(dice, 4) ? any_option(dice) : odd_number(dice, 0));
}

static void remake_option(struct octets *o, struct dice *dice)
{
	uint8_t room[VALUE_OCTETS];
	struct items items = items_of(o);
	struct writer w = writer_of(room, sizeof(room));
	size_t i = roll(dice, items.n);
	if (!items.n)
		return;
	make_option_data(&w, get_u16(o->data + items.at[i]), dice);
	replace_value(o, items.at[i], item_size(&items, i) - 4, &w);
}

static void add_option(struct octets *o, struct dice *dice)
{
	uint8_t room[VALUE_OCTETS];
	struct items items = items_of(o);
	struct writer w = writer_of(room, sizeof(room));
	uint16_t code = any_option(dice);
	if (items.at[0] < o->start)
		return;
	write_u16(&w, code);
	write_u16(&w, 0);
	make_option_data(&w, code, dice);
	if (w.full)
		return;
	put_u16(room + 2, (uint16_t)(w.len - 4));
	insert(o, items.at[roll(dice, items.n + 1)], room, w.len);
}

static void change_ttl(struct octets *o, struct dice *dice)
{
	if (o->size >= TTL_OCTETS)
		o->data[roll(dice, TTL_OCTETS)] = (uint8_t)odd_number(dice, 0);
}

static const struct mutation option_list[] = {
	{ "repeats an option", copy_item },
	{ "drops an option", drop_item },
	{ "moves an option", move_item },
	{ "gives an option a wrong length", change_length },
	{ "makes an option's data longer or shorter", resize_value },
	{ "flips a bit of an option's data", change_value },
	{ "gives an option another code", change_option },
	{ "gives an option new data of its form", remake_option },
	{ "adds an option", add_option },
	{ "changes RCODE, version or flags", change_ttl },
};

const struct mutations option_mutations = {
	option_list,
	sizeof(option_list) / sizeof(option_list[0]),
	TTL_OCTETS,
};

/* To a key that keeps the order, as a rule. */
static void change_key(struct octets *o, struct dice *dice)
{
	struct items items = items_of(o);
	size_t i = roll(dice, items.n);
	if (!items.n)
		return;
	unsigned low = i ? get_u16(o->data + items.at[i - 1]) + 1u : 0;
	put_u16(o->data + items.at[i],
		(uint16_t)(roll(dice, 4) ? low + roll(dice, 4) : odd_number(dice, 0)));
}

static void add_param(struct octets *o, struct dice *dice)
{
	uint8_t room[VALUE_OCTETS];
	struct items items = items_of(o);
	struct writer w = writer_of(room, sizeof(room));
	size_t i = roll(dice, items.n + 1);
	make_param(&w, i ? get_u16(o->data + items.at[i - 1]) : -1, dice);
	if (!w.full)
		insert(o, items.at[i], room, w.len);
}

static void remake_param(struct octets *o, struct dice *dice)
{
	uint8_t room[VALUE_OCTETS];
	struct items items = items_of(o);
	struct writer w = writer_of(room, sizeof(room));
	size_t i = roll(dice, items.n);
	if (!items.n)
		return;
	uint16_t key = get_u16(o->data + items.at[i]);
	make_param_value(&w, key, dice);
	replace_value(o, items.at[i], item_size(&items, i) - 4, &w);
}

/* "mandatory" in front, for keys that are there. */
static void add_mandatory(struct octets *o, struct dice *dice)
{
	uint8_t room[4 + 2 * ITEMS_MOST];
	struct items items = items_of(o);
	struct writer w = writer_of(room, sizeof(room));
	write_u32(&w, SVC_MANDATORY);
	for (size_t i = 0; i < items.n; i++)
		if (roll(dice, 2))
			write_u16(&w, get_u16(o->data + items.at[i]));
	put_u16(room + 2, (uint16_t)(w.len - 4));
	if (w.len > 4)
		insert(o, 0, room, w.len);
}

/* The same parameters as text, which the fuzzer takes as well. */
static void print_params(struct octets *o, struct dice *dice)
{
	char printed[VALUE_OCTETS];
	struct reader r = reader_of(o->data, o->size);
	struct text t;
	(void)dice;
	text_init(&t, printed, sizeof(printed));
	if (!o->size || !svc_params_good(o->data, o->size))
		return;
	print_svc_params(&r, &t);
	uint8_t *p = text_whole(&t) ? octets_replace(o, 0, o->size, t.len) : NULL;
	if (p)
		memcpy(p, printed, t.len);
}

static const struct mutation param_list[] = {
	{ "repeats a parameter", copy_item },
	{ "drops a parameter", drop_item },
	{ "moves a parameter", move_item },
	{ "puts parameters in order", sort_items },
	{ "gives a parameter a wrong length", change_length },
	{ "makes a value longer or shorter", resize_value },
	{ "flips a bit of a value", change_value },
	{ "gives a value another key", change_key },
	{ "gives a key a new value of its form", remake_param },
	{ "adds a parameter", add_param },
	{ "makes keys mandatory", add_mandatory },
	{ "prints the parameters as text", print_params },
};

const struct mutations param_mutations = {
	param_list,
	sizeof(param_list) / sizeof(param_list[0]),
	0,
};
