/* Texts that differ for one type. */
#include "mend.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "judge.h"

/* ATM Forum af-saa-0069.000 2.3: an AESA in hexadecimal, E.164 as + and its digits. */
bool mend_atma(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	static char text[1 << 18];
	(void)ours;
	if (!is_record(at) || at->frame->type != ATMA || word_is(theirs, RDATA, "#"))
		return false;
	const uint8_t *p = rdata(at);
	size_t len = at->frame->rdlen - 1;
	if (*p > 1)
		return mend_whole(at, theirs);
	int n = *p ? snprintf(text, sizeof(text), "+%.*s", (int)len, (const char *)p + 1) : 0;
	for (size_t i = 0; !*p && i < len; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "%02x", p[1 + i]);
	return mend_word(theirs, RDATA, text);
}

/* RFC 9460 A.1: commas and backslashes within an identifier are escaped for the list and then once
 * more for the string; ldns does the first alone.  The text is taken apart once, so what is left is
 * the list's. */
bool mend_alpn(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	static char text[1 << 18];
	bool done = false;
	(void)ours;
	if (!is_record(at) || (at->frame->type != SVCB && at->frame->type != HTTPS))
		return false;
	size_t param = behind_name(at->data, at->size, at->frame->rdata + 2);
	for (; param + 4 <= at->frame->end; param += 4 + octets16(at->data + param + 2)) {
		const uint8_t *id = at->data + param + 4, *end = id + octets16(id - 2);
		if (octets16(at->data + param) != 1)
			continue;
		size_t n = (size_t)snprintf(text, sizeof(text), "alpn=");
		for (const uint8_t *first = id; id < end; id += *id + 1) {
			if (id > first)
				text[n++] = ',';
			for (size_t i = 1; i <= *id; i++) {
				if (id[i] == ',' || id[i] == '\\')
					text[n++] = '\\';
				text[n++] = (char)id[i];
			}
		}
		for (size_t i = RDATA + 2; i < theirs->count; i++) {
			const struct word *w = &theirs->list[i];
			if (w->len < 5 || memcmp(theirs->octets + w->at, "alpn=", 5) ||
				(w->len == n && !memcmp(theirs->octets + w->at, text, n)))
				continue;
			word_set(theirs, i, text, n);
			done = true;
		}
	}
	return done;
}

/* ldns has no text for a key of no octets (RFC 4025 2.6 has them). */
bool mend_no_key(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	char gateway[1100] = ".", text[1200];
	const uint8_t *p = rdata(at);
	(void)ours;
	if (!is_record(at) || at->frame->type != IPSECKEY || theirs->count || p[1] > 3)
		return false;
	if (p[1] == 1 || p[1] == 2)
		put_address(gateway, sizeof(gateway), p[1] == 1 ? AF_INET : AF_INET6, p + 3);
	if (p[1] == 3 && !name_text(at, at->frame->rdata + 3, gateway, sizeof(gateway)))
		return false;
	snprintf(text, sizeof(text), "%u %u %u %s", p[0], p[1], p[2], gateway);
	mend_rdata(at, theirs, text);
	return true;
}

/* RFC 8659 4.1 has letters and digits there, and does not say that others are malformed.  A value
 * may be empty. */
bool mend_tag(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	static char text[1 << 18];
	(void)ours;
	if (!is_record(at) || at->frame->type != CAA)
		return false;
	const uint8_t *p = rdata(at);
	if (theirs->count && at->frame->rdlen != 2u + p[1])
		return false;
	size_t tag = p[1], n = (size_t)snprintf(text, sizeof(text), "%u ", p[0]);
	n += put_escaped(text + n, sizeof(text) - n, p + 2, tag);
	n += (size_t)snprintf(text + n, sizeof(text) - n, " \"");
	n += put_escaped(text + n, sizeof(text) - n, p + 2 + tag, at->frame->rdlen - 2 - tag);
	snprintf(text + n, sizeof(text) - n, "\"");
	mend_rdata(at, theirs, text);
	return true;
}

