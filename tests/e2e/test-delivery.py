#!/usr/bin/env python3
# test-delivery.py: what is sent arrives, as it was, where it should
# SPDX-License-Identifier: GPL-3.0-or-later
import os

from harness import case, check, describe_tree, digest, equal, main


def make_tree(root):
    (root / "empty folder").mkdir(parents=True)
    (root / "a" / "b" / "c").mkdir(parents=True)
    (root / "empty file").write_bytes(b"")
    (root / "a" / "größe — 日本語 🙂.txt").write_text("ünïcödé")
    (root / "a" / "b" / "c" / "deep").write_bytes(os.urandom(200_000))
    (root / "a" / "exact").write_bytes(os.urandom(64_512 * 2))
    (root / "script").write_text("#!/bin/sh\n")
    (root / "script").chmod(0o755)
    (root / "private").write_text("x")
    (root / "private").chmod(0o600)
    (root / "a" / "link").symlink_to("b/c/deep")
    os.utime(root / "script", (1_000_000_000, 1_000_000_000))
    for number in range(300):
        (root / "a" / f"small {number}").write_bytes(os.urandom(number))


@case
def one_file(world):
    source = world.file("out/report.bin", os.urandom(3_000_000))
    sender, receiver = world.deliver(source)
    equal(digest(world.root / "in" / "report.bin"), digest(source), "content")
    equal(sender.last("verified")["bytes"], 3_000_000, "bytes verified")
    equal(receiver.last("verified")["files"], 1, "files verified")
    equal(sender.err + receiver.err, b"", "standard error")


@case
def empty_file(world):
    source = world.file("out/nothing", b"")
    world.deliver(source)
    equal((world.root / "in" / "nothing").read_bytes(), b"", "content")


@case
def folder_with_everything(world):
    root = world.folder("out/tree")
    make_tree(root)
    world.deliver(root)
    equal(describe_tree(world.root / "in" / "tree"), describe_tree(root), "tree")


@case
def several_paths(world):
    one = world.file("out/one.txt", b"1")
    two = world.file("elsewhere/one.txt", b"2")
    folder = world.folder("out/folder")
    (folder / "three").write_text("3")
    world.deliver(one, two, folder)
    contents = sorted(p.read_bytes() for p in (world.root / "in").rglob("*") if p.is_file())
    equal(contents, [b"1", b"2", b"3"], "contents")


@case
def name_like_an_option(world):
    world.file("cwd-sender/--yes", b"x")
    world.deliver("--", "--yes")
    equal((world.root / "in" / "--yes").read_bytes(), b"x", "content")


@case
def sparse_file_of_five_gigabytes_is_offered_by_size(world):
    source = world.file("out/large", b"")
    os.truncate(source, 5_000_000_000)
    sender = world.send(source)
    equal(sender.wait_event("link")["total"], 5_000_000_000, "total")


@case
def text(world):
    sender, receiver = world.deliver("--text", "see you at eight\nü 🙂")
    equal(receiver.last("text")["text"], "see you at eight\nü 🙂", "text")
    equal(list((world.root / "in").iterdir()), [], "files")


@case
def text_of_standard_input(world):
    _, receiver = world.deliver("--text", "-", stdin="größe\n".encode())
    equal(receiver.last("text")["text"], "größe\n", "text")


@case
def text_beside_a_file(world):
    source = world.file("out/a", b"a")
    _, receiver = world.deliver("--text", "look at this", source)
    equal(receiver.last("text")["text"], "look at this", "text")
    equal((world.root / "in" / "a").read_bytes(), b"a", "content")


@case
def hostile_text_is_inert(world):
    sender = world.send("--text", "a\x1b[2Jb\u202ec\nnext")
    link = sender.wait_event("link")["url"]
    receiver = world.run("receiver", "receive", "--yes", link)
    receiver.expect(0)
    sender.expect(0)
    check(b"\x1b" not in receiver.out and "\u202e".encode() not in receiver.out, "the terminal was driven")
    check("a\ufffd[2Jb\ufffdc\nnext\n".encode() in receiver.out, "the text is not there")


@case
def standard_input_to_standard_output(world):
    data = os.urandom(1_500_000)
    sender = world.send("-", stdin=data)
    link = sender.wait_event("link")
    equal(link["total"], None, "total of a stream")
    receiver = world.run("receiver", "receive", "--yes", "--output", "-", link["url"])
    receiver.expect(0)
    sender.expect(0)
    check(receiver.out == data, f"{len(receiver.out)} bytes arrived that differ")


