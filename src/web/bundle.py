#!/usr/bin/env python3
# bundle.py: puts the page's modules together into few files, compresses them, and writes the routes that serve them
# SPDX-License-Identifier: GPL-3.0-or-later
import gzip
import hashlib
import pathlib
import re
import sys

SCRIPTS = {"app.js": "app/main.js", "save-worker.js": "transfer/save-worker.js"}
COPIES = ["style.css", "icon.svg", "manifest.webmanifest"]
PAGE = "index.html"
VERSION_MARK = "@VERSION@"

IMPORT = re.compile(r"^import \{([^}]*)\} from '([^']+)';\n", re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async function|function|class|const|let)\b)", re.MULTILINE)
TOP_NAME = re.compile(r"^(?:export )?(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)
BLOCK_COMMENT = re.compile(r"^ *(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
CAST = re.compile(r"/\*\* @type \{[^*]*\} \*/ ?")


class Bundle:
    """Modules in one scope, which works because imports rename nothing and no two modules share a name."""

    def __init__(self, top):
        self.top = top
        self.seen = set()
        self.owners = {}
        self.parts = []

    def add(self, path):
        path = path.resolve()
        if path in self.seen:
            return
        self.seen.add(path)
        text = path.read_text(encoding="utf-8")
        for names, target in IMPORT.findall(text):
            if " as " in names:
                sys.exit(f"{path}: an import must not rename")
            self.add(path.parent / target)
        for name in TOP_NAME.findall(text):
            if name in self.owners:
                sys.exit(f"{path}: {self.owners[name]} has the name {name} as well")
            self.owners[name] = path.name
        body = EXPORT.sub("", IMPORT.sub("", text))
        if re.search(r"^(import|export)\b", body, re.MULTILINE):
            sys.exit(f"{path}: an import or export of another kind than {{ names }}")
        self.parts.append(CAST.sub("", BLOCK_COMMENT.sub("", body)).strip())

    def text(self):
        return "\n".join(self.parts).replace("'../transfer/save-worker.js'", "'./save-worker.js'") + "\n"


def write(folder, name, data):
    (folder / name).write_bytes(data)
    (folder / f"{name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))


def main(top, folder):
    files = {}
    for name, entry in SCRIPTS.items():
        bundle = Bundle(top)
        bundle.add(top / entry)
        files[name] = bundle.text().encode()
    for name in COPIES:
        files[name] = (top / name).read_bytes()
    page = (top / PAGE).read_text(encoding="utf-8")
    digest = hashlib.sha256(page.encode())
    for name in sorted(files):
        digest.update(files[name])
    version = digest.hexdigest()[:16]
    for name, data in files.items():
        write(folder, name, data)
    write(folder, PAGE, page.replace(VERSION_MARK, version).encode())
    (folder / "portunus-web-version.h").write_text(f'#define PORTUNUS_WEB_VERSION "{version}"\n')


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
