/* What those share that put words into another form. */
#include "mend.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"

bool mend_word(struct words *w, size_t i, const char *text)
{
	if (i >= w->count || word_is(w, i, text))
		return false;
	word_set(w, i, text, strlen(text));
	return true;
}

bool word_copy(const struct words *w, size_t i, char *out, size_t cap)
{
	if (i >= w->count || w->list[i].len >= cap)
		return false;
	memcpy(out, w->octets + w->list[i].at, w->list[i].len);
	out[w->list[i].len] = '\0';
	return true;
}

bool name_text(const struct at_issue *at, size_t offset, char *out, size_t cap)
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

void mend_rdata(const struct at_issue *at, struct words *w, const char *text)
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

bool mend_whole(const struct at_issue *at, struct words *theirs)
{
	static char text[2 * 65536 + 32];
	int n = snprintf(text, sizeof(text), "\\# %zu ", at->frame->rdlen);
	for (size_t i = 0; i < at->frame->rdlen; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "%02X", rdata(at)[i]);
	mend_rdata(at, theirs, text);
	return true;
}

void put_address(char *out, size_t cap, int family, const uint8_t *p)
{
	inet_ntop(family, p, out, (socklen_t)cap);
}

size_t put_escaped(char *out, size_t cap, const uint8_t *p, size_t n)
{
	size_t len = 0;
	for (size_t i = 0; i < n; i++)
		len += (size_t)snprintf(out + len, cap - len, "\\%03u", p[i]);
	return len;
}
