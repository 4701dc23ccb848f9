/* Types without a text in ldns, written here from their documents. */
#include "mend.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"

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

bool mend_untold(const struct at_issue *at, struct words *ours, struct words *theirs)
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
		mend_rdata(at, theirs, text);
		return true;
	}
	return false;
}
