/* Known differences, each with its reason. */
#include "known.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "judge.h"

enum {
	SIG = 24,
	LOC = 29,
	NXT = 30,
	WKS = 11,
	ATMA = 34,
	CERT = 37,
	A6 = 38,
	SINK = 40,
	APL = 42,
	IPSECKEY = 45,
	RRSIG = 46,
	SVCB = 64,
	HTTPS = 65,
	DSYNC = 66,
	NID = 104,
	L64 = 106,
	NSEC3 = 50,
	TKEY = 249,
	TSIG = 250,
	URI = 256,
	CAA = 257,
	DOA = 259,
	AMTRELAY = 260,
	IPN = 264,
	IN = 1,
};

static const uint8_t *rdata(const struct at_issue *at)
{
	return at->data + at->frame->rdata;
}

static uint32_t octets32(const uint8_t *p)
{
	return (uint32_t)octets16(p) << 16 | octets16(p + 2);
}

static bool set(struct words *w, size_t i, const char *text)
{
	if (i >= w->count || word_is(w, i, text))
		return false;
	word_set(w, i, text, strlen(text));
	return true;
}

static bool word_copy(const struct words *w, size_t i, char *out, size_t cap)
{
	if (i >= w->count || w->list[i].len >= cap)
		return false;
	memcpy(out, w->octets + w->list[i].at, w->list[i].len);
	out[w->list[i].len] = '\0';
	return true;
}

/* ldns's own printing of a name. */
static bool name_text(const struct at_issue *at, size_t offset, char *out, size_t cap)
{
	ldns_rdf *name = NULL;
	bool good = ldns_wire2dname(&name, at->data, at->size, &offset) == LDNS_STATUS_OK;
	char *text = good ? ldns_rdf2str(name) : NULL;
	good = text && (size_t)snprintf(out, cap, "%s", text) < cap;
	free(text);
	ldns_rdf_deep_free(name);
	return good;
}

/* The words in front of the RDATA, for a record that ldns has no text for. */
static void set_head(const struct at_issue *at, struct words *w)
{
	char owner[1100] = "", head[1200];
	const char *unnamed = unnamed_type(at->frame->type);
	char *class = ldns_rr_class2str(at->frame->class);
	char *type = ldns_rr_type2str(at->frame->type);
	name_text(at, at->owner, owner, sizeof(owner));
	snprintf(head, sizeof(head), "%s %u %s %s", owner, at->frame->ttl, class,
		unnamed ? unnamed : type);
	words_of(w, head, strlen(head));
	free(class);
	free(type);
}

/* The RDATA's words become those of this text. */
static void set_rdata(const struct at_issue *at, struct words *w, const char *text)
{
	static struct words other;
	words_of(&other, text, strlen(text));
	if (!w->count)
		set_head(at, w);
	w->count = RDATA < w->count ? RDATA : w->count;
	for (size_t i = 0; i < other.count && w->count < WORDS; i++) {
		w->list[w->count++] = (struct word){ 0, 0 };
		word_set(w, w->count - 1, other.octets + other.list[i].at, other.list[i].len);
	}
}

/* The form that every RDATA has (RFC 3597 5). */
static bool set_opaque(const struct at_issue *at, struct words *theirs)
{
	static char text[2 * 65536 + 32];
	int n = snprintf(text, sizeof(text), "\\# %zu ", at->frame->rdlen);
	for (size_t i = 0; i < at->frame->rdlen; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "%02X", rdata(at)[i]);
	set_rdata(at, theirs, text);
	return true;
}

static void put_address(char *out, size_t cap, int family, const uint8_t *p)
{
	inet_ntop(family, p, out, (socklen_t)cap);
}

/* --- verdicts: what we take and ldns does not */

static bool other_class(const struct at_issue *at)
{
	return at->frame && at->reason == GOOD && only_in(at->frame->type) &&
	       at->frame->class != IN;
}

