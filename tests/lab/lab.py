"""The article's lab: two hosts in private network namespaces, joined by a cable, and the servers that run there.

    with Lab() as lab:
        lab.start(nsd(lab), nginx(lab))
        print(lab.run(["fetch", "host1.example.com"]).stdout)

This process becomes the server, 192.168.10.1: Lab() moves it into namespaces of its own, so one process has one lab.  Commands
run on the client, 192.168.10.2, which sees its own resolv.conf, hosts, nsswitch.conf and an empty /run (no nscd).  Neither
root nor any change to the machine is needed: where the process is not root it becomes root of a private user namespace.
Everything started here ends with this process, however that ends.
"""

import contextlib
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile

from kernel import (CLONE_NEWNET, CLONE_NEWNS, Skip, become_subreaper, die_with_parent, enter, enter_namespaces, mount_bind,
                    read_file, reap_orphans, syscall, write_file)
from process import ROOT, Server, build_program, execute, find_program

SERVER, CLIENT = "192.168.10.1", "192.168.10.2"
SERVER6, CLIENT6 = "fd00:10::1", "fd00:10::2"
SECOND = "192.168.10.3"  # a second address of the server, for a second DNS server
NOBODY = "192.168.10.9"  # an address of the network that nobody has

FIXTURES = os.path.join(ROOT, "fixtures")
PAGE = os.path.join(FIXTURES, "article", "index.html")
ZONES = {
    "example.com": os.path.join(FIXTURES, "article", "example.com.zone"),
    "lab.test": os.path.join(FIXTURES, "lab", "lab.test.zone"),
}


