/* The backends of one program: compiled once for each, with what it carries. */
#include "resolver/backend/backend.h"

const struct backend_ops *const backend_table[] = {
	&FIRST_BACKEND,
#ifdef WITH_NATIVE
	&native_backend,
#endif
#ifdef WITH_CARES
	&cares_backend,
#endif
#ifdef WITH_GLIBC
	&glibc_backend,
#endif
	NULL,
};