static bool short_wks(const struct at_issue *at)
{
	return at->frame && at->frame->type == WKS && at->frame->rdlen < 5 &&
	       at->status == LDNS_STATUS_PACKET_OVERFLOW;
}

static bool leaves_rest(const struct at_issue *at)
{
	return other_class(at) || (at->frame && at->frame->type == SINK);
}

/* --- texts */

static bool is_record(const struct at_issue *at)
{
	return !at->frame->question;
}

static bool mend_opaque(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	const struct frame *f = at->frame;
	(void)ours;
	return is_record(at) && (f->type == WKS || (only_in(f->type) && f->class != IN)) &&
	       set_opaque(at, theirs);
}

/* Ours is the RFC's own number where a mnemonic is missing: this one alone. */
static bool mend_names(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	bool done = false;
	char word[16];
	(void)ours;
	for (size_t i = OWNER + 1; i < theirs->count; i++) {
		unsigned type;
		char end;
		if (theirs->list[i].len > 9 || !word_copy(theirs, i, word, sizeof(word)) ||
			sscanf(word, "TYPE%u%c", &type, &end) != 1 || type > 65535)
			continue;
		const char *name = unnamed_type((uint16_t)type);
		done |= name && set(theirs, i, name);
	}
	if (is_record(at) && judged_as(at->frame->type))
		done |= set(theirs, TYPE, unnamed_type(at->frame->type));
	return done;
}

static bool mend_ttl(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	(void)ours;
	return is_record(at) && at->frame->ttl >> 31 && set(theirs, TTL, "0");
}

static void time_text(int64_t seconds, char out[static 24])
{
	struct tm tm;
	time_t t = (time_t)seconds;
	gmtime_r(&t, &tm);
	strftime(out, 24, "%Y%m%d%H%M%S", &tm);
}

/* Only where the two are the same 32 bits. */
static bool mend_times(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	unsigned type = at->frame->type;
	size_t word = 4, offset = 8;
	bool done = false;
	(void)ours;
	if (!is_record(at) || (type != SIG && type != RRSIG))
		return false;
	for (size_t i = 0; i < 2; i++, word++, offset += 4) {
		char right[24], other[24];
		int64_t seconds = octets32(rdata(at) + offset);
		time_text(seconds, right);
		for (int64_t era = -1; era <= 1; era += 2) {
			time_text(seconds + era * (INT64_C(1) << 32), other);
			if (word_is(theirs, RDATA + word, other))
				done |= set(theirs, RDATA + word, right);
		}
	}
	return done;
}

/* RFC 2930 has no text: seconds for us, dates for ldns, of the same 32 bits. */
static bool mend_tkey(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	bool done = false;
	(void)ours;
	if (!is_record(at) || at->frame->type != TKEY)
		return false;
	size_t offset = behind_name(at->data, at->size, at->frame->rdata);
	for (size_t i = 0; i < 2; i++, offset += 4) {
		char date[24], number[24];
		int64_t seconds = octets32(at->data + offset);
		snprintf(number, sizeof(number), "%lld", (long long)seconds);
		for (int64_t era = -1; era <= 1; era++) {
			time_text(seconds + era * (INT64_C(1) << 32), date);
			if (word_is(theirs, RDATA + 1 + i, date))
				done |= set(theirs, RDATA + 1 + i, number);
		}
	}
	return done;
}

/* ATM Forum af-saa-0069.000 2.3: an AESA in hexadecimal, E.164 as + and its digits. */
static bool mend_atma(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	static char text[1 << 18];
	(void)ours;
	if (!is_record(at) || at->frame->type != ATMA || word_is(theirs, RDATA, "#"))
		return false;
	const uint8_t *p = rdata(at);
	size_t len = at->frame->rdlen - 1;
	if (*p > 1)
		return set_opaque(at, theirs);
	int n = *p ? snprintf(text, sizeof(text), "+%.*s", (int)len, (const char *)p + 1) : 0;
	for (size_t i = 0; !*p && i < len; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "%02x", p[1 + i]);
	return set(theirs, RDATA, text);
}