bool mend_target(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	char text[32];
	(void)ours;
	if (!is_record(at) || at->frame->type != URI || at->frame->rdlen != 4)
		return false;
	snprintf(text, sizeof(text), "%u %u \"\"", octets16(rdata(at)), octets16(rdata(at) + 2));
	mend_rdata(at, theirs, text);
	return true;
}

/* The bits as RFC 2535 5.2 has them. */
bool mend_nxt(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	static char text[8192];
	(void)ours;
	if (!is_record(at) || at->frame->type != NXT || !word_copy(theirs, RDATA, text, 2048))
		return false;
	size_t map = behind_name(at->data, at->size, at->frame->rdata), kept = theirs->count;
	struct word name = kept > RDATA ? theirs->list[RDATA] : (struct word){ 0, 0 };
	size_t n = (size_t)snprintf(text, sizeof(text), "x");
	for (unsigned type = 0; type < 8 * (at->frame->end - map); type++) {
		const ldns_rr_descriptor *d = ldns_rr_descript((uint16_t)type);
		if (!(at->data[map + type / 8] & 0x80 >> type % 8))
			continue;
		if (d && d->_name && d->_type == type)
			n += (size_t)snprintf(text + n, sizeof(text) - n, " %s", d->_name);
		else
			n += (size_t)snprintf(text + n, sizeof(text) - n, " TYPE%u", type);
	}
	mend_rdata(at, theirs, text);
	theirs->list[RDATA] = name;
	return true;
}

static bool loc_has_text(const uint8_t *p)
{
	for (int i = 1; i < 4; i++)
		if (p[i] && !(p[i] >> 4))
			return false;
	return !*p;
}

/* Numbers are the same: zeros in front of them, ".00" behind them; and which side of the equator
 * and the meridian their lines are on. */
bool mend_loc(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	char word[32], other[40];
	(void)ours;
	if (!is_record(at) || at->frame->type != LOC || word_is(theirs, RDATA, "#"))
		return false;
	if (!loc_has_text(rdata(at)))
		return mend_whole(at, theirs);
	bool done = false;
	for (size_t i = RDATA; i < theirs->count; i++) {
		size_t n = theirs->list[i].len;
		if (!word_copy(theirs, i, word, sizeof(word)))
			continue;
		if (n == 2 && word[0] == '0')
			done |= mend_word(theirs, i, word + 1);
		if (i == RDATA + 8 && word[n - 1] == 'm' && !strchr(word, '.')) {
			snprintf(other, sizeof(other), "%.*s.00m", (int)n - 1, word);
			done |= mend_word(theirs, i, other);
		}
		if (i > RDATA + 8 && !strcmp(word, "0.00m"))
			done |= mend_word(theirs, i, "0m");
	}
	if (octets32(rdata(at) + 4) == 0x80000000 && word_is(theirs, RDATA + 3, "S"))
		done |= mend_word(theirs, RDATA + 3, "N");
	if (octets32(rdata(at) + 8) == 0x80000000 && word_is(theirs, RDATA + 7, "W"))
		done |= mend_word(theirs, RDATA + 7, "E");
	return done;
}

/* RFC 8945 3, RFC 2930 2.6: the error by its name. */
bool mend_error(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	static const char *const names[] = { "BADSIG", "BADKEY", "BADTIME", "BADMODE", "BADNAME",
		"BADALG", "BADTRUNC" };
	unsigned type = at->frame->type, error;
	char word[16], end;
	(void)ours;
	if (!is_record(at) || (type != TKEY && type != TSIG))
		return false;
	size_t at_word = RDATA + 4;
	if (type == TSIG) { /* behind the MAC, which is no word where it is empty */
		size_t alg = behind_name(at->data, at->size, at->frame->rdata);
		at_word = RDATA + (octets16(at->data + alg + 8) ? 6 : 5);
	}
	if (!word_copy(theirs, at_word, word, sizeof(word)) ||
		sscanf(word, "%u%c", &error, &end) != 1)
		return false;
	if (error == 0)
		return mend_word(theirs, at_word, "NOERROR");
	return error >= 16 && error - 16 < 7 && mend_word(theirs, at_word, names[error - 16]);
}

