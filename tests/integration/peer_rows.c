/* The rows of resolver/conf/peers.c, a JSON object each, with where the construct is in the
 * example. */
#include <stdio.h>
#include <string.h>
#include "resolver/conf/peers.h"
#include "resolver/text.h"

struct at {
	const struct peer_row *row;
	struct slice text;
};

static void on_finding(void *arg, const struct lint_finding *finding)
{
	struct at *at = arg;
	if (finding->row == at->row)
		at->text = finding->text;
}

int main(void)
{
	char line[8000];
	for (unsigned i = 0; i < peer_row_count; i++) {
		const struct peer_row *row = &peer_rows[i];
		struct at at = { row, { row->example, 0 } };
		struct slice example = { row->example, strlen(row->example) };
		struct text t;
		conf_lint(row->file, example, on_finding, &at);
		text_init(&t, line, sizeof(line));
		text_printf(&t, "{\"file\":%d,\"from\":%u,\"to\":%u,\"construct\":", (int)row->file,
			(unsigned)(at.text.at - row->example),
			(unsigned)(at.text.at - row->example + (ptrdiff_t)at.text.len));
		text_json(&t, row->construct);
		text_put(&t, ",\"reading\":");
		text_json(&t, row->reading);
		text_put(&t, ",\"example\":");
		text_json(&t, row->example);
		text_char(&t, '}');
		if (!text_whole(&t))
			return 1;
		puts(line);
	}
	return 0;
}
