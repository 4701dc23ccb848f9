/* Many lookups in an event loop of libevent: the resolver is one descriptor, one event.
 *
 *   libevent SERVERS NAME...     SERVERS: "192.0.2.1,[2001:db8::1]:53", "" for the system's
 *
 * A timer of the application's ends what takes too long. */
#include <event2/event.h>
#include <stdio.h>
#include <sys/socket.h>
#include <arpa/inet.h>
#include <stub/stub.h>

struct app {
	struct event_base *base;
	int waiting, failed;
};

struct ask {
	struct app *app;
	const char *name;
	struct stub_request *request; /* NULL: it is over */
};

enum { ASKS = 1000, PATIENCE_S = 20 };
static struct ask asks[ASKS];

static void over(struct ask *ask)
{
	ask->request = NULL;
	if (--ask->app->waiting == 0)
		event_base_loopbreak(ask->app->base);
}

static void on_done(void *arg, int status, struct stub_addrs *addrs)
{
	struct ask *ask = arg;
	char text[INET6_ADDRSTRLEN];
	if (status != STUB_OK) {
		printf("%s: %s\n", ask->name, stub_strerror(status));
		ask->app->failed++;
	}
	for (size_t i = 0; addrs && i < addrs->count; i++)
		printf("%s %s\n", ask->name,
			inet_ntop(
				addrs->list[i].family, addrs->list[i].octets, text, sizeof(text)));
	stub_addrs_free(addrs);
	over(ask);
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	stub_resolver_dispatch(arg);
}

static void on_timeout(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what, (void)arg;
	for (int i = 0; i < ASKS; i++) {
		if (!asks[i].request)
			continue;
		printf("%s: given up\n", asks[i].name);
		stub_cancel(asks[i].request);
		asks[i].app->failed++;
		over(&asks[i]);
	}
}

int main(int argc, char **argv)
{
	static const struct stub_events events = { NULL, on_done };
	static const struct timeval patience = { PATIENCE_S, 0 };
	struct stub_options options = STUB_OPTIONS;
	struct stub_resolver *resolver;
	struct app app = { event_base_new(), 0, 0 };
	if (argc < 3 || argc > ASKS || !app.base)
		return 2;
	options.servers = argv[1][0] ? argv[1] : NULL;
	if (stub_resolver_new(&options, &resolver) != STUB_OK)
		return 1;
	for (int i = 2; i < argc; i++) {
		asks[i] = (struct ask){ &app, argv[i], NULL };
		if (stub_start(resolver, argv[i], AF_UNSPEC, &events, &asks[i], &asks[i].request) ==
			STUB_OK)
			app.waiting++;
	}
	struct event *readable = event_new(
		app.base, stub_resolver_fd(resolver), EV_READ | EV_PERSIST, on_readable, resolver);
	struct event *timeout = event_new(app.base, -1, 0, on_timeout, NULL);
	event_add(readable, NULL);
	event_add(timeout, &patience);
	if (app.waiting)
		event_base_dispatch(app.base);
	event_free(readable);
	event_free(timeout);
	stub_resolver_free(resolver);
	event_base_free(app.base);
	return app.failed != 0;
}
