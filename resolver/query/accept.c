/* Whether a datagram or TCP message answers a query of ours. */
#include "resolver/query/accept.h"
#include <stdbool.h>
#include "resolver/dns/code.h"
#include "resolver/dns/msg.h"

static const char *const texts[] = {
#define DROP_TEXT(value, text) text,
	DROP_MAP(DROP_TEXT)
#undef DROP_TEXT
};

const char *drop_text(enum drop reason)
{
	return texts[reason];
}

/* The first question of a message cannot be compressed: there is nothing before it to point to.
 * Length octets are below 'A', so folding the whole name folds the letters alone. */
static bool same_question(const uint8_t *ours, const uint8_t *theirs, size_t octets)
{
	size_t name = octets - 4;
	if (!memcmp(ours, theirs, octets))
		return true;
	for (size_t i = 0; i < name; i++)
		if (ours[i] != theirs[i] && octet_fold(ours[i]) != octet_fold(theirs[i]))
			return false;
	return get_u32(ours + name) == get_u32(theirs + name);
}

static bool excuses_no_question(unsigned rcode)
{
	return rcode == RCODE_FORMERR || rcode == RCODE_SERVFAIL || rcode == RCODE_NOTIMP ||
	       rcode == RCODE_REFUSED;
}

enum drop accept_reply(
	const uint8_t *query, size_t question_len, uint16_t id, const uint8_t *reply, size_t len)
{
	if (len < HEADER_OCTETS)
		return DROP_SHORT;
	if (get_u16(reply) != id)
		return DROP_ID;
	uint16_t flags = get_u16(reply + 2);
	if (!(flags & FLAG_QR))
		return DROP_QUERY;
	if (flags & OPCODE_MASK)
		return DROP_OPCODE;
	uint16_t questions = get_u16(reply + 4);
	if (questions == 0)
		return excuses_no_question(flags & RCODE_MASK) ? DROP_NOT : DROP_NO_QUESTION;
	if (questions != 1 || len < HEADER_OCTETS + question_len)
		return DROP_QUESTION;
	return same_question(query + HEADER_OCTETS, reply + HEADER_OCTETS, question_len)
		       ? DROP_NOT
		       : DROP_QUESTION;
}
