"""Exchanges for real, on loopback: the timing table at a tenth of its scale, and servers that are rude.

The server does what the case says; the client is `resolve`, once for each lookup."""

import json
import re
import select
import socket
import struct
import subprocess
import tempfile
import threading
import time

from harness import equal, expect, resolve, run

A, AAAA, OPT = 1, 28, 41
WAIT = 0.5  # the first wait, where resolv.conf's default is 5
SLACK = 0.4  # for a machine that is busy
TC = 0x0200


class Query:
    """A query as it came."""

    def __init__(self, octets, tcp=False, port=0):
        self.octets, self.tcp, self.port, self.time = octets, tcp, port, time.monotonic()
        self.id = octets[:2]
        end = 12
        while octets[end]:
            end += octets[end] + 1
        self.question = octets[12:end + 5]
        self.type = struct.unpack("!H", octets[end + 1:end + 3])[0]
        self.rest = octets[end + 5:]

    def reply(self, flags=0x8180, answers=(), additional=b"", number=None):
        """In wire form; an answer is the octets of an address."""
        records = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", self.type, 1, 60, len(a)) + a for a in answers)
        return (self.id if number is None else number) + struct.pack(
            "!HHHHH", flags, 1, len(answers), 0, 1 if additional else 0) + self.question + records + additional

    def good(self):
        return self.reply(answers=[bytes([192, 0, 2, 1]) if self.type == A else b"\x20\x01\x0d\xb8" + bytes(11) + b"\1"])


def nothing(_):
    return []


def good(query):
    return [query.good()]


class Server:
    """UDP and TCP on one port of loopback that the kernel chose.  udp(query) gives datagrams to send, one that is a
    pair (socket, octets) from that socket; tcp(query) gives pieces of a stream, with numbers for pauses between
    them, in which the client may not go; None: closes.  Without tcp nobody listens."""

    def __init__(self, udp=nothing, tcp=None):
        self.udp, self.tcp, self.queries, self.connections = udp, tcp, [], 0
        self.datagrams, self.listener = self.bind(tcp)
        self.address = "127.0.0.1:%d" % self.datagrams.getsockname()[1]
        self.wake, self.woken = socket.socketpair()
        self.open = []
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    @staticmethod
    def bind(tcp):
        for _ in range(20):
            datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            datagrams.bind(("127.0.0.1", 0))
            if not tcp:
                return datagrams, None
            try:
                return datagrams, socket.create_server(datagrams.getsockname())
            except OSError:  # taken for TCP
                datagrams.close()
        raise AssertionError("no port that is free for UDP and TCP")

    def serve(self):
        while True:
            sockets = [self.woken, self.datagrams, *([self.listener] if self.listener else []), *self.open]
            ready = select.select(sockets, [], [])[0]
            if self.woken in ready:
                return
            for one in ready:
                if one is self.datagrams:
                    self.serve_udp()
                elif one is self.listener:
                    self.connections += 1
                    self.open.append(one.accept()[0])
                else:
                    self.serve_tcp(one)

    def serve_udp(self):
        octets, peer = self.datagrams.recvfrom(4096)
        query = Query(octets, port=peer[1])
        self.queries.append(query)
        for one in self.udp(query):
            source, octets = one if isinstance(one, tuple) else (self.datagrams, one)
            source.sendto(octets, peer)

    def serve_tcp(self, connection):
        try:
            stays = self.converse(connection)
        except OSError:
            stays = False
        if not stays:
            self.open.remove(connection)
            connection.close()

    def converse(self, connection):
        """Queries come whole here: they are short, and the client sends each at once.  False: that was it."""
        octets = connection.recv(4096)
        if not octets:
            return False
        while octets:
            size = 2 + struct.unpack("!H", octets[:2])[0]
            query, octets = Query(octets[2:size], True, connection.getpeername()[1]), octets[size:]
            self.queries.append(query)
            for piece in self.tcp(query):
                if piece is None:
                    return False
                if isinstance(piece, bytes):
                    connection.sendall(piece)
                elif select.select([self.woken, connection], [], [], piece)[0]:
                    return False
        return True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.wake.send(b".")
        self.thread.join()
        for one in [self.wake, self.woken, self.datagrams, *([self.listener] if self.listener else []), *self.open]:
            one.close()


