#!/usr/bin/env python3
# test-restart.py: a room server that is started anew, with or without memory of its rooms
# SPDX-License-Identifier: GPL-3.0-or-later
import os
import signal
import socket
import subprocess

from harness import case, check, digest, equal, main, wait_until

DAEMON = os.environ.get("PORTUNUSD", "portunusd")
LARGE = 150_000_000
# At which a busy machine still looks in time.
SLOW = "80M"


def find_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Server:
    """A portunusd that keeps its certificate and its port from one run to the next."""

    def __init__(self, world, *options):
        self.options = options
        self.port = find_port()
        self.url = f"https://127.0.0.1:{self.port}"
        self.folder = world.folder("server")
        passphrase = world.file("server-passphrase", b"correct horse\n")
        passphrase.chmod(0o600)
        self.environment = {**os.environ, "HOME": str(self.folder), "PORTUNUS_PASSPHRASE_FILE": str(passphrase)}
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [DAEMON, "--listen", f"127.0.0.1:{self.port}", "--data-dir", self.folder, "--secret-store", "file",
             "--print-link", *self.options], env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        self.link = self.process.stdout.readline().strip()
        check(self.link.startswith(self.url), f"portunusd says {self.link!r}")

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def restart(self):
        self.stop()
        self.start()


def with_server_of(options, function):
    def run(world):
        server = Server(world, *options)
        try:
            function(world, server)
        finally:
            server.stop()

    run.__name__ = function.__name__
    return case(run)


def with_server(function):
    """One that forgets its rooms."""
    return with_server_of(["--store", "memory:"], function)


def with_lasting_server(function):
    """One that knows its rooms again."""
    return with_server_of([], function)


def wait_new_link(sender, old):
    wait_until(lambda: sender.last("link")["url"] != old["url"], "a new link")
    return sender.last("link")


