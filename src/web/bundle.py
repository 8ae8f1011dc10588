#!/usr/bin/env python3
# bundle.py: puts the page's modules together into few files, compresses them, and writes the routes that serve them
# SPDX-License-Identifier: GPL-3.0-or-later
import gzip
import hashlib
import pathlib
import re
import sys

# A build leaves nothing beside the sources.
sys.dont_write_bytecode = True
import languages  # noqa: E402

SCRIPTS = {"app.js": "app/main.js", "home.js": "app/home-main.js", "save-worker.js": "transfer/save-worker.js",
           "download-worker.js": "transfer/download-worker.js", "share-worker.js": "transfer/share-worker.js"}
COPIES = ["style.css", "manifest.webmanifest",
          "icon.svg", "icon-192.png", "icon-512.png", "icon-maskable.png", "apple-touch-icon.png"]
PAGE = "index.html"
HIDDEN_HOME = '<div id="home" hidden>'
JOINING = ' data-text="statusJoining"'
SCRIPT = 'src="/web/@VERSION@/app.js"'
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


def make_pages(page, tongues, sentences):
    """Gives two pages for each language: one for the address of home, where there is little to wait for."""
    for part in (HIDDEN_HOME, SCRIPT, JOINING):
        if part not in page:
            sys.exit(f"{PAGE}: no {part}")
    for tag, (texts, _) in tongues.items():
        yield f"room.{tag}.html", languages.fill_page(page, tag, texts, sentences, tongues)
        home = languages.fill_page(page.replace(JOINING, ""), tag, texts, sentences, tongues)
        home = home.replace(HIDDEN_HOME, HIDDEN_HOME.replace(" hidden", ""))
        yield f"home.{tag}.html", home.replace(SCRIPT, SCRIPT.replace("app.js", "home.js"))


def make_files(top, tongues):
    for name, entry in SCRIPTS.items():
        bundle = Bundle(top)
        bundle.add(top / entry)
        yield name, bundle.text().encode()
    for name in COPIES:
        yield name, (top / name).read_bytes()
    for tag, (texts, plural) in tongues.items():
        if tag != languages.SOURCE:
            yield f"lang-{tag}.js", languages.module_of(texts, plural).encode()


def write(folder, name, data):
    (folder / name).write_bytes(data)
    (folder / f"{name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))


def write_header(folder, version, files, tongues):
    """A macro that calls another for each file, and the languages, of which the first is for everybody else."""
    lines = [f'#define PORTUNUS_WEB_VERSION "{version}"',
             "#define PORTUNUS_WEB_FILES(FILE) " + ", ".join(f'FILE ("{name}")' for name in sorted(files)),
             "#define PORTUNUS_WEB_LANGUAGES " + ", ".join(f'"{tag}"' for tag in tongues)]
    (folder / "portunus-web-version.h").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_resource(folder, names):
    lines = [f"    <file>{name}{ending}</file>" for name in sorted(names) for ending in ("", ".gz")]
    text = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<gresources>",
                      '  <gresource prefix="/org/portunus/web">', *lines, "  </gresource>", "</gresources>"])
    (folder / "portunus-web.gresource.xml").write_text(text + "\n", encoding="utf-8")


def main(top, po_folder, folder):
    sentences = languages.read_sentences(top / "app/strings.js")
    tongues = languages.read_languages(po_folder, sentences)
    files = dict(make_files(top, tongues))
    pages = dict(make_pages((top / PAGE).read_text(encoding="utf-8"), tongues, sentences))
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(files[name])
    for name in sorted(pages):
        digest.update(pages[name].encode())
    version = digest.hexdigest()[:16]
    for name, data in files.items():
        write(folder, name, data)
    for name, page in pages.items():
        write(folder, name, page.replace(VERSION_MARK, version).encode())
    write_header(folder, version, files, tongues)
    write_resource(folder, [*files, *pages])


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:4]))
