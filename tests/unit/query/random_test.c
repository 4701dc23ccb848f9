/* Exchanges at random: whatever comes, each question is settled once, in time, and nothing leaks.
 */
#include "tests/unit/query/script.h"

enum { SEEDS = 400 };

int main(void)
{
	static unsigned seeds[SEEDS];
	for (unsigned i = 0; i < SEEDS; i++) {
		seeds[i] = i;
		table_format(script_random, &seeds[i], "seed %u", i);
	}
	return table_run("random", NULL, NULL);
}
