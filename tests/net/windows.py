# windows.py: machines with a window each, and somebody who does there what a test says
# SPDX-License-Identifier: GPL-3.0-or-later
import ast
import contextlib
import os
import pathlib
import shlex
import sqlite3
import subprocess

import devices
import lab  # noqa: F401  where the harness is

from harness import check, digest, equal

DISPLAY = pathlib.Path(__file__).resolve().parent.parent / "lib" / "with-display"
KEYRING = """printf test-pass | env -u G_DEBUG gnome-keyring-daemon --unlock --components=secrets > /dev/null
exec "$@"
"""
REMOTE = os.environ.get("PORTUNUS_UI_REMOTE", "ui-remote")
APP = os.environ.get("PORTUNUS_APP", "portunus")

OFFER = "Desk Wants to Send You Something"
PATIENCE = 60


class Window(devices.Device):
    """A machine with a display, a keyring, and somebody who does what we say."""

    def __init__(self, world, machine, name):
        super().__init__(world, machine, name)
        place = world.folder(f"display-{machine.address}")
        environment = {**os.environ, **self.environment, "TMPDIR": str(place), "PORTUNUS_SECRET_STORE": "auto"}
        self.log = place / "log"
        with self.inside(), open(self.log, "wb") as log:
            self.hand = subprocess.Popen([DISPLAY, "sh", "-c", KEYRING, "sh", REMOTE, APP], env=environment, text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        world.closers.append(self.close)
        self("start")
        self.downloads = next(place.glob("*/home/Downloads"))

    def __call__(self, *words):
        """Gives what is answered to a command of ui-remote.c."""
        print(shlex.join(words), file=self.hand.stdin, flush=True)
        while line := self.hand.stdout.readline():
            if line.startswith("ok "):
                return ast.literal_eval(f'"{line[3:-1]}"')
        check(False, f"{self.name} cannot {shlex.join(words)}: {self.log.read_text(errors='replace')[-2000:]}")

    def close(self):
        self.hand.stdin.close()
        try:
            self.hand.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.hand.kill()
            self.hand.wait()
        self.hand.stdout.close()

    def count_bytes(self):
        """Of all that arrived, under whatever name."""
        return sum(path.stat().st_blocks * 512 for path in self.downloads.rglob("*") if path.is_file())

    def count_crossed(self):
        """Bytes that came in by the cable since it is there."""
        with self.machine.inside():
            lines = pathlib.Path("/proc/thread-self/net/dev").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.split()[0] == "cable:")

    def get_id(self, name):
        """The id of a device that was met."""
        path = next(self.downloads.parent.rglob("devices.sqlite"))
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as book:
            return book.execute("SELECT id FROM devices WHERE said_name = ?", (name,)).fetchone()[0]


def wait_in_background(device):
    device("activate-app", "preferences")
    device("window", "Preferences")
    device("toggle", "Start When You Log In")
    device("key", "Escape")
    device("hidden")
    device("window", "Portunus")
    device("press", "Close")
    device("hidden")


def get_to_know(world, here, there):
    """By a first file that is looked at, and the four words, which both screens show."""
    greeting = world.file("greeting.txt", b"It is me.\n")
    here("open", str(greeting))
    here("press", "Send to Laptop")
    there("press-notification", OFFER, "Look at It")
    there("label", OFFER)
    there("press", "Accept")
    here("label", "Delivered")
    here("press", "Send Something Else")
    there("activate", "show-device", repr(there.get_id("Desk")))
    there("press", "Verify…")
    there("press", "The Words Were the Same")
    there("label", "You compared the four words and vouch for it")


def make_folder(world):
    """Of 40 MB."""
    folder = world.folder("photos")
    for number in range(4):
        (folder / f"{number}.raw").write_bytes(os.urandom(10_000_000 + number))
    return folder


def send_folder(here, there, folder):
    """Until it is accepted, with the window there closed."""
    there.machine.limit_rate(60)
    there("press", "Close")
    there("hidden")
    here("open", str(folder))
    here("press", "Send to Laptop")
    there("press-notification", OFFER, "Accept")


def check_arrived(there, folder):
    equal({path.name: digest(path) for path in (there.downloads / "photos").iterdir()},
          {path.name: digest(path) for path in folder.iterdir()}, "files")


def make_pair(world, machines):
    """Two that know each other, the second of which waits in the background."""
    here, there = (Window(world, machine, name) for machine, name in zip(machines, ("Desk", "Laptop")))
    wait_in_background(there)
    get_to_know(world, here, there)
    return here, there
