#!/usr/bin/env python3
# test-secrecy.py: secrets are in no argument, no log and no file of the two sides
# SPDX-License-Identifier: GPL-3.0-or-later
import pathlib

from harness import case, check, equal, main

# What libraries log about their packets is theirs, and slows a transfer to a crawl.
OUR_DOMAINS = " ".join(f"portunus-{layer}" for layer in
                       ("core", "crypto", "store", "transfer", "rtc", "server", "engine", "cli"))


def arguments_of(process):
    return pathlib.Path(f"/proc/{process.process.pid}/cmdline").read_bytes()


def secrets_of(link):
    key = link["url"].split("#k=")[1].split("&")[0]
    return [key.encode(), link["code"].split("-", 1)[1].encode()]


def files_with(folder, needle):
    return [p for p in pathlib.Path(folder).rglob("*") if p.is_file() and needle in p.read_bytes()]


@case
def arguments(world):
    source = world.large_file("large", 60_000_000)
    sender = world.send("--text", "nobody may read this", source)
    link = sender.wait_event("link")
    receiver = world.receive("--output", world.folder("in"), link["url"])
    receiver.wait_event("accepted")
    for process in (sender, receiver):
        shown = arguments_of(process)
        for secret in (*secrets_of(link), b"nobody may read this"):
            check(secret not in shown, f"{secret} is in the arguments of the {process.name}: {shown}")
    receiver.expect(0)
    sender.expect(0)


@case
def files_and_logs(world):
    source = world.large_file("large", 60_000_000)
    debug = {"G_MESSAGES_DEBUG": OUR_DOMAINS}
    sender = world.send(source, environment=debug)
    link = sender.wait_event("link")
    receiver = world.receive("--output", world.folder("in"), link["url"], environment=debug)
    receiver.wait_progress(5_000_000)
    receiver.signal(9)
    receiver.wait()
    again = world.receive("--output", world.folder("in"), link["url"], environment=debug)
    again.expect(0)
    sender.expect(0)
    for secret in secrets_of(link):
        for process in (sender, receiver, again):
            check(secret not in process.err, f"{secret} is in the log of the {process.name}")
            equal(files_with(process.home, secret), [], f"files of the {process.name} with {secret}")
        check(secret not in again.out and secret not in receiver.out, "the receiver prints a secret")
    check(b"candidate:" not in sender.err + receiver.err + again.err, "the log has a connection description")


@case
def quiet_without_debugging(world):
    sender, receiver = world.deliver(world.file("a", b"a"))
    equal(sender.err, b"", "standard error of the sender")
    equal(receiver.err, b"", "standard error of the receiver")


if __name__ == "__main__":
    main()
