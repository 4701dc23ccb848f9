/* A program as others write it: public headers only. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <stub/stub.h>

int main(void)
{
	struct stub_options options = STUB_OPTIONS;
	struct stub_resolver *resolver = NULL;
	struct stub_addrs *addrs = NULL;
	const unsigned char expected[4] = { 192, 0, 2, 1 };
	int status = stub_resolver_new(&options, &resolver);
	if (status == STUB_OK)
		status = stub_lookup(resolver, "192.0.2.1", AF_INET, &addrs);
	if (status != STUB_OK) {
		fprintf(stderr, "%s: %s\n", stub_status_name(status), stub_strerror(status));
		return 1;
	}
	if (addrs->count != 1 || memcmp(addrs->list[0].octets, expected, sizeof expected) != 0)
		return 1;
	stub_addrs_free(addrs);
	stub_resolver_free(resolver);
	puts(stub_version());
	return 0;
}
