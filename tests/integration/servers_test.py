"""Every way in which a lookup can go, with NSD, unbound and the own server: result, exit status, and a text with the cause."""

from harness import BACKEND, Skip, equal, expect, fetch, resolve, run
from kernel import read_file
from lab import NOBODY, PAGE, SECOND, SERVER, SERVER6, Lab
from servers import nginx, nsd, own_dns, own_http, unbound


class Configured:
    """Sets resolv.conf for one case and puts it back."""

    def __init__(self, lab, text):
        self.lab, self.text = lab, text

    def __enter__(self):
        self.lab.resolv_conf(self.text)

    def __exit__(self, *_):
        self.lab.resolv_conf(f"nameserver {SERVER}\n")


def with_own(lab):
    lab.start(own_dns(lab), own_http(lab))
    return f"nameserver {SERVER}\n"


def with_nsd(lab):
    lab.start(nsd(lab), nginx(lab))
    return f"nameserver {SERVER}\n"


def with_unbound(lab):
    """unbound asks the own server, which is at the first address."""
    lab.start(own_dns(lab), own_http(lab))
    lab.start(unbound(lab))
    return f"nameserver {SECOND}\n"


def page(lab, name, *options):
    """fetch gets the page by this name."""
    with lab.capture() as queries:
        result = lab.run(fetch(*options, name))
    equal(result.status, 0, "exit status", result)
    expect(result.stdout == read_file(PAGE), "the page", result)
    return queries


def addresses(lab, name, wanted, *options):
    """resolve gives these addresses, in any order of equals."""
    result = lab.run(resolve(*options, name))
    equal(result.status, 0, "exit status of resolve", result)
    found = {word for line in result.stdout.splitlines() for word in line.split()[:1]}
    equal(found & set(wanted), set(wanted), "addresses", result)
    return result


def found(name, *wanted):
    def case(lab):
        page(lab, name)
        addresses(lab, name, wanted)
    return case


def absent(name, cause, *foreign):
    """Exit status 6 and a text that has the name and the cause, from fetch and from resolve.  A foreign backend has words of
    its own for it."""
    def case(lab):
        for command, status in ((fetch, 6), (resolve, 1)):
            result = lab.run(command(name))
            equal(result.status, status, "exit status", result)
            equal(result.stdout, "", "output", result)
            text = result.stderr.lower()
            expect(name in text, "the name in the message", result)
            causes = (cause,) if BACKEND == "native" else (cause, "no such", *foreign)
            expect(any(cause in text for cause in causes), f"one of {causes} in the message", result)
    return case


def large(lab):
    """More than 512 octets: the reply comes by TCP."""
    queries = page(lab, "big.lab.test")
    expect(("udp", "big.lab.test", 1) in queries, "a query over UDP", queries)
    expect(("tcp", "", 0) in queries, "a connection", queries)
    addresses(lab, "big.lab.test", ["192.168.10.1"] + [f"192.168.10.{n}" for n in range(102, 141)])


def large_text(lab):
    """The same for a question of one type."""
    result = lab.run(resolve("text.lab.test", "TXT"))
    equal(result.status, 0, "exit status", result)
    for text in ("0123456789 0123456789", "abcdefghij abcdefghij", "ABCDEFGHIJ ABCDEFGHIJ"):
        expect(text in result.stdout, f"{text!r} in the answer", result)


def records(lab):
    result = lab.run(resolve("mail.lab.test", "MX"))
    equal(result.status, 0, "exit status", result)
    for text in ("status: NOERROR", "10 four.lab.test.", "20 dual.lab.test."):
        expect(text in result.stdout, f"{text!r} in the answer", result)


def both_families(lab):
    if not lab.ipv6:
        raise Skip("no IPv6 here")
    page(lab, "dual.lab.test")
    page(lab, "dual.lab.test", "-4")
    page(lab, "dual.lab.test", "-6")
    addresses(lab, "dual.lab.test", [SERVER, SERVER6])


