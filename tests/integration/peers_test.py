"""What the table of resolver/conf/peers.c says of glibc, musl and c-ares, held against them.

A construct is ignored when the resolver is in the same state with it and without it, and read, in whichever way, when not."""

import glob
import json
import subprocess

from harness import SANITIZED, Skip, equal, expect, run
from kernel import die_with_parent, write_file
from lab import Lab
from process import LabError, build_program, execute

RESOLV, HOSTS = 0, 1
# Its place in `reading`, the version that the table is about, what it cannot be asked.
PEERS = {
    "glibc": (0, "2.36", {
        "a thirty-third domain": "its state shows six domains only",
    }),
    "musl": (1, "1.2.3", {}),
    "cares": (2, "1.18.1", {}),
}


def program(peer):
    if SANITIZED:
        raise Skip("the sanitizers would look for the peer's faults")
    try:
        return build_program("tests", "integration", f"peer-state-{peer}")
    except LabError as error:
        raise Skip(f"{peer} is not there to be asked") from error


def version(peer):
    if peer == "musl":
        loaders = glob.glob("/lib/ld-musl-*.so.1") or ["false"]
        text = subprocess.run(loaders[:1], stderr=subprocess.PIPE, text=True, check=False).stderr
        return next((line.split()[1] for line in text.splitlines() if line.startswith("Version")), "unknown")
    return execute([program(peer), "--version"], die_with_parent).stdout.strip()


def state(lab, peer, row, text):
    """What the peer makes of its files with this text in the row's file; None where it died."""
    if row["file"] == RESOLV:
        write_file(lab.path("etc", "resolv.conf"), text)
        result = lab.run([program(peer)], timeout=20)
    else:
        write_file(lab.path("etc", "resolv.conf"), "nameserver 127.0.0.9\noptions timeout:1 attempts:1\n")
        write_file(lab.path("etc", "hosts"), text)
        result = lab.run([program(peer), "b.test" if "b.test" in text else "a.test"], timeout=20)
    return result.stdout if result.status == 0 else None


def check(lab, peer, row):
    place, _, _ = PEERS[peer]
    reading, example = row["reading"][place], row["example"]
    with_it = state(lab, peer, row, example)
    if reading == "a":
        equal(with_it, None, "state after an abort")
        return
    expect(with_it is not None, "a state", example)
    # of a hosts line everything: what is left of it would be another fault
    start, end = (row["from"], row["to"]) if row["file"] == RESOLV else (0, len(example))
    without = state(lab, peer, row, example[:start] + example[end:])
    if row["file"] == HOSTS and reading == "o":
        return  # by whom it is found, and by which name, is not told apart here
    shown = (example, f"with:    {with_it}", f"without: {without}")
    ignores = "r" if row["construct"].startswith("a comment behind") else "i"  # to read a comment is to ignore it
    equal(with_it == without, reading == ignores, f"{peer} ignores {row['construct']}", *shown)


def case(peer, row):
    def function(lab):
        _, wanted, unasked = PEERS[peer]
        if row["construct"] in unasked:
            raise Skip(unasked[row["construct"]])
        got = version(peer)
        if got != wanted:
            raise Skip(f"the table is about {wanted}, this is {got}")
        check(lab, peer, row)
    return function


def cases():
    lines = execute([build_program("tests", "integration", "peer-rows")], die_with_parent).stdout.splitlines()
    rows = [row for row in map(json.loads, lines) if row["file"] in (RESOLV, HOSTS)]
    expect(len(rows) > 40, "rows", *lines)
    return [(f"{peer}: {row['construct']} ({'resolv.conf' if row['file'] == RESOLV else 'hosts'})", case(peer, row))
            for peer in PEERS for row in rows]


if __name__ == "__main__":
    run(Lab, cases())
