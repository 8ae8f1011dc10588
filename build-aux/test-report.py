#!/usr/bin/env python3
# test-report.py: counts the test cases in a meson test log, shows the output of failed tests, prints "PASSED FAILED"
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import re
import sys

TAP_LINE = re.compile(r"^(not )?ok\b(?: +\d+)?(.*)$", re.MULTILINE)
TAP_DIRECTIVE = re.compile(r"# *(skip|todo)\b", re.IGNORECASE)
# Cases that passed, and what GLib says about the folders it makes for each.
NOISE = re.compile(r"ok |# (GLib-DEBUG: g_set_user_dirs|Start of|End of)")
SHOWN_LINES = 80


def count(test):
    """The cases of one test program: (passed, failed, names of the skipped ones)."""
    passed, failed, skipped = 0, 0, []
    for negation, rest in TAP_LINE.findall(test.get("stdout", "")):
        directive = TAP_DIRECTIVE.search(rest)
        if directive and directive.group(1).lower() == "skip":
            skipped.append(f"{test['name']}:{rest}")
        elif negation and not directive:
            failed += 1
        else:
            passed += 1

    if test["result"] == "SKIP":
        skipped = skipped or [test["name"]]
    elif test["result"] in ("OK", "EXPECTEDFAIL"):
        passed = passed if passed + failed + len(skipped) > 0 else 1
    else:
        # A crash or a time-out fails the program although no case says so.
        failed = max(failed, 1)
    return passed, failed, skipped


def show(test):
    print(f"\n---- {test['name']}: {test['result']} (status {test.get('returncode')})", file=sys.stderr)
    for stream in ("stdout", "stderr"):
        lines = test.get(stream, "").rstrip().splitlines()
        lines = [line for line in lines if not NOISE.match(line)]
        print("\n".join(lines[-SHOWN_LINES:]), file=sys.stderr)


def main():
    is_strict, path = sys.argv[1] == "yes", sys.argv[2]
    n_passed = n_failed = 0
    try:
        with open(path, encoding="utf-8", errors="replace") as log:
            tests = [json.loads(line) for line in log]
    except FileNotFoundError:
        return 1

    for test in tests:
        passed, failed, skipped = count(test)
        for name in skipped:
            print(f"{'FAILED' if is_strict else 'note'}: skipped: {name}", file=sys.stderr)
        if is_strict:
            failed += len(skipped)
        if failed:
            show(test)
        n_passed += passed
        n_failed += failed

    print(n_passed, n_failed)
    return 0 if tests else 1


if __name__ == "__main__":
    sys.exit(main())
