#!/usr/bin/env python3
# test-rooms.py: rooms with a password, a host who is asked, a lock, and links for one
# SPDX-License-Identifier: GPL-3.0-or-later
import signal
import subprocess

from harness import case, check, equal, main, wait_until

PASSWORD = {"PORTUNUS_ROOM_PASSWORD": "Zoë 7"}
SAME_IN_PARTS = {"PORTUNUS_ROOM_PASSWORD": "Zoe\u0308 7"}
WRONG = {"PORTUNUS_ROOM_PASSWORD": "Zoe 7"}


def sender(world, *arguments, **options):
    process = world.send(world.file("data", b"data"), *arguments, **options)
    return process, process.wait_event("link")


@case
def password(world):
    """Right, wrong and none; the same letters in another form of Unicode are the same password."""
    share, link = sender(world, environment=PASSWORD)
    equal(link["code"], None, "code of a room with a password")
    for name, environment in (("without", {}), ("wrong", WRONG)):
        process = world.receive(link["url"], name=name, environment=environment)
        process.expect(4)
        equal(process.last("error")["code"], "wrong-password", f"code for {name}")
    right = world.receive(link["url"], name="right", environment=SAME_IN_PARTS)
    right.expect(0)
    equal((world.folder("cwd-right") / "data").read_bytes(), b"data", "what arrived")
    equal(right.last("peer")["label"], "host", "label of the sender")
    share.expect(0)
    equal(share.last("peer")["label"], "not verified", "label of the receiver")
    for process in world.processes:
        check(b"Zo" not in process.err + process.out, f"the {process.name} tells the password")


@case
def password_by_file_for_a_room_without(world):
    """A password that nobody asks for does no harm."""
    share, link = sender(world)
    file = world.file("password", "Zoë 7\n".encode())
    world.receive(link["url"], "--password-file", file).expect(0)
    share.expect(0)


@case
def password_of_a_room_that_takes(world):
    """Who knows the link alone does not come in there either."""
    host = world.receive("--host", "--once", "--no-qr", name="host", environment=PASSWORD)
    link = host.wait_event("link")["url"]
    file = world.file("data", b"data")
    for name, environment in (("without", {}), ("wrong", WRONG)):
        process = world.send("--room", link, file, name=name, environment=environment)
        process.expect(4)
        equal(process.last("error")["code"], "wrong-password", f"code for {name}")
    world.send("--room", link, file, name="right", environment=SAME_IN_PARTS).expect(0)
    host.expect(0)
    equal((world.folder("cwd-host") / "data").read_bytes(), b"data", "what arrived")


@case
def ask_and_admit(world):
    """A program decides, line by line."""
    share, link = sender(world, "--entry", "ask", stdin=subprocess.PIPE)
    unwanted = world.receive(link["url"], name="unwanted")
    unwanted.wait_event("waiting")
    asked = share.wait_event("ask")
    share.say("nonsense")
    share.say(f"no {asked['peer']}")
    unwanted.expect(3)
    equal(unwanted.last("error")["code"], "refused", "code")
    wanted = world.receive(link["url"], name="wanted")
    wait_until(lambda: len(share.all("ask")) == 2, "a second question")
    share.say(f"yes {share.last('ask')['peer']}")
    wanted.expect(0)
    share.expect(0)


@case
def ask_at_the_terminal(world):
    terminal = world.terminal()
    share = world.run("sender", "send", "--entry", "ask", "--no-qr", world.file("data", b"data"),
                      terminal=terminal.slave)
    wait_until(lambda: b"#k=" in share.out, "a link")
    url = next(word for word in share.out.decode().split() if "#k=" in word).strip("'")
    receiver = world.receive(url)
    terminal.wait_text(b"Let them in? [y/N]")
    terminal.type(b"y\n")
    receiver.expect(0)
    share.expect(0)


