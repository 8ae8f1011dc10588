#!/usr/bin/env python3
# test-sandbox.py: the Flatpak in its sandbox: files by portals, devices nearby, a room, notifications, links and keys
# SPDX-License-Identifier: GPL-3.0-or-later
import ast
import json
import os
import pathlib
import shlex
import subprocess
import sys
import threading

BUILD = pathlib.Path(os.environ["PORTUNUS_BUILD"])
# What follows is for the programs outside.
INSIDE = dict(os.environ)
os.environ.update(PORTUNUS_CLI=str(BUILD / "src/cli/portunus-cli"), GSETTINGS_SCHEMA_DIR=str(BUILD / "data"),
                  GIO_USE_PROXY_RESOLVER="dummy")
sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))

from harness import case, check, digest, equal, main, wait_until  # noqa: E402

APP = "org.portunus.App"
HOME = pathlib.Path(os.environ["HOME"])
DOWNLOADS = HOME / "Downloads"
CHOSEN = HOME / "chosen.bin"
REMOTE = BUILD / "tests/ui/ui-remote"
DRAG_PARTNER = BUILD / "tests/ui/drag-partner"
FLATPAK = ("flatpak", "run", "--user")
N_BYTES = 3_000_017
PATIENCE = 30
MAX_TRIES = 5


def stop_inside():
    subprocess.run(["flatpak", "kill", APP], stderr=subprocess.DEVNULL, check=False)


