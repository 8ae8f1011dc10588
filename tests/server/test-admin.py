# test-admin.py: the admin portal of a real portunusd, as a browser and as somebody hostile would ask it
# SPDX-License-Identifier: GPL-3.0-or-later
import concurrent.futures
import contextlib
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import sqlite3
import ssl
import struct
import subprocess
import sys
import tempfile
import time
import traceback

DAEMON = os.environ["PORTUNUSD"]
SOURCE = pathlib.Path(os.environ["G_TEST_SRCDIR"]).parent
PATIENCE = 60
PASSWORD = "harbour lantern 19 quiet"
COOKIE = "__Host-portunus-admin"

cases = []


def case(function):
    cases.append(function)
    return function


def any_certificate():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        body = response.read()
        self.json = json.loads(body) if body and "json" in response.headers.get("Content-Type", "") else None
        self.text = body.decode("utf-8", "replace")


class Portal:
    """A portunusd with a portal, and one browser that talks to it."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.is_plain = False
        self.process = None
        self.secret = None
        self.spent_code = None
        self.recovery = []
        self.cookie = None
        self.token = None
        self.n_starts = 0

    def start(self, *options):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")}
        passphrase = self.folder / "passphrase"
        passphrase.write_text("open sesame")
        environment.update(HOME=str(self.folder), PORTUNUS_SECRET_STORE="file", LC_ALL="C.UTF-8",
                           PORTUNUS_PASSPHRASE_FILE=str(passphrase))
        self.n_starts += 1
        log = self.folder / f"log-{self.n_starts}"
        command = [DAEMON, "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
                   "--data-dir", str(self.folder / "data"), *options]
        with open(log, "wb") as file:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                                            env=environment, cwd=self.folder)
        self.log = log
        found = self.wait_for(r"admin portal: https?://127\.0\.0\.1:(\d+)/admin(?:#setup=(\w+))?\n")
        self.port = int(found.group(1))
        self.setup_token = found.group(2)

    def wait_for(self, pattern):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = re.search(pattern, self.log.read_text())
            if found:
                return found
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.02)
        raise AssertionError(f"no {pattern} in {self.log.read_text()!r}")

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(PATIENCE) == 0, self.log.read_text()

    def connect(self):
        if self.is_plain:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, context=any_certificate())

    def ask(self, method, path, body=None, headers=None, is_bare=False):
        """Asks as the page does; bare, with nothing but what is given."""
        with contextlib.closing(self.connect()) as connection:
            return self.ask_on(connection, method, path, body, headers, is_bare)

    def ask_on(self, connection, method, path, body=None, headers=None, is_bare=False):
        own = {}
        if not is_bare:
            own["Origin"] = f"https://127.0.0.1:{self.port}"
            if self.cookie:
                own["Cookie"] = f"{COOKIE}={self.cookie}"
            if self.token:
                own["X-Portunus-Token"] = self.token
        own.update(headers or {})
        own = {name: value for name, value in own.items() if value is not None}
        connection.request(method, path, body=json.dumps(body) if body is not None else None, headers=own)
        return Answer(connection.getresponse())

    def post(self, path, body=None, **options):
        return self.ask("POST", f"/admin/api/{path}", body if body is not None else {}, **options)

    def code(self, offset=0):
        output = subprocess.run(["oathtool", "--totp", "--base32", "--now", f"@{int(time.time()) + offset}", self.secret],
                                check=True, capture_output=True, text=True).stdout
        return output.strip()

    def take_session(self, answer):
        assert answer.status == 200, (answer.status, answer.text)
        set_cookie = answer.headers["Set-Cookie"]
        for part in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/"]:
            assert part in set_cookie, set_cookie
        self.cookie = re.match(rf"{COOKIE}=([0-9a-f]{{64}});", set_cookie).group(1)
        self.token = answer.json["token"]

    def set_up(self, *options, password=PASSWORD):
        self.start(*options)
        begun = self.post("setup", {"token": self.setup_token, "password": password})
        assert begun.status == 200, begun.text
        self.secret = begun.json["secret"]
        assert begun.json["uri"].startswith("otpauth://totp/Portunus:admin?secret=" + self.secret)
        self.spent_code = self.code()
        answer = self.post("setup/confirm", {"token": self.setup_token, "code": self.spent_code})
        self.take_session(answer)
        self.recovery = answer.json["recovery"]
        assert len(set(self.recovery)) == 10

    def log_in(self, **changes):
        """The code of the next step: the one of this step is spent."""
        return self.post("login", {"password": PASSWORD, "code": self.code(30), **changes})


class Live:
    """The WebSocket of a page, byte by byte, since no library would say what we say."""

    def __init__(self, portal, **changes):
        raw = socket.create_connection(("127.0.0.1", portal.port), PATIENCE)
        self.stream = any_certificate().wrap_socket(raw)
        fields = {"Host": f"127.0.0.1:{portal.port}", "Origin": f"https://127.0.0.1:{portal.port}",
                  "Cookie": f"{COOKIE}={portal.cookie}", "Upgrade": "websocket", "Connection": "Upgrade",
                  "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", **changes}
        head = "GET /admin/api/live HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        self.stream.sendall(head.encode() + b"\r\n")
        self.file = self.stream.makefile("rb")
        status = self.file.readline()
        assert b" 101 " in status, status
        while self.file.readline() != b"\r\n":
            pass

    def say(self, text, opcode=1):
        data = text if isinstance(text, bytes) else (text if isinstance(text, str) else json.dumps(text)).encode()
        size = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0xfe]) + struct.pack(">H", len(data))
        self.stream.sendall(bytes([0x80 | opcode]) + size + b"\0\0\0\0" + data)

    def hear(self):
        """Gives a message, or the code of the end."""
        while True:
            head = self.file.read(2)
            if len(head) < 2:
                return None
            length = head[1] & 0x7f
            if length == 126:
                length = struct.unpack(">H", self.file.read(2))[0]
            elif length == 127:
                length = struct.unpack(">Q", self.file.read(8))[0]
            data = self.file.read(length)
            if head[0] & 0xf == 8:
                return struct.unpack(">H", data[:2])[0] if len(data) >= 2 else 1005
            if head[0] & 0xf == 1:
                return json.loads(data)

    def hear_type(self, name):
        while True:
            message = self.hear()
            assert isinstance(message, dict), message
            if message["type"] == name:
                return message

    def hear_end(self):
        while True:
            message = self.hear()
            if not isinstance(message, dict):
                return message


def routes():
    """The table as it is compiled: method, path, who is let in."""
    text = (SOURCE / "src/server/admin/portunus-admin-routes.c").read_text()
    table = text[text.index("const PortunusRoute portunus_admin_routes[]"):]
    yield from (("GET", path, "anybody") for path in re.findall(r'^  PAGE \("([^"]+)"', table, re.MULTILINE))
    yield from (("POST", f"/admin/api/{path}", "setup") for path in re.findall(r'^  ENTRY \("([^"]+)", \w+setup', table, re.MULTILINE))
    yield from (("POST", f"/admin/api/{path}", "anybody") for path in re.findall(r'^  ENTRY \("([^"]+)", \w+anybody', table, re.MULTILINE))
    yield from (("GET", f"/admin/api/{path}", "session") for path in re.findall(r'^  VIEW \("([^"]+)"', table, re.MULTILINE))
    yield from (("POST", f"/admin/api/{path}", "change") for path in re.findall(r'^  CHANGE \("([^"]+)"', table, re.MULTILINE))


@case
def begins_with_a_token_and_two_factors(portal):
    portal.start()
    assert portal.ask("GET", "/admin/api/state").json == {"state": "setup"}
    assert portal.post("login", {"password": PASSWORD, "code": "000000"}).status == 401
    assert portal.post("setup", {"token": "0" * 32, "password": PASSWORD}).status == 401
    weak = portal.post("setup", {"token": portal.setup_token, "password": "password1234"})
    assert weak.status == 400 and "first that somebody would try" in weak.json["error"], weak.text
    begun = portal.post("setup", {"token": portal.setup_token, "password": PASSWORD})
    portal.secret = begun.json["secret"]
    wrong = f"{(int(portal.code()) + 1) % 1000000:06d}"
    assert portal.post("setup/confirm", {"token": portal.setup_token, "code": wrong}).status == 401
    assert portal.post("setup/confirm", {"token": "0" * 32, "code": portal.code()}).status == 401
    assert portal.ask("GET", "/admin/api/state").json == {"state": "setup"}
    answer = portal.post("setup/confirm", {"token": portal.setup_token, "code": portal.code()})
    portal.take_session(answer)
    assert portal.ask("GET", "/admin/api/state").json["state"] == "session"
    assert portal.post("setup", {"token": portal.setup_token, "password": PASSWORD}).status == 403
    stored = b"".join(path.read_bytes() for path in (portal.folder / "data").rglob("*") if path.is_file())
    for secret in [PASSWORD, portal.secret, portal.cookie, portal.token, *answer.json["recovery"]]:
        assert secret.encode() not in stored
        assert secret not in portal.log.read_text()


@case
def lets_in_with_password_and_code_once(portal):
    portal.set_up()
    assert portal.post("login", {"password": PASSWORD, "code": portal.spent_code}).status == 401, "the code of the setup"
    code = portal.code(30)
    assert portal.post("login", {"password": PASSWORD + "x", "code": code}).status == 401
    assert portal.post("login", {"password": PASSWORD}).status == 401
    assert portal.post("login", {"code": code}).status == 400
    portal.take_session(portal.post("login", {"password": PASSWORD, "code": code}))
    assert portal.post("login", {"password": PASSWORD, "code": code}).status == 401, "a second time"
    recovery = portal.recovery[0].upper().replace("-", " ")
    assert portal.post("login", {"password": PASSWORD + "x", "recovery_code": recovery}).status == 401
    portal.take_session(portal.post("login", {"password": PASSWORD, "recovery_code": recovery}))
    assert portal.post("login", {"password": PASSWORD, "recovery_code": recovery}).status == 401, "a second time"


@case
def comes_back_after_a_restart(portal):
    portal.set_up()
    portal.end()
    portal.start()
    assert portal.setup_token is None
    assert portal.ask("GET", "/admin/api/sessions").status == 401, "sessions end with the server"
    portal.take_session(portal.log_in())
    portal.end()
    portal.start("--admin-reset")
    assert portal.setup_token is not None
    assert portal.ask("GET", "/admin/api/state").json == {"state": "setup"}


@case
def examines_no_more_tries_than_it_allows(portal):
    portal.set_up()
    kinds = [{"password": "wrong " + PASSWORD, "code": "000000"}, {"password": PASSWORD, "code": "000000"},
             {"password": PASSWORD, "recovery_code": "aaaa-bbbb-cccc-dddd"}, {"password": PASSWORD}]

    def insist(i):
        """A machine that is busy may not shake a hundred hands in time; nothing was asked then."""
        for _ in range(20):
            with contextlib.suppress(OSError, http.client.HTTPException):
                return portal.post("login", kinds[i % len(kinds)]).status
        raise AssertionError("never heard")
    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(insist, range(100)))
    assert answers.count(401) == 5 and answers.count(429) == 95, sorted(answers)
    right = portal.log_in()
    assert right.status == 429 and "minutes" in right.json["error"], right.text
    assert portal.post("password", {"password": PASSWORD, "new_password": "x" * 20}).status == 429
    portal.end()
    portal.start()
    assert portal.log_in().status == 429, "a restart forgets nothing"


@case
def lets_nobody_keep_the_owner_from_starting_anew(portal):
    proxy = ["--behind-proxy", "--admin-remote"]
    portal.is_plain = True

    def try_as(client, path="login", **body):
        return portal.post(path, body or {"password": "wrong", "code": "000000"},
                           headers={"X-Forwarded-For": f"192.0.2.{client}"}).status
    portal.set_up(*proxy)
    assert [try_as(1) for _ in range(6)] == [401] * 5 + [429]
    portal.end()
    portal.start(*proxy, "--admin-reset")
    assert [try_as(client) for client in range(2, 6) for _ in range(5)] == [401] * 20
    assert try_as(6) == 429, "nobody may log in any more"
    assert try_as(1, "setup", token=portal.setup_token, password=PASSWORD) == 200
    assert [try_as(7, "setup", token="0" * 32, password=PASSWORD) for _ in range(6)] == [401] * 5 + [429]


@case
def lets_the_owner_in_from_the_machine_itself(portal):
    portal.is_plain = True
    portal.set_up("--behind-proxy", "--admin-remote")

    def try_as(address, **body):
        return portal.post("login", {"password": "wrong", "code": "000000", **body},
                           headers={"X-Forwarded-For": address}).status
    assert [try_as(f"192.0.2.{client}") for client in range(1, 5) for _ in range(5)] == [401] * 20
    right = {"password": PASSWORD, "code": portal.code(30)}
    assert try_as("192.0.2.9", **right) == 429, "nobody comes in from elsewhere for a while"
    assert try_as("127.0.0.1") == 401
    assert try_as("127.0.0.1", **right) == 200
    assert [try_as("::1") for _ in range(6)] == [401] * 5 + [429]


@case
def answers_to_the_names_of_this_machine_alone(portal):
    portal.is_plain = True
    portal.start("--behind-proxy")

    def status(host):
        return portal.ask("GET", "/admin/api/state", headers={"Host": host}, is_bare=True).status
    for host in "localhost", f"LOCALHOST:{portal.port}", f"127.0.0.1:{portal.port}", "127.1.2.3", f"[::1]:{portal.port}":
        assert status(host) == 200, host
    for host in "example.org", f"rebound.example.org:{portal.port}", "127.0.0.1.example.org", "192.0.2.1", "[::2]":
        assert status(host) == 421, host


@case
def decides_from_the_table_who_may_ask(portal):
    portal.set_up()
    table = list(routes())
    assert len(table) >= 18 and len(re.findall(r"^  (?:PAGE|FILE_OF_PAGE|ENTRY|VIEW|CHANGE) ",
           (SOURCE / "src/server/admin/portunus-admin-routes.c").read_text(), re.MULTILINE)) == len(table) + 3
    other = {"Origin": "https://evil.example"}
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    for method, path, who in table:
        extra = upgrade if path.endswith("/live") else {}
        def status(**headers):
            return portal.ask(method, path, {} if method == "POST" else None,
                              headers={**extra, **{k.replace("_", "-"): v for k, v in headers.items()}}).status
        if who == "setup":
            assert status() == 403, path
        if who in ("session", "change"):
            for cookie in [None, f"{COOKIE}={'0' * 64}", f"portunus-admin={portal.cookie}",
                           f"{COOKIE}={portal.cookie[:-1]}", "x" * 5000]:
                assert status(Cookie=cookie) == 401, (path, cookie)
        if who != "anybody" or method == "POST":
            for origin in ["https://evil.example", "null", f"https://127.0.0.1:{portal.port + 1}",
                           f"http://127.0.0.1:{portal.port}", f"https://127.0.0.1:{portal.port}.evil.example"]:
                assert status(Origin=origin) == 403, (path, origin)
        if who == "change":
            for token in [None, "0" * 32, portal.token[:-1]]:
                assert status(X_Portunus_Token=token) == 403, (path, token)
    assert portal.ask("GET", "/admin/api/sessions").status == 200
    assert portal.ask("GET", "/admin/api/nothing").status == 404
    assert portal.ask("DELETE", "/admin/api/sessions").status == 405
    assert portal.ask("GET", "/healthz").status == 404, "the portal's address has nothing but the portal"


@case
def changes_the_password_and_ends_the_other_sessions(portal):
    portal.set_up()
    old = portal.cookie
    changed = "a lighthouse of 7 walnuts"
    assert portal.post("password", {"password": "no", "new_password": changed}).status == 403
    assert portal.post("password", {"password": PASSWORD, "new_password": "short"}).status == 400
    portal.take_session(portal.post("password", {"password": PASSWORD, "new_password": changed}))
    assert portal.ask("GET", "/admin/api/sessions").status == 200
    assert portal.ask("GET", "/admin/api/sessions", headers={"Cookie": f"{COOKIE}={old}"}).status == 401
    assert portal.log_in().status == 401
    portal.take_session(portal.log_in(password=changed))


@case
def changes_the_second_factor(portal):
    portal.set_up()
    assert portal.post("totp", {"password": "no"}).status == 403
    old_secret = portal.secret
    portal.secret = portal.post("totp", {"password": PASSWORD}).json["secret"]
    assert portal.secret != old_secret
    assert portal.post("totp/confirm", {"code": "000000"}).status == 403
    assert portal.post("totp/confirm", {"code": portal.code()}).status == 200
    assert portal.post("totp/confirm", {"code": portal.code()}).status == 403, "there is nothing to confirm"
    portal.end()
    portal.start()
    new_secret, portal.secret = portal.secret, old_secret
    assert portal.log_in().status == 401
    portal.secret = new_secret
    portal.take_session(portal.log_in())
    renewed = portal.post("recovery", {"password": PASSWORD}).json["recovery"]
    assert portal.post("login", {"password": PASSWORD, "recovery_code": portal.recovery[0]}).status == 401
    portal.take_session(portal.post("login", {"password": PASSWORD, "recovery_code": renewed[0]}))


@case
def ends_sessions(portal):
    portal.set_up()
    first = portal.cookie
    portal.take_session(portal.log_in())
    sessions = portal.ask("GET", "/admin/api/sessions").json["sessions"]
    assert [session["own"] for session in sessions] == [False, True], sessions
    assert portal.post("sessions/end", {"id": sessions[0]["id"]}).status == 200
    assert portal.post("sessions/end", {"id": sessions[0]["id"]}).status == 404
    assert portal.ask("GET", "/admin/api/sessions", headers={"Cookie": f"{COOKIE}={first}"}).status == 401
    answer = portal.post("logout")
    assert answer.status == 200 and "Max-Age=0" in answer.headers["Set-Cookie"]
    assert portal.ask("GET", "/admin/api/sessions").status == 401


@case
def holds_and_keeps_limits(portal):
    portal.set_up()
    limits = {name: entry["value"] for name, entry in portal.ask("GET", "/admin/api/settings").json.items()}
    for name, value in [("max_rooms", 0), ("max_rooms", -1), ("max_rooms", "5"), ("max_rooms", None),
                        ("max_connections", 10**9), ("room_peers", 1)]:
        refused = portal.post("settings", {**limits, name: value})
        assert refused.status == 400 and name in refused.json["error"], refused.text
    assert portal.post("settings", {"max_rooms": 1}).status == 400
    assert portal.post("settings", {**limits, "max_rooms": 1}).status == 200
    assert portal.ask("GET", "/admin/api/settings").json["max_rooms"] == {"value": 1, "min": 1, "max": 100000}
    port = int(portal.wait_for(r"listening on port (\d+)").group(1))

    def create():
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=PATIENCE, context=any_certificate())
        with contextlib.closing(connection):
            connection.request("POST", "/api/rooms", body="{}")
            return Answer(connection.getresponse())
    made = create().json
    room = made["room"]
    assert abs(made["expires"] - time.time() - 3600 * limits["room_hours"]) < 120, made
    assert create().status == 503
    assert portal.post("rooms/kick", {"room": room, "peer": "0" * 16}).status == 404
    assert portal.post("rooms/close", {"room": room}).status == 200
    assert portal.post("rooms/close", {"room": room}).status == 404
    assert create().status == 201
    assert portal.post("settings", {**limits, "max_rooms": 1, "rooms_per_minute": 1}).status == 200
    assert [create().status, create().status] == [503, 429]
    portal.end()
    portal.start()
    portal.take_session(portal.log_in())
    assert portal.ask("GET", "/admin/api/settings").json["max_rooms"]["value"] == 1


@case
def has_no_limit_for_one_client_behind_a_proxy(portal):
    portal.is_plain = True
    portal.set_up("--behind-proxy", "--admin-remote")
    limits = portal.ask("GET", "/admin/api/settings").json
    assert "max_per_client" not in limits and all(e["min"] <= e["value"] <= e["max"] for e in limits.values()), limits
    assert portal.post("settings", {name: entry["value"] for name, entry in limits.items()}).status == 200


@case
def ends_sessions_with_the_account(portal):
    portal.set_up()
    with contextlib.closing(sqlite3.connect(portal.folder / "data/server.db")) as database, database:
        database.execute("DELETE FROM recovery_codes")
        database.execute("DELETE FROM admin")
    assert portal.ask("GET", "/admin/api/sessions").status == 200, "nobody has looked yet"
    assert portal.post("login", {"password": PASSWORD, "code": "000000"}).status == 401
    assert portal.ask("GET", "/admin/api/sessions").status == 401
    assert portal.ask("GET", "/admin/api/state").json == {"state": "setup"}


@case
def answers_to_the_end(portal):
    portal.set_up()
    limits = {name: entry["value"] for name, entry in portal.ask("GET", "/admin/api/settings").json.items()}
    body = json.dumps(limits)
    connections = [portal.connect() for _ in range(20)]
    for connection in connections:
        connection.putrequest("POST", "/admin/api/settings")
        for name, value in {"Cookie": f"{COOKIE}={portal.cookie}", "X-Portunus-Token": portal.token,
                            "Content-Length": str(len(body))}.items():
            connection.putheader(name, value)
        connection.endheaders()
    portal.process.send_signal(signal.SIGINT)
    for connection in connections:
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.send(body.encode())
            connection.getresponse().read()
    assert portal.process.wait(PATIENCE) == 0, portal.log.read_text()


@case
def tells_only_a_page_with_its_token_what_happens(portal):
    portal.set_up()
    wrong = [{"type": "hello", "token": "0" * 32}, {"type": "hello"}, {"type": "hello", "token": portal.token[:-1]},
             {"type": "hello", "token": 5}, {"type": "active"}, {"type": "log", "follow": True, "level": "info", "text": ""},
             "", "{", "[]", "null", {"type": "x" * 100}]
    for message in wrong:
        live = Live(portal)
        live.say(message)
        end = live.hear()
        assert end == 1008, (message, end)
    for message, opcode in [(b"\xff\xfe", 1), ("x" * 5000, 1), (b"hello", 2)]:
        live = Live(portal)
        live.say(message, opcode)
        assert not isinstance(live.hear(), dict), message
    live = Live(portal)
    live.say({"type": "hello", "token": portal.token})
    history = live.hear_type("history")
    assert history["warnings"] and isinstance(history["figures"], list), history
    figures = live.hear_type("stats")["figures"]
    assert figures["connections"] >= 1 and figures["memory"] > 1000000 and figures["errors"] == 0, figures
    live.say({"type": "log", "follow": True, "level": "info", "text": "LOGGED"})
    live.hear_type("log-begin")
    records = live.hear_type("log")["records"]
    assert [record["message"] for record in records] == ["Somebody logged in to the portal"], records
    portal.take_session(portal.log_in())
    assert len(live.hear_type("log")["records"]) == 1
    live.say({"type": "log", "follow": True, "level": "loud", "text": ""})
    assert live.hear_end() == 1008
    live = Live(portal)
    live.say({"type": "hello", "token": portal.token})
    live.hear_type("history")
    assert portal.post("logout").status == 200
    assert live.hear_end() == 4001


@case
def takes_no_nonsense(portal):
    portal.set_up()
    for body in ["", "[]", "{", "null", '{"password": 5}', '{"password": "' + "x" * 2000 + '"}', "\u0000", "{" * 100,
                 '{"password": {"a": 1}}']:
        connection = http.client.HTTPSConnection("127.0.0.1", portal.port, timeout=PATIENCE, context=any_certificate())
        with contextlib.closing(connection):
            connection.request("POST", "/admin/api/login", body=body)
            assert connection.getresponse().status == 400, body
    assert portal.post("login", {"password": PASSWORD, "code": "x" * 900}).status == 401
    assert portal.post("login", {"password": "x" * 1000, "code": "000000"}).status == 401
    assert portal.post("login", {"password": "x" * 5000, "code": "000000"}).status == 413
    portal.take_session(portal.log_in())


def main():
    chosen = [function for function in cases if len(sys.argv) < 2 or sys.argv[1] in function.__name__]
    print(f"1..{len(chosen)}")
    n_failed = 0
    for number, function in enumerate(chosen, 1):
        with tempfile.TemporaryDirectory(prefix="portunus-admin-") as folder:
            portal = Portal(folder)
            name = function.__name__.replace("_", " ")
            try:
                function(portal)
                portal.end()
                print(f"ok {number} {name}", flush=True)
            except Exception:
                n_failed += 1
                text = traceback.format_exc() + (portal.log.read_text()[-3000:] if portal.n_starts else "")
                print(f"not ok {number} {name}\n" + "".join(f"# {line}\n" for line in text.splitlines()), flush=True)
            finally:
                if portal.process is not None and portal.process.poll() is None:
                    portal.process.kill()
                    portal.process.wait()
    sys.exit(1 if n_failed else 0)


if __name__ == "__main__":
    main()
