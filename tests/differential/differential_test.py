"""The codec agrees with ldns but for listed differences: on fixtures, on what real servers say, on mutations of both.

A few thousand messages; tests/differential/run does it with as many as one likes.
"""

import os
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))

# pylint: disable=wrong-import-position
from harness import SANITIZED, Skip, equal, expect, run  # noqa: E402
from kernel import die_with_parent  # noqa: E402
from process import ROOT, LabError, build_program, execute  # noqa: E402

FIXTURES = [os.path.join(ROOT, "fixtures", "dns"), os.path.join(ROOT, "fixtures", "corpus", "msg")]
HERE = os.path.dirname(os.path.abspath(__file__))
COLLECT, READER = os.path.join(HERE, "collect.py"), os.path.join(HERE, "dnspython_reads.py")
TOTAL = 3000 if SANITIZED else 10000


class Folder:
    """A folder for what is collected."""

    def __enter__(self):
        try:
            self.program = build_program("tests", "differential", "differential")
        except LabError:
            raise Skip("libldns-dev is missing") from None
        self.folder = tempfile.mkdtemp(prefix="stubfetch-differential-")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop(self):
        """Nothing runs from one case to the next."""

    def compare(self, *args):
        # ldns keeps some memory where it refuses a record.
        return execute([self.program, "--most", "3", *args], die_with_parent, timeout=150,
                       env={"ASAN_OPTIONS": "detect_leaks=0"})


def same_as_ldns(folder):
    result = folder.compare("--total", str(TOTAL), *FIXTURES)
    equal(result.status, 0, "exit status", result)


def same_on_answers(folder):
    answers = os.path.join(folder.folder, "answers")
    collected = execute([sys.executable, COLLECT, "--variants", "1", answers], die_with_parent, timeout=120)
    if collected.status == 77:
        raise Skip(collected.stderr.strip().replace("\n", "; "))
    equal(collected.status, 0, "exit status of collect.py", collected)
    result = folder.compare("--total", str(TOTAL), answers)
    equal(result.status, 0, "exit status", result)
    print("".join(f"# {line}\n" for line in collected.stderr.splitlines() + result.stdout.splitlines()[:2]), end="")


def dnspython_reads_them(folder):
    """sys.executable may be another Python than Debian's, which has the module."""
    records = os.path.join(folder.folder, "records")
    command = '"$1" --records --total "$2" "$5" "$6" >"$3" && /usr/bin/python3 "$4" <"$3"'
    result = execute(["sh", "-c", command, "sh", folder.program, str(TOTAL), records, READER, *FIXTURES], die_with_parent,
                     timeout=120)
    if result.status == 77:
        raise Skip("python3-dnspython is missing")
    equal(result.status, 0, "exit status", result)


def faults_are_found(folder):
    result = folder.compare("--self-test", "--total", str(TOTAL // 4), *FIXTURES)
    equal(result.status, 0, "exit status", result)
    expect(result.stdout.count("found in") == 3, "three kinds of faults", result)


if __name__ == "__main__":
    run(Folder, [
        ("verdicts and texts are ldns's, on the fixtures and mutations of them", same_as_ldns),
        ("verdicts and texts are ldns's, on answers of NSD and Knot and mutations of them", same_on_answers),
        ("dnspython reads the texts as the octets that they were made of", dnspython_reads_them),
        ("a wrong verdict, a record too few and a wrong letter are found wherever they are planted", faults_are_found),
    ])
