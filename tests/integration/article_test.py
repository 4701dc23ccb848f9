"""The article's command makes the article's system calls, in order, and no others."""

import os
import re

from harness import BACKEND, calls, equal, expect, fetch, native_only, run, same_lines, strace
from kernel import read_file
from lab import FIXTURES, PAGE, SERVER, Lab
from process import udp_exchange
from servers import article_servers

COMMAND = ("-s", "-o", "/dev/null", "-A", "curl/7.29.0")

# What strace prints, and the step it is.  \1 and the like stand for what the line says; None: no step of its own.
STEPS = [
    (r"socket\(AF_UNIX, SOCK_STREAM\|SOCK_CLOEXEC\|SOCK_NONBLOCK, 0\) = \d+", "nscd: socket"),
    (r'connect\(\d+, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110\) = -1 (\w+) .*', r"nscd: connect \1"),
    (r"socket\(AF_INET, SOCK_DGRAM\|SOCK_CLOEXEC\|SOCK_NONBLOCK, IPPROTO_(?:IP|UDP)\) = \d+", "DNS: socket"),
    (r"setsockopt\(\d+, SOL_IP, IP_RECVERR, \[1\], 4\) = 0", None),
    (r'connect\(\d+, {sa_family=AF_INET, sin_port=htons\(53\), sin_addr=inet_addr\("([\d.]+)"\)}, 16\) = 0',
     r"DNS: connect \1"),
    (r"sendmmsg\(\d+, \[{.*iov_len=(\d+)}.*iov_len=(\d+)}.*\], 2, MSG_NOSIGNAL\) += 2", r"DNS: send \1 \2"),
    (r"recv(?:from|msg)\(\d+, .*\\5host1\\7example.* = (\d+)", r"DNS: reply \1"),
    (r"recvmmsg\(\d+, \[{.*msg_len=(\d+)}, {.*msg_len=(\d+)}\], .* = 2(?: .*)?", r"DNS: reply \1|DNS: reply \2"),
    (r"recvmmsg\(\d+, \[{.*msg_len=(\d+)}\], .* = 1(?: .*)?", r"DNS: reply \1"),
    (r"poll\(\[{fd=\d+, events=POLLIN}\], 1, -?\d+\) += 1 \(\[{fd=\d+, revents=POLLIN}\]\)", None),
    (r"socket\(AF_INET, SOCK_STREAM\|SOCK_CLOEXEC\|SOCK_NONBLOCK, IPPROTO_(?:IP|TCP)\) = \d+", "TCP: socket"),
    (r"setsockopt\(\d+, SOL_SOCKET, SO_KEEPALIVE, \[1\], 4\) = 0", "TCP: keep-alive"),
    (r"setsockopt\(\d+, SOL_TCP, TCP_KEEPIDLE, \[60\], 4\) = 0", "TCP: idle 60"),
    (r"setsockopt\(\d+, SOL_TCP, TCP_KEEPINTVL, \[60\], 4\) = 0", "TCP: interval 60"),
    (r'connect\(\d+, {sa_family=AF_INET, sin_port=htons\(80\), sin_addr=inet_addr\("([\d.]+)"\)}, 16\) = -1 (\w+) .*',
     r"TCP: connect \1 \2"),
    (r"poll\(\[{fd=\d+, events=POLLOUT}\], 1, \d+\) += 1 \(\[{fd=\d+, revents=POLLOUT}\]\)", "TCP: poll POLLOUT"),
    (r"getsockopt\(\d+, SOL_SOCKET, SO_ERROR, \[0\], \[4\]\) = 0", "TCP: SO_ERROR 0"),
    (r'getpeername\(\d+, {sa_family=AF_INET, sin_port=htons\(80\), sin_addr=inet_addr\("([\d.]+)"\)}, .*\) = 0',
     r"TCP: peer \1"),
    (r'getsockname\(\d+, {sa_family=AF_INET, sin_port=htons\(\d+\), sin_addr=inet_addr\("([\d.]+)"\)}, .*\) = 0',
     r"TCP: own \1"),
    (r'sendto\(\d+, "GET / HTTP/1.1\\r\\n.*, (\d+), MSG_NOSIGNAL, NULL, 0\) = \1', r"HTTP: send \1"),
    (r'recvfrom\(\d+, "HTTP/1.1 200 OK\\r\\n.*, \d+, 0, NULL, NULL\) = \d+', "HTTP: response"),
    (r'recvfrom\(\d+, "<!DOCTYPE html>.*, \d+, 0, NULL, NULL\) = 612', None),
]

