/* SvcParams of SVCB and HTTPS (RFC 9460 2.1, 2.2, 7, 8). */
#ifndef DNS_SVCB_H
#define DNS_SVCB_H

#include "resolver/dns/code.h"
#include "resolver/dns/token.h"

enum svc_key {
	SVC_MANDATORY,
	SVC_ALPN,
	SVC_NO_DEFAULT_ALPN,
	SVC_PORT,
	SVC_IPV4HINT,
	SVC_ECH,
	SVC_IPV6HINT,
	SVC_DOHPATH,              /* RFC 9461 */
	SVC_OHTTP,                /* RFC 9540 */
	SVC_TLS_SUPPORTED_GROUPS, /* draft-ietf-tls-key-share-prediction */
	SVC_KEYS,                 /* known here; others are key12345 */
};

/* Name of a known key, and of its form. */
struct svc_param {
	char name[21];
	char form;
};
extern const struct svc_param svc_params[SVC_KEYS];

/* How a value is built.  SVC_OPAQUE: any octets. */
enum {
	SVC_OPAQUE = 0,
	SVC_LIST = 'k',    /* keys, in rising order */
	SVC_IDS = 's',     /* strings of one octet at least */
	SVC_EMPTY = '0',   /* nothing */
	SVC_NUMBER = '2',  /* one number of two octets */
	SVC_NUMBERS = 'n', /* several, none twice */
	SVC_IPV4 = 'a',
	SVC_IPV6 = 'A',
	SVC_BASE64 = 'b',
	SVC_TEMPLATE = 'q', /* RFC 9461 5 */
};

static inline char svc_form(uint16_t key)
{
	return key < SVC_KEYS ? svc_params[key].form : SVC_OPAQUE;
}

/* Whether a value has its key's form; of "mandatory" only the length. */
bool svc_value_good(uint16_t key, const uint8_t *value, size_t len);

/* Keys rise, values have their form, mandatory keys are there. */
bool svc_params_good(const uint8_t *params, size_t len);
void print_svc_params(struct reader *r, struct text *out);
/* One; a value that is not of its key's form as octets. */
void print_svc_param(uint16_t key, const uint8_t *value, size_t len, struct text *out);
static inline bool has_svc_params(uint16_t type, uint16_t class)
{
	return class == CLASS_IN && (type == TYPE_SVCB || type == TYPE_HTTPS);
}
/* In any order; written in order. */
void scan_svc_params(struct scanner *s, struct writer *w);

#endif