def one_family(lab):
    """-4 sends no query for AAAA, -6 none for A."""
    for option, qtype in (("-4", 1), ("-6", 28)):
        with lab.capture() as queries:
            lab.run(fetch("-s", option, "dual.lab.test"))
        equal(queries, [("udp", "dual.lab.test", qtype)], f"queries with {option}")


COMMON = [
    ("a name with a CNAME is found", found("host1.example.com", SERVER)),
    ("a CNAME chain of five links is followed", found("chain.lab.test", SERVER)),
    ("a name with one address is found", found("four.lab.test", SERVER)),
    ("a name with both families is found", both_families),
    ("one family costs one query", one_family),
    ("a reply of more than 512 octets comes by TCP", large),
    ("a text of more than 512 octets comes by TCP", large_text),
    ("records are shown in dig's form", records),
    ("NXDOMAIN is told apart", absent("nothing.lab.test", "nxdomain", "not found", "not known")),
    ("a CNAME that leads nowhere is NXDOMAIN", absent("dangling.lab.test", "nxdomain", "not found", "not known", "no address")),
    ("NODATA is told apart", absent("nodata.lab.test", "nodata", "no data", "no address")),
]


# The rest is about the resolver's own decisions: the own server can be told to misbehave.

def dead_port(lab):
    """The first server is a host where nobody listens: ICMP tells at once."""
    lab.start(own_dns(lab), own_http(lab))
    with Configured(lab, f"nameserver {SECOND}\nnameserver {SERVER}\n"):
        page(lab, "host1.example.com")
        addresses(lab, "host1.example.com", [SERVER])


def silent_first(lab):
    lab.start(own_dns(lab, "--silent", address=SECOND))
    lab.start(own_dns(lab), own_http(lab))
    with Configured(lab, f"nameserver {SECOND}\nnameserver {SERVER}\noptions timeout:1\n"):
        result = lab.run(fetch("host1.example.com"))
        equal(result.status, 0, "exit status", result)
        expect(result.seconds < 4, "an end soon after the first server's second", result)


def absent_first(lab):
    """The first server's host does not exist."""
    lab.start(own_dns(lab), own_http(lab))
    with Configured(lab, f"nameserver {NOBODY}\nnameserver {SERVER}\noptions timeout:1\n"):
        result = lab.run(fetch("host1.example.com"))
        equal(result.status, 0, "exit status", result)
        expect(result.seconds < 6, "an end soon after the first server's second", result)


def failing_first(rcode):
    def case(lab):
        lab.start(own_dns(lab, "--rcode", str(rcode), address=SECOND))
        lab.start(own_dns(lab), own_http(lab))
        with Configured(lab, f"nameserver {SECOND}\nnameserver {SERVER}\n"):
            page(lab, "host1.example.com")
    return case


def lost_query(lab):
    """The first datagram is lost: it is sent again."""
    lab.start(own_dns(lab, "--drop-first", "2"), own_http(lab))
    with Configured(lab, f"nameserver {SERVER}\noptions timeout:1\n"):
        queries = page(lab, "host1.example.com")
        expect(len(queries) >= 4, "each query sent twice", queries)


def truncated(lab):
    lab.start(own_dns(lab, "--truncate"), own_http(lab))
    queries = page(lab, "host1.example.com")
    expect(("tcp", "", 0) in queries, "a connection", queries)


def use_vc(lab):
    lab.start(own_dns(lab), own_http(lab))
    with Configured(lab, f"nameserver {SERVER}\noptions use-vc\n"):
        queries = page(lab, "host1.example.com")
        expect({transport for transport, _, _ in queries} == {"tcp"}, "queries over TCP only", queries)


def edns(lab):
    """With EDNS the large reply fits one datagram."""
    lab.start(own_dns(lab), own_http(lab))
    with Configured(lab, f"nameserver {SERVER}\noptions edns0\n"):
        queries = page(lab, "big.lab.test")
        expect(("tcp", "", 0) not in queries, "no connection", queries)


def over_ipv6(lab):
    if not lab.ipv6:
        raise Skip("no IPv6 here")
    lab.start(own_dns(lab), own_http(lab))
    with Configured(lab, f"nameserver {SERVER6}\n"):
        page(lab, "host1.example.com")


