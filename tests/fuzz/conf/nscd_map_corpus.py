#!/usr/bin/env python3
"""Makes the corpus of nscd_map_fuzz: a map of the real daemon with three names, whole and damaged.

    tests/fuzz/conf/nscd_map_corpus.py FOLDER       needs the build folder (STUBFETCH_BUILD) and nscd
"""

import os
import socket
import struct
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "lab"))

# pylint: disable=wrong-import-position
from lab import Lab  # noqa: E402
from servers import nscd  # noqa: E402

NAMES = ("canonical.t", "b.t", "none.t")
HOSTS = "".join(f"{address} {names}\n" for address, names in (
    ("192.0.2.7", "canonical.t first.t"), ("2001:db8::7", "canonical.t first.t"), ("192.0.2.8", "b.t")))
NOW = 1000000000  # the fuzzer's
HEADER, ENTRY_KEY, ENTRY_NEXT, ENTRY_RECORD = 120, 8, 16, 20


def ask(path, kind, key):
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect(path)
        sock.sendall(struct.pack("=3i", 2, kind, len(key)) + key)
        return socket.recv_fds(sock, 4096, 1)


def real_map():
    with Lab() as lab:
        lab.hosts(HOSTS)
        lab.nsswitch("files")
        lab.start(nscd(lab, suggested_size=2))
        for name in NAMES:
            ask(lab.nscd_socket(), 14, name.encode() + b"\0")
        _, (fd,), _, _ = ask(lab.nscd_socket(), 13, b"hosts\0")
        return bytearray(os.pread(fd, os.fstat(fd).st_size, 0))


class Map:
    """Knows where things are in one."""

    def __init__(self, octets):
        self.octets = octets
        self.module = self.get(40)
        self.area = HEADER + (self.module * 4 + 15) // 16 * 16
        self.entries = {}
        for chain in range(self.module):
            at = self.get(HEADER + chain * 4)
            while at != 0xffffffff:
                entry = self.area + at
                key = self.area + self.get(entry + ENTRY_KEY)
                self.entries[bytes(self.octets[key:key + self.get(entry + 4) - 1]).decode()] = entry
                at = self.get(entry + ENTRY_NEXT)

    def get(self, at):
        return struct.unpack_from("=I", self.octets, at)[0]

    def set(self, at, value, form="=I"):
        struct.pack_into(form, self.octets, at, value)

    def record(self, name):
        return self.area + self.get(self.entries[name] + ENTRY_RECORD)


def main(folder):
    whole = real_map()
    m = Map(whole)
    used = m.get(48)
    # Only what is in use, and times of the fuzzer's clock: small, and the same each time.
    del whole[m.area + used:]
    m.set(44, used)
    m.set(16, NOW, "=q")
    for name in m.entries:
        m.set(m.record(name) + 8, NOW + 60, "=q")

    def save(name, key, *changes):
        copy = Map(bytearray(whole))
        for at, value in changes:
            copy.set(at, value)
        with open(os.path.join(folder, name), "wb") as file:
            file.write(bytes([NAMES.index(key)]) + copy.octets)

    entry, record = m.entries["canonical.t"], m.record("canonical.t")
    for name in NAMES:
        save("real_" + name[:-2], name)
    save("loop", "none.t", *((entry + ENTRY_NEXT, entry - m.area) for entry in m.entries.values()))
    save("outside_key", "canonical.t", (entry + ENTRY_KEY, used - 3))
    save("outside_next", "none.t", *((entry + ENTRY_NEXT, used - 8) for entry in m.entries.values()))
    save("outside_record", "canonical.t", (entry + ENTRY_RECORD, used - 8))
    save("outside_reply", "canonical.t", (record + 4, used))
    save("negative_reply", "canonical.t", (record + 4, 0xffffffff))
    save("collector", "canonical.t", (8, 1))
    save("stopped", "canonical.t", (12, 0))
    save("old", "canonical.t", (12, 0), (16, NOW - 301))
    save("version", "canonical.t", (0, 1))
    save("module", "canonical.t", (40, 0x40000000))
    save("data_size", "canonical.t", (44, 0xfffffff0))
    with open(os.path.join(folder, "cut"), "wb") as file:
        file.write(b"\0" + whole[:200])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    os.makedirs(sys.argv[1], exist_ok=True)
    main(sys.argv[1])
