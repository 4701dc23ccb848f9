/* Internationalized names, by libidn2 where there is one. */
#include "resolver/idn.h"
#include <stdlib.h>
#include <string.h>
#include <stub/resolver.h>
#ifdef WITH_IDN
#include <dlfcn.h>
#include <idn2.h>
#endif

bool idn_needed(const char *text)
{
	while (*text && (unsigned char)*text < 0x80)
		text++;
	return *text;
}

#ifdef WITH_IDN
static int status_of(int code)
{
	if (code == IDN2_OK)
		return STUB_OK;
	return code == IDN2_MALLOC ? STUB_NOMEMORY : STUB_BADNAME;
}

/* What libidn2 gives, as a block from our malloc. */
static int take(int code, char *theirs, void (*release)(void *), char **out)
{
	if (code != IDN2_OK)
		return status_of(code);
	char *copy = strdup(theirs);
	release(theirs);
	if (!copy)
		return STUB_NOMEMORY;
	*out = copy;
	return STUB_OK;
}

static int convert(bool to_ascii, const char *text, char **out)
{
	void *library = dlopen("libidn2.so.0", RTLD_LAZY | RTLD_LOCAL);
	if (!library)
		return STUB_UNSUPPORTED;
	int (*encode)(const uint8_t *, uint8_t **, int);
	int (*decode)(const char *, char **, int);
	void (*release)(void *);
	/* POSIX: the pointer that dlsym() gives may be that of a function */
	*(void **)&encode = dlsym(library, "idn2_lookup_u8");
	*(void **)&decode = dlsym(library, "idn2_to_unicode_8z8z");
	*(void **)&release = dlsym(library, "idn2_free");
	int status = STUB_UNSUPPORTED;
	if (encode && decode && release) {
		char *theirs = NULL;
		int code = to_ascii ? encode((const uint8_t *)text, (uint8_t **)&theirs,
					      IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL)
				    : decode(text, &theirs, 0);
		status = take(code, theirs, release, out);
	}
	dlclose(library);
	return status;
}
#else
static int convert(bool to_ascii, const char *text, char **out)
{
	(void)to_ascii;
	(void)text;
	(void)out;
	return STUB_UNSUPPORTED;
}
#endif

int idn_to_ascii(const char *text, char **out)
{
	return convert(true, text, out);
}

int idn_to_unicode(const char *text, char **out)
{
	return convert(false, text, out);
}
