/* Many lookups in an event loop of libuv: the resolver is one descriptor to poll.
 *
 *   libuv SERVERS NAME...        SERVERS: "192.0.2.1,[2001:db8::1]:53", "" for the system's */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <uv.h>
#include <arpa/inet.h>
#include <stub/stub.h>

struct app {
	struct stub_resolver *resolver;
	uv_poll_t poll;
	int waiting, failed;
};

struct ask {
	struct app *app;
	const char *name;
};

static void on_partial(void *arg, int family, const struct stub_addrs *addrs)
{
	const struct ask *ask = arg;
	printf("%s: %zu of %s so far\n", ask->name, addrs->count,
		family == AF_INET ? "IPv4" : "IPv6");
}

static void on_done(void *arg, int status, struct stub_addrs *addrs)
{
	struct ask *ask = arg;
	struct app *app = ask->app;
	char text[INET6_ADDRSTRLEN];
	if (status != STUB_OK) {
		printf("%s: %s\n", ask->name, stub_strerror(status));
		app->failed++;
	}
	for (size_t i = 0; addrs && i < addrs->count; i++)
		printf("%s %s\n", ask->name,
			inet_ntop(
				addrs->list[i].family, addrs->list[i].octets, text, sizeof(text)));
	stub_addrs_free(addrs);
	if (--app->waiting == 0) /* nothing more to wait for: uv_run() returns */
		uv_close((uv_handle_t *)&app->poll, NULL);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
	(void)status, (void)events;
	stub_resolver_dispatch(poll->data);
}

int main(int argc, char **argv)
{
	static const struct stub_events events = { on_partial, on_done };
	static struct ask asks[1000];
	struct stub_options options = STUB_OPTIONS;
	struct app app = { 0 };
	if (argc < 3 || argc > 1000)
		return 2;
	options.servers = argv[1][0] ? argv[1] : NULL;
	if (stub_resolver_new(&options, &app.resolver) != STUB_OK)
		return 1;
	for (int i = 2; i < argc; i++) {
		struct stub_request *request;
		asks[i] = (struct ask){ &app, argv[i] };
		if (stub_start(app.resolver, argv[i], AF_UNSPEC, &events, &asks[i], &request) ==
			STUB_OK)
			app.waiting++;
	}
	uv_poll_init(uv_default_loop(), &app.poll, stub_resolver_fd(app.resolver));
	app.poll.data = app.resolver;
	uv_poll_start(&app.poll, UV_READABLE, on_readable);
	uv_run(uv_default_loop(), UV_RUN_DEFAULT);
	stub_resolver_free(app.resolver);
	uv_loop_close(uv_default_loop());
	return app.failed != 0;
}
