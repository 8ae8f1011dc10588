# test-keep.py: kills portunusd and starts it again: its rooms are there, and what was used up stays used up
# SPDX-License-Identifier: GPL-3.0-or-later
import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import os
import signal
import socket
import sqlite3
import struct
import sys
import time

sys.dont_write_bytecode = True

from daemon_world import PATIENCE, case, main, wait_for, wait_port  # noqa: E402


class Member:
    """Just enough of RFC 6455 to talk with a room; behind a proxy there is no TLS."""

    def __init__(self, port, room, address="192.0.2.1", does_wait=True, **claim):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.sendall((f"GET /ws/{room}?v=1&enter=1 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
                             "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                             f"X-Forwarded-For: {address}\r\n"
                             f"Sec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}\r\n\r\n").encode())
        self.file = self.socket.makefile("rb")
        assert self.file.readline().startswith(b"HTTP/1.1 101 ")
        while self.file.readline().strip():
            pass
        first = self.hear()
        if first["type"] == "entry":
            self.say({"type": "enter", **claim})
            first = self.hear() if does_wait else first
        self.first = first
        self.code = first.get("code", first["type"])

    def say(self, message):
        data = json.dumps(message).encode()
        assert len(data) < 65536
        size = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + struct.pack(">H", len(data))
        self.socket.sendall(b"\x81" + size + bytes(4) + data)

    def hear(self):
        while True:
            head, size = self.file.read(2)
            if size == 126:
                size = struct.unpack(">H", self.file.read(2))[0]
            data = self.file.read(size)
            if head & 15 == 1:
                return json.loads(data)
            if head & 15 == 8:
                self.close_code = struct.unpack(">H", data[:2])[0]
            assert head & 15 == 9, (head, data)

    def hear_type(self, name):
        while (message := self.hear())["type"] != name:
            pass
        return message

    def hear_end(self):
        """What was said before the connection ended."""
        heard = []
        with contextlib.suppress(OSError, ValueError, AssertionError):
            while True:
                heard.append(self.hear().get("code"))
        return heard


class Server:
    """One that is started again with what it had, on the port it had."""

    def __init__(self, world, *arguments):
        self.world, self.arguments, self.port = world, arguments, 0
        passphrase = world.folder / "passphrase"
        passphrase.write_text("correct horse\n")
        self.changes = {"PORTUNUS_PASSPHRASE_FILE": str(passphrase)}
        self.start()

    def start(self):
        self.process = self.world.start("--listen", f"127.0.0.1:{self.port}", "--behind-proxy", "--data-dir",
                                        self.world.folder / "data", "--secret-store", "file", *self.arguments,
                                        **self.changes)
        self.port = wait_port(self.process)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def kill_and_start(self):
        self.kill()
        self.start()

    def ask(self, method, path, body=None):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request(method, path, body=body)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

    def make_room(self, **options):
        status, room = self.ask("POST", "/api/rooms", json.dumps(options))
        assert status == 201, room
        return room

    def enter(self, room, **claim):
        return Member(self.port, room["room"], **claim)

    def stored(self):
        with contextlib.closing(sqlite3.connect(self.world.folder / "data" / "server.db")) as database:
            database.row_factory = sqlite3.Row
            return {row["id"]: dict(row) for row in database.execute("SELECT * FROM rooms")}

    def change_stored(self, statement):
        with contextlib.closing(sqlite3.connect(self.world.folder / "data" / "server.db")) as database, database:
            database.execute(statement)


