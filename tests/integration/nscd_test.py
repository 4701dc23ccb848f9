"""With nscd: the real one spares the queries; a broken one harms nothing."""

import contextlib
import os
import socket
import struct
import time

from harness import BACKEND, Skip, equal, expect, fetch, resolve, run
from kernel import die_with_parent, read_file
from lab import PAGE, Lab
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


def real(lab):
    speaks_nscd()
    serve(lab)
    daemon = nscd(lab)
    try:
        expect(lookup(lab), "queries the first time")
        equal(lookup(lab), [], "queries the second time")
        result = lab.run(resolve("host1.example.com"))
        equal(result.status, 0, "exit status of resolve", result)
        expect("192.168.10.1" in result.stdout, "the address", result)
        if BACKEND == "native":
            expect("nscd" in result.stdout, "nscd as the source", result)
    finally:
        daemon.stop()
        with contextlib.suppress(FileNotFoundError):
            os.unlink(lab.nscd_socket())


def real_negative(lab):
    speaks_nscd()
    serve(lab)
    daemon = nscd(lab)
    try:
        equal(lab.run(fetch("nothing.lab.test")).status, 6, "exit status the first time")
        with lab.capture() as queries:
            equal(lab.run(fetch("nothing.lab.test")).status, 6, "exit status the second time")
        equal(queries, [], "queries the second time")
    finally:
        daemon.stop()
        with contextlib.suppress(FileNotFoundError):
            os.unlink(lab.nscd_socket())


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