class Window:
    """The application in its sandbox, and somebody who does what we say."""

    def __init__(self, world, starts=True):
        self.log = world.root / "window.log"
        with open(self.log, "wb") as log:
            self.hand = subprocess.Popen([REMOTE, "flatpak"], env=INSIDE, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                         stderr=log)
        world.closers += [self.close, self.end]
        self.process = None
        if starts:
            self.start(world)

    def start(self, world):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([*FLATPAK, APP], env=INSIDE, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self("attach")

    def __call__(self, *words):
        """Gives what is answered to a command of ui-remote.c."""
        print(shlex.join(words), file=self.hand.stdin, flush=True)
        said = []
        while line := self.hand.stdout.readline():
            if line.startswith("ok "):
                return ast.literal_eval(f'"{line[3:-1]}"')
            said.append(line)
        said.append(self.log.read_text(errors="replace")[-3000:])
        check(False, f"cannot {shlex.join(words)}: {''.join(said)}")

    def quit(self):
        self("quit")
        if self.process is not None:
            equal(self.process.wait(60), 0, "exit status of the application")

    def close(self):
        self.hand.stdin.close()
        self.hand.wait(60)
        self.hand.stdout.close()

    def end(self):
        stop_inside()
        if self.process is not None:
            self.process.wait(60)


def start_inside(world, path):
    """By the program for terminals, which is in the sandbox too; gives it and its link, or None where there is none."""
    process = subprocess.Popen(
        [*FLATPAK, "--env=PORTUNUS_SECRET_STORE=auto", "--file-forwarding", "--command=portunus-cli", APP,
         "send", "--json", "@@", path, "@@"],
        env=INSIDE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    world.closers.append(lambda: (stop_inside(), process.wait(60), process.stdout.close()))
    watch = threading.Timer(PATIENCE, stop_inside)
    watch.start()
    link = next((event["url"] for event in map(json.loads, process.stdout) if event["event"] == "link"), None)
    watch.cancel()
    return process, link


def send_from_inside(world, path):
    """Again where libsecret 0.20, which is in the stand-in, missed the answer of the portal."""
    for _ in range(MAX_TRIES):
        process, link = start_inside(world, path)
        if link is not None:
            return process, link
    check(False, "no link from inside")


def run_inside(*command):
    return subprocess.run([*FLATPAK, f"--command={command[0]}", APP, *command[1:]], env=INSIDE, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)


def make_file(path):
    path.write_bytes(os.urandom(N_BYTES))
    return path


def called(world, process, name):
    """What a program outside says it is called."""
    settings = f"[org/portunus/App]\ndevice-name='{name}'\n"
    world.file(f"home-{process}/config/glib-2.0/settings/keyfile", settings.encode())
    return {"GSETTINGS_BACKEND": "keyfile"}


@case
def first_start(world):
    window = Window(world)
    window("window", "Welcome")
    window("label", "Straight to the Other Side")
    window("picture", "welcome")
    window("press", "Start")
    window("window", "Portunus")
    window("label", "Send Files")
    window("picture", "send")
    window.quit()


@case
def sees_nothing_else(world):
    """Neither files of the home nor a service that the manifest does not name."""
    equal(run_inside("ls", "-A", HOME).stdout.split(), [".var"], "what is in the home")
    reply = run_inside("gdbus", "call", "--session", "--dest", "org.freedesktop.secrets", "--object-path",
                       "/org/freedesktop/secrets", "--method", "org.freedesktop.DBus.Peer.Ping")
    check("ServiceUnknown" in reply.stderr, f"the keyring answers: {reply.stdout} {reply.stderr}")


@case
def same_identity_each_time(world):
    """The key is kept by the Secret portal, in a file of the sandbox."""
    for number in range(2):
        path = make_file(world.root / f"from inside {number}.bin")
        sender, link = send_from_inside(world, path)
        world.receive("--output", world.folder("in"), link).expect(0)
        equal(sender.wait(60), 0, "exit status of the sender inside")
        equal(digest(world.root / "in" / path.name), digest(path), "content")
    listed = world.run("receiver", "devices", "--json")
    listed.expect(0)
    equal(len(listed.lines), 1, "devices that were met")
    keyrings = [path.name for path in (HOME / ".var/app" / APP / "data/keyrings").iterdir()]
    check(any(name.endswith(".keyring") for name in keyrings), f"keyrings of the sandbox: {keyrings}")


@case
def link_starts_the_application(world):
    path = make_file(world.root / "from outside.bin")
    sender = world.send(path)
    link = sender.wait_event("link")["url"].replace("https://", "portunus://", 1)
    window = Window(world, starts=False)
    subprocess.run(["gdbus", "call", "--session", "--timeout", "60", "--dest", APP, "--object-path",
                    "/org/portunus/App", "--method", "org.freedesktop.Application.Open", f"['{link}']", "{}"],
                   stdout=subprocess.DEVNULL, check=True)
    window("attach")
    window("press", "Open")
    window("label", path.name)
    window("picture", "offer")
    window("press", "Accept")
    sender.expect(0)
    equal(digest(DOWNLOADS / path.name), digest(path), "content")
    window("label", "Received")
    window("picture", "received")
    window.quit()


@case
def file_from_the_file_manager(world):
    """As the extension of Nautilus starts us: by the desktop file."""
    path = make_file(world.root / "from the manager.bin")
    into = world.folder("in")
    window = Window(world, starts=False)
    entry = pathlib.Path(os.environ["FLATPAK_USER_DIR"]) / f"exports/share/applications/{APP}.desktop"
    subprocess.run(["gio", "launch", entry, path], env=INSIDE, check=True)
    window("attach")
    window("label", path.name)
    world.receive("--output", into, window("text", "Link")).expect(0)
    equal(digest(into / path.name), digest(path), "content")
    window.quit()


def xdotool(*words):
    subprocess.run(["xdotool", *map(str, words)], stdout=subprocess.DEVNULL, check=True)


def drag_into_the_window(world, path):
    source = subprocess.Popen([DRAG_PARTNER, path], stdin=subprocess.DEVNULL)
    world.closers.append(lambda: (source.kill(), source.wait()))
    xdotool("search", "--sync", "--onlyvisible", "--name", "^Drag Partner$", "windowmove", "--sync", 800, 100)
    xdotool("mousemove", 900, 220, "mousedown", 1)
    for step in range(13):
        xdotool("mousemove", 900 - 50 * step, 220 + 10 * step, "sleep", 0.1)
    xdotool("mouseup", 1)


@case
def file_that_is_dropped(world):
    """It comes through the portal for transfers of files, since the sandbox does not see its folder."""
    path = make_file(world.root / "dropped.bin")
    into = world.folder("in")
    window = Window(world)
    window("label", "Send Files")
    drag_into_the_window(world, path)
    window("label", path.name)
    window("picture", "dropped")
    world.receive("--output", into, window("text", "Link")).expect(0)
    equal(digest(into / path.name), digest(path), "content")
    window.quit()


@case
def chosen_file_to_a_device_nearby(world):
    make_file(CHOSEN)
    into = world.folder("in")
    laptop = world.receive("--nearby", "--output", into, name="laptop", environment=called(world, "laptop", "Laptop"))
    window = Window(world)
    window("activate", "pick-files")
    window("press-until", "Send to Laptop", "Delivered")
    window("picture", "delivered")
    equal(digest(into / CHOSEN.name), digest(CHOSEN), "content")
    window.quit()
    laptop.end()


@case
def offer_while_the_window_is_closed(world):
    path = make_file(world.root / "from nearby.bin")
    window = Window(world)
    window("activate-app", "preferences")
    window("window", "Preferences")
    window("toggle", "Start When You Log In")
    wait_until((HOME / "autostart").exists, "the autostart")
    equal((HOME / "autostart").read_text(), f"flatpak run --command=portunus {APP} --background", "its command")
    window("key", "Escape")
    window("hidden")
    window("window", "Portunus")
    window("press", "Close")
    window("hidden")
    sender = world.send("--to", os.uname().nodename, path, name="phone", environment=called(world, "phone", "Phone"))
    window("press-notification", "Phone Wants to Send You Something", "Look at It")
    window("label", "Phone Wants to Send You Something")
    window("press", "Accept")
    sender.expect(0)
    equal(digest(DOWNLOADS / path.name), digest(path), "content")
    window.quit()


@case
def room_for_somebody_outside(world):
    make_file(CHOSEN)
    into = world.folder("in")
    window = Window(world)
    window("activate", "view", "'room'")
    window("press", "Open the Room")
    window("label", "Your Room Is Open")
    window("activate", "pick-files")
    window("label", CHOSEN.name)
    window("picture", "room")
    world.receive("--output", into, window("text", "Link")).expect(0)
    equal(digest(into / CHOSEN.name), digest(CHOSEN), "content")
    window("press", "Close the Room")
    window("label", "Open a Room")
    window.quit()


if __name__ == "__main__":
    main()