/* RFC 9460 A.1: commas and backslashes within an identifier are escaped for the list and then once
 * more for the string; ldns does the first alone.  The text is taken apart once, so what is left is
 * the list's. */
static bool mend_alpn(const struct at_issue *at, struct words *ours, struct words *theirs)
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
static bool mend_no_key(const struct at_issue *at, struct words *ours, struct words *theirs)
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
	set_rdata(at, theirs, text);
	return true;
}

static size_t put_escaped(char *out, size_t cap, const uint8_t *p, size_t n)
{
	size_t len = 0;
	for (size_t i = 0; i < n; i++)
		len += (size_t)snprintf(out + len, cap - len, "\\%03u", p[i]);
	return len;
}

/* RFC 8659 4.1 has letters and digits there, and does not say that others are malformed.  A value
 * may be empty. */
static bool mend_tag(const struct at_issue *at, struct words *ours, struct words *theirs)
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
	set_rdata(at, theirs, text);
	return true;
}

static bool mend_target(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	char text[32];
	(void)ours;
	if (!is_record(at) || at->frame->type != URI || at->frame->rdlen != 4)
		return false;
	snprintf(text, sizeof(text), "%u %u \"\"", octets16(rdata(at)), octets16(rdata(at) + 2));
	set_rdata(at, theirs, text);
	return true;
}

/* The bits as RFC 2535 5.2 has them. */
static bool mend_nxt(const struct at_issue *at, struct words *ours, struct words *theirs)
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
	set_rdata(at, theirs, text);
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
static bool mend_loc(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	char word[32], other[40];
	(void)ours;
	if (!is_record(at) || at->frame->type != LOC || word_is(theirs, RDATA, "#"))
		return false;
	if (!loc_has_text(rdata(at)))
		return set_opaque(at, theirs);
	bool done = false;
	for (size_t i = RDATA; i < theirs->count; i++) {
		size_t n = theirs->list[i].len;
		if (!word_copy(theirs, i, word, sizeof(word)))
			continue;
		if (n == 2 && word[0] == '0')
			done |= set(theirs, i, word + 1);
		if (i == RDATA + 8 && word[n - 1] == 'm' && !strchr(word, '.')) {
			snprintf(other, sizeof(other), "%.*s.00m", (int)n - 1, word);
			done |= set(theirs, i, other);
		}
		if (i > RDATA + 8 && !strcmp(word, "0.00m"))
			done |= set(theirs, i, "0m");
	}
	if (octets32(rdata(at) + 4) == 0x80000000 && word_is(theirs, RDATA + 3, "S"))
		done |= set(theirs, RDATA + 3, "N");
	if (octets32(rdata(at) + 8) == 0x80000000 && word_is(theirs, RDATA + 7, "W"))
		done |= set(theirs, RDATA + 7, "E");
	return done;
}

/* RFC 8945 3, RFC 2930 2.6: the error by its name. */
static bool mend_error(const struct at_issue *at, struct words *ours, struct words *theirs)
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
		return set(theirs, at_word, "NOERROR");
	return error >= 16 && error - 16 < 7 && set(theirs, at_word, names[error - 16]);
}

/* RFC 4398 2.2: a mnemonic of DNSSEC's algorithms, here ldns's own. */
static bool mend_cert(const struct at_issue *at, struct words *ours, struct words *theirs)
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
	return name && set(theirs, RDATA + 2, name);
}

/* IPv6 addresses in RFC 5952's form; and no text where a family is unknown. */
static bool mend_apl(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	(void)ours;
	if (!is_record(at) || at->frame->type != APL)
		return false;
	bool done = false;
	for (size_t i = 0; i + 4 <= at->frame->rdlen; i += 4u + (rdata(at)[i + 3] & 0x7f)) {
		unsigned family = octets16(rdata(at) + i);
		if (family != 1 && family != 2)
			return set_opaque(at, theirs);
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
		done |= set(theirs, i, other);
	}
	return done;
}

