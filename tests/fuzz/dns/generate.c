/* Fields of each kind of the layout table, options and parameters. */
#include "tests/fuzz/dns/generate.h"

#include "resolver/dns/code.h"
#include "resolver/dns/compound.h"
#include "resolver/dns/edns.h"
#include "resolver/dns/layout.h"
#include "resolver/dns/svcb.h"

static void make_octets(struct writer *w, size_t n, struct dice *dice)
{
	while (n--)
		write_u8(w, (uint8_t)(roll(dice, 4) ? 'a' + roll(dice, 26) : roll(dice, 256)));
}

/* Short as a rule. */
static size_t any_length(struct dice *dice, size_t most)
{
	size_t n = roll(dice, 16) ? roll(dice, 12) : roll(dice, most + 1);
	return n < most ? n : most;
}

static void make_counted(struct writer *w, size_t least, struct dice *dice)
{
	size_t n = any_length(dice, UINT8_MAX);
	n = n < least ? least : n;
	write_u8(w, (uint8_t)n);
	make_octets(w, n, dice);
}

uint16_t any_type(struct dice *dice)
{
	for (unsigned tries = 0; tries < 64; tries++) {
		uint16_t type = (uint16_t)(1 + roll(dice, 266));
		if (type > 264)
			type = (uint16_t)(type - 265 + 32768);
		if (layout_of(type))
			return type;
	}
	return TYPE_TXT;
}

void make_name(struct writer *w, struct dice *dice)
{
	bool full = !roll(dice, 24);
	unsigned labels = full ? NAME_LABELS : roll(dice, 4), longest = full ? LABEL_OCTETS : 5;
	size_t left = NAME_OCTETS - 1;
	if (full && roll(dice, 2))
		longest = 1;
	while (labels-- && left >= 2) {
		size_t n = 1 + (full ? longest - 1 : roll(dice, longest));
		n = n < left ? n : left - 1;
		write_u8(w, (uint8_t)n);
		make_octets(w, n, dice);
		left -= n + 1;
	}
	write_u8(w, 0);
}

static void make_message_name(struct writer *w, bool compress, struct dice *dice)
{
	if (!compress || roll(dice, 2)) {
		make_name(w, dice);
		return;
	}
	if (roll(dice, 2))
		write_octets(w, "\1a", 2);
	write_u16(w, POINTER << 8 | HEADER_OCTETS);
}

static void make_bitmap(struct writer *w, struct dice *dice)
{
	for (unsigned window = roll(dice, 2); window < 256; window += 1 + roll(dice, 200)) {
		size_t len = 1 + roll(dice, roll(dice, 8) ? 4 : 32);
		write_u8(w, (uint8_t)window);
		write_u8(w, (uint8_t)len);
		make_octets(w, len - 1, dice);
		write_u8(w, (uint8_t)(1 + roll(dice, 255)));
	}
}

static void make_old_bitmap(struct writer *w, struct dice *dice)
{
	size_t len = roll(dice, 17);
	for (size_t i = 0; i < len; i++)
		write_u8(w, (uint8_t)(1 + roll(dice, 127)));
}

static void make_apl(struct writer *w, struct dice *dice)
{
	for (unsigned n = roll(dice, 3); n; n--) {
		unsigned family = 1 + roll(dice, 2), octets = family == 1 ? 4 : 16;
		unsigned len = roll(dice, octets + 1);
		write_u16(w, (uint16_t)(roll(dice, 16) ? family : 3));
		write_u8(w, (uint8_t)roll(dice, octets * 8 + 1));
		write_u8(w, (uint8_t)(len | (roll(dice, 2) ? 0x80 : 0)));
		for (; len; len--)
			write_u8(w, (uint8_t)(1 + roll(dice, 255)));
	}
}

static void make_loc(struct writer *w, struct dice *dice)
{
	write_u8(w, !roll(dice, 16));
	for (unsigned i = 0; i < 3; i++)
		write_u8(w, (uint8_t)(roll(dice, 10) << 4 | roll(dice, 10)));
	for (unsigned degrees = 90; degrees <= 180; degrees += 90)
		write_u32(w, 0x80000000u - degrees * 3600000 + roll(dice, degrees * 7200000 + 1));
	write_u32(w, roll(dice, UINT32_MAX));
}

static void make_a6(struct writer *w, struct dice *dice)
{
	unsigned prefix = roll(dice, 129), octets = (128 - prefix + 7) / 8;
	write_u8(w, (uint8_t)prefix);
	for (unsigned i = 0; i < octets; i++)
		write_u8(w, (uint8_t)(roll(dice, 256) & (i ? 0xffu : 0xffu >> prefix % 8)));
	if (prefix)
		make_name(w, dice);
}

