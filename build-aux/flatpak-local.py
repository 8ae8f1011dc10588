#!/usr/bin/env python3
# flatpak-local.py MANIFEST PLACE: writes the manifest for the stand-in runtime into PLACE, with sources that are to be had
# SPDX-License-Identifier: GPL-3.0-or-later
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys

# Debian's source packages of what the manifest fetches elsewhere, for machines that reach nothing but Debian.
DEBIAN_SOURCES = {"libqrencode": "qrencode", "zbar": "zbar"}
DEB_SRC = "Types: deb-src\nURIs: http://deb.debian.org/debian\nSuites: bookworm\nComponents: main\n" \
          "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n"


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def download(source, place):
    """Where flatpak-builder looks for it, if it can be fetched."""
    target = place / "state" / "downloads" / source["sha256"] / source["url"].rsplit("/", 1)[1]
    if target.exists():
        return True
    target.parent.mkdir(parents=True, exist_ok=True)
    command = ["curl", "-fsSL", "--max-time", "60", "-o", target, source["url"]]
    if subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0 and digest(target) == source["sha256"]:
        return True
    target.unlink(missing_ok=True)
    return False


def fetch_from_debian(name, place):
    folder = place / "debian"
    shutil.rmtree(folder / name, ignore_errors=True)
    for path in ("parts", "lists/partial", name):
        (folder / path).mkdir(parents=True, exist_ok=True)
    (folder / "parts" / "debian.sources").write_text(DEB_SRC)
    options = ["-o", "Dir::Etc::SourceList=/dev/null", "-o", f"Dir::Etc::SourceParts={folder}/parts",
               "-o", f"Dir::State::Lists={folder}/lists", "-o", "APT::Sandbox::User=root", "-qq"]
    subprocess.run(["apt-get", *options, "update"], check=True)
    # A packaging file may be gone from the mirror; only the original matters.
    subprocess.run(["apt-get", *options, "source", "--download-only", name], cwd=folder / name, check=False)
    return next((folder / name).glob("*.orig.tar.*"))


def replace(module, source, place):
    original = fetch_from_debian(DEBIAN_SOURCES[module["name"]], place)
    if digest(original) != source["sha256"]:
        print(f"{module['name']}: {original.name} stands in for {source['url']}")
        module["sources"].append({"type": "shell", "commands": ["[ -e configure ] || autoreconf -fi"]})
    source.pop("url")
    source.update(path=str(original), sha256=digest(original))


def main():
    manifest_path, place = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    manifest = json.loads(manifest_path.read_text())
    manifest.update({"runtime": "org.portunus.TestPlatform", "sdk": "org.portunus.TestSdk", "runtime-version": "12"})
    for module in manifest["modules"]:
        for source in list(module["sources"]):
            if source["type"] == "dir":
                folder = manifest_path.parent
                source.update(path=str(folder), skip=[".git", *(path.name for path in folder.glob("_build*"))])
            elif not download(source, place):
                replace(module, source, place)
    (place / manifest_path.name).write_text(json.dumps(manifest, indent=4))


main()
