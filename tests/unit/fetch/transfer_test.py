"""fetch against a server that says exactly what it is told to: transfer_test.py FETCH"""

import json
import os
import pty
import re
import select
import socket
import struct
import subprocess
import sys
import tempfile
import threading

FETCH = [*os.environ.get("FETCH_WRAPPER", "").split(), sys.argv[1]]
OK = b"HTTP/1.1 200 OK\r\n"
HELLO = OK + b"Content-Length: 5\r\n\r\nhello"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


class Reset(Exception):
    """A script that ends so sends RST."""


class Server:
    """Each connection takes the next script: a list of octets to send, with a head of a request read before the first.
    None: wait until the client goes.  Reset: RST.  "again": read another request."""

    def __init__(self, scripts):
        self.scripts = list(scripts)
        self.requests = []
        self.failure = None
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.wake, self.woken = socket.socketpair()
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        for script in self.scripts:
            # A client that has gone may have left a connection behind: that is served before the end is looked at.
            if self.socket not in select.select([self.socket, self.woken], [], [])[0]:
                return
            connection, _ = self.socket.accept()
            with connection:
                connection.settimeout(20)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                try:
                    self.play(connection, script)
                except OSError:
                    pass  # the client has gone, as it may

    def play(self, connection, script):
        request = b""
        while not request.endswith(b"\r\n\r\n"):
            part = connection.recv(4096)
            if not part:
                return
            request += part
        self.requests.append(request)
        for step in script:
            if step is Reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            if step is None:
                while connection.recv(4096):
                    pass
                return
            connection.sendall(step.replace(b"{port}", str(self.port).encode()))
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass

    def close(self):
        """After it, `requests` has all that came."""
        self.wake.send(b"x")
        self.thread.join(30)
        for s in (self.socket, self.wake, self.woken):
            s.close()


class Result:
    def __init__(self, process, server, out, err):
        self.status, self.server, self.out, self.err = process.returncode, server, out, err.decode(errors="replace")


def fetch(scripts, *args, urls=("/",), stdout=subprocess.PIPE, wrap=(), octets=False):
    """Runs fetch on the URLs of a server with those scripts.  octets: each script's octets one by one."""
    if octets:
        scripts = [[step[i:i + 1] for step in script for i in range(len(step))] for script in scripts]
    server = Server(scripts)
    command = [*wrap, *FETCH, *(a.replace("{port}", str(server.port)) for a in args),
               *(f"http://127.0.0.1:{server.port}{u}" if u.startswith("/") else u.replace("{port}", str(server.port))
                 for u in urls)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE) as process:
        out, err = process.communicate(timeout=60)
    server.close()
    return Result(process, server, out, err)


def equal(got, wanted, what, result=None):
    if got != wanted:
        raise AssertionError(f"{what}: got {got!r}, wanted {wanted!r}" + (f"\n{result.err}" if result else ""))


def holds(text, part):
    if part not in text:
        raise AssertionError(f"{part!r} is not in {text!r}")


CASES = []


def case(sentence):
    def add(function):
        CASES.append((sentence, function))
        return function
    return add


def row(sentence, response, status, out=b"", *args, err="", octets=True):
    """One response, whole and octet by octet."""
    def check():
        script = response if isinstance(response, list) else [response]
        for one_by_one in ((False, True) if octets and not isinstance(response, list) else (False,)):
            result = fetch([script], *args, octets=one_by_one)
            equal(result.status, status, "exit status", result)
            equal(result.out, out, "output", result)
            if status:
                holds(result.err, f"fetch: ({status}) ")
            else:
                equal(result.err, "", "errors")
            holds(result.err, err)
    CASES.append((sentence, check))