/* RFC 6742 2.1.2: "the same syntax as the text representation of IPv6 addresses", without zeros. */
static bool mend_groups(const struct at_issue *at, struct words *ours, struct words *theirs)
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
	return set(theirs, RDATA + 1, other);
}

/* RFC 5155 3.3: no padding. */
static bool mend_hash(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	char hash[512];
	(void)ours;
	if (!is_record(at) || at->frame->type != NSEC3 ||
		!word_copy(theirs, RDATA + 4, hash, sizeof(hash)) || !strchr(hash, '='))
		return false;
	*strchr(hash, '=') = '\0';
	return set(theirs, RDATA + 4, hash);
}

/* Gateway and relay of a kind that nobody has defined. */
static bool mend_gateway(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	(void)ours;
	return is_record(at) && at->frame->type == IPSECKEY && rdata(at)[1] > 3 &&
	       set_opaque(at, theirs);
}

/* Types without a text in ldns, written here from their documents. */

static bool text_of_a6(const struct at_issue *at, char *out, size_t cap)
{
	uint8_t address[16] = { 0 };
	char suffix[64] = "", name[1100] = "";
	unsigned prefix = rdata(at)[0], n = (128 - prefix + 7) / 8;
	memcpy(address + 16 - n, rdata(at) + 1, n);
	if (prefix < 128) {
		suffix[0] = ' ';
		put_address(suffix + 1, sizeof(suffix) - 1, AF_INET6, address);
	}
	if (prefix && !name_text(at, at->frame->rdata + 1 + n, name, sizeof(name)))
		return false;
	snprintf(out, cap, "%u%s %s", prefix, suffix, name);
	return true;
}

static bool text_of_amtrelay(const struct at_issue *at, char *out, size_t cap)
{
	const uint8_t *p = rdata(at);
	char relay[1100] = ".";
	unsigned kind = p[1] & 0x7f;
	if (kind == 1 || kind == 2)
		put_address(relay, sizeof(relay), kind == 1 ? AF_INET : AF_INET6, p + 2);
	if (kind == 3 && !name_text(at, at->frame->rdata + 2, relay, sizeof(relay)))
		return false;
	snprintf(out, cap, "%u %u %u %s", p[0], p[1] >> 7, kind, relay);
	return true;
}

static bool text_of_dsync(const struct at_issue *at, char *out, size_t cap)
{
	const uint8_t *p = rdata(at);
	const ldns_rr_descriptor *d = ldns_rr_descript((uint16_t)octets16(p));
	char name[1100], type[32], scheme[16];
	if (!name_text(at, at->frame->rdata + 5, name, sizeof(name)))
		return false;
	if (d && d->_name && d->_type == octets16(p))
		snprintf(type, sizeof(type), "%s", d->_name);
	else
		snprintf(type, sizeof(type), "TYPE%u", octets16(p));
	snprintf(scheme, sizeof(scheme), "%u", p[2]);
	snprintf(out, cap, "%s %s %u %s", type, p[2] == 1 ? "NOTIFY" : scheme, octets16(p + 3),
		name);
	return true;
}

static void put_base64(char *out, size_t cap, const uint8_t *p, size_t n)
{
	ldns_rdf *rest = ldns_rdf_new_frm_data(LDNS_RDF_TYPE_B64, n, p);
	char *digits = rest && n ? ldns_rdf2str(rest) : NULL;
	snprintf(out, cap, "%s", digits ? digits : "");
	free(digits);
	ldns_rdf_deep_free(rest);
}

static bool text_of_doa(const struct at_issue *at, char *out, size_t cap)
{
	const uint8_t *p = rdata(at), *media = p + 9;
	size_t n = at->frame->rdlen - 10 - *media;
	size_t len = (size_t)snprintf(out, cap, "%u %u %u \"", octets32(p), octets32(p + 4), p[8]);
	len += put_escaped(out + len, cap - len, media + 1, *media);
	len += (size_t)snprintf(out + len, cap - len, "\" %s", n ? "" : "-");
	put_base64(out + len, cap - len, media + 1 + *media, n);
	return true;
}

