/* ldns as the judge. */
#include "judge.h"

#include <string.h>

/* name: ldns has none for it; as: a type of the same format. */
static const struct {
	uint16_t type, as;
	char name[12];
} unknown[] = {
	{ 23, 12, "NSAP-PTR" }, /* RFC 1706 6: a name; ldns reads one label of it as a string */
	{ 56, 16, "NINFO" },    /* draft-reid-dnsext-zs 4: as TXT */
	{ 57, 25, "RKEY" },     /* draft-reid-dnsext-rkey 2: as KEY */
	{ 66, 0, "DSYNC" },     /* RFC 9859 2.1 */
	{ 67, 61, "HHIT" },     /* RFC 9886 4: base 64 to the end, as OPENPGPKEY */
	{ 68, 61, "BRID" },     /* RFC 9886 5 */
	{ 128, 0, "NXNAME" },   /* RFC 9824 */
	{ 251, 0, "IXFR" },     /* where types stand in a bitmap or in RRSIG */
	{ 252, 0, "AXFR" }, { 253, 0, "MAILB" }, { 254, 0, "MAILA" }, { 255, 0, "ANY" },
	{ 258, 16, "AVC" },     /* IANA's template: as TXT */
	{ 259, 0, "DOA" },      /* draft-durand-doa-over-dns 3 */
	{ 260, 0, "AMTRELAY" }, /* RFC 8777 */
	{ 261, 16, "RESINFO" }, /* RFC 9606 3: as TXT */
	{ 262, 16, "WALLET" },  /* IANA's template: as TXT */
	{ 263, 16, "CLA" },     /* IANA's template: as TXT */
	{ 264, 0, "IPN" },      /* IANA's template: 64 bits */
	{ 32768, 43, "TA" },    /* its template: as DS */
};

enum { UNKNOWN = sizeof(unknown) / sizeof(unknown[0]) };

uint16_t judged_as(uint16_t type)
{
	for (size_t i = 0; i < UNKNOWN; i++)
		if (unknown[i].type == type)
			return unknown[i].as;
	return 0;
}

const char *unnamed_type(uint16_t type)
{
	for (size_t i = 0; i < UNKNOWN; i++)
		if (unknown[i].type == type && *unknown[i].name)
			return unknown[i].name;
	return NULL;
}

bool judge_init(struct judge *j, const uint8_t *data, size_t size)
{
	*j = (struct judge){ .size = size, .at = 12, .status = LDNS_STATUS_OK };
	if (size < 12)
		return false;
	j->data = malloc(size); /* an exact block, for whoever runs under a sanitizer */
	if (!j->data)
		abort();
	memcpy(j->data, data, size);
	for (int i = 0; i < 4; i++)
		j->counts[i] = octets16(data + 4 + 2 * i);
	return true;
}

bool judge_next(struct judge *j)
{
	static const ldns_pkt_section sections[] = { LDNS_SECTION_QUESTION, LDNS_SECTION_ANSWER,
		LDNS_SECTION_AUTHORITY, LDNS_SECTION_ADDITIONAL };
	while (j->section < 4 && j->done == j->counts[j->section]) {
		j->section++;
		j->done = 0;
	}
	ldns_rr_free(j->rr);
	j->rr = NULL;
	if (j->section == 4)
		return false;
	j->frame = (struct frame){ .owner = j->at };
	j->framed = frame_at(&j->frame, j->data, j->size, j->at, j->section == 0);
	uint16_t as = j->framed && j->section ? judged_as(j->frame.type) : 0;
	if (as) {
		j->data[j->frame.fixed] = (uint8_t)(as >> 8);
		j->data[j->frame.fixed + 1] = (uint8_t)as;
	}
	j->status = ldns_wire2rr(&j->rr, j->data, j->size, &j->at, sections[j->section]);
	if (as) {
		j->data[j->frame.fixed] = (uint8_t)(j->frame.type >> 8);
		j->data[j->frame.fixed + 1] = (uint8_t)j->frame.type;
	}
	if (j->status != LDNS_STATUS_OK) {
		j->rr = NULL;
		return false;
	}
	j->done++;
	j->good++;
	return true;
}

void judge_skip(struct judge *j)
{
	j->at = j->frame.end;
	j->done++;
	j->good++;
}

void judge_fini(struct judge *j)
{
	ldns_rr_free(j->rr);
	free(j->data);
	*j = (struct judge){ 0 };
}

bool judge_text(const ldns_rr *rr, ldns_buffer *out)
{
	ldns_buffer_clear(out);
	return ldns_rr2buffer_str_fmt(out, ldns_output_format_nocomments, rr) == LDNS_STATUS_OK;
}