class Lab:
    """Two hosts on one cable.  It is the server's side; run() is the client's."""

    def __init__(self):
        self.servers = []
        self.folder = None
        self.ipv6 = True

    def __enter__(self):
        if not find_program("ip"):
            raise Skip("ip (package iproute2) is missing")
        self.folder = tempfile.mkdtemp(prefix="stubfetch-lab-")
        become_subreaper()
        try:
            enter_namespaces()
            self.make_files()
            self.make_hosts()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def make_files(self):
        """What the client sees instead of the machine's files."""
        for folder in ("etc", "run", "run/nscd"):
            os.mkdir(self.path(folder))
        self.resolv_conf(f"nameserver {SERVER}\n")
        self.hosts("")
        self.nsswitch("files dns")
        write_file(self.path("etc", "gai.conf"), "")

    def resolv_conf(self, text):
        write_file(self.path("etc", "resolv.conf"), text)

    def hosts(self, text):
        write_file(self.path("etc", "hosts"), "127.0.0.1\tlocalhost\n::1\tlocalhost\n" + text)

    def nsswitch(self, services):
        write_file(self.path("etc", "nsswitch.conf"), f"passwd: files\ngroup: files\nhosts: {services}\n")

    def nscd_socket(self):
        """Where a server must bind to be the client's /var/run/nscd/socket."""
        return self.path("run", "nscd", "socket")

    def hide_files(self):
        """In the client: mounts its files over the machine's."""
        names = sorted(os.listdir(self.path("etc")))
        targets = {name: os.path.realpath(os.path.join("/etc", name)) for name in names}
        if not all(os.path.exists(targets[name]) for name in names if name != "gai.conf"):
            shutil.copytree("/etc", self.path("copy"), symlinks=True, ignore_dangling_symlinks=True,
                            copy_function=copy_if_readable, dirs_exist_ok=True)
            for name in names:
                with contextlib.suppress(OSError):
                    os.unlink(self.path("copy", name))
                write_file(self.path("copy", name), "")
            mount_bind(self.path("copy"), "/etc")
            targets = {name: os.path.join("/etc", name) for name in names}
        for name, target in targets.items():
            if os.path.exists(target):
                # Under /run it disappears with /run: there it is laid into the new one.
                mount_bind(self.path("etc", name), target)
                if target.startswith("/run/"):
                    hidden = self.path("run", os.path.relpath(target, "/run"))
                    os.makedirs(os.path.dirname(hidden), exist_ok=True)
                    write_file(hidden, "")
                    mount_bind(self.path("etc", name), hidden)
        for folder in sorted({os.path.realpath("/run"), os.path.realpath("/var/run")}):
            mount_bind(self.path("run"), folder)

    def make_hosts(self):
        """The client's namespaces are made by a child, which stays until the cable is in."""
        ready, go = os.pipe(), os.pipe()
        child = os.fork()
        if child == 0:
            try:
                die_with_parent()
                syscall("unshare", CLONE_NEWNET | CLONE_NEWNS)
                self.hide_files()
                os.write(ready[1], b"ok")
                os.close(go[1])
                os.read(go[0], 1)
            except BaseException as error:  # pylint: disable=broad-except
                os.write(ready[1], f"{error}".encode())
            os._exit(0)
        os.close(ready[1])
        os.close(go[0])
        with os.fdopen(ready[0]) as file, os.fdopen(go[1], "w"):
            said = os.read(file.fileno(), 1000)
            if said != b"ok":
                os.waitpid(child, 0)
                raise Skip(f"no private namespaces for the client: {said.decode()}")
            self.net = os.open(f"/proc/{child}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
            self.mnt = os.open(f"/proc/{child}/ns/mnt", os.O_RDONLY | os.O_CLOEXEC)
            self.root = os.open(f"/proc/{child}/root", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            self.lay_cable(child)
        os.waitpid(child, 0)

    def ip(self, prepare, *lines, fatal=True):
        done = subprocess.run([find_program("ip"), "-batch", "-"], input="\n".join(lines) + "\n", text=True,
                              capture_output=True, preexec_fn=prepare, check=False)
        if done.returncode != 0 and fatal:
            raise Skip(f"ip cannot set up the network: {done.stderr.strip()}")
        return done.returncode == 0

    def lay_cable(self, child):
        here, there = die_with_parent, self.prepare()
        self.ip(here, f"link add name lab0 type veth peer name lab1 netns {child}",
                f"address add {SERVER}/24 dev lab0", f"address add {SECOND}/24 dev lab0")
        self.ip(there, f"address add {CLIENT}/24 dev lab1", "link set lo up", "link set lab1 up")
        self.ip(here, "link set lo up", "link set lab0 up")
        self.ipv6 = (self.ip(here, f"address add {SERVER6}/64 dev lab0 nodad", fatal=False) and
                     self.ip(there, f"address add {CLIENT6}/64 dev lab1 nodad", fatal=False))

    def prepare(self):
        """What a process does before it becomes a command on the client."""
        cwd = os.getcwd()

        def enter_client():
            die_with_parent()
            enter(self.net, self.mnt, self.root, cwd)
        return enter_client

    def run(self, args, also=None, **keywords):
        """Runs a command on the client; also: what its process does before."""
        enter_client = self.prepare()

        def prepare():
            enter_client()
            if also:
                also()
        return execute(args, prepare, **keywords)

    def start(self, *servers):
        self.servers.extend(servers)
        return servers[0]

    def stop(self):
        """Stops all servers, so that others can take their place."""
        while self.servers:
            self.servers.pop().stop()
        reap_orphans()

    @contextlib.contextmanager
    def capture(self):
        """Collects what reaches the server's port 53 from here to the end of the block."""
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as sock:
            sock.bind(("lab0", 0))
            sock.setblocking(False)
            seen = []
            yield seen
            with contextlib.suppress(BlockingIOError):
                while True:
                    question = parse_packet(sock.recv(65535))
                    if question:
                        seen.append(question)

    def options(self):
        """What fetch needs to find the server, beside its system's files."""
        return []

    def url(self, name="host1.example.com"):
        """What to give to fetch for the page."""
        return name


def why_no_lab():
    """Makes a lab in a child; None, or the reason why there can be none."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with Lab():
                pass
        except (Skip, OSError, subprocess.SubprocessError) as error:
            os.write(writer, str(error).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as file:
        reason = file.read()
    os.waitpid(child, 0)
    return reason or None


def copy_if_readable(source, target):
    with contextlib.suppress(OSError):
        shutil.copy2(source, target)


def parse_packet(frame):
    """(transport, name, type) of a DNS query, ("tcp", "", 0) for a connection to port 53, None for anything else."""
    kind, ip = struct.unpack_from("!H", frame, 12)[0], frame[14:]
    if kind == 0x0800:
        protocol, payload = ip[9], ip[(ip[0] & 15) * 4:]
    elif kind == 0x86DD:
        protocol, payload = ip[6], ip[40:]
    else:
        return None
    if protocol not in (6, 17) or struct.unpack_from("!H", payload, 2)[0] != 53:
        return None
    if protocol == 6:
        return ("tcp", "", 0) if payload[13] & 0x12 == 0x02 else None
    at, labels, message = 12, [], payload[8:]
    while message[at]:
        labels.append(message[at + 1:at + 1 + message[at]].decode("ascii", "replace"))
        at += 1 + message[at]
    return "udp", ".".join(labels), struct.unpack_from("!H", message, at + 1)[0]


class Loopback:
    """The lab where namespaces are forbidden: the own servers on loopback ports that the kernel chooses."""

    def __enter__(self):
        self.servers = []
        self.folder = tempfile.mkdtemp(prefix="stubfetch-lab-")
        try:
            zone = os.path.join(self.folder, "zone")
            write_file(zone, read_file(ZONES["example.com"]).replace(SERVER, "127.0.0.1"))
            self.dns = Server([build_program("tests", "lab", "lab-dns"), zone], self.folder)
            self.servers.append(self.dns)
            self.http = Server([build_program("tests", "lab", "lab-http"), PAGE], self.folder)
            self.servers.append(self.http)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, args, **keywords):
        return execute(args, die_with_parent, **keywords)

    def options(self):
        return ["--dns-servers", self.dns.addresses[0]]

    def url(self, name="host1.example.com"):
        return f"http://{name}:{self.http.addresses[0].rpartition(':')[2]}/"


def handle_signals():
    """SIGTERM unwinds like everything else, so that cleaning up is done once."""
    def leave(number, _):
        sys.exit(128 + number)
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)