def failure_text(options, status, *causes, resolv_conf=None, fetch_options=()):
    def case(lab):
        lab.start(own_dns(lab, *options), own_http(lab))
        with Configured(lab, resolv_conf or f"nameserver {SERVER}\noptions timeout:1 attempts:1\n"):
            result = lab.run(fetch(*fetch_options, "host1.example.com"))
            equal(result.status, status, "exit status", result)
            if BACKEND == "native":
                text = result.stderr.lower()
                expect(any(cause in text for cause in causes), f"one of {causes} in the message", result)
    return case


def hosts_file(lab):
    """A hosts line is final: no query."""
    lab.start(own_dns(lab), own_http(lab))
    lab.hosts(f"{SERVER}\tlocal.example local\n")
    try:
        equal(page(lab, "local.example"), [], "queries")
        equal(page(lab, "LOCAL"), [], "queries")
    finally:
        lab.hosts("")


def search_list(lab):
    lab.start(own_dns(lab), own_http(lab))
    with Configured(lab, f"nameserver {SERVER}\nsearch lab.test example.com\n"):
        page(lab, "host1")
        page(lab, "four")
        backends = lab.run(resolve("--version")).stdout.split("backends:")[1].split()
        for backend in backends:
            for option, status in ((), 0), (("--no-search",), 1):
                result = lab.run(resolve("--backend", backend, *option, "-4", "host1"))
                equal(result.status, status, f"exit status of {backend} {option}", result)


def given_servers(lab):
    """--dns-servers beats resolv.conf, port and all."""
    lab.start(own_dns(lab), own_http(lab))
    with Configured(lab, f"nameserver {NOBODY}\n"):
        page(lab, "host1.example.com", "--dns-servers", f"{SERVER}:53")
        addresses(lab, "host1.example.com", [SERVER], "--server", SERVER)


def no_listener(lab):
    """Found, but nobody listens: 7, and the text says where."""
    lab.start(own_dns(lab), own_http(lab))
    result = lab.run(fetch("host1.example.com:81"))
    equal(result.status, 7, "exit status", result)
    for text in ("81", "refused"):
        expect(text in result.stderr.lower(), f"{text!r} in the message", result)


OWN = [
    ("a first server where nobody listens is passed over", dead_port),
    ("a first server that says nothing is passed over", silent_first),
    ("a first server whose host is not there is passed over", absent_first),
    ("a first server with SERVFAIL is passed over", failing_first(2)),
    ("a first server with REFUSED is passed over", failing_first(5)),
    ("a first server with NOTIMP is passed over", failing_first(4)),
    ("a lost query is sent again", lost_query),
    ("a truncated reply is asked for by TCP", truncated),
    ("use-vc asks by TCP only", use_vc),
    ("with edns0 a large reply needs no TCP", edns),
    ("a server may have an IPv6 address", over_ipv6),
    ("a name in the hosts file costs no query", hosts_file),
    ("a short name goes through the search list", search_list),
    ("servers can be given", given_servers),
    ("a port where nobody listens is told apart", no_listener),
    ("SERVFAIL is named", failure_text(["--rcode", "2"], 6, "servfail", "server failure")),
    ("REFUSED is named", failure_text(["--rcode", "5"], 6, "refused")),
    ("a silent server is named", failure_text(["--silent"], 6, SERVER)),
    ("the time given is kept", failure_text(["--silent"], 28, "time", resolv_conf=f"nameserver {SERVER}\n",
                                            fetch_options=("-m", "1"))),
    ("a server where nobody listens is named",
     failure_text([], 6, SECOND, resolv_conf=f"nameserver {SECOND}\noptions timeout:1 attempts:1\n")),
]


def served(start, function):
    def case(lab):
        with Configured(lab, start(lab)):
            function(lab)
    return case


run(Lab, [
    (f"with {who}, {sentence}", served(start, function))
    for who, start in (("the own server", with_own), ("NSD", with_nsd), ("unbound", with_unbound))
    for sentence, function in COMMON
] + OWN)