static void make_gateway(struct writer *w, unsigned type, struct dice *dice)
{
	if (type == GATEWAY_IPV4)
		write_u32(w, roll(dice, UINT32_MAX));
	else if (type == GATEWAY_IPV6)
		make_octets(w, 16, dice);
	else if (type == GATEWAY_NAME)
		make_name(w, dice);
	else if (type >= GATEWAYS)
		make_octets(w, any_length(dice, 64), dice);
}

static void make_hip(struct writer *w, struct dice *dice)
{
	unsigned tag = 1 + roll(dice, 20), key = 1 + roll(dice, 30);
	write_u8(w, (uint8_t)tag);
	write_u8(w, (uint8_t)roll(dice, 256));
	write_u16(w, (uint16_t)key);
	make_octets(w, tag + key, dice);
}

static void make_digest(struct writer *w, char field, struct dice *dice)
{
	static const uint8_t ds[] = { 0, 20, 32, 32, 48 }, zonemd[] = { 0, 48, 64 };
	uint8_t type = w->len ? w->base[w->len - 1] : 0;
	size_t len = 1 + any_length(dice, 64);
	if (field == 'd' && type && type < sizeof(ds))
		len = ds[type];
	else if (field == 'D' && type && type < sizeof(zonemd))
		len = zonemd[type];
	make_octets(w, len, dice);
}

static void make_options(struct writer *w, struct dice *dice)
{
	for (unsigned n = roll(dice, 4); n; n--) {
		uint16_t code = any_option(dice);
		write_u16(w, code);
		uint8_t *len = write_room(w, 2);
		size_t begun = w->len;
		make_option_data(w, code, dice);
		if (len)
			put_u16(len, (uint16_t)(w->len - begun));
	}
}

static void make_params(struct writer *w, struct dice *dice)
{
	int last = roll(dice, 8) ? 0 : -1;
	for (unsigned n = roll(dice, 4); n && !w->full; n--) {
		size_t begun = w->len;
		make_param(w, last, dice);
		if (!w->full)
			last = get_u16(w->base + begun);
		if (last == UINT16_MAX)
			break;
	}
}

/* So many of them, one at least. */
static void make_several(struct writer *w, char field, struct dice *dice)
{
	unsigned n = roll(dice, 3) + (field == 'S');
	while (n--)
		if (field == 'S')
			make_counted(w, 0, dice);
		else
			make_name(w, dice);
}

static void make_rare(struct writer *w, size_t start, char field, struct dice *dice)
{
	switch (field) {
	case 'U': make_name(w, dice); break;
	case 'S':
	case 'V': make_several(w, field, dice); break;
	case 'o':
		if (roll(dice, 2))
			make_counted(w, 0, dice);
		break;
	case 'z': {
		size_t n = any_length(dice, 300);
		write_u16(w, (uint16_t)n);
		make_octets(w, n, dice);
		break;
	}
	case 'd':
	case 'D': make_digest(w, field, dice); break;
	case 'B': make_bitmap(w, dice); break;
	case 'M': make_old_bitmap(w, dice); break;
	case 'O': make_options(w, dice); break;
	case 'P': make_params(w, dice); break;
	case 'L': make_loc(w, dice); break;
	case 'l': make_apl(w, dice); break;
	case 'Z': make_a6(w, dice); break;
	case 'w':
		write_u8(w, (uint8_t)roll(dice, 3));
		for (unsigned n = 1 + roll(dice, 12); n; n--)
			write_u8(w, (uint8_t)('0' + roll(dice, 10)));
		break;
	case 'g': make_gateway(w, w->len > start + 1 ? w->base[start + 1] : 0, dice); break;
	case 'r': {
		uint8_t type = (uint8_t)roll(dice, GATEWAYS + 1);
		write_u8(w, (uint8_t)(type | (roll(dice, 2) ? 0x80 : 0)));
		make_gateway(w, type, dice);
		break;
	}
	case 'i': make_hip(w, dice); break;
	default: make_octets(w, 1 + any_length(dice, 300), dice); break;
	}
}

/* Small, so that it is one that means something, or any. */
static uint32_t any_number(struct dice *dice, uint32_t limit)
{
	switch (roll(dice, 4)) {
	case 0: return roll(dice, limit) + roll(dice, 2);
	case 1: return roll(dice, 2) ? limit : 0;
	default: return roll(dice, 6);
	}
}

