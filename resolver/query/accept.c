/* Whether a datagram or TCP message answers a query of ours. */
#include "resolver/query/accept.h"
#include "resolver/dns/code.h"
#include "resolver/dns/msg.h"

const char *stub_drop_text(int drop)
{
	static const char *const texts[] = {
#define DROP_TEXT(value, name, text) text,
		STUB_DROP_MAP(DROP_TEXT)
#undef DROP_TEXT
	};
	return drop >= 0 && drop < STUB_DROP_REASONS ? texts[drop] : "unknown reason";
}

/* The first question of a message cannot be compressed: there is nothing before it to point to.
 * Length octets are below 'A', so folding the whole name folds the letters alone. */
static enum stub_drop same_question(
	const uint8_t *ours, const uint8_t *theirs, size_t octets, bool exact)
{
	size_t name = octets - 4;
	if (!memcmp(ours, theirs, octets))
		return STUB_DROP_NOT;
	for (size_t i = 0; i < name; i++)
		if (ours[i] != theirs[i] && octet_fold(ours[i]) != octet_fold(theirs[i]))
			return STUB_DROP_QUESTION;
	if (get_u32(ours + name) != get_u32(theirs + name))
		return STUB_DROP_QUESTION;
	return exact ? STUB_DROP_CASE : STUB_DROP_NOT;
}

static bool excuses_no_question(uint16_t flags, bool stream)
{
	unsigned rcode = flags & RCODE_MASK;
	if (!stream && flags & FLAG_TC)
		return true;
	return rcode == RCODE_FORMERR || rcode == RCODE_SERVFAIL || rcode == RCODE_NOTIMP ||
	       rcode == RCODE_REFUSED;
}

enum stub_drop accept_reply(const struct expected *e, const uint8_t *reply, size_t len)
{
	if (len < HEADER_OCTETS)
		return STUB_DROP_SHORT;
	if (get_u16(reply) != e->id)
		return STUB_DROP_ID;
	uint16_t flags = get_u16(reply + 2);
	if (!(flags & FLAG_QR))
		return STUB_DROP_QUERY;
	if (flags & OPCODE_MASK)
		return STUB_DROP_OPCODE;
	uint16_t questions = get_u16(reply + 4);
	if (questions == 0)
		return excuses_no_question(flags, e->stream) ? STUB_DROP_NOT
							     : STUB_DROP_NO_QUESTION;
	if (questions != 1 || len < (size_t)HEADER_OCTETS + e->question_len)
		return STUB_DROP_QUESTION;
	return same_question(
		e->query + HEADER_OCTETS, reply + HEADER_OCTETS, e->question_len, e->exact);
}

bool accept_exact(const struct expected *e, const uint8_t *reply)
{
	return get_u16(reply + 4) == 0 ||
	       !memcmp(e->query + HEADER_OCTETS, reply + HEADER_OCTETS, e->question_len);
}
