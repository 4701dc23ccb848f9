"""Adds up what Meson's test logs say; ends with a line `N passed, N failed, N skipped`, and with 1 if anything failed.

    count.py FAILED-STEPS LOG...

A test that speaks TAP counts as many times as it has cases.
"""

import json
import re
import sys

CASE = re.compile(r"^(not )?ok\b(.*)$", re.MULTILINE)


def cases(entry):
    """(passed, failed, skipped) of one test."""
    passed = failed = skipped = 0
    for bad, rest in CASE.findall(entry.get("stdout") or ""):
        if re.search(r"# *SKIP", rest, re.IGNORECASE):
            skipped += 1
        elif bad:
            failed += 1
        else:
            passed += 1
    if entry["result"] in ("OK", "EXPECTEDFAIL"):
        passed = max(passed, 0 if skipped else 1)
    elif entry["result"] == "SKIP":
        skipped = max(skipped, 1)
    else:
        failed = max(failed, 1)
    return passed, failed, skipped


def main(failed_steps, logs):
    totals = [0, 0, 0]
    for log in logs:
        with open(log) as file:
            for line in file:
                entry = json.loads(line)
                counts = cases(entry)
                totals = [a + b for a, b in zip(totals, counts)]
                if counts[1]:
                    print(f"failed: {entry['name']} ({log})")
    # A step may fail without a test: it does not build, or it warns.
    passed, failed, skipped = totals[0], max(totals[1], failed_steps), totals[2]
    if not passed:
        failed = max(failed, 1)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