class Loopback:
    """What harness.run() asks for: there is nothing to make."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def stop(self):
        pass


class Lookup:
    """One run of resolve, with its trace."""

    def __init__(self, servers, *args, options=""):
        with tempfile.TemporaryDirectory() as folder:
            trace, conf = folder + "/trace", folder + "/resolv.conf"
            with open(conf, "w", encoding="ascii") as file:
                file.write(f"options {options}\n")
            listed = ",".join(s if isinstance(s, str) else s.address for s in servers)
            command = resolve("--backend", "native", "--server", listed, "--resolv-conf", conf, "--no-nscd",
                              "--no-hosts", "--no-search", "--timeout", str(WAIT), "--trace", trace, "--trace-format", "json", *args)
            begun = time.monotonic()
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
            self.time = time.monotonic() - begun
            self.status, self.out, self.error = done.returncode, done.stdout, done.stderr
            with open(trace, encoding="utf-8") as file:
                self.events = [json.loads(line) for line in file]

    def __str__(self):
        return f"exit status {self.status} after {self.time:.3f} s\n{self.out}{self.error}"

    def events_of(self, kind):
        return [event for event in self.events if event["event"] == kind]

    def addresses(self):
        return {word for line in self.out.splitlines() for word in line.split()[:1]}


V4, V6 = "192.0.2.1", "2001:db8::1"


def takes(result, least, text=""):
    """It took so long, and not much longer."""
    expect(least - 0.02 <= result.time <= least + SLACK, f"{least} s", result)
    print(f"# {text or 'it took'}: {result.time:.2f} s, {least:.2f} by the table")


def only(family):
    return lambda query: good(query) if query.type == family else []


# ---- the timing table of resolver.md 3 ----

def one_silent(family, address):
    def case(_):
        with Server(only(family)) as server:
            result = Lookup([server], "www.test")
            equal((result.status, result.addresses()), (0, {address}), "status and addresses", result)
            takes(result, 2 * WAIT)
            times = [e["time"] for e in result.events_of("reply")]
            expect(len(times) == 1 and times[0] - result.events[0]["time"] < SLACK * 1e9, "the good family at once", result)
            equal(sorted(q.type for q in server.queries), sorted([A, AAAA, A + AAAA - family]), "questions", result)
    return case


def both_silent(_):
    with Server() as server:
        result = Lookup([server], "www.test")
        equal(result.status, 1, "exit status", result)
        expect("no answer from " + server.address in result.error, "the cause", result)
        takes(result, 2 * WAIT)
        equal(len(server.queries), 4, "datagrams", result)


def truncated(query):
    return [query.reply(0x8180 | TC)]


def tcp_stalls(_):
    """Each round the datagram comes back at once, truncated, and TCP accepts and says nothing."""
    with Server(truncated, nothing) as server:
        result = Lookup([server], "www.test")
        equal(result.status, 1, "exit status", result)
        takes(result, 2 * WAIT)
        equal((len([q for q in server.queries if q.tcp]), server.connections), (4, 2), "queries and connections", result)


def tcp_stalls_to_the_deadline(_):
    with Server(truncated, nothing) as server:
        result = Lookup([server], "www.test", "--attempts", "9", "--deadline", "0.7")
        equal(result.status, 1, "exit status", result)
        takes(result, 0.7)


def tcp_drips(_):
    """A TCP answer of which an octet comes now and then is no reason to wait longer."""
    def drip(query):
        octets = query.good()
        for octet in struct.pack("!H", len(octets)) + octets:
            yield bytes([octet])
            yield 0.1
    with Server(truncated, drip) as server:
        result = Lookup([server], "-4", "www.test", "--attempts", "1")
        equal(result.status, 1, "exit status", result)
        takes(result, WAIT)


def second_server(_):
    with Server() as silent, Server(good) as other:
        result = Lookup([silent, other], "www.test")
        equal((result.status, result.addresses()), (0, {V4, V6}), "status and addresses", result)
        takes(result, WAIT)


# ---- errors that come at once ----

def closed_port(_):
    # Bound, so that nobody else gets the port meanwhile, and connected to itself, so that it hears nobody else.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as closed:
        closed.bind(("127.0.0.1", 0))
        closed.connect(closed.getsockname())
        result = Lookup(["127.0.0.1:%d" % closed.getsockname()[1]], "www.test")
    equal(result.status, 1, "exit status", result)
    expect("Connection refused" in result.error, "the cause", result)
    takes(result, 0)


def tcp_refused(_):
    with Server(truncated) as server:
        result = Lookup([server], "www.test")
        equal(result.status, 1, "exit status", result)
        expect("Connection refused" in result.error, "the cause", result)
        takes(result, 0)


def half_answer(_):
    """The connection takes both questions, answers the second, and ends; on the next one the first is answered."""
    seen = []

    def tcp(query):
        seen.append(query.type)
        if len(seen) == 1:
            return []
        octets = query.good()
        return [struct.pack("!H", len(octets)) + octets] + ([None] if len(seen) == 2 else [])
    with Server(truncated, tcp) as server:
        result = Lookup([server], "www.test")
        equal((result.status, result.addresses()), (0, {V4, V6}), "status and addresses", result)
        equal((server.connections, len(seen), seen[2]), (2, 3, seen[0]), "connections, queries, the one asked again", result)
        takes(result, 0)


# ---- spoofing ----

def wrong_ids(_):
    def flood(query):
        right = int.from_bytes(query.id, "big")
        wrong = [query.reply(answers=[b"\306\63\144\102"], number=(right ^ i).to_bytes(2, "big")) for i in range(1, 101)]
        return wrong + good(query)
    with Server(flood) as server:
        result = Lookup([server], "-4", "www.test")
        equal((result.status, result.addresses()), (0, {V4}), "status and addresses", result)
        equal([e["text"] for e in result.events_of("drop")], ["wrong id"] * 100, "dropped", result)


def other_port(_):
    """Nobody but the server itself is heard: the kernel does not hand it over."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.1", 0))

        def both(query):
            return [(stranger, query.reply(answers=[b"\306\63\144\102"])), query.good()]
        with Server(both) as server:
            result = Lookup([server], "-4", "www.test")
            equal((result.status, result.addresses()), (0, {V4}), "status and addresses", result)
            equal(result.events_of("drop"), [], "dropped", result)


