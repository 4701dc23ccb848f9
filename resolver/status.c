/* Names and texts of the public codes. */
#include <stub/resolver.h>

const char *stub_strerror(int status)
{
	switch (status) {
#define STATUS_TEXT(value, name, text) \
	case value: return text;
		STUB_STATUS_MAP(STATUS_TEXT)
#undef STATUS_TEXT
	}
	return "unknown status";
}

const char *stub_status_name(int status)
{
	switch (status) {
#define STATUS_NAME(value, name, text) \
	case value: return #name;
		STUB_STATUS_MAP(STATUS_NAME)
#undef STATUS_NAME
	}
	return NULL;
}

const char *stub_source_name(enum stub_source source)
{
	switch (source) {
	case STUB_FROM_LITERAL: return "literal";
	case STUB_FROM_SPECIAL: return "special";
	case STUB_FROM_NSCD: return "nscd";
	case STUB_FROM_HOSTS: return "hosts";
	case STUB_FROM_DNS: return "dns";
	case STUB_FROM_SYSTEM: return "system";
	case STUB_FROM_HINT: return "hint";
	}
	return "unknown";
}

const char *stub_version(void)
{
	return STUB_VERSION_TEXT;
}
