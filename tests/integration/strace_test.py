"""The programs' own traces and strace's say the same, line for line."""

import itertools

from harness import SANITIZED, Skip, calls, equal, expect, fetch, native_only, resolve, run, same_lines, strace
from kernel import read_file
from lab import NOBODY, SERVER, Lab
from servers import own_dns, own_http

counter = itertools.count()


def compare(lab, command, status, straced=()):
    """Both traces of one run agree, and they are not empty."""
    own = lab.path(f"trace-{next(counter)}")
    result, lines = strace(lab, [*command, "--trace", own, "--trace-format", "strace"], *straced)
    equal(result.status, status, "exit status", result)
    same_lines(read_file(own).splitlines(), calls(lines), ("ours  ", "strace"), "strace's lines:", *lines)
    expect(any(line.startswith("socket(") for line in calls(lines)), "at least one socket", *lines)
    return calls(lines)


def quiet_fetch(url, *options):
    native_only()
    return fetch("-s", "-o", "/dev/null", *options, url)


def check(url, status=0, *options, straced=()):
    def case(lab):
        lab.start(own_dns(lab), own_http(lab))
        compare(lab, quiet_fetch(url, *options), status, straced)
    return case


def check_resolve(status, *arguments):
    def case(lab):
        lab.start(own_dns(lab), own_http(lab))
        compare(lab, resolve("--backend", "native", *arguments), status)
    return case


def check_ipv6(*args):
    def case(lab):
        if not lab.ipv6:
            raise Skip("no IPv6 here")
        check(*args)(lab)
    return case


def check_silent_server(lab):
    lab.start(own_dns(lab, "--silent"), own_http(lab))
    compare(lab, quiet_fetch("host1.example.com", "-m", "1"), 28)


def check_dead_first_server(lab):
    """Nobody listens at the first server's port: ICMP says so."""
    lab.resolv_conf(f"nameserver 192.168.10.3\nnameserver {SERVER}\n")
    try:
        check("host1.example.com")(lab)
    finally:
        lab.resolv_conf(f"nameserver {SERVER}\n")


def check_large_reply(lab):
    lab.start(own_dns(lab), own_http(lab))
    lines = compare(lab, quiet_fetch("big.lab.test"), 0)
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
        ("with all octets shown", check("host1.example.com", 0, "--trace-data",
                                        straced=["-e", "write=all", "-e", "read=all"])),
        ("for resolve and a name", check_resolve(0, "host1.example.com")),
        ("for resolve and a name with both families", check_resolve(0, "dual.lab.test")),
        ("for resolve and a reply that needs TCP", check_resolve(0, "text.lab.test", "TXT")),
        ("for resolve and a name that does not exist", check_resolve(1, "nothing.lab.test")),
    ])