def ports_and_ids(_):
    with Server(good) as server:
        for _ in range(20):
            equal(Lookup([server], "www.test").status, 0, "exit status")
        ports = [q.port for q in server.queries]
        equal(len(ports), 40, "queries")
        # the kernel may give one again by chance, among about 28,000
        expect(len(set(ports)) >= 18, "a port for each lookup", ports)
        ids = [q.id for q in server.queries]
        expect(len(set(ids)) >= 36, "IDs that differ", ids)
        steps = {(int.from_bytes(b, "big") - int.from_bytes(a, "big")) % 65536 for a, b in zip(ids, ids[1:])}
        expect(len(steps) >= 30, "IDs that are not counted up", ids)


# ---- EDNS ----

def cookies(_):
    """The second question of the lookup, after SERVFAIL to the first try, has the server's cookie."""
    def udp(query):
        if not query.rest:
            return []
        client = query.rest[15:23]
        option = struct.pack("!HH", 10, 16) + client + b"COOKIE!!"
        return [query.reply(0x8180 if len(server.queries) > 1 else 0x8182,
                            [b"\300\0\2\1"] if len(server.queries) > 1 else [],
                            b"\0" + struct.pack("!HHIH", OPT, 1232, 0, len(option)) + option)]
    with Server(udp) as server:
        result = Lookup([server], "-4", "www.test", options="edns0")
        equal((result.status, result.addresses()), (0, {V4}), "status and addresses", result)
        equal([len(q.rest) for q in server.queries], [11 + 12, 11 + 20], "octets of OPT", result)
        equal(server.queries[1].rest[15:], server.queries[0].rest[15:] + b"COOKIE!!", "cookie of the second query", result)


def extended_error(_):
    def udp(query):
        option = struct.pack("!HHH", 15, 8, 6) + b"no sig"
        return [query.reply(0x8182, additional=b"\0" + struct.pack("!HHIH", OPT, 1232, 0, len(option)) + option)]
    with Server(udp) as server:
        result = Lookup([server], "www.test", options="edns0")
        equal(result.status, 1, "exit status", result)
        expect(f"SERVFAIL from {server.address}: DNSSEC Bogus (no sig)" in result.error, "code and text", result)


def authentic(_):
    def udp(query):
        return [query.reply(0x81a0, [b"\300\0\2\1"])]
    with Server(udp) as server:
        for options, wanted in (("", False), ("trust-ad", True)):
            result = Lookup([server], "www.test", "A", options=options)
            equal(result.status, 0, "exit status", result)
            flags = re.search(r"flags:([^;]*);", result.out)
            expect(flags, "a line with flags", result)
            equal("ad" in flags.group(1).split(), wanted, f"AD with options '{options}'", result)
            equal(bool(server.queries[-1].octets[3] & 0x20), wanted, "AD asked for", result)


def late_wins(_):
    """A reply to the first try that comes during the second."""
    def udp(query):
        return [] if len(server.queries) == 1 else [server.queries[0].good()]

    def first_port(query):
        octets = udp(query)
        if octets:
            server.datagrams.sendto(octets[0], ("127.0.0.1", server.queries[0].port))
        return []
    with Server(first_port) as server:
        result = Lookup([server], "-4", "www.test")
        equal((result.status, result.addresses()), (0, {V4}), "status and addresses", result)
        takes(result, WAIT)


run(Loopback, [
    ("the table: A ok, AAAA silent", one_silent(A, V4)),
    ("the table: A silent, AAAA ok", one_silent(AAAA, V6)),
    ("the table: both silent", both_silent),
    ("TC06 the table: TC, then TCP that accepts and stalls", tcp_stalls),
    ("TCP that accepts and stalls ends at the deadline", tcp_stalls_to_the_deadline),
    ("RL10 a TCP answer that drips is bounded", tcp_drips),
    ("TR01 a silent server costs its wait", second_server),
    ("TR14 a closed port fails at once", closed_port),
    ("TC02 refused TCP fails at once", tcp_refused),
    ("a connection that ends after one of two answers", half_answer),
    ("TR16 a late reply to the first try is used", late_wins),
    ("SP01 a hundred wrong IDs, then the right reply", wrong_ids),
    ("SP10 a reply from another port is not heard", other_port),
    ("SP21 SP22 ports and IDs of twenty lookups", ports_and_ids),
    ("a cookie goes back to its server", cookies),
    ("ED15 an extended error is told", extended_error),
    ("ED16 AD is passed on where it is trusted", authentic),
])