static bool text_of_sink(const struct at_issue *at, char *out, size_t cap)
{
	const uint8_t *p = rdata(at);
	size_t len = (size_t)snprintf(out, cap, "%u %u %u ", p[0], p[1], p[2]);
	put_base64(out + len, cap - len, p + 3, at->frame->rdlen - 3);
	return true;
}

static bool text_of_ipn(const struct at_issue *at, char *out, size_t cap)
{
	const uint8_t *p = rdata(at);
	uint64_t v = (uint64_t)octets32(p) << 32 | octets32(p + 4);
	snprintf(out, cap, "%llu", (unsigned long long)v);
	return true;
}

/* Protocol and ports as numbers; a bitmap that ends in zeros has no text that would read back. */
static bool text_of_wks(const struct at_issue *at, char *out, size_t cap)
{
	const uint8_t *p = rdata(at);
	size_t n = at->frame->rdlen, len;
	if (n > 5 && !p[n - 1]) {
		len = (size_t)snprintf(out, cap, "\\# %zu ", n);
		for (size_t i = 0; i < n; i++)
			len += (size_t)snprintf(out + len, cap - len, "%02X", p[i]);
		return true;
	}
	char address[64];
	put_address(address, sizeof(address), AF_INET, p);
	len = (size_t)snprintf(out, cap, "%s %u", address, p[4]);
	for (size_t port = 0; port < (n - 5) * 8; port++)
		if (p[5 + port / 8] & 0x80 >> port % 8)
			len += (size_t)snprintf(out + len, cap - len, " %zu", port);
	return true;
}

static bool mend_untold(const struct at_issue *at, struct words *ours, struct words *theirs)
{
	static const struct {
		uint16_t type;
		bool (*text)(const struct at_issue *at, char *out, size_t cap);
	} rows[] = { { A6, text_of_a6 }, { AMTRELAY, text_of_amtrelay }, { DSYNC, text_of_dsync },
		{ DOA, text_of_doa }, { IPN, text_of_ipn }, { SINK, text_of_sink },
		{ WKS, text_of_wks } };
	static char text[1 << 18];
	(void)ours;
	if (!is_record(at) ||
		(at->frame->type != SINK && at->frame->type != WKS && !word_is(theirs, RDATA, "#")))
		return false;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].type != at->frame->type)
			continue;
		if (at->frame->type == AMTRELAY && (rdata(at)[1] & 0x7f) > 3)
			return false; /* \# in both */
		if (!rows[i].text(at, text, sizeof(text)))
			return false;
		set_rdata(at, theirs, text);
		return true;
	}
	return false;
}

/* What ldns takes as octets, whatever is in it. */
#define NO_FORMAT \
	{ \
		A6, DSYNC, DOA, AMTRELAY, IPN, IPSECKEY, 55 \
	}

