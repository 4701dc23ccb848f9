/* Known differences, each with its reason. */
#include "known.h"

#include <stdio.h>
#include <string.h>

#include "judge.h"

struct known known[] = { { "none", 0, 0, 0, 0 } };
const size_t nknown = 0;
