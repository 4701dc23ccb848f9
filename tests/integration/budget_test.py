"""What a warm lookup and a whole fetch may cost: system calls, allocations, instructions."""

import json
import os
import re

from harness import SANITIZED, Skip, build_program, calls, equal, expect, fetch, native_only, run, strace
from lab import Lab
from process import find_program
from servers import article_servers, own_dns, own_http

# System calls of one warm lookup where only IPv4 answers, and where both families do.
CALLS_ONE, CALLS_BOTH = 8, 12
LOOKUP_INSTRUCTIONS = 6000
FETCH_CALLS = 60
FETCH_INSTRUCTIONS = 300_000

COMMAND = ("-s", "-o", "/dev/null", "-A", "curl/7.29.0", "host1.example.com")


def warm(name, family, count, *trace):
    return [build_program("tests", "integration", "warm-lookup"), name, family, str(count), *trace]


def no_sanitizer():
    if SANITIZED:
        raise Skip("a sanitizer has costs of its own")


def serve(lab):
    no_sanitizer()
    lab.start(own_dns(lab), own_http(lab))


def figures(lab, command, also=None):
    result = lab.run(command, also=also)
    equal(result.status, 0, "exit status", result)
    return json.loads(result.stdout)


def behind(server):
    """A client on the server's processor that lets it finish first: both replies are there when it looks.

    Replies that come apart cost a second poll and a second recvmmsg, which is chance and not the library's doing."""
    processor = {min(os.sched_getaffinity(0))}
    os.sched_setaffinity(server.process.pid, processor)

    def also():
        os.sched_setaffinity(0, processor)
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    return also


def between_markers(lines):
    """The calls of each warm lookup: what lies between two calls of getppid."""
    marks = [at for at, line in enumerate(lines) if line.startswith("getppid(")]
    return [lines[a + 1:b] for a, b in zip(marks, marks[1:])]


def lookup_calls(name, family, addresses, limit):
    """As the library's own trace counts them, and as strace does."""
    def case(lab):
        no_sanitizer()
        server = lab.start(own_dns(lab))
        if addresses > 1 and not lab.ipv6:
            raise Skip("no IPv6 here")
        result, lines = strace(lab, warm(name, family, 20, "trace"), trace=None, also=behind(server))
        equal(result.status, 0, "exit status", result)
        got, lookups = json.loads(result.stdout), between_markers(calls(lines))
        equal(got["addresses"], addresses, "addresses")
        equal(len(lookups), 20, "lookups in strace's output", *lines)
        equal(got["calls"], sum(map(len, lookups)), "calls by trace events, against strace", *lookups[-1])
        usual = sorted(lookups, key=len)[10]
        print(f"# {name}: {len(usual)} calls a lookup, {got['calls'] / 20} on average")
        expect(0 < len(usual) <= limit, f"at most {limit} calls, not {len(usual)}", *usual)
    return case


def allocations(lab):
    serve(lab)
    got = figures(lab, warm("host1.example.com", "any", 50))
    equal(got["allocations"], got["lookups"], "one allocation a lookup, the result", got)


def by_callgrind(lab, command, *options, also=None):
    path = find_program("valgrind")
    if not path:
        raise Skip("valgrind is missing")
    result = lab.run([path, "--tool=callgrind", "--callgrind-out-file=/dev/null", *options, *command],
                     also=also, timeout=60)
    equal(result.status, 0, "exit status", result)
    return int(re.search(r"Collected : (\d+)", result.stderr).group(1))


def lookup_instructions(name, family):
    def case(lab):
        no_sanitizer()
        also = behind(lab.start(own_dns(lab)))
        counted = figures(lab, warm(name, family, 50), also)["instructions"] / 50
        # The first lookups bind symbols and read files: what 40 more cost is the price of 40.
        few, many = (by_callgrind(lab, warm(name, family, n), "--toggle-collect=stub_lookup", also=also)
                     for n in (10, 50))
        simulated = (many - few) / 40
        print(f"# {name}: {simulated:.0f} instructions a lookup by callgrind, {counted:.0f} by the processor (0: no counter)")
        expect(0 < simulated <= LOOKUP_INSTRUCTIONS, f"at most {LOOKUP_INSTRUCTIONS} instructions, not {simulated}")
    return case


def fetch_calls(kind):
    def case(lab):
        no_sanitizer()
        native_only()
        lab.start(*article_servers(lab, kind)[1])
        tries = []
        for _ in range(3):
            result, lines = strace(lab, fetch(*COMMAND), trace=None)
            equal(result.status, 0, "exit status", result)
            tries.append(calls(lines))
        # Two replies, or a head and its body, that come apart cost a poll and a read more: chance, not fetch's doing.
        made = min(tries, key=len)
        print(f"# the whole fetch: {[len(lines) for lines in tries]} calls")
        expect(10 < len(made) <= FETCH_CALLS, f"at most {FETCH_CALLS} calls, not {len(made)}", *made)
    return case


def fetch_instructions(lab):
    serve(lab)
    native_only()
    cost = by_callgrind(lab, fetch(*COMMAND))
    print(f"# the whole fetch: {cost} instructions")
    expect(100_000 < cost <= FETCH_INSTRUCTIONS, f"at most {FETCH_INSTRUCTIONS} instructions, not {cost}")


def loads_little(lab):
    """A native fetch needs the C library and nothing else."""
    native_only()
    no_sanitizer()
    path = find_program("readelf")
    if not path:
        raise Skip("readelf is missing")
    result = lab.run([path, "-d", *fetch()])
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", result.stdout)
    expect(needed and all(re.match(r"libc\.so|ld-linux", name) for name in needed), "libc alone", needed)


def opens_little(lab):
    """Nothing is opened later either: of libraries strace sees the C library only."""
    native_only()
    serve(lab)
    _, lines = strace(lab, fetch(*COMMAND), trace="open,openat,execve")
    opened = [os.path.basename(re.search(r'"([^"]+)"', line).group(1)) for line in lines if "open" in line.split("(")[0]]
    extra = [name for name in opened if ".so" in name and name not in ("libc.so.6", "ld.so.cache", "libc.so")]
    equal(extra, [], "other libraries")


run(Lab, [
    ("a warm lookup makes few calls where one family answers",
     lookup_calls("host1.example.com", "any", 1, CALLS_ONE)),
    ("a warm lookup of one family makes few calls", lookup_calls("dual.lab.test", "inet", 1, CALLS_ONE)),
    ("a warm lookup makes few calls where both families answer", lookup_calls("dual.lab.test", "any", 2, CALLS_BOTH)),
    ("a warm lookup allocates its result only", allocations),
    ("a warm lookup needs few instructions where one family answers", lookup_instructions("host1.example.com", "any")),
    ("a warm lookup needs few instructions where both families answer", lookup_instructions("dual.lab.test", "any")),
    ("a whole fetch from NSD and nginx makes few calls", fetch_calls("debian")),
    ("a whole fetch from the own servers makes few calls", fetch_calls("own")),
    ("a whole fetch needs few instructions", fetch_instructions),
    ("fetch needs the C library only", loads_little),
    ("fetch opens no other library", opens_little),
])