/* RFC 4398 2.2: a mnemonic of DNSSEC's algorithms, here ldns's own. */
bool mend_cert(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	(void)ours;
	if (!is_record(at) || at->frame->type != CERT)
		return false;
	unsigned algorithm = rdata(at)[4];
	ldns_lookup_table *row = ldns_lookup_by_id(ldns_algorithms, (int)algorithm);
	/* DSA-NSEC3-SHA1 and others have two names in IANA's registry; ours are those of RFC 5155
	 */
	const char *name = algorithm == 6    ? "NSEC3DSA"
			   : algorithm == 7  ? "NSEC3RSASHA1"
			   : algorithm == 12 ? "ECCGOST"
			   : row             ? row->name
					     : NULL;
	return name && mend_word(theirs, RDATA + 2, name);
}

/* IPv6 addresses in RFC 5952's form; and no text where a family is unknown. */
bool mend_apl(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	(void)ours;
	if (!is_record(at) || at->frame->type != APL)
		return false;
	bool done = false;
	for (size_t i = 0; i + 4 <= at->frame->rdlen; i += 4u + (rdata(at)[i + 3] & 0x7f)) {
		unsigned family = octets16(rdata(at) + i);
		if (family != 1 && family != 2)
			return mend_whole(at, theirs);
	}
	for (size_t i = RDATA; i < theirs->count; i++) {
		char word[80], other[80], address[INET6_ADDRSTRLEN];
		uint8_t octets[16];
		if (!word_copy(theirs, i, word, sizeof(word)))
			continue;
		char *begin = strstr(word, "2:"), *slash = strchr(word, '/');
		if (!begin || begin - word > 1 || !slash)
			continue;
		*slash = '\0';
		if (inet_pton(AF_INET6, begin + 2, octets) != 1)
			continue;
		inet_ntop(AF_INET6, octets, address, sizeof(address));
		snprintf(other, sizeof(other), "%.*s%s/%s", (int)(begin + 2 - word), word, address,
			slash + 1);
		done |= mend_word(theirs, i, other);
	}
	return done;
}

/* RFC 6742 2.1.2: "the same syntax as the text representation of IPv6 addresses", without zeros. */
bool mend_groups(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	unsigned type = at->frame->type;
	char other[32];
	(void)ours;
	if (!is_record(at) || (type != NID && type != L64))
		return false;
	const uint8_t *p = rdata(at) + 2;
	snprintf(other, sizeof(other), "%04x:%04x:%04x:%04x", octets16(p), octets16(p + 2),
		octets16(p + 4), octets16(p + 6));
	if (!word_is(theirs, RDATA + 1, other))
		return false;
	snprintf(other, sizeof(other), "%x:%x:%x:%x", octets16(p), octets16(p + 2), octets16(p + 4),
		octets16(p + 6));
	return mend_word(theirs, RDATA + 1, other);
}

/* RFC 5155 3.3: no padding. */
bool mend_hash(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	char hash[512];
	(void)ours;
	if (!is_record(at) || at->frame->type != NSEC3 ||
		!word_copy(theirs, RDATA + 4, hash, sizeof(hash)) || !strchr(hash, '='))
		return false;
	*strchr(hash, '=') = '\0';
	return mend_word(theirs, RDATA + 4, hash);
}

/* Gateway and relay of a kind that nobody has defined. */
bool mend_gateway(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	(void)ours;
	return is_record(at) && at->frame->type == IPSECKEY && rdata(at)[1] > 3 &&
	       mend_whole(at, theirs);
}
