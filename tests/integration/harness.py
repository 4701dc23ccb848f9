"""What the integration tests share: cases told in TAP, the programs under test, strace's output taken apart.

A test is a list of (sentence, function); a function fails by AssertionError and is left out by Skip.
"""

import os
import re
import sys
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lab"))

# pylint: disable=wrong-import-position
from kernel import Skip, read_file  # noqa: E402
from lab import handle_signals  # noqa: E402
from process import LabError, Result, build_program, find_program  # noqa: E402

BACKEND = os.environ.get("STUBFETCH_BACKEND", "native")  # the one that fetch carries
SANITIZED = os.environ.get("STUBFETCH_SANITIZE", "none") != "none"


def fetch(*args):
    """The command line of fetch; STUBFETCH_FETCH puts another one in its place."""
    return [os.environ.get("STUBFETCH_FETCH") or build_program("fetch", "fetch"), *args]


def resolve(*args):
    return [build_program("resolver", "resolve"), *args]


def expect(true, what, *shown):
    """Fails with what was expected, and with whatever shows what was found."""
    if not true:
        raise AssertionError("\n".join([f"expected: {what}", *map(str, shown)]))


def equal(got, wanted, what, *shown):
    if got != wanted:
        raise AssertionError("\n".join([f"{what}: got {got!r}, wanted {wanted!r}", *map(str, shown)]))


def same_lines(got, wanted, names, *shown):
    """Two lists of lines; fails at the first that differs."""
    for number, (a, b) in enumerate(zip(got, wanted), 1):
        if a != b:
            raise AssertionError("\n".join([f"line {number} differs", f"{names[0]}: {a}", f"{names[1]}: {b}",
                                            *map(str, shown)]))
    if len(got) != len(wanted):
        more, lines = (names[0], got) if len(got) > len(wanted) else (names[1], wanted)
        raise AssertionError("\n".join([f"only {more} has: {lines[min(len(got), len(wanted))]}", *map(str, shown)]))


def native_only():
    if BACKEND != "native":
        raise Skip(f"the system calls of the {BACKEND} backend are its own")


def strace(lab, command, *options, trace="network,poll", also=None):
    """Runs a command on the client under strace -f; (its result, strace's lines with their process ids)."""
    path = find_program("strace")
    if not path:
        raise Skip("strace is missing")
    if lab.run([path, "-o", "/dev/null", "true"]).status != 0:
        raise Skip("strace may not trace here")
    file = lab.path("strace")
    select = ["-e", f"trace={trace}"] if trace else []
    # LeakSanitizer cannot work while somebody else traces.
    result = lab.run([path, "-f", *select, *options, "-o", file, *command], also=also,
                     env={"ASAN_OPTIONS": "detect_leaks=0"})
    return result, read_file(file).splitlines()


PID = re.compile(r"^\d+ +")
RESULT = re.compile(r"^(.*\)) += (.*)$")


def aligned(line):
    """Results stand in column 40; where process ids were in front, strace counted them."""
    match = RESULT.match(line)
    return f"{match[1]:<39} = {match[2]}" if match else line


def calls(lines):
    """Strace's lines without process ids and without the process's end; one process only."""
    pids = {match.group() for match in map(PID.match, lines) if match}
    equal(len(pids), 1, "number of processes and threads", *lines)
    return [aligned(PID.sub("", line)) for line in lines if "+++ exited with" not in line]


def outcome(function):
    """Runs one case: ("", "") where it is fine, (reason, "") where it is left out, ("", trouble) where it fails."""
    try:
        function()
    except Skip as skip:
        return str(skip), ""
    except (AssertionError, LabError) as error:
        return "", str(error) or "an assertion failed"
    except Exception:  # pylint: disable=broad-except
        return "", traceback.format_exc()
    return "", ""


def run(make, cases):
    """Runs the cases, each called with the lab that `make` gives; ends the process."""
    handle_signals()
    failed = False
    try:
        with make() as lab:
            print(f"1..{len(cases)}", flush=True)
            for number, (case, function) in enumerate(cases, 1):
                skip, trouble = outcome(lambda f=function: f(lab))
                lab.stop()
                failed |= bool(trouble)
                print(f"{'not ' if trouble else ''}ok {number} - {case}{' # SKIP ' + skip if skip else ''}", flush=True)
                if trouble:
                    print(f"{case}:\n{trouble}\n", file=sys.stderr, flush=True)
    except Skip as skip:
        print(f"1..0 # SKIP {skip}")
    sys.exit(1 if failed else 0)


__all__ = ["BACKEND", "SANITIZED", "Result", "Skip", "calls", "equal", "expect", "fetch", "native_only", "resolve", "run",
           "same_lines", "strace"]