def wait_until(predicate, what):
    deadline = time.monotonic() + PATIENCE
    while not predicate():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def encode(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@case
def finds_its_rooms_after_a_kill(world):
    server = Server(world)
    room, other = server.make_room(), server.make_room(max_peers=1, expiry_seconds=3600)
    before = server.enter(room, host=room["host"])
    assert before.code == "welcome" and before.first["role"] == "host", before.first
    server.kill_and_start()
    host = server.enter(room, host=room["host"])
    assert host.code == "welcome" and host.first["role"] == "host", host.first
    state = host.hear_type("room")
    assert state["expires"] in range(room["expires"] - 2, room["expires"] + 3), (state, room)
    assert server.enter(room, host=other["host"]).code == "refused"
    assert server.ask("GET", f"/api/codes/{room['code']}") == (200, {"room": room["room"]})
    guest = server.enter(other)
    assert guest.code == "welcome" and server.enter(other).code == "room-full"
    assert room["host"].encode() not in b"".join(
        path.read_bytes() for path in (world.folder / "data").iterdir() if path.is_file())


@case
def asks_for_the_same_password(world):
    server = Server(world)
    proof = os.urandom(32)
    room = server.make_room(room=os.urandom(16).hex(), entry="password", password=encode(hashlib.sha256(proof).digest()))
    server.kill_and_start()
    assert server.enter(room).code == "password-needed"
    assert server.enter(room, password=encode(os.urandom(32))).code == "wrong-password"
    assert server.enter(room, password=encode(proof)).code == "welcome"


@case
def uses_an_invitation_once(world):
    server = Server(world)
    room = server.make_room(entry="ask")
    host = server.enter(room, host=room["host"])
    tokens = []
    for _ in range(3):
        host.say({"type": "invite", "expiry_seconds": 600})
        tokens.append(host.hear_type("invitation")["token"])
    guest = server.enter(room, token=tokens[0])
    assert guest.code == "welcome", guest.first
    assert server.enter(room, token=tokens[0]).code == "token-used"
    server.kill_and_start()
    assert server.enter(room, token=tokens[0]).code == "token-used"
    assert server.enter(room, token=tokens[1]).code == "welcome"
    assert server.enter(room, token=tokens[1]).code == "token-used"
    assert server.enter(room, ticket=guest.first["ticket"]).code == "welcome", "a ticket is good for longer"
    server.kill_and_start()
    assert server.enter(room, token=tokens[1]).code == "token-used"
    host = server.enter(room, host=room["host"])
    host.say({"type": "lock"})
    host.hear_type("room")
    while not host.hear_type("room")["locked"]:
        pass
    assert server.enter(room, token=tokens[2]).code == "locked"


@case
def counts_wrong_passwords_across_kills(world):
    server = Server(world)
    proof, wrong = os.urandom(32), encode(os.urandom(32))
    room = server.make_room(room=os.urandom(16).hex(), entry="password", password=encode(hashlib.sha256(proof).digest()))
    for left in 4, 3, 2, 1, 0:
        answer = server.enter(room, password=wrong).first
        assert (answer["code"], answer["left"]) == ("wrong-password", left), answer
        server.kill_and_start()
    assert server.enter(room, password=encode(proof)).code == "too-many-tries"
    assert server.enter(room, address="192.0.2.2", password=encode(proof)).code == "welcome"
    host = server.enter(room, address="192.0.2.3", host=room["host"])
    host.say({"type": "close"})
    host.hear_end()


@case
def keeps_out_who_was_kicked(world):
    server = Server(world)
    room = server.make_room()
    host = server.enter(room, host=room["host"])
    guest = server.enter(room, address="192.0.2.7")
    neighbour = server.enter(room, address="192.0.2.7")
    host.say({"type": "kick", "peer": guest.first["peer"]})
    assert "kicked" in guest.hear_end()
    server.make_room()
    server.kill_and_start()
    assert server.enter(room, address="192.0.2.8", ticket=guest.first["ticket"]).code == "kicked"
    assert server.enter(room, address="192.0.2.7").code == "kicked"
    assert server.enter(room, address="192.0.2.7", ticket=neighbour.first["ticket"]).code == "welcome"
    assert server.enter(room, address="192.0.2.8").code == "welcome"
    host = server.enter(room, host=room["host"])
    host.say({"type": "forgive"})
    host.say({"type": "unlock"})
    server.make_room()
    server.kill_and_start()
    assert server.enter(room, address="192.0.2.7").code == "welcome"
    assert server.enter(room, address="192.0.2.8", ticket=guest.first["ticket"]).code == "kicked"


def wait_at_the_store(server, room, token, **claim):
    """Somebody invited of whom the server knows, while it cannot find out whether the invitation was used."""
    member = server.enter(room, does_wait=False, token=token, **claim)
    assert server.ask("GET", "/healthz")[0] == 200
    return member


def invite(host, number):
    tokens = []
    for _ in range(number):
        host.say({"type": "invite", "expiry_seconds": 600})
        tokens.append(host.hear_type("invitation")["token"])
    return tokens


@contextlib.contextmanager
def busy_store(server):
    with contextlib.closing(sqlite3.connect(server.world.folder / "data" / "server.db")) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.rollback()


@case
def looks_again_when_the_store_has_answered(world):
    server = Server(world)
    full, locked, kicking = server.make_room(max_peers=1), server.make_room(), server.make_room()
    full_host, host, other = (server.enter(room, host=room["host"]) for room in (full, locked, kicking))
    tokens, token, another = invite(full_host, 3), invite(host, 1)[0], invite(other, 1)[0]
    guest = server.enter(kicking, address="192.0.2.9")
    with busy_store(server):
        twice = wait_at_the_store(server, full, tokens[0])
        twice.say({"type": "enter", "host": full["host"]})
        assert twice.hear()["code"] == "bad-message"
        first, second = (wait_at_the_store(server, full, token) for token in tokens[1:])
        late = wait_at_the_store(server, locked, token)
        host.say({"type": "lock"})
        while not host.hear_type("room")["locked"]:
            pass
        neighbour = wait_at_the_store(server, kicking, another, address="192.0.2.9")
        other.say({"type": "kick", "peer": guest.first["peer"]})
        assert "kicked" in guest.hear_end()
    assert first.hear()["type"] == "welcome"
    assert second.hear()["code"] == "room-full"
    assert late.hear()["code"] == "locked"
    assert neighbour.hear()["code"] == "kicked"


@case
def remembers_what_its_host_said(world):
    server = Server(world)
    room = server.make_room()
    host = server.enter(room, host=room["host"])
    host.say({"type": "set", "entry": "ask", "max_peers": 7})
    for _ in range(50):
        host.say({"type": "unlock"})
        host.say({"type": "lock"})
    wait_until(lambda: (row := server.stored()[room["room"]])["is_locked"] and row["max_peers"] == 7, "written down")
    server.kill_and_start()
    assert server.enter(room).code == "locked"
    state = server.enter(room, host=room["host"]).hear_type("room")
    assert (state["entry"], state["max_peers"], state["locked"]) == ("ask", 7, True), state


@case
def remembers_that_a_room_was_for_one(world):
    server = Server(world)
    room = server.make_room(one_time=True)
    guest = server.enter(room)
    assert guest.code == "welcome"
    wait_until(lambda: server.stored()[room["room"]]["is_locked"], "locked")
    server.kill_and_start()
    assert server.enter(room).code == "locked"
    assert server.enter(room, ticket=guest.first["ticket"]).code == "welcome"


@case
def forgets_what_is_over(world):
    server = Server(world)
    closed, expired, strange, good = (server.make_room() for _ in range(4))
    host = server.enter(closed, host=closed["host"])
    host.say({"type": "close"})
    assert "room-closed" in host.hear_end()
    wait_until(lambda: closed["room"] not in server.stored(), "deleted")
    server.kill()
    server.change_stored(f"UPDATE rooms SET expires = {int(time.time()) - 1} WHERE id = '{expired['room']}'")
    server.change_stored(f"UPDATE rooms SET entry = 'nobody' WHERE id = '{strange['room']}'")
    server.change_stored("INSERT INTO rooms SELECT '../..', entry, created, expires, empty_seconds, max_peers, "
                         f"code_number, 0, 0, x'00', x'00' FROM rooms WHERE id = '{good['room']}'")
    server.start()
    for room in closed, expired, strange:
        assert server.enter(room).code == "room-not-found"
    assert server.enter(good).code == "welcome"


@case
def keeps_rooms_when_it_is_asked_to_end(world):
    server = Server(world)
    room = server.make_room()
    guest = server.enter(room)
    assert guest.code == "welcome"
    server.process.send_signal(signal.SIGINT)
    assert guest.hear_end() == [None], "a room that goes on is not closed"
    assert guest.close_code == 1001
    assert server.process.wait(PATIENCE) == 0
    server.start()
    assert server.enter(room, ticket=guest.first["ticket"]).code == "welcome"


@case
def forgets_rooms_where_it_was_told_to(world):
    server = Server(world, "--store", "memory:")
    room = server.make_room()
    guest = server.enter(room)
    server.process.send_signal(signal.SIGINT)
    assert "room-closed" in guest.hear_end()
    assert server.process.wait(PATIENCE) == 0
    server.start()
    assert server.enter(room).code == "room-not-found"


@case
def keeps_the_room_of_a_printed_link(world):
    process = world.start("--listen", "127.0.0.1:0", "--data-dir", world.folder / "data", "--print-link")
    room = wait_for(process, process.out, r"/r/([0-9a-f]{32})#").group(1)
    process.kill()
    process.wait()
    server = Server(world)
    assert server.enter({"room": room}).code == "welcome"
    assert server.stored()[room]["expires"] == 0


def hkdf(key, salt, info):
    """RFC 5869, for one block."""
    return hmac.digest(hmac.digest(salt, key, "sha256"), info + b"\x01", "sha256")


@case
def makes_a_room_with_rules(world):
    (world.folder / "password").write_text("correct horse\nnot this line\n")
    process = world.start("--listen", "127.0.0.1:0", "--data-dir", world.folder / "data", "--print-link",
                          "--password-file", world.folder / "password", "--max-peers", "3", "--expires", "2h",
                          "--one-time")
    room, key = wait_for(process, process.out, r"/r/([0-9a-f]{32})#k=([\w-]+)").groups()
    with contextlib.closing(sqlite3.connect(world.folder / "data" / "server.db")) as database:
        row = database.execute("SELECT entry, max_peers, is_one_time, expires, password_verifier FROM rooms").fetchone()
    assert row[:3] == ("password", 3, 1), row
    assert row[3] in range(int(time.time()) + 7000, int(time.time()) + 7201), row
    stretched = hashlib.pbkdf2_hmac("sha256", b"correct horse", f"portunus/1 room password {room}".encode(), 600000, 64)
    proof = hkdf(stretched[:32], base64.urlsafe_b64decode(key + "=="), b"portunus/1 room entry")
    assert row[4] == hashlib.sha256(proof).digest()
    for wrong in (["--entry", "ask"], ["--entry", "password"], ["--max-peers", "257"], ["--expires", "8d"],
                  ["--password-file", world.folder / "nowhere"], ["--entry", "link", "--password-file", "password"]):
        code, out, err = world.run("--listen", "127.0.0.1:0", "--print-link", *wrong)
        assert code == 2 and "portunusd: " in err, (wrong, code, err)
    code, out, err = world.run("--listen", "127.0.0.1:0", "--one-time")
    assert code == 2 and "--print-link" in err, (code, err)


if __name__ == "__main__":
    main()
