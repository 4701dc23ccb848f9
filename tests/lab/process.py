"""Programs of the lab: where they are, commands that run to their end, servers that run until they are stopped."""

import contextlib
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time

from kernel import Skip, die_with_parent, read_file

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class LabError(Exception):
    """The lab itself is broken."""


def servers_folder():
    """The folder that tests/setup unpacks servers into."""
    if os.environ.get("STUBFETCH_SERVERS"):
        return os.environ["STUBFETCH_SERVERS"]
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.environ.get("HOME", "/nonexistent"), ".cache")
    folder = os.path.join(cache, "stubfetch", "servers")
    if os.path.isdir(folder):
        return folder
    return os.path.join(os.environ.get("TMPDIR", "/tmp"), f"stubfetch-servers-{os.getuid()}")


SERVERS = servers_folder()  # now: inside a user namespace everybody is root
SYSTEM_PATH = os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin"


def find_program(name):
    """A program of the system; None: not there."""
    return shutil.which(name, path=SYSTEM_PATH)


def find_server(name):
    """(path, environment) of a server: the machine's own, else the unpacked one."""
    path = None if os.environ.get("STUBFETCH_UNPACKED_ONLY") else find_program(name)
    if path:
        return path, {}
    root = os.path.join(SERVERS, "root")
    path = os.path.join(root, "usr", "sbin", name)
    if not os.access(path, os.X_OK):
        raise Skip(f"{name} is missing (tests/setup servers unpacks it)")
    triplet = f"{os.uname().machine}-linux-gnu"
    folders = [os.path.join(root, folder, triplet) for folder in ("usr/lib", "lib")]
    return path, {"LD_LIBRARY_PATH": ":".join(folders)}


def build_program(*parts):
    """A program of the build folder, which STUBFETCH_BUILD names."""
    build = os.environ.get("STUBFETCH_BUILD", os.path.join(ROOT, "build"))
    path = os.path.join(build, *parts)
    if not os.access(path, os.X_OK):
        raise LabError(f"{path} is not built")
    return path


class Result:
    """What a command left behind."""

    def __init__(self, args, status, stdout, stderr, seconds):
        self.args, self.status, self.stdout, self.stderr, self.seconds = args, status, stdout, stderr, seconds

    def __str__(self):
        return (f"$ {' '.join(self.args)}\n(exit status {self.status} after {self.seconds:.2f} s)\n"
                f"{self.stdout}{self.stderr}")


def clean_environment(extra):
    """Without whatever changes what a resolver or a fetcher does, or costs."""
    gone = ("LOCALDOMAIN", "RES_OPTIONS", "HOSTALIASES", "LANG", "LANGUAGE", "LD_LIBRARY_PATH", "MALLOC_PERTURB_")
    env = {k: v for k, v in os.environ.items()
           if k not in gone and not k.startswith("LC_") and not k.lower().endswith("_proxy")}
    return {**env, "LC_ALL": "C", **extra}


def execute(args, prepare, env=None, timeout=30, interactive=False):
    """Runs a command to its end; it and what it started end with its time or with us."""
    pipes = {} if interactive else {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    begun = time.monotonic()
    process = subprocess.Popen(args, env=clean_environment(env or {}), text=True, errors="backslashreplace",
                               start_new_session=not interactive, preexec_fn=prepare, **pipes)
    try:
        stdout, stderr = process.communicate(timeout=None if interactive else timeout)
    except BaseException as error:
        with contextlib.suppress(ProcessLookupError):
            if interactive:
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if isinstance(error, subprocess.TimeoutExpired):
            raise AssertionError(f"still running after {timeout} s: {' '.join(args)}") from None
        raise
    return Result(args, process.returncode, stdout or "", stderr or "", time.monotonic() - begun)


class Server:
    """A server process; ready() says whether it serves already."""

    def __init__(self, args, folder, prepare=die_with_parent, env=None, ready=None):
        self.name = os.path.basename(args[0])
        self.log = tempfile.NamedTemporaryFile("w+", dir=folder, prefix=self.name + "-", suffix=".log", delete=False)
        self.args, self.addresses = args, []
        own = ready is None
        self.process = subprocess.Popen(
            args, env=clean_environment(env or {}), stdin=subprocess.DEVNULL, cwd=folder,
            stdout=subprocess.PIPE if own else self.log, stderr=self.log, text=True, preexec_fn=prepare)
        try:
            if own:
                self.read_addresses()
            else:
                self.wait(ready)
        except BaseException:
            self.stop()
            raise

    def read_addresses(self):
        """The project's own servers say where they listen, then "ready"."""
        for line in self.process.stdout:
            if line == "ready\n":
                return
            self.addresses.append(line.strip())
        raise LabError(self.failure("ended before it was ready"))

    def wait(self, ready, seconds=10):
        until = time.monotonic() + seconds
        while not ready():
            if self.process.poll() is not None:
                raise LabError(self.failure(f"ended with status {self.process.returncode}"))
            if time.monotonic() > until:
                raise LabError(self.failure(f"does not serve after {seconds} s"))
            time.sleep(0.01)

    def failure(self, what):
        return f"{self.name} {what}: {read_file(self.log.name).strip()}"

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def dns_query(name, qtype, ident=0x1234):
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return struct.pack("!6H", ident, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!2H", qtype, 1)


def udp_exchange(address, port, query, timeout):
    """The reply to a datagram, None without one."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.settimeout(timeout)
        try:
            sock.connect((address, port))
            sock.send(query)
            return sock.recv(65535)
        except OSError:
            return None


def dns_serves(address, name="example.com", port=53):
    """There is an answer to the zone's SOA and it is no error."""
    reply = udp_exchange(address, port, dns_query(name, 6), 0.1)
    return bool(reply) and reply[3] & 15 == 0


def tcp_serves(address, port):
    with contextlib.suppress(OSError):
        socket.create_connection((address, port), 1).close()
        return True
    return False