row("B2: a body of known length", HELLO, 0, b"hello")
row("B2: octets behind the body are dropped", HELLO + b"HTTP/1.1 200 OK\r\n\r\n", 0, b"hello")
row("B3: a body that is too short", OK + b"Content-Length: 6\r\n\r\nhello", 18, b"hello", err="1 octets are missing")
row("B3: a body that does not come", OK + b"Content-Length: 6\r\n\r\n", 18)
row("B3: a reset in a body of known length", [OK + b"Content-Length: 6\r\n\r\nhel", Reset], 56, b"hel")
row("an empty body", OK + b"Content-Length: 0\r\n\r\n", 0)
row("B1: 204 has no body", b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", 0)
row("B1: HEAD has no body", HELLO, 0, HELLO[:-5], "-I")
row("B4: unequal lengths", OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 8, err="Content-Length")
row("B5: a length that is none", OK + b"Content-Length: 0x5\r\n\r\nhello", 8)
row("B7: a coding beats a length", OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 0, b"hello")
row("B8: an unknown coding", OK + b"Transfer-Encoding: x\r\n\r\nhello", 61)
row("B11: a body to the close", OK + b"\r\nhello", 0, b"hello")
row("B11: a reset in a body to the close", [OK + b"\r\nhello", Reset], 56, b"hello")
row("C1: chunks", CHUNKED + b"5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n", 0, b"hello, world")
row("C2: a chunk size that is none", CHUNKED + b"5\r\nhello\r\n0x5\r\nhello\r\n0\r\n\r\n", 56, b"hello")
row("C7: a chunk that is cut", CHUNKED + b"5\r\nhel", 18, b"hel")
row("C7: no last chunk", CHUNKED + b"5\r\nhello\r\n", 18, b"hello")
row("C8: trailers are shown with -i", CHUNKED + b"5\r\nhello\r\n0\r\nA: b\r\n\r\n", 0,
    CHUNKED + b"helloA: b\r\n", "-i")
row("C8: trailers do not change the body", CHUNKED + b"5\r\nhello\r\n0\r\nContent-Length: 1\r\n\r\n", 0, b"hello")
row("H1: a NUL in the head", OK + b"A: \0\r\n\r\n", 8)
row("H5: white space before a colon", OK + b"Content-Length : 5\r\n\r\nhello", 8)
row("H7: bare LFs", b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", 0, b"hello")
row("H8: a line that is too long", OK + b"A: " + b"b" * 102400 + b"\r\n\r\n", 100, octets=False)
row("H8: a large head that is allowed", OK + b"A: b\r\n" * 4000 + b"Content-Length: 5\r\n\r\nhello", 0, b"hello", octets=False)
row("H8: a head of long lines that is allowed", OK + 2 * (b"A: " + b"b" * 90000 + b"\r\n") + b"\r\nhello", 0, b"hello", octets=False)
row("H8: a head that is too large", OK + 4 * (b"A: " + b"b" * 90000 + b"\r\n") + b"\r\n", 100, octets=False)
row("H9: closed inside the head", OK + b"Content-Le", 56)
row("H9: closed in the status line", b"HTTP/1", 56)
row("H9: reset inside the head", [OK, Reset], 56)
row("S1: interim responses are passed over", b"HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + HELLO, 0, b"hello")
row("S1: interim responses are shown with -i", b"HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n" + HELLO, 0,
    b"HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n" + HELLO, "-i")
row("S1: a hundred of them", 100 * b"HTTP/1.1 100 Continue\r\n\r\n" + HELLO, 0, b"hello", octets=False)
row("S1: a hundred and one", 101 * b"HTTP/1.1 100 Continue\r\n\r\n" + HELLO, 8, octets=False)
row("S1: closed behind an interim response", b"HTTP/1.1 100 Continue\r\n\r\n", 56)
row("S1: another protocol", b"HTTP/1.1 101 Switching Protocols\r\n\r\n", 8)
row("S2: a wrong status", b"HTTP/1.1 2000 OK\r\n\r\n", 8)
row("S4: HTTP/2 as text", b"HTTP/2.0 200 OK\r\n\r\n", 8)
row("S5: HTTP/0.9", b"<html>", 1)
row("S6: nothing at all", b"", 52)
row("S6: a reset at once", [Reset], 56)
row("-f: status 404", b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhello", 22, b"", "-f", err="404 Not Found")
row("-f: the head that -i asked for", b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhello", 22,
    b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\n", "-f", "-i", err="404 Not Found")
row("-f: the head that -I asked for", b"HTTP/1.1 404 Not Found\r\n\r\n", 22, b"HTTP/1.1 404 Not Found\r\n\r\n", "-fI")
row("without -f: status 404", b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhello", 0, b"hello")
row("-f: status 200", HELLO, 0, b"hello", "-f")
row("-i: the head too", HELLO, 0, HELLO, "-i")
row("-m: no response", [None], 28, b"", "-m", "0.2", err="0.2 s (--max-time)")
row("-m: half a body", [OK + b"Content-Length: 9\r\n\r\nhello", None], 28, b"hello", "-m", "0.3", err="5 of 9 octets")
row("a redirect without -L is a response", b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 5\r\n\r\nhello", 0, b"hello")


@case("R1: the request as it goes on the wire")
def _():
    result = fetch([[HELLO]], "-A", "curl/7.29.0", urls=("/a?b#c",))
    equal(result.server.requests, [b"GET /a?b HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUser-Agent: curl/7.29.0\r\nAccept: */*\r\n\r\n"
                                   % result.server.port], "request")


@case("R1: the user and password stay here")
def _():
    result = fetch([[HELLO]], urls=("http://u:p@127.0.0.1:{port}/",))
    equal(result.status, 0, "exit status", result)
    if b"u:p" in result.server.requests[0] or b"Authorization" in result.server.requests[0]:
        raise AssertionError(result.server.requests)


@case("R3: a line end in the agent: nothing is sent")
def _():
    result = fetch([[HELLO]], "-A", "x\r\nEvil: y")
    equal((result.status, result.server.requests), (43, []), "status and requests", result)


@case("R3: a control octet in the URL: nothing is sent")
def _():
    result = fetch([[HELLO]], urls=("/a\nb",))
    equal((result.status, result.server.requests), (3, []), "status and requests", result)


@case("a request that is longer than the room for it")
def _():
    path = "/" + 20000 * "x"
    result = fetch([[HELLO]], urls=(path,))
    equal(result.status, 0, "exit status", result)
    holds(result.server.requests[0], f"GET {path} HTTP/1.1\r\n".encode())


def moved(location, status=302, more=b"Content-Length: 4\r\n\r\ngone"):
    return [b"HTTP/1.1 %d Moved\r\nLocation: %s\r\n" % (status, location) + more]


@case("D1: -L follows, relative and absolute, and shows the last body only")
def _():
    result = fetch([moved(b"b?c"), moved(b"http://127.0.0.1:{port}/d e\xe4"), [HELLO]], "-L", urls=("/x/a#f",))
    equal((result.status, result.out), (0, b"hello"), "result", result)
    equal([r.split(b"\r\n")[0] for r in result.server.requests],
          [b"GET /x/a HTTP/1.1", b"GET /x/b?c HTTP/1.1", b"GET /d%20e%E4 HTTP/1.1"], "requests")


@case("D1: -L -i shows all heads")
def _():
    result = fetch([moved(b"/b"), [HELLO]], "-Li")
    equal(result.out, b"HTTP/1.1 302 Moved\r\nLocation: /b\r\nContent-Length: 4\r\n\r\n" + HELLO, "output", result)


@case("D3: HEAD stays HEAD, whatever the redirect")
def _():
    result = fetch([moved(b"/b", s) for s in (301, 302, 303, 307, 308)] + [[HELLO]], "-LI")
    equal({r.split(b" ")[0] for r in result.server.requests}, {b"HEAD"}, "methods", result)
    equal(len(result.server.requests), 6, "requests")


@case("D4: a loop ends after 50 redirects")
def _():
    result = fetch(51 * [moved(b"/")], "-L")
    equal((result.status, len(result.server.requests)), (47, 51), "result", result)


@case("a redirect to a server that is silent: nothing of the redirect is counted as received")
def _():
    result = fetch([moved(b"/b"), [None]], "-L", "-m", "0.3")
    equal(result.status, 28, "exit status", result)
    holds(result.err, "No response within 0.3 s")


@case("D4: --max-redirs")
def _():
    result = fetch([moved(b"/b"), [HELLO]], "-L", "--max-redirs", "0")
    equal((result.status, len(result.server.requests)), (47, 1), "result", result)
    result = fetch([moved(b"/b"), [HELLO]], "-L", "--max-redirs", "1")
    equal((result.status, result.out), (0, b"hello"), "result", result)
    result = fetch(60 * [moved(b"/b")] + [[HELLO]], "-L", "--max-redirs", "-1")
    equal((result.status, result.out), (0, b"hello"), "result", result)


@case("D4: no redirect to a file, to ftp or to https")
def _():
    for location in (b"file:///etc/passwd", b"ftp://127.0.0.1/", b"https://127.0.0.1/"):
        result = fetch([moved(location)], "-L")
        equal((result.status, result.out), (1, b""), f"result for {location}", result)


@case("an empty Location is no redirect")
def _():
    result = fetch([moved(b"")], "-L")
    equal((result.status, result.out), (0, b"gone"), "result", result)


@case("several URLs, one after the other; the last one's exit status")
def _():
    result = fetch([[OK + b"\r\none"], [b"HTTP/1.1 500 x\r\n\r\n"], [OK + b"\r\ntwo"]], "-f", urls=("/1", "/2", "/3"))
    equal((result.status, result.out), (0, b"onetwo"), "result", result)
    holds(result.err, "fetch: (22)")
    result = fetch([[HELLO], [b""]], urls=("/1", "/2"))
    equal((result.status, result.out), (52, b"hello"), "result", result)


@case("-o takes the bodies in order, -O the URL's last part, then standard output")
def _():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            result = fetch([[OK + b"\r\n" + n] for n in (b"1", b"2", b"3")], "-o", f"{folder}/one", "-O",
                           urls=("/x/1", "/x/two?q=/x", "/3"))
            equal((result.status, result.out), (0, b"3"), "result", result)
            for name, content in (("one", b"1"), ("two", b"2")):
                with open(name, "rb") as f:
                    equal(f.read(), content, name)
            equal(sorted(os.listdir()), ["one", "two"], "files")
        finally:
            os.chdir("/")


@case("-O of a dash is a file")
def _():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            result = fetch([[HELLO]], "-O", urls=("/-",))
            equal((result.status, result.out, os.listdir()), (0, b"", ["-"]), "result", result)
        finally:
            os.chdir("/")


@case("-O without a name")
def _():
    for path in ("/", "/x/", "/x/..", "/."):
        equal(fetch([[HELLO]], "-O", urls=(path,)).status, 23, path)


@case("an empty body makes an empty file, a failure makes none")
def _():
    with tempfile.TemporaryDirectory() as folder:
        file = folder + "/f"
        equal(fetch([[OK + b"\r\n"]], "-o", file).status, 0, "exit status")
        equal(os.path.getsize(file), 0, "size")
        os.unlink(file)
        equal(fetch([[b"HTTP/1.1 404 x\r\n\r\nhello"]], "-f", "-o", file).status, 22, "exit status")
        equal(fetch([[b""]], "-o", file).status, 52, "exit status")
        equal(os.path.exists(file), False, "file")


@case("what came before a failure is kept")
def _():
    with tempfile.TemporaryDirectory() as folder:
        equal(fetch([[OK + b"Content-Length: 9\r\n\r\nhello"]], "-o", folder + "/f").status, 18, "exit status")
        with open(folder + "/f", "rb") as f:
            equal(f.read(), b"hello", "file")


@case("a full disk, a folder that is missing, a folder")
def _():
    for path, why in (("/dev/full", "No space left"), ("/nowhere/f", "No such file"), ("/", "Is a directory")):
        result = fetch([[HELLO]], "-o", path)
        equal(result.status, 23, f"exit status for {path}", result)
        holds(result.err, f"{path}: {why}")


@case("-o - is standard output")
def _():
    equal(fetch([[HELLO]], "-o", "-").out, b"hello", "output")


@case("a closed standard output, before anything is asked of anybody else")
def _():
    result = fetch([[HELLO]], wrap=("sh", "-c", 'exec "$@" >&-', "sh"))
    equal(result.status, 23, "exit status", result)


@case("all three descriptors closed: nothing goes where it should not")
def _():
    result = fetch([[HELLO]], wrap=("sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"))
    equal(result.status, 23, "exit status", result)
    equal(len(result.server.requests), 1, "requests")
    holds(result.server.requests[0], b"GET / HTTP/1.1")


@case("a pipe that nobody reads")
def _():
    reader, writer = os.pipe()
    os.close(reader)
    result = fetch([[HELLO]], stdout=writer)
    os.close(writer)
    equal(result.status, 23, "exit status", result)
    holds(result.err, "Broken pipe")


@case("a pipe that nobody reads, at -o, at --trace and for errors: no signal ends it")
def _():
    body = bytes(1 << 20)
    with tempfile.TemporaryDirectory() as folder:
        file = folder + "/pipe"
        os.mkfifo(file)
        for args in (("-o", file), ("-o", "/dev/null", "--trace", file)):
            # a reader that goes as soon as fetch has come, long before all is written
            thread = threading.Thread(target=lambda: os.close(os.open(file, os.O_RDONLY)), daemon=True)
            thread.start()
            result = fetch([[OK + b"\r\n" + body]], *args)
            equal(result.status, 23, f"exit status with {args}", result)
            thread.join(10)
    reader, writer = os.pipe()
    os.close(reader)
    server = Server([[HELLO], [b""]])
    url = f"http://127.0.0.1:{server.port}/"
    for args, status in ((["-v", "-o", "/dev/null", url], 23), (["-o", "/dev/null", url], 52), (["--nothing"], 2)):
        process = subprocess.run([*FETCH, *args], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=writer,
                                 check=False)
        equal(process.returncode, status, f"exit status of {args}")
    os.close(writer)
    server.close()


@case("a closed descriptor: what a trace or an error has to say goes to no socket and no file")
def _():
    with tempfile.TemporaryDirectory() as folder:
        file, trace = folder + "/f", folder + "/t"
        for closed, args, status, kept in (
                ("2>&-", ["-o", file, "--trace-format", "text"], 23, b"hello"),
                ("2>&-", ["-o", "/dev/null", "--trace-format", "strace"], 23, None),
                (">&-", ["-o", file, "--trace-ascii", "-"], 23, b"hello"),
                (">&-", ["--trace", trace], 23, None)):
            result = fetch([[HELLO]], *args, wrap=("sh", "-c", f'exec "$@" {closed}', "sh"))
            equal(result.status, status, f"exit status of {args} {closed}", result)
            equal([r[-15:] for r in result.server.requests], [b"Accept: */*\r\n\r\n"], "requests")
            if kept:
                with open(file, "rb") as f:
                    equal(f.read(), kept, "file")
        # the trace took the number of standard output: the body must not follow it there
        with open(trace, "rb") as f:
            if f.read().endswith(b"hello"):
                raise AssertionError("the body is in the trace")


@case("a body larger than every buffer")
def _():
    body = os.urandom(1 << 20)
    result = fetch([[OK + b"Content-Length: %d\r\n\r\n" % len(body) + body]])
    equal((result.status, result.out == body), (0, True), "result", result)
    chunks = b"".join(b"%x\r\n" % len(c) + c + b"\r\n" for c in (body[i:i + 777] for i in range(0, len(body), 777)))
    result = fetch([[CHUNKED + chunks + b"0\r\n\r\n"]])
    equal((result.status, result.out == body), (0, True), "chunks", result)


def on_terminal(*args, scripts):
    """Runs fetch with standard output on a terminal; its result and what the terminal saw."""
    master, slave = pty.openpty()
    seen = []

    def read():
        try:
            while part := os.read(master, 4096):
                seen.append(part)
        except OSError:
            pass
    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    result = fetch(scripts, *args, stdout=slave)
    os.close(slave)
    thread.join(10)
    os.close(master)
    return result, b"".join(seen)


@case("a terminal gets no NUL octets, unless asked for")
def _():
    result, seen = on_terminal(scripts=[[OK + b"\r\na\0b"]])
    equal((result.status, seen), (23, b""), "result", result)
    result, seen = on_terminal("-o", "-", scripts=[[OK + b"\r\na\0b"]])
    equal((result.status, seen), (0, b"a\0b"), "result", result)
    result, seen = on_terminal(scripts=[[HELLO]])
    equal((result.status, seen), (0, b"hello"), "result", result)


@case("a terminal gets heads without control octets")
def _():
    result, seen = on_terminal("-I", scripts=[[OK + b"A: \x1b[31m\r\n\r\n"]])
    equal(result.status, 0, "exit status", result)
    holds(seen, b"A: \\x1b[31m")
    # C1, which are eight bits or two octets of UTF-8; letters stay letters
    _, seen = on_terminal("-I", scripts=[[OK + "A: \u00c0 \u2013 \u009b31m ".encode() + b"\x9b31m\r\n\r\n"]])
    holds(seen, "A: \u00c0 \u2013 ".encode() + b"\xc2\\x9b31m \\x9b31m")


@case("-s is silent, -S is not")
def _():
    equal(fetch([[b""]], "-s").err, "", "errors")
    holds(fetch([[b""]], "-sS").err, "fetch: (52) ")


@case("refused: every address and its reason")
def _():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    result = fetch([], "--resolve", f"a.example:{port}:127.0.0.1,127.0.0.2", urls=(f"http://a.example:{port}/",))
    equal(result.status, 7, "exit status", result)
    for address in ("127.0.0.1", "127.0.0.2"):
        holds(result.err, f"{address}:{port}: Connection refused")


@case("the second address is tried when the first refuses")
def _():
    result = fetch([[HELLO]], "--resolve", "a.example:{port}:127.0.0.2,127.0.0.1", urls=("http://a.example:{port}/",))
    equal((result.status, result.out), (0, b"hello"), "result", result)
    holds(result.server.requests[0], b"Host: a.example:")


@case("--resolve: any host, the more exact entry first, and mistakes")
def _():
    result = fetch([[HELLO]], "--resolve", "a.example:{port}:127.0.0.1", "--resolve", "*:{port}:127.0.0.2",
                   urls=("http://a.example:{port}/",))
    equal((result.status, result.out), (0, b"hello"), "result", result)
    result = fetch([[HELLO]], "--resolve", "*:{port}:127.0.0.1", urls=("http://b.example:{port}/",))
    equal((result.status, result.out), (0, b"hello"), "result", result)
    equal(fetch([], "--resolve", "a.example:80", urls=("http://a.example/",)).status, 49, "exit status")
    equal(fetch([], "-6", "--resolve", "a.example:80:127.0.0.1", urls=("http://a.example/",)).status, 6, "exit status")


@case("an IPv6 address whose zone is unknown is asked of nobody")
def _():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.setblocking(False)
        for host in ("[fe80::1%nowhere]", "[::1%25lo]"):
            result = fetch([], "-m", "0.2", "--dns-servers", f"127.0.0.1:{server.getsockname()[1]}",
                           urls=(f"http://{host}:1/",))
            equal(result.status, 6, "exit status", result)
            holds(result.err, "zone")
            try:
                equal(server.recv(512), None, "question")
            except BlockingIOError:
                pass


@case("other exits: usage, URL, scheme, https, servers")
def _():
    for args, status, text in ((["--nothing", "u"], 2, "is unknown"), ([], 2, "no URL"), (["http://a:0/"], 3, "port 0"),
                               (["ftp://a/"], 1, "http"), (["https://a/"], 1, "no TLS"),
                               (["--dns-servers", "nonsense", "http://127.0.0.1/"], 43, "nonsense")):
        process = subprocess.run([*FETCH, *args], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        equal(process.returncode, status, f"exit status of {args}")
        holds(process.stderr, text)


@case("--help and --version")
def _():
    for option, text in (("--help", "--trace-ascii FILE"), ("-V", "fetch 0.")):
        process = subprocess.run([*FETCH, option], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        equal((process.returncode, process.stderr), (0, ""), option)
        holds(process.stdout, text)


@case("-v is curl's, on standard error")
def _():
    result = fetch([[HELLO]], "-v")
    equal(result.out, b"hello", "output", result)
    lines = result.err.replace("\r", "").splitlines()
    port = result.server.port
    equal(lines, [f"*   Trying 127.0.0.1:{port}...", f"* Connected to 127.0.0.1 (127.0.0.1) port {port} (#0)",
                  "> GET / HTTP/1.1", f"> Host: 127.0.0.1:{port}", "> User-Agent: fetch/0.1.0", "> Accept: */*", "> ",
                  "< HTTP/1.1 200 OK", "< Content-Length: 5", "< ", "{ [5 bytes data]", "* Closing connection 0"], "lines")


@case("--trace-ascii - stands between what is printed, in order")
def _():
    result = fetch([[HELLO]], "--trace-ascii", "-", "-A", "x")
    text = result.out.decode()
    text = text[text.index("=> Send header"):].replace(str(result.server.port), "12345")
    equal(text, "=> Send header, 69 bytes (0x45)\n0000: GET / HTTP/1.1\n0010: Host: 127.0.0.1:12345\n0027: User-Agent: x\n"
          "0036: Accept: */*\n0043: \n<= Recv header, 17 bytes (0x11)\n0000: HTTP/1.1 200 OK\n"
          "<= Recv header, 19 bytes (0x13)\n0000: Content-Length: 5\n<= Recv header, 2 bytes (0x2)\n0000: \n"
          "<= Recv data, 5 bytes (0x5)\n0000: hello\nhello== Info: Closing connection 0\n", "trace")


@case("--trace has time stamps with --trace-time")
def _():
    with tempfile.TemporaryDirectory() as folder:
        result = fetch([[HELLO]], "--trace", folder + "/t", "--trace-time")
        equal(result.out, b"hello", "output", result)
        with open(folder + "/t", encoding="ascii") as f:
            text = f.read()
        if not re.search(r"^\d\d:\d\d:\d\d\.\d{6} <= Recv data, 5 bytes \(0x5\)\n0000: 68 65 6c 6c 6f {34}hello\n", text, re.M):
            raise AssertionError(text)


@case("a trace that cannot be written is an error")
def _():
    equal(fetch([], "--trace", "/nowhere/t").status, 23, "exit status")
    result = fetch([[HELLO]], "--trace", "/dev/full")
    equal((result.status, result.out), (23, b"hello"), "result", result)
    holds(result.err, "trace could not be written")


@case("events as JSON and text")
def _():
    with tempfile.TemporaryDirectory() as folder:
        fetch([[HELLO]], "--trace", folder + "/t", "--trace-format", "json")
        with open(folder + "/t", encoding="utf-8") as f:
            events = [json.loads(line) for line in f]
        names = [e.get("name") for e in events]
        holds(names, "connect")
        holds(names, "recvfrom")
    result = fetch([[HELLO]], "--trace-format", "text")
    holds(result.err, "> GET / HTTP/1.1\n")
    holds(result.err, "< HTTP/1.1 200 OK\n")


@case("--trace-data dumps more than any room holds")
def _():
    body = bytes(range(256)) * 600
    result = fetch([[OK + b"Content-Length: %d\r\n\r\n" % len(body) + body]], "--trace-format", "strace", "--trace-data",
                   "-o", "/dev/null")
    equal(result.status, 0, "exit status", result)
    rows = [line for line in result.err.splitlines() if line.startswith(" | ")]
    if len(rows) < len(body) // 16:
        raise AssertionError(f"{len(rows)} rows")


def main():
    print(f"1..{len(CASES)}", flush=True)
    failed = False
    for number, (sentence, function) in enumerate(CASES, 1):
        trouble = ""
        try:
            function()
        except Exception as error:  # pylint: disable=broad-except
            trouble = f"{type(error).__name__}: {error}"
        failed |= bool(trouble)
        print(f"{'not ' if trouble else ''}ok {number} - {sentence}", flush=True)
        if trouble:
            print(f"{sentence}:\n{trouble}\n", file=sys.stderr, flush=True)
    sys.exit(failed)


main()
