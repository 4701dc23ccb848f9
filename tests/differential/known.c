/* Known differences, each with its reason. */
#include "mend.h"

/* What we take and ldns does not. */

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
	{ .name = "no RDATA, but for RFC 2136's classes ANY and NONE: ldns has records without "
		  "fields",
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
