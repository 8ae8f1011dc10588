#!/usr/bin/env python3
# test-report.py: counts the test cases in a meson test log, shows the output of failed tests, prints "PASSED FAILED"
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import re
import sys

TAP_LINE = re.compile(r"^(not )?ok\b(?: +\d+)?(.*)$", re.MULTILINE)
TAP_SKIPPED = re.compile(r"^1\.\.0 *# *skip(.*)$", re.MULTILINE | re.IGNORECASE)
TAP_DIRECTIVE = re.compile(r"# *(skip|todo)\b", re.IGNORECASE)
# Cases that passed, and what GLib says about the folders it makes for each.
NOISE = re.compile(r"ok |# (libsoup-DEBUG|GLib-DEBUG: g_set_user_dirs|Start of|End of)")
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
        reasons = TAP_SKIPPED.findall(test.get("stdout", "")) or [""]
        skipped = skipped or [f"{test['name']}:{reasons[0]}"]
    elif test["result"] in ("OK", "EXPECTEDFAIL"):
        passed = passed if passed + failed + len(skipped) > 0 else 1
    else:
        # A crash or a time-out fails the program although no case says so.
        failed = max(failed, 1)
    return passed, failed, skipped


def failures(test):
    """The cases that failed, each with what was said about it; else why the program gave up, or the result."""
    lines = test.get("stdout", "").splitlines()
    found = [" ".join(lines[i:i + 2]) for i, line in enumerate(lines) if line.startswith("not ok")]
    return found or [line for line in lines if line.startswith("Bail out!")] or [test["result"]]


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

    recap = []
    for test in tests:
        passed, failed, skipped = count(test)
        recap += [f"{'FAILED' if is_strict else 'note'}: skipped: {name}" for name in skipped]
        if failed:
            show(test)
            recap += [f"FAILED: {test['name']}: {line}" for line in failures(test)]
        if is_strict:
            failed += len(skipped)
        n_passed += passed
        n_failed += failed

    # Last, where whoever has only the end of a log finds it.
    print("\n".join(recap), file=sys.stderr)
    print(n_passed, n_failed)
    return 0 if tests else 1


if __name__ == "__main__":
    sys.exit(main())
