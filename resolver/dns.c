/* The public face of dns/: codes, and reading messages. */
#include <stub/dns.h>

#include "resolver/dns/code.h"
#include "resolver/dns/edns.h"
#include "resolver/dns/print.h"
#include "resolver/dns/rdata_write.h"
#include "resolver/dns/svcb.h"
#include "resolver/dns_public.h"

bool stub_type_from_text(const char *text, uint16_t *out)
{
	return type_from_text(text, out);
}

bool stub_class_from_text(const char *text, uint16_t *out)
{
	return class_from_text(text, out);
}

bool stub_rcode_from_text(const char *text, uint16_t *out)
{
	return rcode_from_text(text, out);
}

size_t stub_type_to_text(uint16_t type, char *out, size_t size)
{
	struct text text = text_of(out, size);
	type_to_text(type, &text);
	return text.len;
}

size_t stub_class_to_text(uint16_t rr_class, char *out, size_t size)
{
	struct text text = text_of(out, size);
	class_to_text(rr_class, &text);
	return text.len;
}

size_t stub_rcode_to_text(uint16_t rcode, char *out, size_t size)
{
	struct text text = text_of(out, size);
	rcode_to_text(rcode, &text);
	return text.len;
}

size_t stub_opcode_to_text(unsigned opcode, char *out, size_t size)
{
	struct text text = text_of(out, size);
	opcode_to_text(opcode, &text);
	return text.len;
}

/* The public view and ours, which has what the functions need and no more. */
static void show(struct stub_message *out, const struct msg *msg)
{
	*out = (struct stub_message){
		.octets = msg->data,
		.len = msg->size,
		.end = msg->end,
		.cut = msg->cut,
		.id = msg->id,
		.flags = msg->flags,
		.opcode = (msg->flags & OPCODE_MASK) >> 11,
		.rcode = (uint16_t)msg_extended_rcode(msg),
		.opt = msg->opt,
	};
	memcpy(out->count, msg->count, sizeof(out->count));
	memcpy(out->start, msg->start, sizeof(out->start));
}

bool stub_message_parse(struct stub_message *out, const uint8_t *octets, size_t len)
{
	struct msg msg;
	if (!msg_parse(&msg, octets, len))
		return false;
	show(out, &msg);
	return true;
}

struct stub_records stub_message_records(
	const struct stub_message *message, enum stub_section section)
{
	return (struct stub_records){
		.message = message,
		.at = message->start[section],
		.left = message->count[section],
		.question = section == STUB_QUESTION,
	};
}

bool stub_records_next(struct stub_records *records, struct stub_record *out)
{
	struct rr rr;
	struct msg msg = { .data = records->message->octets };
	struct rr_iter it = { &msg, records->at, records->left, records->question };
	if (!rr_next(&it, &rr))
		return false;
	records->at = it.at;
	records->left = it.left;
	*out = (struct stub_record){
		.type = rr.type,
		.rr_class = rr.class,
		.ttl = rr.ttl,
		.rdata = records->question ? NULL : msg.data + rr.rdata,
		.rdlen = rr.rdlen,
		.owner = rr.owner,
	};
	return true;
}

size_t stub_record_owner(const struct stub_message *message, const struct stub_record *record,
	char *out, size_t size)
{
	struct text text = text_of(out, size);
	struct msg msg = msg_of(message);
	print_name(&msg, record->owner, &text);
	return text.len;
}

bool stub_record_name(const struct stub_message *message, const struct stub_record *record,
	unsigned n, struct stub_name *out)
{
	struct rr rr = rr_of(message, record);
	struct name name;
	size_t at = n ? rdata_name(message->octets, &rr, n) : rr.owner;
	if (!at)
		return false;
	name_expand(&name, message->octets, (name_ref)at);
	*out = name_shown(&name);
	return true;
}

bool stub_record_same_owner(const struct stub_message *message, const struct stub_record *a,
	const struct stub_record *b)
{
	struct msg msg = msg_of(message);
	return name_same(&msg, a->owner, b->owner);
}

