"""With nscd: the real one spares the queries; a broken one harms nothing."""

import contextlib
import json
import os
import socket
import struct
import subprocess
import time

from harness import BACKEND, SANITIZED, Skip, build_program, calls, equal, expect, fetch, resolve, run, strace
from kernel import die_with_parent, mount_bind, read_file, write_file
from lab import PAGE, Lab
from process import clean_environment, find_server
from servers import nscd, own_dns, own_http

ADDRESS, FAMILY, CANONICAL = bytes([192, 168, 10, 1]), b"\2", b"www.example.com\0"


def answer(version=2, found=1, naddrs=1, addrslen=4, canonlen=16, error=0, rest=ADDRESS + FAMILY + CANONICAL):
    """A GETAI reply; by default a good one."""
    return struct.pack("=6i", version, found, naddrs, addrslen, canonlen, error) + rest


@contextlib.contextmanager
def fake(lab, reply, hold=False):
    """A daemon that answers everything with these octets; hold: and keeps the connection open."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(lab.nscd_socket())
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(lab.nscd_socket())
    listener.listen(16)
    child = os.fork()
    if child == 0:
        die_with_parent()
        held = []
        while True:
            connection, _ = listener.accept()
            connection.recv(2048)
            with contextlib.suppress(OSError):
                connection.sendall(reply)
            if hold:
                held.append(connection)
            else:
                connection.close()
    try:
        yield
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
        listener.close()
        os.unlink(lab.nscd_socket())


def speaks_nscd():
    if BACKEND == "c-ares":
        raise Skip("c-ares does not know nscd")


def serve(lab):
    lab.start(own_dns(lab), own_http(lab))


def lookup(lab, name="host1.example.com", seconds=5):
    """What fetch gets by name; the queries that it cost."""
    with lab.capture() as queries:
        result = lab.run(fetch(name))
    equal(result.status, 0, "exit status", result)
    expect(result.stdout == read_file(PAGE), "the page", result)
    expect(result.seconds < seconds, f"an end within {seconds} s", result)
    return queries


@contextlib.contextmanager
def daemon_running(lab, **options):
    """The real daemon; what it leaves behind goes with it."""
    daemon = nscd(lab, **options)
    try:
        yield daemon
    finally:
        daemon.stop()
        with contextlib.suppress(FileNotFoundError):
            os.unlink(lab.nscd_socket())


def real(lab):
    speaks_nscd()
    serve(lab)
    with daemon_running(lab):
        expect(lookup(lab), "queries the first time")
        equal(lookup(lab), [], "queries the second time")
        result = lab.run(resolve("host1.example.com"))
        equal(result.status, 0, "exit status of resolve", result)
        expect("192.168.10.1" in result.stdout, "the address", result)
        if BACKEND == "native":
            expect("nscd" in result.stdout, "nscd as the source", result)


def real_negative(lab):
    speaks_nscd()
    serve(lab)
    with daemon_running(lab):
        equal(lab.run(fetch("nothing.lab.test")).status, 6, "exit status the first time")
        with lab.capture() as queries:
            equal(lab.run(fetch("nothing.lab.test")).status, 6, "exit status the second time")
        equal(queries, [], "queries the second time")


class Asker:
    """One resolver on the client, asked name by name."""

    def __init__(self, lab):
        if SANITIZED:
            raise Skip("a sanitizer has a malloc of its own")
        self.process = subprocess.Popen([build_program("tests", "integration", "ask")], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, preexec_fn=lab.prepare(),
                                        env=clean_environment({}))

    def ask(self, name):
        self.process.stdin.write(name + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def until(self, name, what, true, seconds=20):
        """Asks until it is true of what comes; that."""
        give_up = time.monotonic() + seconds
        while True:
            got = self.ask(name)
            if true(got):
                return got
            expect(time.monotonic() < give_up, f"{what} within {seconds} s", got)

    def until_mapped(self, name):
        """Asks until an answer of nscd comes without a connection."""
        got = self.until(name, "an answer from the shared memory",
                         lambda got: (got["nscd"] or not got["addresses"]) and "connect" not in got["calls"] and
                         "poll" not in got["calls"])
        return got if got["calls"] in ([], ["epoll_wait"]) else self.ask(name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


def zone(lab, *lines):
    """A zone file of lab.test with these lines and nothing else."""
    path = lab.path("nscd.zone")
    write_file(path, "$ORIGIN lab.test.\n$TTL 3600\n@ SOA ns hostmaster 1 3600 600 86400 2\n@ NS ns\n" +
               "ns A 192.168.10.1\n" + "\n".join(lines) + "\n")
    return {"lab.test": path}


def mapped(lab):
    """HO22: the second lookup costs no query, and those after the third no system call."""
    serve(lab)
    with daemon_running(lab), Asker(lab) as asker:
        with lab.capture() as queries:
            first = asker.ask("host1.example.com")
        equal(first["addresses"], ["192.168.10.1"], "addresses")
        expect(first["nscd"] and queries, "nscd, which had to ask", first, queries)
        with lab.capture() as queries:
            asker.until_mapped("host1.example.com")
            for _ in range(20):
                got = asker.ask("host1.example.com")
                equal(got, {"status": "", "nscd": True, "allocations": 1, "calls": [], "addresses": ["192.168.10.1"]},
                      "a lookup")
        equal(queries, [], "queries")


def mapped_both(lab):
    """Two addresses are put in order, so routes and gai.conf must be as they were: one call."""
    serve(lab)
    if not lab.ipv6:
        raise Skip("no IPv6 here")
    with daemon_running(lab), Asker(lab) as asker:
        asker.until_mapped("dual.lab.test")
        asker.ask("dual.lab.test")
        for _ in range(20):
            got = asker.ask("dual.lab.test")
            equal(len(got["addresses"]), 2, "addresses", got)
            equal(got["calls"], ["epoll_wait"], "calls", got)
            equal(got["allocations"], 1, "allocations", got)


def mapped_negative(lab):
    """HO23: no such name costs no query the second time, and then no system call."""
    serve(lab)
    with daemon_running(lab), Asker(lab) as asker:
        first = asker.ask("nothing.lab.test")
        with lab.capture() as queries:
            got = asker.until_mapped("nothing.lab.test")
            equal((got["status"], got["calls"]), (first["status"], []), "the outcome", got)
        equal(queries, [], "queries")


def mapped_by_strace(lab):
    """The same as strace sees it."""
    serve(lab)
    if SANITIZED:
        raise Skip("a sanitizer has costs of its own")
    with daemon_running(lab):
        result, lines = strace(lab, [build_program("tests", "integration", "warm-lookup"), "host1.example.com", "any", "40",
                                     "trace"], trace=None)
        equal(result.status, 0, "exit status", result)
        lines = calls(lines)
        marks = [at for at, line in enumerate(lines) if line.startswith("getppid(")]
        equal(len(marks), 41, "marks", *lines)
        lookups = [lines[a + 1:b] for a, b in zip(marks, marks[1:])]
        equal(lookups[20:], [[]] * 20, "the calls of the last 20 lookups")
        expect(json.loads(result.stdout)["calls"] == sum(map(len, lookups)), "the same calls by the trace", result)


def not_shared(lab):
    """A daemon that shares nothing: its socket serves, and is not asked for memory each time."""
    serve(lab)
    with daemon_running(lab, shared="no"), Asker(lab) as asker:
        asker.ask("host1.example.com")
        asked = [asker.ask("host1.example.com")["calls"] for _ in range(50)]
        expect(all("connect" in names for names in asked), "the socket each time", *asked)
        equal(sum(names.count("connect") for names in asked), 51, "connections, one of them for the memory")


def not_cached(lab):
    """A daemon that does not keep hosts is asked once in a while."""
    serve(lab)
    with daemon_running(lab, enable_cache="no"), Asker(lab) as asker:
        got = asker.ask("host1.example.com")
        expect(got["addresses"] == ["192.168.10.1"] and not got["nscd"], "DNS", got)
        asker.ask("host1.example.com")
        with lab.capture() as queries:
            got = asker.ask("host1.example.com")
        expect(queries and not got["nscd"], "DNS alone", got)
        equal(got["calls"].count("connect"), 1, "connections", got)


def positive_ttl(lab):
    """HO23: an address is not kept longer than its TTL, give or take when the daemon looks."""
    server = lab.start(own_dns(lab, zones=zone(lab, "short 2 A 192.0.2.1")))
    with daemon_running(lab), Asker(lab) as asker:
        equal(asker.ask("short.lab.test")["addresses"], ["192.0.2.1"], "addresses")
        begun = time.monotonic()
        asker.until_mapped("short.lab.test")
        server.stop()
        lab.start(own_dns(lab, zones=zone(lab, "short 2 A 192.0.2.2")))
        got = asker.ask("short.lab.test")
        expect(got["addresses"] == ["192.0.2.1"] or time.monotonic() - begun > 1, "the old address for its time", got)
        asker.until("short.lab.test", "the new address", lambda got: got["addresses"] == ["192.0.2.2"])
        expect(time.monotonic() - begun > 1, "no new address before the old one's time was over")


def negative_ttl(lab):
    """HO23: that there is no such name is not kept longer than the configuration says."""
    server = lab.start(own_dns(lab, zones=zone(lab)))
    with daemon_running(lab, negative_time_to_live=2), Asker(lab) as asker:
        equal(asker.ask("later.lab.test")["addresses"], [], "addresses")
        begun = time.monotonic()
        asker.until_mapped("later.lab.test")
        server.stop()
        lab.start(own_dns(lab, zones=zone(lab, "later A 192.0.2.1")))
        got = asker.ask("later.lab.test")
        expect(got["addresses"] == [] or time.monotonic() - begun > 1, "no such name for its time", got)
        asker.until("later.lab.test", "the address", lambda got: got["addresses"] == ["192.0.2.1"])
        expect(time.monotonic() - begun > 1, "no address before its time")


def invalidated(lab):
    """nscd -i hosts: what was kept is forgotten at once."""
    serve(lab)
    with daemon_running(lab), Asker(lab) as asker:
        asker.until_mapped("host1.example.com")
        path, env = find_server("nscd")
        result = lab.run([path, "-i", "hosts"], env=env)
        equal(result.status, 0, "exit status of nscd -i", result)
        with lab.capture() as queries:
            got = asker.ask("host1.example.com")
        expect(got["nscd"] and got["addresses"] == ["192.168.10.1"] and queries, "a query of nscd", got, queries)
        asker.until_mapped("host1.example.com")


def restarted(how):
    def case(lab):
        serve(lab)
        with Asker(lab) as asker:
            with daemon_running(lab) as daemon:
                asker.until_mapped("host1.example.com")
                getattr(daemon.process, how)()
                daemon.process.wait()
                # The kernel does not always tell that a daemon was killed; what is not in the map tells as well.
                asker.ask("nothing.lab.test")
                with lab.capture() as queries:
                    got = asker.ask("host1.example.com")
                expect(not got["nscd"] and got["addresses"] == ["192.168.10.1"], "DNS, now that nscd is gone", got)
                expect(queries, "queries")
            with daemon_running(lab):
                asked = 1
                while not asker.ask("host1.example.com")["nscd"]:
                    asked += 1
                expect(asked <= 101, "nscd again after 100 lookups", asked)
                asker.until_mapped("host1.example.com")
    return case


def persistent(lab):
    """A database that outlives its daemon."""
    serve(lab)
    for folder in ("cache", "cache/nscd"):
        os.mkdir(lab.path(folder))
    child = os.fork()
    if child == 0:
        lab.prepare()()
        mount_bind(lab.path("cache"), "/var/cache")
        os._exit(0)
    equal(os.waitpid(child, 0)[1], 0, "status of the mount")
    with Asker(lab) as asker:
        with daemon_running(lab, persistent="yes"):
            asker.until_mapped("host1.example.com")
        expect(os.path.exists(lab.path("cache", "nscd", "hosts")), "the database", os.listdir(lab.path("cache", "nscd")))
        with daemon_running(lab, persistent="yes"), lab.capture() as queries:
            with Asker(lab) as another:
                got = another.ask("host1.example.com")
                expect(got["nscd"] and got["addresses"] == ["192.168.10.1"], "nscd", got)
                equal(queries, [], "queries")
                another.until_mapped("host1.example.com")
            asker.until_mapped("host1.example.com")
        equal(queries, [], "queries")


def good(lab):
    """The fake is understood at all: without this the other cases would prove nothing."""
    speaks_nscd()
    serve(lab)
    with fake(lab, answer()):
        equal(lookup(lab), [], "queries")


def broken(reply, hold=False):
    def case(lab):
        if BACKEND != "native":
            raise Skip(f"the {BACKEND} backend does not speak nscd's protocol itself")
        serve(lab)
        with fake(lab, reply, hold):
            equal(len(lookup(lab, seconds=2)), 2, "queries")
    return case


def real_reverse(lab):
    """The names of an address, as the daemon has them out of its own hosts file."""
    if BACKEND != "native":
        raise Skip(f"the {BACKEND} backend asks DNS only")
    serve(lab)
    lab.hosts("192.0.2.77 known.lab.test known\n")
    try:
        with daemon_running(lab):
            result = lab.run(resolve("192.0.2.77"))
            equal((result.status, result.stdout.split()[:2]), (0, ["known.lab.test", "nscd"]), "the name", result)
            expect("\nknown " in result.stdout, "the alias", result)
    finally:
        lab.hosts("")


def host_reply(version=2, found=1, name_len=5, aliases=0, family=2, length=4, addrs=1, error=0, rest=b"n.ex\0" + bytes([192, 0, 2, 77])):
    return struct.pack("=8i", version, found, name_len, aliases, family, length, addrs, error) + rest


def reverse(reply, status, words, final=False):
    """What the fake says of 192.0.2.77, which DNS does not know; final: it is the daemon who says so."""
    def case(lab):
        if BACKEND != "native":
            raise Skip(f"the {BACKEND} backend does not speak nscd's protocol itself")
        serve(lab)
        with fake(lab, reply):
            result = lab.run(resolve("192.0.2.77"))
        equal((result.status, result.stdout.split()[:2]), (status, words), "exit status and name", result)
        equal("says nscd" in result.stderr, final, "whether nscd says no", result)
    return case


def hung_within_deadline(lab):
    """Hung, and no DNS server either: the deadline holds."""
    if BACKEND != "native":
        raise Skip("the native backend's deadline")
    lab.start(own_dns(lab, "--silent"), own_http(lab))
    with fake(lab, b"", hold=True):
        begun = time.monotonic()
        result = lab.run(fetch("-m", "1", "host1.example.com"))
        equal(result.status, 28, "exit status", result)
        expect(time.monotonic() - begun < 2, "an end after one second", result)


def full_backlog(lab):
    """Nobody accepts and the queue is full: connect(2) says EAGAIN."""
    if BACKEND != "native":
        raise Skip("the native backend's socket")
    serve(lab)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(lab.nscd_socket())
        listener.listen(0)
        with contextlib.ExitStack() as stack:
            for _ in range(4):
                sock = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
                sock.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    sock.connect(lab.nscd_socket())
            equal(len(lookup(lab, seconds=2)), 2, "queries")
    os.unlink(lab.nscd_socket())


run(Lab, [
    ("with the real nscd the second lookup sends no query", real),
    ("with the real nscd the second NXDOMAIN sends no query", real_negative),
    ("with the real nscd a lookup after the third makes no system call", mapped),
    ("with the real nscd two addresses cost the change check only", mapped_both),
    ("with the real nscd no such name makes no system call", mapped_negative),
    ("with the real nscd strace sees no system call", mapped_by_strace),
    ("a real nscd that shares nothing is asked over its socket", not_shared),
    ("a real nscd that does not keep hosts is left alone", not_cached),
    ("with the real nscd an address is kept for its time", positive_ttl),
    ("with the real nscd no such name is kept for its time", negative_ttl),
    ("with the real nscd what is invalidated is asked anew", invalidated),
    ("a real nscd is killed and started again", restarted("kill")),
    ("a real nscd is ended and started again", restarted("terminate")),
    ("a real nscd's database outlives it", persistent),
    ("with the real nscd an address has its names", real_reverse),
    ("an address's name is taken from nscd", reverse(host_reply(), 0, ["n.ex", "nscd"])),
    ("no name, says nscd, is final",
     reverse(host_reply(found=0, name_len=0, family=0, length=0, addrs=0, error=1, rest=b""), 1, [], True)),
    ("a name of another address is no answer", reverse(host_reply(rest=b"n.ex\0" + bytes([192, 0, 2, 78])), 1, [])),
    ("a name cut short is no answer", reverse(host_reply(rest=b"n.e"), 1, [])),
    ("a name longer than the reply is no answer", reverse(host_reply(name_len=500), 1, [])),
    ("an answer of nscd spares the queries", good),
    ("a daemon that says nothing is given up", broken(b"", hold=True)),
    ("a daemon that hangs in its reply is given up", broken(answer()[:30], hold=True)),
    ("a daemon that closes at once is ignored", broken(b"")),
    ("a reply cut in its head is ignored", broken(answer()[:10])),
    ("a reply cut in its addresses is ignored", broken(answer()[:26])),
    ("a reply cut in its name is ignored", broken(answer()[:35])),
    ("another version is ignored", broken(answer(version=3))),
    ("a negative count is ignored", broken(answer(naddrs=-1))),
    ("a huge count is ignored", broken(answer(naddrs=0x7fffffff))),
    ("a huge length of addresses is ignored", broken(answer(addrslen=0x7fffffff))),
    ("a negative length of the name is ignored", broken(answer(canonlen=-1))),
    ("a huge length of the name is ignored", broken(answer(canonlen=0x7fffffff))),
    ("lengths that do not add up are ignored", broken(answer(addrslen=3, rest=ADDRESS[:3] + FAMILY + CANONICAL))),
    ("an unknown family is ignored", broken(answer(rest=ADDRESS + b"\7" + CANONICAL))),
    ("a name without its end is ignored", broken(answer(rest=ADDRESS + FAMILY + b"x" * 16))),
    ("hosts that are not cached are asked of DNS", broken(answer(found=-1, naddrs=0, addrslen=0, canonlen=0, rest=b""))),
    ("a daemon that accepts nobody is ignored", full_backlog),
    ("a hung daemon and a silent server end at the deadline", hung_within_deadline),
])