void make_field(struct writer *w, size_t start, char field, bool compress, struct dice *dice)
{
	switch (field) {
	case '1':
	case 'G':
	case 'K':
	case 'm': write_u8(w, (uint8_t)any_number(dice, UINT8_MAX)); break;
	case '2':
	case 'C':
	case 'R': write_u16(w, (uint16_t)any_number(dice, UINT16_MAX)); break;
	case 'Y': write_u16(w, roll(dice, 4) ? any_type(dice) : (uint16_t)roll(dice, 65536)); break;
	case '4':
	case 'u':
	case 'T':
	case 'a': write_u32(w, any_number(dice, UINT32_MAX)); break;
	case '6':
	case 'e': make_octets(w, 6, dice); break;
	case '8':
	case 'E':
	case 'k': make_octets(w, 8, dice); break;
	case 'A': make_octets(w, 16, dice); break;
	case 'n':
	case 'N': make_message_name(w, compress, dice); break;
	case 's':
	case 'h': make_counted(w, 0, dice); break;
	case 't':
	case 'H': make_counted(w, 1, dice); break;
	default: make_rare(w, start, field, dice); break;
	}
}

void make_rdata(struct writer *w, uint16_t type, uint16_t class, bool compress, struct dice *dice)
{
	size_t start = w->len;
	const char *field = layout_fields(type, class);
	if (!*field)
		make_octets(w, any_length(dice, 300), dice);
	for (; *field; field++)
		make_field(w, start, *field, compress, dice);
}

uint16_t any_option(struct dice *dice)
{
	for (unsigned tries = 0; tries < 32; tries++) {
		uint16_t code = (uint16_t)roll(dice, 24);
		if (option_layout_of(code))
			return code;
	}
	return (uint16_t)roll(dice, 65536);
}

static void make_subnet(struct writer *w, struct dice *dice)
{
	unsigned family = 1 + roll(dice, 2), bits = roll(dice, family == 1 ? 33 : 129);
	write_u16(w, (uint16_t)family);
	write_u8(w, (uint8_t)bits);
	write_u8(w, (uint8_t)(roll(dice, 4) ? 0 : roll(dice, 33)));
	for (unsigned i = 0; i < (bits + 7) / 8; i++)
		write_u8(w, (uint8_t)(roll(dice, 256) &
				      (i == bits / 8 ? ~(0xffu >> bits % 8) : 0xffu)));
}

void make_option_data(struct writer *w, uint16_t code, struct dice *dice)
{
	const struct edns_layout *row = option_layout_of(code);
	switch (row ? row->form : FORM_OPAQUE) {
	case FORM_ECS: make_subnet(w, dice); break;
	case FORM_SECONDS: make_octets(w, roll(dice, 2) ? 4 : 0, dice); break;
	case FORM_COOKIE: make_octets(w, roll(dice, 2) ? 8 : 16 + roll(dice, 25), dice); break;
	case FORM_KEEPALIVE: make_octets(w, roll(dice, 2) ? 2 : 0, dice); break;
	case FORM_NAME: make_name(w, dice); break;
	case FORM_NUMBERS:
		for (unsigned n = 1 + roll(dice, 4); n; n--)
			write_u16(w, (uint16_t)roll(dice, 65536));
		break;
	case FORM_EDE:
		write_u16(w, (uint16_t)roll(dice, 36));
		make_octets(w, any_length(dice, 80), dice);
		break;
	case FORM_ZONEVERSION:
		write_u8(w, (uint8_t)roll(dice, 4));
		write_u8(w, (uint8_t)(roll(dice, 4) ? 0 : roll(dice, 256)));
		write_u32(w, roll(dice, UINT32_MAX));
		break;
	default: make_octets(w, any_length(dice, 300), dice); break;
	}
}

void make_param_value(struct writer *w, uint16_t key, struct dice *dice)
{
	unsigned n = 1 + roll(dice, 3);
	switch (svc_form(key)) {
	case SVC_LIST:
	case SVC_NUMBERS:
		for (unsigned number = 1; n; n--, number += 1 + roll(dice, 4))
			write_u16(w, (uint16_t)number);
		break;
	case SVC_IDS:
		for (; n; n--)
			make_counted(w, 1, dice);
		break;
	case SVC_EMPTY: break;
	case SVC_NUMBER: write_u16(w, odd_number(dice, 443)); break;
	case SVC_IPV4: make_octets(w, n * 4, dice); break;
	case SVC_IPV6: make_octets(w, n * 16, dice); break;
	case SVC_TEMPLATE:
		write_octets(w, "/", 1);
		make_octets(w, any_length(dice, 20), dice);
		write_octets(w, "{?dns}", 6);
		break;
	default: make_octets(w, 1 + any_length(dice, 80), dice); break;
	}
}

void make_param(struct writer *w, int last, struct dice *dice)
{
	uint32_t key = (uint32_t)(last + 1) + roll(dice, 3);
	if (!roll(dice, 8))
		key += roll(dice, UINT16_MAX);
	write_u16(w, (uint16_t)(key < UINT16_MAX ? key : UINT16_MAX));
	uint8_t *len = write_room(w, 2);
	size_t begun = w->len;
	make_param_value(w, (uint16_t)key, dice);
	if (len)
		put_u16(len, (uint16_t)(w->len - begun));
}
