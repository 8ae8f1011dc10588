#!/usr/bin/env python3
# test-nearby.py: machines with mDNS daemons that find each other, send by name, and find each other again
# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import threading

from lab import begun_at, case, libc

from harness import check, digest, equal, main, wait_until

CLONE_NEWUTS = 0x04000000

# What a receiver that is killed may not have on its disk for certain.
TOLERANCE = 24_000_000

AVAHI = """[server]
host-name={name}
use-ipv6=no
enable-dbus=yes
allow-interfaces=cable
[publish]
publish-hinfo=no
publish-workstation=no
"""
BUS = """<busconfig>
  <type>system</type>
  <listen>unix:path={path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
"""

# The daemon's own files are in a /run of its own; the bus is where all programs of the machine can see it.
BOOT = """set -e
mount -t tmpfs tmpfs /run
mkdir /run/avahi-daemon
dbus-daemon --config-file="$0/bus.conf" --fork --nopidfile
exec avahi-daemon --no-rlimits --no-drop-root --no-chroot -f "$0/avahi.conf"
"""


class Device:
    """A machine with a bus, an mDNS daemon, and a name that its programs tell."""

    def __init__(self, world, machine, name):
        self.world, self.machine, self.name = world, machine, name
        self.folder = world.folder(f"machine-{machine.address}")
        self.into = world.folder(f"in-{machine.address}")
        passphrase = world.file(f"passphrase-{machine.address}", b"correct horse battery staple\n")
        passphrase.chmod(0o600)
        # A device that is started again has to be the same device.
        self.environment = {"PORTUNUS_SECRET_STORE": "file", "PORTUNUS_PASSPHRASE_FILE": str(passphrase),
                            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.folder}/bus",
                            "GIO_USE_PROXY_RESOLVER": "dummy"}
        self.start_daemons()

    def start_daemons(self):
        log = self.folder / "log"
        (self.folder / "bus.conf").write_text(BUS.format(path=self.folder / "bus"))
        (self.folder / "avahi.conf").write_text(AVAHI.format(name=f"host-{self.machine.address.split('.')[-1]}"))
        with self.machine.inside(), open(log, "wb") as stream:
            process = subprocess.Popen(
                ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-c", BOOT, self.folder],
                env=dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS=f"unix:path={self.folder}/bus"),
                stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT)
        self.world.closers.append(lambda: (process.kill(), process.wait()))
        wait_until(lambda: b"startup complete" in log.read_bytes(), "the mDNS daemon")

    @contextlib.contextmanager
    def inside(self):
        """What is started in here runs on this machine, and thinks that its host name is ours."""
        with open(f"/proc/self/task/{threading.get_native_id()}/ns/uts", "rb") as home:
            if libc.unshare(CLONE_NEWUTS) != 0:
                raise OSError(ctypes.get_errno(), "cannot make a host name")
            try:
                socket.sethostname(self.name)
                with self.machine.inside():
                    yield
            finally:
                if libc.setns(home.fileno(), CLONE_NEWUTS) != 0:
                    raise OSError(ctypes.get_errno(), "cannot go back to the host name")

    def run(self, *arguments, **options):
        with self.inside():
            return self.world.run(f"device-{self.machine.address}", *arguments, environment=self.environment, **options)

    def wait_for_others(self, *arguments):
        receiver = self.run("receive", "--nearby", "--json", "--output", self.into, *arguments)
        receiver.wait_event("announced")
        return receiver

    def send(self, path, *arguments):
        return self.run("send", "--json", *arguments, path)

    def say(self, *arguments):
        process = self.run("devices", "--json", *arguments)
        process.expect(0)
        return process.all("known-device")


def make_devices(world, lab, *names):
    return [Device(world, lab.machine(f"m{number}"), name) for number, name in enumerate(names)]


@case
def folder_by_name(world, lab):
    here, there = make_devices(world, lab, "Desk", "Laptop")
    folder = world.folder("photos")
    for number in range(20):
        (folder / f"{number}.jpg").write_bytes(os.urandom(10_000 + number))
    receiver = there.wait_for_others("--yes", "--once")
    seen = here.run("nearby", "--json")
    seen.expect(0)
    equal([line["name"] for line in seen.all("device")], ["Laptop"], "devices nearby")
    sender = here.send(folder, "--to", "laptop")
    receiver.expect(0)
    sender.expect(0)
    equal({path.name: digest(path) for path in (there.into / "photos").iterdir()},
          {path.name: digest(path) for path in folder.iterdir()}, "files")
    equal(sender.last("peer")["words"], receiver.last("peer")["words"], "words")
    equal(receiver.last("peer")["label"], "not verified", "label")
    check_trust(world, here, there)


def check_trust(world, here, there):
    """Who was met and is trusted by a person is verified, and may be accepted without a question."""
    more = world.file("more.txt", b"more")
    equal([line["trust"] for line in there.say()], ["not verified"], "trust")
    there.say("trust", "desk")
    there.say("auto-accept", "Desk", "on", "--max", "1M")
    here.say("trust", "Laptop")
    receiver = there.wait_for_others("--once")
    sender = here.send(more, "--to", "Laptop")
    receiver.expect(0)
    sender.expect(0)
    equal([sender.last("peer")["label"], receiver.last("peer")["label"]], ["verified"] * 2, "labels")
    equal((there.into / "more.txt").read_bytes(), b"more", "content")
    there.say("block", "Desk")
    receiver = there.wait_for_others("--yes")
    sender = here.send(more, "--to", "Laptop")
    sender.expect(3)
    equal(receiver.all("offer"), [], "offers of somebody who is blocked")


@case
def name_clash(world, lab):
    here, one, two = make_devices(world, lab, "Desk", "Twin", "Twin")
    file = world.file("a", b"for one")
    one.wait_for_others("--yes")
    receiver = two.wait_for_others("--yes", "--once")
    sender = here.send(file, "--to", "Twin")
    sender.expect(2)
    candidates = sender.last("error")["message"]
    check(one.machine.address in candidates and two.machine.address in candidates, "candidates are not listed")
    seen = here.run("nearby", "--json")
    seen.expect(0)
    ids = {line["address"]: line["id"] for line in seen.all("device")}
    sender = here.send(file, "--to", ids[two.machine.address][:8])
    receiver.expect(0)
    sender.expect(0)
    equal((two.into / "a").read_bytes(), b"for one", "content")
    sender = here.send(file, "--to", "Nobody")
    sender.expect(5)
    equal(sender.last("error")["code"], "not-found", "error")


@case
def device_goes_away_and_comes_back(world, lab):
    here, there = make_devices(world, lab, "Desk", "Laptop")
    source = world.large_file("large.bin", 60_000_000)
    there.machine.limit_rate(100)
    receiver = there.wait_for_others("--yes")
    sender = here.send(source, "--to", "Laptop")
    receiver.wait_progress(40_000_000)
    receiver.signal(signal.SIGKILL)
    receiver.wait()
    sender.wait_event("state", state="reconnecting")
    receiver = there.wait_for_others("--yes", "--once")
    receiver.expect(0)
    sender.expect(0)
    equal(digest(there.into / "large.bin"), digest(source), "content")
    check(begun_at(receiver) > 40_000_000 - TOLERANCE, f"it began again at {begun_at(receiver)} bytes")


@case
def nobody_to_ask(world, lab):
    machine = lab.machine("alone")
    with machine.inside():
        process = world.run("alone", "nearby", environment={"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={world.root}/none"})
    process.expect(5)
    check(b"avahi-daemon" in process.err, "the way out is not named")


if __name__ == "__main__":
    main(workers=2)