@with_server
def sender_makes_a_new_room(world, server):
    source = world.large_file("large", LARGE)
    sender = world.send("--server", server.url, source)
    old = sender.wait_event("link")
    receiver = world.receive("--limit", SLOW, "--output", world.folder("in"), old["url"])
    receiver.wait_progress(LARGE // 3)
    receiver.signal(signal.SIGKILL)
    receiver.wait()
    n_before = receiver.last("progress")["bytes"]
    server.restart()
    new = wait_new_link(sender, old)
    check(new["url"].startswith(server.url), new["url"])
    check(new["code"] != old["code"], "the code is the old one")
    late = world.receive("--output", world.folder("in"), old["url"], name="late")
    late.expect(5)
    equal(late.last("error")["code"], "no-room", "code")
    again = world.receive("--output", world.folder("in"), new["url"])
    again.expect(0)
    sender.expect(0)
    first = next(line["bytes"] for line in again.all("progress") if line["bytes"] > 0)
    check(first >= n_before - 24_000_000, f"began again at {first} of {n_before} bytes")
    equal([digest(path) for path in world.folder("in").iterdir()], [digest(source)], "content")


@with_server
def server_dies_under_a_relay(world, server):
    source = world.large_file("large", LARGE)
    sender = world.send("--server", server.url, "--lane", "relay", source)
    old = sender.wait_event("link")
    receiver = world.receive("--output", world.folder("in"), old["url"])
    receiver.wait_progress(LARGE // 3)
    equal(receiver.last("lane")["path"], "relay", "path")
    server.restart()
    # The relay is lost on both sides, and with it the room.
    receiver.expect(5)
    equal(receiver.last("error")["code"], "no-room", "code")
    n_before = receiver.last("progress")["bytes"]
    check(n_before < LARGE, "it was all over")
    again = world.receive("--output", world.folder("in"), wait_new_link(sender, old)["url"])
    again.expect(0)
    sender.expect(0)
    first = next(line["bytes"] for line in again.all("progress") if line["bytes"] > 0)
    check(first >= n_before - 24_000_000, f"began again at {first} of {n_before} bytes")
    equal([digest(path) for path in world.folder("in").iterdir()], [digest(source)], "content")


@with_server
def new_code_works(world, server):
    sender = world.send("--server", server.url, world.file("a", b"a" * 100_000))
    old = sender.wait_event("link")
    number = old["code"].split("-")[0]
    guess = world.receive("--output", world.folder("in"), "--server", server.url, f"{number}-zebra-zebra", name="guess")
    guess.expect(4)
    server.restart()
    new = wait_new_link(sender, old)
    receiver = world.receive("--output", world.folder("in"), "--server", server.url, new["code"])
    receiver.expect(0)
    sender.expect(0)


@with_server
def server_stays_away_for_a_while(world, server):
    sender = world.send("--server", server.url, world.file("a", b"a" * 100_000))
    old = sender.wait_event("link")
    server.stop()
    probe = socket.create_server(("127.0.0.1", server.port))
    probe.settimeout(20)
    for _ in range(2):
        connection, _ = probe.accept()
        connection.close()
    probe.close()
    server.start()
    receiver = world.receive("--output", world.folder("in"), wait_new_link(sender, old)["url"])
    receiver.expect(0)
    sender.expect(0)


@with_server
def server_has_another_certificate(world, server):
    sender = world.send("--server", server.url, world.file("a", b"a" * 100_000))
    old = sender.wait_event("link")
    server.stop()
    for path in server.folder.iterdir():
        path.unlink()
    server.start()
    new = wait_new_link(sender, old)
    check(new["url"].split("&f=")[1] != old["url"].split("&f=")[1], "the certificate is the old one")
    receiver = world.receive("--output", world.folder("in"), new["url"])
    receiver.expect(0)
    sender.expect(0)


@with_server
def given_room_that_is_gone(world, server):
    sender = world.send("--room", server.link, world.file("a", b"a"))
    sender.wait_event("link")
    server.restart()
    sender.expect(5)
    equal(sender.last("error")["code"], "no-room", "code")
    late = world.send("--room", sender.last("link")["url"], world.file("a", b"a"), name="late")
    late.expect(5)
    equal(late.last("error")["code"], "no-room", "code")


@with_server
def given_room_goes_in_the_middle(world, server):
    source = world.large_file("large", LARGE)
    sender = world.send("--room", server.link, source)
    receiver = world.receive("--limit", SLOW, "--output", world.folder("in"), sender.wait_event("link")["url"])
    receiver.wait_progress(LARGE // 10)
    receiver.signal(signal.SIGSTOP)
    server.restart()
    with socket.create_connection(("127.0.0.1", server.port)):
        receiver.signal(signal.SIGCONT)
    receiver.expect(0)
    sender.expect(0)


@with_lasting_server
def old_link_leads_on(world, server):
    source = world.large_file("large", LARGE)
    sender = world.send("--server", server.url, source)
    old = sender.wait_event("link")
    receiver = world.receive("--limit", SLOW, "--output", world.folder("in"), old["url"])
    receiver.wait_progress(LARGE // 3)
    receiver.signal(signal.SIGKILL)
    receiver.wait()
    n_before = receiver.last("progress")["bytes"]
    server.restart()
    again = world.receive("--output", world.folder("in"), old["url"])
    again.expect(0)
    sender.expect(0)
    equal([link["url"] for link in sender.all("link")], [old["url"]], "links")
    first = next(line["bytes"] for line in again.all("progress") if line["bytes"] > 0)
    check(first >= n_before - 24_000_000, f"began again at {first} of {n_before} bytes")
    equal([digest(path) for path in world.folder("in").iterdir()], [digest(source)], "content")


@with_lasting_server
def old_code_still_works(world, server):
    sender = world.send("--server", server.url, world.file("a", b"a" * 100_000))
    code = sender.wait_event("link")["code"]
    server.restart()
    world.receive("--output", world.folder("in"), "--server", server.url, code).expect(0)
    sender.expect(0)


@with_lasting_server
def relay_goes_on_by_itself(world, server):
    source = world.large_file("large", LARGE)
    sender = world.send("--server", server.url, "--lane", "relay", source)
    receiver = world.receive("--output", world.folder("in"), sender.wait_event("link")["url"])
    receiver.wait_progress(LARGE // 3)
    server.restart()
    receiver.expect(0)
    sender.expect(0)
    check(any(line["state"] == "reconnecting" for line in receiver.all("state")), "the relay was never lost")
    equal([digest(path) for path in world.folder("in").iterdir()], [digest(source)], "content")


if __name__ == "__main__":
    main()
