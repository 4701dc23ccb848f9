/* What several tests share. */
enum { SUPPORT_IS_NOT_EMPTY };
