#!/usr/bin/env python3
# test-interruption.py: Ctrl-C, kill -9 at any moment, and going on where it broke
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import random
import signal
import time

from harness import SOON, case, check, digest, equal, main

LARGE = 150_000_000
# What may be sent twice: data that was on its way, and what the journal had not noted yet.
TOLERANCE = 24_000_000
# At which a busy machine still looks in time.
SLOW = "80M"
# On a busy machine; far less than any time after which a dead peer is given up.
AT_ONCE_S = 10


def begin(world, source, **options):
    sender = world.send(source, **options)
    receiver = world.receive("--limit", SLOW, "--output", world.folder("in"), sender.wait_event("link")["url"])
    return sender, receiver


def check_began_at(receiver, n_before):
    first = next(line["bytes"] for line in receiver.all("progress") if line["bytes"] > 0)
    check(first >= n_before - TOLERANCE, f"began again at {first} of {n_before} bytes")


def check_resumed(world, source, receiver, n_before):
    check_began_at(receiver, n_before)
    files = [p for p in world.folder("in").rglob("*") if p.is_file()]
    equal([p.name for p in files], [source.name], "files")
    equal(digest(files[0]), digest(source), "content")


@case
def waiting_sender(world):
    sender = world.send(world.file("a", b"a"))
    sender.wait_event("link")
    before = time.monotonic()
    sender.signal(signal.SIGINT)
    sender.expect(130, SOON)
    check(time.monotonic() - before < AT_ONCE_S, "it took too long")
    equal(sender.last("error")["code"], "interrupted", "code")


@case
def sigterm_and_waiting_receiver(world):
    sender = world.send(world.file("a", b"a"))
    link = sender.wait_event("link")["url"]
    terminal = world.terminal()
    receiver = world.run("receiver", "receive", "--json", link, terminal=terminal.slave)
    receiver.wait_event("offer")
    receiver.signal(signal.SIGTERM)
    receiver.expect(130, SOON)
    sender.wait_event("state", SOON, state="cancelled")
    sender.signal(signal.SIGTERM)
    sender.expect(130, SOON)


@case
def receiver_stops(world):
    sender, receiver = begin(world, world.large_file("large", LARGE))
    receiver.wait_progress(LARGE // 10)
    before = time.monotonic()
    receiver.signal(signal.SIGINT)
    receiver.expect(130, SOON)
    check(time.monotonic() - before < AT_ONCE_S, "it took too long")
    sender.wait_event("state", SOON, state="cancelled")
    sender.signal(signal.SIGINT)
    sender.expect(130, SOON)


@case
def receiver_stops_and_comes_back(world):
    source = world.large_file("large", LARGE)
    sender, receiver = begin(world, source)
    receiver.wait_progress(LARGE // 3)
    receiver.signal(signal.SIGINT)
    receiver.expect(130, SOON)
    n_before = receiver.last("progress")["bytes"]
    sender.wait_event("state", SOON, state="cancelled")
    again = world.receive("--output", world.folder("in"), sender.last("link")["url"])
    again.expect(0)
    sender.expect(0)
    check_resumed(world, source, again, n_before)


@case
def sender_stops(world):
    sender, receiver = begin(world, world.large_file("large", LARGE))
    receiver.wait_progress(LARGE // 10)
    sender.signal(signal.SIGINT)
    sender.expect(130, SOON)
    receiver.expect(1, SOON)
    equal(receiver.last("error")["code"], "cancelled", "code")


@case
def second_signal_ends_at_once(world):
    sender, receiver = begin(world, world.large_file("large", LARGE))
    receiver.wait_progress(LARGE // 10)
    sender.signal(signal.SIGINT)
    sender.signal(signal.SIGTERM)
    sender.expect(130, 1)


def kill_receiver(world):
    source = world.large_file("large", LARGE)
    sender, receiver = begin(world, source)
    receiver.wait_progress(int(LARGE * random.uniform(0.1, 0.6)))
    receiver.signal(signal.SIGKILL)
    receiver.wait()
    n_before = receiver.last("progress")["bytes"]
    again = world.receive("--output", world.folder("in"), sender.last("link")["url"])
    again.expect(0)
    sender.expect(0)
    check_resumed(world, source, again, n_before)


@case
def killed_receiver_goes_on(world):
    kill_receiver(world)


@case
def killed_receiver_goes_on_at_another_moment(world):
    kill_receiver(world)


@case
def killed_sender_goes_on(world):
    # A receiver goes on with what the same device offers again, so the device has to outlive its process.
    passphrase = world.file("passphrase", b"correct horse\n")
    same_device = {"PORTUNUS_SECRET_STORE": "file", "PORTUNUS_PASSPHRASE_FILE": str(passphrase)}
    source = world.large_file("large", LARGE)
    sender, receiver = begin(world, source, environment=same_device)
    receiver.wait_progress(int(LARGE * random.uniform(0.1, 0.6)))
    sender.signal(signal.SIGKILL)
    sender.wait()
    receiver.wait_event("state", 30, state="reconnecting")
    n_before = receiver.last("progress")["bytes"]
    receiver.signal(signal.SIGINT)
    receiver.expect(130, SOON)
    sender, again = begin(world, source, environment=same_device)
    again.expect(0)
    sender.expect(0)
    check_resumed(world, source, again, n_before)


@case
def killed_in_a_folder_of_small_files(world):
    folder = world.folder("out/many")
    for number in range(6000):
        (folder / f"{number}").write_bytes(random.randbytes(10_000))
    sender, receiver = begin(world, folder)
    receiver.wait_progress(10_000_000)
    receiver.signal(signal.SIGKILL)
    receiver.wait()
    n_before = receiver.last("progress")["bytes"]
    again = world.receive("--output", world.folder("in"), sender.last("link")["url"])
    again.expect(0)
    sender.expect(0)
    check_began_at(again, n_before)
    equal([p.name for p in world.folder("in").iterdir()], ["many"], "folders")
    for path in folder.iterdir():
        equal((world.root / "in" / "many" / path.name).read_bytes(), path.read_bytes(), path.name)


@case
def changed_source_begins_again(world):
    source = world.large_file("large", LARGE)
    sender, receiver = begin(world, source)
    receiver.wait_progress(LARGE // 3)
    receiver.signal(signal.SIGKILL)
    receiver.wait()
    sender.signal(signal.SIGKILL)
    sender.wait()
    world.large_file("large", LARGE)
    sender, again = begin(world, source)
    again.expect(0)
    sender.expect(0)
    check(next(line["bytes"] for line in again.all("progress") if line["bytes"] > 0) < LARGE // 3, "old data was kept")
    found = [p for p in world.folder("in").iterdir() if p.is_file() and digest(p) == digest(source)]
    equal(len(found), 1, "files with the new content")


@case
def reader_of_the_events_leaves(world):
    reader, writer = os.pipe()
    sender = world.send(world.file("a", b"a" * 100_000))
    receiver = world.receive("--output", world.folder("in"), sender.wait_event("link")["url"], stdout=writer)
    os.close(writer)
    os.close(reader)
    receiver.expect(0)
    sender.expect(0)


if __name__ == "__main__":
    main()