@case
def file_to_standard_output(world):
    source = world.file("out/a", os.urandom(200_000))
    sender = world.send(source)
    receiver = world.run("receiver", "receive", "--yes", "--output", "-", sender.wait_event("link")["url"])
    receiver.expect(0)
    sender.expect(0)
    check(receiver.out == source.read_bytes(), "the bytes differ")
    check(b"verified" in receiver.err, "people's lines are not on standard error")


@case
def into_the_current_folder(world):
    source = world.file("out/a", b"a")
    sender = world.send(source)
    receiver = world.receive(sender.wait_event("link")["url"])
    receiver.expect(0)
    sender.expect(0)
    equal((world.root / "cwd-receiver" / "a").read_bytes(), b"a", "content")


@case
def link_of_standard_input(world):
    source = world.file("out/a", b"a")
    sender = world.send(source)
    link = sender.wait_event("link")["url"]
    receiver = world.receive("--output", world.folder("in"), "-", stdin=link.encode() + b"\n")
    receiver.expect(0)
    sender.expect(0)
    equal((world.root / "in" / "a").read_bytes(), b"a", "content")


@case
def by_code(world):
    source = world.file("out/a", b"a")
    sender = world.send("--code", source)
    command = sender.wait_event("link")["code_command"].split()
    equal(command[:3], ["portunus-cli", "receive", "--server"], "command")
    receiver = world.receive("--output", world.folder("in"), *command[2:])
    receiver.expect(0)
    sender.expect(0)
    equal((world.root / "in" / "a").read_bytes(), b"a", "content")


@case
def both_show_the_same_words(world):
    sender, receiver = world.deliver(world.file("out/a", b"a"))
    words = sender.last("peer")["words"]
    equal(len(words), 4, "number of words")
    equal(receiver.last("peer")["words"], words, "words")
    check(sender.last("lane")["path"], "no lane is named")


@case
def events_are_in_order(world):
    sender, receiver = world.deliver(world.file("out/a", os.urandom(3_000_000)))
    for process in (sender, receiver):
        names = [line["event"] for line in process.lines]
        times = [line["time_ms"] for line in process.lines]
        equal(times, sorted(times), f"times of the {process.name}")
        equal(names[-1], "verified", f"last event of the {process.name}")
        equal(process.last("progress")["bytes"], 3_000_000, f"last progress of the {process.name}")
    check(receiver.all("offer")[0]["entries"] == [{"path": "a", "size": 3_000_000, "type": "file"}], "entries")
    names = [line["event"] for line in receiver.lines]
    check(names.index("offer") < names.index("accepted") < names.index("progress"), f"order: {names}")


def deliver_twice(world, policy, first, second, times=(1_000_000_000, 1_000_000_000)):
    source = world.file("out/a.txt", first)
    os.utime(source, (times[0], times[0]))
    world.deliver(source)
    source.write_bytes(second)
    os.utime(source, (times[1], times[1]))
    world.deliver(source, receiver=("--conflict", policy))
    return {p.name: p.read_bytes() for p in (world.root / "in").iterdir()}


@case
def conflict_rename(world):
    equal(deliver_twice(world, "rename", b"one", b"two"), {"a.txt": b"one", "a (1).txt": b"two"}, "files")


@case
def conflict_skip_of_the_same(world):
    equal(deliver_twice(world, "skip", b"one", b"one"), {"a.txt": b"one"}, "identical files")


@case
def conflict_skip_of_another(world):
    equal(deliver_twice(world, "skip", b"one", b"two"), {"a.txt": b"one", "a (1).txt": b"two"}, "differing files")


@case
def conflict_overwrite(world):
    equal(deliver_twice(world, "overwrite", b"one", b"two"), {"a.txt": b"two"}, "files")


@case
def conflict_newer(world):
    equal(deliver_twice(world, "newer", b"one", b"two", (2_000_000_000, 1_000_000_000)), {"a.txt": b"one"}, "older")


@case
def conflict_newer_is_newer(world):
    equal(deliver_twice(world, "newer", b"one", b"two", (1_000_000_000, 1_500_000_000)), {"a.txt": b"two"}, "newer")


@case
def what_cannot_be_sent_is_told(world):
    folder = world.folder("out/folder")
    (folder / "good").write_text("x")
    os.mkfifo(folder / "pipe")
    sender = world.send(folder)
    receiver = world.receive("--output", world.folder("in"), sender.wait_event("link")["url"])
    receiver.wait()
    sender.expect(1)
    check("pipe" in sender.last("problem")["message"], "the file is not named")
    equal(sender.last("error")["code"], "incomplete", "code")
    equal([p.name for p in (world.root / "in" / "folder").iterdir()], ["good"], "files")


if __name__ == "__main__":
    main()
