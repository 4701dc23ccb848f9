"""Collects messages: generated zones, served by NSD and Knot on loopback, asked for every name and type in several ways.

    collect.py [--seed N] [--variants N] [--only nsd|knot] FILE

FILE gets the answers as they came, each behind its length in two octets.  What the servers sign themselves differs from run to
run; all else follows from the seed.  Exit status 77: none of the servers is there.
"""

import argparse
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lab"))

# pylint: disable=wrong-import-position
from kernel import Skip, write_file  # noqa: E402
from lab import handle_signals  # noqa: E402
from process import LabError, Server, clean_environment, dns_serves, find_server  # noqa: E402
from zones import NUMBERS, Zone  # noqa: E402

HERE = "127.0.0.1"
# To be signed by the server: types that say something about signatures are its own business there.
PLAIN = ["A", "AAAA", "CNAME", "MX", "TXT", "SRV", "PTR", "SVCB", "DS", "CAA", "NAPTR", "TYPE65280"]


def free_port():
    """One that is free for UDP and TCP alike."""
    for _ in range(64):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            udp.bind((HERE, 0))
            try:
                tcp.bind((HERE, udp.getsockname()[1]))
            except OSError:
                continue
            return udp.getsockname()[1]
    raise LabError("no port that is free for UDP and TCP")


def started(start, folder, zones):
    """The server; another port where somebody else was quicker."""
    for attempt in range(3):
        try:
            return start(folder, zones, free_port())
        except LabError:
            if attempt == 2:
                raise
    return None


def keep_what_nsd_reads(zone, folder):
    """Drops the lines of a zone that NSD does not accept; how many they were."""
    checker, env = find_server("nsd-checkzone")
    path, dropped = os.path.join(folder, "checked"), 0
    for _ in range(8):
        write_file(path, zone.text())
        result = subprocess.run([checker, zone.name, path], env=clean_environment(env), stdin=subprocess.DEVNULL,
                                capture_output=True, text=True, errors="replace", timeout=60)
        bad = {int(line) for line in re.findall(r"error: [^ ]*/checked:(\d+): ", result.stdout + result.stderr)}
        if not bad:
            break
        zone.lines = [line for number, line in enumerate(zone.lines, 1) if number not in bad]
        dropped += len(bad)
    return dropped


def nsd(folder, zones, port):
    path, env = find_server("nsd")
    config = os.path.join(folder, "nsd.conf")
    write_file(config, f"""server:
  ip-address: {HERE}@{port}
  username: ""
  server-count: 1
  zonesdir: "{folder}"
  database: ""
  pidfile: "{folder}/nsd.pid"
  xfrdfile: "{folder}/xfrd.state"
  xfrdir: "{folder}"
  zonelistfile: "{folder}/zone.list"
  nsid: "ascii_differential"
  answer-cookie: yes
  cookie-secret: "000102030405060708090a0b0c0d0e0f"
  minimal-responses: no
  rrl-ratelimit: 0
  verbosity: 0
remote-control:
  control-enable: no
""" + "".join(f'zone:\n  name: {zone.name}\n  zonefile: "{folder}/{zone.name}"\n  provide-xfr: {HERE} NOKEY\n'
              for zone in zones))
    server = Server([path, "-d", "-c", config], folder, env=env, ready=lambda: dns_serves(HERE, zones[0].name, port))
    server.port = port
    return server


def knot(folder, zones, port):
    path, env = find_server("knotd")
    config = os.path.join(folder, "knot.conf")
    write_file(config, f"""server:
  listen: {HERE}@{port}
  rundir: "{folder}"
  identity: differential
  nsid: differential
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
log:
  - target: stderr
    any: warning
database:
  storage: "{folder}"
mod-cookies:
  - id: default
    secret: 0x000102030405060708090a0b0c0d0e0f
acl:
  - id: all
    address: {HERE}
    action: transfer
policy:
  - id: nsec
    algorithm: ecdsap256sha256
    cds-cdnskey-publish: always
    signing-threads: 1
  - id: nsec3
    algorithm: rsasha256
    ksk-size: 1024
    zsk-size: 1024
    nsec3: on
    nsec3-iterations: 1
    nsec3-salt-length: 4
    signing-threads: 1
zone:
""" + "".join(f'  - domain: {zone.name}\n    file: "{folder}/{zone.name}"\n    acl: all\n    semantic-checks: off\n'
              "    zonefile-sync: -1\n    journal-content: none\n    module: mod-cookies/default\n"
              + (f"    dnssec-signing: on\n    dnssec-policy: {zone.name.split('.', maxsplit=1)[0]}\n"
                 if zone.name.startswith("nsec") else "") for zone in zones))
    server = Server([path, "-c", config], folder, env=env,
                    ready=lambda: all(dns_serves(HERE, zone.name, port) for zone in zones))
    server.port = port
    return server


def option(code, data):
    return struct.pack("!2H", code, len(data)) + data


