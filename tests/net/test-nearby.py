#!/usr/bin/env python3
# test-nearby.py: machines with mDNS daemons that find each other, send by name, and find each other again
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import signal

import devices
from lab import begun_at, case

from harness import check, digest, equal, main

# What a receiver that is killed may not have on its disk for certain.
TOLERANCE = 24_000_000


class Device(devices.Device):
    """One whose programs keep the same key, so that it is the same device when it is started again."""

    def __init__(self, world, machine, name):
        super().__init__(world, machine, name)
        passphrase = world.file(f"passphrase-{machine.address}", b"correct horse battery staple\n")
        passphrase.chmod(0o600)
        self.environment |= {"PORTUNUS_SECRET_STORE": "file", "PORTUNUS_PASSPHRASE_FILE": str(passphrase)}

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
