/* Version of the API, and the mark of an exported function. */
#ifndef STUB_VERSION_H
#define STUB_VERSION_H

#define STUB_VERSION_MAJOR 0
#define STUB_VERSION_MINOR 1
#define STUB_VERSION_PATCH 0
#define STUB_VERSION_TEXT "0.1.0"

#if defined(__GNUC__)
#define STUB_API __attribute__((visibility("default")))
#else
#define STUB_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library at run time, "major.minor.patch".  Static storage. */
STUB_API const char *stub_version(void);

#ifdef __cplusplus
}
#endif

#endif