@case
def what_was_typed_for_one_lets_in_no_other(world):
    terminal = world.terminal()
    share = world.run("sender", "send", "--entry", "ask", "--no-qr", world.file("data", b"data"),
                      terminal=terminal.slave)
    wait_until(lambda: b"#k=" in share.out, "a link")
    url = next(word for word in share.out.decode().split() if "#k=" in word).strip("'")
    first = world.receive(url, name="first")
    terminal.wait_text(b"Let them in? [y/N]")
    second = world.receive(url, name="second")
    second.wait_event("waiting")
    terminal.type(b"y")
    first.signal(signal.SIGTERM)
    first.wait()
    wait_until(lambda: b"do not want to come in any more" in share.err, "that the first one left")
    terminal.text = terminal.text.split(b"[y/N]", 1)[1]
    terminal.wait_text(b"Let them in? [y/N]")
    terminal.type(b"\n")
    second.expect(3)


@case
def ask_with_yes(world):
    share, link = sender(world, "--entry", "ask", "--yes")
    world.receive(link["url"]).expect(0)
    share.expect(0)


@case
def one_time(world):
    """The first keeps its place, and a second is refused."""
    share, link = sender(world, "--one-time")
    first = world.run("first", "receive", "--json", link["url"], terminal=world.terminal().slave)
    first.wait_event("offer")
    second = world.receive(link["url"], name="second")
    second.expect(3)
    equal(second.last("error")["code"], "refused", "code")
    check("locked" in second.last("error")["message"], "it says why")


@case
def orders(world):
    """What the host says to the running command: who is there, lock, kick, forgive, invite."""
    def is_locked():
        return bool(share.all("room")) and share.last("room")["locked"]
    share, link = sender(world, "--control", stdin=subprocess.PIPE)
    guest = world.run("guest", "receive", "--json", link["url"], terminal=world.terminal().slave)
    guest.wait_event("offer")
    equal(share.wait_event("joined")["number"], 1, "number of the guest")
    share.say("lock")
    wait_until(is_locked, "a locked room")
    world.receive(link["url"], name="late").expect(3)
    share.say("unlock")
    wait_until(lambda: not is_locked(), "an open room")
    for nonsense in ("", "kick", "kick 7", "kick nobody", "invite never", "dance", "lock now please"):
        share.say(nonsense)
    share.say("kick 1")
    equal(share.wait_event("left")["number"], 1, "number of who left")
    world.receive(link["url"], name="again").expect(3)
    guest.signal(signal.SIGTERM)
    guest.wait()
    share.say("forgive")
    share.say("invite 30m")
    invitation = share.wait_event("invitation")["url"]
    check("&t=" in invitation, "a token is in the link")
    world.receive(invitation, name="invited").expect(0)
    share.expect(0)


@case
def orders_where_people_ask(world):
    """A person answers by the same words, and is told what they are."""
    share = world.run("sender", "send", "--entry", "ask", "--control", "--no-qr", world.file("data", b"data"),
                      stdin=subprocess.PIPE)
    wait_until(lambda: b"#k=" in share.out, "a link")
    url = next(word for word in share.out.decode().split() if "#k=" in word).strip("'")
    check(b"ask you before they get in" in share.out, "it says what the link is worth")
    receiver = world.receive(url)
    wait_until(lambda: b"wants to come in: say" in share.err, "a question")
    share.say(share.err.decode().rsplit("say “", 1)[1].split("”", 1)[0])
    receiver.expect(0)
    share.expect(0)


@case
def orders_need_room(world):
    file = world.file("data", b"data")
    for number, arguments in enumerate([["send", "--control", "-"], ["receive", "--host", "--control"],
                                        ["receive", "--control", "--yes", "https://192.0.2.7:1/r/x"],
                                        ["send", "--control", "--room", "https://192.0.2.7:1/r/x", file]]):
        process = world.run(f"orders-{number}", *arguments, stdin=subprocess.PIPE)
        process.expect(2)
        check(b"--control" in process.err, f"the sentence about {arguments}")


@case
def usage(world):
    file = world.file("data", b"data")
    for number, arguments in enumerate([
            ["--entry", "anybody"], ["--entry", "link", "--password-file", file], ["--max-peers", "0x"],
            ["--max-peers", "257"], ["--expires", "1s"], ["--expires", "8d"], ["--expires", "soon"],
            ["--entry", "password"], ["--password-file", "/no/such/file"], ["--json", "--entry", "ask", "-"]]):
        process = world.run(f"process-{number}", "send", *arguments, file)
        process.expect(2)
        equal(process.err.count(b"\n"), 1, f"lines of complaint about {arguments}")


if __name__ == "__main__":
    main()
