# test-metainfo.py: what software centres show is there: pictures of the size that is told, captions, releases with notes
# SPDX-License-Identifier: GPL-3.0-or-later
import pathlib
import struct
import sys
import xml.etree.ElementTree as ElementTree

MAX_BYTES = 100 * 1024
MAX_CAPTION = 50
URL = "https://portunus.org/screenshots/"


def png_size(data):
    """Width and height of a PNG, or None."""
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR":
        return None
    return struct.unpack(">II", data[16:24])


def check_screenshot(screenshot, folder):
    caption = screenshot.findtext("caption") or ""
    image = screenshot.find("image")
    if not caption or len(caption) > MAX_CAPTION or caption.endswith("."):
        yield f"caption: {caption!r}"
    if not image.text.startswith(URL):
        yield f"{image.text}: another place"
        return
    path = folder / image.text[len(URL):]
    if not path.is_file():
        yield f"{path.name}: not there"
        return
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        yield f"{path.name}: {len(data)} bytes"
    if png_size(data) != (int(image.get("width")), int(image.get("height"))):
        yield f"{path.name}: {png_size(data)} is another size"


def check(root, folder):
    screenshots = root.findall("screenshots/screenshot")
    if not 3 <= len(screenshots) <= 8:
        yield f"{len(screenshots)} screenshots"
    if [shot.get("type") for shot in screenshots].count("default") != 1:
        yield "not one default screenshot"
    for screenshot in screenshots:
        yield from check_screenshot(screenshot, folder)
    shown = {shot.findtext("image").rpartition("/")[2] for shot in screenshots}
    for path in sorted(folder.iterdir()):
        if path.name not in shown:
            yield f"{path.name}: shown nowhere"
    if len(root.findtext("summary")) > 35 or root.findtext("summary").endswith("."):
        yield "the summary is too long or a sentence"
    for release in root.findall("releases/release"):
        if not release.get("date") or release.find("description") is None:
            yield f"release {release.get('version')}: no date or no notes"
    if root.find("content_rating") is None or root.findtext("developer/name") is None:
        yield "no content rating or developer"


def spoil(text, folder, old, new):
    assert old in text, old
    return list(check(ElementTree.fromstring(text.replace(old, new, 1)), folder))


SPOILED = [
    ("screenshots/send.png", "screenshots/other.png"),
    ('width="640"', 'width="641"'),
    (' type="default"', ""),
    ("<caption>Send by link, QR code, or spoken code", "<caption>"),
    (URL + "send.png", "http://portunus.org/send.png"),
]


def main():
    data = pathlib.Path(sys.argv[1]) / "data"
    text = (data / "org.portunus.App.metainfo.xml.in").read_text()
    text = text[text.index("<component"):]
    faults = list(check(ElementTree.fromstring(text), data / "screenshots"))
    for fault in faults:
        print(f"# {fault}")
    print("not ok 1 metainfo" if faults else "ok 1 metainfo")
    for number, (old, new) in enumerate(SPOILED, 2):
        found = spoil(text, data / "screenshots", old, new)
        print(f"{'ok' if len(found) > len(faults) else 'not ok'} {number} spoiled metainfo {number - 1} is found")
    print(f"1..{len(SPOILED) + 1}")


main()
