#!/usr/bin/env python3
# flatpak-local.py MANIFEST PLACE: fetches what the manifest builds from, and writes it for the stand-in runtime
# SPDX-License-Identifier: GPL-3.0-or-later
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys

# Source packages and releases of Debian with the very archive that the manifest names, for machines that reach nothing
# but Debian.
DEBIAN_SOURCES = {"libqrencode": ("qrencode", "bookworm"), "zbar": ("zbar", "trixie")}
DEB_SRC = "Types: deb-src\nURIs: http://deb.debian.org/debian\nSuites: {}\nComponents: main\n" \
          "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n"


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def download(url, target):
    command = ["curl", "-fsSL", "--max-time", "60", "-o", target, url]
    subprocess.run(command, stderr=subprocess.DEVNULL, check=False)


def fetch_from_debian(module, place, target):
    name, suite = DEBIAN_SOURCES[module]
    folder = place / "debian" / name
    shutil.rmtree(folder, ignore_errors=True)
    for path in ("parts", "lists/partial", "source"):
        (folder / path).mkdir(parents=True, exist_ok=True)
    (folder / "parts" / "debian.sources").write_text(DEB_SRC.format(suite))
    options = ["-o", "Dir::Etc::SourceList=/dev/null", "-o", f"Dir::Etc::SourceParts={folder}/parts",
               "-o", f"Dir::State::Lists={folder}/lists", "-o", "APT::Sandbox::User=root", "-qq"]
    subprocess.run(["apt-get", *options, "update"], check=True)
    subprocess.run(["apt-get", *options, "source", "--download-only", "--tar-only", name],
                   cwd=folder / "source", check=True)
    next((folder / "source").glob("*.orig.tar.*")).rename(target)
    shutil.rmtree(folder)


def fetch(module, source, place):
    """Puts it where flatpak-builder looks for what it need not download."""
    target = place / "state" / "downloads" / source["sha256"] / source["url"].rsplit("/", 1)[1]
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name("part")
    download(source["url"], part)
    if not part.exists() or digest(part) != source["sha256"]:
        fetch_from_debian(module, place, part)
    if digest(part) != source["sha256"]:
        sys.exit(f"{module}: Debian has another archive than {source['url']}")
    part.rename(target)


def main():
    manifest_path, place = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    manifest = json.loads(manifest_path.read_text())
    manifest.update({"runtime": "org.portunus.TestPlatform", "sdk": "org.portunus.TestSdk", "runtime-version": "12"})
    for module in manifest["modules"]:
        for source in module["sources"]:
            if source["type"] == "dir":
                folder = manifest_path.parent
                source.update(path=str(folder), skip=[".git", *(path.name for path in folder.glob("_build*"))])
            elif source["type"] == "archive":
                fetch(module["name"], source, place)
    (place / manifest_path.name).write_text(json.dumps(manifest, indent=4))


main()
