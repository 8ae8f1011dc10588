#!/usr/bin/env python3
# check-potfiles.py: every file with sentences to translate is in po/POTFILES, and nothing else is
# SPDX-License-Identifier: GPL-3.0-or-later
import pathlib
import re
import sys

SOURCE_CALL = re.compile(r"\b(?:N|C|NC)?_ ?\(\s*\"|\bn?gettext \(")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SCRIPT_CALL = re.compile(r"\b(?:N_|ngettext)\(\s*'")
MARKED = re.compile(r"translatable=\"(?:yes|true|1)\"")


def has_sentences(path):
    if path.suffix == ".c":
        return SOURCE_CALL.search(COMMENT.sub("", path.read_text()))
    if path.suffix == ".js":
        return SCRIPT_CALL.search(path.read_text())
    if path.suffix == ".ui":
        return MARKED.search(path.read_text())
    return path.name.endswith((".desktop.in", ".metainfo.xml.in", ".gschema.xml"))


def check(root):
    listed = [line for line in (root / "po/POTFILES").read_text().splitlines() if line and not line.startswith("#")]
    wanted = {str(path.relative_to(root)) for folder in ("src", "data") for path in (root / folder).rglob("*")
              if path.suffix in (".c", ".js", ".ui", ".in", ".xml") and has_sentences(path)}
    for name in sorted(wanted - set(listed)):
        yield f"po/POTFILES: {name} is missing"
    for name in sorted(set(listed) - wanted):
        yield f"po/POTFILES: {name} has nothing to translate, or is not there"
    if listed != sorted(set(listed)):
        yield "po/POTFILES: not sorted, or something is there twice"


if __name__ == "__main__":
    faults = list(check(pathlib.Path(sys.argv[1])))
    print("\n".join(faults))
    sys.exit(1 if faults else 0)
