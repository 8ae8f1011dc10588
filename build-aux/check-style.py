#!/usr/bin/env python3
# check-style.py: the house rules a machine can check: sizes, spaces, headers, words that may not stay
# SPDX-License-Identifier: GPL-3.0-or-later
import pathlib
import re
import sys

MAX_FILE_LINES = 800
MAX_FUNCTION_LINES = 80
MAX_LINE_LENGTH = 120
LICENSE = "SPDX-License-Identifier: GPL-3.0-or-later"

FOLDERS = ["src", "tests", "build-aux", ".ci"]
CODE = {".c", ".h", ".py", ".sh", ".js", ".mjs", ".css", ".html", ".ui", ".build", ""}
LICENSED = {".c", ".h", ".py", ".sh", ".js", ".mjs", ".css"}
# Data that tests read byte for byte, and this script with its test, which must name what they look for.
EXEMPT = re.compile(r"/(data|corpus|__pycache__)/|/check-style\.py$|/test-checks\.py$|/package-lock\.json$")

# The words are put together here so that this line is not found by other people's searches.
OPEN_ENDS = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X"]) + r")\b")
OWN_TYPES = re.compile(r"\b(gchar|gint|gshort|glong|gfloat|gdouble)\b")
PRINTING = re.compile(r"\b(printf|fprintf|vprintf|vfprintf|puts|fputs|putchar|perror|g_print|g_printerr)\s*\(")
MAY_PRINT = ("src/cli/", "src/daemon/", "tests/")
FUNCTION_NAME = re.compile(r"^(\w+) ?\(")


def check_lines(name, lines):
    for number, line in enumerate(lines, 1):
        if "\t" in line:
            yield f"{name}:{number}: a tab"
        if line != line.rstrip():
            yield f"{name}:{number}: spaces at the end of the line"
        if OPEN_ENDS.search(line):
            yield f"{name}:{number}: an open end; note it in an issue instead"
        if len(line) > MAX_LINE_LENGTH and name.endswith((".c", ".h")):
            yield f"{name}:{number}: {len(line)} characters, {MAX_LINE_LENGTH} are allowed"


def check_file(name, suffix, lines):
    if len(lines) > MAX_FILE_LINES:
        yield f"{name}: {len(lines)} lines, {MAX_FILE_LINES} are allowed"
    if suffix in LICENSED and not any(LICENSE in line for line in lines[:4]):
        yield f"{name}: no license line at the top"


def check_c_words(name, lines):
    for number, line in enumerate(lines, 1):
        if OWN_TYPES.search(line):
            yield f"{name}:{number}: write the C type instead of {OWN_TYPES.search(line).group(1)}"
        if PRINTING.search(line) and not name.startswith(MAY_PRINT):
            yield f"{name}:{number}: this layer does not print"


def check_c_frame(name, lines):
    if name.endswith(".h"):
        if "#pragma once" not in lines:
            yield f"{name}: no #pragma once"
        return
    first = next((line for line in lines if line.startswith("#include")), "")
    if first and first != '#include "config.h"':
        yield f"{name}: the first include is not config.h"


def check_functions(name, lines):
    """A function begins and ends with a brace in the first column; a struct ends with a semicolon as well."""
    start = None
    function = ""
    for number, line in enumerate(lines, 1):
        match = FUNCTION_NAME.match(line)
        if match and start is None:
            function = match.group(1)
        if line == "{":
            start = number
        elif line.startswith("}") and start is not None:
            length = number - start + 1
            if line == "}" and length > MAX_FUNCTION_LINES and not function.endswith("class_init"):
                yield f"{name}:{start}: {function} has {length} lines, {MAX_FUNCTION_LINES} are allowed"
            start = None


def sources(top):
    for folder in FOLDERS:
        for path in sorted((top / folder).rglob("*")):
            if path.is_file() and path.suffix in CODE and not EXEMPT.search(path.as_posix()):
                yield path


def check(top):
    top = pathlib.Path(top)
    for path in sources(top):
        name = path.relative_to(top).as_posix()
        lines = path.read_text(encoding="utf-8").splitlines()
        yield from check_lines(name, lines)
        yield from check_file(name, path.suffix, lines)
        if path.suffix in (".c", ".h"):
            yield from check_c_words(name, lines)
            yield from check_c_frame(name, lines)
            yield from check_functions(name, lines)


if __name__ == "__main__":
    faults = list(check(sys.argv[1]))
    print("\n".join(faults))
    sys.exit(1 if faults else 0)
