"""Lookups by the hundred thousand against NSD, and in the event loops of others."""

import ipaddress
import json
import os

from harness import SANITIZED, Skip, equal, expect, resolve, run
from kernel import write_file
from lab import SERVER, ZONES, Lab
from process import LabError, build_program
from servers import nsd, own_dns

NAMES = 10_000 if SANITIZED else 100_000
IN_FLIGHT = 1000


def zone(names):
    """n0 to so many: addresses that tell the number."""
    lines = ["$ORIGIN bulk.test.", "$TTL 3600", "@ SOA ns hostmaster 1 3600 600 86400 60", "@ NS ns", f"ns A {SERVER}"]
    for n in range(names):
        lines.append(f"n{n} A 10.{n >> 16}.{n >> 8 & 255}.{n & 255}")
        lines.append(f"n{n} AAAA 2001:db8::{n >> 16:x}:{n & 0xffff:x}")
    return "\n".join(lines) + "\n"


def many(lab):
    path = lab.path("bulk.zone")
    write_file(path, zone(NAMES))
    lab.start(nsd(lab, {**ZONES, "bulk.test": path}))
    result = lab.run([build_program("tests", "integration", "bulk-lookup"), SERVER, str(NAMES), str(IN_FLIGHT)],
                     timeout=120)
    equal(result.status, 0, "exit status", result)
    got = json.loads(result.stdout)
    print(f"# {NAMES} names, {IN_FLIGHT} at a time: {NAMES / got['wall']:.0f} lookups/s, {got['cpu_us']} us CPU each, "
          f"{got['most']} descriptors at most, {got['rss_kib']} KiB resident")
    equal(got["ended"], NAMES, "lookups that ended", got)
    equal((got["failed"], got["wrong"]), (0, 0), "lookups that failed, and addresses of other names", got)
    equal(got["good"], NAMES, "lookups with both addresses", got)
    equal(got["left"], 0, "descriptors left", got)
    expect(got["most"] < 520, "no more sockets than the budget allows", got)


def by_program(lab):
    """The same with resolve, its names from a file: each line once, with its own addresses."""
    path, names = lab.path("bulk.zone"), lab.path("bulk.names")
    write_file(path, zone(NAMES))
    write_file(names, "".join(f"n{n}.bulk.test\n" for n in range(NAMES)))
    lab.start(nsd(lab, {**ZONES, "bulk.test": path}))
    result = lab.run(resolve("--backend", "native", "--server", SERVER, "--jobs", str(IN_FLIGHT), "--no-sort", "--file", names),
                     timeout=120)
    equal((result.status, result.stderr), (0, ""), "exit status and errors", result.stdout[-1000:])
    print(f"# resolve: {NAMES} names in {result.seconds:.1f} s")
    found = {}
    for line in result.stdout.splitlines():
        name, *addresses = line.split()
        expect(name not in found, "each name once", line)
        found[name] = set(addresses)
    equal(len(found), NAMES, "names with an answer")
    for n in range(NAMES):
        wanted = {f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}", str(ipaddress.ip_address((0x20010db8 << 96) | n))}
        equal(found[f"n{n}.bulk.test"], wanted, f"addresses of n{n}")


def example(name, partial):
    def case(lab):
        try:
            program = build_program("tests", "examples", f"example-{name}")
        except LabError as error:
            raise Skip(f"{name}'s development files are missing") from error
        lab.start(own_dns(lab))
        names = ["host1.example.com", "dual.lab.test", "192.0.2.9", "no-such-name.lab.test"]
        result = lab.run([program, SERVER, *names], env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"})
        lines = result.stdout.splitlines()
        equal(result.status, 1, "exit status, for one name does not exist", result)
        addresses = [line for line in lines if "so far" not in line]
        expect("192.0.2.9 192.0.2.9" in addresses, "the literal", result)
        expect("no-such-name.lab.test: no such name" in addresses, "the name that does not exist", result)
        equal(len([line for line in addresses if line.startswith("dual.lab.test ")]), 2 if lab.ipv6 else 1,
              "addresses of dual.lab.test", result)
        equal(len([line for line in addresses if line.startswith("host1.example.com ")]), 1,
              "addresses of host1.example.com", result)
        if partial:
            expect(len(lines) >= len(addresses), "what is told early comes besides", result)
    return case


run(Lab, [
    (f"{NAMES} names, {IN_FLIGHT} at a time, against NSD: none lost, none wrong, no descriptor left", many),
    (f"{NAMES} names through resolve, {IN_FLIGHT} at a time: each once, with its addresses", by_program),
    ("the example with libuv", example("libuv", True)),
    ("the example with libevent", example("libevent", False)),
])
