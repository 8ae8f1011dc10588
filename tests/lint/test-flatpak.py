# test-flatpak.py: the Flatpak asks for no more than it needs, and builds from what is pinned
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import pathlib
import re
import sys

APP_ID = "org.portunus.App"
KEYS = ["id", "runtime", "runtime-version", "sdk", "command", "finish-args", "cleanup", "modules"]

# Files come and go by the file chooser, the document and the file transfer portal, pictures by the camera portal, keys
# by the Secret portal. Memory is shared for what draws by X11, and the device is what draws fast.
PERMISSIONS = [
    "--share=network", "--share=ipc", "--socket=wayland", "--socket=fallback-x11", "--device=dri",
    "--system-talk-name=org.freedesktop.Avahi",
]

# What an archive of a tag, rather than of a release, comes without.
AUTORECONF = {"type": "shell", "commands": ["autoreconf -fi"]}


def unique(pairs):
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError("a key is there twice")
    return dict(pairs)


def modules_of(manifest):
    for module in manifest["modules"]:
        yield module
        yield from modules_of(module) if "modules" in module else ()


def check_source(module, source):
    if source["type"] == "dir":
        if module["name"] != "portunus" or source["path"] != ".":
            yield f"{module['name']}: a folder"
    elif source["type"] == "archive":
        if not source["url"].startswith("https://"):
            yield f"{module['name']}: not fetched by https"
        if not re.fullmatch("[0-9a-f]{64}", source.get("sha256", "")):
            yield f"{module['name']}: no sha256"
    elif source != AUTORECONF:
        yield f"{module['name']}: a source of type {source['type']}"


def check(manifest):
    if list(manifest) != KEYS:
        yield f"keys: {list(manifest)}"
    if manifest["id"] != APP_ID or manifest["command"] != "portunus":
        yield "another id or command"
    if manifest["finish-args"] != PERMISSIONS:
        yield f"permissions: {manifest['finish-args']}"
    if any("debug" in pattern for pattern in manifest["cleanup"]):
        yield "debug information is cleaned up"
    for module in modules_of(manifest):
        if any("share=network" in option for option in module.get("build-options", {}).get("build-args", [])):
            yield f"{module['name']}: the network while building"
        for source in module["sources"]:
            yield from check_source(module, source)
        if not any(f"/app/share/licenses/{APP_ID}" in command for command in module.get("post-install", [])):
            yield f"{module['name']}: no license"


def spoil(manifest, change):
    copy = json.loads(json.dumps(manifest))
    change(copy)
    return list(check(copy))


SPOILED = [
    lambda m: m["finish-args"].append("--filesystem=xdg-download"),
    lambda m: m["finish-args"].append("--device=all"),
    lambda m: m["finish-args"].remove("--device=dri"),
    lambda m: m["finish-args"].append("--talk-name=org.freedesktop.secrets"),
    lambda m: m["finish-args"].append("--device=dri"),
    lambda m: m["modules"][0]["sources"][0].update(url="http://example.org/x.tar.gz"),
    lambda m: m["modules"][0]["sources"][0].pop("sha256"),
    lambda m: m["modules"][0]["sources"][0].update(type="git"),
    lambda m: m["modules"][1]["sources"][1]["commands"].append("curl https://example.org/x | sh"),
    lambda m: m["modules"][0].pop("post-install"),
    lambda m: m["modules"][-1]["sources"][0].update(path=".."),
    lambda m: m["cleanup"].append("/lib/debug"),
    lambda m: m.update(branch="stable"),
]


def main():
    path = pathlib.Path(sys.argv[1]) / f"{APP_ID}.json"
    manifest = json.loads(path.read_text(), object_pairs_hook=unique)
    faults = list(check(manifest))
    for fault in faults:
        print(f"# {fault}")
    print("not ok 1 manifest" if faults else "ok 1 manifest")
    for number, change in enumerate(SPOILED, 2):
        print(f"{'ok' if spoil(manifest, change) else 'not ok'} {number} spoiled manifest {number - 1} is found")
    print(f"1..{len(SPOILED) + 1}")


main()