TCP = ["TCP: socket", "TCP: keep-alive", "TCP: idle 60", "TCP: interval 60", "TCP: connect 192.168.10.1 EINPROGRESS",
       "TCP: poll POLLOUT", "TCP: SO_ERROR 0", "TCP: peer 192.168.10.1", "TCP: own 192.168.10.2"]
BY_NAME = ["nscd: socket", "nscd: connect ENOENT", "DNS: socket", "DNS: connect 192.168.10.1", "DNS: send 35 35",
           "DNS: reply 83", "DNS: reply 112", *TCP, "HTTP: send 81", "HTTP: response"]
BY_ADDRESS = [*TCP, "HTTP: send 76", "HTTP: response"]


def steps_of(lines):
    """The steps behind strace's lines; a line that is none of the article's stays as it is, and so differs."""
    steps = []
    for line in lines:
        for pattern, step in STEPS:
            match = re.fullmatch(pattern, line)
            if match:
                steps += match.expand(step).split("|") if step else []
                break
        else:
            steps.append(line)
    return steps


def serve(lab, kind):
    lab.start(*article_servers(lab, kind)[1])


def check_calls(lab, kind, url, wanted):
    native_only()
    serve(lab, kind)
    result, lines = strace(lab, fetch(*COMMAND, url))
    equal(result.status, 0, "exit status", result)
    equal(result.stdout + result.stderr, "", "output")
    same_lines(steps_of(calls(lines)), wanted, ("made", "article"), "all calls:", *lines)


def check_page(lab, kind):
    serve(lab, kind)
    with lab.capture() as queries:
        result = lab.run(fetch("host1.example.com"))
    equal(result.status, 0, "exit status", result)
    equal(result.stderr, "", "errors")
    expect(result.stdout == read_file(PAGE), "the page", result)
    equal(sorted(queries), [("udp", "host1.example.com", 1), ("udp", "host1.example.com", 28)], "queries")


def message(name):
    return bytes.fromhex(read_file(os.path.join(FIXTURES, "article", name + ".hex")))


def check_messages(lab, kind):
    """The servers give the article's octets, whoever asks."""
    serve(lab, kind)
    for family, size in (("a", 83), ("aaaa", 112)):
        query, wanted = message(f"query-{family}"), message(f"reply-{family}")
        equal((len(query), len(wanted)), (35, size), "octets in the article")
        got = bytearray(udp_exchange(SERVER, 53, query, 2) or b"")
        expect(got, "a reply")
        got[3] |= 0x80  # RA: the article's server was a resolver as well, NSD is not
        equal(got.hex(" "), wanted.hex(" "), f"reply for {family}")


def both(sentence, function, *args):
    return [(f"with {who}, {sentence}", lambda lab, kind=kind: function(lab, kind, *args))
            for who, kind in (("NSD and nginx", "debian"), ("the own servers", "own"))]


expect(BACKEND in ("native", "c-ares", "glibc"), "a backend by its name", BACKEND)
run(Lab, [
    *both("the replies are the article's, 83 and 112 octets", check_messages),
    *both("the page comes whole, after two queries", check_page),
    *both("a name makes the article's calls", check_calls, "host1.example.com", BY_NAME),
    *both("an address makes the article's calls", check_calls, "192.168.10.1", BY_ADDRESS),
])