def query(ident, name, number, edns=None, klass=1, flags=0x0100):
    """edns: (size, DO, options)"""
    out = struct.pack("!6H", ident, flags, 1, 0, 0, 1 if edns else 0) + name + struct.pack("!2H", number, klass)
    if edns:
        size, dnssec, options = edns
        out += b"\0" + struct.pack("!2HIH", 41, size, 0x8000 if dnssec else 0, len(options)) + options
    return out


NSID, COOKIE = option(3, b""), option(10, bytes(range(8)))
ECS, PADDING = option(8, b"\0\1\x18\0\xc0\0\2"), option(12, bytes(7))
WAYS = [
    ("udp", None), ("udp", (1232, True, NSID + COOKIE)), ("tcp", (65535, True, b"")), ("udp", (512, False, ECS + PADDING)),
    ("tcp", None),
]


class Asker:
    """Asks one server and appends what it says to a file."""

    def __init__(self, port, out):
        self.port, self.out, self.count, self.ident = port, out, 0, 0
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.settimeout(5)
        self.udp.connect((HERE, port))
        self.tcp = None

    def keep(self, message):
        if message:
            self.out.write(struct.pack("!H", len(message)) + message)
            self.count += 1

    def connected(self):
        if not self.tcp:
            self.tcp = socket.create_connection((HERE, self.port), 5)
        return self.tcp

    def read(self, sock, left):
        data = b""
        while len(data) < left:
            part = sock.recv(left - len(data))
            if not part:
                raise OSError("closed")
            data += part
        return data

    def read_message(self, sock):
        return self.read(sock, struct.unpack("!H", self.read(sock, 2))[0])

    def over_tcp(self, message):
        """The answer; on a new connection where the server has closed the last."""
        for _ in range(2):
            try:
                sock = self.connected()
                sock.sendall(struct.pack("!H", len(message)) + message)
                return self.read_message(sock)
            except OSError:
                self.tcp.close()
                self.tcp = None
        return b""

    def over_udp(self, message):
        self.udp.send(message)
        while True:
            answer = self.udp.recv(65535)
            if answer[:2] == message[:2]:
                return answer

    def ask(self, name, number, way, **keywords):
        transport, edns = way
        self.ident = (self.ident + 1) % 65536
        message = query(self.ident, name, number, edns, **keywords)
        try:
            self.keep(self.over_tcp(message) if transport == "tcp" else self.over_udp(message))
        except socket.timeout:
            pass  # a server may keep silent

    def transfer(self, name):
        """AXFR: messages until the second SOA, or until nothing comes."""
        with socket.create_connection((HERE, self.port), 2) as sock:
            message = query(1, name, NUMBERS["AXFR"], flags=0)
            sock.sendall(struct.pack("!H", len(message)) + message)
            sock.settimeout(0.5)
            try:
                while True:
                    self.keep(self.read_message(sock))
            except OSError:
                pass

    def close(self):
        self.udp.close()
        if self.tcp:
            self.tcp.close()


def ask_everything(server, zones, out):
    asker = Asker(server.port, out)
    try:
        for zone in zones:
            for name, number in dict.fromkeys(zone.questions):
                for way in WAYS:
                    asker.ask(name, number, way)
            apex = zone.questions[0][0]
            asker.ask(b"\7version\4bind\0", 16, WAYS[0], klass=3)
            asker.ask(b"\7version\6server\0", 16, WAYS[1], klass=3)
            asker.ask(b"\3www\7example\0", 1, WAYS[1])                    # REFUSED
            asker.ask(apex, 6, WAYS[1], flags=0x2000)                     # NOTIFY
            asker.ask(apex, 1, ("udp", (1232, True, option(65001, b"x"))))
            asker.transfer(apex)
        return asker.count
    finally:
        asker.close()


def collect_from(name, start, zones, out):
    folder = tempfile.mkdtemp(prefix=f"stubfetch-differential-{name}-")
    try:
        dropped = sum(keep_what_nsd_reads(zone, folder) for zone in zones)
        for zone in zones:
            write_file(os.path.join(folder, zone.name), zone.text())
        with started(start, folder, zones) as server:
            count = ask_everything(server, zones, out)
        types = {NUMBERS.get(word) or int(word[4:]) for zone in zones for word in zone.types()}
        print(f"{name}: {count} messages; records of {len(types)} types served, {dropped} not accepted", file=sys.stderr)
        return count
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--variants", type=int, default=3, help="owners for each type")
    parser.add_argument("--only", choices=["nsd", "knot"])
    parser.add_argument("file")
    options = parser.parse_args()
    handle_signals()
    seed, variants, count = options.seed, options.variants, 0
    sources = {
        "nsd": (nsd, lambda: [Zone("types.test", seed, variants)]),
        "knot": (knot, lambda: [Zone("types.test", seed + 1, variants), Zone("nsec.test", seed + 2, 1, PLAIN),
                                Zone("nsec3.test", seed + 3, 1, PLAIN)]),
    }
    with open(options.file, "wb") as out:
        for name, (start, zones) in sources.items():
            if options.only in (None, name):
                try:
                    count += collect_from(name, start, zones(), out)
                except Skip as reason:
                    print(f"{name}: {reason}", file=sys.stderr)
    return 0 if count else 77


if __name__ == "__main__":
    sys.exit(main())
