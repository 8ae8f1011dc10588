#!/usr/bin/env python3
# test-refusal.py: everything that ends without a delivery, with the right exit status on both sides
# SPDX-License-Identifier: GPL-3.0-or-later
import json
import os
import socket

from harness import SOON, case, check, equal, main

ROOM = "0123456789abcdef0123456789abcdef"
KEY = "AAAAAAAAAAAAAAAAAAAAAA"
PRINT = "A" * 43


def change_words(code):
    number, first, second = code.split("-")
    return f"{number}-{second}-{first}x" if first == second else f"{number}-{second}-{first}"


@case
def usage(world):
    for number, arguments in enumerate([
            [], ["fly"], ["nearby", "me"], ["devices", "love", "a"], ["devices", "trust"], ["send"],
            ["send", "/no/such/file"], ["send", "--frobnicate", "/"], ["send", "--to", "laptop", "--code", "/"],
            ["send", "--lane", "pigeon", "/"], ["receive"],
            ["receive", "--conflict", "fight", "1-a-b"], ["receive", "--conflict", "ask", "--yes", "1-a-b"],
            ["receive", "--conflict", "ask", "1-a-b"], ["receive", "--output", "/no/such/folder", "1-a-b"],
            ["receive", "one", "two"], ["receive", "-"]]):
        process = world.run(f"process-{number}", *arguments)
        process.expect(2)
        equal(process.out, b"", f"standard output of {arguments}")
        equal(process.err.count(b"\n"), 1, f"lines of complaint about {arguments}")


@case
def missing_path_is_named_before_there_is_a_room(world):
    process = world.send(world.file("a", b"a"), "/no/such/file")
    process.expect(2)
    check(b"/no/such/file" in process.err, "the path is not named")
    equal(process.lines, [], "events")


@case
def help_and_version(world):
    for number, arguments in enumerate([["--help"], ["--version"], ["send", "--help"], ["receive", "--help"]]):
        process = world.run(f"process-{number}", *arguments)
        process.expect(0)
        equal(process.err, b"", f"standard error of {arguments}")
        check(b"portunus-cli" in process.out, f"nothing on standard output of {arguments}")


@case
def bad_links(world):
    for number, link in enumerate([
            "https://", "hello", "7-", "ftp://a:1/r/x", f"https://127.0.0.1:1/r/{ROOM}",
            f"https://127.0.0.1:1/r/{ROOM}#k=short", f"http://example.com:1/r/{ROOM}#k={KEY}"]):
        process = world.receive(link, name=f"process-{number}")
        process.expect(4)
        equal(process.last("error")["code"], "bad-link", f"code for {link}")


@case
def nobody_listens(world):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        process = world.receive(f"https://127.0.0.1:{port}/r/{ROOM}#k={KEY}&f={PRINT}")
        process.expect(5)
        check(process.last("error")["code"] in ("no-connection",), "code")


@case
def no_such_room(world):
    sender = world.send(world.file("a", b"a"))
    link = sender.wait_event("link")["url"]
    room = link.split("/r/")[1].split("#")[0]
    other = ("0" if room[0] != "0" else "1") + room[1:]
    receiver = world.receive(link.replace(room, other))
    check(receiver.wait() in (4, 5), f"exit status {receiver.process.returncode}")


@case
def wrong_secret_in_link(world):
    sender = world.send(world.file("a", b"a"))
    link = sender.wait_event("link")["url"]
    key = link.split("#k=")[1].split("&")[0]
    other = ("A" if key[0] != "A" else "B") + key[1:]
    receiver = world.receive("--output", world.folder("in"), link.replace(key, other))
    receiver.expect(4, SOON)
    equal(receiver.last("error")["code"], "wrong-secret", "code")
    world.receive("--output", world.folder("in"), link, name="second").expect(0)
    sender.expect(0)


@case
def wrong_code_three_times_closes_it(world):
    sender = world.send("--code", world.file("a", b"a"))
    link = sender.wait_event("link")
    arguments = link["code_command"].split()[2:]
    for left in (2, 1, 0):
        guess = world.receive(*arguments[:-1], change_words(link["code"]), name=f"guess-{left}")
        guess.expect(4, SOON)
        sender.wait_event("wrong-code", SOON, left=left)
    late = world.receive(*arguments, name="late")
    late.expect(4)
    check(sender.process.poll() is None, "the sender gave up")
    world.receive("--output", world.folder("in"), link["url"], name="by-link").expect(0)
    sender.expect(0)


@case
def nobody_to_ask(world):
    sender = world.send("--once", world.file("a", b"a"))
    receiver = world.run("receiver", "receive", "--json", "--output", world.folder("in"),
                         sender.wait_event("link")["url"])
    receiver.expect(2)
    sender.expect(3)
    equal(list(world.folder("in").iterdir()), [], "files")


def answer(world, typed, *paths):
    terminal = world.terminal()
    sender = world.send("--once", *paths)
    receiver = world.run("receiver", "receive", "--json", "--output", world.folder("in"),
                         sender.wait_event("link")["url"], terminal=terminal.slave)
    terminal.wait_text(b"Accept?")
    for line in typed:
        terminal.type(line)
    return sender, receiver