struct known differences[] = {
	{ .name = "a pointer forward (RFC 1035 4.1.4: a prior occurrence): ldns follows it",
		.reason = NAME_FORWARD },
	{ .name = "a pointer into the header (RFC 9267 2): ldns follows it",
		.reason = NAME_HEADER },
	{ .name = "a name that runs over the pointer that led to it: ldns does not look",
		.reason = NAME_RUNS_ON },
	{ .name = "a label of an unknown kind in RDATA that ldns takes as octets",
		.reason = NAME_LABEL,
		.types = NO_FORMAT },
	{ .name = "a compressed name where RFC 3597 4 and the type's RFC forbid it: ldns follows "
		  "it",
		.reason = NAME_COMPRESSED },
	{ .name = "a name that reaches over the RDATA's end: ldns holds it against the message's",
		.reason = NAME_OUTSIDE },
	{ .name = "no RDATA, but for RFC 2136's classes ANY and NONE: ldns has records without fields",
		.reason = RDATA_EMPTY },
	{ .name = "RDATA that ends within its fields: ldns leaves out those that are missing",
		.reason = RDATA_SHORT },
	{ .name = "octets behind the last field: ldns takes them for the next record",
		.reason = RDATA_LONG },
	{ .name = "a length that its RFC does not allow: DS, CDS, TA, DLV and ZONEMD digests, APL "
		  "addresses, empty CAA tags and NSEC3 hashes, HIP, DOA",
		.reason = FIELD_LENGTH,
		.types = { 43, 59, 32768, 32769, 63, APL, 257, 50, 55, DOA } },
	{ .name = "a value that its RFC does not allow: LOC, ATMA, A6, APL",
		.reason = FIELD_VALUE,
		.types = { LOC, ATMA, A6, APL } },
	{ .name = "a bitmap out of order, empty, too long or with zeros behind (RFC 4034 4.1.2)",
		.reason = BITMAP,
		.types = { NXT, 47, 50, 62 } },
	{ .name = "SvcParams out of order or malformed (RFC 9460 2.2): ldns does not look",
		.reason = PARAMETERS,
		.types = { SVCB, HTTPS } },
	{ .name = "OPT outside ADDITIONAL or not owned by the root (RFC 6891 6.1.1)",
		.reason = OPT_PLACE },
	{ .name = "EDNS options that do not fit OPT's RDATA (RFC 6891 6.1.2)", .reason = OPTIONS },
	{ .name = "a format of class IN in another class: opaque for us, ldns reads it",
		.taken = other_class },
	{ .name = "SINK, and a format of class IN in another class: ldns does not go to RDLENGTH's "
		  "end",
		.ended = leaves_rest },
	{ .name = "WKS of less than its five octets: opaque for us", .taken = short_wks },

	{ .name = "text: WKS, and formats of class IN in another class: opaque for us",
		.mend = mend_opaque },
	{ .name = "text: IPSECKEY without a key (RFC 4025 2.6); ldns prints nothing at all",
		.mend = mend_no_key },
	{ .name = "text: CAA's tag of other octets than letters and digits, and an empty value: "
		  "ldns prints nothing",
		.mend = mend_tag },
	{ .name = "text: URI with an empty target: ldns leaves it out", .mend = mend_target },
	{ .name = "text: a TTL with its top bit set is 0 (RFC 2181 8)", .mend = mend_ttl },
	{ .name = "text: times are unsigned (RFC 4034 3.2); ldns takes the nearest to today",
		.mend = mend_times },
	{ .name = "text: TKEY's times in seconds", .mend = mend_tkey },
	{ .name = "text: ATMA without its format's octet", .mend = mend_atma },
	{ .name = "text: alpn escaped twice (RFC 9460 A.1); ldns escapes once", .mend = mend_alpn },
	{ .name = "text: NXT's bits are types (RFC 2535 5.3); ldns has octets", .mend = mend_nxt },
	{ .name = "text: LOC without zeros in front, altitude with its places, 0 is N and E",
		.mend = mend_loc },
	{ .name = "text: errors of TSIG and TKEY by name (RFC 8945 3)", .mend = mend_error },
	{ .name = "text: CERT's algorithm by name (RFC 4398 2.2)", .mend = mend_cert },
	{ .name = "text: APL's addresses in RFC 5952's form, \\# where a family is unknown",
		.mend = mend_apl },
	{ .name = "text: NID and L64 without zeros in front (RFC 6742 2.1.2)",
		.mend = mend_groups },
	{ .name = "text: NSEC3's hash without padding (RFC 5155 3.3)", .mend = mend_hash },
	{ .name = "text: a gateway of an unknown type has none (RFC 4025 2.3)",
		.mend = mend_gateway },
	{ .name = "text: A6, AMTRELAY, DSYNC, DOA, IPN, SINK: ldns has octets, WKS: it asks the "
		  "system for names; the text is made here",
		.mend = mend_untold },
	{ .name = "text: a type's name that ldns does not know", .mend = mend_names },
};
const size_t ndifferences = sizeof(differences) / sizeof(differences[0]);