size_t stub_record_data(const struct stub_message *message, const struct stub_record *record,
	char *out, size_t size)
{
	struct text text = text_of(out, size);
	struct msg msg = msg_of(message);
	struct rr rr = rr_of(message, record);
	if (record->rdata)
		print_rdata(&msg, &rr, &text);
	return text.len;
}

size_t stub_record_print(const struct stub_message *message, const struct stub_record *record,
	char *out, size_t size)
{
	struct text text = text_of(out, size);
	struct msg msg = msg_of(message);
	struct rr rr = rr_of(message, record);
	if (record->rdata)
		print_record(&msg, &rr, &text);
	else
		print_question_line(&msg, &rr, &text);
	return text.len;
}

size_t stub_message_print(const uint8_t *octets, size_t len, char *out, size_t size)
{
	struct msg msg;
	struct text text = text_of(out, size);
	if (!msg_parse(&msg, octets, len))
		return 0;
	msg_print(&msg, &text);
	return text.len;
}

bool stub_message_edns(const struct stub_message *message, struct stub_edns *out)
{
	struct edns edns;
	struct msg msg = msg_of(message);
	if (!msg_edns(&msg, &edns))
		return false;
	*out = (struct stub_edns){
		.udp_size = edns.udp,
		.flags = edns.flags,
		.version = edns.version,
	};
	return true;
}

struct stub_edns_options stub_message_edns_options(const struct stub_message *message)
{
	struct msg msg = msg_of(message);
	struct edns_iter it = msg_options(&msg);
	return (struct stub_edns_options){ it.in.at, it.in.end };
}

bool stub_edns_options_next(struct stub_edns_options *options, struct stub_edns_option *out)
{
	struct edns_iter it = { .in = { .at = options->at, .end = options->end } };
	struct edns_option option;
	if (!option_next(&it, &option))
		return false;
	options->at = it.in.at;
	*out = (struct stub_edns_option){
		.code = option.code,
		.len = option.len,
		.data = option.data,
		.malformed = !option_good(&option),
	};
	return true;
}

bool stub_edns_option_error(const struct stub_edns_option *option, struct stub_edns_error *out)
{
	if (option->code != STUB_EDE || option->malformed || option->len < 2)
		return false;
	uint16_t code = get_u16(option->data);
	*out = (struct stub_edns_error){
		.code = code,
		.name = ede_to_text(code),
		.text = (const char *)option->data + 2,
		.text_len = option->len - 2u,
	};
	return true;
}

size_t stub_edns_option_print(const struct stub_edns_option *option, char *out, size_t size)
{
	struct text text = text_of(out, size);
	print_option(&(struct edns_option){ option->code, option->len, some(option->data) }, &text);
	return text.len;
}

struct stub_svc_params stub_svc_params(
	uint16_t type, uint16_t rr_class, const uint8_t *rdata, size_t rdlen)
{
	struct reader r = reader_of(some(rdata), rdlen);
	if (!has_svc_params(type, rr_class) || !rdata_good(type, rr_class, r.at, rdlen))
		return (struct stub_svc_params){ some(NULL), some(NULL) };
	read_u16(&r); /* SvcPriority */
	read_plain_name(&r);
	return (struct stub_svc_params){ r.at, r.end };
}

bool stub_svc_params_next(struct stub_svc_params *params, struct stub_svc_param *out)
{
	struct reader r = { .at = params->at, .end = params->end };
	if (!read_left(&r))
		return false;
	*out = (struct stub_svc_param){ .key = read_u16(&r) };
	out->len = read_u16(&r);
	out->value = read_octets(&r, out->len);
	out->name = out->key < SVC_KEYS ? svc_params[out->key].name : "";
	params->at = r.at;
	return true;
}

size_t stub_svc_param_print(const struct stub_svc_param *param, char *out, size_t size)
{
	struct text text = text_of(out, size);
	print_svc_param(param->key, some(param->value), param->len, &text);
	return text.len;
}