@case
def declined(world):
    sender, receiver = answer(world, [b"n\n"], world.file("a", b"a"))
    receiver.expect(3)
    sender.expect(3)
    equal(sender.last("error")["code"], "declined", "code at the sender")
    equal(receiver.last("error")["code"], "declined", "code at the receiver")
    equal(list(world.folder("in").iterdir()), [], "files")


@case
def end_of_terminal_input_declines(world):
    sender, receiver = answer(world, [b"\x04"], world.file("a", b"a"))
    receiver.expect(2)
    sender.expect(3)


@case
def accepted_at_the_terminal(world):
    sender, receiver = answer(world, [b"y\n"], world.file("a", b"a"))
    receiver.expect(0)
    sender.expect(0)
    equal(world.folder("in").joinpath("a").read_bytes(), b"a", "content")


@case
def asked_at_the_terminal_what_to_do(world):
    world.folder("in").joinpath("a").write_bytes(b"here before")
    sender = world.send("--once", world.file("a", b"sent"))
    terminal = world.terminal()
    receiver = world.run("receiver", "receive", "--json", "--conflict", "ask", "--output", world.folder("in"),
                         sender.wait_event("link")["url"], terminal=terminal.slave)
    terminal.wait_text(b"Accept?")
    terminal.type(b"y\n")
    terminal.wait_text(b"What to do where a file exists?")
    terminal.type(b"3\n")
    receiver.expect(0)
    sender.expect(0)
    equal(world.folder("in").joinpath("a").read_bytes(), b"sent", "content")


@case
def selected_at_the_terminal(world):
    paths = [world.file(name, name.encode()) for name in ("a", "b", "c", "d")]
    sender, receiver = answer(world, [b"s\n", b"1,3-4\n"], *paths)
    receiver.expect(0)
    sender.expect(0)
    names = [entry["path"] for entry in receiver.last("offer")["entries"]]
    equal(sorted(p.name for p in world.folder("in").iterdir()), sorted(names[i] for i in (0, 2, 3)), "files")


@case
def sender_leaves_while_somebody_thinks(world):
    terminal = world.terminal()
    sender = world.send(world.file("a", b"a"))
    receiver = world.run("receiver", "receive", "--json", sender.wait_event("link")["url"], terminal=terminal.slave)
    terminal.wait_text(b"Accept?")
    sender.signal(2)
    sender.expect(130, SOON)
    receiver.expect(1, SOON)


@case
def link_once_is_used_up(world):
    source = world.large_file("large", 60_000_000)
    sender = world.send("--once", source)
    link = sender.wait_event("link")["url"]
    first = world.receive("--output", world.folder("in"), link, name="first")
    first.wait_event("accepted")
    second = world.receive("--output", world.folder("in2"), link, name="second")
    first.expect(0)
    sender.expect(0)
    check(second.wait() not in (0, 2), "the second got something")
    equal(list(world.folder("in2").iterdir()), [], "files of the second")


@case
def no_room_on_the_disk(world):
    source = world.file("a", b"")
    os.truncate(source, 1 << 43)
    sender = world.send(source)
    receiver = world.receive("--output", world.folder("in"), sender.wait_event("link")["url"])
    receiver.expect(6)
    equal(receiver.last("error")["code"], "disk-full", "code")
    equal(list(world.folder("in").iterdir()), [], "files")


@case
def destination_cannot_be_written(world):
    sender = world.send(world.file("a", b"a"))
    receiver = world.receive("--output", "/proc", sender.wait_event("link")["url"])
    receiver.expect(6)
    equal(receiver.last("error")["code"], "destination", "code")
    sender.wait_event("state", SOON, state="failed")
    again = world.receive("--output", world.folder("in"), sender.last("link")["url"])
    again.expect(0)
    sender.expect(0)


@case
def destination_of_the_only_receiver(world):
    sender = world.send("--once", world.file("a", b"a"))
    receiver = world.receive("--output", "/proc", sender.wait_event("link")["url"])
    receiver.expect(6)
    sender.expect(6)


@case
def wrong_passphrase(world):
    source = world.file("a", b"a")
    passphrase = world.file("passphrase", b"right\n")
    environment = {"PORTUNUS_SECRET_STORE": "file", "PORTUNUS_PASSPHRASE_FILE": str(passphrase)}
    first = world.send(source, environment=environment)
    first.wait_event("link")
    first.signal(15)
    first.expect(130)
    passphrase.write_text("wrong\n")
    second = world.send(source, environment=environment)
    second.expect(1)
    equal(second.last("error")["code"], "secret-store", "code")
    passphrase.unlink()
    third = world.send(source, environment=environment)
    third.expect(2)


@case
def json_has_no_other_line(world):
    sender, receiver = world.deliver(world.file("a", b"a"))
    for process in (sender, receiver):
        for line in process.out.decode().splitlines():
            check("event" in json.loads(line) and "time_ms" in json.loads(line), f"not an event: {line}")


if __name__ == "__main__":
    main()
