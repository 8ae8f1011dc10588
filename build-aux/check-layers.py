#!/usr/bin/env python3
# check-layers.py: every layer includes only what lies below it, and each library stays in its one layer
# SPDX-License-Identifier: GPL-3.0-or-later
import pathlib
import re
import sys

BELOW = {
    "core": [],
    "crypto": ["core"],
    "store": ["core"],
    "transfer": ["core", "crypto", "store"],
    "rtc": ["core", "crypto", "store", "transfer"],
    "lan": ["core", "crypto", "store", "transfer"],
    "gate": [],
    "server": ["core", "crypto", "store", "transfer", "gate"],
    "engine": ["core", "crypto", "store", "transfer", "rtc", "lan", "server"],
    "cli": ["core", "crypto", "store", "transfer", "engine"],
    "daemon": ["core", "crypto", "store", "transfer", "server", "engine"],
    "app": ["core", "crypto", "store", "transfer", "engine"],
    "nautilus": [],
}

LIBRARIES = [
    (re.compile(r"gtk/|gdk/|gsk/|adwaita\.h"), "app"),
    (re.compile(r"gst/|nice/|agent\.h"), "rtc"),
    (re.compile(r"libsoup/"), "server", "gate"),
    (re.compile(r"crypt\.h"), "server"),
    (re.compile(r"libsecret/"), "crypto"),
    (re.compile(r"openssl/"), "crypto"),
    (re.compile(r"sqlite3\.h|libpq-fe\.h"), "store"),
    (re.compile(r"qrencode\.h"), "engine"),
    (re.compile(r"zlib\.h"), "transfer"),
    (re.compile(r"zbar\.h"), "engine"),
    (re.compile(r"nautilus-extension\.h"), "nautilus"),
]

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')


def layer_of(path, source):
    parts = path.relative_to(source).parts
    if parts[:2] == ("server", "gate"):
        return "gate"
    return parts[0] if len(parts) > 1 else None


def library_fault(layer, header):
    for pattern, *owners in LIBRARIES:
        if pattern.match(header) and layer not in owners:
            return f"<{header}> belongs in src/{owners[0]} alone"
    return None


def project_fault(layer, header, owners):
    """What is wrong with a quoted include, for headers that lie in a layer."""
    owner = owners.get(header)
    if "/" in header:
        return f'"{header}" is not a bare name'
    if owner is None or owner == layer:
        return None
    if header.endswith("-private.h"):
        return f'"{header}" is private to src/{owner}'
    if owner not in BELOW[layer]:
        return f'"{header}" lies in src/{owner}, which is not below src/{layer}'
    return None


def check_file(path, layer, owners):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        is_system, header = match.group(1) == "<", match.group(2)
        fault = library_fault(layer, header) if is_system else project_fault(layer, header, owners)
        if fault:
            yield f"{path}:{number}: {fault}"


def check(top):
    source = pathlib.Path(top) / "src"
    files = sorted(source.rglob("*.[ch]"))
    owners = {path.name: layer_of(path, source) for path in files if path.suffix == ".h"}
    for path in files:
        layer = layer_of(path, source)
        if layer not in BELOW:
            yield f"{path}: src/{layer} is no known layer"
        else:
            yield from check_file(path, layer, owners)


if __name__ == "__main__":
    faults = list(check(sys.argv[1]))
    print("\n".join(faults))
    sys.exit(1 if faults else 0)
