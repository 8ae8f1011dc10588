#!/usr/bin/env python3
# bundle-admin.py: puts the portal's modules together and compresses what its page loads
# SPDX-License-Identifier: GPL-3.0-or-later
import hashlib
import pathlib
import sys

TOP = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(TOP.parent))

import bundle  # noqa: E402

COPIES = ["admin.css", "icon.svg"]
PAGE = "index.html"


def main(folder):
    script = bundle.Bundle(TOP)
    script.add(TOP / "main.js")
    files = {"admin.js": script.text().encode()}
    for name in COPIES:
        files[name] = (TOP / name).read_bytes()
    page = (TOP / PAGE).read_text(encoding="utf-8")
    digest = hashlib.sha256(page.encode())
    for name in sorted(files):
        digest.update(files[name])
    version = digest.hexdigest()[:16]
    for name, data in files.items():
        bundle.write(folder, name, data)
    bundle.write(folder, PAGE, page.replace("@VERSION@", version).encode())
    (folder / "portunus-admin-version.h").write_text(f'#define PORTUNUS_ADMIN_VERSION "{version}"\n', encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
