"""fetch's own trace and strace's say the same, line for line."""

import itertools

from harness import SANITIZED, Skip, calls, equal, expect, fetch, run, same_lines, strace
from kernel import read_file
from lab import NOBODY, SERVER, Lab
from servers import own_dns, own_http

counter = itertools.count()


def compare(lab, url, status, *options, traced=(), straced=(), trace="network,poll"):
    """Both traces of one run agree; they have at least one line where there is anything to trace."""
    own = lab.path(f"trace-{next(counter)}")
    command = fetch("-s", "-o", "/dev/null", *options, "--trace", own, "--trace-format", "strace", *traced, url)
    result, lines = strace(lab, command, *straced, trace=trace)
    equal(result.status, status, "exit status", result)
    same_lines(read_file(own).splitlines(), calls(lines), ("fetch ", "strace"), "strace's lines:", *lines)
    return calls(lines)


def check(url, status=0, *options, **how):
    def case(lab):
        lab.start(own_dns(lab), own_http(lab))
        lines = compare(lab, url, status, *options, **how)
        expect(any(line.startswith("socket(") for line in lines), "at least one socket", *lines)
    return case


def check_ipv6(*args):
    def case(lab):
        if not lab.ipv6:
            raise Skip("no IPv6 here")
        check(*args)(lab)
    return case


def check_silent_server(lab):
    lab.start(own_dns(lab, "--silent"), own_http(lab))
    compare(lab, "host1.example.com", 28, "-m", "1")


def check_dead_first_server(lab):
    """Nobody listens at the first server's port: ICMP says so."""
    lab.resolv_conf(f"nameserver 192.168.10.3\nnameserver {SERVER}\n")
    try:
        check("host1.example.com")(lab)
    finally:
        lab.resolv_conf(f"nameserver {SERVER}\n")


def check_large_reply(lab):
    lab.start(own_dns(lab), own_http(lab))
    lines = compare(lab, "big.lab.test", 0)
    expect(any("htons(53)" in line and "connect" in line for line in lines), "a connection to port 53", *lines)


if SANITIZED:
    # The runtime's own calls are in strace's output, not in ours.
    print("1..0 # SKIP a sanitizer makes calls of its own")
else:
    run(Lab, [
        ("for a name", check("host1.example.com")),
        ("for an IPv4 address", check(SERVER)),
        ("for an IPv6 address", check_ipv6("[fd00:10::1]")),
        ("for a name with both families", check_ipv6("dual.lab.test")),
        ("for a name with an IPv6 address only", check_ipv6("six.lab.test")),
        ("for one family", check("dual.lab.test", 0, "-4")),
        ("for a port where nobody listens", check(f"{SERVER}:81", 7)),
        ("for a name and a port where nobody listens", check("host1.example.com:81", 7)),
        ("for an address that does not answer", check(NOBODY, 28, "-m", "1")),
        ("for a name that does not exist", check("nothing.lab.test", 6)),
        ("for a name without addresses", check("nodata.lab.test", 6)),
        ("for a server that says nothing", check_silent_server),
        ("for a first server that is dead", check_dead_first_server),
        ("for a reply that needs TCP", check_large_reply),
        ("for a page that is missing", check("host1.example.com/missing", 22, "-f")),
        ("with all octets shown", check("host1.example.com", traced=["--trace-data"],
                                        straced=["-e", "write=all", "-e", "read=all"])),
    ])
